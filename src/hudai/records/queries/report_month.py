"""Who handed what in, month by month: the matrix of banks or branches by months.

However many institutions and months there are, it takes four questions to the tables.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from hudai.core.calendar import Calendar, Deadline
from hudai.core.dates import add_months
from hudai.core.policy import Policy
from hudai.core.report_day import Timeliness, deadline, month_end, month_of, timeliness
from hudai.records.models import Branch, Station, Submission
from hudai.records.queries import report as queries
from hudai.records.queries.loan_register import full_name
from hudai.records.queries.report import Chain, Place

MONTHS = 12


@dataclass(frozen=True, slots=True)
class Cell:
    """One institution's month."""

    month: date
    by: Deadline | None
    """None where the documents set no day."""
    state: Timeliness | None
    """None where nothing is expected and nothing was handed in."""
    chain: Chain | None

    @property
    def submission(self) -> Submission | None:
        """What stands; it may have been sent back."""
        return self.chain.last if self.chain else None

    @property
    def signed(self) -> int:
        """How many of the three offices have signed for it."""
        return len(self.chain.last.receipts.all()) if self.chain else 0

    @property
    def is_due(self) -> bool:
        """Whether the institution has something to do."""
        return self.state in (Timeliness.MISSING, Timeliness.OPEN, Timeliness.RETURNED)


@dataclass(frozen=True, slots=True)
class Line:
    """An institution and its months, the latest first."""

    key: int
    """Of the branch; of the bank where the line is a bank's."""
    name: str
    cells: tuple[Cell, ...]

    def count(self, *states: Timeliness) -> int:
        """In how many months it stood so."""
        return sum(cell.state in states for cell in self.cells)

    @property
    def late(self) -> int:
        """Months handed in after the day."""
        return self.count(Timeliness.LATE)

    @property
    def missing(self) -> int:
        """Months not handed in though the day is over."""
        return self.count(Timeliness.MISSING)

    @property
    def returned(self) -> int:
        """Months sent back and not handed in again."""
        return self.count(Timeliness.RETURNED)


def months_over(today: date, count: int = MONTHS) -> list[date]:
    """The months that are over, the latest first.

    >>> months_over(date(2026, 2, 14), 3)
    [datetime.date(2026, 1, 1), datetime.date(2025, 12, 1), datetime.date(2025, 11, 1)]
    """
    return [add_months(month_of(today), -back) for back in range(1, count + 1)]


@dataclass(frozen=True, slots=True)
class Asked:
    """By which rules, as of when, for which months."""

    policy: Policy
    calendar: Calendar
    today: date
    months: Sequence[date]


def branch_lines(asked: Asked, *, bank: int | None = None, branch: int | None = None) -> list[Line]:
    """The branches that hand in themselves, of all banks, of one, or one branch alone."""
    found = queries.lending_branches(asked.policy.name)
    if bank is not None:
        found = found.filter(bank=bank)
    if branch is not None:
        found = found.filter(pk=branch)
    first, done = queries.first_month(asked.policy.name, asked.today), _done(asked, Submission.Level.BRANCH)
    lines = []
    for each in found:
        expected = {month for month in asked.months if month >= first and _reports(each, month, asked)}
        cells = _cells(asked, (Submission.Level.BRANCH, each.pk), expected, done)
        if expected or any(cell.chain for cell in cells):
            lines.append(Line(each.pk, full_name(each.bank.name, each.name), cells))
    return lines


def bank_lines(asked: Asked, *, bank: int | None = None) -> list[Line]:
    """The banks that hand in a summary, or one of them."""
    found = queries.lending_branches(asked.policy.name)
    if bank is not None:
        found = found.filter(bank=bank)
    by_bank: dict[int, list[Branch]] = {}
    for branch in found:
        by_bank.setdefault(branch.bank_id, []).append(branch)
    first, done = queries.first_month(asked.policy.name, asked.today), _done(asked, Submission.Level.BANK)
    lines = []
    for key, branches in by_bank.items():
        began = min(queries.began(each) for each in branches)
        expected = {month for month in asked.months if month >= first and began <= month_end(month)}
        cells = _cells(asked, (Submission.Level.BANK, key), expected, done)
        lines.append(Line(key, branches[0].bank.name, cells))
    return lines


def unsigned(station: str, policy: str | None = None) -> int:
    """How many summaries that count an office has not signed for."""
    return _unsigned(station, policy).count()


def unsigned_months(station: str) -> list[str]:
    """The same by bank and month, the oldest first: 云坪农商行 2025-08."""
    found = _unsigned(station).order_by("month", "branch__bank__name")
    return [f"{bank} {month:%Y-%m}" for bank, month in found.values_list("branch__bank__name", "month")]


def _unsigned(station: str, policy: str | None = None) -> QuerySet[Submission]:
    if station not in queries.OFFICES:
        return Submission.objects.none()
    summaries = queries.valid(Submission.objects.filter(level=Submission.Level.BANK))
    if policy:
        summaries = summaries.filter(policy=policy)
    return summaries.exclude(receipts__station=station)


def sent_back(branch: Branch, station: str) -> int:
    """How many registers of a bank's desk were sent back and not handed in again."""
    ours = Submission.objects.filter(superseded_by=None, sent_back__isnull=False)
    if station == Station.BANK:
        return ours.filter(level=Submission.Level.BANK, branch__bank=branch.bank_id).count()
    return ours.filter(level=Submission.Level.BRANCH, branch=branch).count()


def _reports(branch: Branch, month: date, asked: Asked) -> bool:
    """Whether a month's register is waited for: not from a branch closed before its day."""
    by = deadline(asked.policy.branch_report_day, month, asked.calendar)
    last = by.on if by else month_end(month)
    return queries.began(branch) <= month_end(month) and queries.hands_in_itself(branch, last)


def _done(asked: Asked, level: str) -> Mapping[Place, Chain]:
    found = Submission.objects.filter(policy=asked.policy.name, level=level, month__in=asked.months)
    rows = found.defer("continuity").select_related("branch", "sent_back").prefetch_related("receipts")
    return queries.chains(rows)


def _cells(
    asked: Asked, place: tuple[str, int], expected: set[date], done: Mapping[Place, Chain]
) -> tuple[Cell, ...]:
    policy = asked.policy
    is_branch = place[0] == Submission.Level.BRANCH
    rule = policy.branch_report_day if is_branch else policy.bank_report_day
    cells = []
    for month in asked.months:
        chain = done.get((*place, month))
        by = deadline(rule, month, asked.calendar)
        state = None
        if chain or month in expected:
            hand_ins = chain.hand_ins if chain else []
            state = timeliness(hand_ins, by.on if by else None, asked.today)
        cells.append(Cell(month, by, state, chain))
    return tuple(cells)
