"""Repayments of a bank's sheet: compared day by day, checked against each loan's whole history."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl
from django.db.models import QuerySet

from hudai.actions.bank_return_contracts import on_known_contracts
from hudai.actions.bank_return_facts import Written, add_facts, write_facts
from hudai.actions.bank_return_sheet import Checked, Sheet
from hudai.core.bank_return import CHANGED, NEW, UNCHANGED, FactChanges, facts_compared
from hudai.core.repayment import another_unit, doubt, far_too_little, hard_to_believe, overpaid
from hudai.core.words import yuan
from hudai.records.models import BankReturn, Loan, Repayment
from hudai.records.queries import known_loans as queries

AMOUNTS = ("principal", "interest", "penalty")
_COLUMNS = {name: name for name in ("paid_on", *AMOUNTS)}
_LOANS_AT_ONCE = 20_000


def check_repayments(sheet: Sheet, rows: pl.DataFrame) -> Checked:
    """Compare, and look for what cannot be and what is hard to believe.

    All rows of a contract must be among ``rows``: what was paid before decides what can be paid.
    """
    checked = on_known_contracts(sheet, rows)
    checked.refuse(
        pl.all_horizontal(pl.col(name) == 0 for name in AMOUNTS),
        "principal",
        "本金、利息、罚息都是 0，请填写归还的金额，或删去这一行。",
    )
    checked.refuse(
        pl.col("paid_on") < pl.col("disbursed_on"),
        "paid_on",
        lambda row: f"还款日期早于放款日期 {row['disbursed_on']}，请核对合同号和日期。",
    )
    checked.refuse(
        pl.col("paid_on") > sheet.today, "paid_on", "还款日期晚于今天，请核对；还没有发生的还款不能导入。"
    )
    known = queries.repayments(checked.rows["loan_key"].unique().to_list())
    _compare(checked, known)
    _refuse_overpaid(checked, known)
    _doubt_twice(checked)
    _doubt_amounts(checked, known)
    return checked


def _compare(checked: Checked, known: pl.DataFrame) -> None:
    checked.rows = _compared(checked.rows, known).rows
    for name in AMOUNTS:
        changed = pl.col("change") == CHANGED
        checked.differ(checked.rows.filter(changed, pl.col(name) != pl.col(f"{name}_before")), name, yuan)


def _compared(rows: pl.DataFrame, known: pl.DataFrame) -> FactChanges:
    return facts_compared(rows, known, key=("loan_key", "paid_on"), values=AMOUNTS)


def _refuse_overpaid(checked: Checked, known: pl.DataFrame) -> None:
    placed, history = _history(checked, known)
    over = placed.join(overpaid(history).drop("lent"), on="at", how="inner", maintain_order="left")
    checked.refuse(
        over,
        "principal",
        lambda row: (
            f"连同已登记的还款，到这一行累计归还本金 {yuan(row['repaid'])} 元，"
            f"超过借款金额 {yuan(row['lent'])} 元，请核对。"
        ),
    )


def _doubt_twice(checked: Checked) -> None:
    """The same amounts of the same day once more: mostly a row that was copied twice."""
    same = ("loan_key", "paid_on", *AMOUNTS)
    rows = checked.rows.with_columns(
        first_row=pl.col("row").first().over(same), nth=pl.int_range(pl.len(), dtype=pl.Int64).over(same)
    )
    checked.doubt(
        rows.filter(pl.col("change") == NEW, pl.col("nth") > 0),
        "paid_on",
        lambda row: (
            f"第 {row['first_row']} 行同一合同、同一天已有金额相同的一笔，请核对是不是重复；"
            "确实是另一笔的，可以勾选后导入。"
        ),
    )


def _doubt_amounts(checked: Checked, known: pl.DataFrame) -> None:
    placed, history = _history(checked, known)
    odd = placed.join(hard_to_believe(history).drop("interest"), on="at", how="inner", maintain_order="left")
    checked.doubt(
        odd,
        "interest",
        lambda row: f"{doubt(row['interest'], row['due'], row['paid_on'])}；确实如此的，可以勾选后导入。",
    )
    little = far_too_little(history).select("column", "together", "expected")
    for column, together, expected in little.iter_rows():
        # Every row of the column waits: without a tick none of it is taken.
        told = f"{another_unit(together, expected)}；确实如此的，可以勾选后导入。"
        checked.doubt(placed.filter(pl.col(column) > 0, pl.col("change") != UNCHANGED), column, told)


def _history(checked: Checked, known: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The rows numbered by ``at``, and each loan's history with them in it (:mod:`hudai.core.repayment`)."""
    placed = checked.rows.with_columns(at=pl.int_range(pl.len(), dtype=pl.Int64))
    coming = placed.filter(pl.col("change") != UNCHANGED)
    corrected = coming.filter(pl.col("change") == CHANGED).select("fact")
    terms = placed.select("loan_key", "lent", "rate", "disbursed_on").unique("loan_key")
    standing = known.join(corrected, on="fact", how="anti").join(terms, on="loan_key", how="inner")
    columns = ("loan_key", "paid_on", "principal", "interest", "lent", "rate", "disbursed_on")
    history = pl.concat(
        [
            standing.select(*columns, pl.lit(None, pl.Int64).alias("at")),
            coming.select(*columns, "at"),
        ]
    )
    return placed, history


def write_repayments(rows: pl.DataFrame, by: Written) -> None:
    """New and corrected repayments."""
    write_facts(Repayment, rows, _COLUMNS, by)


def loans_covered(found: BankReturn, branch: int | None) -> QuerySet[Loan]:
    """The loans of which a complete sheet says everything up to its day."""
    loans = Loan.objects.filter(branch__bank=found.bank_id, policy=found.policy, given_up_on=None)
    return loans if branch is None else loans.filter(branch=branch)


def left_out(
    found: BankReturn, branch: int | None, rows: pl.DataFrame, *, after: int = 0
) -> Iterator[tuple[int, pl.DataFrame]]:
    """What a complete sheet leaves out, some thousand loans at a time: the last loan, and the known
    repayments up to the sheet's day that no row of it answers to, with ``contract`` and ``household_id``.

    ``rows``: the right rows of the sheet.  ``after``: begin behind this loan.
    """
    loans = loans_covered(found, branch).order_by("pk")
    last = after
    while True:
        some = loans.filter(pk__gt=last).values_list("pk", "contract", "household")[:_LOANS_AT_ONCE]
        part = pl.DataFrame(
            list(some),
            schema={"loan_key": pl.Int64, "contract": pl.String, "household_id": pl.Int64},
            orient="row",
        )
        if part.is_empty():
            return
        known = queries.repayments(part["loan_key"].to_list())
        listed = rows.select("contract", *_COLUMNS).join(part, on="contract", how="inner")
        due = known.filter(pl.col("paid_on") <= found.as_of)
        missing = _compared(listed, due).missing.join(part, on="loan_key", maintain_order="left")
        last = int(part["loan_key"].to_list()[-1])
        yield last, missing


def void_repayments(missing: pl.DataFrame, by: Written) -> None:
    """Declare repayments that never were void, with the reason; nothing is removed."""
    said = missing.select(
        *_COLUMNS,
        loan_id="loan_key",
        replaces_id="fact",
        reason=pl.lit(by.reason),
    )
    add_facts(Repayment, said, by, void=True)
