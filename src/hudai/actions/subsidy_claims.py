"""What each line of a batch asks for rests on: the interest paid since the last line that granted
anything on the loan, and what makes the two differ (附件3、附件4).

A line's own figures are since inception (R6).  A borrower asks for a stretch: the settlement periods
that no earlier line has granted.  What is asked for is the subsidy of that stretch, plus what earlier
periods still lack, or less what they were granted too much; both are worked out from the batch's own
worksheet and the repayments that were known when it was drawn up.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl
from django.db.models import QuerySet

from hudai.core.dates import FIRST_DAY, ONE_DAY, settlement_days
from hudai.core.policy import Policy, SettlementMode, TimeBasis
from hudai.core.words import yuan
from hudai.core.worksheet import by_period
from hudai.records.columns import day, frame
from hudai.records.models import BatchStep, SubsidyBatch, SubsidyLine
from hudai.records.queries.loan_facts import loan_facts
from hudai.records.queries.subsidy import contracts_then, loans_of_keys, whole_worksheet_of


@dataclass(frozen=True, slots=True)
class Claims:
    """What the lines of a batch rest on."""

    lines: pl.DataFrame
    """One row per line, by number — number, paid_fen (interest paid in the stretch the line settles),
    early_fen (what of it was paid before the batch's own period), mended_fen (what earlier periods
    lacked; below zero what they were granted too much), beyond_fen (interest of the stretch that earns
    no subsidy; below zero where interest paid ahead is used up), note (the last three in words).
    The last two figures are null where the worksheet cannot say."""
    slips: pl.DataFrame
    """One row per repayment of interest in a line's stretch, by line and day — number, paid_on,
    interest (fen)."""


def claims(batch: SubsidyBatch, lines: QuerySet[SubsidyLine], policy: Policy) -> Claims:
    """What some lines of one batch rest on, from what was known when it was drawn up.

    Source: 渝北区实施方案 附件3、附件4：支付利息金额。
    """
    stretches = _stretches(batch, lines)
    facts = loan_facts(loans_of_keys(stretches["loan_key"].to_list()), batch.known)
    slips = stretches.join(facts.repayments.drop("contract"), on="loan_key").filter(
        pl.col("interest") > 0,
        pl.col("paid_on") < batch.period_end,
        pl.col("since").is_null() | (pl.col("paid_on") >= pl.col("since")),
    )
    early = pl.col("interest").filter(pl.col("paid_on") < batch.period_start)
    sums = slips.group_by("number").agg(paid_fen=pl.col("interest").sum(), early_fen=early.sum())
    whole = (
        stretches.join(sums, on="number", how="left")
        .with_columns(pl.col("paid_fen", "early_fen").fill_null(0))
        .join(_entitled_before(batch, stretches, policy), on="number", how="left")
    )
    told = _told_apart(whole, reimburses=batch.mode == SettlementMode.REIMBURSE_BORROWER).sort("number")
    notes = pl.Series("note", [_note(row) for row in told.iter_rows(named=True)], dtype=pl.String)
    figures = told.select("number", "paid_fen", "early_fen", "mended_fen", "beyond_fen")
    return Claims(
        figures.with_columns(notes), slips.select("number", "paid_on", "interest").sort("number", "paid_on")
    )


def _stretches(batch: SubsidyBatch, lines: QuerySet[SubsidyLine]) -> pl.DataFrame:
    """The lines with since, the first day after what earlier lines granted; null for a loan's first."""
    figures = frame(
        lines.order_by("number").values_list("number", "loan", "paid", "granted", "due"),
        {
            "number": pl.Int64, "loan_key": pl.Int64, "all_paid_fen": pl.Int64, "granted_fen": pl.Int64,
            "due_fen": pl.Int64,
        },
    )  # fmt: skip
    contracts = contracts_then(batch, figures["loan_key"].to_list())
    names = [contracts[key] for key in figures["loan_key"]]
    found = figures.with_columns(contract=pl.Series(names, dtype=pl.String))
    approved = BatchStep.objects.filter(deed=BatchStep.Deed.APPROVE, pk__lte=batch.known["step"])
    granted = SubsidyLine.objects.filter(
        loan__in=lines.order_by().values("loan"),
        due__gt=0,
        batch__in=approved.values("batch"),
        batch__period_end__lt=batch.period_end,
    )
    ends = frame(
        granted.order_by().values_list("loan", day("batch__period_end")),
        {"loan_key": pl.Int64, "since": pl.Date},
    )
    last = ends.group_by("loan_key").agg(pl.col("since").max())
    return found.join(last, on="loan_key", how="left", maintain_order="left")


def _entitled_before(batch: SubsidyBatch, stretches: pl.DataFrame, policy: Policy) -> pl.DataFrame:
    """What each loan earned before its stretch, as the batch's worksheet has it now — number,
    before_fen; null where the worksheet cannot say."""
    sheet = whole_worksheet_of(batch).join(stretches.select("contract"), on="contract", how="semi")
    if (sheet["basis"] == TimeBasis.WHOLE_MONTHS.value).any():
        return stretches.select("number", before_fen=pl.lit(None, pl.Int64))
    through = batch.period_end - ONE_DAY
    days = settlement_days(
        FIRST_DAY,
        batch.period_end,
        policy.settlement_frequency.on(through),
        policy.settlement_day.on(through),
    )
    periods = by_period(sheet, days).join(stretches, on="contract")
    earned = periods.filter(pl.col("settles_on") <= pl.col("since")).group_by("number")
    sums = earned.agg(before_fen=pl.col("entitled_fen").sum())
    return stretches.select("number").join(sums, on="number", how="left").fill_null(0)


def _told_apart(rows: pl.DataFrame, *, reimburses: bool) -> pl.DataFrame:
    """What is due, split into earlier periods mended and the stretch itself.

    due = min(E, P) - G = (min(Eᵇ, Pᵇ) - G) + (min(E, P) - min(Eᵇ, Pᵇ)), with ᵇ for before the stretch.
    Where the bank is paid, what the household paid decides nothing (R6).
    """
    paid_before = pl.col("all_paid_fen") - pl.col("paid_fen")
    before = pl.min_horizontal("before_fen", paid_before) if reimburses else pl.col("before_fen")
    mended = pl.when(pl.col("before_fen").is_not_null()).then(before - pl.col("granted_fen"))
    beyond = pl.col("paid_fen") - pl.col("due_fen") + mended if reimburses else pl.lit(None, pl.Int64)
    return rows.with_columns(mended_fen=mended, beyond_fen=beyond)


def _note(row: Mapping[str, Any]) -> str:
    """What makes the interest paid and what is asked for differ; a claw-back is labelled as one anyway."""
    if row["due_fen"] < 0:
        return ""
    too_much = "扣回以前多贴" if row["since"] else "减去早先已批"
    parts = (
        ("含补交前期利息", row["early_fen"]),
        ("补贴前期", row["mended_fen"] or 0),
        (too_much, -(row["mended_fen"] or 0)),
        ("不予贴息", row["beyond_fen"] or 0),
        ("用去以前多付利息", -(row["beyond_fen"] or 0)),
    )
    return "；".join(f"{label} {yuan(fen)} 元" for label, fen in parts if fen > 0)
