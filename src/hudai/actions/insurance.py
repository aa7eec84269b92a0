"""农户保险: what a household is insured for, by whom, and who paid; recorded and not judged.

An insurance of the loan itself is none of these: the borrower may not be made to bear it (三（三）), and the
screening asks the bank whether anybody did (``fee_charged``).
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date

from django.db import IntegrityError, transaction

from hudai.actions.actor import Actor, NotYours
from hudai.actions.enterprise import KEEPS
from hudai.actions.journal import note
from hudai.actions.withdrawal import take_back
from hudai.core.errors import Refusal
from hudai.core.money import LARGEST_FEN
from hudai.core.workflow import NotNow
from hudai.records.models import Household, Insurance
from hudai.records.queries.visibility import households_seen_by

_LONGEST_INSURER, _LONGEST_SUBJECT = 60, 40


@dataclass(frozen=True, slots=True)
class Cover:
    """What the insurer's paper says; amounts in fen."""

    kind: str
    subject: str
    """What or who is insured; may be empty."""
    insurer: str
    since: date
    until: date
    """The first day it no longer covers."""
    insured: int
    premium: int
    paid_by: str


@transaction.atomic
def record(*, actor: Actor, household_id: int, cover: Cover) -> Insurance:
    """Write down what a household is covered by.

    Said again of the same thing from the very same day, it corrects what stands there.

    Raises:
        NotYours: if the station records none, or does not see the household.
        NotNow: if somebody records the same at the same moment.
        Refusal: if something is wrong.

    Source: 渝北区实施方案 四（一）.
    """
    actor.require(*KEEPS)
    household = households_seen_by(actor.posting).filter(pk=household_id).first()
    if household is None:
        raise NotYours("没有找到这户，或它不在您的管理范围内。")
    if wrong := _wrong(cover):
        raise Refusal(wrong)
    said = {**asdict(cover), "subject": cover.subject.strip(), "insurer": cover.insurer.strip()}
    of = {name: said.pop(name) for name in ("kind", "subject", "since")}
    known = Insurance.objects.select_for_update().filter(household=household, withdrawn_at=None)
    standing = known.filter(**of).first()
    if standing is None:
        return _made(actor, household, {**of, **said})
    changed = [name for name, value in said.items() if getattr(standing, name) != value]
    if changed:
        for name in changed:
            setattr(standing, name, said[name])
        standing.save(update_fields=changed)
        note(actor, "更正农户保险", standing, household=household.number, fields=changed)
    return standing


@transaction.atomic
def strike_out(*, actor: Actor, insurance_id: int, reason: str) -> Insurance:
    """Strike out what was written down in error; the row stays and covers nobody.

    Raises:
        NotYours: if the station records none, or does not see the household.
        NotNow: if it was struck out already.
        Refusal: without a reason.
    """
    actor.require(*KEEPS)
    seen = households_seen_by(actor.posting).order_by().values("pk")
    known = Insurance.objects.select_for_update(of=("self",)).select_related("household")
    found = known.filter(pk=insurance_id, household__in=seen).first()
    if found is None:
        raise NotYours("没有找到这条保险登记，或这户不在您的管理范围内。")
    take_back(actor, found, reason, what="这条保险登记", how="划去")
    note(
        actor,
        "划去农户保险",
        found,
        household=found.household.number,
        kind=found.get_kind_display(),
        reason=found.withdrawn_for,
    )
    return found


def _made(actor: Actor, household: Household, said: dict[str, object]) -> Insurance:
    try:
        with transaction.atomic():
            made = Insurance.objects.create(
                household=household, **said, recorded_by=actor.posting, recorded_at=actor.at
            )
    except IntegrityError:
        raise NotNow("有人刚刚登记了这份保险，请刷新看过再更正。") from None
    note(actor, "登记农户保险", made, household=household.number, kind=made.get_kind_display())
    return made


def _wrong(cover: Cover) -> str:
    """What is wrong and what to write instead; empty when nothing is."""
    if cover.kind not in Insurance.Kind.values:
        return "请选择险种：农业保险、大病保险或人身意外伤害险。"
    if cover.paid_by not in Insurance.Payer.values:
        return "请选择保费由谁承担。"
    if not 0 < len(cover.insurer.strip()) <= _LONGEST_INSURER:
        return f"请填写保险公司，最多 {_LONGEST_INSURER} 个字。"
    if len(cover.subject.strip()) > _LONGEST_SUBJECT:
        return f"保险标的最多 {_LONGEST_SUBJECT} 个字。"
    if cover.until <= cover.since:
        return "保险的结束日期不能早于起始日期。"
    if not (0 < cover.insured <= LARGEST_FEN and 0 <= cover.premium <= LARGEST_FEN):
        return "保险金额要大于 0，保费不能小于 0，都按元填写，不能超过一亿元。"
    if cover.premium >= cover.insured:
        return "保费应小于保险金额，请核对两项是否填反。"
    return ""
