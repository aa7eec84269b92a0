"""Settlement: what subsidy each loan is entitled to, what was granted, what is due (R3-R6).

Always from the facts since inception, never from a stored counter: a late repayment record, a
corrected date or a late stop event mends itself in the next settlement.  Every figure comes with
the worksheet it was added up from, segment by segment, each day of a loan with the reason it
does not count where it does not.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl

from hudai.core.balances import in_order_of, paid_off, stretches
from hudai.core.contract_terms import with_terms
from hudai.core.coverage import with_covered
from hudai.core.dates import is_settlement_day
from hudai.core.errors import Refusal
from hudai.core.interest import UNITS_OF_YEAR, days, units
from hudai.core.money import PPM, half_up_columns
from hudai.core.periods import cut, settlement_cuts
from hudai.core.policy import Policy, SettlementMode, TimeBasis
from hudai.core.rates import RateSeries
from hudai.core.versions import in_force, require_known


@dataclass(frozen=True, slots=True)
class Settlement:
    """One settlement of a portfolio."""

    lines: pl.DataFrame
    """One row per loan in the order given — contract, household, entitled_fen, paid_fen,
    granted_fen, due_fen (Int64; negative due is a clawback)."""
    through: date
    """Last day settled."""
    basis: TimeBasis
    _loans: pl.DataFrame
    _covered: pl.DataFrame
    _earning: pl.DataFrame

    def worksheet(self) -> pl.DataFrame:
        """The segments the lines were added up from.

        One row per loan and segment, in the order of the loans given and of days — contract,
        from, to (exclusive), days, balance_fen, covered_fen, rate_ppm, ratio_ppm (null where
        nothing is subsidised), basis, reason (null where the segment is subsidised).
        """
        earning = self._earning.with_columns(reason=pl.lit(None, dtype=pl.String))
        idle = _idle(self._covered, self._loans)
        rows = pl.concat([earning, idle], how="diagonal").with_columns(given=self._of_loan("given"))
        return rows.sort("given", "since").select(
            self._of_loan("contract"),
            pl.col("since").alias("from"),
            pl.col("until").alias("to"),
            days().alias("days"),
            pl.col("balance").alias("balance_fen"),
            pl.col("covered").alias("covered_fen"),
            self._of_loan("rate_ppm"),
            "ratio_ppm",
            pl.lit(self.basis.value).alias("basis"),
            "reason",
        )

    def _of_loan(self, column: str) -> pl.Expr:
        return _of_loan(self._loans, column)


def settle(
    *,
    loans: pl.DataFrame,
    repayments: pl.DataFrame,
    stops: pl.DataFrame,
    granted: pl.DataFrame,
    policy: Policy,
    national: Mapping[str, RateSeries],
    through: date,
) -> Settlement:
    """Settle every loan from its first day through ``through``.

    Args:
        loans: one row per loan — contract, original (null for a first loan), household,
            signed_on, disbursed_on, due_on, extended_due_on (null where not extended), principal
            (fen), rate (ppm); extended_on (signing day of the extension) if known.
        repayments: contract, paid_on, principal, interest, penalty (fen).
        stops: contract, kind, since.
        granted: contract, amount (fen): what earlier settlements granted.
        policy: the county's.
        national: the published rate series.
        through: last day of the last settlement period; later facts do not count.

    Raises:
        CannotTell: if a number of law the figures rest on is not known, or the rate series
            says nothing of a contract's day.
        Refusal: if ``through`` is not the last day of a settlement period.

    Source: 渝北区实施方案 一（7）、二（3）、二（4），附件3、4；上蔡县意见 三.
    """
    until = through + timedelta(days=1)
    cuts = _cuts(policy, until)
    basis = policy.time_basis.on(through)
    mode = policy.settlement_mode.on(through)
    counted = repayments.filter(pl.col("paid_on") < until)
    ordered = with_terms(loans, stops, policy=policy, national=national, until=until)
    repaid = counted.filter(pl.col("principal") > 0).join(ordered.select("contract", "loan"), on="contract")
    stretched = stretches(ordered, repaid, until=until)
    ordered = _with_life(ordered, stretched, until)
    covered = with_covered(stretched, ordered)
    earning = cut(_earning(covered, ordered), cuts)
    entitled = _entitled(earning, ordered, basis)
    lines = _lines(ordered, entitled, counted, granted, mode)
    return Settlement(lines, through, basis, ordered, covered, earning)


def _cuts(policy: Policy, until: date) -> pl.DataFrame:
    """The settlement periods before ``until``, cut where the ratio changes; with ratio_ppm."""
    through = until - timedelta(days=1)
    frequency = policy.settlement_frequency.on(through)
    settled_on = policy.settlement_day.on(through)
    if not is_settlement_day(until, frequency, settled_on):
        raise Refusal(
            f"{through.isoformat()} 不是结息期的最后一天，不能结算到这一天。"
            f"本方案的结息日是每期的 {settled_on} 日，请改用结息日。"
        )
    changes = [version.since for version in policy.subsidy_ratio.versions]
    cuts = settlement_cuts(until, frequency, settled_on, changes=changes)
    require_known(policy.subsidy_ratio, cuts["start"])
    ratio = in_force(policy.subsidy_ratio, pl.col("start"), pl.Int64)
    # Days before the first version earn nothing: no contract of the scheme is that old.
    return cuts.with_columns(ratio_ppm=ratio.fill_null(0))


def _of_loan(loans: pl.DataFrame, column: str) -> pl.Expr:
    """A loan's own column beside each row of its stretches.

    Loans are numbered by their place, so this is a look-up by position and no join.
    """
    return pl.lit(loans[column]).gather(pl.col("loan")).alias(column)


def _with_life(loans: pl.DataFrame, stretched: pl.DataFrame, until: date) -> pl.DataFrame:
    """Add life_until: the day a loan's normal life ends, paid off or due, whichever is first."""
    ended = loans.join(paid_off(stretched, until=until), on="loan", how="left", maintain_order="left")
    return ended.with_columns(
        life_until=pl.max_horizontal("disbursed_on", pl.min_horizontal("due", "paid_off_on"))
    )


