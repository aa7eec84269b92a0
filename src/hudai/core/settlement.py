"""Settlement: what subsidy each loan is entitled to, what was granted, what is due (R3-R6).

Always from the facts since inception, never from a stored counter: a late repayment record, a
corrected date or a late stop event mends itself in the next settlement.  Every figure comes with
the worksheet it was added up from, segment by segment, each day of a loan with the reason it
does not count where it does not.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

import polars as pl

from hudai.core.balances import day_in_order, in_order_of, paid_off, stretches
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

BATCH_REPAYMENTS = 1_000_000
"""Repayments numbered at a time."""
BATCH_LOANS = 100_000
"""Loans worked on at a time, whole households: what a step makes of them stays in reused memory.

Measured at a million loans: one stretch of them all took four times as long a loan.
"""


@dataclass(frozen=True, slots=True)
class Settlement:
    """One settlement of a portfolio."""

    lines: pl.DataFrame
    """One row per loan in the order given — contract, household, entitled_fen, paid_fen,
    granted_fen, due_fen (Int64; negative due is a clawback)."""
    through: date
    """Last day settled."""
    basis: TimeBasis
    _facts: _Facts

    def worksheet(self) -> pl.DataFrame:
        """The segments the lines were added up from, worked out again from the same facts.

        One row per loan and segment, in the order of the loans given and of days — contract,
        from, to (exclusive), days, balance_fen, covered_fen, rate_ppm, ratio_ppm (null where
        nothing is subsidised), basis, reason (null where the segment is subsidised).
        """
        parts = [_segments(part, self.basis) for part in self._facts.batches()]
        return pl.concat(parts).sort("given", "from").drop("given")

    def periods(self) -> pl.DataFrame:
        """The entitlement of each loan by settlement period, where there is any.

        One row per loan and period — contract, settles_on (the first day after the period),
        entitled_fen; those of a loan add up to its line.
        """
        parts = [
            _entitled_by_period(part, self.basis).select(
                _of_loan(part.loans, "given"),
                _of_loan(part.loans, "contract"),
                "settles_on",
                entitled_fen="fen",
            )
            for part in self._facts.batches()
        ]
        earned = pl.concat(parts).filter(pl.col("entitled_fen") > 0)
        return earned.sort("given", "settles_on").drop("given")


@dataclass(frozen=True)
class _Facts:
    """What a settlement rests on, loans numbered by their place."""

    loans: pl.DataFrame
    """As :func:`hudai.core.contract_terms.with_terms` gives."""
    repaid: pl.DataFrame
    """Principal repayments — loan, paid_on, principal (fen)."""
    cuts: pl.DataFrame
    until: date

    def batches(self) -> Iterator[_Facts]:
        """The same, some whole households at a time, loans numbered anew in each."""
        if self.loans.height <= BATCH_LOANS:
            yield self
            return
        households = self.loans["household"]
        start = 0
        while start < households.len():
            end = min(start + BATCH_LOANS, households.len())
            # Loans of a household lie together: go on to where the last one's end.
            end = int(households.search_sorted(households[end - 1], side="right"))
            loans = self.loans[start:end].with_columns(pl.col("loan") - start)
            inside = pl.col("loan").is_between(start, end - 1)
            repaid = self.repaid.filter(inside).with_columns(pl.col("loan") - start)
            yield _Facts(loans, repaid, self.cuts, self.until)
            start = end

    @cached_property
    def stretched(self) -> _Batch:
        """Balances, coverage and what of it is subsidised.

        Kept as long as the facts are: those of a portfolio in one batch serve its lines, its periods
        and its worksheet; of a larger one each batch is forgotten before the next.
        """
        stretched = stretches(self.loans, self.repaid, until=self.until)
        loans = _with_life(self.loans, stretched, self.until)
        covered = with_covered(stretched, loans)
        return _Batch(loans, covered, cut(_earning(covered, loans), self.cuts))


@dataclass(frozen=True, slots=True)
class _Batch:
    """Stretches of some households' loans."""

    loans: pl.DataFrame
    covered: pl.DataFrame
    earning: pl.DataFrame
    """What of them is subsidised, cut at settlement days and where the ratio changes."""


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
    ordered = with_terms(loans, stops, policy=policy, national=national, until=until)
    numbers = ordered.select("contract", "loan")
    interest, principal = _numbered(repayments, numbers, until)
    facts = _Facts(ordered, principal, cuts, until)
    lines = ordered.select("contract", "given", household="household_name").with_columns(
        entitled_fen=pl.concat([_entitled(part, basis) for part in facts.batches()]),
        paid_fen=_by_loan(interest, "interest", ordered.height),
        granted_fen=_by_loan(granted.join(numbers, on="contract"), "amount", ordered.height),
    )
    return Settlement(_lines(lines, mode), through, basis, facts)


