"""What falls due on a loan, settlement period by settlement period, from its first day to its last.

The past is worked out on the balance there was; what is to come, on the balance of today, as if
nothing more were repaid before the due day.  Interest paid goes to the oldest period first, as
standing has it (R8).
"""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl

from hudai.core.balances import stretches
from hudai.core.chains import due_in_force, known_extensions
from hudai.core.interest import UNITS_OF_YEAR
from hudai.core.money import PPM, half_up_columns
from hudai.core.policy import Policy
from hudai.core.standing import normal_interest, terms_of

SCHEMA = {
    "contract": pl.String,
    "since": pl.Date,
    "until": pl.Date,
    "falls_due": pl.Date,
    "days": pl.Int64,
    "balance_fen": pl.Int64,
    "interest_fen": pl.Int64,
    "paid_fen": pl.Int64,
}


def schedule(
    *, loans: pl.DataFrame, repayments: pl.DataFrame, as_of: date, policy: Policy | None = None
) -> pl.DataFrame:
    """The normal interest of each loan by settlement period (R2), and how much of it is paid.

    ``loans`` and ``repayments`` as :func:`hudai.core.standing.standing` takes them; repayments after
    ``as_of`` do not count.

    Returns one row per loan and period in the columns of :data:`SCHEMA`, in the order given and of
    days: the first and last (exclusive) day of the loan in the period, the day its interest falls due,
    days, the balance on the last of them, interest, and what of it was paid by ``as_of``.
    """
    until = as_of + timedelta(days=1)
    numbered = known_extensions(loans, until=until).with_columns(
        loan=pl.int_range(pl.len(), dtype=pl.Int64), due=due_in_force()
    )
    if numbered.is_empty():
        return pl.DataFrame(schema=SCHEMA)
    terms = terms_of(policy, as_of)
    names = numbered.select("contract", "loan")
    repaid = repayments.filter(pl.col("paid_on") < until).join(names, on="contract")
    horizon = max(until, *numbered["due"]) + timedelta(days=1)
    stretched = stretches(numbered, repaid, until=horizon)
    periods = (
        normal_interest(stretched, numbered, terms, horizon)
        .sort("loan", "since")
        .group_by("loan", "falls_due", maintain_order=True)
        .agg(
            since=pl.col("since").min(),
            until=pl.col("until").max(),
            balance_fen=pl.col("balance").last(),
            interest_fen=half_up_columns(pl.col("product").sum(), UNITS_OF_YEAR[terms.basis] * PPM),
        )
    )
    paid = repaid.group_by("loan").agg(paid=pl.col("interest").sum())
    return _with_paid(periods.join(paid, on="loan", how="left", maintain_order="left"), names)


def _with_paid(periods: pl.DataFrame, names: pl.DataFrame) -> pl.DataFrame:
    """Hand what was paid to the oldest periods first."""
    before = pl.col("interest_fen").cum_sum().over("loan") - pl.col("interest_fen")
    left = (pl.col("paid").fill_null(0) - before).clip(lower_bound=0)
    handed_out = periods.with_columns(
        paid_fen=pl.min_horizontal("interest_fen", left),
        days=(pl.col("until") - pl.col("since")).dt.total_days(),
    )
    return (
        handed_out.join(names, on="loan", maintain_order="left").select(SCHEMA.keys()).cast(pl.Schema(SCHEMA))
    )


def expected_interest(periods: pl.DataFrame, paid_on: date) -> int:
    """What a household may be expected to pay of interest on a day, fen.

    ``periods``: one loan's, as :func:`schedule` gives them.  All that is unpaid of the periods begun
    before the day, and no less than the whole of the last of them, which some pay ahead of its end.
    On the first day itself that is the first period.
    """
    if periods.is_empty():
        return 0
    begun = periods.filter(pl.col("since") < paid_on)
    if begun.is_empty():
        begun = periods.head(1)
    unpaid = int((begun["interest_fen"] - begun["paid_fen"]).sum())
    return max(unpaid, int(begun["interest_fen"][-1]))
