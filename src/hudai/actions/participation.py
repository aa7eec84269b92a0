"""Who takes part in a project: by recorded consent only, and out again with day and reason (自愿参与)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction

from hudai.actions.actor import Actor, NotYours
from hudai.actions.enterprise import KEEPS
from hudai.actions.journal import note
from hudai.core.errors import Refusal
from hudai.core.workflow import NotNow
from hudai.records.models import Household, Participation, Project
from hudai.records.queries.visibility import households_seen_by, projects_seen_by

_LONGEST_WITNESS, _LONGEST_REASON = 40, 200


@dataclass(frozen=True, slots=True)
class Consent:
    """What the household signed."""

    joined_on: date
    consented_on: date
    consented_by: int
    """Key of whoever of the household signed."""
    witness: str


@transaction.atomic
def take_in(*, actor: Actor, project_id: int, household_id: int, consent: Consent) -> Participation:
    """Take a household into a project, with its signed consent.

    Raises:
        NotYours: if the station registers none, or does not see the household or the project.
        NotNow: if the project has ended.
        Refusal: if the consent does not hold: signed by nobody of the household, after joining, unwitnessed.

    Source: 上蔡县意见 一：坚持贫困户自愿和贫困户参与的基本原则.
    """
    actor.require(*KEEPS)
    household = households_seen_by(actor.posting).filter(pk=household_id).first()
    if household is None:
        raise NotYours("没有找到这户，或它不在您的管理范围内。")
    seen = projects_seen_by(actor.posting).filter(pk=project_id).values("pk")
    project = Project.objects.select_for_update().filter(pk__in=seen).first()
    if project is None:
        raise NotYours("没有找到这个项目，或它不在您的辖区。")
    if project.until is not None:
        raise NotNow(f"这个项目已在 {project.until} 结束，不能再吸收农户。")
    _require_consent(actor, project, household, consent)
    try:
        with transaction.atomic():
            made = Participation.objects.create(
                project=project,
                household=household,
                joined_on=consent.joined_on,
                consented_on=consent.consented_on,
                consented_by_id=consent.consented_by,
                witness=consent.witness.strip(),
                recorded_by=actor.posting,
                recorded_at=actor.at,
            )
    except IntegrityError:
        raise Refusal("这户已经参加了这个项目。") from None
    note(
        actor,
        "农户参加产业项目",
        project,
        household=household.number,
        since=f"{consent.joined_on}",
        consented_on=f"{consent.consented_on}",
    )
    return made


@transaction.atomic
def leave(*, actor: Actor, participation_id: int, left_on: date, reason: str) -> Participation:
    """Let a household out of a project.

    Raises:
        NotYours: if the station registers none, or does not see the household.
        NotNow: if it has left.
        Refusal: without a reason, or for a day ahead or before it joined.
    """
    actor.require(*KEEPS)
    seen = households_seen_by(actor.posting).order_by().values("pk")
    found = (
        Participation.objects.select_for_update(of=("self",))
        .filter(pk=participation_id, household__in=seen)
        .select_related("household", "project")
        .first()
    )
    if found is None:
        raise NotYours("没有找到这户的参与登记，或它不在您的管理范围内。")
    if found.left_on is not None:
        raise NotNow(f"这户已在 {found.left_on} 退出这个项目。")
    if not found.joined_on <= left_on <= actor.today:
        raise Refusal(f"退出日期不能早于参加日期 {found.joined_on}，也不能晚于今天。")
    if not 0 < len(reason.strip()) <= _LONGEST_REASON:
        raise Refusal(f"请写明退出的原因，最多 {_LONGEST_REASON} 个字。")
    found.left_on, found.left_for = left_on, reason.strip()
    found.save(update_fields=["left_on", "left_for"])
    note(
        actor,
        "农户退出产业项目",
        found.project,
        household=found.household.number,
        until=f"{left_on}",
        reason=found.left_for,
    )
    return found


def _require_consent(actor: Actor, project: Project, household: Household, consent: Consent) -> None:
    members = household.memberships.filter(until=None, person__died_on=None).select_related("person")
    signer = members.filter(person=consent.consented_by).first()
    if signer is None:
        raise Refusal("同意书要由这户现在的家庭成员签字，请核对签字人。")
    if not consent.consented_on <= consent.joined_on <= actor.today:
        raise Refusal("同意书签订日期不能晚于参加日期，参加日期不能晚于今天。")
    if consent.joined_on < project.since:
        raise Refusal(f"参加日期不能早于项目起始日期 {project.since}。")
    witness = consent.witness.strip()
    if not 0 < len(witness) <= _LONGEST_WITNESS:
        raise Refusal(f"请写明见证人，最多 {_LONGEST_WITNESS} 个字。")
    if witness == signer.person.name:
        raise Refusal("见证人不能是签字人自己，请写在场的另一个人。")
