"""Loans of a bank's sheet, checked: whose they are, what is new, what was known otherwise, what cannot be."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import polars as pl

from hudai.actions.bank_return_contracts import refuse_others
from hudai.actions.bank_return_households import looked_up, with_branch, with_people, with_village
from hudai.actions.bank_return_payouts import refuse_blocked_payouts
from hudai.actions.bank_return_sheet import Checked, Sheet
from hudai.core.bank_return import CHANGED, NEW, UNCHANGED, terms_compared
from hudai.core.words import percent, yuan
from hudai.records.models import Branch, Household, Loan, Person, Region, Station
from hudai.records.queries import known_loans as queries

TERMS = (
    "principal", "rate", "signed_on", "disbursed_on", "due_on", "purpose", "payee_bank", "account", "branch",
)  # fmt: skip
"""What a sheet may say anew of a known contract; an account is compared by its blind index."""
HIGHEST_RATE = 240_000
"""Ppm: what a contract's rate must stay below to be one (24 %)."""

_LONGEST = {
    "contract": (Loan, "contract"),
    "household": (Household, "number"),
    "group": (Region, "name"),
    "borrower": (Person, "name"),
    "purpose": (Loan, "purpose"),
    "payee_bank": (Loan, "payee_bank"),
}


def check_loans(sheet: Sheet, rows: pl.DataFrame) -> Checked:
    """Compare a sheet's loans with those known; all rows a renewal leads to are among ``rows`` or written."""
    checked = Checked(sheet, _prepared(sheet, rows))
    # First of all: what is known of another's contract is in no other refusal.
    refuse_others(checked)
    _refuse_what_cannot_be(checked)
    _refuse_another_household(checked)
    _refuse_unplaced(checked)
    _refuse_against_repayments(checked)
    _refuse_lost_originals(checked)
    refuse_blocked_payouts(checked)
    _doubt_people(checked)
    _doubt_kinds(checked)
    _doubt_second_turns(checked)
    _note_changes(checked)
    return checked


def _prepared(sheet: Sheet, rows: pl.DataFrame) -> pl.DataFrame:
    """The rows with everything known of their contracts, people, places and branches."""
    rows = with_branch(sheet.found, rows, sheet.branch)
    names = rows["contract"].unique().to_list()
    known = queries.contracts(names)
    known = known.with_columns(branch="branch_id").rename(
        {"household_id": "known_home", "person": "known_person"}
    )
    rows = terms_compared(rows, known, TERMS)
    rows = with_village(sheet.found, with_people(rows))
    keys = rows["loan_key"].drop_nulls().to_list()
    return (
        rows.join(queries.extensions(keys).rename(_BEFORE), on="loan_key", how="left", maintain_order="left")
        .join(queries.repaid(keys), on="loan_key", how="left", maintain_order="left")
        .join(_class_now(sheet, keys), on="loan_key", how="left", maintain_order="left")
        .with_columns(pays_out=_pays_out())
    )


def _pays_out() -> pl.Expr:
    """Contracts signed here that wait for their money: the sheet says it was paid out."""
    waiting = pl.col("is_known") & pl.col("disbursed_on_before").is_null() & ~pl.col("given_up")
    return (waiting & pl.col("application_id").is_not_null()).fill_null(False)


_BEFORE = {"extended_due_on": "extended_due_on_before", "extended_on": "extended_on_before"}


def _class_now(sheet: Sheet, loans: list[int]) -> pl.DataFrame:
    """The class last reported by the sheet's day — loan_key, class_fact, class_on, bank_class_before."""
    known = queries.classes(loans).filter(pl.col("as_of") <= sheet.found.as_of)
    last = known.unique("loan_key", keep="last", maintain_order=True)
    return last.rename({"fact": "class_fact", "as_of": "class_on", "loan_class": "bank_class_before"})


def _refuse_what_cannot_be(checked: Checked) -> None:
    for column, (model, attribute) in _LONGEST.items():
        field: Any = model._meta.get_field(attribute)
        most = field.max_length
        checked.refuse(pl.col(column).str.len_chars() > most, column, f"这一格最多 {most} 个字，请缩短。")
    checked.refuse(
        pl.col("rate") >= HIGHEST_RATE,
        "rate",
        f"年利率不能达到 {percent(HIGHEST_RATE)}，请照合同核对，如 3.85。",
    )
    checked.refuse(
        pl.col("disbursed_on") > checked.sheet.today,
        "disbursed_on",
        "放款日期晚于今天，请核对；还没有放款的，放款后再导入。",
    )
    checked.refuse(
        pl.col("signed_on").is_null() & (pl.col("signed_on_before") > pl.col("disbursed_on")),
        "disbursed_on",
        lambda row: f"放款日期早于系统里登记的合同日期 {row['signed_on_before']}，请核对。",
    )


