"""产业项目: registered in a village, put right, ended; which loans go into them.

Who takes part is in :mod:`hudai.actions.participation`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction

from hudai.actions.actor import Actor, NotYours
from hudai.actions.application import in_hand as case_in_hand
from hudai.actions.enterprise import KEEPS
from hudai.actions.journal import note
from hudai.core.errors import Refusal
from hudai.core.industry import Catalogue, ChainModel
from hudai.core.workflow import NotNow
from hudai.records.models import (
    Application,
    Enterprise,
    Funding,
    Loan,
    Participation,
    Project,
    Region,
    Station,
)
from hudai.records.queries.visibility import loans_seen_by, projects_seen_by, villages_seen_by

FUNDS = (*KEEPS, Station.BRANCH)
"""Stations that say which project a loan goes into."""
ENDED = "项目结束"
"""Why everybody leaves a project that ends."""
_LONGEST_NAME = 80


@dataclass(frozen=True, slots=True)
class Plan:
    """What a project is."""

    name: str
    industry: str
    chain_model: str
    village: int
    """Key of the village it lies in."""
    since: date
    cooperative: int | None = None
    """Key of a cooperative or family farm, where the chain model has one."""
    firm: int | None = None
    """Key of a leading firm, where it has one."""


@transaction.atomic
def register(*, actor: Actor, catalogue: Catalogue, plan: Plan) -> Project:
    """Register a project.

    Raises:
        NotYours: if the station registers none, or not in this village.
        Refusal: if something is wrong, or the village has one of that name.

    Source: 上蔡县意见 一 (S1.2).
    """
    actor.require(*KEEPS)
    made = Project(registered_by=actor.posting, registered_at=actor.at)
    _write(actor, catalogue, made, plan)
    note(actor, "登记产业项目", made, name=made.name, industry=made.industry, chain_model=made.chain_model)
    return made


@transaction.atomic
def correct(*, actor: Actor, catalogue: Catalogue, project_id: int, plan: Plan) -> Project:
    """Put right what is registered of a project.

    Raises:
        NotYours: if the station registers none, or not there.
        Refusal: if something is wrong, or it would begin after somebody joined.
    """
    found = in_hand(actor, project_id)
    first = found.participations.order_by("joined_on").values_list("joined_on", flat=True).first()
    if first is not None and plan.since > first:
        raise Refusal(f"{first} 已有农户参加，项目的起始日期不能晚于这一天。")
    if found.until is not None and plan.since >= found.until:
        raise Refusal(f"起始日期要早于项目结束日期 {found.until}。")
    _write(actor, catalogue, found, plan)
    note(
        actor, "更正产业项目", found, name=found.name, industry=found.industry, chain_model=found.chain_model
    )
    return found


@transaction.atomic
def end(*, actor: Actor, project_id: int, until: date) -> Project:
    """End a project; whoever still takes part leaves it on that day.

    Raises:
        NotYours: if the station registers none, or not there.
        NotNow: if it has ended.
        Refusal: if the day lies ahead, not after its first, or before somebody joined.
    """
    found = in_hand(actor, project_id)
    if found.until is not None:
        raise NotNow(f"这个项目已在 {found.until} 结束。")
    if not found.since < until <= actor.today:
        raise Refusal(f"结束日期要晚于起始日期 {found.since}，且不能晚于今天。")
    standing = found.participations.filter(left_on=None)
    if standing.filter(joined_on__gt=until).exists():
        raise Refusal("有农户在这一天以后才参加，请核对结束日期。")
    left = standing.update(left_on=until, left_for=ENDED)
    found.until = until
    found.save(update_fields=["until"])
    note(actor, "结束产业项目", found, until=f"{until}", households=left)
    return found


@transaction.atomic
def fund(*, actor: Actor, number: str, participation_id: int | None) -> Funding | None:
    """Say which of its household's projects an application's loan goes into; None for none of them.

    Raises:
        NotYours: if the station says so of none, or does not see the application.
        Refusal: if the household does not take part in the project.
    """
    actor.require(*FUNDS)
    return _fund(actor, case_in_hand(actor, number), participation_id)


@transaction.atomic
def fund_loan(*, actor: Actor, loan_id: int, participation_id: int | None) -> Funding | None:
    """The same of a loan; one that has an application goes where that goes.

    Raises:
        NotYours: if the station says so of none, or does not see the loan.
        Refusal: if the household does not take part in the project.
    """
    actor.require(*FUNDS)
    seen = loans_seen_by(actor.posting).filter(pk=loan_id).values("pk")
    found = Loan.objects.select_for_update(of=("self",)).filter(pk__in=seen).first()
    if found is None:
        raise NotYours("没有找到这笔贷款，或它不归您办理。")
    if found.application_id is None:
        return _fund(actor, found, participation_id)
    case = Application.objects.select_for_update().get(pk=found.application_id)
    return _fund(actor, case, participation_id)


def _fund(actor: Actor, thing: Application | Loan, participation_id: int | None) -> Funding | None:
    column = "application" if isinstance(thing, Application) else "loan"
    standing = Funding.objects.filter(**{column: thing}).first()
    if participation_id is None:
        if standing is not None:
            standing.delete()
            note(actor, "取消投入产业项目", thing, project=standing.participation.project_id)
        return None
    part = Participation.objects.filter(
        pk=participation_id, household=thing.household_id, left_on=None
    ).first()
    if part is None:
        raise Refusal("这户没有参加这个项目，请先在项目里登记这户的同意书。")
    if standing is not None and standing.participation_id == part.pk:
        return standing
    found = standing or Funding(**{column: thing})
    found.participation, found.recorded_by, found.recorded_at = part, actor.posting, actor.at
    found.save()
    note(actor, "登记投入产业项目", thing, project=part.project_id)
    return found


def in_hand(actor: Actor, project_id: int) -> Project:
    """The project, locked for this action, if the actor keeps projects where it lies.

    Raises:
        NotYours: if not; the same words whether it exists or not.
    """
    actor.require(*KEEPS)
    seen = projects_seen_by(actor.posting).filter(village__in=villages_seen_by(actor.posting).values("pk"))
    found = Project.objects.select_for_update().filter(pk__in=seen.filter(pk=project_id).values("pk")).first()
    if found is None:
        raise NotYours("没有找到这个项目，或它不在您的辖区。")
    return found


def _write(actor: Actor, catalogue: Catalogue, project: Project, plan: Plan) -> None:
    model = catalogue.model(plan.chain_model)
    if not 0 < len(plan.name.strip()) <= _LONGEST_NAME:
        raise Refusal(f"请填写项目名称，最多 {_LONGEST_NAME} 个字。")
    if catalogue.industry(plan.industry) is None:
        raise Refusal("请从产业目录中选择产业；目录里没有的选“其他”。")
    if model is None:
        raise Refusal("请选择带动模式。")
    if plan.since > actor.today:
        raise Refusal("项目起始日期不能晚于今天。")
    village = Region.objects.filter(pk__in=villages_seen_by(actor.posting).values("pk"), pk=plan.village)
    project.village = _one(village.first(), "请选择您辖区内的村（社区）。")
    project.name, project.industry, project.chain_model = plan.name.strip(), plan.industry, plan.chain_model
    project.since = plan.since
    project.cooperative, project.firm = _partners(model, plan)
    try:
        with transaction.atomic():
            project.save()
    except IntegrityError:
        raise Refusal("这个村已经登记过同名的项目，请在列表中查找，或换一个名称。") from None


def _one(village: Region | None, why_not: str) -> Region:
    if village is None:
        raise NotYours(why_not)
    return village


def _partners(model: ChainModel, plan: Plan) -> tuple[Enterprise | None, Enterprise | None]:
    """Who leads the households, as the chain model wants it."""
    kinds = Enterprise.Kind
    cooperative = _partner(
        "合作社（或家庭农场）", model, plan.cooperative, (kinds.COOPERATIVE, kinds.FARM), model.cooperative
    )
    firm = _partner("龙头企业", model, plan.firm, (kinds.FIRM,), model.firm)
    return cooperative, firm


def _partner(
    label: str, model: ChainModel, key: int | None, kinds: tuple[Enterprise.Kind, ...], wanted: bool
) -> Enterprise | None:
    if not wanted:
        if key is not None:
            raise Refusal(f"“{model.name}”模式没有{label}，请不要选，或改选带动模式。")
        return None
    found = Enterprise.objects.filter(pk=key, kind__in=kinds).first() if key is not None else None
    if found is None:
        raise Refusal(f"“{model.name}”模式请选择{label}；还没有登记的，先到“带动主体”登记。")
    return found
