"""The terms each contract stands under: cap, subsidised rate, window, last subsidised day (R3-R5).

Every number is picked by the contract's own day, so that loans of several editions run on side
by side.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import polars as pl

from hudai.core.chains import due_in_force, known_extensions, with_chain
from hudai.core.dates import term_months
from hudai.core.errors import CannotTell
from hudai.core.money import LARGEST_FEN
from hudai.core.policy import Dated, OverCap, Policy
from hudai.core.rates import RateSeries, with_ceiling_rate
from hudai.core.versions import holds, in_force, require_known


def with_terms(
    loans: pl.DataFrame,
    stops: pl.DataFrame,
    *,
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
    chained = with_chain(known_extensions(loans, until=until).with_row_index("given")).join(
        _first_stops(stops, until), on="contract", how="left"
    )
    termed = _entering(chained, policy).with_columns(
        term_months=term_months(pl.col("disbursed_on"), pl.col("due_on"))
    )
    rated = with_ceiling_rate(termed, policy=policy, national=national)
    dated = rated.with_columns(_terms_of_contract(rated, policy))
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
    """The earliest stop event in effect of each contract — contract, stopped_on, stop_kind.

    Of several on one day the first by name, so that the order of rows decides nothing.
    """
    effective = stops.filter(pl.col("since") < until).sort("since", "kind")
    return effective.unique("contract", keep="first", maintain_order=True).select(
        "contract", stopped_on="since", stop_kind="kind"
    )


def _entering(loans: pl.DataFrame, policy: Policy) -> pl.DataFrame:
    """Add scheme_from, the first day of each loan inside the scheme; null for a loan outside (R4.4).

    A renewal signed inside the window brings its own contract in, whatever its chain began
    under.  An extension signed inside the window brings in what lies behind the old due day: the
    days before it belong to the scheme the loan was made under.  Such a loan's terms are those of
    the day the extension was signed, which takes the place of its ``signed_on`` here.
    """
    inside = _in_window(policy, "chain_signed_on") | (
        pl.col("original").is_not_null() & _in_window(policy, "signed_on")
    )
    if "extended_on" not in loans.columns:
        return loans.with_columns(scheme_from=pl.when(inside).then("disbursed_on"))
    signed = pl.col("extended_due_on").is_not_null() & _in_window(policy, "extended_on")
    extended = ~inside & signed.fill_null(value=False)
    return loans.with_columns(
        scheme_from=pl.when(inside).then("disbursed_on").when(extended).then("due_on"),
        signed_on=pl.when(extended).then("extended_on").otherwise("signed_on"),
    )


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
    day = pl.max_horizontal("signed_on", pl.lit(policy.over_cap.versions[0].since))
    whole_loan = pl.lit(value=False)
    for version in policy.over_cap.versions:
        if version.value is OverCap.LOAN_UNCOVERED:
            whole_loan |= holds(version, day)
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
