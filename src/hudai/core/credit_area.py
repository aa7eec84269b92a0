"""Credit villages and towns (信用村、信用乡镇): what the records say of an area, held against criteria.

A document asks that they be chosen and sets no figure, so the criteria are a county's own and lie in its
pack.  Every figure is a count or a ratio of two whole numbers; a ratio is compared by cross-multiplication,
and an area without anything to divide by has no ratio: then the criterion cannot tell, which is neither yes
nor no.

Source: 渝北区实施方案 四（二）：大力评选创建信用乡镇、信用村、信用户.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

import polars as pl

from hudai.core import words
from hudai.core.breaker import area_ratios
from hudai.core.findings import Verdict
from hudai.core.money import PPM, share_ppm


class AreaLevel(StrEnum):
    """What is chosen."""

    VILLAGE = "village"
    TOWN = "town"


class Figure(StrEnum):
    """What a criterion looks at."""

    RATED = "rated_share"
    """Listed households with a rating that holds, of all listed households."""
    GOOD = "good_share"
    """Credit households (信用户), of the households with a rating that holds."""
    OVERDUE = "overdue_ratio"
    """Balance of the loans with principal overdue, of the balance (R8)."""
    NPL = "npl_ratio"
    """Non-performing balance, of the balance (R8)."""
    STOPPED = "stopped_loans"
    """Loans whose subsidy was stopped for misuse or bad faith: a count."""
    CREDIT_VILLAGES = "credit_village_share"
    """Credit villages, of the villages of a town."""


PARTS: Mapping[Figure, tuple[str, str]] = {
    Figure.RATED: ("rated", "listed"),
    Figure.GOOD: ("good", "rated"),
    Figure.OVERDUE: ("overdue_fen", "balance_fen"),
    Figure.NPL: ("npl_fen", "balance_fen"),
    Figure.CREDIT_VILLAGES: ("credit_villages", "villages"),
}
"""The columns each ratio is made of; the figure that is not here is a count of its own."""
MONEY = (Figure.OVERDUE, Figure.NPL)
COUNTS = (
    "villages", "credit_villages", "listed", "rated", "good",
    "loans", "balance_fen", "overdue_fen", "npl_fen", "stopped",
)  # fmt: skip
"""Columns of whole numbers that are known of every area."""


@dataclass(frozen=True, slots=True)
class AreaCriterion:
    """One thing asked of an area, with the county's own number."""

    id: str
    label: str
    level: AreaLevel
    figure: Figure
    at_least: bool
    """Whether the figure must reach the threshold; else it must not pass it."""
    threshold: int
    """Ppm of a ratio, or a count."""
    basis: str
    """Why the county set it so."""

    @property
    def is_count(self) -> bool:
        """Whether it is a count and not a ratio."""
        return self.figure not in PARTS

    @property
    def wanted(self) -> str:
        """The threshold in words: 不低于 80.00%."""
        number = f"{self.threshold:,} 笔" if self.is_count else words.percent(self.threshold)
        return f"{'不低于' if self.at_least else '不超过'} {number}"


@dataclass(frozen=True, slots=True)
class AreaCriteria:
    """A county's way to choose."""

    title: str
    policy: str
    clause: str
    """The clause that asks for it."""
    reason: str
    """Why the numbers are as they are: the interpretation."""
    good_grades: tuple[str, ...]
    """Grades that make a household a credit household."""
    valid_months: int
    """How long an award stands."""
    criteria: tuple[AreaCriterion, ...]
    digest: str

    def of(self, level: str) -> tuple[AreaCriterion, ...]:
        """Those asked of a village, or of a town."""
        return tuple(each for each in self.criteria if each.level == level)


@dataclass(frozen=True, slots=True)
class AreaLine:
    """A criterion and what was found of one area."""

    label: str
    value: str
    wanted: str
    verdict: Verdict
    basis: str


def newest_grades(ratings: pl.DataFrame) -> pl.DataFrame:
    """The rating that counts for each household: the latest, of several of one day the one added last.

    ``ratings``: village, household, rated_on, order, grade; all of them hold.
    """
    return ratings.sort("rated_on", "order").unique("household", keep="last", maintain_order=True)


