"""A file may belong to a loan instead of to a case or a visit.

A contract, a voucher or what a stop rests on had no place where the loan came from a bank's sheet and
not from a case.  The way back forgets which files belonged to loans, for the old table has no place for
them; the files themselves stay where they are kept.
"""

from __future__ import annotations

from typing import Any

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q


def forget_files_of_loans(apps: Any, schema_editor: Any) -> None:
    """The way back."""
    apps.get_model("records", "Attachment").objects.filter(loan__isnull=False).delete()


class Migration(migrations.Migration):
    """A third owner, and exactly one of them."""

    dependencies = (("records", "0020_payouts_come_back_and_banks_have_accounts"),)

    operations = (
        migrations.AddField(
            "attachment",
            "loan",
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="attachments",
                to="records.loan",
                verbose_name="贷款",
            ),
        ),
        migrations.RemoveConstraint("attachment", "a_file_is_of_a_case_or_of_a_visit"),
        migrations.AddConstraint(
            "attachment",
            models.CheckConstraint(
                condition=Q(application__isnull=False, loan=None, visit=None)
                | Q(application=None, loan__isnull=False, visit=None)
                | Q(application=None, loan=None, visit__isnull=False),
                name="a_file_is_of_a_case_a_loan_or_a_visit",
            ),
        ),
        migrations.AddConstraint(
            "attachment",
            models.UniqueConstraint(
                fields=["loan", "paper", "digest"],
                condition=Q(withdrawn_at=None),
                name="one_standing_copy_of_a_loans_file",
            ),
        ),
        # Last, so that on the way back it comes first.
        migrations.RunPython(migrations.RunPython.noop, forget_files_of_loans),
    )
