"""Papers: the records' own data on the forms of the documents, to print and to sign.

A paper with full numbers is for the desks that may look at them, and every one made is a line of the
journal.  The notices show masked numbers.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
from django.db import transaction
from django.utils import timezone

from hudai.actions.actor import Actor, NotYours
from hudai.actions.application import Law, in_hand
from hudai.actions.decision import LOOKS
from hudai.actions.gates import gates
from hudai.actions.journal import note
from hudai.actions.rating import notify
from hudai.actions.screening import screened
from hudai.core import identity
from hudai.core.dates import ONE_DAY
from hudai.core.errors import Refusal
from hudai.core.findings import Level, Outcome, Verdict
from hudai.core.gates import LABELS
from hudai.core.policy import Policy, Step
from hudai.core.workflow import State
from hudai.documents.forms import application_form, commitment, decision_notice, rating_notice
from hudai.documents.forms.application_form import ApplicationForm, OpinionBox
from hudai.documents.forms.commitment import Commitment
from hudai.documents.forms.decision_notice import Notice, NoticeFinding, NoticeHead
from hudai.documents.forms.rating_notice import RatingNotice
from hudai.documents.media_types import DOCX, PDF
from hudai.records.models import Application, Decision, Rating
from hudai.records.queries.application import latest_findings

FORMATS = {"pdf": PDF, "docx": DOCX}
VILLAGE_SEAL = "村（社区）委员会（公章）"
"""附件1 gives the village's seal a place of its own; the others sign and seal in one."""

_MARKS = {State.APPROVED: "", State.REJECTED: "未同意", State.WITHDRAWN: "已撤回"}


@dataclass(frozen=True, slots=True)
class Paper:
    """One file to hand to a browser."""

    name: str
    media_type: str
    content: bytes


@transaction.atomic
def application_paper(*, actor: Actor, law: Law, number: str, form: str) -> Paper:
    """Annex 1 of a case, with the opinions given so far.

    Args:
        form: ``pdf`` or ``docx``.

    Raises:
        NotYours: if the desk may not see full numbers, or not this case.

    Source: 渝北区实施方案 附件1.
    """
    application = _for_print(actor, number, form)
    filled = _application_form(application, law.policy)
    content = (
        application_form.write_docx(filled)
        if form == "docx"
        else application_form.write_pdf(filled, made_on=actor.today)
    )
    note(actor, "打印申请表", application, format=form)
    return Paper(f"申请表-{number}.{form}", FORMATS[form], content)


@transaction.atomic
def commitment_paper(*, actor: Actor, law: Law, number: str, form: str) -> Paper:
    """Annex 2 of a case; what is not registered yet is left open.

    Raises:
        NotYours: as :func:`application_paper`.

    Source: 渝北区实施方案 附件2.
    """
    application = _for_print(actor, number, form)
    filled = _commitment(application, law.policy)
    content = (
        commitment.write_docx(filled) if form == "docx" else commitment.write_pdf(filled, made_on=actor.today)
    )
    note(actor, "打印承诺书", application, format=form)
    return Paper(f"资金使用承诺书-{number}.{form}", FORMATS[form], content)


@transaction.atomic
def decision_paper(*, actor: Actor, law: Law, places: Mapping[str, str], number: str) -> Paper:
    """The notice of what the rules say of a case, as last found; a case never screened is screened now.

    Args:
        places: clause id → where it stands, as the notice cites it.

    Raises:
        NotYours: if the desk does not see the case.
    """
    application = in_hand(actor, number)
    notice = _notice(application, law, places)
    head = NoticeHead(
        office=_examiner(law.policy),
        scheme=law.policy.scheme,
        policy_title=law.policy.title,
        digest=law.policy.digest,
        made_on=actor.today,
    )
    content = _written(lambda path: decision_notice.write_pdf(path, [notice], head=head))
    note(actor, "打印审查意见书", application)
    return Paper(f"审查意见书-{number}.pdf", PDF, content)


