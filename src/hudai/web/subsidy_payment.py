"""Paying a batch: payment files, what came of them, money asked back, and the papers of a batch."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django import forms
from django.http import Http404, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import path
from django.views.decorators.http import require_POST, require_safe

from hudai.actions import subsidy_clawback as clawbacks
from hudai.actions import subsidy_papers as papers
from hudai.actions import subsidy_payment as actions
from hudai.actions import subsidy_requests as asking
from hudai.actions.subsidy_answer import WRONG, all_but, from_reading, problems_of
from hudai.actions.subsidy_claims import claims
from hudai.actions.subsidy_result import ResultsRefused
from hudai.core.dates import ONE_DAY
from hudai.core.errors import Refusal, SheetRefused
from hudai.core.words import yuan
from hudai.documents.forms.subsidy_payment_list import read_answer
from hudai.documents.media_types import PDF, XLSX
from hudai.records.models import Source
from hudai.records.queries.subsidy import worksheet_of
from hudai.records.queries.visibility import lines_seen_by
from hudai.web import law as laws
from hudai.web import marked_sheet
from hudai.web.acting import actor
from hudai.web.files import file_answer
from hudai.web.forms.subsidy import (
    ComeBackForm,
    DemandForm,
    PaymentFileForm,
    RefundForm,
    ResultsForm,
    ResultSheetForm,
    UndoDemandForm,
    UndoRefundForm,
)
from hudai.web.marked_sheet import Told
from hudai.web.request import Request
from hudai.web.subsidy import done, visible
from hudai.web.subsidy_page import REQUEST_FORMATS
from hudai.web.worksheet import in_words


@require_POST
def make_file(request: Request, number: str) -> HttpResponseBase:
    """Make the list for the paying bank."""
    batch = visible(request, number)
    form = PaymentFileForm(request.POST, prefix="file")

    def act(said: dict[str, Any]) -> str:
        made = actions.make_file(
            actor=actor(request),
            number=number,
            source=Source(said["source"]),
            only_with_account=said["only_with_account"],
            reason=said["reason"],
        )
        return f"第 {made.number} 次拨付文件已生成，合计 {yuan(made.total)} 元，请下载后交经办银行。"

    return done(request, batch, form, act, file_form=form)


@require_POST
def results(request: Request, number: str, file_number: int) -> HttpResponseBase:
    """All rows of a file arrived but those named."""
    batch = visible(request, number)
    file = get_object_or_404(batch.payment_files, number=file_number)
    form = ResultsForm(request.POST, prefix="results")

    def act(said: dict[str, Any]) -> str:
        answers = all_but(file, said["on"], said["returned"])
        actions.record_results(actor=actor(request), number=number, file_number=file_number, results=answers)
        returned = len(said["returned"])
        return f"已登记：到账 {len(answers) - returned} 行，退回 {returned} 行。"

    return done(request, batch, form, act, results_form=form)


@require_POST
def result_sheet(request: Request, number: str, file_number: int) -> HttpResponseBase:
    """The paying bank's answer as a sheet."""
    batch = visible(request, number)
    get_object_or_404(batch.payment_files, number=file_number)
    form = ResultSheetForm(request.POST, request.FILES, prefix="sheet")
    wrong: list[Told] = []

    def act(said: dict[str, Any]) -> str:
        with _stored(said["sheet"]) as file:
            reading = read_answer(file)
            try:
                answers = from_reading(reading, number=number, file_number=file_number)
                actions.record_results(
                    actor=actor(request), number=number, file_number=file_number, results=answers
                )
            except (SheetRefused, ResultsRefused) as refusal:
                wrong.append(marked_sheet.refuse(request, file, reading, problems_of(reading, refusal)))
                # The problems are told beside the marked copy, and not once more above the page.
                raise Refusal(WRONG) from refusal
        return f"回盘表已登记，共 {len(answers)} 行。"

    return done(request, batch, form, act, result_sheet_form=form, sheet_told=wrong)


@require_POST
def come_back(request: Request, number: str, file_number: int) -> HttpResponseBase:
    """A row recorded as arrived came back after all."""
    batch = visible(request, number)
    get_object_or_404(batch.payment_files, number=file_number)
    form = ComeBackForm(request.POST, prefix="back")

    def act(said: dict[str, Any]) -> str:
        actions.come_back(actor=actor(request), number=number, file_number=file_number, **said)
        return f"第 {said['line_number']} 行已登记退回，钱回到原来的资金，下一次拨付文件可以再付。"

    return done(request, batch, form, act, back_form=form)


