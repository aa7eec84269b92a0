"""What must hold on the day a contract is signed: the law of that day, asked once more.

The opinions were given on what was asked for; between them and the pen the household may have
borrowed elsewhere, the rate may have been published anew, or the scheme may have ended.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import polars as pl

from hudai.actions.application import Law, Obstacles
from hudai.actions.gates import papers_of
from hudai.actions.laws import Laws
from hudai.actions.screening import facts_of, kept_facts, obstacles
from hudai.core.errors import Refusal
from hudai.core.findings import Level, Verdict
from hudai.core.rates import highest_rate
from hudai.core.screening import screen
from hudai.records.models import Application, Finding
from hudai.records.queries.household_books import months_between
from hudai.records.queries.loan_chain import begun_on

ASKED_AGAIN = (
    "window",
    "amount",
    "household_total",
    "one_loan",
    "term",
    "rate",
    "base_rate",
    "top_up",
    "renew_once",
    "extension_length",
)
"""Rules that are asked anew of the contract; the others are of the application day."""


@dataclass(frozen=True, slots=True)
class Contract:
    """What a contract says."""

    number: str
    signed_on: date
    due_on: date
    principal: int
    """Fen."""
    rate: int
    """Annual, ppm."""

    @property
    def term_months(self) -> int:
        """Its term, a part month counting as one."""
        return months_between(self.signed_on, self.due_on)


@dataclass(frozen=True, slots=True)
class LaterDueDay:
    """What an extension says; amount and rate stay those of the contract."""

    signed_on: date
    due_before: date
    due_on: date
    principal: int
    rate: int

    @property
    def term_months(self) -> int:
        """By how many months the due day moves, a part month counting as one."""
        return months_between(self.due_before, self.due_on)


@dataclass(frozen=True, slots=True)
class SigningAnswers:
    """What the law of the signing day says of a contract."""

    findings: tuple[Mapping[str, Any], ...]
    """rule, level, verdict, clause, message."""
    facts: Mapping[str, Any]
    """What was judged, without what names a person."""

    def blocking(self, waived: set[str]) -> list[Mapping[str, Any]]:
        """Those that stand in the way."""
        asked = [
            Finding(rule=row["rule"], level=row["level"], verdict=row["verdict"]) for row in self.findings
        ]
        stopped = {finding.rule for finding in obstacles(asked, waived, complete=True)}
        return [row for row in self.findings if row["rule"] in stopped]


@dataclass(frozen=True, slots=True)
class Question:
    """A contract to hold against the law of its own day."""

    application: Application
    contract: Contract | LaterDueDay
    on: date
    """The day the household's other loans are looked at."""


def law_on_signing(laws: Laws, application: Application, signed_on: date) -> Law:
    """The law a contract signed on a day stands under for life.

    Raises:
        Obstacles: as :meth:`hudai.actions.laws.Laws.on_signing`.
    """
    return laws.on_signing(application.policy, signed_on, begun_on(application))


def answers_on_signing(
    application: Application, law: Law, contract: Contract | LaterDueDay, *, on: date
) -> SigningAnswers:
    """Hold what is signed against the law of its own day.

    Args:
        on: the day the household's other loans are looked at.
    """
    answers = answers_together([Question(application, contract, on)], law)[0]
    return replace(answers, facts=kept_facts(answers.facts, papers_of(application)))


def answers_together(questions: Sequence[Question], law: Law) -> list[SigningAnswers]:
    """Hold many contracts of one scheme against the law, each of its own day; in their order.

    Their facts are as they were judged, and not fit to be kept.
    """
    if not questions:
        return []
    asked = pl.concat([_asked(question, law) for question in questions])
    screening = screen(asked, policy=law.policy, national=law.national, only=ASKED_AGAIN)
    told: dict[int, list[Mapping[str, Any]]] = {}
    for row in screening.findings().drop("name").iter_rows(named=True):
        told.setdefault(row.pop("row"), []).append(row)
    facts = screening.facts.iter_rows(named=True)
    return [SigningAnswers(tuple(told.get(row["row"], ())), row) for row in facts]


def _asked(question: Question, law: Law) -> pl.DataFrame:
    """The application's facts, with what the contract says in place of what was asked for."""
    contract = question.contract
    return facts_of(question.application, law.policy, question.on).with_columns(
        pl.lit(contract.signed_on).alias("applied_on"),
        pl.lit(contract.principal, pl.Int64).alias("amount"),
        pl.lit(contract.term_months, pl.Int64).alias("term_months"),
        pl.lit(contract.rate, pl.Int64).alias("rate"),
    )


def require_lawful(answers: SigningAnswers, waived: set[str]) -> None:
    """Refuse a contract the law of its day does not allow.

    Raises:
        Obstacles: with every rule that stands in the way and its clause.
    """
    blocking = answers.blocking(waived)
    if blocking:
        raise Obstacles(
            "按合同日期当天的规定，这份合同不能签订。",
            [row["message"] for row in blocking],
            [row["clause"] for row in blocking],
        )


def waived_of(application: Application) -> set[str]:
    """Principles set aside for the application as it was approved."""
    return set(application.waivers.filter(version=application.version).values_list("rule", flat=True))


def frozen(law: Law, contract: Contract, answers: SigningAnswers) -> dict[str, Any]:
    """What a contract keeps of its signing day: the edition, the highest rate, and what was judged."""
    kept: dict[str, Any] = {
        "pack": law.policy.name,
        "digest": law.policy.digest,
        "findings": [dict(row) for row in answers.findings],
        "facts": dict(answers.facts),
    }
    try:
        highest = highest_rate(
            law.policy, law.national, signed_on=contract.signed_on, months=contract.term_months
        )
    except Refusal as unknown:
        return {**kept, "highest_rate": None, "highest_rate_unknown": str(unknown)}
    return {
        **kept,
        "highest_rate": highest.rate,
        "series": highest.label,
        "tenor": highest.tenor,
        "published_on": highest.published_on.isoformat(),
    }


def late_after_approval(law: Law, approved_on: date, on: date) -> Mapping[str, Any] | None:
    """The advice where a contract is paid out, or still waits, later than the pack asks after approval.

    rule, level, verdict, clause, message; None in time, or where no number of days is known.  It never
    stops anything.

    Source: 渝北区实施方案 二（1）.
    """
    try:
        version = law.policy.disburse_within_days.version(on)
        most = version.known(law.policy.disburse_within_days.label)
    except Refusal:
        return None
    days = (on - approved_on).days
    if days <= most:
        return None
    return {
        "rule": "disburse_in_time",
        "level": Level.ADVICE.value,
        "verdict": Verdict.FAIL.value,
        "clause": version.clause,
        "message": f"{approved_on} 批准，到 {on} 已 {days} 天，应在 {most} 天内放款。",
    }
