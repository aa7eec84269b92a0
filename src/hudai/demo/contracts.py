"""The made-up county's contracts: first loans, top-ups, renewals, and loans taken again.

Seventy-four households in a hundred have one loan, twenty-two have two and four have three, which
makes 1.3 loans a household.  Most keep the rules; a few have a rate above its cap, too large a
sum, a forbidden purpose or a renewal asked for too late, so that the audit has something to find.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

import polars as pl

from hudai.core.dates import term_months
from hudai.core.policy import Policy
from hudai.core.rates import RateSeries, with_ceiling_rate
from hudai.demo.households import padded
from hudai.demo.numbers import Lots
from hudai.demo.places import FORBIDDEN_PURPOSES, PURPOSES

YUAN = 100
LOANS_OF_PLAN = {"single": 1, "renewed": 2, "topped_up": 2, "again": 2, "both": 3}
PLANS = (("single", 74), ("renewed", 10), ("topped_up", 8), ("again", 4), ("both", 4))
"""What becomes of a household, with weights out of a hundred; both: topped up and renewed."""

AMOUNTS = ((50_000, 50), (30_000, 22), (20_000, 15), (40_000, 6), (10_000, 5), (60_000, 1), (80_000, 1))
"""Yuan of a first loan; the last two are above the ceiling."""

ENDS = (
    ("when_due", 850),
    ("early", 70),
    ("late", 40),
    ("never", 15),
    ("gives_up", 10),
    ("short", 15),
)
"""How a loan ends, out of a thousand: paid when due, early or late; never; interest and principal
given up half way; all but a rest paid."""

LATEST_YEARS = 5
"""No first loan is older than this, however long ago the scheme began."""
_FORMER_CEILING = 43_500
"""Rate of a contract older than the scheme's first rate rule, ppm."""


def contracts(
    households: pl.DataFrame,
    *,
    lots: Lots,
    policy: Policy,
    national: Mapping[str, RateSeries],
    as_of: date,
) -> pl.DataFrame:
    """One row a loan, in order of household and day.

    Returns the households' columns and contract, original, kind, role, end, signed_on,
    disbursed_on, due_on, extended_due_on, closes_on (null where the principal never comes back
    whole), principal (fen), rate (ppm), purpose, bank_class, monthly (Boolean: interest is paid
    every month).  Loans disbursed after ``as_of`` are left out.
    """
    loans = _turns(_first_loans(households, lots, policy, as_of), lots)
    lasting = _with_ends(_with_days(loans, lots), lots)
    termed = lasting.with_columns(term_months=term_months(pl.col("disbursed_on"), pl.col("due_on")))
    rated = with_ceiling_rate(termed, policy=policy, national=national).with_columns(rate=_rate(lots))
    return rated.filter(pl.col("disbursed_on") <= as_of).sort("number", "turn").drop("ceiling_ppm")


def _first_loans(households: pl.DataFrame, lots: Lots, policy: Policy, as_of: date) -> pl.DataFrame:
    """Plan, day, term and sum of each household's first loan.

    Whoever renews or borrows again started early enough to have done so by ``as_of``.
    """
    number = pl.col("number")
    since = max(policy.window_since, as_of.replace(year=as_of.year - LATEST_YEARS))
    last = as_of if policy.window_until is None else min(as_of, policy.window_until - timedelta(days=1))
    days = (last - since).days
    term = lots.one_of(number, "term", [(12, 30), (24, 25), (36, 45)])
    chosen = households.with_columns(plan=lots.one_of(number, "plan", PLANS)).with_columns(
        term=pl.when(pl.col("plan").is_in(["renewed", "both", "again"]))
        .then(lots.one_of(number, "short term", [(12, 75), (24, 25)]))
        .otherwise(term),
    )
    needed = (
        pl.when(pl.col("plan") == "single")
        .then(20)
        .when(pl.col("plan") == "topped_up")
        .then(300)
        .otherwise(pl.col("term") * 31 + 75)
    )
    old = lots.happens(number, "older than the scheme", 6)
    day = pl.when(old).then(-90).otherwise(lots.below(number, "day", 1 << 40) % (days - needed).clip(30))
    return chosen.with_columns(
        first_on=pl.lit(since) + pl.duration(days=day),
        first_principal=lots.one_of(number, "amount", AMOUNTS) * 100,
    ).with_columns(first_due=_due("first_on", "term", lots.happens(number, "day before", 250)))


def _due(start: str, months: str, day_before: pl.Expr) -> pl.Expr:
    """The day so many months on; some banks write the day before."""
    whole = pl.col(start).dt.offset_by(pl.format("{}mo", months))
    return pl.when(day_before).then(whole - pl.duration(days=1)).otherwise(whole)


