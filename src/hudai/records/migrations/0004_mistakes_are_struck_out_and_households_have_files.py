"""Mistakes at trainings and insurances are struck out and stay; consents and explanations have files.

Who was wrongly entered, and an insurance recorded in error, stood there for good; the signed consent to a
project lay in the file of a case, if there was one, and photos of an explanation nowhere.  The way back
forgets what was struck out and which files belonged to consents and explanations, for the old tables have
no place for them; the files themselves stay where they are kept.
"""

from __future__ import annotations

from typing import Any

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

STRUCK_OUT = ("attendance", "insurance")
OWNERS = ("application", "loan", "visit", "participation", "explanation")


def forget_what_was_struck_out(apps: Any, schema_editor: Any) -> None:
    """The way back."""
    for name in STRUCK_OUT:
        apps.get_model("records", name).objects.filter(withdrawn_at__isnull=False).delete()


def forget_files_of_households(apps: Any, schema_editor: Any) -> None:
    """The way back."""
    owned = Q(participation__isnull=False) | Q(explanation__isnull=False)
    apps.get_model("records", "Attachment").objects.filter(owned).delete()


def _owner(name: str, label: str, unique: str) -> tuple[Any, ...]:
    """A file may be of this, once."""
    return (
        migrations.AddField(
            "attachment",
            name,
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="attachments",
                to=f"records.{name}",
                verbose_name=label,
            ),
        ),
        migrations.AddConstraint(
            "attachment",
            models.UniqueConstraint(
                fields=[name, "paper", "digest"], condition=Q(withdrawn_at=None), name=unique
            ),
        ),
    )


def _of_one_thing() -> Q:
    found = Q()
    for owner in OWNERS:
        found |= Q(**{f"{owner}__isnull": False}, **{other: None for other in OWNERS if other != owner})
    return found


def _columns(model: str) -> tuple[Any, ...]:
    """When, by whom and why a row was taken back."""
    return (
        migrations.AddField(
            model, "withdrawn_at", models.DateTimeField(blank=True, null=True, verbose_name="作废时间")
        ),
        migrations.AddField(
            model,
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
            model, "withdrawn_for", models.CharField(blank=True, max_length=200, verbose_name="作废原因")
        ),
    )


def _once(model: str, name: str, *fields: str) -> tuple[Any, ...]:
    """What stands once may stand again where the first was struck out."""
    return (
        migrations.RemoveConstraint(model, name),
        migrations.AddConstraint(
            model, models.UniqueConstraint(fields=fields, condition=Q(withdrawn_at=None), name=name)
        ),
    )


def _whole(model: str, name: str) -> Any:
    """What is struck out says by whom and why."""
    condition = Q(withdrawn_at=None, withdrawn_by=None, withdrawn_for="") | (
        Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False) & ~Q(withdrawn_for="")
    )
    return migrations.AddConstraint(model, models.CheckConstraint(condition=condition, name=name))


class Migration(migrations.Migration):
    """Three columns more in two tables, two more owners of a file, and their constraints."""

    dependencies = (("records", "0003_rates_a_bank_asks_by_grade"),)

    operations = (
        *_columns("attendance"),
        *_columns("insurance"),
        *_once("attendance", "a_person_attends_a_training_once", "training", "person"),
        *_once("insurance", "one_insurance_of_a_thing_from_a_day", "household", "kind", "subject", "since"),
        _whole("attendance", "who_is_struck_out_has_the_reason"),
        _whole("insurance", "an_insurance_struck_out_has_the_reason"),
        *_owner("participation", "参与项目", "one_standing_copy_of_a_consents_file"),
        *_owner("explanation", "入户宣讲", "one_standing_copy_of_an_explanations_file"),
        migrations.RemoveConstraint("attachment", "a_file_is_of_a_case_a_loan_or_a_visit"),
        migrations.AddConstraint(
            "attachment",
            models.CheckConstraint(condition=_of_one_thing(), name="a_file_is_of_one_thing"),
        ),
        # Last, so that on the way back they come first.
        migrations.RunPython(migrations.RunPython.noop, forget_what_was_struck_out),
        migrations.RunPython(migrations.RunPython.noop, forget_files_of_households),
    )
