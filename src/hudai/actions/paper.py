"""Papers: the records' own data on the forms of the documents, to print and to sign.

A paper with full numbers is for the desks that may look at them, and every one made is a line of the
journal.  The notices show masked numbers.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import polars as pl
from django.db import transaction
from django.utils import timezone

from hudai.actions.actor import Actor, NotYours
from hudai.actions.application import Law, in_hand
from hudai.actions.decision import LOOKS
from hudai.actions.journal import note
from hudai.actions.rating import notify
from hudai.core import identity
from hudai.core.dates import ONE_DAY
from hudai.core.errors import Refusal
from hudai.core.gates import simple_review
from hudai.core.policy import Policy, Step
from hudai.core.workflow import State
from hudai.documents.forms import application_form, commitment, rating_notice
from hudai.documents.forms.application_form import ApplicationForm, OpinionBox
from hudai.documents.forms.commitment import Commitment
from hudai.documents.forms.rating_notice import RatingNotice
from hudai.documents.media_types import DOCX, PDF
from hudai.records.models import Application, Branch, Decision, Rating, Station

FORMATS = {"pdf": PDF, "docx": DOCX}
VILLAGE_SEAL = "村（社区）委员会（公章）"
"""附件1 gives the village's seal a place of its own; the others sign and seal in one."""

HEAD = "负责人"
"""In the name of a signer: the head of an office signs, not whoever works there."""
HEADS = (Station.TOWN_HEAD,)
"""Desks a head sits at."""

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
def rating_paper(*, actor: Actor, policy: Policy, key: int, form: str) -> Paper:
    """The written notice of a rating; making it counts as telling the household.

    Raises:
        NotYours: if the desk hands none out, or does not see it.
        NotNow: if the bank has not confirmed it.
    """
    _require_format(form)
    rating = notify(actor=actor, key=key)
    notice = _rating_notice(rating, policy, actor.today)
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
        annex=annex(policy, 1),
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
        opinions=opinions(application, policy.route),
        watermark=_MARKS.get(State(application.state), "草稿"),
    )


def annex(policy: Policy, number: int) -> str:
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
    group = application.household.group_name
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
    who, day = f"{decision.officer.name}{deputy}", timezone.localtime(decision.decided_at).date()
    box = OpinionBox(step.label, signer, seal, words=_said(decision))
    # A clerk's word in the system is not the head's signature: that one is left to be given by hand.
    if HEAD in step.signer and decision.posting.station not in HEADS:
        return replace(box, given_by=who, given_on=day)
    return replace(box, signed_by=who, signed_on=day)


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
        annex=annex(policy, 2),
        county=policy.county,
        scheme=policy.scheme,
        name=application.applicant.name,
        id_number=application.applicant.id_number,
        town=village.parent.name if village.parent else "",
        village=village.name,
        group=application.household.group_name,
        helper=signed.helper if signed else helper.name if helper else "",
        employer=signed.helper_employer if signed else helper.employer if helper else "",
        phone=signed.helper_phone if signed else helper.phone if helper else "",
        amount_fen=application.amount,
        purpose=application.purpose,
        signed_on=signed.signed_on if signed else None,
        watermark=_MARKS.get(State(application.state), "草稿"),
    )


def _rating_notice(rating: Rating, policy: Policy, today: date) -> RatingNotice:
    household = rating.household
    head = household.memberships.filter(until=None, is_head=True).select_related("person").first()
    if head is None:
        raise Refusal("这户还没有登记户主，请先在名单中补上户主再打印告知书。")
    branch = rating.bank.branch if rating.bank else None
    return RatingNotice(
        name=head.person.name,
        id_number=head.person.id_number,
        village=f"{household.village.parent or ''}{household.village}",
        scheme=policy.scheme,
        score=rating.score,
        full_score=sum(most for _, _, _, most in rating.lines),
        grade=rating.grade,
        limit_fen=rating.limit,
        rated_on=rating.rated_on,
        last_day=rating.valid_until - ONE_DAY,
        lines=[(label, found, points, most) for label, found, points, most in rating.lines],
        capped_by=rating.capped_by,
        simple=bool(simple_review(policy, rating.rated_on)),
        office=rating.office.office,
        bank=branch_name(branch) if branch else "",
        made_on=today,
    )


def branch_name(branch: Branch) -> str:
    """The branch with its bank before it, unless it is named for it."""
    return branch.name if branch.bank.name in branch.name else f"{branch.bank}{branch}"
