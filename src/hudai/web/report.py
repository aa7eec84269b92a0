"""台账报送: the month's register from branch to bank to the three offices.

One page for each kind of desk: a branch sees its months, a bank its summaries and its branches by month, the
offices every bank and branch by month.  A month's page, a register before it is handed in, and one as it was.
"""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hudai.actions import loan_register as papers
from hudai.actions import report as actions
from hudai.actions.actor import NotYours
from hudai.actions.report_draft import SHOWN_GAPS, Draft, draft
from hudai.core.errors import Refusal
from hudai.core.policy import NotRegulated, Policy
from hudai.core.report_day import deadline
from hudai.records.models import Station, Submission
from hudai.records.queries import report as queries
from hudai.records.queries.report_month import (
    Asked,
    bank_lines,
    branch_lines,
    months_over,
    sent_back,
    unsigned,
)
from hudai.web import law as laws
from hudai.web import report_table as tables
from hudai.web.acting import actor
from hudai.web.files import file_answer
from hudai.web.forms.report import HandInForm, ReturnForm, SchemeFilter
from hudai.web.frame import NavItem, offer
from hudai.web.loan_register import schemes_offered
from hudai.web.report_road import road
from hudai.web.request import Request
from hudai.web.stations import Desk
from hudai.web.table import Shown
from hudai.web.working_days import calendar_of

SEES_REPORTS = frozenset((*queries.HANDS_IN, *queries.WATCHES))


def _waiting(desk: Desk, day: date) -> int:
    """Registers sent back to a bank's desk; summaries an office has not signed for."""
    posting = desk.posting
    if posting.station in queries.HANDS_IN and posting.branch:
        return sent_back(posting.branch, posting.station)
    return unsigned(posting.station)


offer(NavItem("台账报送", "send-check", "reports", stations=SEES_REPORTS, order=36, count=_waiting))


@require_safe
def reports(request: Request) -> HttpResponseBase:
    """What this desk hands in, or receives, month by month."""
    _require_desk(request)
    schemes = SchemeFilter(request.GET, schemes=schemes_offered())
    asked = _asked(request, laws.law(schemes.scheme).policy)
    posting, filters = request.desk.posting, schemes if schemes.offers_a_choice else None
    facts: dict[str, Any] = {
        "title": "台账报送",
        "policy": asked.policy,
        "days": _days(asked),
        "signs": posting.station in actions.SIGNS,
        "waiting": unsigned(posting.station, asked.policy.name),
        "branches": _branches(request, asked),
    }
    below: Shown | None = facts["branches"]
    if below is not None and below.is_taken_out:
        return below.workbook()
    if below is not None and request.htmx and request.htmx.target == below.target:
        return render(request, "parts/table.html", {"table": below})
    if posting.station == Station.BRANCH:
        lines = branch_lines(asked, branch=posting.branch_id)
        table = tables.months(asked.policy.name, summaries=False)
        return table.page(request, _cells(lines), filters=filters, template="report/reports.html", **facts)
    if posting.station == Station.BANK and posting.branch:
        lines = bank_lines(asked, bank=posting.branch.bank_id)
        table = tables.months(asked.policy.name, summaries=True)
        return table.page(request, _cells(lines), filters=filters, template="report/reports.html", **facts)
    lines = bank_lines(asked)
    table = tables.matrix(asked.policy.name, asked.months, level=Submission.Level.BANK)
    facts |= {"last": lines and _last(lines), "months": asked.months}
    return table.page(request, lines, filters=filters, template="report/matrix.html", **facts)


def _branches(request: Request, asked: Asked) -> Shown | None:
    """The branches by months, for who receives their registers or watches over them."""
    posting = request.desk.posting
    if posting.station == Station.BRANCH:
        return None
    lines = branch_lines(asked, bank=posting.branch.bank_id if posting.branch else None)
    table = tables.matrix(asked.policy.name, asked.months, level=Submission.Level.BRANCH)
    return table.shown(request, lines)


def _asked(request: Request, policy: Policy, months: list[date] | None = None) -> Asked:
    today = actor(request).today
    return Asked(policy, calendar_of(request), today, months or months_over(today))


def _cells(lines: list[Any]) -> list[Any]:
    """The months of the one line there is, those in which something is expected or was done."""
    return [cell for line in lines[:1] for cell in line.cells if cell.state is not None]


def _last(lines: list[Any]) -> dict[str, int]:
    """The month that was over last, counted over all banks."""
    states = [line.cells[0].state for line in lines]
    return {state.value: states.count(state) for state in tables.LABELS}


