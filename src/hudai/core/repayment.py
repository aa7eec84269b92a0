"""Repayments that cannot be, and such that are hard to believe, seen in a loan's whole history.

A history is one row per repayment that stands or is about to: ``loan_key``, ``paid_on``, ``principal``,
``interest`` (fen), its loan's ``lent`` (fen), ``rate`` (ppm) and ``disbursed_on``, and ``at``, the place
of the row in the sheet that adds it (null for what was known before).
"""

from __future__ import annotations

from datetime import date

import polars as pl

from hudai.core.money import PPM
from hudai.core.words import yuan

TOO_MANY_TIMES = 5
"""Interest of so many times what is due is doubted, on a page, by program and in a sheet alike.

A slip of the decimal point makes ten times what falls due at the end of a period.  Few pay on that very
day: a day later a little more is due, and ten times as much is no longer quite reached; so the line is
drawn at half of it.  Below it lie people who pay a quarter ahead, about three times what thirty days bear.
"""
DAYS_AHEAD = 30
"""Where less is due than the balance bears in so many days, that is taken instead: people pay ahead."""
WORTH_A_DOUBT = 10_00
"""Fen by which it must exceed what is due as well: a few yuan more are no slip."""

WRONG_UNIT = 5_000
"""Amounts of a whole sheet that come to less than so small a part of what they should be are in 万元.

Written in ten thousands under a head that says yuan, each is a ten-thousandth of the truth; nobody
who pays what is due, or part of it, comes near that.
"""

_DAYS_IN_YEAR = 360


def overpaid(history: pl.DataFrame) -> pl.DataFrame:
    """Rows of the sheet by which more principal comes back than was lent — at, repaid, lent (fen).

    What was known stands; the sheet's rows are counted on top of all of it in the order of days, so
    that a late row for an early day is the one that is asked about.
    """
    before = pl.col("principal").filter(pl.col("at").is_null()).sum().over("loan_key")
    listed = (
        history.with_columns(before=before)
        .filter(pl.col("at").is_not_null(), pl.col("principal") > 0)
        .sort("loan_key", "paid_on", "at")
        .with_columns(repaid=pl.col("before") + pl.col("principal").cum_sum().over("loan_key"))
    )
    return listed.filter(pl.col("repaid") > pl.col("lent")).select("at", "repaid", "lent")


def hard_to_believe(history: pl.DataFrame) -> pl.DataFrame:
    """Rows of the sheet whose interest is many times what was due — at, interest, due (fen)."""
    due = _with_due(history)
    usual = pl.max_horizontal("due", "ahead")
    many = pl.col("interest") >= usual * TOO_MANY_TIMES
    more = pl.col("interest") - usual >= WORTH_A_DOUBT
    return due.filter(pl.col("at").is_not_null(), many, more).select("at", "interest", "due")


def far_too_little(history: pl.DataFrame) -> pl.DataFrame:
    """The first row of a sheet whose interest or principal as a whole must be in another unit.

    Returns ``column`` (interest or principal), ``at``, ``together`` and ``expected`` (fen): what the
    sheet's rows come to, and what was due on their days or lent.  A row a column, none where all is well.
    """
    listed = _with_due(history).filter(pl.col("at").is_not_null())
    return pl.concat(
        listed.filter(pl.col(column) > 0)
        .group_by("loan_key")
        .agg(pl.col("at").min(), together=pl.col(column).sum(), expected=pl.col(expected).max())
        .select(pl.lit(column).alias("column"), pl.col("at").min(), pl.col("together", "expected").sum())
        .filter(pl.col("together") * WRONG_UNIT < pl.col("expected"))
        for column, expected in (("interest", "due"), ("principal", "lent"))
    )


def another_unit(together: int, expected: int) -> str:
    """What is said of a sheet that comes to far too little; both amounts in fen."""
    return (
        f"全表这一列合计 {yuan(together)} 元，而应有约 {yuan(expected)} 元，"
        "像是以万元填写，请核对金额和表头的单位"
    )


def _with_due(history: pl.DataFrame) -> pl.DataFrame:
    """The history in order, with ``due`` and ``ahead`` (fen).

    What is due on a day is what the balance bore up to it (actual days of a year of 360), less what
    was paid before; ``ahead`` is what the balance bears in :data:`DAYS_AHEAD`.
    """
    ordered = history.sort("loan_key", "paid_on", pl.col("at").fill_null(-1))
    repaid = pl.col("principal").cum_sum() - pl.col("principal")
    balance = (pl.col("lent") - repaid.over("loan_key")).clip(lower_bound=0)
    since = pl.coalesce(pl.col("paid_on").shift(1).over("loan_key"), "disbursed_on")
    days = (pl.col("paid_on") - since).dt.total_days().clip(lower_bound=0)
    yearly = balance * pl.col("rate") // PPM
    paid = (pl.col("interest").cum_sum() - pl.col("interest")).over("loan_key")
    borne = ordered.with_columns(
        borne=yearly * days // _DAYS_IN_YEAR, ahead=yearly * DAYS_AHEAD // _DAYS_IN_YEAR
    )
    return borne.with_columns(due=(pl.col("borne").cum_sum().over("loan_key") - paid).clip(lower_bound=0))


def doubt(interest: int, due: int, on: date) -> str:
    """What is said of interest that is hard to believe; both amounts in fen."""
    return (
        f"利息 {yuan(interest)} 元，而到 {on} 应付约 {yuan(due)} 元，"
        f"达到应付的 {TOO_MANY_TIMES} 倍以上，请核对小数点"
    )