@transaction.atomic
def rating_paper(*, actor: Actor, scheme: str, key: int, form: str) -> Paper:
    """The written notice of a rating; making it counts as telling the household.

    Raises:
        NotYours: if the desk hands none out, or does not see it.
        NotNow: if the bank has not confirmed it.
    """
    _require_format(form)
    rating = notify(actor=actor, key=key)
    notice = _rating_notice(rating, scheme, actor.today)
    content = rating_notice.write_docx(notice) if form == "docx" else rating_notice.write_pdf(notice)
    return Paper(f"评级结果告知书-{rating.household.number}.{form}", FORMATS[form], content)


def _for_print(actor: Actor, number: str, form: str) -> Application:
    """The case, for a desk that may see its full numbers."""
    if actor.station not in LOOKS:
        raise NotYours("这份材料印有完整号码，您现在的岗位不能打印；请联系经办单位。")
    _require_format(form)
    return in_hand(actor, number)


def _require_format(form: str) -> None:
    if form not in FORMATS:
        raise Refusal("只能打印 PDF 或 Word 格式。")


def _application_form(application: Application, policy: Policy) -> ApplicationForm:
    person = application.applicant
    return ApplicationForm(
        annex=_annex(policy, 1),
        county=policy.county,
        scheme=policy.scheme,
        number=application.number,
        name=person.name,
        age=_age(person.born_on, application.applied_on),
        sex=person.get_sex_display(),
        education=person.education,
        phone=application.phone or person.phone,
        id_number=person.id_number,
        address=address(application, policy),
        amount_fen=application.amount,
        term_months=application.term_months,
        purpose=application.purpose,
        bank_debt_fen=application.bank_debt,
        applied_on=application.applied_on,
        opinions=opinions(application, policy.route),
        watermark=_MARKS.get(State(application.state), "草稿"),
    )


def _annex(policy: Policy, number: int) -> str:
    """附件 and its number, for a plan that has these annexes."""
    has = any(step.clause.partition("#")[2].startswith("A1") for step in policy.route)
    return f"附件{number}" if has else ""


def _age(born_on: date, day: date) -> int:
    return int(pl.select(identity.age_on(pl.lit(born_on), day)).item())


def address(application: Application, policy: Policy) -> str:
    """County, town, village and group, as the form has it."""
    village = application.household.village
    town = village.parent
    county = town.parent if town else None
    names = [county.name if county else policy.county, town.name if town else "", village.name]
    group = application.household.group
    suffix = "组" if group.isdigit() else ""
    return "".join(names) + group + suffix


def opinions(application: Application, route: tuple[Step, ...]) -> list[OpinionBox]:
    """The route's boxes, filled with what still stands: a return clears its target and all behind it."""
    standing: dict[int, Decision] = {}
    for decision in application.decisions.select_related("officer", "posting").order_by("decided_at", "pk"):
        if decision.returned_to is None:
            standing[decision.step] = decision
        else:
            standing = {step: kept for step, kept in standing.items() if step < decision.returned_to}
    return [_box(step, standing.get(place)) for place, step in enumerate(route, 1)]


def _box(step: Step, decision: Decision | None) -> OpinionBox:
    village = step.station == "village"
    signer = step.signer if village else f"{step.signer}（签字盖章）"
    seal = VILLAGE_SEAL if village else ""
    if decision is None:
        return OpinionBox(step.label, signer, seal)
    deputy = "（代）" if decision.officer_id != decision.posting.officer_id else ""
    return OpinionBox(
        heading=step.label,
        signer=signer,
        seal=seal,
        words=_said(decision),
        signed_by=f"{decision.officer.name}{deputy}",
        signed_on=timezone.localtime(decision.decided_at).date(),
    )


def _said(decision: Decision) -> str:
    """The opinion in words; one that only agreed is 同意。"""
    verdict = decision.get_verdict_display()
    if not decision.opinion:
        return f"{verdict}。"
    return decision.opinion if verdict in decision.opinion else f"{verdict}。{decision.opinion}"