def _days(asked: Asked) -> dict[str, Any]:
    """By when the last month is due, at both levels, or why there is no such day."""
    found: dict[str, Any] = {}
    for level, rule in (("branch", asked.policy.branch_report_day), ("bank", asked.policy.bank_report_day)):
        by = deadline(rule, asked.months[0], asked.calendar)
        why = rule.reason if isinstance(rule, NotRegulated) else ""
        found[level] = {"by": by, "why": why}
    return found


@require_safe
def month(request: Request, policy: str, month: str) -> HttpResponseBase:
    """One month: every bank's summary and every branch's register; a bank sees its own branches."""
    _require_desk(request)
    posting = request.desk.posting
    if posting.station == Station.BRANCH:
        raise Http404
    when = _month(month)
    asked = _asked(request, _policy(policy), [when])
    bank = posting.branch.bank_id if posting.branch else None
    branches = tables.of_month(summaries=False).shown(request, _of_month(branch_lines(asked, bank=bank)))
    banks = tables.of_month(summaries=True).shown(request, _of_month(bank_lines(asked, bank=bank)))
    for table in (banks, branches):
        if table.is_taken_out:
            return table.workbook()
    facts = {
        "title": f"{when.year}年{when.month}月台账",
        "policy": asked.policy,
        "month": when,
        "tables": [branches, banks] if bank else [banks, branches],
        "days": _days(asked),
        "hands_in": posting.station in queries.HANDS_IN,
    }
    if request.htmx:
        wanted = next((each for each in (banks, branches) if request.htmx.target == each.target), banks)
        return render(request, "parts/table.html", {"table": wanted})
    return render(request, "report/month.html", facts)


def _of_month(lines: list[Any]) -> list[tables.MonthLine]:
    found = [tables.MonthLine(line.name, line.cells[0]) for line in lines]
    return [line for line in found if line.cell.state is not None]


