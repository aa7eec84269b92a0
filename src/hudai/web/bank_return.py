"""Banks' returns: the sheets handed in, what each would change, and carrying it out or taking it back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render, resolve_url
from django.urls import path, reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hudai.actions import bank_return as actions
from hudai.actions.bank_return_sheet import layout_of
from hudai.core.errors import Refusal
from hudai.documents.media_types import XLSX
from hudai.records.models import BankReturn, ColumnMapping, Job, Station
from hudai.records.queries.bank_return import returns_seen_by
from hudai.web import job as jobs
from hudai.web import sheet_import
from hudai.web.acting import actor
from hudai.web.files import file_answer
from hudai.web.forms.bank_return import HandInForm, ReturnFilters
from hudai.web.frame import NavItem, offer
from hudai.web.request import Request
from hudai.web.table import Column, Kind, Table
from hudai.web.templatetags.zh import moment

SEES = frozenset({*actions.HANDS_IN, Station.AUDITOR})
TONES = {
    BankReturn.State.READING: "blue",
    BankReturn.State.READY: "orange",
    BankReturn.State.REFUSED: "red",
    BankReturn.State.WRITING: "blue",
    BankReturn.State.DONE: "green",
    BankReturn.State.UNDOING: "blue",
    BankReturn.State.UNDONE: "grey",
    BankReturn.State.DROPPED: "grey",
}
_COUNTED = (
    ("new", "新增", "plus-circle", "green"),
    ("changed", "有变化", "pencil", "orange"),
    ("unchanged", "无变化", "check2", "grey"),
    ("doubtful", "存疑", "question-circle", "orange"),
    ("gone", "表中没有", "dash-circle", "orange"),
    ("wrong", "错行", "exclamation-triangle", "red"),
)
_WRITTEN = (
    ("new", "新增"),
    ("changed", "更正"),
    ("unchanged", "无变化"),
    ("gone", "作废"),
    ("paid_out", "登记放款"),
    ("left", "没有导入（写入时已不成立或未核实）"),
)

RETURNS = Table(
    "bank_returns",
    "银行报表",
    (
        Column(
            "kind",
            "报表",
            "kind",
            value=lambda row: row.get_kind_display(),
            link=lambda row: reverse("bank_return", args=[row.pk]),
            fixed=True,
        ),
        Column("bank", "银行", "bank__name"),
        Column("as_of", "截至日期", "as_of", Kind.DAY),
        Column(
            "state",
            "状态",
            "state",
            value=lambda row: row.get_state_display(),
            tone=lambda row: TONES[BankReturn.State(row.state)],
        ),
        Column("rows", "行数", kind=Kind.COUNT, value=lambda row: row.counts.get("rows")),
        Column("new", "新增", kind=Kind.COUNT, value=lambda row: row.counts.get("new")),
        Column("changed", "有变化", kind=Kind.COUNT, value=lambda row: row.counts.get("changed")),
        Column("wrong", "错行", kind=Kind.COUNT, value=lambda row: row.counts.get("wrong")),
        Column("file_name", "文件", "file_name", Kind.TEXT, ellipsis=30),
        Column("by", "上传人", "asked_by__officer__name"),
        Column("at", "上传时间", "asked_at", value=lambda row: moment(row.asked_at), width=18),
    ),
    empty="还没有银行报表",
    hint="银行每月把贷款明细、还款明细等交上来，在这里导入。",
    icon="file-earmark-spreadsheet",
)
DIFFERENCES = Table(
    "bank_return_differences",
    "报表与系统的差异",
    (
        Column("contract", "合同号", "contract", Kind.CODE, fixed=True),
        Column("head", "栏目", "head"),
        Column("known", "系统", "known", Kind.TEXT),
        Column("listed", "表中", "listed", Kind.TEXT),
        Column("row", "表中第几行", "row", Kind.COUNT, value=lambda row: row.row or None),
        Column("tab", "工作表", "tab", shown=False),
    ),
    empty="没有差异",
    hint="报表和系统一致，或者已经导入。",
    icon="arrow-left-right",
)

offer(NavItem("银行报表", "file-earmark-spreadsheet", "bank_returns", stations=SEES, order=62))


def _page_of(job: Job) -> str:
    return resolve_url("bank_return", job.payload["return"])


jobs.shows("bank_return_read", "读取银行报表", _page_of)
jobs.shows("bank_return_write", "导入银行报表", _page_of)
jobs.shows("bank_return_undo", "撤销银行报表", _page_of)


@require_safe
def bank_returns(request: Request) -> HttpResponseBase:
    """The sheets handed in, the newest first."""
    _require(request, SEES)
    form = ReturnFilters(request.GET, posting=request.desk.posting)
    return RETURNS.page(
        request,
        _narrowed(returns_seen_by(request.desk.posting), form),
        template="bank_return/list.html",
        filters=form,
        hands_in=request.desk.posting.station in actions.HANDS_IN,
    )


def _narrowed(found: QuerySet[BankReturn], form: ReturnFilters) -> QuerySet[BankReturn]:
    said = form.cleaned_data if form.is_valid() else {}
    return found.filter(**{name: value for name, value in said.items() if value})


@require_http_methods(["GET", "HEAD", "POST"])
def hand_in(request: Request) -> HttpResponse:
    """First step: the sheet."""
    _require(request, actions.HANDS_IN)
    acting = actor(request)
    form = HandInForm(
        request.POST or None, request.FILES or None, posting=request.desk.posting, today=acting.today
    )
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        file = said.pop("file")
        try:
            found = actions.hand_in(actor=acting, file_name=file.name, content=file.read(), **said)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            return sheet_import.to_job(found)
    facts = {"title": "上传银行报表", "form": form}
    return render(request, "bank_return/hand_in.html", facts, status=422 if form.errors else 200)


@never_cache
@require_safe
def bank_return(request: Request, return_id: int) -> HttpResponse:
    """Second step: what the sheet would change; afterwards, what became of it."""
    found = _found(request, return_id)
    counts = found.counts
    hands_in = request.desk.posting.station in actions.HANDS_IN
    facts = {
        "title": f"{found.bank}{found.get_kind_display()}",
        "found": found,
        "tone": TONES[BankReturn.State(found.state)],
        "running": sheet_import.is_running(found.job),
        "counted": [
            (label, counts[key], icon, tone) for key, label, icon, tone in _COUNTED if counts.get(key)
        ],
        "written": [(label, counts["written"][key]) for key, label in _WRITTEN if counts["written"].get(key)]
        if "written" in counts
        else [],
        "nothing": found.state == BankReturn.State.DONE and "written" not in counts,
        "places": _places(found),
        "branches": _branches(found),
        "columns": _columns(found) if hands_in else [],
        "remembered": _remembered(found) if hands_in else [],
        "reason": actions.default_reason(found),
        "creates": request.desk.posting.station == Station.OFFICE,
        "hands_in": hands_in,
    }
    return render(request, "bank_return/return.html", facts)


@require_safe
def differences(request: Request, return_id: int) -> HttpResponseBase:
    """All differences of a sheet from what is known."""
    found = _found(request, return_id)
    return DIFFERENCES.page(
        request,
        actions.differences(found),
        template="bank_return/differences.html",
        title="报表与系统的差异",
        found=found,
    )


@require_POST
def map_columns(request: Request, return_id: int) -> HttpResponse:
    """Say what the bank's headings mean; the sheet is read anew."""
    heads = request.POST.getlist("heading")
    chosen = request.POST.getlist("column")
    said = {head: column for head, column in zip(heads, chosen, strict=False) if column != "?"}
    meant: dict[str, str | None] = {"-": "", "!": None}
    columns = {head: meant.get(column, column) for head, column in said.items()}
    return sheet_import.to_job(
        actions.map_columns(actor=actor(request), return_id=return_id, columns=columns)
    )


