"""到期管理: loans near and past their due day, what was arranged for them, and arranging it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpResponse, HttpResponseBase
from django.urls import path, reverse
from django.utils.html import format_html
from django.views.decorators.http import require_safe

from hudai.actions import maturity_note as actions
from hudai.core.maturity import PAST_DUE, notice_windows, window_of
from hudai.records.models import Loan, MaturityNote
from hudai.records.queries import maturity as queries
from hudai.records.queries.loan_chain import due_in_force, owed
from hudai.records.queries.visibility import villages_seen_by
from hudai.web import law as laws
from hudai.web import loan_sections
from hudai.web.acting import actor
from hudai.web.forms.maturity import MaturityFilters, MaturityNoteForm, window_label
from hudai.web.frame import NavItem, offer
from hudai.web.loan import SEES_LOANS, visible
from hudai.web.loan_deeds import deed, page
from hudai.web.loan_page import address
from hudai.web.request import Request
from hudai.web.stations import Desk
from hudai.web.table import Column, Kind, Table

Plan = MaturityNote.Plan
PLAN_TONES = {
    Plan.REPAY: "green",
    Plan.RENEW: "blue",
    Plan.EXTEND: "blue",
    Plan.AT_RISK: "red",
    Plan.REFUSED: "orange",
}


def windows_on(today: date) -> tuple[int, ...]:
    """The windows the county works by."""
    return notice_windows(laws.packs().policies.values(), today)


def _to_arrange(desk: Desk, day: date) -> int | QuerySet[Loan]:
    if desk.posting.station not in actions.ASKED:
        return 0
    return queries.to_arrange(desk.posting, day, windows_on(day))


offer(NavItem("到期管理", "calendar-event", "maturities", stations=SEES_LOANS, order=33, count=_to_arrange))


def _newest(loan: Loan) -> MaturityNote | None:
    """The note that holds; of a due day an extension has moved none does."""
    due_on = loan.standing.due_on
    return next((note for note in loan.maturity_notes.all() if note.due_on == due_on), None)


def _refusal(loan: Loan) -> MaturityNote | None:
    return next((note for note in loan.maturity_notes.all() if note.plan == Plan.REFUSED), None)


def _table(today: date, windows: Sequence[int], *, arranges: bool, refused: bool) -> Table:
    """The list of a day; with a way to arrange something where the desk may, and refusals where asked for."""

    note_of = _refusal if refused else _newest

    def left(loan: Loan) -> str:
        days = (loan.standing.due_on - today).days
        if loan.standing.balance <= 0:
            return "已还清"
        return f"逾期 {-days} 天" if days < 0 else "今天到期" if days == 0 else f"还有 {days} 天"

    def tone(loan: Loan) -> str:
        window = window_of((loan.standing.due_on - today).days, windows)
        if loan.standing.balance <= 0 or window is None:
            return "grey"
        return "red" if window == PAST_DUE else "orange" if window <= min(windows) else "blue"

    def plan(loan: Loan) -> str:
        note = note_of(loan)
        return note.get_plan_display() if note else "还没有安排"

    def plan_tone(loan: Loan) -> str:
        note = note_of(loan)
        return PLAN_TONES[Plan(note.plan)] if note else "grey"

    def said(name: str) -> Any:
        return lambda loan: getattr(note_of(loan), name, None)

    def who(loan: Loan) -> str:
        note = note_of(loan)
        return f"{note.recorded_by.office} {note.recorded_by.officer.name}" if note else ""

    columns = (
        Column("contract", "合同号", "contract", Kind.CODE, link=address, fixed=True),
        Column("borrower", "借款人", "borrower__name"),
        Column("left", "到期情况", value=left, tone=tone),
        Column("due_on", "到期日期", "standing__due_on", Kind.DAY),
        Column("balance", "余额（元）", "standing__balance", Kind.YUAN, summed=True),
        Column("town", "镇", "household__village__parent__name"),
        Column("village", "村", "household__village__name"),
        Column("branch", "贷款银行", "branch__name", width=18),
        Column("plan", "安排", value=plan, tone=plan_tone),
        Column("words", "说明", kind=Kind.TEXT, value=said("words"), ellipsis=20),
        Column("noted_on", "登记日期", kind=Kind.DAY, value=said("noted_on"), shown=False),
        Column("who", "登记人", value=who, shown=False),
    )
    buttons = (_button(),) if arranges else ()
    return replace(_LIST, columns=(*columns, *buttons))


def _button() -> Column:
    return Column(
        "act",
        "办理",
        cell=lambda loan: (
            format_html('<a href="{}">登记安排</a>', reverse("maturity_note", args=[loan.pk]))
            if loan.standing.balance > 0
            else ""
        ),
        fixed=True,
    )


_LIST = Table(
    "maturities",
    "到期管理",
    (),
    empty="没有临近到期或逾期的贷款",
    hint="有余额、临近到期或已逾期的贷款列在这里；可以清空条件再查。",
    icon="calendar-check",
)


def _groups(group: str, windows: Sequence[int]) -> Table:
    """The sums by town, village or bank."""
    shown = (PAST_DUE, *sorted(windows))
    return Table(
        "maturity_sums",
        f"按{queries.GROUPS[group][0]}汇总",
        (
            Column("name", queries.GROUPS[group][0], value=lambda row: row["name"], fixed=True),
            *(_counted(window) for window in shown),
            Column("balance", "余额合计（元）", kind=Kind.YUAN, value=lambda row: row["balance"]),
        ),
        empty="没有临近到期或逾期的贷款",
        second=True,
        whole=True,
    )


def _counted(window: int) -> Column:
    def value(row: Mapping[str, Any]) -> Any:
        return row[f"count_{window}"]

    return Column(f"count_{window}", f"{window_label(window)}（笔）", kind=Kind.COUNT, value=value)


@require_safe
def maturities(request: Request) -> HttpResponseBase:
    """The loans of this desk that are near or past their due day; htmx asks for the rows only."""
    posting, today = request.desk.posting, actor(request).today
    if posting.station not in SEES_LOANS:
        raise Http404
    windows = windows_on(today)
    form = MaturityFilters(request.GET, villages=villages_seen_by(posting), windows=windows)
    filters = form.filters()
    found = queries.loans(posting, filters, today, windows)
    table = _table(
        today,
        windows,
        arranges=posting.station in actions.NOTES,
        refused=filters.plan == Plan.REFUSED,
    )
    group = form.group
    rows = queries.by_group(found, group, today, windows) if group else []
    groups = _groups(group, windows).shown(request, rows) if group else None
    if groups and groups.is_taken_out:
        return groups.workbook()
    if request.htmx or "xlsx" in request.GET:
        return table.page(request, found, filters=form)
    asked = posting.station in actions.ASKED
    return table.page(
        request,
        found,
        filters=form,
        template="maturity/list.html",
        figures=_figures(queries.sums(queries.pipeline(posting, today, windows), today, windows)),
        groups=groups,
        to_arrange=queries.to_arrange(posting, today, windows).count() if asked else 0,
        # Sums and rows change together, so filters change the whole page.
        whole_page=True,
    )


def _figures(sums: Sequence[queries.WindowSum]) -> list[dict[str, Any]]:
    """Each window's figure, leading to its loans."""
    tones = {PAST_DUE: "red", sums[1].window: "orange"}
    return [
        {
            "label": window_label(each.window),
            "count": each.count,
            "balance": each.balance,
            "tone": tones.get(each.window, "blue") if each.count else "grey",
            "url": f"{reverse('maturities')}?window={each.window}",
        }
        for each in sums
    ]


