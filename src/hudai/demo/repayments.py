"""What the made-up borrowers paid back: principal in one sum or in parts, interest as it falls due.

Interest is paid every quarter, by some every month, to the fen the bank's own counting asks for;
a few pay late, and those who have given up pay nothing more.
"""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl

from hudai.core.balances import stretches
from hudai.core.interest import UNITS_OF_YEAR, days
from hudai.core.money import PPM, half_up_columns
from hudai.core.periods import cut, settlement_cuts
from hudai.core.policy import Frequency, TimeBasis
from hudai.demo.numbers import Lots

SETTLEMENT_DAY = 20
PENALTY = 3
"""Halves of the contract rate borne after the due day."""
_DAY_BITS = 2**20


def repayments(loans: pl.DataFrame, *, lots: Lots, as_of: date) -> pl.DataFrame:
    """Everything paid by the end of ``as_of`` on loans as :func:`contracts` makes them.

    Returns one row a loan and day — contract, paid_on, principal, interest, penalty (fen) — in
    order of both.
    """
    until = as_of + timedelta(days=1)
    numbered = loans.with_columns(
        loan=pl.int_range(pl.len(), dtype=pl.Int64), due=pl.coalesce("extended_due_on", "due_on")
    )
    principal = _principal(numbered, lots).filter(pl.col("paid_on") < until)
    interest = _interest(numbered, principal, lots, until)
    rows = pl.concat([principal, interest], how="diagonal").filter(pl.col("paid_on") < until)
    amounts = pl.col("principal", "interest", "penalty").fill_null(0).sum()
    # Loan and day in one number: a group of two keys costs twice as much.
    packed = pl.col("loan") * _DAY_BITS + pl.col("paid_on").to_physical().cast(pl.Int64)
    ordered = rows.with_columns(packed=packed).sort("packed").with_columns(pl.col("packed").set_sorted())
    together = ordered.group_by("packed", maintain_order=True).agg(pl.col("loan", "paid_on").first(), amounts)
    contract = pl.lit(numbered["contract"]).gather(pl.col("loan"))
    return together.select(contract.alias("contract"), "paid_on", "principal", "interest", "penalty")


def _principal(loans: pl.DataFrame, lots: Lots) -> pl.DataFrame:
    """Parts of a tenth or a fifth during the loan's life, the rest on its last day — loan, paid_on,
    principal, penalty."""
    key = pl.col("key")
    end = pl.coalesce("closes_on", "due")
    shared = loans.select(
        "loan", "closes_on", "disbursed_on", "due", "rate",
        lent="principal",
        short=pl.col("end") == "short",
        life=(pl.min_horizontal(end, "due") - pl.col("disbursed_on")).dt.total_days(),
        parts=pl.when(pl.col("end") == "short").then(3)
        .when(pl.col("end").is_in(["never", "gives_up"])).then(0)
        .otherwise(lots.one_of(key, "parts", [(0, 75), (1, 12), (2, 7), (3, 6)])),
        part=pl.when(pl.col("end") == "short").then(pl.col("principal") // 10 * 3)
        .otherwise(pl.col("principal") // 10 * lots.one_of(key, "part", [(1, 60), (2, 40)])),
    )  # fmt: skip
    turn = pl.col("turn")
    inside = (
        shared.filter(pl.col("parts") > 0)
        .with_columns(turn=pl.int_ranges(1, pl.col("parts") + 1))
        .explode("turn")
        .select(
            "loan",
            paid_on=pl.col("disbursed_on") + pl.duration(days=pl.col("life") * turn // (pl.col("parts") + 1)),
            principal="part",
        )
    )
    rest = pl.col("lent") - pl.col("part") * pl.col("parts")
    late_days = (pl.col("closes_on") - pl.col("due")).dt.total_days().clip(0)
    penalty = rest.cast(pl.Int128) * pl.col("rate") * late_days * PENALTY
    last = shared.filter(pl.col("closes_on").is_not_null()).select(
        "loan",
        paid_on="closes_on",
        principal=rest,
        penalty=half_up_columns(penalty, 2 * 360 * PPM),
    )
    return pl.concat([inside, last], how="diagonal")


def _interest(loans: pl.DataFrame, principal: pl.DataFrame, lots: Lots, until: date) -> pl.DataFrame:
    """Interest as it falls due, and the day it was paid — loan, paid_on, interest."""
    stretched = stretches(loans, principal, until=until)
    facts = loans.select("due", "rate", "monthly", "closes_on", "end", "key", "disbursed_on")
    lived = (
        stretched.with_columns(
            pl.lit(facts[name]).gather(pl.col("loan")).alias(name) for name in facts.columns
        )
        .with_columns(until=pl.min_horizontal("until", "due"))
        .filter(pl.col("since") < pl.col("until"))
    )
    parts = [
        _paid(_fallen_due(lived.filter(which), how_often, until), lots)
        for which, how_often in (("monthly", Frequency.MONTHLY), (~pl.col("monthly"), Frequency.QUARTERLY))
    ]
    return pl.concat(parts)


def _fallen_due(lived: pl.DataFrame, how_often: Frequency, until: date) -> pl.DataFrame:
    """Interest of each loan and settlement period, rounded once — adds falls_due and interest (fen)."""
    pieces = cut(lived, settlement_cuts(until, how_often, SETTLEMENT_DAY))
    ends_on = pl.min_horizontal("settles_on", "due", "closes_on")
    # Balances here stay below 8e6 fen, days below 100 and rates below 1e5 ppm: far inside Int64.
    product = (pl.col("balance") * days() * pl.col("rate")).sum()
    packed = pl.col("loan") * _DAY_BITS + ends_on.to_physical().cast(pl.Int64)
    # Stretches come in order of loan and day, so that equal ones stand together.
    return pieces.group_by(packed=packed.set_sorted(), maintain_order=True).agg(
        pl.col("loan", "end", "key", "disbursed_on", "due").first(),
        falls_due=ends_on.first(),
        interest=half_up_columns(product, UNITS_OF_YEAR[TimeBasis.ACT_360] * PPM),
    )


def _paid(fallen_due: pl.DataFrame, lots: Lots) -> pl.DataFrame:
    """The day each sum was paid; what those who gave up owed after half their term is left out."""
    period = pl.col("key") * 64 + pl.col("falls_due").to_physical().cast(pl.Int64) % 4096 // 64
    # What a settlement asks for is debited on the settlement day itself, the eve of the new period.
    settled = pl.col("falls_due").dt.day() == SETTLEMENT_DAY + 1
    late = lots.one_of(period, "interest late", [(0, 88), (3, 5), (12, 4), (40, 3)]) - settled.cast(pl.Int64)
    half = (pl.col("due") - pl.col("disbursed_on")).dt.total_days() // 2
    given_up = (pl.col("end") == "gives_up") & (
        pl.col("falls_due") > pl.col("disbursed_on") + pl.duration(days=half)
    )
    unpaid = given_up | (pl.col("end").is_in(["never", "short"]) & (pl.col("falls_due") >= pl.col("due")))
    return fallen_due.filter(~unpaid).select(
        "loan", paid_on=pl.col("falls_due") + pl.duration(days=late), interest="interest"
    )
