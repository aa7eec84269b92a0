"""Somebody entered in error at a service point is struck out and stays, with the reason.

Until now a wrong name could only be let go, and only from the day after; it stood as somebody who had
worked there.  The way back forgets what was struck out, for the old table has no place for it.
"""

from __future__ import annotations

from typing import Any

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

ONCE = "one_standing_duty_of_a_name"
WHOLE = Q(withdrawn_at=None, withdrawn_by=None, withdrawn_for="") | (
    Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False) & ~Q(withdrawn_for="")
)


def forget_what_was_struck_out(apps: Any, schema_editor: Any) -> None:
    """The way back."""
    apps.get_model("records", "servicepointstaff").objects.filter(withdrawn_at__isnull=False).delete()


class Migration(migrations.Migration):
    """Three columns more in one table, and their constraints."""

    dependencies = (("records", "0005_a_batch_keeps_its_steps_and_objections"),)

    operations = (
        migrations.AddField(
            "servicepointstaff",
            "withdrawn_at",
            models.DateTimeField(blank=True, null=True, verbose_name="作废时间"),
        ),
        migrations.AddField(
            "servicepointstaff",
            "withdrawn_by",
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="records.posting",
                verbose_name="作废人",
            ),
        ),
        migrations.AddField(
            "servicepointstaff",
            "withdrawn_for",
            models.CharField(blank=True, max_length=200, verbose_name="作废原因"),
        ),
        migrations.RemoveConstraint("servicepointstaff", ONCE),
        migrations.AddConstraint(
            "servicepointstaff",
            models.UniqueConstraint(
                fields=["point", "name", "duty"], condition=Q(until=None, withdrawn_at=None), name=ONCE
            ),
        ),
        migrations.AddConstraint(
            "servicepointstaff",
            models.CheckConstraint(condition=WHOLE, name="staff_struck_out_has_the_reason"),
        ),
        # Last, so that on the way back it comes first.
        migrations.RunPython(migrations.RunPython.noop, forget_what_was_struck_out),
    )
