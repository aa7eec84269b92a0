"""What the books say: balances, movements of an account, a month's trial balance, budgets against use.

The sums are the database's own (:class:`~hudai.records.models.VoucherSum`), a few rows a voucher, so
that no page adds a million entries up.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import F, Q, QuerySet, Sum

from hudai.core.ledger import (
    Sums,
    TrialRow,
    money_from,
    next_month,
    received,
    trial_balance,
)
from hudai.records.models import (
    Account,
    AccountBalance,
    BudgetLine,
    ClosedMonth,
    Payout,
    Station,
    SubsidyBatch,
    Voucher,
    VoucherSum,
)
from hudai.records.models.officer import Posting

READS_BOOKS = (
    Station.FINANCE,
    Station.OFFICE,
    Station.FINANCE_OFFICE,
    Station.REGULATOR,
    Station.AUDITOR,
)
"""Desks of the county that see the books; there is one set of books in a county."""

_UNDER_WAY = (SubsidyBatch.State.APPROVED, SubsidyBatch.State.PAYING)


def vouchers_seen_by(posting: Posting) -> QuerySet[Voucher]:
    """Every voucher, for the desks that see the books; none for others."""
    return Voucher.objects.all() if posting.station in READS_BOOKS else Voucher.objects.none()


def accounts_seen_by(posting: Posting) -> QuerySet[Account]:
    """Every account, for the desks that see the books; none for others."""
    return Account.objects.all() if posting.station in READS_BOOKS else Account.objects.none()


def balance_of(code: str) -> int:
    """What an account holds now, debits less credits, fen; 0 where it was never used."""
    found = AccountBalance.objects.filter(account__code=code).values_list("debits", "credits").first()
    return found[0] - found[1] if found else 0


def under_way(source: str) -> int:
    """What payment files of a source have sent and the paying bank has not answered yet, fen."""
    # Of a closed batch only what was sent again since; whatever was sent before is answered.
    again = Q(file__batch__state=SubsidyBatch.State.CLOSED, file__made_at__gte=F("file__batch__state_since"))
    files = Q(file__batch__state__in=_UNDER_WAY) | again
    sent = Payout.objects.filter(files, file__source=source, result=None)
    return sent.aggregate(total=Sum("amount"))["total"] or 0


def sums_by_account(moved: QuerySet[VoucherSum]) -> dict[str, Sums]:
    """What each account was debited and credited in some movements, by code."""
    rows = moved.order_by().values_list("account__code").annotate(Sum("debits"), Sum("credits"))
    return {code: Sums(debits, credits) for code, debits, credits in rows}


def month_rows(month: date) -> list[TrialRow]:
    """The trial balance of a month as the books stand now; ``month`` is its first day."""
    before = VoucherSum.objects.filter(voucher__on__lt=month)
    during = VoucherSum.objects.filter(voucher__on__gte=month, voucher__on__lt=next_month(month))
    return trial_balance(sums_by_account(before), sums_by_account(during))


def rows_now() -> list[TrialRow]:
    """What every account was debited and credited in all, and holds now."""
    found = AccountBalance.objects.filter(~Q(debits=0) | ~Q(credits=0))
    sums = found.values_list("account__code", "debits", "credits")
    return trial_balance({}, {code: Sums(debits, credits) for code, debits, credits in sums})


def last_closed() -> ClosedMonth | None:
    """The latest month that takes no more entries."""
    return ClosedMonth.objects.order_by("-month").first()


def first_month() -> date | None:
    """The first day of the month of the first voucher that was not taken back: a slip of the year in what
    was does not begin the books."""
    standing = Voucher.objects.filter(reverses=None, reversed_by=None)
    first = standing.order_by("on").values_list("on", flat=True).first()
    return first.replace(day=1) if first else None


def month_to_close() -> date | None:
    """The month that is closed next, whether it is over or not; None while nothing stands in the books."""
    last = last_closed()
    return next_month(last.month) if last else first_month()


def opening(account: Account, since: date | None) -> int:
    """What an account held at the start of a day, debits less credits, fen."""
    if since is None:
        return 0
    return (
        sums_by_account(VoucherSum.objects.filter(account=account, voucher__on__lt=since))
        .get(account.code, Sums())
        .balance
    )


def movements(account: Account, since: date | None, until: date | None) -> QuerySet[VoucherSum]:
    """What each voucher moved on an account in ``[since, until]``, in the order of the days."""
    found = VoucherSum.objects.filter(account=account).select_related(
        "voucher__posted_by", "voucher__officer"
    )
    if since:
        found = found.filter(voucher__on__gte=since)
    if until:
        found = found.filter(voucher__on__lte=until)
    return found.order_by("voucher__on", "voucher_id")


@dataclass(frozen=True, slots=True)
class BudgetUse:
    """One source's money of a year, fen."""

    source: str
    planned: int | None
    """None where no budget was set."""
    document: str
    received: int
    paid: int
    """Subsidies that left the account, without what came back."""
    held: int
    """In the account now, whatever the year."""

    @property
    def left(self) -> int | None:
        """Of the budget; negative where more was paid than planned."""
        return None if self.planned is None else self.planned - self.paid


def budget(year: int) -> dict[str, BudgetLine]:
    """The budget line of each source that counts: the newest."""
    return {line.source: line for line in BudgetLine.objects.filter(year=year).order_by("pk")}


def budget_use(year: int, sources: Iterable[str]) -> list[BudgetUse]:
    """Planned, received and paid in a year, source by source."""
    planned = budget(year)
    moved = sums_by_account(VoucherSum.objects.filter(voucher__on__year=year))
    received_in = sums_by_account(
        VoucherSum.objects.filter(voucher__on__year=year, account__code__in=map(received, sources))
    )
    rows = []
    for source in sources:
        line = planned.get(source)
        income = -received_in.get(received(source), Sums()).balance
        change = moved.get(money_from(source), Sums()).balance
        rows.append(
            BudgetUse(
                source,
                line.amount if line else None,
                line.document if line else "",
                income,
                income - change,
                balance_of(money_from(source)),
            )
        )
    return rows


def years() -> set[int]:
    """The years with a budget line or a voucher."""
    posted = Voucher.objects.order_by().dates("on", "year")
    return {day.year for day in posted} | set(BudgetLine.objects.values_list("year", flat=True))


def granted_in(year: int) -> int:
    """Subsidies granted by batches approved in a year, fen."""
    found = SubsidyBatch.objects.filter(approved_on__year=year).aggregate(total=Sum("to_pay"))
    return found["total"] or 0