@require_POST
def confirm(request: Request, return_id: int) -> HttpResponse:
    """Third step: carry it out."""
    answers = actions.Answers(
        villages=sheet_import.chosen(request, "place-"),
        branches=sheet_import.chosen(request, "branch-"),
        only_right_rows="only_right_rows" in request.POST,
        accept_doubts="accept_doubts" in request.POST,
        void_missing="void_missing" in request.POST,
        reason=request.POST.get("reason", ""),
    )
    return sheet_import.to_job(actions.confirm(actor=actor(request), return_id=return_id, answers=answers))


@require_POST
def read_again(request: Request, return_id: int) -> HttpResponse:
    """Read the sheet anew."""
    return sheet_import.to_job(actions.read_again(actor=actor(request), return_id=return_id))


@require_POST
def carry_on(request: Request, return_id: int) -> HttpResponse:
    """Go on with an import that was stopped."""
    return sheet_import.to_job(actions.carry_on(actor=actor(request), return_id=return_id))


@require_POST
def undo(request: Request, return_id: int) -> HttpResponse:
    """Take a whole return back."""
    return sheet_import.to_job(actions.undo(actor=actor(request), return_id=return_id))


@require_POST
def drop(request: Request, return_id: int) -> HttpResponse:
    """Give a return up before it changed anything."""
    actions.drop(actor=actor(request), return_id=return_id)
    messages.success(request, "已放弃这份报表，上传的表格已删除，数据没有改动。")
    return redirect("bank_returns")


