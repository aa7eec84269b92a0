"""The figures of the first page, for each station its own; each leads to the list that adds up to it.

Figures of this month stand beside those of the same days of last month: 22 days are not held against 30.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone

from hudai.core import words
from hudai.core.dates import ONE_DAY, add_months
from hudai.core.workflow import State
from hudai.records.models import Posting, Station
from hudai.records.queries import application as applications
from hudai.records.queries import home as queries
from hudai.records.queries import waiting
from hudai.records.queries import waiver as waivers


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure, as ``parts/figure.html`` draws it."""

    label: str
    value: str
    unit: str
    icon: str
    url: str
    note: str = ""
    tone: str = "blue"


@dataclass(frozen=True, slots=True)
class Days:
    """This month up to today, and as much of last month; ends are not counted in.

    >>> days = Days.until(date(2026, 3, 31))
    >>> f"{days.before_since}, {days.before_until}"
    '2026-02-01, 2026-03-01'
    """

    since: date
    end: date
    before_since: date
    before_until: date

    @classmethod
    def until(cls, today: date) -> Days:
        """The days up to and with ``today``; a shorter month before is over with its last day."""
        since = today.replace(day=1)
        return cls(since, today + ONE_DAY, add_months(since, -1), add_months(today, -1) + ONE_DAY)

    @property
    def both(self) -> tuple[tuple[date, date], tuple[date, date]]:
        """This month's days, and last month's."""
        return (self.since, self.end), (self.before_since, self.before_until)

    @property
    def told(self) -> str:
        """Which days are held against each other."""
        now, before = self.both
        return f"本月指 {_told(*now)}，上月同期指 {_told(*before)}"


def _told(since: date, until: date) -> str:
    return f"{since:%m-%d} 至 {until - ONE_DAY:%m-%d}"


def figures(posting: Posting, days: Days) -> list[Figure]:
    """What this desk is shown."""
    return [figure(posting, days) for figure in FIGURES.get(Station(posting.station), ())]


def _applied(posting: Posting, days: Days) -> Figure:
    def count(since: date, until: date) -> int:
        narrowed = applications.Filters(since=since, until=until - ONE_DAY)
        return applications.applications(posting, narrowed).count()

    url = _address("applications", since=days.since, until=days.end - ONE_DAY)
    return _counted("本月申请", count, days, "file-earmark-plus", url)


def _approved(posting: Posting, days: Days) -> Figure:
    def count(since: date, until: date) -> int:
        narrowed = applications.Filters(state=State.APPROVED, ended_since=since, ended_until=until - ONE_DAY)
        return applications.applications(posting, narrowed).count()

    url = _address(
        "applications", state=State.APPROVED.value, ended_since=days.since, ended_until=days.end - ONE_DAY
    )
    return _counted("本月同意", count, days, "check2-circle", url, "green")


def _under_way(posting: Posting, days: Days) -> Figure:
    arrived = waiting.waiting_since(posting)
    today = days.end - ONE_DAY
    longest = (today - timezone.localtime(arrived[0]).date()).days if arrived else 0
    url = _address("applications", state=State.UNDER_WAY.value)
    note = f"等得最久的已 {longest} 天" if arrived else "没有在办的申请"
    return Figure("办理中的申请", f"{len(arrived):,}", "件", "hourglass-split", url, note, "orange")


def _lent(posting: Posting, days: Days) -> Figure:
    now, before = (queries.lent(posting, *each) for each in days.both)
    url = _address("loans", paid_out_since=days.since, paid_out_until=days.end - ONE_DAY)
    note = _held_against(now, before, words.wan, "万元")
    return Figure("本月放款", words.wan(now), "万元", "cash-stack", url, note, "green")


def _granted(posting: Posting, days: Days) -> Figure:
    now, before = (queries.granted(posting, *each) for each in days.both)
    url = _address("subsidies", approved_since=days.since, approved_until=days.end - ONE_DAY)
    note = _held_against(now, before, words.yuan, "元")
    return Figure("本月批准贴息", words.yuan(now), "元", "cash-coin", url, note)


def _waived(posting: Posting, days: Days) -> Figure:
    now, before = waivers.given(posting, *days.both)
    url = _address("waivers", since=days.since, until=days.end - ONE_DAY)
    note = _held_against(now, before, "{:,}".format, "件")
    return Figure("本月豁免", f"{now:,}", "件", "shield-minus", url, note, "orange")


def _to_waive(posting: Posting, days: Days) -> Figure:
    count = waivers.wanted(posting).order_by().count()
    return _waiting_to_waive(count, "原则性规定没有符合，等您决定" if count else "没有等您豁免的申请")


def _to_waive_and_waived(posting: Posting, days: Days) -> Figure:
    """Both in one place: the first page of the county office has room for six."""
    now, before = waivers.given(posting, *days.both)
    count = waivers.wanted(posting).order_by().count()
    return _waiting_to_waive(count, f"本月已豁免 {now:,} 件，上月同期 {before:,} 件")


def _waiting_to_waive(count: int, note: str) -> Figure:
    url = reverse("waivers_wanted")
    return Figure("待豁免", f"{count:,}", "项", "shield-exclamation", url, note, "orange")


_ROAD = (_applied, _approved, _under_way, _lent)
FIGURES: Mapping[Station, tuple[Callable[[Posting, Days], Figure], ...]] = {
    Station.VILLAGE: _ROAD,
    Station.TOWN: _ROAD,
    Station.TOWN_HEAD: (*_ROAD, _to_waive),
    Station.OFFICE: (*_ROAD, _granted, _to_waive_and_waived),
    Station.BRANCH: _ROAD,
    Station.BANK: _ROAD,
    Station.FINANCE: (_granted, _lent, _applied, _approved),
    Station.FINANCE_OFFICE: (_lent, _applied, _approved, _granted),
    Station.REGULATOR: (_lent, _approved, _under_way, _waived),
    Station.AUDITOR: (_lent, _approved, _waived, _granted),
}


def _counted(
    label: str, count: Callable[[date, date], int], days: Days, icon: str, url: str, tone: str = "blue"
) -> Figure:
    now, before = (count(*each) for each in days.both)
    note = _held_against(now, before, "{:,}".format, "件")
    return Figure(label, f"{now:,}", "件", icon, url, note, tone)


def _held_against(now: int, before: int, told: Callable[[int], str], unit: str) -> str:
    """What it was on the same days of last month, and the difference."""
    change = f"{'+' if now > before else ''}{told(now - before)}" if now != before else "持平"
    return f"上月同期 {told(before)} {unit}，{change}"


def _address(page: str, **narrowed: Any) -> str:
    return f"{reverse(page)}?{urlencode(narrowed)}"
