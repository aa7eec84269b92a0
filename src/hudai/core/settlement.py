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

from hudai.core.balances import paid_off, stretches
from hudai.core.chains import due_in_force, with_chain
from hudai.core.coverage import with_covered
from hudai.core.dates import is_settlement_day, term_months
from hudai.core.errors import CannotTell, Refusal
from hudai.core.interest import UNITS_OF_YEAR, days, units
from hudai.core.money import LARGEST_FEN, PPM, half_up_columns
from hudai.core.periods import cut, settlement_cuts
from hudai.core.policy import Dated, OverCap, Policy, SettlementMode
from hudai.core.rates import RateSeries, with_ceiling_rate
from hudai.core.versions import holds, in_force, require_known


@dataclass(frozen=True, slots=True)
class Settlement:
    """One settlement of a portfolio."""

    lines: pl.DataFrame
    """One row per loan in the order given — contract, household, entitled_fen, paid_fen,
    granted_fen, due_fen (Int64; negative due is a clawback)."""
    segments: pl.DataFrame
    """One row per loan and segment, in order of the loans given and of days — contract, from, to
    (exclusive), days, balance_fen, covered_fen, rate_ppm, ratio_ppm, basis, reason (null where
    the segment is subsidised)."""
    through: date
    """Last day settled."""


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
            (fen), rate (ppm).
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
    rules = _rules(policy, until)
    ordered = _ordered(loans, stops, policy, national, until)
    by_contract = ordered.select("contract", "loan")
    repaid = repayments.filter(pl.col("paid_on") < until).join(by_contract, on="contract")
    stretched = stretches(ordered, repaid, until=until)
    ordered = _with_life(ordered, stretched, until)
    phased = _phases(with_covered(stretched, ordered), ordered)
    earning = cut(phased.filter(pl.col("reason").is_null()), rules.cuts)
    entitled = _entitled(earning, rules)
    lines = _lines(ordered, entitled, repaid, granted, rules.mode)
    return Settlement(lines, _worksheet(phased, earning, ordered, rules), through)


@dataclass(frozen=True, slots=True)
class _Rules:
    """What the policy says of this settlement."""

    cuts: pl.DataFrame
    """Stretches of days in one settlement period at one ratio — start, end, settles_on, ratio_ppm."""
    basis: str
    units_of_year: int
    units: pl.Expr
    mode: SettlementMode


def _rules(policy: Policy, until: date) -> _Rules:
    through = until - timedelta(days=1)
    frequency = policy.settlement_frequency.on(through)
    settled_on = policy.settlement_day.on(through)
    if not is_settlement_day(until, frequency, settled_on):
        raise Refusal(
            f"{through.isoformat()} 不是结息期的最后一天，不能结算到这一天。"
            f"本方案的结息日是每期的 {settled_on} 日，请改用结息日。"
        )
    basis = policy.time_basis.on(through)
    changes = [version.since for version in policy.subsidy_ratio.versions]
    cuts = settlement_cuts(until, frequency, settled_on, changes=changes)
    require_known(policy.subsidy_ratio, cuts["start"])
    return _Rules(
        # Days before the first version earn nothing: no contract of the scheme is that old.
        cuts=cuts.with_columns(
            ratio_ppm=in_force(policy.subsidy_ratio, pl.col("start"), pl.Int64).fill_null(0)
        ),
        basis=basis.value,
        units_of_year=UNITS_OF_YEAR[basis],
        units=units(basis),
        mode=policy.settlement_mode.on(through),
    )


def _ordered(
    loans: pl.DataFrame,
    stops: pl.DataFrame,
    policy: Policy,
    national: Mapping[str, RateSeries],
    until: date,
) -> pl.DataFrame:
    """The loans in the order in which the cap is handed out, numbered, with their own terms.

    Adds loan (0, 1, …), household (numbered alike), given (place in the input), due (in force),
    chain_until, stopped_on, stop_kind, scheme_from (first day inside the scheme, null if none),
    cap, coverable and rate_ppm (subsidised).
    """
    assert loans.filter(pl.col("principal") > LARGEST_FEN).is_empty(), "a principal beyond every loan"
    chained = with_chain(loans.with_row_index("given")).join(
        _first_stops(stops, until), on="contract", how="left"
    )
    termed = chained.with_columns(term_months=term_months(pl.col("disbursed_on"), pl.col("due_on")))
    rated = with_ceiling_rate(termed, policy=policy, national=national)
    dated = rated.with_columns(scheme_from=_scheme_from(rated, policy)).with_columns(
        _terms_of_contract(rated, policy)
    )
    _refuse_unknown_ceiling(dated.filter(pl.col("disbursed_on") < until))
    ordered = dated.sort("household", "chain_disbursed_on", "contract")
    new_household = pl.col("household") != pl.col("household").shift(1)
    return ordered.with_columns(
        loan=pl.int_range(pl.len(), dtype=pl.Int64),
        household_name=pl.col("household"),
        household=new_household.fill_null(True).cum_sum().cast(pl.Int64),
        due=due_in_force(),
        rate_ppm=pl.min_horizontal("rate", "ceiling_ppm"),
    )


