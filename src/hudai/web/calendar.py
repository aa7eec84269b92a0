"""The work calendar (工作日历): a year month by month, what the notice says and what was entered by hand."""

from __future__ import annotations

import calendar as months
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hudai.actions import calendar as actions
from hudai.core.calendar import ONE_DAY, Calendar, Mark
from hudai.core.errors import Refusal
from hudai.records.queries import calendar as queries
from hudai.web.acting import actor
from hudai.web.forms.calendar import DaysForm, NoticeForm
from hudai.web.frame import NavItem, offer
from hudai.web.request import Request

FIRST, LAST = 2019, 2099
"""Years that have a page."""
WEEKS = months.Calendar(months.MONDAY)

offer(NavItem("工作日历", "calendar3", "calendar", order=75))


@dataclass(frozen=True, slots=True)
class Cell:
    """One day of the grid."""

    day: date
    kind: str
    """work, rest, off (a holiday), made-up (worked in exchange)."""
    name: str
    by_hand: bool
    is_today: bool

    @property
    def told(self) -> str:
        """The day for a pointer and for who cannot see colours."""
        works = "上班" if self.kind in ("work", "made-up") else "休息"
        parts = (f"{self.day.month}月{self.day.day}日", works, self.name, "手工录入" if self.by_hand else "")
        return " ".join(part for part in parts if part)


@require_safe
def this_year(request: Request) -> HttpResponse:
    """The calendar of the present year."""
    return redirect("calendar_year", year=actor(request).today.year)


@require_http_methods(["GET", "HEAD", "POST"])
def year(request: Request, year: int) -> HttpResponse:
    """One year; the county office enters days by hand."""
    acting = actor(request)
    keeps = acting.station in actions.KEEPS_CALENDAR
    if not FIRST <= year <= LAST:
        raise Http404
    form = DaysForm(request.POST or None)
    if request.method == "POST":
        acting.require(*actions.KEEPS_CALENDAR)
        if form.is_valid() and _done(request, lambda: _entered(request, form), form):
            return redirect("calendar_year", year=form.cleaned_data["since"].year)
    return _page(request, year, form if keeps else None)


@require_POST
def remove(request: Request, year: int, month: int, day: int) -> HttpResponse:
    """Strike a day entered by hand."""
    try:
        struck = date(year, month, day)
    except ValueError:
        raise Http404 from None
    actions.remove_day(actor=actor(request), day=struck)
    messages.success(request, f"已删除 {struck:%Y-%m-%d} 的录入。")
    return redirect("calendar_year", year=year)


@require_POST
def confirm(request: Request, year: int) -> HttpResponse:
    """Say that a year's notice is entered in full."""
    form = NoticeForm(request.POST)
    if not form.is_valid():
        raise Refusal("请写明是哪一份通知。")
    actions.confirm_year(actor=actor(request), year=year, notice=form.cleaned_data["notice"])
    messages.success(request, f"{year} 年的放假安排已确认录全，不再按周末推算。")
    return redirect("calendar_year", year=year)


@require_POST
def reopen(request: Request, year: int) -> HttpResponse:
    """Take that back."""
    actions.reopen_year(actor=actor(request), year=year)
    messages.success(request, f"已撤回确认，{year} 年仍按周末推算。")
    return redirect("calendar_year", year=year)


def _entered(request: Request, form: DaysForm) -> str:
    said = form.cleaned_data
    made = actions.enter_days(
        actor=actor(request),
        since=said["since"],
        until=(said["last"] or said["since"]) + timedelta(days=1),
        works=said["works"],
        name=said["name"],
    )
    return f"已录入 {len(made)} 天。"


def _done(request: Request, act: Callable[[], str], form: Form) -> bool:
    """Whether it was done; if not, why stands on the form."""
    try:
        messages.success(request, act())
    except Refusal as refusal:
        form.add_error(None, str(refusal))
    return not form.errors


def _page(request: Request, year: int, form: DaysForm | None) -> HttpResponse:
    calendar, today = actions.county_calendar(), actor(request).today
    first = date(year, 1, 1)
    facts = {
        "title": "工作日历",
        "year": year,
        "today": today,
        "before": year - 1 if year > FIRST else None,
        "after": year + 1 if year < LAST else None,
        "doubt": calendar.doubt(first),
        "notice": calendar.notices.get(year, ""),
        "working_days": calendar.working_days(first, date(year + 1, 1, 1)),
        "months": [_month(calendar, year, month, today) for month in range(1, 13)],
        "entered": queries.entered(year),
        "confirmed": queries.confirmed(year),
        "form": form,
        "notice_form": NoticeForm(initial={"notice": f"国务院办公厅关于{year}年部分节假日安排的通知"}),
    }
    return render(request, "calendar/year.html", facts, status=422 if form and form.errors else 200)


def _month(calendar: Calendar, year: int, month: int, today: date) -> dict[str, object]:
    """A month as weeks from Monday to Sunday; days of its neighbours are None."""
    weeks = [
        [_cell(calendar, day, today) if day.month == month else None for day in week]
        for week in WEEKS.monthdatescalendar(year, month)
    ]
    first = date(year, month, 1)
    count = calendar.working_days(first, first + timedelta(days=months.monthrange(year, month)[1]))
    marked = [mark for day, mark in sorted(calendar.marks.items()) if (day.year, day.month) == (year, month)]
    return {"month": month, "weeks": weeks, "working_days": count, "named": _named(marked)}


def _named(marks: Sequence[Mark]) -> list[str]:
    """The marked days of a month in words: neighbours of one name together."""
    runs: list[list[Mark]] = []
    for mark in marks:
        last = runs[-1][-1] if runs else None
        if last and last.name == mark.name and mark.day - last.day == ONE_DAY:
            runs[-1].append(mark)
        else:
            runs.append([mark])
    return [f"{_stretch(run)}日 {run[0].name}{'上班' if run[0].works else ''}" for run in runs]


def _stretch(run: Sequence[Mark]) -> str:
    return f"{run[0].day.day}" if len(run) == 1 else f"{run[0].day.day}—{run[-1].day.day}"


def _cell(calendar: Calendar, day: date, today: date) -> Cell:
    mark = calendar.marks.get(day)
    plain = "work" if calendar.works(day) else "rest"
    kind = {True: "made-up", False: "off"}[mark.works] if mark else plain
    return Cell(day, kind, mark.name if mark else "", bool(mark and mark.by_hand), day == today)


urlpatterns = [
    path("calendar/", this_year, name="calendar"),
    path("calendar/<int:year>/", year, name="calendar_year"),
    path("calendar/<int:year>/confirm/", confirm, name="calendar_confirm"),
    path("calendar/<int:year>/reopen/", reopen, name="calendar_reopen"),
    path("calendar/<int:year>/<int:month>/<int:day>/remove/", remove, name="calendar_remove"),
]
