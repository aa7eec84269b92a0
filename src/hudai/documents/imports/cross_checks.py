"""What cannot be when the sheets of a portfolio are held against each other.

Each check is a question to the columns; the rows that answer it, few or none, become problems with
the cell to look at.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import polars as pl

from hudai.core.errors import Problem
from hudai.core.repayment import another_unit, far_too_little
from hudai.core.words import percent
from hudai.documents.sheets import Kind, Reading

Row = Mapping[str, Any]

LEAST_GRANTED = 20_000
"""Grants that come to less than so small a part of what was lent are in 万元: not half a day's interest."""
GRANTED_IN_WAN = "全表已批贴息合计不到半天的利息，像是以万元填写，请核对金额和表头的单位。"


Placed = tuple[tuple[str, int], Problem]
"""A problem with its tab and row."""


def loans(reading: Reading) -> list[Problem]:
    """Contracts twice, days that run backwards, renewals of nothing, a person under two names."""
    return [problem for _, problem in faulty_loans(reading)]


def faulty_loans(reading: Reading, *, complete: bool = True) -> list[Placed]:
    """As :func:`loans`, each with its row.

    ``complete``: a renewal's original must be in the sheet; else it may be known from elsewhere.
    """
    frame = reading.frame
    found = [
        *_twice(reading),
        *_days(reading),
        *_two_names(reading),
        *_originals(reading, complete=complete),
        *_circles(reading),
    ]
    order = {row: place for place, row in enumerate(frame.select("tab", "row").iter_rows())}
    found.sort(key=lambda placed: order[placed[0]])
    return found


def odd_loans(reading: Reading) -> list[Placed]:
    """What can be and is hard to believe: one contract renewed twice, one person in two households."""
    return _renewed_twice(reading) + _two_households(reading)


def _renewed_twice(reading: Reading) -> list[Placed]:
    renewals = reading.frame.filter(pl.col("original").is_not_null())
    first = renewals.filter(pl.col("original").is_first_distinct())
    again = renewals.filter(~pl.col("original").is_first_distinct()).join(
        first.select("original", first_row="row", renewed_by="contract"), on="original", maintain_order="left"
    )
    return problems_at(
        reading,
        again,
        "original",
        lambda row: (
            f"第 {row['first_row']} 行的 {row['renewed_by']} 已经续贷了这份原合同，"
            "同一笔贷款只能续贷或展期一次。请核对；确实如此的，可以勾选后导入，会列为疑点。"
        ),
    )


def _two_households(reading: Reading) -> list[Placed]:
    first = reading.frame.filter(pl.col("id_number").is_first_distinct())
    known = first.select("id_number", first_row="row", first_household="household")
    other = reading.frame.join(known, on="id_number", maintain_order="left").filter(
        pl.col("household") != pl.col("first_household")
    )
    return problems_at(
        reading,
        other,
        "household",
        lambda row: (
            f"第 {row['first_row']} 行同一个人的户编号是 {row['first_household']}。"
            "请核对；确实如此的，可以勾选后导入。"
        ),
    )


def problems_at(
    reading: Reading, rows: pl.DataFrame, column: str, remedy: Callable[[Row], str]
) -> list[Placed]:
    """A problem at ``column`` for each of the rows (``tab``, ``row`` and the column must be there)."""
    return [
        (
            (row["tab"], row["row"]),
            reading.problem(
                column, row["row"], row["tab"], _shown(reading, column, row[column]), remedy(row)
            ),
        )
        for row in rows.iter_rows(named=True)
    ]


def _shown(reading: Reading, column: str, value: Any) -> str:
    """A value as the sheet writes it: yuan, per cent and words, not fen, ppm and codes."""
    if value is None:
        return ""
    asked = next(each for each in reading.layout.columns if each.name == column)
    if asked.kind is Kind.RATE:
        return percent(value)
    if asked.kind is Kind.CHOICE:
        return next((word for word, meaning in asked.choices.items() if meaning == value), str(value))
    return _yuan(value) if asked.kind is Kind.MONEY else str(value)


def _twice(reading: Reading) -> list[Placed]:
    """The second and further rows of a contract."""
    again = reading.frame.filter(~pl.col("contract").is_first_distinct())
    if again.is_empty():
        return []
    first = reading.frame.filter(pl.col("contract").is_first_distinct())
    pairs = again.join(
        first.select("contract", first_row="row", first_household="household"),
        on="contract",
        maintain_order="left",
    )

    def remedy(row: Row) -> str:
        if row["household"] != row["first_household"]:
            return (
                f"同一个合同号出现在两户（第 {row['first_row']} 行是 {row['first_household']}，"
                f"这里是 {row['household']}），请核对合同号和户编号。"
            )
        return f"合同号和第 {row['first_row']} 行重复，请删去多余的一行；不是同一笔的，请改正合同号。"

    return problems_at(reading, pairs, "contract", remedy)