@page
def maturity_note(request: Request, loan_id: int) -> HttpResponse:
    """Write down what was arranged."""
    loan, acting = visible(request, loan_id), actor(request)
    acting.require(*actions.NOTES)
    form = MaturityNoteForm(request.POST if request.method == "POST" else None)

    def act() -> str:
        policies = laws.packs().policies
        made = actions.arrange(actor=acting, policies=policies, loan_id=loan.pk, **form.cleaned_data)
        return f"已登记到期安排：{made.get_plan_display()}。"

    note = f"{due_in_force(loan)} 到期。登记后不能修改；安排有变化的再登记一次，以最近一次为准。"
    facts = {"title": "登记到期安排", "button": "登记", "note": note}
    return deed(request, form, act, back=address(loan), loan=loan, **facts)


def notes_on_page(request: Request, loan: Loan) -> dict[str, Any] | None:
    """What was arranged, for the page of a loan; nothing before its first window."""
    acting = actor(request)
    notes = list(queries.notes_of(loan))
    near = window_of((due_in_force(loan) - acting.today).days, windows_on(acting.today)) is not None
    open_now = near and loan.disbursed_on is not None and owed(loan) > 0
    if not notes and not open_now:
        return None
    return {
        "notes": [(note, PLAN_TONES[Plan(note.plan)]) for note in notes],
        "add": reverse("maturity_note", args=[loan.pk])
        if open_now and acting.station in actions.NOTES
        else "",
    }


loan_sections.offer(loan_sections.Section("到期安排", "maturity/of_loan.html", facts=notes_on_page, order=20))

urlpatterns = [
    path("maturities/", maturities, name="maturities"),
    path("loans/<int:loan_id>/maturity-note/", maturity_note, name="maturity_note"),
]