def _first_stops(stops: pl.DataFrame, until: date) -> pl.DataFrame:
    """The earliest stop event in effect of each contract — contract, stopped_on, stop_kind."""
    effective = stops.filter(pl.col("since") < until).sort("since", maintain_order=True)
    return effective.unique("contract", keep="first").select("contract", stopped_on="since", stop_kind="kind")


def _scheme_from(loans: pl.DataFrame, policy: Policy) -> pl.Expr:
    """First day of each loan inside the scheme; null for a loan outside it (R4.4).

    A renewal signed inside the window brings its own contract in, whatever its chain began
    under.  An extension signed inside the window brings in what lies behind the old due day: the
    days before it belong to the scheme the loan was made under.
    """
    inside = _in_window(policy, "chain_signed_on") | (
        pl.col("original").is_not_null() & _in_window(policy, "signed_on")
    )
    extended = _in_window(policy, "extended_on") if "extended_on" in loans.columns else pl.lit(value=False)
    return pl.when(inside).then("disbursed_on").when(extended).then("due_on")


def _in_window(policy: Policy, day: str) -> pl.Expr:
    since = pl.col(day) >= policy.window_since
    return since if policy.window_until is None else since & (pl.col(day) < policy.window_until)


def _terms_of_contract(loans: pl.DataFrame, policy: Policy) -> list[pl.Expr]:
    """Chain's last subsidised day (exclusive), cap and coverability, by the contract's version.

    Contracts older than the first version stand under it: they earn nothing themselves, but use
    up cap of the loans that do.
    """
    signed_on = loans["signed_on"]
    for dated in (policy.subsidy_max_years, policy.subsidised_principal, policy.over_cap):
        require_known(dated, signed_on)

    def of_contract(dated: Dated[int]) -> pl.Expr:
        day = pl.max_horizontal("signed_on", pl.lit(dated.versions[0].since))
        return in_force(dated, day, pl.Int64)

    cap = of_contract(policy.subsidised_principal)
    whole_loan = pl.lit(value=False)
    for version in policy.over_cap.versions:
        if version.value is OverCap.LOAN_UNCOVERED:
            whole_loan |= holds(version, pl.max_horizontal("signed_on", pl.lit(version.since)))
    beyond = (pl.col("principal") > cap) | (pl.col("term_months") > of_contract(policy.term_max_months))
    chain_end = pl.col("chain_disbursed_on").dt.offset_by(
        pl.format("{}y", of_contract(policy.subsidy_max_years))
    )
    return [chain_end.alias("chain_until"), cap.alias("cap"), (~(whole_loan & beyond)).alias("coverable")]


def _refuse_unknown_ceiling(loans: pl.DataFrame) -> None:
    """Refuse when a loan of the scheme has no published rate to be measured against."""
    blind = loans.filter(pl.col("scheme_from").is_not_null(), pl.col("ceiling_ppm").is_null())
    if blind.height:
        named = "、".join(blind["contract"].head(5).cast(pl.String))
        days_named = "、".join(sorted({day.isoformat() for day in blind["signed_on"].head(5)}))
        raise CannotTell(
            f"{blind.height} 笔贷款（合同号 {named}{'……' if blind.height > 5 else ''}）的签订日"
            f"（{days_named}）没有公布利率的数据，不能确定贴息利率。请先在政策包的利率资料中补录。"
        )


def _with_life(loans: pl.DataFrame, stretched: pl.DataFrame, until: date) -> pl.DataFrame:
    """Add ``life_until``: the day a loan's normal life ends, paid off or due, whichever is first."""
    ended = loans.join(paid_off(stretched, until=until), on="loan", how="left", maintain_order="left")
    return ended.with_columns(
        life_until=pl.max_horizontal("disbursed_on", pl.min_horizontal("due", "paid_off_on"))
    )