def _numbered(
    repayments: pl.DataFrame, numbers: pl.DataFrame, until: date
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Repayments before ``until`` by the loans' numbers: the interest (loan, interest), and the
    principal (loan, paid_on, principal).

    Rows of one contract mostly stand together in a sheet, so each run of them is looked up once;
    the rows are gone through some at a time, and never copied whole.
    """
    runs, principal, before = [], [], 0
    for part in list(repayments.iter_slices(BATCH_REPAYMENTS)) or [repayments]:
        of_part, repaid = _runs(part.filter(pl.col("paid_on") < until))
        runs.append(of_part)
        principal.append(repaid.with_columns(pl.col("run") + before))
        before += of_part.height
    interest = pl.concat(runs).join(numbers, on="contract", how="left", maintain_order="left")
    loan = pl.lit(interest["loan"]).gather(pl.col("run"))
    return interest, pl.concat(principal).select(loan.alias("loan"), "paid_on", "principal")


def _runs(repayments: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Each run of one contract (contract, interest), and the principal by run (run, paid_on, principal)."""
    rows = repayments.with_columns(run=pl.col("contract").rle_id().set_sorted())
    runs = rows.group_by("run", maintain_order=True).agg(pl.col("contract").first(), pl.col("interest").sum())
    return runs.drop("run"), rows.filter(pl.col("principal") > 0).select("run", "paid_on", "principal")


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


def _entitled(facts: _Facts, basis: TimeBasis) -> pl.Series:
    """Entitlement of each loan of a batch, fen: rounded once per period, then added up."""
    return _by_loan(_entitled_by_period(facts, basis), "fen", facts.loans.height)


def _entitled_by_period(facts: _Facts, basis: TimeBasis) -> pl.DataFrame:
    """Entitlement of a batch's loans, rounded once per period — loan, settles_on, fen."""
    batch = facts.stretched
    lived = batch.earning.with_columns(
        _of_loan(batch.loans, "disbursed_on"), _of_loan(batch.loans, "life_until")
    )
    # Balance times units stays below 2**63 (see LARGEST_FEN); times rate and ratio it does not.
    accumulated = (pl.col("covered") * units(basis)).cast(pl.Int128)
    keyed = lived.select(
        "loan",
        product=accumulated * (_of_loan(batch.loans, "rate_ppm") * pl.col("ratio_ppm")),
        loan_and_period=in_order_of("loan", "settles_on").set_sorted(),
    )
    by_period = keyed.group_by("loan_and_period", maintain_order=True).agg(
        pl.col("loan").first(), pl.col("product").sum()
    )
    return by_period.select(
        "loan",
        day_in_order("loan_and_period").alias("settles_on"),
        fen=half_up_columns(pl.col("product"), UNITS_OF_YEAR[basis] * PPM * PPM),
    )


def _by_loan(rows: pl.DataFrame, column: str, loans: int) -> pl.Series:
    """The sum of ``column`` over the rows of each loan, in order of loan; 0 where there is none."""
    summed = rows.group_by("loan").agg(pl.col(column).sum())
    place = pl.DataFrame({"loan": pl.int_range(loans, dtype=pl.Int64, eager=True)})
    return place.join(summed, on="loan", how="left", maintain_order="left")[column].fill_null(0)


def _lines(figures: pl.DataFrame, mode: SettlementMode) -> pl.DataFrame:
    """What is due on each loan, in the order the loans were given."""
    entitled_now = (
        pl.min_horizontal("entitled_fen", "paid_fen")
        if mode is SettlementMode.REIMBURSE_BORROWER
        else pl.col("entitled_fen")
    )
    due = entitled_now - pl.col("granted_fen")
    return figures.sort("given").drop("given").with_columns(due_fen=due)


def _segments(facts: _Facts, basis: TimeBasis) -> pl.DataFrame:
    """The worksheet of one batch, with given (the loan's place in the input); in no order."""
    batch = facts.stretched
    rows = pl.concat([batch.earning, _idle(batch.covered, batch.loans)], how="diagonal")
    return rows.select(
        _of_loan(batch.loans, "given"),
        _of_loan(batch.loans, "contract"),
        pl.col("since").alias("from"),
        pl.col("until").alias("to"),
        days().alias("days"),
        pl.col("balance").alias("balance_fen"),
        pl.col("covered").alias("covered_fen"),
        _of_loan(batch.loans, "rate_ppm"),
        "ratio_ppm",
        pl.lit(basis.value).alias("basis"),
        "reason",
    )
