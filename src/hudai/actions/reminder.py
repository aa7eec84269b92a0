"""What a desk is reminded of: deadlines, returned cases, lists, subsidies, registers, loans, ratings.

A reminder holds counts and case numbers, never a name: it goes into mails as well.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.utils import timezone

from hudai.actions.decision import steps_of
from hudai.actions.maturity_note import ASKED
from hudai.actions.rating import CONFIRMS, DRAWS_UP
from hudai.actions.report_due import RegistersDue, registers_due
from hudai.actions.visit import VISITS
from hudai.core.calendar import Calendar
from hudai.core.maturity import INTEREST_NOTICE_DAYS, interest_is_near, notice_windows
from hudai.core.policy import Policy
from hudai.core.visits import visit_plans
from hudai.core.workflow import working_days
from hudai.records.models import Posting, Station
from hudai.records.queries import maturity as maturities
from hudai.records.queries import reminder as queries
from hudai.records.queries.rating import SOON as RATING_SOON

TELLS_OF_INTEREST = (Station.VILLAGE, Station.BRANCH)
"""Desks that tell households of interest to pay."""
WATCHES_SUBSIDIES = (
    Station.OFFICE,
    Station.FINANCE,
    Station.FINANCE_OFFICE,
    Station.REGULATOR,
    Station.AUDITOR,
)
"""Desks that are told of subsidy approved and not paid in time."""
MOST_NAMED = 20
"""Case numbers a reminder names; the rest are counted."""


class Kind(StrEnum):
    """What it is about, the most urgent first."""

    LATE = "late"
    DUE_SOON = "due_soon"
    RETURNED = "returned"
    NOT_SIGNED_FOR = "not_signed_for"
    BATCHES_WAITING = "batches_waiting"
    BATCHES_LATE = "batches_late"
    REGISTERS_MISSING = "registers_missing"
    REGISTERS_RETURNED = "registers_returned"
    REGISTERS_OUTDATED = "registers_outdated"
    REGISTERS_TO_SIGN = "registers_to_sign"
    REGISTERS_OVERDUE = "registers_overdue"
    MATURITIES = "maturities"
    VISITS_OVERDUE = "visits_overdue"
    INTEREST_NEAR = "interest_near"
    RATINGS_ENDING = "ratings_ending"


_WORDS = {
    Kind.LATE: "件已超过办理期限，请优先办理",
    Kind.DUE_SOON: "件今天或下一个工作日到期",
    Kind.RETURNED: "件被退回，等修改后重新提交",
    Kind.NOT_SIGNED_FOR: "份名单还没有签收",
    Kind.BATCHES_WAITING: "个贴息批次等您办理",
    Kind.BATCHES_LATE: "个贴息批次批准后超过拨付期限还没有办结",
    Kind.REGISTERS_MISSING: "个月的台账过期没有报送",
    Kind.REGISTERS_RETURNED: "个月的台账被退回，等更正后重新报送",
    Kind.REGISTERS_OUTDATED: "个月的汇总台账报送以后，网点又报来台账，请更正汇总",
    Kind.REGISTERS_TO_SIGN: "份汇总台账等您签收",
    Kind.REGISTERS_OVERDUE: "份上月台账迟报或缺报",
    Kind.MATURITIES: "笔贷款临近到期或已逾期，还没有登记到期安排",
    Kind.VISITS_OVERDUE: "笔贷款的贷后检查已逾期",
    Kind.INTEREST_NEAR: f"笔贷款 {INTEREST_NOTICE_DAYS} 天内结息，请提醒农户备足利息",
    Kind.RATINGS_ENDING: f"户的评级在 {RATING_SOON.days} 天内到期，请安排复评",
}


@dataclass(frozen=True, slots=True)
class Reminder:
    """One line of a desk's list."""

    kind: Kind
    count: int
    numbers: tuple[str, ...] = ()
    """Of cases or list versions, at most :data:`MOST_NAMED`."""

    @property
    def words(self) -> str:
        """The line without its numbers: 3 件已超过办理期限."""
        return f"{self.count} {_WORDS[self.kind]}"

    @property
    def is_urgent(self) -> bool:
        """Whether somebody waits for this desk; the rest comes round of itself."""
        return self.kind not in (
            Kind.BATCHES_LATE,
            Kind.VISITS_OVERDUE,
            Kind.INTEREST_NEAR,
            Kind.RATINGS_ENDING,
        )


