"""A rating keeps which criterion held its grade down.

Points enough for a better grade and a worse one beside them were left without a reason on the page and
in the household's written notice.  Of ratings already drawn up the scorecard of their day is not kept,
so they say none.
"""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    """One column more, empty for what is there; the way back drops it."""

    dependencies = (("records", "0018_lists_begin_with_the_newest"),)

    operations = (
        migrations.AddField(
            "rating",
            "capped_by",
            models.CharField(blank=True, default="", max_length=40, verbose_name="限制等级的评分项目"),
        ),
    )