def _turns(first: pl.DataFrame, lots: Lots) -> pl.DataFrame:
    """A row for each loan of each household, with ``turn`` (0, 1, 2), ``role`` and ``key``."""
    count = pl.col("plan").replace_strict(LOANS_OF_PLAN, return_dtype=pl.Int64)
    role = (
        pl.when(pl.col("turn") == 0)
        .then(pl.lit("first"))
        .when((pl.col("plan") == "both") & (pl.col("turn") == 2))
        .then(pl.lit("renewal"))
        .when(pl.col("plan").is_in(["both", "topped_up"]))
        .then(pl.lit("top_up"))
        .when(pl.col("plan") == "renewed")
        .then(pl.lit("renewal"))
        .otherwise(pl.lit("again"))
    )
    key = pl.col("number") * 4 + pl.col("turn")
    return (
        first.with_columns(turn=pl.int_ranges(0, count))
        .explode("turn")
        .with_columns(role=role, key=key)
        .with_columns(
            contract=_contract(pl.col("turn")),
            original=pl.when(pl.col("role") == "renewal").then(_contract(pl.lit(0))),
            kind=pl.col("role").replace("again", "first"),
            purpose=pl.when(lots.happens(key, "forbidden", 8))
            .then(lots.one_of(key, "forbidden purpose", FORBIDDEN_PURPOSES))
            .otherwise(lots.one_of(pl.col("number"), "purpose", PURPOSES)),
            monthly=lots.happens(pl.col("number"), "pays monthly", 430),
            bank_class=pl.lit(None, dtype=pl.String),
        )
    )


def _contract(turn: pl.Expr) -> pl.Expr:
    return padded(pl.col("number") * 10 + turn, 8, "HT")


def _with_days(loans: pl.DataFrame, lots: Lots) -> pl.DataFrame:
    """Add signed_on, disbursed_on, due_on and principal of every loan."""
    key, role = pl.col("key"), pl.col("role")
    # Six renewals in ten start on the old due day, a few too late.
    shift = lots.one_of(key, "renewal day", [(0, 60), (-7, 20), (-20, 17), (12, 3)])
    top_up_day = 60 + lots.below(key, "top-up day", 220)
    disbursed_on = (
        pl.when(role == "first")
        .then("first_on")
        .when(role == "renewal")
        .then(pl.col("first_due") + pl.duration(days=shift))
        .when(role == "top_up")
        .then(pl.col("first_on") + pl.duration(days=top_up_day))
        .otherwise(pl.col("first_due") + pl.duration(days=6 + lots.below(key, "again", 55)))
    )
    principal = (
        pl.when(role == "first")
        .then("first_principal")
        .when(role == "top_up")
        .then(lots.one_of(key, "top-up", [(20_000, 40), (30_000, 30), (50_000, 30)]) * 100)
        .otherwise(pl.min_horizontal("first_principal", pl.lit(50_000 * YUAN)))
    )
    months = (
        pl.when(role == "first").then("term").otherwise(lots.one_of(key, "later term", [(12, 70), (24, 30)]))
    )
    dated = loans.with_columns(disbursed_on=disbursed_on, principal=principal, months=months)
    before = pl.duration(days=lots.one_of(key, "signed before", [(0, 70), (1, 15), (3, 15)]))
    return dated.with_columns(
        signed_on=pl.col("disbursed_on") - before,
        due_on=pl.when(role == "first")
        .then("first_due")
        .otherwise(_due("disbursed_on", "months", lots.happens(key, "day before", 250))),
    )


def _with_ends(loans: pl.DataFrame, lots: Lots) -> pl.DataFrame:
    """Add end, extended_due_on and closes_on.

    A loan that is renewed ends on the day its renewal starts, one whose household borrows again
    on its due day; the others end as the lot falls.
    """
    key, plan = pl.col("key"), pl.col("plan")
    followed = (pl.col("turn") == 0) & plan.is_in(["renewed", "both", "again"])
    renewed_on = pl.col("disbursed_on").last().over("number")
    extended = ~followed & (pl.col("role") != "renewal") & lots.happens(key, "extended", 45)
    ended = loans.with_columns(
        end=pl.when(followed).then(pl.lit("when_due")).otherwise(lots.one_of(key, "end", ENDS)),
        renewed_on=pl.when(followed & (plan != "again")).then(renewed_on),
    ).with_columns(extended_due_on=pl.when(extended).then(pl.col("due_on").dt.offset_by("6mo")))
    due = pl.coalesce("extended_due_on", "due_on")
    life = (due - pl.col("disbursed_on")).dt.total_days()
    early = pl.col("disbursed_on") + pl.duration(days=life * (30 + lots.below(key, "early", 60)) // 100)
    late = due + pl.duration(days=5 + lots.below(key, "late", 80))
    closes_on = (
        pl.when(pl.col("renewed_on").is_not_null())
        .then("renewed_on")
        .when(pl.col("end") == "when_due")
        .then(due)
        .when(pl.col("end") == "early")
        .then(early)
        .when(pl.col("end") == "late")
        .then(late)
    )
    return ended.with_columns(closes_on=closes_on)


def _rate(lots: Lots) -> pl.Expr:
    """At the cap or a little under it; one loan in a hundred is 0.2 points above."""
    key = pl.col("key")
    under = lots.one_of(key, "discount", [(0, 60), (500, 15), (1_000, 15), (3_000, 10)])
    discount = pl.when(lots.happens(key, "above the cap", 10)).then(-2_000).otherwise(under)
    return pl.col("ceiling_ppm").fill_null(_FORMER_CEILING) - discount
