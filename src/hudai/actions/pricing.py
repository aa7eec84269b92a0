"""利率定价表: a bank enters what it asks by grade and term, and is held to it when it grants a loan.

A table is entered whole, holds from its day on and stays as entered; a later one takes over.  The bank may
grant another rate: a lower one as it likes, a higher one with its reason in the opinion.  What the table
asked is not kept with a decision; it follows from the tables and their days.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from hudai.actions.actor import Actor
from hudai.actions.application import Law, Obstacles
from hudai.actions.journal import note
from hudai.core import words
from hudai.core.errors import Refusal
from hudai.core.pricing import Asked, Cell, asked_rate, ceiling_on_all, objections, priced_grades
from hudai.core.rates import tier_of
from hudai.core.rating import Scorecard
from hudai.records.models import Application, Bank, Decision, Pricing, PricingLine, Station
from hudai.records.queries import pricing as queries

ENTERS_PRICING = (Station.BANK,)
"""A bank's rates are its institution's to set, not its branches'."""
FURTHEST = timedelta(days=366)
"""A table for a later day than this is a slip of the pen."""


@dataclass(frozen=True, slots=True)
class PricingSaid:
    """A table as it is entered."""

    since: date
    points: Mapping[Cell, int]
    """By grade and band: basis points below the ceiling."""


@transaction.atomic
def enter(*, actor: Actor, law: Law, card: Scorecard, said: PricingSaid) -> Pricing:
    """Let the actor's bank go by a table from a day on.

    The same said again for the same day changes nothing; something else for the same day takes its place.

    Raises:
        NotYours: if the desk sets no bank's rates.
        Obstacles: if the table would ask more than the highest rate, or is not whole.
        Refusal: if its day is over or far ahead, or the rate rule of that day is not known.

    Source: 渝北区实施方案 一（4）.
    """
    actor.require(*ENTERS_PRICING)
    assert actor.posting.branch is not None, "a bank's desk has its branch"
    if not actor.today <= said.since <= actor.today + FURTHEST:
        raise Refusal("起用日期不能早于今天，也不能晚于一年以后；已经用过的定价不能倒改。")
    grades = priced_grades(card)
    found = [
        *objections(law.policy, law.national, said.points, grades=grades, since=said.since, today=actor.today)
    ]
    if found:
        raise Obstacles("定价表没有登记。", [each.message for each in found], [each.clause for each in found])
    bank = Bank.objects.select_for_update().get(pk=actor.posting.branch.bank_id)
    standing = queries.tables_of_a_day(bank.pk, law.policy.name, said.since).first()
    if standing is not None and points_of(standing) == dict(said.points):
        return standing
    return _write(actor, law, bank, grades, said)


def _write(actor: Actor, law: Law, bank: Bank, grades: tuple[str, ...], said: PricingSaid) -> Pricing:
    made = Pricing.objects.create(
        bank=bank,
        policy=law.policy.name,
        since=said.since,
        posting=actor.posting,
        officer=actor.officer,
        entered_at=actor.at,
    )
    PricingLine.objects.bulk_create(
        PricingLine(
            pricing=made,
            grade=grade,
            place=place,
            over_months=tier.over_months,
            up_to_months=tier.up_to_months,
            points=said.points[grade, tier.over_months],
        )
        for place, grade in enumerate(grades)
        for tier in law.policy.rate_tiers.on(said.since)
    )
    note(actor, "登记利率定价表", made, bank=bank.name, since=f"{said.since}", rows=len(said.points))
    return made


def points_of(pricing: Pricing) -> dict[Cell, int]:
    """What a table says, by grade and band."""
    return {(line.grade, line.over_months): line.points for line in pricing.lines.all()}


def asked(
    application: Application,
    law: Law,
    *,
    grade: str,
    term_months: int,
    on: date,
    known_at: datetime | None = None,
) -> Asked | None:
    """What the table of the application's bank asks of a grade for a term; None where it does not say.

    The points are taken off the lower of the ceilings of the application day, by which the case is judged,
    and of ``on``, by which a contract would be: a rate asked today can be signed today.

    Raises:
        CannotTell: if no rate is left, or the rate rule is not known.
        NotYetInForce: if nothing is published for either day.
    """
    pricing = queries.pricing_on(application.branch.bank_id, application.policy, on, known_at=known_at)
    return None if pricing is None else asked_by(pricing, application, law, grade, term_months, on)


def asked_by(
    pricing: Pricing, application: Application, law: Law, grade: str, term_months: int, on: date
) -> Asked | None:
    """As :func:`asked`, of a table already at hand."""
    over = tier_of(law.policy.rate_tiers.on(pricing.since), term_months).over_months
    points = points_of(pricing).get((grade, over))
    if points is None:
        return None
    days = (application.applied_on, on)
    ceiling = ceiling_on_all(law.policy, law.national, days=days, months=term_months)
    return Asked(pricing.since, grade, term_months, ceiling, points, rate=asked_rate(ceiling.rate, points))


def require_reason_above(actor: Actor, law: Law, application: Application, text: str) -> None:
    """A rate above the bank's own table is granted only with words in the opinion.

    Raises:
        Refusal: if there are none.
    """
    rate = application.approved_rate
    if text.strip() or rate is None:
        return
    found = _exceeded(application, law, actor.today, actor.at)
    if found is not None:
        raise Refusal(
            f"年利率 {words.percent(rate)} 高于本行定价表的 {words.percent(found.rate)}（{found.told}）。"
            "请改用定价表的利率，或在意见内容里写明理由。"
        )


def above_table(application: Application, law: Law) -> Asked | None:
    """What the table asked on the day the bank granted a higher rate; None where it granted no higher one."""
    if application.approved_rate is None:
        return None
    steps = [place for place, step in enumerate(law.policy.route, 1) if step.station == "bank"]
    granted = application.decisions.filter(
        version=application.version, step__in=steps, verdict=Decision.Verdict.AGREE
    ).last()
    if granted is None:
        return None
    return _exceeded(application, law, timezone.localdate(granted.decided_at), granted.decided_at)


def _exceeded(application: Application, law: Law, on: date, known_at: datetime) -> Asked | None:
    """What the table asked where the rate granted is higher; None also where nobody can tell."""
    rate, months = application.approved_rate, application.approved_term_months
    if rate is None or months is None or application.kind == Application.Kind.EXTENSION:
        return None
    try:
        found = asked(
            application,
            law,
            grade=application.approved_grade,
            term_months=months,
            on=on,
            known_at=known_at,
        )
    except Refusal:
        return None
    return found if found is not None and rate > found.rate else None
