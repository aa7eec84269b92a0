"""Classes, stops and earlier grants of a bank's sheet: compared with what is known, and written beside it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from hudai.actions.bank_return_contracts import on_known_contracts
from hudai.actions.bank_return_sheet import Checked, Sheet
from hudai.actions.stop import BANK, kinds_for
from hudai.core.bank_return import CHANGED, NEW, UNCHANGED, facts_compared
from hudai.core.words import yuan
from hudai.documents.imports import cross_checks
from hudai.documents.imports.cross_checks import Placed
from hudai.documents.sheets import Reading
from hudai.records import bulk
from hudai.records.models import EarlierGrant, ReportedClass, Stop
from hudai.records.models.fact import Fact
from hudai.records.queries import known_loans as queries


@dataclass(frozen=True, slots=True)
class Written:
    """Who wrote facts, when, with which sheet, and why what stood there was wrong."""

    posting: int
    at: Any
    came_with: int | None
    reason: str


def check_stops(sheet: Sheet, rows: pl.DataFrame) -> Checked:
    """Stops: one of a kind on a contract; another day for the same kind corrects it.

    A bank says what a bank does (:mod:`hudai.actions.stop`); what the county finds, the county says.
    """
    checked = on_known_contracts(sheet, rows)
    if sheet.actor.station in BANK:
        checked.refuse(
            ~pl.col("kind").is_in(kinds_for(sheet.actor.station)),
            "kind",
            "银行只登记提前收回、转为农户贷款；其他事由由区县主管部门登记，请把情况报给主管部门。",
        )
    checked.refuse(
        pl.col("since") < pl.col("disbursed_on"),
        "since",
        lambda row: f"生效日期早于放款日期 {row['disbursed_on']}，请核对。",
    )
    checked.refuse(pl.col("since") > sheet.today, "since", "生效日期晚于今天，请核对；到了那一天再导入。")
    key = ("loan_key", "kind")
    _refuse_said_otherwise(checked, key, "since", "同一事由的生效日期")
    known = queries.stops(_loans(checked))
    checked = _compared(checked, known, key, {"since": str})
    evidence = known.select("fact", "evidence")
    checked.rows = _once(checked.rows, key).join(evidence, on="fact", how="left", maintain_order="left")
    return checked


def check_granted(sheet: Sheet, rows: pl.DataFrame) -> Checked:
    """Earlier grants: one sum a contract."""
    checked = on_known_contracts(sheet, rows)
    checked.refuse(
        pl.col("amount") > pl.col("lent"),
        "amount",
        lambda row: f"已批贴息超过借款金额 {yuan(row['lent'])} 元，请核对金额和表头的单位。",
    )
    checked = _compared(checked, queries.earlier_grants(_loans(checked)), ("loan_key",), {"amount": yuan})
    coming = checked.rows.filter(pl.col("amount") > 0, pl.col("change") != UNCHANGED)
    if cross_checks.granted_in_wan(coming).height:
        told = cross_checks.GRANTED_IN_WAN.removesuffix("。")
        checked.doubt(coming, "amount", f"{told}；确实如此的，可以勾选后导入。")
    return checked


def check_classes(sheet: Sheet, rows: pl.DataFrame) -> Checked:
    """Classes: a fact is written where the class of a day is another than was known for it."""
    dated = rows.with_columns(pl.col("as_of").fill_null(sheet.found.as_of))
    checked = on_known_contracts(sheet, dated)
    checked.refuse(
        pl.col("as_of") > sheet.today, "as_of", lambda row: f"截至日期 {row['as_of']} 晚于今天，请核对。"
    )
    key = ("loan_key", "as_of")
    _refuse_said_otherwise(checked, key, "loan_class", "同一截至日期的分类")
    known = queries.classes(_loans(checked))
    checked = _compared(checked, known, key, {"loan_class": str})
    checked.rows = as_already_known(_once(checked.rows, key), known)
    return checked


def _refuse_said_otherwise(checked: Checked, key: tuple[str, ...], value: str, what: str) -> None:
    """Refuse the further rows of a key that say something else than its first."""
    firsts = {f"first_{name}": pl.col(name).first().over(key) for name in ("row", value)}
    rows = checked.rows.with_columns(**firsts)
    checked.refuse(
        rows.filter(pl.col(value) != pl.col(f"first_{value}")),
        value,
        lambda row: (
            f"第 {row['first_row']} 行同一合同{what}写的是“{row[f'first_{value}']}”，两行不同，"
            "请核对，只留正确的一行。"
        ),
    )


def _once(rows: pl.DataFrame, key: tuple[str, ...]) -> pl.DataFrame:
    """Rows that say again what a row above them says are nothing new."""
    again = ~pl.struct(key).is_first_distinct()
    return rows.with_columns(change=pl.when(again).then(pl.lit(UNCHANGED)).otherwise("change"))


def as_already_known(rows: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    """New classes that say what the last one before their day said are nothing new.

    ``known``: by day, as :func:`hudai.records.queries.known_loans.classes` gives.
    """
    before = known.rename({"as_of": "last_on", "loan_class": "last_class"}).drop("fact")
    placed = rows.with_row_index("at")
    last = (
        placed.join(before, on="loan_key", how="inner")
        .filter(pl.col("last_on") <= pl.col("as_of"))
        .group_by("at")
        .agg(pl.col("last_class").sort_by("last_on").last())
    )
    same = (pl.col("change") == NEW) & (pl.col("last_class") == pl.col("loan_class"))
    joined = placed.join(last, on="at", how="left", maintain_order="left")
    change = pl.when(same.fill_null(False)).then(pl.lit(UNCHANGED)).otherwise("change")
    return joined.with_columns(change=change).drop("at", "last_class")


def once_a_contract(reading: Reading) -> list[Placed]:
    """Second and further rows of a contract in a sheet that has one row for each."""
    first = reading.frame.filter(pl.col("contract").is_first_distinct())
    again = reading.frame.filter(~pl.col("contract").is_first_distinct()).join(
        first.select("contract", first_row="row"), on="contract", maintain_order="left"
    )
    return cross_checks.problems_at(
        reading,
        again,
        "contract",
        lambda row: f"合同号和第 {row['first_row']} 行重复，请合并成一行，或改正合同号。",
    )


def write_stops(rows: pl.DataFrame, by: Written) -> None:
    """New and corrected stops."""
    told = rows.with_columns(pl.col("evidence").fill_null(""))
    write_facts(Stop, told, {"kind": "kind", "since": "since", "evidence": "evidence"}, by)


def write_granted(rows: pl.DataFrame, by: Written) -> None:
    """New and corrected earlier grants."""
    write_facts(EarlierGrant, rows, {"amount": "amount"}, by)


def write_classes(rows: pl.DataFrame, by: Written) -> None:
    """New and corrected classes."""
    write_facts(ReportedClass, rows, {"as_of": "as_of", "loan_class": "loan_class"}, by)


def write_facts(model: type[Fact], rows: pl.DataFrame, columns: Mapping[str, str], by: Written) -> None:
    """Add facts: new ones, and such as replace the known one they correct.

    ``rows``: ``change``, ``loan_key``, ``fact``; ``columns``: attribute → column.
    """
    news = rows.filter(pl.col("change") != UNCHANGED)
    corrected = pl.col("change") == CHANGED
    said = news.select(
        pl.col("loan_key").alias("loan_id"),
        *(pl.col(column).alias(name) for name, column in columns.items()),
        pl.when(corrected).then("fact").alias("replaces_id"),
        pl.when(corrected).then(pl.lit(by.reason)).otherwise(pl.lit("")).alias("reason"),
    )
    add_facts(model, said, by)


def add_facts(model: type[Fact], said: pl.DataFrame, by: Written, *, void: bool = False) -> None:
    """Write facts: loan_id, what the kind says by its attributes, replaces_id (or null), reason."""
    same = {
        "came_with_id": by.came_with,
        "recorded_by_id": by.posting,
        "recorded_at": by.at,
        "void": void,
    }
    repeated = {name: [value] * said.height for name, value in same.items()}
    bulk.insert_columns(model, {**said.to_dict(as_series=False), **repeated})


def _loans(checked: Checked) -> list[int]:
    return checked.rows["loan_key"].unique().to_list()


def _compared(
    checked: Checked, known: pl.DataFrame, key: tuple[str, ...], values: Mapping[str, Callable[[Any], str]]
) -> Checked:
    """Hold the rows against known facts and note what differs."""
    found = facts_compared(checked.rows, known, key=key, values=tuple(values))
    checked.rows = found.rows
    for value, show in values.items():
        changed = found.rows.filter(
            (pl.col("change") == CHANGED) & pl.col(value).ne_missing(pl.col(f"{value}_before"))
        )
        checked.differ(changed, value, show)
    return checked