@require_http_methods(["GET", "HEAD", "POST"])
def hand_in(request: Request, policy: str, month: str) -> HttpResponse:
    """A month's register before it is handed in, and handing it in."""
    acting = actor(request)
    acting.require(*queries.HANDS_IN)
    law, when = _policy(policy), _month(month)
    made = draft(actor=acting, policy=law, month=when)
    form = HandInForm(
        request.POST or None,
        explains=made.needs_explanation,
        corrects=made.is_correction,
        initial={"seen": made.snapshot.digest, "reason": _why_again(made)},
    )
    if request.method == "POST" and form.is_valid():
        try:
            done = actions.hand_in(actor=acting, policy=law, month=when, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{when.year}年{when.month}月台账已报送。")
            return redirect("report", done.pk)
    return _draft_page(request, law, made, form)


def _why_again(made: Draft) -> str:
    """What a correction after a return begins with."""
    if made.last is None or not hasattr(made.last, "sent_back"):
        return ""
    return f"按退回意见更正：{made.last.sent_back.reason}"[:200]


def _draft_page(request: Request, policy: Policy, made: Draft, form: HandInForm) -> HttpResponse:
    if form.errors:
        # What is sent next is what is shown now.
        form.data = {**{name: form.data[name] for name in form.data}, "seen": made.snapshot.digest}
    summary = made.level == Submission.Level.BANK
    asked = _asked(request, policy, [made.month])
    facts = {
        "title": f"{made.month.year}年{made.month.month}月{'汇总' if summary else ''}台账",
        "policy": policy,
        "made": made,
        "sums": made.sums,
        "summary": summary,
        "places": made.places.rows(named=True),
        "gaps": made.gaps.head(SHOWN_GAPS).rows(named=True),
        "gap_count": made.gaps.height,
        "day": _days(asked)[made.level],
        "form": form,
    }
    return render(request, "report/hand_in.html", facts, status=422 if form.errors else 200)


@require_safe
def report(request: Request, key: int) -> HttpResponseBase:
    """One register as it was handed in, with its road."""
    _require_desk(request)
    return _report_page(request, _visible(request, key))


def _report_page(
    request: Request, found: Submission, form: ReturnForm | None = None, status: int = 200
) -> HttpResponseBase:
    acting = actor(request)
    rows = [
        SimpleNamespace(**row) for row in queries.rows_of(found).rename({"class": "loan_class"}).to_dicts()
    ]
    counts = queries.valid(Submission.objects.filter(pk=found.pk)).exists()
    receives = Station.BANK if found.level == Submission.Level.BRANCH else None
    mine = acting.station == receives or (receives is None and acting.station in actions.SIGNS)
    signed = found.receipts.filter(station=acting.station).exists()
    kept = found.continuity
    facts: dict[str, Any] = {
        "found": found,
        "policy": laws.law(found.policy).policy,
        "road": road(found),
        "counts": counts,
        "replaced_by": Submission.objects.filter(supersedes=found).first(),
        "parts": found.parts.select_related("part__branch"),
        "later": _later_branches(found) if counts and receives is None else [],
        "places": [dict(zip(PLACE, row, strict=True)) for row in kept.get("places", ())],
        "gaps": [dict(zip(GAP, row, strict=True)) for row in kept.get("gaps", ())],
        "may_sign": mine and receives is None and counts and not signed,
        "may_return": mine and counts and not signed,
        "downloads": DOWNLOADS,
        "may_csv": acting.station in papers.FULL_NUMBERS,
        "form": form or ReturnForm(),
    }
    title = f"{found.branch.name} {found.month.year}年{found.month.month}月"
    return tables.ROWS.page(
        request,
        rows,
        template="report/report.html",
        title=title,
        status=status,
        path=f"/reports/{found.pk}/",
        **facts,
    )


def _later_branches(found: Submission) -> list[str]:
    """Branches whose register came, or was corrected, after this summary of it was handed in."""
    later = queries.not_summarised().filter(
        branch__bank=found.branch.bank_id, policy=found.policy, month=found.month
    )
    return list(later.order_by("branch__name").values_list("branch__name", flat=True))


PLACE = ("bank", "town", "opening", "lent", "repaid", "balance", "gap", "contracts")
GAP = ("contract", "bank", "town", "opening", "lent", "repaid", "balance", "gap")
"""The columns of the continuity check, as they are kept."""
DOWNLOADS = (("xlsx", "附件5 Excel"), ("docx", "附件5 Word"), ("pdf", "附件5 PDF"))


@require_POST
def send_back(request: Request, key: int) -> HttpResponseBase:
    """The receiver sends it back."""
    acting = actor(request)
    acting.require(*actions.SENDS_BACK)
    found = _visible(request, key)
    form = ReturnForm(request.POST)
    if form.is_valid():
        try:
            actions.send_back(actor=acting, key=key, reason=form.cleaned_data["reason"])
        except NotYours:
            raise
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "已退回，等对方更正后重新报送。")
            return redirect("report", key)
    return _report_page(request, found, form, status=422)


@require_POST
def sign(request: Request, key: int) -> HttpResponse:
    """An office signs for a summary."""
    acting = actor(request)
    acting.require(*actions.SIGNS)
    _visible(request, key)
    actions.sign(actor=acting, key=key)
    messages.success(request, "已签收。")
    return redirect("report", key)


@require_POST
def paper(request: Request, key: int, form: str) -> HttpResponseBase:
    """The register as it was handed in, as a file."""
    _require_desk(request)
    policy = laws.law(_visible(request, key).policy).policy
    made = papers.submission_paper(actor=actor(request), policy=policy, key=key, form=form)
    return file_answer(made.content, name=made.name, media_type=made.media_type)


def _require_desk(request: Request) -> None:
    if request.desk.posting.station not in SEES_REPORTS:
        raise Http404


def _visible(request: Request, key: int) -> Submission:
    """The submission, if the desk may see it; else 404, whether it exists or not."""
    seen = queries.submissions_seen_by(request.desk.posting)
    return get_object_or_404(seen.select_related("rows", "supersedes"), pk=key)


def _policy(name: str) -> Policy:
    if name not in laws.names():
        raise Http404
    return laws.law(name).policy


def _month(said: str) -> date:
    """2025-08 as its first day."""
    try:
        return date.fromisoformat(f"{said}-01")
    except ValueError:
        raise Http404 from None


urlpatterns = [
    path("reports/", reports, name="reports"),
    path("reports/hand-in/<slug:policy>/<str:month>/", hand_in, name="report_hand_in"),
    path("reports/month/<slug:policy>/<str:month>/", month, name="report_month"),
    path("reports/<int:key>/", report, name="report"),
    path("reports/<int:key>/return/", send_back, name="report_return"),
    path("reports/<int:key>/sign/", sign, name="report_sign"),
    path("reports/<int:key>/annex5.<slug:form>", paper, name="report_paper"),
]
