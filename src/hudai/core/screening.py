"""Screening: every eligibility rule on every application at once, with the clause and the words.

The answers are columns of nullable Booleans, one per rule (true passes, false fails, null cannot
tell).  The words are made only for the rows that are shown: :meth:`Screening.findings`.  One
application is a frame of one row; there is no slow path beside the fast one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import polars as pl

from hudai.core.application_facts import FACTS, KIND_COLUMN, LoanKind, complete
from hudai.core.eligibility.household import household_rules
from hudai.core.eligibility.loan import loan_rules
from hudai.core.eligibility.maturity import maturity_rules
from hudai.core.eligibility.rule import DAY, Days, Ground, Rule, joined
from hudai.core.eligibility.together import one_application, with_others
from hudai.core.findings import Level, Outcome, Verdict
from hudai.core.identity import age_by_number
from hudai.core.policy import Policy, Purpose
from hudai.core.purposes import read_purposes
from hudai.core.rates import RateSeries, with_ceiling_rate

SAID = "said:"
OUTCOME_COLUMN = pl.Enum([outcome.value for outcome in Outcome])


@dataclass(frozen=True, slots=True)
class Screening:
    """What the rules of one policy say of some applications."""

    rules: tuple[Rule, ...]
    facts: pl.DataFrame
    """The applications as screened, with the facts worked out from others."""
    answers: pl.DataFrame
    """row, then one nullable Boolean per rule, named by its id; true where it is not asked."""
    verdicts: pl.DataFrame
    """row, name, verdict (an :class:`Outcome`), in the order of the applications."""

    @property
    def labels(self) -> dict[str, str]:
        """What a notice calls each rule, by its id."""
        return {rule.id: rule.label for rule in self.rules}

    def findings(self, rows: Sequence[int] | None = None) -> pl.DataFrame:
        """One line per application and rule asked: row, name, rule, level, verdict, clause, message.

        Args:
            rows: the numbers in column ``row`` of the applications to tell of; all by default.

        Applications come in their order, their rules in that of a notice; all texts are Strings.
        """
        shown = self.facts.with_row_index("place").with_columns(
            self.answers.select(pl.all().exclude("row").name.prefix("answer:"))
        )
        if rows is not None:
            shown = shown.filter(pl.col("row").is_in(list(rows)))
        # Frames put together row by row are filtered below; polars stumbles over pieces left empty.
        pieces = [_told(said) for said in _said(self.rules, shown.rechunk())]
        in_notice = pl.col("rule").cast(pl.Enum([rule.id for rule in self.rules]))
        told = pl.concat(pieces).sort("place", in_notice, maintain_order=True)
        return told.select("row", "name", "rule", "level", "verdict", "clause", "message")

    def counts(self) -> pl.DataFrame:
        """How often each rule failed and could not tell: rule, failed, unknown."""
        by_rule = [pl.col(rule.id) for rule in self.rules]
        failed = self.answers.select((~answer).sum() for answer in by_rule).row(0)
        unknown = self.answers.select(answer.is_null().sum() for answer in by_rule).row(0)
        return pl.DataFrame(
            {"rule": [rule.id for rule in self.rules], "failed": failed, "unknown": unknown},
            schema={"rule": pl.String, "failed": pl.Int64, "unknown": pl.Int64},
        )


def screen(
    applications: pl.DataFrame,
    *,
    policy: Policy,
    national: Mapping[str, RateSeries],
    on: date | None = None,
    only: Collection[str] | None = None,
    together: bool = False,
) -> Screening:
    """Hold every application against every eligibility rule of the policy.

    Args:
        applications: one row per application; the columns are those of
            :mod:`hudai.core.application_facts`, of which any may be missing or null (unknown).
        policy: the county's; each number is taken in the version in force on the application day.
        national: the published rate series, by name.
        on: the application day of rows that have none of their own.
        only: ids of the rules to ask, where not all are; verdicts then rest on these alone.
        together: the rows are one sheet handed in together, so that those of one household are told
            of each other.

    A number of law nobody knows makes every rule that rests on it unknown, with that reason.
    """
    facts = _worked_out(complete(applications), policy, national, on)
    if together:
        facts = with_others(facts)
    known = _rules(policy, _days(facts), together=together)
    rules = tuple(rule for rule in known if only is None or rule.id in only)
    judged = facts.select("row", "name", *(column for rule in rules for column in _judged(rule)))
    answers = judged.select("row", *(_answer(rule).alias(rule.id) for rule in rules))
    verdicts = judged.select("row", "name", verdict=_outcome(rules))
    return Screening(rules, facts, answers, verdicts)


@lru_cache(maxsize=256)
def _rules(policy: Policy, days: Days, *, together: bool) -> tuple[Rule, ...]:
    """All rules of a policy over some days, in the order of a notice.

    To write them takes longer than to ask one application, and one case is asked at every step.
    """
    ground = Ground(policy, days)
    known = (*household_rules(ground), *loan_rules(ground), *maturity_rules(ground))
    return (*known, one_application(ground)) if together else known


def _worked_out(
    facts: pl.DataFrame, policy: Policy, national: Mapping[str, RateSeries], on: date | None
) -> pl.DataFrame:
    """The facts with those that follow from others: kind, age, ceiling_ppm, purpose_allowed."""
    dated = facts.with_columns(applied_on=pl.coalesce(DAY, pl.lit(on, dtype=pl.Date)))
    known = dated.lazy().with_columns(kind=_kind(), age=age_by_number(pl.col("id_number"), DAY)).collect()
    rated = with_ceiling_rate(known.with_columns(signed_on=DAY), policy=policy, national=national)
    return rated.drop("signed_on").with_columns(_purpose_allowed(facts["purpose"], policy.purposes))


def _kind() -> pl.Expr:
    """The kind given; a first loan where none is given and the household owes nothing."""
    first = pl.lit(LoanKind.FIRST.value, dtype=KIND_COLUMN)
    return pl.coalesce("kind", pl.when(pl.col("outstanding") == 0).then(first))


def _purpose_allowed(texts: pl.Series, purposes: Sequence[Purpose]) -> pl.Series:
    """Whether each purpose is allowed, null where its words do not decide (:mod:`purposes`).

    People write few different purposes, so each text is read once.
    """
    read = texts.unique().drop_nulls().to_frame()
    judged = read.with_columns(purpose_allowed=read_purposes(pl.col("purpose"), purposes).allowed)
    return texts.to_frame().join(judged, on="purpose", how="left", maintain_order="left")["purpose_allowed"]


def _days(facts: pl.DataFrame) -> Days:
    first, last, gaps = facts.select(
        DAY.min().alias("first"), DAY.max().alias("last"), DAY.has_nulls().alias("gaps")
    ).row(0)
    return Days(first, last, gaps)


def _judged(rule: Rule) -> list[pl.Expr]:
    """The rule's answer, and its level where that differs from row to row, as named columns.

    A rule may be called like a fact (purpose), so both carry what they are in their names.
    """
    answer = rule.verdict().alias(f"answer:{rule.id}")
    return [answer] if isinstance(rule.level, Level) else [answer, rule.level.alias(f"level:{rule.id}")]


def _answer(rule: Rule) -> pl.Expr:
    return pl.col(f"answer:{rule.id}")


def _is_of(rule: Rule, level: Level) -> pl.Expr:
    if isinstance(rule.level, Level):
        return pl.lit(rule.level is level)
    return pl.col(f"level:{rule.id}") == level.value


def _outcome(rules: Sequence[Rule]) -> pl.Expr:
    """All answers together: a hard failure, then what is missing, then a broken principle."""
    blocked = pl.any_horizontal(~_answer(rule) & _is_of(rule, Level.HARD) for rule in rules)
    missing = pl.any_horizontal(_answer(rule).is_null() & ~_is_of(rule, Level.ADVICE) for rule in rules)
    broken = pl.any_horizontal(~_answer(rule) & _is_of(rule, Level.PRINCIPLE) for rule in rules)
    return (
        pl.when(blocked)
        .then(pl.lit(Outcome.INELIGIBLE, dtype=OUTCOME_COLUMN))
        .when(missing)
        .then(pl.lit(Outcome.NEEDS_FACTS, dtype=OUTCOME_COLUMN))
        .when(broken)
        .then(pl.lit(Outcome.NEEDS_WAIVER, dtype=OUTCOME_COLUMN))
        .otherwise(pl.lit(Outcome.ELIGIBLE, dtype=OUTCOME_COLUMN))
    )


def _said(rules: Sequence[Rule], shown: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """What the rules say, a struct each; only the words that are said are made.

    Rules that answer all rows alike (those of a single application do) are asked together, of the others the
    rows of each answer.

    Args:
        shown: place, row, name, the facts, and ``answer:`` columns.
    """
    at, alike = ("place", "row", "name"), []
    given = shown.select(pl.col("^answer:.*$").unique().implode()).row(0, named=True) if len(shown) else {}
    for rule in rules:
        answers = given.get(f"answer:{rule.id}", ())
        if len(answers) == 1:
            alike.append(_finding(rule, answers[0]))
            continue
        for answer in answers:
            mine = shown.filter(pl.col(f"answer:{rule.id}").eq_missing(pl.lit(answer, pl.Boolean)))
            yield mine.select(*at, _finding(rule, answer))
    yield shown.select(*at, *alike)


def _told(said: pl.DataFrame) -> pl.DataFrame:
    """One line per row and rule asked: place, row, name, rule and the fields of what was said."""
    lines = said.unpivot(index=["place", "row", "name"], variable_name="rule", value_name="said")
    if lines.is_empty():
        nothing = pl.Struct(
            dict.fromkeys(("level", "verdict", "clause", "message"), pl.String) | {"asked": pl.Boolean}
        )
        lines = lines.cast({"said": nothing})
    named = lines.with_columns(pl.col("rule").str.strip_prefix(SAID))
    return named.unnest("said").filter("asked")


def _finding(rule: Rule, answer: bool | None) -> pl.Expr:
    """What one rule says of rows it answers alike, as a struct."""
    if answer is None:
        verdict, words = Verdict.UNKNOWN, _unknown(rule)
    else:
        verdict, words = (Verdict.PASS, rule.passes) if answer else (Verdict.FAIL, rule.fails)
    return pl.struct(
        level=rule.level_text(),
        verdict=pl.lit(verdict.value),
        clause=rule.clause,
        message=words,
        # A rule that may or may not apply is told of: it is what is unknown.
        asked=rule.applies.fill_null(value=True),
    ).alias(f"{SAID}{rule.id}")


def _unknown(rule: Rule) -> pl.Expr:
    """Which facts are missing, and what else keeps the rule from telling."""
    missing = pl.concat_str(
        *(pl.when(pl.col(fact).is_null()).then(pl.lit(FACTS[fact].label)) for fact in rule.needs),
        separator="、",
        ignore_nulls=True,
    )
    named = pl.when(missing != "").then(pl.format("还不知道：{}。请补充后再审。", missing))
    return joined(named, rule.doubt)