def reminders(
    posting: Posting, *, policies: Mapping[str, Policy], calendar: Calendar, today: date
) -> list[Reminder]:
    """Everything a desk should be reminded of today, the most urgent first; empty when nothing is.

    Args:
        policies: every pack by name; they say which steps are this desk's and how long each may take.
    """
    return [
        *pressing(posting, policies=policies, calendar=calendar, today=today),
        *_subsidies(posting, policies, today),
        *_registers(registers_due(posting, policies=policies, calendar=calendar, today=today)),
        *of_loans(posting, policies=policies, today=today),
        *_ratings(posting, today),
    ]


def _subsidies(posting: Posting, policies: Mapping[str, Policy], today: date) -> Iterator[Reminder]:
    """Batches that wait for this desk, and those approved and not closed by the day to pay (R15.18)."""
    waiting = queries.batches(posting, today)
    if waiting:
        yield Reminder(Kind.BATCHES_WAITING, len(waiting), tuple(waiting[:MOST_NAMED]))
    late = [
        number
        for number, policy, approved_on in queries.batches_to_pay(posting)
        if policy in policies and (today - approved_on).days > policies[policy].subsidy_late_days.on(today)
    ]
    if late and posting.station in WATCHES_SUBSIDIES:
        yield Reminder(Kind.BATCHES_LATE, len(late), tuple(late[:MOST_NAMED]))


def _registers(due: RegistersDue) -> Iterator[Reminder]:
    for kind, found in (
        (Kind.REGISTERS_MISSING, due.missing),
        (Kind.REGISTERS_RETURNED, due.returned),
        (Kind.REGISTERS_OUTDATED, due.outdated),
        (Kind.REGISTERS_TO_SIGN, due.to_sign),
        (Kind.REGISTERS_OVERDUE, due.overdue),
    ):
        if found:
            yield Reminder(kind, len(found), found[:MOST_NAMED])


def of_loans(posting: Posting, *, policies: Mapping[str, Policy], today: date) -> Iterator[Reminder]:
    """Due days nothing is arranged for, visits overdue, interest about to be settled; counts only."""
    if posting.station in {*ASKED, *VISITS}:
        windows = notice_windows(policies.values(), today)
        unarranged, unvisited = queries.loans_to_see_to(posting, today, windows, visit_plans(policies, today))
        if unarranged and posting.station in ASKED:
            yield Reminder(Kind.MATURITIES, unarranged)
        if unvisited and posting.station in VISITS:
            yield Reminder(Kind.VISITS_OVERDUE, unvisited)
    near = [name for name, policy in policies.items() if interest_is_near(policy, today)]
    if posting.station in TELLS_OF_INTEREST and near and (count := maturities.interest_due(posting, near)):
        yield Reminder(Kind.INTEREST_NEAR, count)


def pressing(
    posting: Posting, *, policies: Mapping[str, Policy], calendar: Calendar, today: date
) -> Iterator[Reminder]:
    """The reminders somebody waits for; three queries, whatever their number."""
    late, soon = _deadlines(posting, policies, calendar, today)
    lists = [f"第 {number} 版" for number in queries.not_signed_for(posting)]
    for kind, found in (
        (Kind.LATE, late),
        (Kind.DUE_SOON, soon),
        (Kind.RETURNED, queries.returned(posting)),
        (Kind.NOT_SIGNED_FOR, lists),
    ):
        if found:
            yield Reminder(kind, len(found), tuple(found[:MOST_NAMED]))


def _deadlines(
    posting: Posting, policies: Mapping[str, Policy], calendar: Calendar, today: date
) -> tuple[list[str], list[str]]:
    """Numbers of the cases past their deadline, and of those due by the next working day."""
    station, soon = Station(posting.station), calendar.next_working_day(today)
    steps = {name: steps_of(station, policy.route) for name, policy in policies.items()}
    due: dict[tuple[str, int, date], date | None] = {}
    past: list[str] = []
    near: list[str] = []
    for number, policy, step, since in queries.arrivals(posting, steps):
        key = policy, step, timezone.localtime(since).date()
        if key not in due:
            due[key] = calendar.due_on(key[2], working_days(policies[policy], step, key[2]))
        last = due[key]
        if last is not None and last <= soon:
            (past if last < today else near).append(number)
    return past, near


def _ratings(posting: Posting, today: date) -> Iterator[Reminder]:
    if posting.station in (*DRAWS_UP, *CONFIRMS):
        ending = queries.ratings_ending(posting, today, RATING_SOON)
        if ending:
            yield Reminder(Kind.RATINGS_ENDING, ending)
