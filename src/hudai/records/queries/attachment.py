"""What a case's file holds and what it lacks (档案清单), and the files of loans, visits and households."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from hudai.core.policy import Step
from hudai.core.workflow import State
from hudai.records.models import Application, Attachment, Explanation, Participation, Posting, Survey
from hudai.records.queries.rating import fresh_rating
from hudai.records.queries.visibility import applications_seen_by, households_seen_by, loans_seen_by

FORM, COMMITMENT, IDENTITY, REGISTER = "申请表", "承诺书", "身份证", "户口簿"
CREDIT, SURVEY, PROJECT, RATING = "征信查询授权书", "农户调查表", "产业项目调查表", "评级授信材料"
CONTRACT, VOUCHER, PICTURE, OTHER = "借款合同", "放款凭证", "现场照片", "其他"
CONSENT = "参与项目同意书"
PAPERS = (
    FORM,
    COMMITMENT,
    IDENTITY,
    REGISTER,
    CREDIT,
    SURVEY,
    PROJECT,
    RATING,
    CONSENT,
    CONTRACT,
    VOUCHER,
    PICTURE,
    OTHER,
)
"""What an attachment of a case can be."""
EVIDENCE = "用款凭证"
SLIP, STOPPED, DISHONEST = "利息凭证", "停止贴息依据", "催收和失信认定材料"
LOAN_PAPERS = (CONTRACT, VOUCHER, SLIP, STOPPED, DISHONEST, OTHER)
"""What an attachment of a loan can be."""
VISIT_PAPERS = (PICTURE, EVIDENCE)
"""What an attachment of a visit can be: what was seen, and what shows how the money was used."""
PARTICIPATION_PAPERS = (CONSENT, PICTURE, OTHER)
"""What an attachment of a household's part in a project can be."""
SIGNED = "宣讲签字单"
EXPLANATION_PAPERS = (PICTURE, SIGNED, OTHER)
"""What an attachment of an explanation can be."""

SUBJECTS = {SURVEY: Survey.Subject.HOUSEHOLD, PROJECT: Survey.Subject.PROJECT}


@dataclass(frozen=True, slots=True)
class Item:
    """One line of the checklist."""

    paper: str
    there: bool
    due: bool
    """Whether it should be there by now."""
    told: str
    """What is there, or what to do."""

    @property
    def missing(self) -> bool:
        """Due and not there."""
        return self.due and not self.there


def attachments_seen_by(posting: Posting) -> QuerySet[Attachment]:
    """Attachments of the cases, loans and households a posting sees, withdrawn ones too, with what a row
    shows."""
    cases, loans = applications_seen_by(posting).values("pk"), loans_seen_by(posting).order_by().values("pk")
    homes = households_seen_by(posting).order_by().values("pk")
    seen = Q(application__in=cases) | Q(loan__in=loans) | Q(visit__loan__in=loans)
    seen |= Q(participation__household__in=homes) | Q(explanation__household__in=homes)
    return Attachment.objects.filter(seen).select_related(
        "application",
        "loan",
        "visit__loan",
        "participation__household",
        "participation__project",
        "explanation__household",
        "added_by__officer",
    )


def files_of(thing: Participation | Explanation) -> list[Attachment]:
    """What lies beside it, withdrawn ones too, the newest first."""
    return list(thing.attachments.select_related("added_by__officer").order_by("-added_at", "-pk"))


def checklist(application: Application, route: Sequence[Step], *, simple: bool = False) -> list[Item]:
    """Everything the file should hold, derived from what it holds; five queries.

    Args:
        simple: whether a rating spares the household survey (简易复核).
    """
    standing = application.attachments.filter(withdrawn_at=None)
    scans = set(standing.values_list("paper", flat=True))
    approved = application.state == State.APPROVED
    submitted = application.step > 0 or application.state != State.DRAFT
    return [
        _scan(FORM, scans, due=submitted, absent="打印申请表，请申请人签字后上传扫描件。"),
        _commitment(application, scans, due=submitted),
        _scan(IDENTITY, scans, due=True, absent="请上传申请人身份证正反面。"),
        *_surveys(application, due=submitted, simple=simple),
        _rating(application),
        _opinions(application, route),
        _scan(CONTRACT, scans, due=approved, absent="签订后请银行上传。"),
        _scan(VOUCHER, scans, due=approved, absent="放款后请银行上传。"),
    ]


def _scan(paper: str, scans: set[str], *, due: bool, absent: str) -> Item:
    there = paper in scans
    return Item(paper, there, due, "已上传" if there else absent)


def _commitment(application: Application, scans: set[str], *, due: bool) -> Item:
    """Registered in the case, with the signed paper scanned."""
    there = COMMITMENT in scans
    if there:
        return Item(COMMITMENT, True, due, "已上传")
    registered = hasattr(application, "commitment")
    told = "已登记，请上传签字的扫描件。" if registered else "请登记帮扶责任人，打印签字后上传扫描件。"
    return Item(COMMITMENT, False, due, told)


def _surveys(application: Application, *, due: bool, simple: bool) -> list[Item]:
    """双调查: of the household and of its project."""
    done = dict(application.surveys.order_by("surveyed_on").values_list("subject", "surveyed_on"))
    spared = {Survey.Subject.HOUSEHOLD} if simple else set()
    return [
        Item(
            paper,
            subject.value in done,
            due and subject not in spared,
            f"{done[subject.value]:%Y-%m-%d} 已调查"
            if subject.value in done
            else "按简易复核程序，以评级采集的信息为准。"
            if subject in spared
            else "请在申请页面登记调查情况。",
        )
        for paper, subject in SUBJECTS.items()
    ]


def _rating(application: Application) -> Item:
    rating = fresh_rating(application.household, application.applied_on)
    if rating is None:
        return Item("评级授信", False, True, "没有有效的评级，请先评级并由银行确认。")
    if not rating.limit:
        return Item("评级授信", False, True, f"{rating.grade}：银行没有给予授信额度，不能凭此贷款。")
    return Item("评级授信", True, True, f"{rating.grade}，有效。")


def _opinions(application: Application, route: Sequence[Step]) -> Item:
    """All opinions of the road; due only when the case is over."""
    there = application.state == State.APPROVED
    at = f"现在第 {application.step} 级，共 {len(route)} 级。" if application.step else "还没有提交。"
    return Item("各级意见", there, there, "各级都已同意" if there else at)
