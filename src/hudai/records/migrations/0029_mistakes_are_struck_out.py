"""Who was wrongly entered at a training, and an insurance recorded in error, are struck out and stay.

Until now they stood there for good.  The way back forgets what was struck out, for the old tables have
no place to say so.
"""

from __future__ import annotations

from typing import Any

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

STRUCK_OUT = ("attendance", "insurance")


def forget_what_was_struck_out(apps: Any, schema_editor: Any) -> None:
    """The way back."""
    for name in STRUCK_OUT:
        apps.get_model("records", name).objects.filter(withdrawn_at__isnull=False).delete()


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
    """Three columns more in two tables, and their constraints."""

    dependencies = (("records", "0027_refunds_are_reversed_and_payouts_come_back_late"),)

    operations = (
        *_columns("attendance"),
        *_columns("insurance"),
        *_once("attendance", "a_person_attends_a_training_once", "training", "person"),
        *_once("insurance", "one_insurance_of_a_thing_from_a_day", "household", "kind", "subject", "since"),
        _whole("attendance", "who_is_struck_out_has_the_reason"),
        _whole("insurance", "an_insurance_struck_out_has_the_reason"),
        # Last, so that on the way back it comes first.
        migrations.RunPython(migrations.RunPython.noop, forget_what_was_struck_out),
    )
