"""贷款评估: the bank writes down industry, cycle and what the household earns, and is told what follows.

The suggestion is advice: the bank grants what it decides.  Each assessment is kept as written, with the
worksheet of that day; the latest counts.
"""

from __future__ import annotations

from dataclasses import asdict, astuple, dataclass
from typing import Any

from django.db import transaction

from hudai.actions.actor import Actor
from hudai.actions.application import Law
from hudai.actions.attestation import at_banks_step
from hudai.actions.gates import day_of_law
from hudai.actions.journal import note
from hudai.actions.screening import facts_of
from hudai.core.application_facts import LoanKind
from hudai.core.assessment import LONGEST_CYCLE, Asked, Assessed, Suggestion, beyond, bounds, suggest
from hudai.core.errors import Refusal
from hudai.core.industry import Catalogue
from hudai.core.money import LARGEST_FEN
from hudai.records.models import Application, Assessment

_LONGEST_REMARK = 300


@dataclass(frozen=True, slots=True)
class Found:
    """What the bank found."""

    industry: str
    figures: Assessed
    remark: str = ""


@transaction.atomic
def assess(
    *, actor: Actor, law: Law, catalogue: Catalogue, number: str, seen_version: int, found: Found
) -> Assessment:
    """Keep what the bank found with what follows; the same said twice by one desk is there once.

    Raises:
        NotYours: if the desk is no bank's, or the officer acted on the case at another level.
        NotNow: if it is not the bank's turn, or the case was changed since it was looked at.
        Refusal: for an industry that is not in the catalogue, or figures that cannot be.

    Source: 渝北区实施方案 二（1）.
    """
    application = at_banks_step(actor, law, number, seen_version, what="贷款评估")
    if wrong := _wrong(found, catalogue):
        raise Refusal(wrong)
    said: dict[str, Any] = {
        "version": application.version,
        "industry": found.industry,
        **asdict(found.figures),
        "remark": found.remark.strip(),
        "posting": actor.posting,
        "officer": actor.officer,
    }
    suggestion = suggestion_for(application, law, found.figures)
    follows: dict[str, Any] = {
        "suggested_amount": suggestion.amount,
        "suggested_term_months": suggestion.term_months,
        "steps": [list(astuple(step)) for step in suggestion.steps],
    }
    standing = latest(application)
    if standing and all(getattr(standing, name) == value for name, value in {**said, **follows}.items()):
        return standing
    made = Assessment.objects.create(application=application, **said, **follows, assessed_at=actor.at)
    note(
        actor,
        "登记贷款评估",
        application,
        industry=found.industry,
        amount=suggestion.amount,
        months=suggestion.term_months,
    )
    return made


def suggestion_for(application: Application, law: Law, figures: Assessed) -> Suggestion:
    """What follows from the figures for an application by the law of its day and what is on record."""
    facts = facts_of(application, law.policy).row(0, named=True)
    kind = LoanKind(application.kind)
    limits = bounds(
        law.policy,
        kind,
        on=day_of_law(application, law.policy),
        owed=facts["outstanding"],
        credit_line=facts["credit_line"],
    )
    return suggest(Asked(kind, application.amount, application.term_months), figures, limits)


def latest(application: Application) -> Assessment | None:
    """The assessment of the application as it stands now; one from before a change of it counts no more."""
    found = Assessment.objects.filter(application=application, version=application.version)
    return found.select_related("posting", "officer").order_by("-pk").first()


def beyond_latest(application: Application, amount: int, term_months: int) -> str:
    """In what terms go beyond the latest suggestion, in words; empty where they do not or there is none."""
    standing = latest(application)
    if standing is None:
        return ""
    return beyond(
        amount,
        term_months,
        suggested=standing.suggested_amount,
        suggested_months=standing.suggested_term_months,
    )


def _wrong(found: Found, catalogue: Catalogue) -> str:
    """What is wrong and what to write instead; empty when nothing is."""
    figures = found.figures
    if catalogue.industry(found.industry) is None:
        return "请从产业目录中选择产业；目录里没有的选“其他”，在说明里写清楚。"
    if not 0 < figures.cycle_months <= LONGEST_CYCLE:
        return f"生产周期按月填写，1 到 {LONGEST_CYCLE} 个月。"
    amounts = (figures.project_income, figures.other_income, figures.living_costs, figures.debts_due)
    if not all(0 <= fen <= LARGEST_FEN for fen in amounts):
        return "收入、开支和债务都按元填写，不能小于 0，也不能超过一亿元。"
    if len(found.remark.strip()) > _LONGEST_REMARK:
        return f"说明最多 {_LONGEST_REMARK} 个字。"
    return ""
