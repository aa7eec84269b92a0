"""Monthly reconciliation: the runs of each bank, the work list of differences, and closing one."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render, resolve_url
from django.urls import path, reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hudai.actions import reconciliation as actions
from hudai.actions.bank_return import HANDS_IN
from hudai.core.errors import Refusal
from hudai.core.words import percent, yuan
from hudai.documents.media_types import XLSX
from hudai.records.models import Difference, Reconciliation, Station
from hudai.records.queries.reconciliation import differences_seen_by, runs_seen_by
from hudai.web import job as jobs
from hudai.web import sheet_import
from hudai.web.acting import actor
from hudai.web.files import file_answer
from hudai.web.forms.reconciliation import CloseForm, DifferenceFilters, RegisterForm
from hudai.web.frame import NavItem, offer
from hudai.web.request import Request
from hudai.web.table import Column, Kind, Table
from hudai.web.templatetags.zh import moment

SEES = frozenset({*HANDS_IN, Station.AUDITOR})
TONES = {
    Reconciliation.State.READING: "blue",
    Reconciliation.State.DONE: "green",
    Reconciliation.State.REFUSED: "red",
}
_EPOCH = date(1970, 1, 1)
_MONEY = (
    Difference.Field.ONLY_BANK,
    Difference.Field.ONLY_REGISTER,
    Difference.Field.PRINCIPAL,
    Difference.Field.BALANCE,
)


def said(field: str, value: int | None) -> str:
    """A figure of a difference as people write it; empty where one side has none."""
    if value is None:
        return ""
    if field in _MONEY:
        return f"{yuan(value)} 元"
    return percent(value) if field == Difference.Field.RATE else f"{_EPOCH + timedelta(days=value)}"


def scope(run: Reconciliation) -> str:
    """Whose register it is: the whole bank's, or a branch's alone."""
    return run.branch.name if run.branch else "全行"


RUNS = Table(
    "reconciliations",
    "每月对账",
    (
        Column(
            "as_of",
            "截至日期",
            "as_of",
            Kind.DAY,
            link=lambda row: reverse("reconciliation", args=[row.pk]),
            fixed=True,
        ),
        Column("bank", "银行", "bank__name"),
        Column("scope", "范围", value=lambda row: scope(row)),
        Column(
            "state",
            "状态",
            "state",
            value=lambda row: row.get_state_display(),
            tone=lambda row: TONES[Reconciliation.State(row.state)],
        ),
        Column("rows", "银行笔数", kind=Kind.COUNT, value=lambda row: row.counts.get("rows")),
        Column("contracts", "系统笔数", kind=Kind.COUNT, value=lambda row: row.counts.get("contracts")),
        Column("differences", "差异", kind=Kind.COUNT, value=lambda row: row.counts.get("differences")),
        Column("opened", "新发现", kind=Kind.COUNT, value=lambda row: row.counts.get("opened")),
        Column("agreed", "自动销号", kind=Kind.COUNT, value=lambda row: row.counts.get("agreed")),
        Column("open", "未销号", kind=Kind.COUNT, value=lambda row: row.counts.get("open")),
        Column("by", "上传人", "asked_by__officer__name"),
        Column("at", "上传时间", "asked_at", value=lambda row: moment(row.asked_at), width=18),
    ),
    empty="还没有对过账",
    hint="银行把月末的台账交上来，在这里和系统逐笔核对。",
    icon="clipboard-check",
)
DIFFERENCES = Table(
    "differences",
    "对账差异",
    (
        Column(
            "contract",
            "合同号",
            "contract",
            Kind.CODE,
            link=lambda row: reverse("difference", args=[row.pk]),
            fixed=True,
        ),
        Column("bank", "银行", "bank__name"),
        Column("branch", "网点", "loan__branch__name"),
        Column("field", "差异", "field", value=lambda row: row.get_field_display(), tone=lambda _: "orange"),
        Column("ours", "系统记录", value=lambda row: said(row.field, row.ours)),
        Column("theirs", "银行记录", value=lambda row: said(row.field, row.theirs)),
        Column("looks", "由谁核对", "looks", value=lambda row: row.get_looks_display()),
        Column("first", "首次发现", "first_found__as_of", Kind.DAY),
        Column("last", "最近发现", "last_found__as_of", Kind.DAY),
        Column(
            "state",
            "状态",
            "closed_at",
            value=lambda row: "已销号" if row.closed_at else "未销号",
            tone=lambda row: "green" if row.closed_at else "red",
        ),
        Column("closed_for", "销号原因", "closed_for", Kind.TEXT, ellipsis=24),
        Column("closed_by", "销号人", "closed_by__officer__name", shown=False),
    ),
    empty="没有差异",
    hint="银行台账和系统逐笔一致，或者可以换个条件再查。",
    icon="check2-circle",
)

offer(NavItem("每月对账", "clipboard-check", "reconciliations", stations=SEES, order=64))
jobs.shows("reconciliation_read", "对账", lambda job: resolve_url("reconciliation", job.payload["run"]))


@require_safe
def reconciliations(request: Request) -> HttpResponseBase:
    """The runs, each with its counts."""
    _require(request, SEES)
    posting = request.desk.posting
    return RUNS.page(
        request,
        runs_seen_by(posting),
        template="reconciliation/list.html",
        hands_in=posting.station in HANDS_IN,
        open_count=differences_seen_by(posting).filter(closed_at=None).count(),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def hand_in(request: Request) -> HttpResponse:
    """Hand a bank's register in."""
    _require(request, HANDS_IN)
    acting = actor(request)
    form = RegisterForm(
        request.POST or None, request.FILES or None, posting=request.desk.posting, today=acting.today
    )
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        file = told.pop("file")
        try:
            found = actions.hand_in(actor=acting, file_name=file.name, content=file.read(), **told)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            return sheet_import.to_job(found)
    facts = {"title": "上传银行台账", "form": form}
    return render(request, "reconciliation/hand_in.html", facts, status=422 if form.errors else 200)