def _days(reading: Reading) -> list[Placed]:
    """Days of one loan that run backwards."""
    frame = reading.frame
    due = frame.filter(pl.col("due_on") <= pl.col("disbursed_on"))
    extended = frame.filter(pl.col("extended_due_on") <= pl.col("due_on"))
    half = frame.filter(pl.col("extended_on").is_not_null(), pl.col("extended_due_on").is_null())
    too_soon = frame.filter(pl.col("extended_on") < pl.col("disbursed_on"))
    signed = frame.filter(pl.col("signed_on") > pl.col("disbursed_on"))
    return [
        *problems_at(
            reading,
            due,
            "due_on",
            lambda row: f"到期日期应晚于放款日期 {row['disbursed_on']}，请核对这两个日期。",
        ),
        *problems_at(
            reading,
            extended,
            "extended_due_on",
            lambda row: f"展期到期日期应晚于到期日期 {row['due_on']}；没有展期的，请留空。",
        ),
        *problems_at(
            reading,
            half,
            "extended_on",
            lambda row: "写了展期签订日期，没有写展期到期日期，请补上；没有展期的，两格都留空。",
        ),
        *problems_at(
            reading,
            too_soon,
            "extended_on",
            lambda row: f"展期签订日期早于放款日期 {row['disbursed_on']}，请核对这两个日期。",
        ),
        *problems_at(
            reading,
            signed,
            "signed_on",
            lambda row: f"合同日期不应晚于放款日期 {row['disbursed_on']}，请核对这两个日期。",
        ),
    ]


def _two_names(reading: Reading) -> list[Placed]:
    """Rows whose ID number stands under another name further up."""
    first = reading.frame.filter(pl.col("id_number").is_first_distinct())
    known = first.select("id_number", first_row="row", first_name="borrower")
    other = reading.frame.join(known, on="id_number", maintain_order="left").filter(
        pl.col("borrower") != pl.col("first_name")
    )
    return problems_at(
        reading,
        other,
        "borrower",
        lambda row: (
            f"第 {row['first_row']} 行同一个身份证号码的姓名是“{row['first_name']}”，请核对姓名和号码。"
        ),
    )


def _originals(reading: Reading, *, complete: bool) -> list[Placed]:
    """Renewals whose original is not in the sheet, or was paid out later."""
    frame = reading.frame
    renewals = frame.filter(pl.col("original").is_not_null())
    known = frame.select(original="contract", before="disbursed_on").unique("original", keep="first")
    paired = renewals.join(known, on="original", how="left", maintain_order="left")
    lost = paired.filter(pl.col("before").is_null())
    early = paired.filter(
        (pl.col("before") > pl.col("disbursed_on")) & (pl.col("contract") != pl.col("original"))
    )
    missing = (
        []
        if reading.problems or not complete
        else problems_at(
            reading,
            lost,
            "original",
            lambda row: "表里没有这个合同号，请补上原合同那一行；不是续贷的，请把这一格留空。",
        )
    )
    return missing + problems_at(
        reading,
        early,
        "disbursed_on",
        lambda row: f"续贷的放款日期早于原合同 {row['original']} 的放款日期 {row['before']}，请核对。",
    )


def _circles(reading: Reading) -> list[Placed]:
    """Renewals that lead back to themselves."""
    frame = reading.frame
    links = dict(frame.filter(pl.col("original").is_not_null()).select("contract", "original").iter_rows())
    circular = _circular(links)
    rows = frame.filter(pl.col("original").is_not_null() & pl.col("contract").is_in(list(circular)))

    def remedy(row: Row) -> str:
        if row["original"] == row["contract"]:
            return "原合同号不能是这笔贷款自己的合同号，请填被续贷的那个合同号；不是续贷的，请留空。"
        return "这几笔续贷的原合同号互相指来指去，绕成了一圈，请核对原合同号。"

    return problems_at(reading, rows, "original", remedy)


def _circular(links: Mapping[str, str]) -> set[str]:
    """The contracts on a circle of links from renewal to original."""
    done: set[str] = set()
    circular: set[str] = set()
    for start in links:
        walk: dict[str, None] = {}
        at = start
        while at in links and at not in done and at not in walk:
            walk[at] = None
            at = links[at]
        if at in walk:
            path = list(walk)
            circular.update(path[path.index(at) :])
        done.update(walk)
    return circular