def area_counts(
    *,
    villages: pl.DataFrame,
    listed: pl.DataFrame,
    ratings: pl.DataFrame,
    balances: pl.DataFrame,
    stopped: pl.DataFrame,
    credit_villages: Collection[int],
    good_grades: Collection[str],
) -> pl.DataFrame:
    """What the criteria rest on, for every village and then for every town of these villages.

    ``villages``: village, town (keys).  ``listed``: village, listed.  ``ratings``: as of
    :func:`newest_grades`.  ``balances``: village, balance_fen, principal_days, npl (0 or 1), one row a loan
    or a sum of like loans.  ``stopped``: village, stopped.  ``credit_villages``: keys of those awarded now.

    Returns level, area, town and :data:`COUNTS` (Int64, 0 where there is nothing); villages in the order
    given, then towns.
    """
    grades = newest_grades(ratings).group_by("village").agg(
        rated=pl.len(), good=pl.col("grade").is_in(list(good_grades)).sum()
    )  # fmt: skip
    placed = balances.join(villages, on="village").with_columns(
        pl.col("village", "town").cast(pl.String), bank=pl.lit(None, dtype=pl.String)
    )
    sums = area_ratios(placed).filter(pl.col("level") == "village")
    counted = (
        villages.with_columns(
            villages=pl.lit(1),
            credit_villages=pl.col("village").is_in(list(credit_villages)).cast(pl.Int64),
        )
        .join(listed, on="village", how="left", maintain_order="left")
        .join(grades, on="village", how="left", maintain_order="left")
        .join(
            sums.select(pl.col("village").cast(pl.Int64), "loans", "balance_fen", "overdue_fen", "npl_fen"),
            on="village",
            how="left",
            maintain_order="left",
        )
        .join(stopped, on="village", how="left", maintain_order="left")
    )
    whole = counted.with_columns(pl.col(*COUNTS).fill_null(0).cast(pl.Int64))
    towns = whole.group_by("town", maintain_order=True).agg(pl.col(*COUNTS).sum())
    return pl.concat(
        [
            whole.select(pl.lit("village").alias("level"), pl.col("village").alias("area"), "town", *COUNTS),
            towns.select(pl.lit("town").alias("level"), pl.col("town").alias("area"), "town", *COUNTS),
        ]
    )


def with_verdicts(areas: pl.DataFrame, criteria: AreaCriteria) -> pl.DataFrame:
    """Add ``verdict`` and, for every criterion, ``verdict_<id>``: pass, fail or unknown.

    A criterion of the other level is null.  All must be met: one that fails makes the whole fail, else one
    that cannot tell makes it unknown.

    ``areas``: as of :func:`area_counts`.
    """
    answered = areas.with_columns(
        pl.when(pl.col("level") == each.level).then(_verdict(each)).alias(f"verdict_{each.id}")
        for each in criteria.criteria
    )
    columns = [pl.col(f"verdict_{each.id}") for each in criteria.criteria]
    failed = pl.any_horizontal(column.eq_missing(Verdict.FAIL.value) for column in columns)
    open_ = pl.any_horizontal(column.eq_missing(Verdict.UNKNOWN.value) for column in columns)
    return answered.with_columns(
        verdict=pl.when(failed)
        .then(pl.lit(Verdict.FAIL.value))
        .when(open_)
        .then(pl.lit(Verdict.UNKNOWN.value))
        .otherwise(pl.lit(Verdict.PASS.value))
    )


def _verdict(criterion: AreaCriterion) -> pl.Expr:
    part, whole = PARTS.get(criterion.figure, ("stopped", ""))
    if whole:
        found = pl.col(part).cast(pl.Int128) * PPM
        wanted = pl.col(whole).cast(pl.Int128) * criterion.threshold
    else:
        found, wanted = pl.col(part), pl.lit(criterion.threshold)
    met = found >= wanted if criterion.at_least else found <= wanted
    said = pl.when(met).then(pl.lit(Verdict.PASS.value)).otherwise(pl.lit(Verdict.FAIL.value))
    if not whole:
        return said
    return pl.when(pl.col(whole) > 0).then(said).otherwise(pl.lit(Verdict.UNKNOWN.value))


def lines(row: Mapping[str, object], criteria: AreaCriteria) -> tuple[AreaLine, ...]:
    """The criteria of one area as people read them; ``row``: one of :func:`with_verdicts`."""
    found = ((each, Verdict(str(row[f"verdict_{each.id}"]))) for each in criteria.of(str(row["level"])))
    return tuple(
        AreaLine(each.label, value_told(each, row), each.wanted, verdict, each.basis)
        for each, verdict in found
    )


def value_told(criterion: AreaCriterion, row: Mapping[str, object]) -> str:
    """The figure with what it is made of; a dash where there is nothing to divide by.

    >>> rated = AreaCriterion("a", "评级覆盖面", AreaLevel.VILLAGE, Figure.RATED, True, 800_000, "")
    >>> value_told(rated, {"rated": 9, "listed": 10}), value_told(rated, {"rated": 0, "listed": 0})
    ('90.00%（9 / 10）', '—')
    """
    if criterion.is_count:
        return f"{row['stopped']:,} 笔"
    part, whole = (int(str(row[name])) for name in PARTS[criterion.figure])
    share = share_ppm(part, whole)
    if share is None:
        return "—"
    if criterion.figure in MONEY:
        return f"{words.percent(share)}（{words.wan(part)} / {words.wan(whole)} 万元）"
    return f"{words.percent(share)}（{part:,} / {whole:,}）"