@never_cache
@require_safe
def reconciliation(request: Request, run_id: int) -> HttpResponse:
    """One run: what it came to."""
    found = get_object_or_404(runs_seen_by(request.desk.posting), pk=run_id)
    fields = found.counts.get("fields", {})
    facts = {
        "title": f"{found.bank} {found.as_of:%Y-%m} 对账",
        "found": found,
        "tone": TONES[Reconciliation.State(found.state)],
        "running": sheet_import.is_running(found.job),
        "scope": scope(found),
        "fields": [(each.label, each.value, fields[each]) for each in Difference.Field if fields.get(each)],
        "hands_in": request.desk.posting.station in HANDS_IN,
    }
    return render(request, "reconciliation/run.html", facts)


@require_POST
def read_again(request: Request, run_id: int) -> HttpResponse:
    """Go on with a run whose job broke off."""
    return sheet_import.to_job(actions.read_again(actor=actor(request), run_id=run_id))


@require_POST
def marked_sheet(request: Request, run_id: int) -> HttpResponseBase:
    """The register with its wrong cells marked."""
    content = actions.marked_sheet(actor=actor(request), run_id=run_id)
    return file_answer(content, name="标注的台账.xlsx", media_type=XLSX)


@require_safe
def differences(request: Request) -> HttpResponseBase:
    """The work list."""
    _require(request, SEES)
    form = DifferenceFilters(request.GET, posting=request.desk.posting)
    found = _narrowed(differences_seen_by(request.desk.posting), form)
    return DIFFERENCES.page(request, found, template="reconciliation/differences.html", filters=form)


def _narrowed(found: QuerySet[Difference], form: DifferenceFilters) -> QuerySet[Difference]:
    told = form.cleaned_data if form.is_valid() else {}
    state, words = told.pop("state", ""), told.pop("words", "").strip()
    if state != "all":
        found = found.filter(closed_at__isnull=state != "closed")
    if words:
        found = found.filter(contract=words)
    return found.filter(**{name: value for name, value in told.items() if value})


@require_http_methods(["GET", "HEAD", "POST"])
def difference(request: Request, difference_id: int) -> HttpResponse:
    """One difference, and closing it."""
    found = get_object_or_404(differences_seen_by(request.desk.posting), pk=difference_id)
    form = CloseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.close(actor=actor(request), difference_id=found.pk, reason=form.cleaned_data["reason"])
        messages.success(request, f"已销号：{found.contract} {found.get_field_display()}。")
        return redirect("differences")
    facts: dict[str, Any] = {
        "title": f"{found.contract} {found.get_field_display()}",
        "found": found,
        "ours": said(found.field, found.ours),
        "theirs": said(found.field, found.theirs),
        "form": form,
        "closes": found.closed_at is None and request.desk.posting.station in HANDS_IN,
    }
    return render(request, "reconciliation/difference.html", facts, status=422 if form.errors else 200)


def _require(request: Request, stations: Any) -> None:
    if request.desk.posting.station not in stations:
        raise Http404


urlpatterns = [
    path("reconciliations/", reconciliations, name="reconciliations"),
    path("reconciliations/hand-in/", hand_in, name="reconciliation_hand_in"),
    path("reconciliations/<int:run_id>/", reconciliation, name="reconciliation"),
    path("reconciliations/<int:run_id>/read-again/", read_again, name="reconciliation_again"),
    path("reconciliations/<int:run_id>/marked/", marked_sheet, name="reconciliation_marked"),
    path("differences/", differences, name="differences"),
    path("differences/<int:difference_id>/", difference, name="difference"),
]
