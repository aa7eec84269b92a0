"""Service points (县、乡镇、村三级金融服务网络): what one should have, held against what is registered of it.

What is asked of each kind is data of the pack, clause by clause; the least floor of a town's station is a
number of its policy.  A fact nobody registered is unknown, never a gap; and a floor the document gives as
“左右” is for people to judge, so it is told and never counted.

Source: 上蔡县意见 八；渝北区实施方案 四（四）.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from hudai.core.errors import Refusal
from hudai.core.findings import Verdict
from hudai.core.policy import NotRegulated, Policy


class PointLevel(StrEnum):
    """The three kinds, each at its place in the tree of regions."""

    COUNTY = "county"
    TOWN = "town"
    VILLAGE = "village"


POINT_LABELS: Mapping[str, str] = {
    PointLevel.COUNTY: "县金融服务中心",
    PointLevel.TOWN: "乡镇服务站",
    PointLevel.VILLAGE: "村级服务部",
}


class Had(StrEnum):
    """What can be asked of a service point."""

    SIGN = "has_sign"
    TOGETHER = "works_together"
    EQUIPMENT = "has_equipment"
    ARCHIVES = "has_archives"
    RULES = "has_rules"
    LEAFLETS = "has_leaflets"
    FIXED_STAFF = "fixed_staff"
    CREDIT_STAFF = "credit_staff"
    ACCEPTANCE_STAFF = "acceptance_staff"
    RISK_STAFF = "risk_staff"
    BUSINESS_STAFF = "business_staff"
    AREA_ABOUT = "area_about"


DUTIES: Mapping[Had, str] = {
    Had.CREDIT_STAFF: "credit",
    Had.ACCEPTANCE_STAFF: "acceptance",
    Had.RISK_STAFF: "risk",
}
"""Staff somebody must be for, and the duty as the register has it."""
STAFF = frozenset({*DUTIES, Had.FIXED_STAFF, Had.BUSINESS_STAFF})


@dataclass(frozen=True, slots=True)
class PointDemand:
    """One thing asked of one kind of service point."""

    level: PointLevel
    fact: Had
    label: str
    clause: str
    metres: int = 0
    """For :attr:`Had.AREA_ABOUT`: about how many square metres."""


@dataclass(frozen=True, slots=True)
class PointDemands:
    """What a county's documents ask of its network."""

    policy: str
    clause: str
    """The clause that asks for the network itself."""
    silent: str
    """Why nothing is asked of a single point; empty where something is."""
    demands: tuple[PointDemand, ...]


@dataclass(frozen=True, slots=True)
class Worker:
    """Somebody who works there today."""

    duty: str
    is_fixed: bool
    knows_business: bool


@dataclass(frozen=True, slots=True)
class PointFacts:
    """What is registered of a service point."""

    level: PointLevel
    area: int | None
    """Whole square metres; None where nobody measured."""
    facts: Mapping[str, bool | None] = field(default_factory=dict)
    """By the words of :class:`Had` that are plain yes or no; missing is unknown."""
    staff: Collection[Worker] = ()


@dataclass(frozen=True, slots=True)
class PointFinding:
    """One demand's answer."""

    label: str
    verdict: Verdict
    clause: str
    message: str
    advice: bool = False
    """Told only: it makes no gap."""


class PointState(StrEnum):
    """All answers together."""

    FULL = "full"
    GAPS = "gaps"
    OPEN = "open"
    """Nothing is known to be missing, and not everything is known."""
    FREE = "free"
    """The documents ask nothing of it."""


def check(facts: PointFacts, demands: PointDemands, policy: Policy, day: date) -> tuple[PointFinding, ...]:
    """What is asked of the service point and whether it is there, in the order of the documents."""
    found = [_answer(facts, each) for each in demands.demands if each.level is facts.level]
    return (*_least_area(facts, policy, day), *found)


def state_of(findings: Collection[PointFinding]) -> PointState:
    """Whether there are gaps; a gap goes before what is not known, and advice counts for nothing.

    >>> state_of([PointFinding("面积", Verdict.FAIL, "", "", advice=True)])
    <PointState.FREE: 'free'>
    """
    verdicts = [each.verdict for each in findings if not each.advice]
    if not verdicts:
        return PointState.FREE
    if Verdict.FAIL in verdicts:
        return PointState.GAPS
    return PointState.OPEN if Verdict.UNKNOWN in verdicts else PointState.FULL


def _least_area(facts: PointFacts, policy: Policy, day: date) -> list[PointFinding]:
    """The floor of a town's station, where the policy has a number of the day for it."""
    number = policy.service_point_area
    if facts.level is not PointLevel.TOWN or isinstance(number, NotRegulated):
        return []
    label = "办公面积"
    try:
        version, least = number.version(day), number.on(day)
    except Refusal as unknown:
        return [PointFinding(label, Verdict.UNKNOWN, "", str(unknown))]
    if facts.area is None:
        return [
            PointFinding(label, Verdict.UNKNOWN, version.clause, f"还没有登记，应不低于 {least} 平方米。")
        ]
    verdict = Verdict.PASS if facts.area >= least else Verdict.FAIL
    message = f"{facts.area} 平方米，应不低于 {least} 平方米。"
    return [PointFinding(label, verdict, version.clause, message)]


def _answer(facts: PointFacts, demand: PointDemand) -> PointFinding:
    if demand.fact is Had.AREA_ABOUT:
        return _about(facts, demand)
    known = _among_staff(facts, demand.fact) if demand.fact in STAFF else facts.facts.get(demand.fact)
    if known is None:
        return PointFinding(demand.label, Verdict.UNKNOWN, demand.clause, "还没有登记，请核实后补上。")
    verdict, message = (Verdict.PASS, "有。") if known else (Verdict.FAIL, "没有。")
    return PointFinding(demand.label, verdict, demand.clause, message)


def _among_staff(facts: PointFacts, wanted: Had) -> bool | None:
    """Whether somebody is there for it; None where nobody at all is registered."""
    if not facts.staff:
        return None
    if wanted is Had.FIXED_STAFF:
        return any(each.is_fixed for each in facts.staff)
    if wanted is Had.BUSINESS_STAFF:
        return any(each.knows_business for each in facts.staff)
    return any(each.duty == DUTIES[wanted] for each in facts.staff)


def _about(facts: PointFacts, demand: PointDemand) -> PointFinding:
    """A floor of about so much: enough is enough, and less is for people to judge."""
    if facts.area is not None and facts.area >= demand.metres:
        return PointFinding(demand.label, Verdict.PASS, demand.clause, f"{facts.area} 平方米。", advice=True)
    told = "还没有登记" if facts.area is None else f"{facts.area} 平方米"
    message = f"{told}；文件写的是 {demand.metres} 平方米左右，只作提示，是否够用由人判断。"
    return PointFinding(demand.label, Verdict.UNKNOWN, demand.clause, message, advice=True)
