"""One loan's worksheet in words: what each stretch of days earned or why it did not, by which clause."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import polars as pl

from hudai.core.clauses import Document
from hudai.core.interest import UNITS_OF_YEAR
from hudai.core.money import PPM, half_up
from hudai.core.policy import Policy, TimeBasis
from hudai.core.words import percent, wan, yuan
from hudai.documents.imports.stops import KINDS

MOST_LINES = 10
STOP_CLAUSE = "yubei-2021#3.4a"
"""What a stop rests on, whatever its kind."""


@dataclass(frozen=True, slots=True)
class ExplainedLine:
    """One stretch of days of one loan."""

    left_out: int
    """How many stretches before it are not shown."""

    since: str
    until: str
    """First day that no longer belongs to it."""
    days: int
    balance: str
    covered: str
    amount: str
    """Yuan earned; empty where nothing is."""
    why: str
    clause: str
    """Where the document says so: 二（4）."""


def telling_loan(worksheet: pl.DataFrame) -> str:
    """The contract whose stretches show most kinds of answers, the shortest of those."""
    kind = (
        pl.when(pl.col("reason").is_not_null())
        .then("reason")
        .when(pl.col("covered_fen") < pl.col("balance_fen"))
        .then(pl.lit("part"))
        .otherwise(pl.lit("whole"))
    )
    loans = worksheet.group_by("contract", maintain_order=True).agg(
        kinds=kind.n_unique().cast(pl.Int64), lines=pl.len().cast(pl.Int64)
    )
    return str(loans.sort(-pl.col("kinds"), "lines", "contract")["contract"][0])


def explained(
    worksheet: pl.DataFrame, contract: str, policy: Policy, document: Document
) -> list[ExplainedLine]:
    """The loan's stretches in order, at most ten: of a longer one the first nine and the last."""
    rows = worksheet.filter(pl.col("contract") == contract).to_dicts()
    left_out = max(0, len(rows) - MOST_LINES)
    shown = rows[: MOST_LINES - 1] + rows[MOST_LINES - 1 + left_out :]
    return [
        _line(row, policy, document, left_out if at == MOST_LINES - 1 else 0) for at, row in enumerate(shown)
    ]


def _line(row: dict[str, Any], policy: Policy, document: Document, left_out: int) -> ExplainedLine:
    why, clause_id = _why(row, policy)
    clause = document.clause(clause_id)
    return ExplainedLine(
        left_out=left_out,
        since=row["from"].isoformat(),
        until=row["to"].isoformat(),
        days=row["days"],
        balance=yuan(row["balance_fen"]),
        covered=yuan(row["covered_fen"]),
        amount="" if row["reason"] else yuan(_earned(row)),
        why=why,
        clause=clause.place if clause else clause_id,
    )


def _earned(row: dict[str, Any]) -> int:
    """Fen of one stretch by days; the settlement itself rounds once a period."""
    product = row["covered_fen"] * row["days"] * row["rate_ppm"] * row["ratio_ppm"]
    return half_up(product, UNITS_OF_YEAR[TimeBasis(row["basis"])] * PPM * PPM)


def _why(row: dict[str, Any], policy: Policy) -> tuple[str, str]:
    """In words, and the id of the clause; the numbers of law are those of the stretch's first day."""
    day, reason = row["from"], row["reason"] or ""
    cap = policy.subsidised_principal.version(max(day, policy.window_since))
    line = f"全户 {wan(cap.known(policy.subsidised_principal.label)).removesuffix('.00')} 万元额度"
    years = policy.subsidy_max_years.version(max(day, policy.window_since))
    if not reason:
        full = row["covered_fen"] == row["balance_fen"]
        clause = policy.subsidy_ratio.version(max(day, policy.window_since)).clause if full else cap.clause
        return f"{'全额贴息' if full else f'{line}以内'}：{_product(row)}", clause
    if reason.startswith("stopped:"):
        words = {value: word for word, value in reversed(KINDS.items())}
        return f"从这天起停止贴息：{words[reason.partition(':')[2]]}", STOP_CLAUSE
    return {
        "uncovered": (f"{line}已被先放的贷款占满，这一段不贴", cap.clause),
        "overdue": ("已经到期没有还清，逾期的日子不贴", policy.penalty_markup.versions[-1].clause),
        "after_max_years": (f"贴息累计已满 {years.known(policy.subsidy_max_years.label)} 年", years.clause),
        "outside_window": ("合同不在方案实施时间内签订", policy.window_clause),
    }[reason]


def _product(row: dict[str, Any]) -> str:
    year = UNITS_OF_YEAR[TimeBasis(row["basis"])]
    return f"{yuan(row['covered_fen'])} × {percent(row['rate_ppm'])} × {row['days']} ÷ {year}"