@require_POST
def marked_sheet(request: Request, return_id: int) -> HttpResponseBase:
    """The sheet with its wrong and doubtful cells marked."""
    content = actions.marked_sheet(actor=actor(request), return_id=return_id)
    return file_answer(content, name="标注的报表.xlsx", media_type=XLSX)


def _require(request: Request, stations: Any) -> None:
    if request.desk.posting.station not in stations:
        raise Http404


def _found(request: Request, return_id: int) -> BankReturn:
    return get_object_or_404(returns_seen_by(request.desk.posting), pk=return_id)


def _places(found: BankReturn) -> list[dict[str, Any]]:
    ready = found.state == BankReturn.State.READY
    return sheet_import.places(found.choices.get("places", ())) if ready else []


def _branches(found: BankReturn) -> list[dict[str, Any]]:
    """Unknown branches, each with the bank's own to choose from."""
    unknown = found.choices.get("branches", ())
    if not unknown or found.state != BankReturn.State.READY:
        return []
    choices = list(found.bank.branches.filter(closed_on=None).values_list("pk", "name"))
    return [{**branch, "field": f"branch-{at}", "choices": choices} for at, branch in enumerate(unknown)]


def _columns(found: BankReturn) -> list[tuple[str, str]]:
    """Columns of the layout that were not found in the sheet, for the bank's own headings."""
    if found.state not in (BankReturn.State.READY, BankReturn.State.REFUSED):
        return []
    there = {name for name, _, letter in found.counts.get("columns", ()) if letter}
    return [(each.name, each.head) for each in layout_of(found.kind).columns if each.name not in there]


def _remembered(found: BankReturn) -> list[tuple[str, str]]:
    """The bank's own headings somebody has said the meaning of, each with it; empty for none wanted."""
    if found.state not in (BankReturn.State.READY, BankReturn.State.REFUSED):
        return []
    heads = {each.name: each.head for each in layout_of(found.kind).columns}
    said = ColumnMapping.objects.filter(bank=found.bank, kind=found.kind).values_list("heading", "column")
    return [(heading, heads.get(column, "")) for heading, column in said]


urlpatterns = [
    path("bank-returns/", bank_returns, name="bank_returns"),
    path("bank-returns/hand-in/", hand_in, name="bank_return_hand_in"),
    path("bank-returns/<int:return_id>/", bank_return, name="bank_return"),
    path("bank-returns/<int:return_id>/differences/", differences, name="bank_return_differences"),
    path("bank-returns/<int:return_id>/columns/", map_columns, name="bank_return_columns"),
    path("bank-returns/<int:return_id>/confirm/", confirm, name="bank_return_confirm"),
    path("bank-returns/<int:return_id>/read-again/", read_again, name="bank_return_read_again"),
    path("bank-returns/<int:return_id>/carry-on/", carry_on, name="bank_return_carry_on"),
    path("bank-returns/<int:return_id>/undo/", undo, name="bank_return_undo"),
    path("bank-returns/<int:return_id>/drop/", drop, name="bank_return_drop"),
    path("bank-returns/<int:return_id>/marked/", marked_sheet, name="bank_return_marked"),
]