def _refuse_another_household(checked: Checked) -> None:
    checked.refuse(
        pl.col("given_up") & pl.col("application_id").is_not_null(),
        "contract",
        "这份合同在系统里已经作废，请核对合同号。",
    )
    known = pl.col("is_known")
    checked.refuse(
        known & (pl.col("household") != pl.col("household_number")),
        "household",
        lambda row: f"系统里这份合同登记在 {row['household_number']} 户，请核对合同号和户编号。",
    )
    checked.refuse(
        known & (pl.col("person") != pl.col("known_person")),
        "id_number",
        "系统里这份合同的借款人是另一个身份证号码，请核对合同号和号码。",
    )
    checked.refuse(
        known & pl.col("original").is_not_null() & pl.col("original").ne_missing(pl.col("original_contract")),
        "original",
        lambda row: (
            f"系统里这份合同的原合同号是“{row['original_contract'] or '无'}”，和表中不同，"
            "请核对；确实登记错了的，请联系区县主管部门更正。"
        ),
    )


def _refuse_unplaced(checked: Checked) -> None:
    """New households need a village; a branch's clerk brings in its own branch's loans."""
    unplaced = pl.col("home_id").is_null() & (pl.col("town").is_null() | pl.col("village").is_null())
    checked.refuse(
        unplaced,
        "village" if checked.sheet.has("village") else "household",
        "系统里没有这一户，请写明镇和村；如果户编号写错了，请改正户编号。",
    )
    if checked.sheet.branch is not None:
        checked.refuse(
            pl.col("branch") != checked.sheet.branch,
            "bank",
            "这一行写的是别的网点，请由那个网点或区级机构上报。",
        )


def _refuse_against_repayments(checked: Checked) -> None:
    checked.refuse(
        pl.col("principal_changed") & (pl.col("principal") < pl.col("repaid")),
        "principal",
        lambda row: f"系统里这笔贷款已归还本金 {yuan(row['repaid'])} 元，借款金额不能比它少，请核对。",
    )
    checked.refuse(
        pl.col("disbursed_on_changed") & (pl.col("disbursed_on") > pl.col("first_paid_on")),
        "disbursed_on",
        lambda row: f"系统里这笔贷款 {row['first_paid_on']} 已有还款，放款日期不能晚于它，请核对。",
    )


def _refuse_lost_originals(checked: Checked) -> None:
    """Renewals whose original is neither known nor among the right rows, came later, or is another's."""
    renewals = checked.rows.filter(~pl.col("is_known"), pl.col("original").is_not_null())
    # A bank is told nothing of another's contract; where banks were merged the county brings the sheet in.
    told = (pl.col("bank_id") == checked.sheet.found.bank_id) | (
        checked.sheet.actor.station == Station.OFFICE
    )
    known = queries.contracts(renewals["original"].unique().to_list()).filter(~pl.col("given_up"), told)
    homes = dict(known.select("contract", "household_number").iter_rows())
    paid_out = dict(known.select("contract", "disbursed_on").drop_nulls().iter_rows())
    early = pl.col("disbursed_on") < looked_up("original", paid_out, pl.Date())
    checked.refuse(
        ~pl.col("is_known") & early,
        "disbursed_on",
        lambda row: (
            f"续贷的放款日期早于原合同 {row['original']} 的放款日期 {paid_out[row['original']]}，请核对。"
        ),
    )
    while True:
        here = dict(checked.rows.select("contract", "household").iter_rows())
        home = looked_up("original", homes | here, pl.String())
        new = ~pl.col("is_known") & pl.col("original").is_not_null()
        lost = checked.rows.filter(new & home.is_null())
        other = checked.rows.filter(new & (home != pl.col("household")))
        if lost.is_empty() and other.is_empty():
            return
        checked.refuse(
            lost,
            "original",
            "系统里和表里都没有这个原合同号，或者它那一行有错。请补上或改正原合同那一行；不是续贷的，请留空。",
        )
        checked.refuse(other, "original", "原合同是另一户的，请核对原合同号和户编号。")


def _doubt_people(checked: Checked) -> None:
    checked.doubt(
        pl.col("known_name") != pl.col("borrower"),
        "borrower",
        "系统里这个身份证号码登记的是另一个姓名，请核对；确是同一人的，可以勾选后导入，姓名不变。",
    )
    checked.doubt(
        ~pl.col("is_known") & (pl.col("home") != pl.col("household")),
        "household",
        "系统里这个人登记在另一户，请核对户编号；确实如此的，可以勾选后导入，贷款记在表中的户。",
    )


