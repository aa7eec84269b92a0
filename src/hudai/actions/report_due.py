"""What a desk should be told about the monthly registers: its own, and those it waits for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from hudai.core.calendar import Calendar
from hudai.core.policy import Policy
from hudai.core.report_day import Timeliness
from hudai.records.models import Loan, Posting, Station
from hudai.records.queries.report import OFFICES, WATCHES, not_summarised
from hudai.records.queries.report_month import (
    Asked,
    Line,
    bank_lines,
    branch_lines,
    months_over,
    unsigned_months,
)


@dataclass(frozen=True, slots=True)
class RegistersDue:
    """Months and institutions, as people name them: 2025-08, 云坪农商行 2025-08."""

    missing: tuple[str, ...] = ()
    """Its own, past the day."""
    returned: tuple[str, ...] = ()
    """Its own, sent back."""
    outdated: tuple[str, ...] = ()
    """Its own summaries, handed in before a branch's register that counts now."""
    to_sign: tuple[str, ...] = ()
    """Summaries that wait for this office's signature."""
    overdue: tuple[str, ...] = ()
    """Others' of the month that was over last: late, or still missing."""


def registers_due(
    posting: Posting, *, policies: Mapping[str, Policy], calendar: Calendar, today: date
) -> RegistersDue:
    """Everything about registers this desk should know today; of schemes that have lent."""
    at_a_bank = posting.station in (Station.BRANCH, Station.BANK) and posting.branch is not None
    if not at_a_bank and posting.station not in WATCHES:
        return RegistersDue()
    own: list[Line] = []
    others: list[Line] = []
    for policy in policies.values():
        if Loan.objects.filter(policy=policy.name).exists():
            asked = Asked(policy, calendar, today, months_over(today))
            mine, theirs = _lines(posting, asked)
            own += mine
            others += theirs
    to_sign = unsigned_months(posting.station) if posting.station in OFFICES else ()
    return RegistersDue(
        missing=tuple(_months(own, Timeliness.MISSING)),
        returned=tuple(_months(own, Timeliness.RETURNED)),
        outdated=tuple(_outdated(posting)),
        to_sign=tuple(to_sign),
        overdue=tuple(_overdue(others)),
    )


def _lines(posting: Posting, asked: Asked) -> tuple[list[Line], list[Line]]:
    """The desk's own months, and those of whoever reports to it."""
    if posting.branch is None:
        return [], bank_lines(asked)
    if posting.station == Station.BRANCH:
        return branch_lines(asked, branch=posting.branch_id), []
    bank = posting.branch.bank_id
    return bank_lines(asked, bank=bank), branch_lines(asked, bank=bank)


def _outdated(posting: Posting) -> list[str]:
    if posting.station != Station.BANK or posting.branch is None:
        return []
    later = not_summarised().filter(branch__bank=posting.branch.bank_id).order_by("month")
    return [f"{month:%Y-%m}" for month in later.values_list("month", flat=True).distinct()]


def _months(lines: list[Line], state: Timeliness) -> Iterator[str]:
    for line in lines:
        yield from (f"{cell.month:%Y-%m}" for cell in line.cells if cell.state is state)


def _overdue(lines: list[Line]) -> Iterator[str]:
    for line in lines:
        last = line.cells[0]
        if last.state in (Timeliness.LATE, Timeliness.MISSING):
            yield f"{line.name} {last.month:%Y-%m}"
