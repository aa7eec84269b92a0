"""The four sheets of a settlement together: the shipped samples, and every way they can disagree."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from hudai.documents.imports.portfolio import Portfolio, read_portfolio
from hudai.documents.sheets import Skipped
from made_sheets import ID_NUMBERS, LOAN_HEADS, Rows, loan, write_csv

SAMPLES = Path(__file__).parent.parent / "data" / "sample"
HEADS = (*LOAN_HEADS, "原合同号", "合同日期", "展期到期日期")
REPAID = ("合同号", "还款日期", "归还本金（元）", "归还利息（元）", "罚息（元）")
STOPS = ("合同号", "事由", "生效日期")
GRANTED = ("合同号", "贴息金额（元）")


def together(
    folder: Path, loans: Rows, repayments: Rows = (), stops: Rows = (), granted: Rows = ()
) -> Portfolio:
    return read_portfolio(
        write_csv(folder / "贷款.csv", [HEADS, *loans]),
        write_csv(folder / "还款.csv", [REPAID, *repayments]),
        write_csv(folder / "停止.csv", [STOPS, *stops]),
        write_csv(folder / "已批.csv", [GRANTED, *granted]),
    )


def places(portfolio: Portfolio) -> list[tuple[str, str]]:
    return [(problem.sheet, problem.cell) for problem in portfolio.problems]


@pytest.mark.parametrize(("sample", "loans", "repayments"), [("yubei", 61, 304), ("shangcai-messy", 60, 340)])
def test_the_samples_are_read_whole(sample: str, loans: int, repayments: int):
    folder = SAMPLES / sample
    portfolio = read_portfolio(
        *(folder / f"{name}.csv" for name in ("loans", "repayments", "stops", "granted"))
    )

    assert portfolio.problems == ()
    assert (portfolio.loans.height, portfolio.repayments.height) == (loans, repayments)


def test_the_messy_sample_loses_its_mess_and_nothing_else():
    portfolio = read_portfolio(SAMPLES / "shangcai-messy" / "loans.csv")
    first = portfolio.loans.row(0, named=True)

    assert portfolio.readings["loans"].skipped == Skipped(blank=4, totals=1, notes=1)
    # The sheet's own total row says 2 370 000.00 yuan.
    assert portfolio.loans["principal"].sum() == 237_000_000
    assert (first["row"], first["borrower"], first["id_number"]) == (4, "陈春明", "50011219890220173X")
    assert (first["disbursed_on"], first["due_on"]) == (date(2020, 8, 18), date(2021, 2, 17))


def test_sound_sheets_have_no_problems_and_their_kinds_are_told_in_english(tmp_path: Path):
    portfolio = together(
        tmp_path,
        [loan(), [*loan(c0="HT2", c6="2024-03-13", c7="2025-03-13"), "HT1", "2024-03-10", "2025-09-13"]],
        [("HT1", "2023-06-21", "0", "200.00", ""), ("HT1", "2024-03-13", "30000", "", "")],
        [("HT2", "资金挪用", "2024-06-01"), ("HT1", "自愿放弃", "2023-07-01")],
        [("HT1", "12.34")],
    )

    assert portfolio.problems == ()
    assert portfolio.loans["signed_on"].to_list() == [date(2023, 3, 13), date(2024, 3, 10)]
    assert portfolio.repayments["interest"].to_list() == [20_000, 0]
    assert portfolio.stops["kind"].to_list() == ["diversion", "waived"]
    assert portfolio.granted["amount"].to_list() == [1_234]


def test_sheets_not_given_have_no_rows_but_all_columns(tmp_path: Path):
    portfolio = read_portfolio(write_csv(tmp_path / "a.csv", [HEADS, loan()]))

    assert portfolio.repayments.columns == [
        "row",
        "tab",
        "contract",
        "paid_on",
        "principal",
        "interest",
        "penalty",
    ]
    assert portfolio.stops.is_empty()
    assert portfolio.granted.is_empty()
    assert set(portfolio.readings) == {"loans"}


def test_names_lose_the_spaces_that_stretch_them(tmp_path: Path):
    rows = [loan(c2="马　华"), loan(c0="HT2", c2="马 华")]

    assert together(tmp_path, rows).loans["borrower"].to_list() == ["马华", "马华"]


@pytest.mark.parametrize(
    ("rows", "cells"),
    [
        ([loan(), loan()], ["A3"]),
        ([loan(), loan(c1="H2")], ["A3"]),
        ([loan(c7="2023-03-13")], ["H2"]),
        ([loan(c7="2022-03-13")], ["H2"]),
        ([[*loan(), "", "2023-03-14", ""]], ["J2"]),
        ([[*loan(), "", "", "2024-03-13"]], ["K2"]),
        ([[*loan(), "HT9"]], ["I2"]),
        ([[*loan(), "HT1"]], ["I2"]),
        ([[*loan(), "HT2"], [*loan(c0="HT2"), "HT1"]], ["I2", "I3"]),
        ([[*loan(), "HT2"], [*loan(c0="HT2"), "HT3"], [*loan(c0="HT3"), "HT2"]], ["I3", "I4"]),
        ([loan(c6="2023-04-01"), [*loan(c0="HT2", c6="2023-03-01"), "HT1"]], ["G3"]),
        ([loan(), loan(c0="HT2", c2="别人")], ["C3"]),
    ],
)
def test_loans_that_cannot_be(tmp_path: Path, rows: Rows, cells: list[str]):
    assert places(together(tmp_path, rows)) == [("贷款.csv", cell) for cell in cells]


def test_one_contract_in_two_households_names_both(tmp_path: Path):
    (problem,) = together(tmp_path, [loan(), loan(c1="H2")]).problems

    assert "第 2 行是 H1，这里是 H2" in problem.remedy


@pytest.mark.parametrize(
    ("rows", "cells"),
    [
        ([("HT9", "2023-06-21", "0", "1", "0")], ["A2"]),
        ([("HT1", "2023-03-12", "0", "1", "0")], ["B2"]),
        ([("HT1", "2024-03-13", "20000", "", ""), ("HT1", "2023-06-21", "10000.01", "", "")], ["C2"]),
        ([("HT1", "2023-06-21", "", "", "")], ["C2"]),
        ([("HT1", "2023-06-21", "-1", "0", "0")], ["C2"]),
    ],
)
def test_repayments_that_cannot_be(tmp_path: Path, rows: Rows, cells: list[str]):
    assert places(together(tmp_path, [loan()], rows)) == [("还款.csv", cell) for cell in cells]


def test_more_repaid_than_lent_names_both_sums(tmp_path: Path):
    (problem,) = together(tmp_path, [loan()], [("HT1", "2024-03-13", "30000.01", "", "")]).problems

    assert problem.found == "30000.01"
    assert "30000.01 元，超过借款金额 30000.00 元" in problem.remedy


def test_stops_and_grants_must_belong_to_a_loan_and_grants_stand_once(tmp_path: Path):
    portfolio = together(
        tmp_path,
        [loan()],
        stops=[("HT8", "提前收回", "2023-07-01"), ("HT1", "别的", "2023-07-01")],
        granted=[("HT1", "1"), ("HT9", "1"), ("HT1", "2")],
    )

    assert places(portfolio) == [
        ("停止.csv", "B3"),
        ("停止.csv", "A2"),
        ("已批.csv", "A3"),
        ("已批.csv", "A4"),
    ]
    assert "合并" in portfolio.problems[-1].remedy


def test_rows_are_not_called_strays_because_their_loan_was_refused(tmp_path: Path):
    portfolio = together(tmp_path, [loan(c5="385")], [("HT1", "2023-06-21", "0", "1", "0")])

    assert places(portfolio) == [("贷款.csv", "F2")]


def test_what_breaks_the_law_but_can_be_is_taken(tmp_path: Path):
    rows = [
        loan(c4="200000", c5="12", c6="1999-01-01", c7="2029-01-01"),
        loan(c0="HT2", c3=ID_NUMBERS[1], c2="别人"),
    ]

    assert together(tmp_path, rows).problems == ()