def _doubt_kinds(checked: Checked) -> None:
    new, first = ~pl.col("is_known"), pl.col("original").is_null()
    checked.doubt(
        new & first & (pl.col("kind") == "renewal"),
        "original" if checked.sheet.has("original") else "contract",
        "写的是续贷，却没有原合同号。请补上；确实没有的，可以勾选后按首贷导入，三年贴息从这一笔算起。",
    )
    checked.doubt(
        new & (pl.col("kind") == "extension") & pl.col("extended_due_on").is_null(),
        "extended_due_on" if checked.sheet.has("extended_due_on") else "contract",
        "写的是展期，却没有展期到期日期。请补上；确实没有的，可以勾选后按没有展期导入。",
    )


def _doubt_second_turns(checked: Checked) -> None:
    """A second renewal or extension in one chain: it can be, it is taken, it will be a finding (R12)."""
    new = checked.rows.filter(~pl.col("is_known"), pl.col("original").is_not_null())
    before = queries.renewed(new["original"].unique().to_list())
    again = new.join(before, on="original", how="inner", maintain_order="left").unique(
        ["tab", "row"], keep="first", maintain_order=True
    )
    checked.doubt(
        again,
        "original",
        lambda row: (
            f"原合同已由 {row['renewed_by']} 续贷过，同一笔贷款只能续贷或展期一次。"
            "请核对；确实如此的，可以勾选后导入，会列为疑点。"
        ),
    )
    second = pl.col("extension_added") & (pl.col("extensions") > 0)
    checked.rows = checked.rows.with_columns(extension_added=_another_extension())
    checked.doubt(
        second | (pl.col("extension_added") & pl.col("original").is_not_null()),
        "extended_due_on",
        "这笔贷款已经续贷或展期过一次，不能再展期。请核对；确实如此的，可以勾选后导入，会列为疑点。",
    )


def _another_extension() -> pl.Expr:
    """Whether a row tells of an extension of its own, and not of the known one with other days."""
    said = pl.col("extended_due_on").is_not_null()
    other_day = pl.col("extended_on") != pl.col("extended_on_before")
    other_due = pl.col("extended_due_on") != pl.col("extended_due_on_before")
    return said & (pl.col("extension").is_null() | (other_day & other_due).fill_null(False))


def _note_changes(checked: Checked) -> None:
    """Say of each row whether it is new, changed or unchanged, and in what."""
    extended = pl.col("extended_due_on").is_not_null()
    moved = pl.col("extended_due_on").ne_missing(pl.col("extended_due_on_before"))
    redated = pl.col("extended_on").is_not_null() & pl.col("extended_on").ne_missing(
        pl.col("extended_on_before")
    )
    classed = pl.col("bank_class").is_not_null() & pl.col("bank_class").ne_missing(
        pl.col("bank_class_before")
    )
    checked.rows = checked.rows.with_columns(
        extension_changed=extended & ~pl.col("extension_added") & (moved | redated), class_changed=classed
    )
    terms = [pl.col(f"{name}_changed") for name in TERMS]
    any_change = pl.any_horizontal(*terms, "extension_added", "extension_changed", "class_changed")
    change = (
        pl.when(~pl.col("is_known"))
        .then(pl.lit(NEW))
        .when(any_change | pl.col("given_up").fill_null(False))
        .then(pl.lit(CHANGED))
        .otherwise(pl.lit(UNCHANGED))
    )
    checked.rows = checked.rows.with_columns(change=change)
    _tell_differences(checked)


def _tell_differences(checked: Checked) -> None:
    known = checked.rows.filter("is_known")
    branches = dict(Branch.objects.filter(bank=checked.sheet.found.bank_id).values_list("pk", "name"))
    shown: dict[str, Callable[[Any], str]] = {"principal": yuan, "rate": percent}
    for term in TERMS:
        changed = known.filter(f"{term}_changed")
        if term == "branch":
            changed = changed.with_columns(bank="branch", bank_before="branch_before")
            checked.differ(changed, "bank", lambda key: branches.get(key, ""))
        elif term == "account":
            checked.differ(changed, term, lambda index: "已登记（不显示）" if index else "")
        else:
            checked.differ(changed, term, shown.get(term, _plain))
    later = pl.col("extension_added") | pl.col("extension_changed")
    moved = pl.col("extended_due_on").ne_missing(pl.col("extended_due_on_before"))
    checked.differ(known.filter(later & moved), "extended_due_on", _plain)
    checked.differ(known.filter("class_changed"), "bank_class", _plain)


def _plain(value: Any) -> str:
    return "" if value is None else str(value)
