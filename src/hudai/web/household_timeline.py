"""A household's whole history in one line of time: list, people, ratings, applications, and what is added.

A room that knows more of a household adds its own events::

    @tells
    def loans(household: Household, posting: Posting) -> Iterable[Event]:
        for loan in household.loans.all():
            yield Event(loan.disbursed_on, "放款", f"{loan.contract}，{yuan(loan.principal)} 元",
                        url=reverse("loan", args=[loan.contract]))

A teller asks a fixed number of questions, whatever the length of the history, and tells only what the
posting may see.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse
from django.utils import timezone

from hudai.core.workflow import State
from hudai.records.models import Application, Household, Membership, Posting
from hudai.records.queries.household import History, earlier_homes
from hudai.web.templatetags.zh import yuan


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to a household."""

    on: date
    title: str
    words: str = ""
    state: str = "done"
    """How the line is marked: done, now (under way), stopped (an end, a no), later (plain)."""
    url: str = ""


Teller = Callable[[Household, Posting], Iterable[Event]]
_tellers: list[Teller] = []


def tells(teller: Teller) -> Teller:
    """Add what a room knows of a household."""
    if teller not in _tellers:
        _tellers.append(teller)
    return teller


def timeline(household: Household, history: History, posting: Posting) -> list[Event]:
    """All events, the newest first; those of one day in the order they are told."""
    told = [
        *_listed(history),
        *_members(history.members),
        *_helped(history),
        *_rated(history),
        *_applied(history),
        *(event for teller in _tellers for event in teller(household, posting)),
    ]
    return sorted(told, key=lambda event: event.on, reverse=True)


def _listed(history: History) -> Iterator[Event]:
    for listing in history.listings:
        yield Event(listing.since, f"列入名单：{listing.kind}", f"第 {listing.came_with.number} 版名单")
        if listing.left_with:
            left_on = listing.until or listing.left_with.as_of
            words = f"第 {listing.left_with.number} 版名单，{listing.exit_reason}"
            yield Event(left_on, f"退出名单：{listing.kind}", words, "stopped")
    for reason in history.reasons:
        words = f"{reason.reason}（{reason.recorded_by.office}）"
        yield Event(_day(reason.recorded_at), "登记未贷原因", words, "later")


def _members(members: list[Membership]) -> Iterator[Event]:
    """Who came and went, those of one day together; a move names the other household."""
    homes = earlier_homes(members)
    came: dict[tuple[date, str], list[str]] = defaultdict(list)
    for member in members:
        came[member.since, homes.get(member.pk, "")].append(member.person.name)
        if member.until:
            words = f"{member.person.name}，{member.exit_reason or '原因未登记'}"
            yield Event(member.until, "成员离户", words, "stopped")
    for (day, home), names in came.items():
        title = f"成员迁入（原户 {home}）" if home else "登记家庭成员"
        yield Event(day, title, "、".join(names), "done" if home else "later")


def _helped(history: History) -> Iterator[Event]:
    for helper in history.helpers:
        yield Event(helper.since, "确定帮扶责任人", f"{helper.name}，{helper.employer}", "later")
        if helper.until:
            yield Event(helper.until, "帮扶责任人变更", helper.name, "later")


def _rated(history: History) -> Iterator[Event]:
    for rating in history.ratings:
        url = reverse("rating", args=[rating.pk])
        said = f"{rating.score} 分，建议额度 {yuan(rating.suggested_limit)} 元"
        yield Event(rating.rated_on, f"信用评级：{rating.grade}", said, "later", url)
        if rating.confirmed_at:
            words = f"授信额度 {yuan(rating.limit)} 元"
            yield Event(_day(rating.confirmed_at), "银行确认评级", words, url=url)
        elif rating.declined_at:
            words = rating.declined_for
            yield Event(_day(rating.declined_at), "银行退回评级", words, "stopped", url)


_ENDS = {
    State.APPROVED: ("申请获批", "done"),
    State.REJECTED: ("申请未获同意", "stopped"),
    State.WITHDRAWN: ("撤回申请", "stopped"),
}


def _applied(history: History) -> Iterator[Event]:
    for case in history.applications:
        url = reverse("application", args=[case.number])
        under_way = case.state in (State.DRAFT, State.UNDER_WAY)
        words = f"{case.number}，{yuan(case.amount)} 元，{case.term_months} 个月，{case.purpose}"
        title = f"申请贷款：{case.get_kind_display()}" + (
            f"（{case.get_state_display()}）" if under_way else ""
        )
        yield Event(_day(case.entered_at), title, words, "now" if under_way else "later", url)
        if not under_way:
            title, state = _ENDS[State(case.state)]
            yield Event(_day(case.step_since), title, _granted(case), state, url)


def _granted(case: Application) -> str:
    if case.approved_amount is None:
        return case.number
    return f"{case.number}，{yuan(case.approved_amount)} 元，{case.approved_term_months} 个月"


def _day(instant: datetime) -> date:
    return timezone.localtime(instant).date()