def _commitment(application: Application, policy: Policy) -> Commitment:
    signed = getattr(application, "commitment", None)
    helper = None if signed else application.household.helpers.filter(until=None).first()
    village = application.household.village
    return Commitment(
        annex=_annex(policy, 2),
        county=policy.county,
        scheme=policy.scheme,
        name=application.applicant.name,
        id_number=application.applicant.id_number,
        town=village.parent.name if village.parent else "",
        village=village.name,
        group=application.household.group,
        helper=signed.helper if signed else helper.name if helper else "",
        employer=signed.helper_employer if signed else helper.employer if helper else "",
        phone=signed.helper_phone if signed else helper.phone if helper else "",
        amount_fen=application.amount,
        purpose=application.purpose,
        signed_on=signed.signed_on if signed else None,
        watermark=_MARKS.get(State(application.state), "草稿"),
    )


def _notice(application: Application, law: Law, places: Mapping[str, str]) -> Notice:
    """The case and its findings; the labels of the rules come from screening it as it stands."""
    fresh = screened(application, law.policy, law.national)
    kept = latest_findings(application)
    rows: list[dict[str, Any]] = (
        [
            {name: getattr(each, name) for name in ("rule", "level", "verdict", "clause", "message")}
            for each in kept
        ]
        if kept
        else [*fresh.findings().iter_rows(named=True), *map(asdict, gates(application, law.policy))]
    )
    findings = [_finding(row, {**fresh.labels, **LABELS}, places) for row in rows]
    village = application.household.village
    return Notice(
        applicant=application.applicant.name,
        id_number=application.applicant.id_number,
        village=f"{village.parent or ''}{village}",
        amount_fen=application.amount,
        term_months=application.term_months,
        applied_on=application.applied_on,
        outcome=_outcome(findings),
        findings=findings,
    )


def _finding(row: Mapping[str, Any], labels: Mapping[str, str], places: Mapping[str, str]) -> NoticeFinding:
    return NoticeFinding(
        rule=labels.get(row["rule"], row["rule"]),
        level=Level(row["level"]),
        verdict=Verdict(row["verdict"]),
        clause=places.get(row["clause"], row["clause"]),
        message=row["message"],
    )


def _outcome(findings: list[NoticeFinding]) -> Outcome:
    """All findings in a word, as the screening of many has it."""
    failed = {finding.level for finding in findings if finding.verdict is Verdict.FAIL}
    unknown = {finding.level for finding in findings if finding.verdict is Verdict.UNKNOWN}
    if Level.HARD in failed:
        return Outcome.INELIGIBLE
    if unknown & {Level.HARD, Level.PRINCIPLE}:
        return Outcome.NEEDS_FACTS
    return Outcome.NEEDS_WAIVER if Level.PRINCIPLE in failed else Outcome.ELIGIBLE


def _examiner(policy: Policy) -> str:
    """Who signs the notice: the office of the route, or the county's examiners."""
    label = next((step.label for step in policy.route if step.station == "office"), "")
    return label.removesuffix("意见") or f"{policy.county}小额信贷审查单位"


def _written(write: Callable[[Path], object]) -> bytes:
    """What a form writes to a file, as bytes; the file is gone at once."""
    with tempfile.TemporaryDirectory(prefix="hudai-") as folder:
        path = Path(folder) / "paper"
        write(path)
        return path.read_bytes()


def _rating_notice(rating: Rating, scheme: str, today: date) -> RatingNotice:
    household = rating.household
    head = household.memberships.filter(until=None, is_head=True).select_related("person").first()
    if head is None:
        raise Refusal("这户还没有登记户主，请先在名单中补上户主再打印告知书。")
    branch = rating.bank.branch if rating.bank else None
    return RatingNotice(
        name=head.person.name,
        id_number=head.person.id_number,
        village=f"{household.village.parent or ''}{household.village}",
        scheme=scheme,
        score=rating.score,
        full_score=sum(most for _, _, _, most in rating.lines),
        grade=rating.grade,
        limit_fen=rating.limit,
        rated_on=rating.rated_on,
        last_day=rating.valid_until - ONE_DAY,
        lines=[(label, found, points, most) for label, found, points, most in rating.lines],
        office=rating.office.office,
        bank=f"{branch.bank}{branch}"
        if branch and branch.bank.name not in branch.name
        else str(branch or ""),
        made_on=today,
    )
