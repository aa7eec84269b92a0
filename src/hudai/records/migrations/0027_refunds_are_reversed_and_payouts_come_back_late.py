"""What was asked back or refunded in error is reversed, and money may come back to a closed batch.

Until now a demand and a refund stayed as they were recorded, right or wrong: a reversal is a row beside
the old one, which names it.  So a line may have several demands, one after the other, and of these at
most one stands.  A payout of a closed batch may come back, weeks later, and is then paid out again; the
batch, its lines and its worksheet stay as guarded as before.

Cases still open from before the bank spoke for itself carry what a village had typed of the bank's business;
what no bank attested is dropped from them, and is unknown until it does.

The way back forgets what was reversed, with its reversals, for the old tables have no place for them;
the vouchers stay in the books.
"""

from __future__ import annotations

from typing import Any, ClassVar

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

from hudai.records.append_only import forbid_changes, lift
from hudai.records.closed_batches import refuse_late_returns, take_late_returns

TABLES = ("records_demand", "records_refund")


def forget_reversals(apps: Any, schema_editor: Any) -> None:
    """The way back; references to what goes are mended after it is gone."""
    demand, refund = (apps.get_model("records", name) for name in ("Demand", "Refund"))
    gone = Q(void=True) | Q(replaced_by__void=True)
    demands = list(demand.objects.filter(gone).values_list("pk", flat=True))
    refunds = refund.objects.filter(gone | Q(demand__in=demands)).values_list("pk", flat=True)
    refund.objects.filter(pk__in=list(refunds))._raw_delete(schema_editor.connection.alias)
    demand.objects.filter(pk__in=demands)._raw_delete(schema_editor.connection.alias)
    demand.objects.filter(replaces__in=demands).update(replaces=None)
    # PostgreSQL alters no table while checks of its rows are still to be made.
    schema_editor.connection.check_constraints()


BANK_FACTS = ("rated", "credit_line", "guarantor_or_collateral", "fee_charged", "extra_condition")


def forget_what_no_bank_attested(apps: Any, schema_editor: Any) -> None:
    """Of open cases alone: what was decided rests on what was known then."""
    application, line = (apps.get_model("records", name) for name in ("Application", "JournalLine"))
    attested = set(line.objects.filter(noun="application", action="银行核实").values_list("key", flat=True))
    open_ones = application.objects.filter(state__in=("draft", "under_way")).only("pk", "facts")
    for each in open_ones.iterator(chunk_size=1_000):
        if str(each.pk) not in attested and any(name in each.facts for name in BANK_FACTS):
            each.facts = {name: value for name, value in each.facts.items() if name not in BANK_FACTS}
            each.save(update_fields=["facts"])


def _names(model: str, label: str) -> migrations.AddField:
    return migrations.AddField(
        model,
        "replaces",
        models.OneToOneField(
            blank=True,
            null=True,
            on_delete=django.db.models.deletion.PROTECT,
            related_name="replaced_by",
            to=f"records.{model}",
            verbose_name=label,
        ),
    )


class Migration(migrations.Migration):
    """Columns and constraints between the lifting and the setting up of the guards."""

    dependencies: ClassVar = [("records", "0026_suspicions_and_dishonest_debtors")]

    operations: ClassVar = [
        migrations.RunPython(lift(TABLES), forbid_changes(TABLES)),
        _names("demand", "接在哪一条后"),
        migrations.AddField("demand", "void", models.BooleanField(default=False, verbose_name="冲销")),
        migrations.AlterField(
            "demand",
            "line",
            models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="demands",
                to="records.subsidyline",
                verbose_name="贴息明细",
            ),
        ),
        migrations.AddConstraint(
            "demand",
            models.UniqueConstraint(
                fields=["line"], condition=Q(replaces=None), name="one_first_demand_a_line"
            ),
        ),
        migrations.AddConstraint(
            "demand",
            models.CheckConstraint(
                condition=Q(void=False) | (Q(replaces__isnull=False) & ~Q(reason="")),
                name="a_reversed_demand_has_its_reason",
            ),
        ),
        _names("refund", "冲销了哪一笔"),
        migrations.AddField("refund", "void", models.BooleanField(default=False, verbose_name="冲销")),
        migrations.AddField(
            "refund",
            "reason",
            models.CharField(blank=True, default="", max_length=200, verbose_name="冲销原因"),
            preserve_default=False,
        ),
        migrations.AddConstraint(
            "refund",
            models.CheckConstraint(
                condition=Q(replaces=None, void=False)
                | (Q(replaces__isnull=False, void=True) & ~Q(reason="")),
                name="a_reversed_refund_has_its_reason",
            ),
        ),
        # On the way back it comes after the lifting, and before the columns go.
        migrations.RunPython(migrations.RunPython.noop, forget_reversals),
        migrations.RunPython(forbid_changes(TABLES), lift(TABLES)),
        migrations.RunPython(take_late_returns, refuse_late_returns),
        migrations.RunPython(forget_what_no_bank_attested, migrations.RunPython.noop),
    ]
