"""Facts of loans, batches and the books stay as they were written.

A repayment is corrected by a row beside it, a voucher by its reversal, and what a batch granted is
what it granted: the database itself refuses anything else, whoever has a prompt to it.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations

from hudai.records.append_only import forbid_changes, lift
from hudai.records.closed_batches import guard, unguard

TABLES = (
    "records_loancorrection",
    "records_extension",
    "records_stop",
    "records_reportedclass",
    "records_earliergrant",
    "records_repayment",
    "records_batchstep",
    "records_subsidyline",
    "records_subsidyworksheet",
    "records_paymentfile",
    "records_payout",
    "records_payoutresult",
    "records_demand",
    "records_refund",
    "records_voucher",
    "records_entry",
    "records_closedmonth",
    "records_budgetline",
)


class Migration(migrations.Migration):
    """Triggers on both kinds of database."""

    dependencies: ClassVar = [("records", "0008_loans_subsidies_and_the_ledger")]

    operations: ClassVar = [
        migrations.RunPython(forbid_changes(TABLES), lift(TABLES)),
        migrations.RunPython(guard, unguard),
    ]
