"""One subsidy batch on one page: figures, road, lines, objections, payments, what to do now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db.models import Prefetch
from django.forms import Form
from django.http import HttpResponseBase
from django.urls import reverse
from django.utils import timezone

from hudai.actions import subsidy as actions
from hudai.actions import subsidy_clawback as clawbacks
from hudai.actions import subsidy_papers as papers
from hudai.actions import subsidy_payment as paying
from hudai.actions import subsidy_requests as asking
from hudai.actions.actor import NotYours
from hudai.actions.subsidy_recheck import Changed, Shared, changed, shared_accounts
from hudai.core.dates import ONE_DAY
from hudai.records.models import (
    BatchStep,
    Demand,
    JournalLine,
    Objection,
    PayoutResult,
    Source,
    Station,
    SubsidyBatch,
    SubsidyLine,
)
from hudai.records.queries.subsidy_payment import unanswered, unpaid
from hudai.records.queries.visibility import lines_seen_by
from hudai.web import law as laws
from hudai.web.acting import actor
from hudai.web.forms import subsidy as forms
from hudai.web.marked_sheet import Told
from hudai.web.request import Request
from hudai.web.subsidy_clawback import clawed_back
from hudai.web.table import Column, Kind, Table
from hudai.web.templatetags.zh import masked

STATES, DEEDS = SubsidyBatch.State, BatchStep.Deed
TONES = {
    STATES.DRAWN_UP: "blue",
    STATES.CHECKED: "blue",
    STATES.REVIEWED: "blue",
    STATES.PUBLISHED: "orange",
    STATES.APPROVED: "orange",
    STATES.PAYING: "orange",
    STATES.CLOSED: "green",
    STATES.DROPPED: "grey",
}
ROAD = (DEEDS.DRAW_UP, DEEDS.CHECK, DEEDS.REVIEW, DEEDS.PUBLISH, DEEDS.APPROVE, DEEDS.PAY, DEEDS.CLOSE)
WHO = {
    DEEDS.DRAW_UP: "镇经办或区县主管部门",
    DEEDS.CHECK: "镇负责人",
    DEEDS.REVIEW: "区县主管部门",
    DEEDS.PUBLISH: "区县主管部门",
    DEEDS.APPROVE: "财政部门",
    DEEDS.PAY: "财政部门（另一人）",
    DEEDS.CLOSE: "财政部门",
}
REQUEST_FORMATS = (("docx", "Word"), ("pdf", "PDF"))
"""Annex 3 as the pages offer it."""
LINES = Table(
    "subsidy_lines",
    "贴息明细",
    (
        Column("number", "序号", "number", Kind.COUNT, link=lambda row: _address(row), fixed=True),
        Column("borrower", "借款人", "borrower"),
        Column("due", "本期应贴（元）", "due", Kind.YUAN, summed=True),
        Column(
            "payment", "拨付", value=lambda row: _paid(row)[0], tone=lambda row: _paid(row)[1], ordered=False
        ),
        Column("entitled", "应享受贴息（元）", "entitled", Kind.YUAN, summed=True),
        Column("paid", "已付利息（元）", "paid", Kind.YUAN, summed=True),
        Column("granted", "以前已批（元）", "granted", Kind.YUAN, summed=True),
        Column("contract", "合同号", "loan__contract", Kind.CODE),
        Column("household", "户编号", "loan__household__number", Kind.CODE, shown=False),
        Column("bank", "贷款银行", "bank", width=18, shown=False),
        Column("principal", "借款金额（元）", "principal", Kind.YUAN, summed=True, shown=False),
        Column("rate", "年利率", "rate", Kind.RATE, shown=False),
        Column("account", "帐号", kind=Kind.CODE, value=lambda row: masked(row.account), shown=False),
    ),
    empty="没有明细",
    icon="list-ol",
    note="应贴为负的是以前多贴，留到以后抵扣，或登记追回。",
)


def _address(line: SubsidyLine) -> str:
    return reverse("subsidy_line", args=[line.batch.number, line.number])


def _paid(line: SubsidyLine) -> tuple[str, str]:
    """What became of a line, and in which tone."""
    if line.due < 0:
        return ("已登记追回", "orange") if line.demands.all() else ("留待抵扣", "grey")
    payouts = list(line.payouts.all())
    if not payouts:
        return "", "grey"
    result = getattr(payouts[-1], "result", None)
    if result is None:
        return "拨付中", "blue"
    cause = _cause(result)
    return (f"退回：{cause}", "red") if cause else ("已到账", "green")


def _cause(result: PayoutResult) -> str:
    """Why a payout came back, at once or later; empty where it arrived and stayed."""
    later = getattr(result, "came_back", None)
    return later.cause if later else result.cause


def show(
    request: Request, batch: SubsidyBatch, *, status: int = 200, sheet_told: Sequence[Told] = (), **shown: Any
) -> HttpResponseBase:
    """The page; ``shown`` are forms as they were sent, with what is wrong, and ``sheet_told`` what is wrong
    with a sheet."""
    lines = (
        lines_seen_by(request.desk.posting)
        .filter(batch=batch)
        .select_related("batch", "loan__household")
        .prefetch_related(
            "payouts__result__came_back", Prefetch("demands", queryset=Demand.objects.standing())
        )
    )
    may = _may(request, batch)
    left = unpaid(batch).count() if batch.state in SubsidyBatch.GRANTED else 0
    refused = [error for form in shown.values() for error in _said_above(form)]
    facts = {
        "title": batch.number,
        "batch": batch,
        "tone": TONES[STATES(batch.state)],
        "through": batch.period_end - ONE_DAY,
        "scheme": laws.law(batch.policy).policy.scheme if batch.policy in laws.names() else batch.policy,
        "road": _road(batch, left),
        "may": may,
        "refused": refused,
        "sheet_told": sheet_told,
        "objections": _objections(batch, shown.get("answer_form")),
        "files": _files(batch),
        "left": left,
        "takes_papers": request.desk.posting.station in papers.SEES_NUMBERS,
        "request_parts": asking.parts_of(request.desk.posting, batch),
        "request_formats": REQUEST_FORMATS,
        "demands": clawed_back(batch, shown, actor(request).officer.pk) if batch.to_take_back else [],
        # Worked out where the page is drawn, not for each page of the table of lines.
        "doubts": lambda: _doubts(request, batch),
        "journal": JournalLine.objects.filter(noun="subsidybatch", key=str(batch.pk)).select_related(
            "officer", "posting"
        )[:30],
        **_forms(request, batch),
        **shown,
    }
    table = replace(LINES, title=f"贴息明细 {batch.number}")
    return table.page(
        request, lines, template="subsidy/batch.html", status=status, path=_page(batch), **facts
    )


@dataclass(frozen=True, slots=True)
class Doubts:
    """What to look at before a batch grants anything, or before the rest of it is paid."""

    changed: Sequence[Changed] = ()
    shared: Sequence[Shared] = ()

    @property
    def granted_elsewhere(self) -> bool:
        """Whether a line cannot be approved, for whatever reason."""
        return any(each.granted_elsewhere for each in self.changed)


def _doubts(request: Request, batch: SubsidyBatch) -> Doubts:
    """Lines that would come out otherwise today, while nothing is granted, and accounts two households share.

    A bank sees lines of its own loans only, and none of this.
    """
    if batch.state in (STATES.CLOSED, STATES.DROPPED) or request.desk.posting.branch_id is not None:
        return Doubts()
    is_open = batch.state in actions.OPEN and batch.policy in laws.names()
    return Doubts(
        changed(batch, law=laws.law(batch.policy)) if is_open else (),
        shared_accounts(batch),
    )


def _said_above(form: Form) -> list[str]:
    """What is wrong with the whole of a form, or with a field nobody sees."""
    unseen = [error for field in form.hidden_fields() for error in field.errors]
    return [*form.non_field_errors(), *unseen]


@dataclass(frozen=True, slots=True)
class Raised:
    """An objection with the form that answers it: a fresh one, or as it was sent."""

    objection: Objection
    form: forms.AnswerForm


def _objections(batch: SubsidyBatch, sent: forms.AnswerForm | None) -> list[Raised]:
    found = batch.objections.select_related("line", "recorded_by", "answered_by")
    return [
        Raised(each, sent if sent and sent.objection == each.pk else _answer_form(each.pk)) for each in found
    ]


def _answer_form(objection: int) -> forms.AnswerForm:
    return forms.AnswerForm(prefix="answer", objection=objection)


def _page(batch: SubsidyBatch) -> str:
    return reverse("subsidy", args=[batch.number])


@dataclass(frozen=True, slots=True)
class May:
    """What this desk can do with the batch now; the actions ask again."""

    step: str = ""
    """Address name of the step that takes an opinion: subsidy_check, …"""
    step_label: str = ""
    publish: bool = False
    object: bool = False
    answer: bool = False
    drop: bool = False
    pay: bool = False
    results: bool = False
    come_back: bool = False
    close: bool = False
    demand: bool = False
    refund: bool = False
    waits: str = ""
    """Why the next step of this desk cannot be taken yet."""


_STEPS = {
    STATES.DRAWN_UP: (actions.CHECKS, DEEDS.CHECK, "subsidy_check", "核对无误，上报"),
    STATES.CHECKED: (actions.REVIEWS, DEEDS.REVIEW, "subsidy_review", "审核通过"),
    STATES.PUBLISHED: (actions.APPROVES, DEEDS.APPROVE, "subsidy_approve", "批准"),
}


def _may(request: Request, batch: SubsidyBatch) -> May:
    station, state = Station(request.desk.posting.station), STATES(batch.state)
    pays = station in paying.PAYS and _may_sign(request, batch, DEEDS.PAY)
    paid = state in (STATES.PAYING, STATES.CLOSED)
    file_open = unanswered(batch).exists() if paid else False
    owes = unpaid(batch).exists() if state in SubsidyBatch.GRANTED else False
    nothing_to_pay = state == STATES.APPROVED and batch.to_pay == 0
    found = May(
        publish=station in actions.REVIEWS and state == STATES.REVIEWED,
        object=station in actions.TAKES_OBJECTIONS and state == STATES.PUBLISHED,
        answer=station in actions.REVIEWS and state == STATES.PUBLISHED,
        drop=station in (*actions.DRAWS_UP, *actions.CHECKS, *actions.APPROVES) and state in actions.OPEN,
        pay=pays and state in SubsidyBatch.GRANTED and not file_open and owes,
        results=station in paying.PAYS and file_open,
        come_back=station in paying.PAYS and paid,
        close=station in paying.PAYS and not owes and (state == STATES.PAYING or nothing_to_pay),
        demand=station in clawbacks.DEMANDS and state in SubsidyBatch.GRANTED,
        refund=station in clawbacks.TAKES_REFUNDS and state in SubsidyBatch.GRANTED,
    )
    return _with_step(request, batch, found)


def _with_step(request: Request, batch: SubsidyBatch, found: May) -> May:
    step = _STEPS.get(STATES(batch.state))
    if step is None or request.desk.posting.station not in step[0]:
        return found
    _, deed, name, label = step
    if not _may_sign(request, batch, deed):
        return replace(found, waits="您已在别的环节办过这个批次，这一步要由另一位工作人员办理。")
    today = timezone.localdate()
    if deed == DEEDS.APPROVE and batch.public_until and today < batch.public_until:
        return replace(found, waits=f"公示到 {batch.public_until - ONE_DAY} 为止，期满后才能批准。")
    return replace(found, step=name, step_label=label)


def _may_sign(request: Request, batch: SubsidyBatch, deed: BatchStep.Deed) -> bool:
    try:
        actions.require_other_hands(actor(request), batch, deed)
    except NotYours:
        return False
    return True


def _forms(request: Request, batch: SubsidyBatch) -> dict[str, Any]:
    today = timezone.localdate()
    return {
        "step_form": forms.ApprovalForm() if batch.state == STATES.PUBLISHED else forms.OpinionForm(),
        "publish_form": forms.PublishForm(prefix="publish", initial={"published_on": today}),
        "objection_form": forms.ObjectionForm(prefix="objection", initial={"received_on": today}),
        "drop_form": forms.DropForm(prefix="drop"),
        "file_form": forms.PaymentFileForm(prefix="file"),
        "results_form": forms.ResultsForm(prefix="results", initial={"on": today}),
        "back_form": forms.ComeBackForm(prefix="back", initial={"on": today}),
        "result_sheet_form": forms.ResultSheetForm(prefix="sheet"),
    }


def _road(batch: SubsidyBatch, unpaid_lines: int) -> list[dict[str, Any]]:
    """The steps taken and those to come, for the timeline; paying lasts until every line arrived."""
    taken = {step.deed: step for step in batch.steps.select_related("officer", "posting")}
    before: datetime | None = None
    found: list[dict[str, Any]] = []
    for deed in ROAD:
        step = taken.get(deed)
        if step is None:
            continue
        found.append(_taken(deed, step, before))
        before = step.at
    if dropped := taken.get(DEEDS.DROP):
        return [*found, {**_taken(DEEDS.DROP, dropped, before), "state": "stopped"}]
    left = [deed for deed in ROAD if deed not in taken]
    if batch.state != STATES.CLOSED:
        is_paying = batch.state == STATES.PAYING and unpaid_lines > 0
        if is_paying:
            found[-1]["state"] = "now"
        found += [
            {"title": deed.label, "who": WHO[deed], "state": "later" if place or is_paying else "now"}
            for place, deed in enumerate(left)
        ]
    return found


def _taken(deed: BatchStep.Deed, step: BatchStep, before: datetime | None) -> dict[str, Any]:
    return {
        "title": deed.label,
        "who": f"{step.posting.office} {step.officer.name}",
        "at": step.at,
        "state": "done",
        "words": step.opinion,
        "took": f"{(step.at - before).days} 天" if before else "",
    }


def _files(batch: SubsidyBatch) -> list[dict[str, Any]]:
    """Payment files with how many rows arrived, came back, or wait."""
    found = []
    for file in batch.payment_files.select_related("made_by").prefetch_related("payouts__result__came_back"):
        results = [getattr(payout, "result", None) for payout in file.payouts.all()]
        found.append(
            {
                "file": file,
                "source": Source(file.source).label,
                "rows": len(results),
                "arrived": sum(1 for result in results if result and _cause(result) == ""),
                "returned": sum(1 for result in results if result and _cause(result)),
                "waiting": sum(1 for result in results if result is None),
            }
        )
    return found
