"""Standing: what is owed on a day, how long overdue, in which of the five classes (R8)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl

from hudai.core.balances import paid_off, stretches
from hudai.core.chains import due_in_force, known_extensions
from hudai.core.errors import NotYetInForce
from hudai.core.interest import UNITS_OF_YEAR, units
from hudai.core.money import PPM, half_up_columns
from hudai.core.periods import cut, settlement_cuts
from hudai.core.policy import Frequency, Policy, TimeBasis

CLASSES = ("正常", "关注", "次级", "可疑", "损失")
"""The five classes, mildest first; the last three are non-performing."""

_FIRST_NON_PERFORMING = CLASSES.index("次级")


@dataclass(frozen=True, slots=True)
class StandingTerms:
    """What standing rests on; the defaults are the banks' own rules, used without a policy."""

    frequency: Frequency = Frequency.QUARTERLY
    settlement_day: int = 20
    basis: TimeBasis = TimeBasis.ACT_360
    tolerance_fen: int = 100
    """Interest short by less than this is not overdue."""
    class_days: tuple[int, ...] = (1, 91, 271, 361)
    """First day overdue of each class after the first."""

    @classmethod
    def of(cls, policy: Policy, as_of: date) -> StandingTerms:
        """The policy's, as in force on ``as_of``."""
        return cls(
            frequency=policy.settlement_frequency.on(as_of),
            settlement_day=policy.settlement_day.on(as_of),
            basis=policy.time_basis.on(as_of),
            tolerance_fen=policy.interest_tolerance.on(as_of),
            class_days=policy.class_days.on(as_of),
        )


def terms_of(policy: Policy | None, as_of: date) -> StandingTerms:
    """What standing rests on under a policy; without one the banks' own rules.

    So too on days before the scheme that its numbers do not reach: older loans may stand under it.

    Raises:
        NotYetInForce: if a number is missing on a day of the scheme.
    """
    if policy is None:
        return StandingTerms()
    try:
        return StandingTerms.of(policy, as_of)
    except NotYetInForce:
        if as_of >= policy.window_since:
            raise
        return StandingTerms()


def standing(
    *, loans: pl.DataFrame, repayments: pl.DataFrame, as_of: date, policy: Policy | None = None
) -> pl.DataFrame:
    """How each loan that still has a balance stands at the end of ``as_of``.

    ``loans``: contract, disbursed_on, due_on, extended_due_on, principal (fen), rate (ppm),
    bank_class (one of :data:`CLASSES` or null; the column may be missing), extended_on likewise.
    ``repayments``: contract, paid_on, principal, interest (fen).  Repayments on ``as_of`` count.
    ``loans`` may also have told_to: the day up to whose end the loan's repayments are known, null where that
    is ``as_of``.  Nobody is called behind with what fell due on that day or later: whether it was paid is
    unknown, and unknown is not no.

    Returns one row per loan with a balance, in the order given — contract, balance_fen,
    principal_days and interest_days (overdue), days_overdue (the longer), class_by_days, class
    (the bank's where it reports one), npl (0 or 1), milder (Boolean: the bank's class is milder
    than the days say).
    """
    terms = terms_of(policy, as_of)
    until = as_of + timedelta(days=1)
    numbered = known_extensions(loans, until=until).with_columns(
        loan=pl.int_range(pl.len(), dtype=pl.Int64), due=due_in_force()
    )
    repaid = repayments.filter(pl.col("paid_on") < until).join(
        numbered.select("contract", "loan"), on="contract"
    )
    stretched = stretches(numbered, repaid, until=until)
    balance = stretched.filter(pl.col("until") == until).select("loan", balance_fen="balance")
    owed = numbered.join(balance, on="loan", maintain_order="left")
    behind = _interest_overdue_since(stretched, numbered, repaid, terms, until)
    told_to = pl.coalesce("told_to", pl.lit(as_of)) if "told_to" in owed.columns else pl.lit(as_of)
    dated = owed.join(behind, on="loan", how="left", maintain_order="left").with_columns(
        principal_days=_days_after(pl.col("due"), as_of, told_to),
        interest_days=_days_after(pl.col("interest_overdue_since"), as_of, told_to),
    )
    return _classified(dated, terms)