def _earning(covered: pl.DataFrame, loans: pl.DataFrame) -> pl.DataFrame:
    """What of the stretches is subsidisable: in the scheme, in time, not stopped, covered (R4)."""
    start, stop, _ = _turning_points(loans)
    return _clipped(covered.filter(pl.col("covered") > 0), start, stop)


def _idle(covered: pl.DataFrame, loans: pl.DataFrame) -> pl.DataFrame:
    """What is not, with the first reason that fails in the order of R4."""
    start, stop, term = _turning_points(loans)
    due = _of_loan(loans, "due")
    stopped = pl.format("stopped:{}", _of_loan(loans, "stop_kind"))
    return pl.concat(
        [
            _clipped(covered, pl.col("since"), start).with_columns(reason=pl.lit("outside_window")),
            _clipped(covered.filter(pl.col("covered") == 0), start, stop).with_columns(
                reason=pl.lit("uncovered")
            ),
            _clipped(covered, stop, term).with_columns(reason=stopped),
            _clipped(covered, term, due).with_columns(reason=pl.lit("after_max_years")),
            _clipped(covered, due, pl.col("until")).with_columns(reason=pl.lit("overdue")),
        ]
    )


def _turning_points(loans: pl.DataFrame) -> tuple[pl.Expr, pl.Expr, pl.Expr]:
    """Days between which a loan's days count: it enters the scheme, is stopped, its term is over.

    Each is no earlier than the one before, so that every day has exactly one reason.
    """
    points = loans.with_columns(
        term=pl.min_horizontal("due", "chain_until"),
    ).with_columns(enters=pl.min_horizontal(pl.col("scheme_from").fill_null(date.max), "term"))
    stops = pl.max_horizontal("enters", pl.min_horizontal("term", "stopped_on"))
    points = points.with_columns(stops=stops)
    return _of_loan(points, "enters"), _of_loan(points, "stops"), _of_loan(points, "term")


def _clipped(rows: pl.DataFrame, start: pl.Expr, end: pl.Expr) -> pl.DataFrame:
    """The part of each stretch between two days; stretches wholly outside fall away."""
    return rows.with_columns(
        since=pl.max_horizontal("since", start), until=pl.min_horizontal("until", end)
    ).filter(pl.col("since") < pl.col("until"))


def _entitled(earning: pl.DataFrame, loans: pl.DataFrame, basis: TimeBasis) -> pl.DataFrame:
    """Entitlement of each loan: rounded once per period, then added up — loan, entitled_fen.

    ``earning`` is in order of loan and day, which the packed key relies on.
    """
    lived = earning.with_columns(_of_loan(loans, "disbursed_on"), _of_loan(loans, "life_until"))
    # Balance times units stays below 2**63 (see LARGEST_FEN); times rate and ratio it does not.
    accumulated = (pl.col("covered") * units(basis)).cast(pl.Int128)
    keyed = lived.select(
        "loan",
        product=accumulated * (_of_loan(loans, "rate_ppm") * pl.col("ratio_ppm")),
        loan_and_period=in_order_of("loan", "settles_on").set_sorted(),
    )
    by_period = keyed.group_by("loan_and_period", maintain_order=True).agg(
        pl.col("loan").first(), pl.col("product").sum()
    )
    rounded = by_period.select(
        loan=pl.col("loan").set_sorted(),
        entitled_fen=half_up_columns(pl.col("product"), UNITS_OF_YEAR[basis] * PPM * PPM),
    )
    return rounded.group_by("loan").agg(pl.col("entitled_fen").sum())


def _lines(
    loans: pl.DataFrame,
    entitled: pl.DataFrame,
    counted: pl.DataFrame,
    granted: pl.DataFrame,
    mode: SettlementMode,
) -> pl.DataFrame:
    """What is due on each loan, in the order the loans were given."""
    paid = counted.group_by("contract").agg(paid_fen=pl.col("interest").sum())
    earlier = granted.group_by("contract").agg(granted_fen=pl.col("amount").sum())
    figures = ("entitled_fen", "paid_fen", "granted_fen")
    together = (
        loans.select("loan", "given", "contract", household="household_name")
        .join(entitled, on="loan", how="left")
        .join(paid, on="contract", how="left")
        .join(earlier, on="contract", how="left")
        .with_columns(pl.col(figures).fill_null(0))
    )
    entitled_now = (
        pl.min_horizontal("entitled_fen", "paid_fen")
        if mode is SettlementMode.REIMBURSE_BORROWER
        else pl.col("entitled_fen")
    )
    due = entitled_now - pl.col("granted_fen")
    return together.sort("given").select("contract", "household", *figures, due_fen=due)