def _phases(covered: pl.DataFrame, loans: pl.DataFrame) -> pl.DataFrame:
    """Cut stretches where the reason a day does not count changes, first failing reason first (R4).

    Adds ``reason`` (String, null on subsidisable days) and the loan's rate_ppm, disbursed_on and
    life_until; in no particular order.
    """
    facts = loans.select(
        "loan", "disbursed_on", "life_until", "due", "chain_until", "stopped_on", "stop_kind", "rate_ppm",
        scheme_from=pl.col("scheme_from").fill_null(pl.lit(date.max)),
    )  # fmt: skip
    rows = covered.join(facts, on="loan", how="left", maintain_order="left")
    within_term = pl.min_horizontal("due", "chain_until")
    enters = pl.min_horizontal("scheme_from", within_term)
    stops = pl.max_horizontal(enters, pl.min_horizontal(within_term, "stopped_on"))
    uncovered = pl.when(pl.col("covered") == 0).then(pl.lit("uncovered"))
    parts = (
        (pl.col("since"), enters, pl.lit("outside_window")),
        (enters, stops, uncovered),
        (stops, within_term, pl.format("stopped:{}", "stop_kind")),
        (within_term, pl.col("due"), pl.lit("after_max_years")),
        (pl.col("due"), pl.col("until"), pl.lit("overdue")),
    )
    return pl.concat([_part(rows, *part) for part in parts])


def _part(rows: pl.DataFrame, start: pl.Expr, end: pl.Expr, reason: pl.Expr) -> pl.DataFrame:
    clipped = rows.with_columns(
        since=pl.max_horizontal("since", start), until=pl.min_horizontal("until", end), reason=reason
    ).filter(pl.col("since") < pl.col("until"))
    columns = ("loan", "since", "until", "balance", "covered", "rate_ppm", "disbursed_on", "life_until")
    return clipped.select(*columns, "reason")


def _entitled(earning: pl.DataFrame, rules: _Rules) -> pl.DataFrame:
    """Entitlement of each loan: rounded once per period, then added up — loan, entitled_fen."""
    product = pl.col("covered").cast(pl.Int128) * rules.units * pl.col("rate_ppm") * pl.col("ratio_ppm")
    by_period = earning.group_by("loan", "settles_on").agg(product.sum().alias("product"))
    rounded = half_up_columns(pl.col("product"), rules.units_of_year * PPM * PPM)
    return by_period.group_by("loan").agg(rounded.sum().alias("entitled_fen"))


def _lines(
    loans: pl.DataFrame,
    entitled: pl.DataFrame,
    repaid: pl.DataFrame,
    granted: pl.DataFrame,
    mode: SettlementMode,
) -> pl.DataFrame:
    """What is due on each loan, in the order the loans were given."""
    paid = repaid.group_by("loan").agg(paid_fen=pl.col("interest").sum())
    earlier = granted.group_by("contract").agg(granted_fen=pl.col("amount").sum())
    figures = ("entitled_fen", "paid_fen", "granted_fen")
    together = (
        loans.join(entitled, on="loan", how="left")
        .join(paid, on="loan", how="left")
        .join(earlier, on="contract", how="left")
        .with_columns(pl.col(figures).fill_null(0))
    )
    owed = (
        pl.min_horizontal("entitled_fen", "paid_fen")
        if mode is SettlementMode.REIMBURSE_BORROWER
        else pl.col("entitled_fen")
    )
    return (
        together.sort("given")
        .select("contract", "household_name", *figures, due_fen=owed - pl.col("granted_fen"))
        .rename({"household_name": "household"})
    )


def _worksheet(
    phased: pl.DataFrame, earning: pl.DataFrame, loans: pl.DataFrame, rules: _Rules
) -> pl.DataFrame:
    """Every segment of every loan as the outputs name its columns."""
    idle = phased.filter(pl.col("reason").is_not_null()).with_columns(
        ratio_ppm=pl.lit(None, dtype=pl.Int64), settles_on=pl.lit(None, dtype=pl.Date)
    )
    names = loans.select("loan", "contract", "given")
    rows = pl.concat([earning, idle.select(earning.columns)]).join(names, on="loan")
    return rows.sort("given", "since").select(
        "contract",
        pl.col("since").alias("from"),
        pl.col("until").alias("to"),
        days().alias("days"),
        pl.col("balance").alias("balance_fen"),
        pl.col("covered").alias("covered_fen"),
        "rate_ppm",
        "ratio_ppm",
        pl.lit(rules.basis).alias("basis"),
        "reason",
    )