def _days_after(day: pl.Expr, as_of: date, told_to: pl.Expr) -> pl.Expr:
    """Days since something fell due that is known to be unpaid at the end of a later day."""
    known = day < pl.min_horizontal(told_to, pl.lit(as_of))
    return pl.when(known).then((pl.lit(as_of) - day).dt.total_days()).otherwise(0)


def _interest_overdue_since(
    stretched: pl.DataFrame,
    loans: pl.DataFrame,
    repaid: pl.DataFrame,
    terms: StandingTerms,
    until: date,
) -> pl.DataFrame:
    """The day the earliest interest still unpaid fell due — loan, interest_overdue_since.

    Interest of a period falls due on the day after the period, at maturity on the due day; what
    is paid goes to the oldest first.
    """
    by_period = (
        normal_interest(stretched, loans, terms, until)
        .group_by("loan", "falls_due")
        .agg(interest=half_up_columns(pl.col("product").sum(), UNITS_OF_YEAR[terms.basis] * PPM))
        .filter(pl.col("falls_due") < until)
        .sort("loan", "falls_due")
    )
    paid = repaid.group_by("loan").agg(paid=pl.col("interest").sum())
    short = by_period.join(paid, on="loan", how="left", maintain_order="left").filter(
        pl.col("interest").cum_sum().over("loan") - pl.col("paid").fill_null(0) >= terms.tolerance_fen
    )
    return short.group_by("loan").agg(interest_overdue_since=pl.col("falls_due").min())


def normal_interest(
    stretched: pl.DataFrame, loans: pl.DataFrame, terms: StandingTerms, until: date
) -> pl.DataFrame:
    """The stretches up to the due day, cut at settlement days, with what interest is worked out from.

    ``loans``: loan, rate (ppm), due, disbursed_on.  Returns loan, since, until, balance, falls_due and
    product (Int128: balance times units of the year times rate), to be added up by period.
    """
    facts = loans.join(paid_off(stretched, until=until), on="loan", how="left").select(
        "loan", "rate", "due", "disbursed_on", life_until=pl.min_horizontal("due", "paid_off_on")
    )
    normal = (
        stretched.join(facts, on="loan", how="left", maintain_order="left")
        .with_columns(until=pl.min_horizontal("until", "due"))
        .filter(pl.col("since") < pl.col("until"))
    )
    pieces = cut(normal, settlement_cuts(until, terms.frequency, terms.settlement_day))
    return pieces.select(
        "loan",
        "since",
        "until",
        "balance",
        falls_due=pl.min_horizontal("settles_on", "due"),
        product=pl.col("balance").cast(pl.Int128) * units(terms.basis) * pl.col("rate"),
    )


def _classified(owed: pl.DataFrame, terms: StandingTerms) -> pl.DataFrame:
    days_overdue = pl.max_horizontal("principal_days", "interest_days")
    by_days = pl.sum_horizontal(*(days_overdue >= first for first in terms.class_days)).cast(pl.Int64)
    names = pl.lit(pl.Series(CLASSES))
    rank = {name: place for place, name in enumerate(CLASSES)}
    if "bank_class" not in owed.columns:
        owed = owed.with_columns(bank_class=pl.lit(None, dtype=pl.String))
    ranked = owed.with_columns(
        days_overdue=days_overdue,
        by_days=by_days,
        reported=pl.col("bank_class").replace_strict(rank, default=None, return_dtype=pl.Int64),
    ).with_columns(place=pl.coalesce("reported", "by_days"))
    return ranked.select(
        "contract",
        "balance_fen",
        "principal_days",
        "interest_days",
        "days_overdue",
        names.gather("by_days").alias("class_by_days"),
        names.gather("place").alias("class"),
        (pl.col("place") >= _FIRST_NON_PERFORMING).cast(pl.Int64).alias("npl"),
        (pl.col("reported") < pl.col("by_days")).fill_null(value=False).alias("milder"),
    )
