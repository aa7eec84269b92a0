"""What must be on file before a station may agree: the two surveys and the commitment.

A paper that is missing is *unknown* as long as the case has not come to the step that needs it,
and a failure from there on.  A survey that speaks against the loan breaks a principle: the case may
go on with a written reason by a station that may give one.

A confirmed rating that holds and whose line covers what is asked for takes the place of the household
survey where the county's documents know the simple re-check (简易复核); a survey that was made counts.

Source: 渝北区实施方案 三（一）、附件2；上蔡县意见 六（双调查）、九（简易复核）.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from hudai.core import workflow
from hudai.core.errors import Refusal
from hudai.core.findings import Level, Verdict
from hudai.core.policy import Dated, NotRegulated, Policy, RouteStation, Step

HOUSEHOLD_SURVEY, PROJECT_SURVEY, COMMITMENT = "household_survey", "project_survey", "commitment"
LABELS = {
    HOUSEHOLD_SURVEY: "农户调查",
    PROJECT_SURVEY: "产业项目调查",
    COMMITMENT: "资金使用承诺书",
}
"""What a notice calls each rule, in the order of a notice."""
SPARED = (
    "评级有效，申贷金额在授信额度以内，按简易复核程序办理：农户情况以评级时采集的信息为准，"
    "不用另做农户调查；产业项目调查和各级意见照常。"
)
"""What is said where a rating takes the place of the household survey."""


@dataclass(frozen=True, slots=True)
class Papers:
    """What is on file of one case."""

    household_survey: bool | None
    """Whether the newest survey of the household speaks for the loan; None where there is none."""
    project_survey: bool | None
    commitment: bool | None
    """True where it is signed, None where not."""
    rated_line: bool | None = None
    """True where a confirmed rating holds whose line covers what is asked for, None where not."""


@dataclass(frozen=True, slots=True)
class GateFinding:
    """One rule's answer, as the screening's lines have it."""

    rule: str
    level: Level
    verdict: Verdict
    clause: str
    message: str


def gate_findings(papers: Papers, *, policy: Policy, step: int, on: date) -> Iterator[GateFinding]:
    """The answers on the papers of a case that stands at ``step`` of the route.

    Args:
        step: place in the route, 0 while the application is filled in.
        on: the application day; it picks the versions.

    A paper the county's documents do not ask for is not told of.
    """
    asked = {
        HOUSEHOLD_SURVEY: (policy.needs_household_survey, papers.household_survey),
        PROJECT_SURVEY: (policy.needs_project_survey, papers.project_survey),
        COMMITMENT: (policy.needs_commitment, papers.commitment),
    }
    simple = simple_review(policy, on) if papers.rated_line else ""
    for rule, (needed, there) in asked.items():
        if isinstance(needed, NotRegulated):
            continue
        if rule == HOUSEHOLD_SURVEY and there is None and simple:
            yield GateFinding(rule, Level.HARD, Verdict.PASS, simple, SPARED)
        else:
            yield _answer(rule, needed, there, policy, step, on)


def simple_review(policy: Policy, on: date) -> str:
    """The clause by which a fresh rating spares the household survey on a day; empty where none does."""
    spares = policy.rating_spares_survey
    if isinstance(spares, NotRegulated):
        return ""
    try:
        version = spares.version(on)
        return version.clause if version.known(spares.label) else ""
    except Refusal:
        return ""


def _answer(
    rule: str, needed: Dated[RouteStation], there: bool | None, policy: Policy, step: int, on: date
) -> GateFinding:
    label = LABELS[rule]
    try:
        version = needed.version(on)
        place = place_of(policy.route, version.known(needed.label))
    except Refusal as refusal:
        clause = next((each.clause for each in needed.versions), policy.window_clause)
        return GateFinding(rule, Level.HARD, Verdict.UNKNOWN, clause, f"{refusal}。".replace("。。", "。"))
    level = version.level or Level.HARD
    if there:
        return GateFinding(rule, level, Verdict.PASS, version.clause, _there(rule))
    if there is False:
        told = f"{label}的结论是不宜贷款。确需办理的，请写明理由，交有权豁免的单位决定。"
        return GateFinding(rule, Level.PRINCIPLE, Verdict.FAIL, version.clause, told)
    name = workflow.label(policy.route, place) if place <= len(policy.route) else "审批"
    if step < place:
        told = f"还没有登记{label}；到“{name}”签署同意前要有。"
        return GateFinding(rule, level, Verdict.UNKNOWN, version.clause, told)
    told = f"还没有登记{label}，自“{name}”起不能签署同意，请先在“双调查和承诺书”登记。"
    return GateFinding(rule, level, Verdict.FAIL, version.clause, told)


def place_of(route: Sequence[Step], station: RouteStation) -> int:
    """The first step of a station; beyond the last where the route has none of the kind."""
    return next((place for place, step in enumerate(route, 1) if step.station == station), len(route) + 1)


def _there(rule: str) -> str:
    return "承诺书已签订。" if rule == COMMITMENT else f"已登记{LABELS[rule]}，结论同意贷款。"
