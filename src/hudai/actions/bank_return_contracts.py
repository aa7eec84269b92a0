"""Rows about contracts: whose they are, and whether money was paid out on them at all."""

from __future__ import annotations

import polars as pl

from hudai.actions.bank_return_sheet import Checked, Sheet
from hudai.records.queries import known_loans as queries

_KNOWN = (
    "loan_key", "contract", "bank_id", "branch_id", "household_id", "given_up", "lent", "rate",
    "disbursed_on",
)  # fmt: skip


def on_known_contracts(sheet: Sheet, rows: pl.DataFrame) -> Checked:
    """The rows whose contract is one of this bank's and paid out, with what is known of it.

    Adds loan_key, household_id, lent (fen), rate (ppm) and disbursed_on; whatever else is refused.
    """
    names = rows["contract"].unique().to_list()
    known = queries.contracts(names).rename({"principal": "lent"}).select(_KNOWN)
    checked = Checked(sheet, rows.join(known, on="contract", how="left", maintain_order="left"))
    checked.refuse(
        pl.col("loan_key").is_null(),
        "contract",
        "系统里没有这个合同号。请核对合同号；新发放的贷款，请先导入贷款明细。",
    )
    refuse_others(checked)
    checked.refuse(pl.col("given_up"), "contract", "这份合同已经作废，请核对合同号。")
    checked.refuse(
        pl.col("disbursed_on").is_null(), "contract", "这份合同还没有放款登记，请先导入贷款明细或登记放款。"
    )
    return checked


def refuse_others(checked: Checked) -> None:
    """Refuse what is another bank's, or for a branch another branch's (``bank_id``, ``branch_id``)."""
    sheet = checked.sheet
    checked.refuse(
        pl.col("bank_id") != sheet.found.bank_id,
        "contract",
        f"这份合同不是{sheet.found.bank}的，请核对合同号。",
    )
    if sheet.branch is not None:
        checked.refuse(
            pl.col("branch_id") != sheet.branch,
            "contract",
            "这份合同不是本网点的，请由经办网点或区级机构上报。",
        )
