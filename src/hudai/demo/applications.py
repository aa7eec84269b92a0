"""Applications of a made-up county: most of them in order, some with one thing wrong or missing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import polars as pl

from hudai.core.application_facts import FACTS, KIND_COLUMN, LoanKind
from hudai.core.policy import Policy
from hudai.core.rates import RateSeries, with_ceiling_rate
from hudai.demo.households import households
from hudai.demo.numbers import Lots
from hudai.demo.places import FORBIDDEN_PURPOSES, PURPOSES

YUAN = 100
_NUMBER = pl.col("number")
AS_WANTED = {
    "credit_clean": True, "law_abiding": True, "capacity": True, "rated": True, "willing": True,
    "skilled": True, "able_to_repay": True, "project_lawful": True, "project_promising": True,
    "on_list": True, "guarantor_or_collateral": False, "fee_charged": False, "extra_condition": False,
    "labour": True,
}  # fmt: skip
"""Each yes-or-no fact as a sound application has it."""
REASONS = (
    "扩大养殖规模，需要购买饲料和仔猪",
    "新建蔬菜大棚两个",
    "果园管护期资金不足",
    "市场价格低，延后出售",
)


def made_up_applications(
    *,
    count: int,
    policy: Policy,
    national: Mapping[str, RateSeries],
    on: date,
    seed: int = 1,
    faulty: int = 8,
    towns: int = 6,
) -> pl.DataFrame:
    """Applications of ``on`` and the sixty days before.

    Args:
        count: how many.
        policy: whose categories the households are of.
        national: the published rates their own is taken from.
        on: the last application day.
        seed: other applications for another number.
        faulty: of a thousand applications so many are wrong in one given respect, and half as many
            do not say.
        towns: how many towns, at most thirty.

    Returns the facts of :mod:`hudai.core.application_facts` and row, town, village, group and phone.
    """
    lots = Lots(seed)
    people = households(count, lots=lots, towns=towns).rename({"borrower": "name"})
    asked = people.with_columns(
        row=_NUMBER + 1,
        kind=lots.one_of(
            _NUMBER,
            "kind",
            [(kind.value, weight) for kind, weight in zip(LoanKind, (80, 7, 9, 4), strict=False)],
        ).cast(KIND_COLUMN),
        applied_on=pl.lit(on) - pl.duration(days=lots.below(_NUMBER, "applied", 60)),
        household_kind=_or(_categories(policy, on, lots), pl.lit("一般农户"), "category", faulty, lots),
        purpose=_or(
            lots.one_of(_NUMBER, "purpose", PURPOSES),
            lots.one_of(_NUMBER, "forbidden purpose", FORBIDDEN_PURPOSES),
            "purpose",
            faulty,
            lots,
        ),
        **{
            fact: _or(pl.lit(wanted), pl.lit(not wanted), fact, faulty, lots)
            for fact, wanted in AS_WANTED.items()
        },
    ).with_columns(_term(lots), *_amounts(lots), *_maturity(lots, faulty))
    rated = with_ceiling_rate(
        asked.with_columns(signed_on="applied_on"), policy=policy, national=national
    ).with_columns(rate=_or(pl.col("ceiling_ppm"), pl.col("ceiling_ppm") + 3_000, "rate", faulty, lots))
    # None of them stands on the county's register of dishonest debtors.
    facts = [name for name in FACTS if name in rated.columns]
    return rated.select("row", *facts, "town", "village", "group", "phone")


def _or(usual: pl.Expr, wrong: pl.Expr, what: str, faulty: int, lots: Lots) -> pl.Expr:
    """The usual value; the wrong one or nothing for a few."""
    drawn = lots.below(_NUMBER, f"fault: {what}", 2000)
    return pl.when(drawn < faulty).then(None).when(drawn < 3 * faulty).then(wrong).otherwise(usual)


def _categories(policy: Policy, on: date, lots: Lots) -> pl.Expr:
    kinds = policy.household_kinds.on(on)
    return lots.one_of(
        _NUMBER, "category of household", [(kinds[0], 80), *((kind, 10) for kind in kinds[1:])]
    )


def _term(lots: Lots) -> pl.Expr:
    """Months: of a loan up to three years, one in a hundred above; of an extension half a year."""
    term = lots.one_of(_NUMBER, "term", [(12, 35), (24, 25), (36, 39), (48, 1)])
    return pl.when(pl.col("kind") == LoanKind.EXTENSION.value).then(6).otherwise(term).alias("term_months")


def _amounts(lots: Lots) -> list[pl.Expr]:
    """Sum asked for and owed, in fen; the line of credit leaves room for most."""
    kind = pl.col("kind").cast(pl.String)
    amounts = [(50_000, 60), (30_000, 20), (20_000, 14), (80_000, 2), (60_000, 2), (25_050, 2)]
    amount = lots.one_of(_NUMBER, "amount", amounts) * YUAN
    owed = lots.one_of(_NUMBER, "owed", [(50_000, 70), (30_000, 27), (70_000, 3)]) * YUAN
    owes = (kind != LoanKind.FIRST) | lots.happens(_NUMBER, "owes already", 12)
    line = lots.one_of(_NUMBER, "credit line", [(80_000, 70), (50_000, 25), (30_000, 5)]) * YUAN
    return [
        amount.alias("amount"),
        pl.when(owes).then(owed).otherwise(0).alias("outstanding"),
        line.alias("credit_line"),
    ]


def _maturity(lots: Lots, faulty: int) -> list[pl.Expr]:
    """What only top-ups, renewals and extensions are asked."""
    kind = pl.col("kind").cast(pl.String)
    continues = kind.is_in([LoanKind.RENEWAL.value, LoanKind.EXTENSION.value])
    due = pl.col("applied_on") + pl.duration(days=lots.below(_NUMBER, "old due day", 75) - 5)
    reason = lots.one_of(_NUMBER, "reason", [(text, 1) for text in REASONS])
    once = _or(pl.lit(0), pl.lit(1), "renewals before", faulty * 3, lots)
    old_term = lots.one_of(_NUMBER, "old term", [(12, 60), (24, 20), (36, 20)])
    signed = due.dt.offset_by(pl.format("-{}mo", old_term))
    standing = _or(pl.lit(value=True), pl.lit(value=False), "standing", faulty * 3, lots)
    return [
        pl.when(kind != LoanKind.FIRST).then(standing).alias("in_good_standing"),
        pl.when((kind == LoanKind.TOP_UP) | continues).then(reason).alias("reason"),
        pl.when(continues).then(once).cast(pl.Int64).alias("renewals_before"),
        pl.when(continues).then(signed).alias("original_signed_on"),
        pl.when(continues).then(due).alias("original_due_on"),
        pl.when(continues).then(old_term).alias("original_term_months"),
    ]
