"""What of a batch is paid, under way, or still owed."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery, Sum

from hudai.records import bulk
from hudai.records.models import (
    Demand,
    EarlierGrant,
    Loan,
    PaymentFile,
    Payout,
    PayoutResult,
    PayoutReturn,
    Refund,
    Source,
    SubsidyBatch,
    SubsidyLine,
)


def arrivals() -> QuerySet[PayoutResult]:
    """What arrived and did not come back."""
    return PayoutResult.objects.filter(paid=True, came_back=None)


def being_paid() -> QuerySet[SubsidyBatch]:
    """Batches with something to pay: approved and not closed, or closed and come back since."""
    states = SubsidyBatch.State
    return SubsidyBatch.objects.filter(
        Q(state__in=(states.APPROVED, states.PAYING)) | Q(state=states.CLOSED, pk__in=_owed_again())
    )


def _owed_again() -> QuerySet[Payout, int]:
    """Batches with a line that came back after its arrival and has not arrived since.

    From the few payouts that ever came back, by their keys, never from all lines that were paid.
    """
    back = Payout.objects.filter(pk__in=PayoutReturn.objects.order_by().values("pk"))
    since = arrivals().filter(payout__line=OuterRef("line")).order_by()
    return back.filter(~Exists(since)).order_by().values_list("file__batch", flat=True)


def unpaid(batch: SubsidyBatch) -> QuerySet[SubsidyLine]:
    """Lines above zero of which nothing has arrived yet."""
    arrived = arrivals().filter(payout__line=OuterRef("pk"))
    return batch.lines.filter(~Exists(arrived), due__gt=0)


def due_for_payment(batch: SubsidyBatch) -> QuerySet[SubsidyLine]:
    """Unpaid lines that are in no file still waiting for its answer, in order."""
    sent = Payout.objects.filter(line=OuterRef("pk"), result=None)
    return unpaid(batch).filter(~Exists(sent)).order_by("number")


def unanswered(batch: SubsidyBatch) -> QuerySet[PaymentFile]:
    """Files of a batch with rows the bank has not answered."""
    open_rows = Payout.objects.filter(file=OuterRef("pk"), result=None)
    return batch.payment_files.filter(Exists(open_rows)).order_by("number")


def present_payees(loans: Sequence[int]) -> dict[int, tuple[str, str, str]]:
    """To whom each loan's subsidy goes now: the borrower's name, bank and account."""
    found: dict[int, tuple[str, str, str]] = {}
    for part in bulk.parts(loans):
        rows = Loan.objects.filter(pk__in=part).values_list("pk", "borrower__name", "payee_bank", "account")
        found |= {key: (name, bank, account) for key, name, bank, account in rows}
    return found


def bank_accounts(loans: Sequence[int]) -> dict[int, tuple[str, str]]:
    """Name and own account of the bank that lent each loan; the account is empty where none is entered."""
    found: dict[int, tuple[str, str]] = {}
    for part in bulk.parts(loans):
        rows = Loan.objects.filter(pk__in=part).values_list(
            "pk", "branch__bank__name", "branch__bank__account"
        )
        found |= {key: (bank, account) for key, bank, account in rows}
    return found


def to_shared_accounts(lines: QuerySet[SubsidyLine]) -> QuerySet[SubsidyLine, tuple[int, str, str]]:
    """Lines whose loan has the account of another household too: number, borrower, that one's contract.

    By the blind index: the accounts themselves stay sealed.  Of several the first is named.
    """
    others = Loan.objects.filter(
        ~Q(household=OuterRef("loan__household")),
        account_index=OuterRef("loan__account_index"),
        given_up_on=None,
    ).order_by("pk")
    sharing = lines.exclude(loan__account_index="").filter(Exists(others)).order_by("number")
    return sharing.values_list("number", "borrower", Subquery(others.values("contract")[:1]))


def refundable(demand: Demand) -> dict[str, int]:
    """Fen of each source that paid the demand's loan and has not come back to it yet, by source.

    What older books granted before this system came from a source they do not name; it may be any.
    """
    loan = demand.line.loan_id
    paid = arrivals().filter(payout__line__loan=loan).order_by()
    sums = dict(paid.values_list("payout__file__source").annotate(Sum("payout__amount")))
    back = dict(
        Refund.objects.standing()
        .filter(demand__line__loan=loan)
        .order_by()
        .values_list("source")
        .annotate(Sum("amount"))
    )
    earlier = EarlierGrant.objects.standing().filter(loan=loan).aggregate(total=Sum("amount"))["total"] or 0
    left = {source: sums.get(source, 0) + earlier - back.get(source, 0) for source in Source.values}
    return {source: fen for source, fen in left.items() if fen > 0}


def refunded(demand: Demand) -> int:
    """Fen that came back on a demand."""
    return Refund.objects.standing().filter(demand=demand).aggregate(total=Sum("amount"))["total"] or 0
