"""A file may belong to a visit after the payout instead of to a case.

Photos of what the money bought and the receipts for it were kept nowhere; every file that is there
already stays with its case.  The way back forgets which files belonged to visits, for the old table
has no place for them; the files themselves stay where they are kept.
"""

from __future__ import annotations

from typing import Any, ClassVar

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q


def forget_files_of_visits(apps: Any, schema_editor: Any) -> None:
    """The way back."""
    apps.get_model("records", "Attachment").objects.filter(application=None).delete()


class Migration(migrations.Migration):
    """A second owner, and exactly one of both."""

    dependencies: ClassVar = [("records", "0016_due_days_and_visits")]

    operations: ClassVar = [
        migrations.AlterField(
            model_name="attachment",
            name="application",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="attachments",
                to="records.application",
                verbose_name="申请",
            ),
        ),
        migrations.AddField(
            model_name="attachment",
            name="visit",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="attachments",
                to="records.visit",
                verbose_name="贷后检查",
            ),
        ),
        migrations.AddConstraint(
            model_name="attachment",
            constraint=models.CheckConstraint(
                condition=Q(application__isnull=False, visit=None) | Q(application=None, visit__isnull=False),
                name="a_file_is_of_a_case_or_of_a_visit",
            ),
        ),
        migrations.AddConstraint(
            model_name="attachment",
            constraint=models.UniqueConstraint(
                fields=["visit", "paper", "digest"],
                condition=Q(withdrawn_at=None),
                name="one_standing_copy_of_a_visits_file",
            ),
        ),
        # Last, so that on the way back it comes first.
        migrations.RunPython(migrations.RunPython.noop, forget_files_of_visits),
    ]