@contextmanager
def _stored(sheet: Any) -> Iterator[Path]:
    """The sheet as a file, for as long as it is read and marked."""
    with tempfile.TemporaryDirectory(prefix="hudai-") as folder:
        stored = Path(folder) / f"回盘表{Path(sheet.name or '').suffix[:8]}"
        with stored.open("wb") as target:
            for chunk in sheet.chunks():
                target.write(chunk)
        yield stored


@require_POST
def close(request: Request, number: str) -> HttpResponseBase:
    """Everything has arrived."""
    batch = visible(request, number)
    form = forms.Form(request.POST)

    def act(said: dict[str, Any]) -> str:
        actions.close(actor=actor(request), number=number)
        return "批次已办结，以后不能再改动；到账的钱如又退回，在拨付文件下登记。"

    return done(request, batch, form, act, close_form=form)


@require_POST
def demand(request: Request, number: str) -> HttpResponseBase:
    """Ask back what a line below zero says."""
    batch = visible(request, number)
    form = DemandForm(request.POST)

    def act(said: dict[str, Any]) -> str:
        found = clawbacks.demand(actor=actor(request), number=number, **said)
        return f"已登记追回 {yuan(found.amount)} 元。"

    return done(request, batch, form, act, demand_form=form)


@require_POST
def refund(request: Request, number: str) -> HttpResponseBase:
    """Money came back."""
    batch = visible(request, number)
    form = RefundForm(request.POST)

    def act(said: dict[str, Any]) -> str:
        back = clawbacks.record_refund(
            actor=actor(request),
            demand_id=said["demand"],
            amount=said["amount"],
            source=Source(said["source"]),
            received_on=said["received_on"],
        )
        return f"已登记退回 {yuan(back.amount)} 元。"

    return done(request, batch, form, act, refund_form=form)


@require_POST
def undo_demand(request: Request, number: str) -> HttpResponseBase:
    """What was asked back in error is reversed."""
    batch = visible(request, number)
    form = UndoDemandForm(request.POST)

    def act(said: dict[str, Any]) -> str:
        made = clawbacks.reverse_demand(actor=actor(request), demand_id=said["demand"], reason=said["reason"])
        return f"追回 {yuan(made.amount)} 元已冲销，这一行留待抵扣；确需追回的可以重新登记。"

    return done(request, batch, form, act, undo_demand_form=form)


@require_POST
def undo_refund(request: Request, number: str) -> HttpResponseBase:
    """Money recorded as come back in error is reversed."""
    batch = visible(request, number)
    form = UndoRefundForm(request.POST)

    def act(said: dict[str, Any]) -> str:
        made = clawbacks.reverse_refund(actor=actor(request), refund_id=said["refund"], reason=said["reason"])
        return f"退回 {yuan(made.amount)} 元已冲销，可以重新登记。"

    return done(request, batch, form, act, undo_refund_form=form)


@require_safe
def line(request: Request, number: str, line_number: int) -> HttpResponseBase:
    """One line with its worksheet: every stretch of days, and why days do not count."""
    batch = visible(request, number)
    seen = lines_seen_by(request.desk.posting).filter(batch=batch)
    found = get_object_or_404(
        seen.select_related("batch", "loan__household__village", "loan__borrower"), number=line_number
    )
    rows = worksheet_of(found)
    policy = laws.law(batch.policy).policy
    claim = claims(batch, seen.filter(pk=found.pk), policy)
    facts = {
        "title": f"{batch.number} 第 {line_number} 行",
        "batch": batch,
        "line": found,
        "through": batch.period_end - ONE_DAY,
        "stretches": in_words(rows, policy, found.loan.signed_on),
        "claim": claim.lines.row(0, named=True),
        "reimburses": batch.mode == "reimburse_borrower",
        "asks": asking.asks_back(found) and request.desk.posting.station in papers.SEES_NUMBERS,
        "request_formats": REQUEST_FORMATS,
        "payouts": found.payouts.select_related("file", "result__came_back").order_by("pk"),
    }
    return render(request, "subsidy/line.html", facts)


