"""What of a batch is paid, under way, or still owed."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Exists, OuterRef, QuerySet, Sum

from hudai.records import bulk
from hudai.records.models import (
    Demand,
    Loan,
    PaymentFile,
    Payout,
    PayoutResult,
    SubsidyBatch,
    SubsidyLine,
)


def unpaid(batch: SubsidyBatch) -> QuerySet[SubsidyLine]:
    """Lines above zero of which nothing has arrived yet."""
    arrived = PayoutResult.objects.filter(payout__line=OuterRef("pk"), paid=True)
    return batch.lines.filter(~Exists(arrived), due__gt=0)


def due_for_payment(batch: SubsidyBatch) -> QuerySet[SubsidyLine]:
    """Unpaid lines that are in no file still waiting for its answer, in order."""
    sent = Payout.objects.filter(line=OuterRef("pk"), result=None)
    return unpaid(batch).filter(~Exists(sent)).order_by("number")


def unanswered(batch: SubsidyBatch) -> QuerySet[PaymentFile]:
    """Files of a batch with rows the bank has not answered."""
    open_rows = Payout.objects.filter(file=OuterRef("pk"), result=None)
    return batch.payment_files.filter(Exists(open_rows)).order_by("number")


def present_accounts(loans: Sequence[int]) -> dict[int, tuple[str, str]]:
    """Bank and account each loan's subsidy goes to now."""
    found: dict[int, tuple[str, str]] = {}
    for part in bulk.parts(loans):
        rows = Loan.objects.filter(pk__in=part).values_list("pk", "payee_bank", "account")
        found |= {key: (bank, account) for key, bank, account in rows}
    return found


def under_way(source: str) -> int:
    """Fen in files of a source that the bank has not answered."""
    rows = Payout.objects.filter(file__source=source, result=None)
    return rows.aggregate(total=Sum("amount"))["total"] or 0


def refunded(demand: Demand) -> int:
    """Fen that came back on a demand."""
    return demand.refunds.aggregate(total=Sum("amount"))["total"] or 0