def repayments(reading: Reading, lent: pl.DataFrame, *, complete: bool) -> list[Problem]:
    """Repayments of no loan, before the money was paid out, of more than was lent, in another unit.

    ``complete``: every loan of the loans' sheet could be read.
    """
    known = lent.select("contract", "disbursed_on", "rate", lent="principal").unique("contract", keep="first")
    paired = reading.frame.join(known, on="contract", maintain_order="left")
    early = paired.filter(pl.col("paid_on") < pl.col("disbursed_on"))
    found = problems_at(
        reading,
        early,
        "paid_on",
        lambda row: f"还款日期早于放款日期 {row['disbursed_on']}，请核对合同号和日期。",
    )
    found += _paid_beyond(reading, paired, "principal", "归还本金")
    # Nobody pays more interest than was lent: the amounts are in another unit, or in another column.
    found += _paid_beyond(reading, paired, "interest", "归还利息")
    found += _another_unit(reading, paired)
    problems = _in_order(reading, found)
    return (unknown_contracts(reading, lent) if complete else []) + problems


def _paid_beyond(reading: Reading, paired: pl.DataFrame, column: str, what: str) -> list[Placed]:
    """The first row of each contract by which more came in than was lent."""
    totals = paired.group_by("contract").agg(pl.col(column).sum(), pl.col("lent").first())
    over = totals.filter(pl.col(column) > pl.col("lent")).select("contract")
    rows = paired.join(over, on="contract", how="semi").sort("paid_on", maintain_order=True)
    summed = rows.with_columns(sum=pl.col(column).cum_sum().over("contract"))
    first = summed.filter(pl.col("sum") > pl.col("lent")).unique(
        "contract", keep="first", maintain_order=True
    )
    return problems_at(
        reading,
        first,
        column,
        lambda row: (
            f"到这一行累计{what} {_yuan(row['sum'])} 元，超过借款金额 {_yuan(row['lent'])} 元，"
            "请核对金额和表头的单位。"
        ),
    )


def _another_unit(reading: Reading, paired: pl.DataFrame) -> list[Placed]:
    """A sheet of amounts in ten thousands of yuan under a head that says yuan."""
    placed = paired.with_columns(at=pl.int_range(pl.len(), dtype=pl.Int64))
    little = far_too_little(placed.rename({"contract": "loan_key"}))
    rows = placed.join(little, on="at", how="inner", maintain_order="left")
    return [
        problem
        for column in ("principal", "interest")
        for problem in problems_at(
            reading,
            rows.filter(pl.col("column") == column),
            column,
            lambda row: f"{another_unit(row['together'], row['expected'])}。",
        )
    ]


def unknown_contracts(reading: Reading, lent: pl.DataFrame) -> list[Problem]:
    """Rows on a contract the loans' sheet does not have."""
    lost = reading.frame.join(lent.select("contract"), on="contract", how="anti", maintain_order="left")
    found = problems_at(
        reading, lost, "contract", lambda row: "贷款明细里没有这个合同号，请核对合同号，或补上这笔贷款。"
    )
    return _in_order(reading, found)


def granted(reading: Reading, lent: pl.DataFrame, *, complete: bool) -> list[Problem]:
    """Grants on an unknown contract, several rows for one, and amounts in another unit."""
    rows = reading.frame
    first = rows.filter(pl.col("contract").is_first_distinct()).select("contract", first_row="row")
    again = rows.filter(~pl.col("contract").is_first_distinct())
    found = problems_at(
        reading,
        again.join(first, on="contract", maintain_order="left"),
        "contract",
        lambda row: f"合同号和第 {row['first_row']} 行重复，请把同一笔贷款的已批贴息合并成一行。",
    )
    known = lent.select("contract", lent="principal").unique("contract", keep="first")
    paired = rows.join(known, on="contract", maintain_order="left")
    found += problems_at(
        reading,
        paired.filter(pl.col("amount") > pl.col("lent")),
        "amount",
        lambda row: f"已批贴息超过借款金额 {_yuan(row['lent'])} 元，请核对金额和表头的单位。",
    )
    found += problems_at(reading, granted_in_wan(paired), "amount", lambda row: GRANTED_IN_WAN)
    return (unknown_contracts(reading, lent) if complete else []) + _in_order(reading, found)


def granted_in_wan(paired: pl.DataFrame) -> pl.DataFrame:
    """The first row, where all grants (``amount``) together are less than the loans (``lent``) bear in a
    day."""
    some = paired.filter(pl.col("amount") > 0)
    together, lent = some["amount"].sum(), some["lent"].sum()
    return some.head(1) if together * LEAST_GRANTED < lent else some.clear()


def _in_order(reading: Reading, found: list[Placed]) -> list[Problem]:
    """Problems of one sheet in the order of its rows."""
    tabs = {tab: place for place, tab in enumerate(reading.letters)}
    return [problem for _, problem in sorted(found, key=lambda placed: (tabs[placed[0][0]], placed[0][1]))]


def _yuan(fen: int) -> str:
    return f"{fen // 100}.{fen % 100:02d}"