@require_POST
def annex_4(request: Request, number: str, form: str) -> HttpResponseBase:
    """Annex 4 of the batch, as workbook, Word file or PDF."""
    batch = visible(request, number)
    media_type = papers.SUMMARY_FORMATS.get(form)
    if media_type is None:
        raise Http404
    content = papers.summary(
        actor=actor(request), policy=laws.law(batch.policy).policy, number=number, form=form
    )
    name = f"附件4 {batch.town.name} {batch.number}.{form}"
    return file_answer(content, name=name, media_type=media_type)


@require_POST
def annex_3(request: Request, number: str, form: str) -> HttpResponseBase:
    """Annex 3 of the batch's households, as Word file or PDF; ``part`` where they fill several."""
    batch = visible(request, number)
    media_type = asking.FORMATS.get(form)
    parts = asking.parts_of(request.desk.posting, batch)
    said = request.POST.get("part", "1")
    part = int(said) if said.isascii() and said.isdigit() and len(said) < 6 else 0
    # Who may take none out at all is told so by the action.
    if media_type is None or (parts and not 1 <= part <= len(parts)):
        raise Http404
    content = asking.requests_of_batch(
        actor=actor(request), policy=laws.law(batch.policy).policy, number=number, part=part, form=form
    )
    which = f" 第{part}份" if len(parts) > 1 else ""
    name = f"附件3 {batch.town.name} {batch.number}{which}.{form}"
    return file_answer(content, name=name, media_type=media_type)


@require_POST
def annex_3_of_line(request: Request, number: str, line_number: int, form: str) -> HttpResponseBase:
    """Annex 3 of one line, as Word file or PDF."""
    batch = visible(request, number)
    media_type = asking.FORMATS.get(form)
    seen = lines_seen_by(request.desk.posting).filter(batch=batch)
    if media_type is None or not seen.filter(number=line_number).exists():
        raise Http404
    content = asking.request_of_line(
        actor=actor(request),
        policy=laws.law(batch.policy).policy,
        number=number,
        line_number=line_number,
        form=form,
    )
    name = f"附件3 {batch.number} 第{line_number}行.{form}"
    return file_answer(content, name=name, media_type=media_type)


@require_safe
def notice(request: Request, number: str) -> HttpResponseBase:
    """The masked list for the public, as PDF."""
    batch = visible(request, number)
    content = papers.notice(actor=actor(request), policy=laws.law(batch.policy).policy, number=number)
    return file_answer(content, name=f"贴息公示 {batch.town.name} {batch.number}.pdf", media_type=PDF)


@require_POST
def payment_list(request: Request, number: str, file_number: int) -> HttpResponseBase:
    """The list for the paying bank, as workbook."""
    batch = visible(request, number)
    if not batch.payment_files.filter(number=file_number).exists():
        raise Http404
    content = papers.payment_list(actor=actor(request), number=number, file_number=file_number)
    return file_answer(content, name=f"拨付明细 {batch.number}-{file_number}.xlsx", media_type=XLSX)


urlpatterns = [
    path("subsidies/<str:number>/lines/<int:line_number>/", line, name="subsidy_line"),
    path("subsidies/<str:number>/files/", make_file, name="subsidy_file"),
    path("subsidies/<str:number>/files/<int:file_number>/list/", payment_list, name="subsidy_payment_list"),
    path("subsidies/<str:number>/files/<int:file_number>/results/", results, name="subsidy_results"),
    path("subsidies/<str:number>/files/<int:file_number>/sheet/", result_sheet, name="subsidy_result_sheet"),
    path("subsidies/<str:number>/files/<int:file_number>/came-back/", come_back, name="subsidy_come_back"),
    path("subsidies/<str:number>/close/", close, name="subsidy_close"),
    path("subsidies/<str:number>/demand/", demand, name="subsidy_demand"),
    path("subsidies/<str:number>/refund/", refund, name="subsidy_refund"),
    path("subsidies/<str:number>/demand/reversal/", undo_demand, name="subsidy_undo_demand"),
    path("subsidies/<str:number>/refund/reversal/", undo_refund, name="subsidy_undo_refund"),
    path("subsidies/<str:number>/annex-4.<str:form>", annex_4, name="subsidy_annex_4"),
    path("subsidies/<str:number>/annex-3.<str:form>", annex_3, name="subsidy_annex_3"),
    path(
        "subsidies/<str:number>/lines/<int:line_number>/annex-3.<str:form>",
        annex_3_of_line,
        name="subsidy_line_annex_3",
    ),
    path("subsidies/<str:number>/notice.pdf", notice, name="subsidy_notice"),
]
