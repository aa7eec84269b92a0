"""A made-up county's portfolio, in the columns a settlement takes.

The same seed gives the same county; a larger one begins with the smaller one's households.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import polars as pl

from hudai.core.policy import Policy
from hudai.core.rates import RateSeries
from hudai.core.settlement import settle
from hudai.demo.contracts import contracts
from hudai.demo.households import households
from hudai.demo.numbers import Lots
from hudai.demo.repayments import repayments
from hudai.documents.imports.stops import KINDS

HOUSEHOLDS_PER_THIRTEEN_LOANS = 10
LOAN_COLUMNS = (
    "contract", "original", "kind", "household", "borrower", "id_number", "town", "village", "group",
    "household_size", "bank", "purpose", "principal", "rate", "signed_on", "disbursed_on", "due_on",
    "extended_due_on", "bank_class", "payee_bank", "account",
)  # fmt: skip
STOP_KINDS = tuple(dict.fromkeys(KINDS.values()))


@dataclass(frozen=True, slots=True)
class MadeUpPortfolio:
    """What the banks of a made-up county would hand in."""

    loans: pl.DataFrame
    """:data:`LOAN_COLUMNS`, as :func:`hudai.documents.imports.loans.read_loans` gives them."""
    repayments: pl.DataFrame
    """contract, paid_on, principal, interest, penalty (fen)."""
    stops: pl.DataFrame
    """contract, kind, since."""


def made_up_portfolio(
    *,
    loans: int,
    policy: Policy,
    national: Mapping[str, RateSeries],
    as_of: date,
    seed: int = 1,
    towns: int = 6,
    first_household: int = 0,
) -> MadeUpPortfolio:
    """A county of exactly so many loans, with what happened on them by the end of ``as_of``.

    Args:
        loans: how many; 1.3 a household.
        policy: the scheme they were lent under; its window and rate rule are kept to.
        national: the published rate series.
        as_of: the day the banks wrote their sheets.
        seed: another county for another number.
        towns: how many towns, at most thirty.
        first_household: number of the first; counties of other numbers share nobody.
    """
    lots = Lots(seed)
    count = loans * HOUSEHOLDS_PER_THIRTEEN_LOANS // 13 + 10 + 4 * int(loans**0.5)
    people = households(count, lots=lots, first=first_household, towns=towns)
    lent = contracts(people, lots=lots, policy=policy, national=national, as_of=as_of).head(loans)
    assert lent.height == loans, "too few households were made"
    return MadeUpPortfolio(
        lent.select(LOAN_COLUMNS), repayments(lent, lots=lots, as_of=as_of), _stops(lent, lots, as_of)
    )


def _stops(lent: pl.DataFrame, lots: Lots, as_of: date) -> pl.DataFrame:
    """Fifteen loans in a thousand earn nothing from some day on, for any of the reasons."""
    key = pl.col("key")
    life = (pl.col("due_on") - pl.col("disbursed_on")).dt.total_days()
    since = pl.col("disbursed_on") + pl.duration(days=30 + lots.below(key, "stop day", 1 << 40) % life)
    stopped = lent.filter(lots.happens(key, "stopped", 15)).select(
        "contract", kind=lots.one_of(key, "stop kind", [(kind, 1) for kind in STOP_KINDS]), since=since
    )
    return stopped.filter(pl.col("since") <= as_of)


def granted_through(
    portfolio: MadeUpPortfolio, *, policy: Policy, national: Mapping[str, RateSeries], through: date
) -> pl.DataFrame:
    """What settlements up to ``through`` granted on each loan — contract, amount (fen, above zero).

    Stops of the year before ``through`` were not known then, so some of it is to be paid back now.
    """
    a_year_before = through.replace(year=through.year - 1)
    lines = settle(
        loans=portfolio.loans.filter(pl.col("disbursed_on") <= through),
        repayments=portfolio.repayments,
        stops=portfolio.stops.filter(pl.col("since") < a_year_before),
        granted=NOTHING_GRANTED,
        policy=policy,
        national=national,
        through=through,
    ).lines
    return lines.filter(pl.col("due_fen") > 0).select("contract", amount="due_fen")


NOTHING_GRANTED = pl.DataFrame(schema={"contract": pl.String, "amount": pl.Int64})
"""No earlier settlement."""
