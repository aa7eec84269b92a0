"""Records that are wrong by themselves once another table is held beside them (R15).

Each check gives the columns of :data:`hudai.core.suspicion.COLUMNS`, one row a suspicion: its subject is
its one record.  A fact that is missing raises nothing.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl

from hudai.core.findings import Level
from hudai.core.policy import Dated, Policy
from hudai.core.suspicion import APPLICATION, BATCH, LOAN, nothing
from hudai.core.versions import clause_in_force, in_force, level_in_force

LABELS = {
    "off_list": "放款时不在名单内",
    "dead": "放款时借款人已去世",
    "unapproved": "意见不齐先放款",
    "charged": "收费、担保或附加条件",
    "late_disbursement": "批准后迟迟不放款",
    "late_subsidy": "贴息拨付迟延",
    "over_granted": "贴息多发",
}
"""What people call these checks."""


def off_list(loans: pl.DataFrame, listings: pl.DataFrame, *, policy: Policy) -> pl.DataFrame:
    """Loans paid out to a household that was not on the name list that day (R15.9).

    ``loans``: loan_key, household, disbursed_on, signed_on, principal (fen); without renewals.
    ``listings``: household, since, until (first day off the list, null while on it).
    """
    paid = loans.filter(pl.col("disbursed_on").is_not_null())
    day = pl.col("disbursed_on")
    on_it = paid.join(listings, on="household").filter(
        pl.col("since") <= day, pl.col("until").is_null() | (day < pl.col("until"))
    )
    left = paid.join(on_it.select("loan_key").unique(), on="loan_key", how="anti")
    message = pl.format("{} 放款时，这户不在帮扶名单内。", day.dt.to_string("%Y-%m-%d"))
    return _loans(left, "off_list", policy.household_kinds, message, Level.HARD)


def dead(loans: pl.DataFrame, *, policy: Policy) -> pl.DataFrame:
    """Loans paid out after the borrower died (R15.9).

    ``loans``: loan_key, disbursed_on, signed_on, died_on, principal (fen).
    """
    died = loans.filter(pl.col("died_on") <= pl.col("disbursed_on"))
    message = pl.format(
        "借款人登记的死亡日期是 {}，{} 放款。",
        pl.col("died_on").dt.to_string("%Y-%m-%d"),
        pl.col("disbursed_on").dt.to_string("%Y-%m-%d"),
    )
    return _loans(died, "dead", policy.household_kinds, message, Level.HARD)


def unapproved(loans: pl.DataFrame, *, policy: Policy) -> pl.DataFrame:
    """Loans paid out before all opinions on their application were there (R15.12).

    ``loans``: those with an application — loan_key, disbursed_on, signed_on, principal (fen), approved_on
    (null while it is not approved).
    """
    paid = loans.filter(pl.col("disbursed_on").is_not_null())
    early = paid.filter(pl.col("approved_on").is_null() | (pl.col("disbursed_on") < pl.col("approved_on")))
    day = pl.col("disbursed_on").dt.to_string("%Y-%m-%d")
    message = (
        pl.when(pl.col("approved_on").is_null())
        .then(pl.format("{} 放款，申请至今没有批准。", day))
        .otherwise(
            pl.format("{} 放款，{} 各级意见才签齐。", day, pl.col("approved_on").dt.to_string("%Y-%m-%d"))
        )
    )
    # The law of it is the road itself, which has no version of its own.
    clause = next((step.clause for step in policy.route if step.clause), "")
    found = _loans(early, "unapproved", policy.disburse_within_days, message, Level.HARD)
    return found.with_columns(level=pl.lit(Level.HARD.value), clause=pl.lit(clause))


def charged(loans: pl.DataFrame, *, policy: Policy) -> pl.DataFrame:
    """Loans on whose application a fee, a guarantor or a condition stands (R15.15).

    ``loans``: loan_key, signed_on, principal (fen), guarantor_or_collateral, fee_charged, extra_condition
    (Boolean, null where nobody said).
    """
    told = pl.concat_str(
        *(
            pl.when(pl.col(name)).then(pl.lit(words))
            for name, words in (
                ("guarantor_or_collateral", "担保或抵押"),
                ("fee_charged", "收费或保证金"),
                ("extra_condition", "附加条件"),
            )
        ),
        separator="、",
        ignore_nulls=True,
    )
    found = loans.with_columns(told=told).filter(pl.col("told") != "")
    return _loans(found, "charged", policy.fee_free, pl.format("申请上登记有{}。", "told"), Level.HARD)


def late_disbursements(applications: pl.DataFrame, *, policy: Policy, on: date) -> pl.DataFrame:
    """Applications approved and not paid out in time (R15.19).

    ``applications``: approved ones that lead to a payout — application_key, approved_on, disbursed_on (null
    while the money is not paid out), amount (fen).
    """
    most = in_force(policy.disburse_within_days, pl.lit(on), pl.Int64)
    paid_by = pl.coalesce("disbursed_on", pl.lit(on))
    late = applications.filter((paid_by - pl.col("approved_on")).dt.total_days() > most)
    return late.rechunk().select(
        rule=pl.lit("late_disbursement"),
        subject=pl.format("application {}", "application_key"),
        thing=pl.lit(APPLICATION),
        key="application_key",
        level=level_in_force(policy.disburse_within_days, pl.lit(on), Level.ADVICE),
        clause=clause_in_force(policy.disburse_within_days, pl.lit(on)),
        message=pl.format("{} 批准，{} 天内没有放款。", pl.col("approved_on").dt.to_string("%Y-%m-%d"), most),
        stake_fen="amount",
    )


def late_subsidies(lines: pl.DataFrame, *, policy: Policy, on: date) -> pl.DataFrame:
    """Batches with money that did not reach households in time after the approval (R15.18).

    ``lines``: those above zero of approved batches — batch (key), approved_on, due (fen), paid_on (null
    while it has not arrived).
    """
    most = in_force(policy.subsidy_late_days, pl.lit(on), pl.Int64)
    paid_by = pl.coalesce("paid_on", pl.lit(on))
    late = lines.filter((paid_by - pl.col("approved_on")).dt.total_days() > most)
    if late.is_empty():
        return nothing()
    batches = late.group_by("batch", "approved_on").agg(pl.col("due").sum(), lines=pl.len())
    return batches.select(
        rule=pl.lit("late_subsidy"),
        subject=pl.format("batch {}", "batch"),
        thing=pl.lit(BATCH),
        key="batch",
        level=level_in_force(policy.subsidy_late_days, pl.lit(on), Level.ADVICE),
        clause=clause_in_force(policy.subsidy_late_days, pl.lit(on)),
        message=pl.format(
            "{} 批准的批次有 {} 笔没有在 {} 天内到账。",
            pl.col("approved_on").dt.to_string("%Y-%m-%d"),
            "lines",
            most,
        ),
        stake_fen="due",
    )


def over_granted(lines: pl.DataFrame, *, policy: Policy) -> pl.DataFrame:
    """Loans granted more subsidy than they earned so far: on overdue days, above the cap, past the last
    year, outside the window (R15.8).

    ``lines``: what :func:`hudai.core.settlement.settle` gives — loan_key, signed_on, granted_fen, due_fen.
    """
    over = lines.filter(pl.col("due_fen") < 0)
    yuan = pl.format(
        "{}.{}", -pl.col("due_fen") // 100, (-pl.col("due_fen") % 100).cast(pl.String).str.zfill(2)
    )
    message = pl.format("已批贴息比应享受的多 {} 元，请核实原因并追回。", yuan)
    return _loans(over, "over_granted", policy.subsidised_principal, message, Level.HARD, -pl.col("due_fen"))


def _loans(
    loans: pl.DataFrame,
    rule: str,
    dated: Dated[Any],
    message: pl.Expr,
    level: Level,
    stake: pl.Expr | None = None,
) -> pl.DataFrame:
    """One suspicion for each of the loans, by the law of its signing day."""
    day = pl.col("signed_on")
    # Polars stumbles over pieces that a filter left empty, where a frame came in several.
    return loans.rechunk().select(
        rule=pl.lit(rule),
        subject=pl.format("loan {}", "loan_key"),
        thing=pl.lit(LOAN),
        key="loan_key",
        level=level_in_force(dated, day, level),
        clause=clause_in_force(dated, day),
        message=message,
        stake_fen=pl.col("principal") if stake is None else stake,
    )
