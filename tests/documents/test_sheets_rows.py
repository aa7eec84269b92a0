"""Heads found, rows passed over, tabs put together: the shape of a sheet, whatever its cells hold."""

from __future__ import annotations

from pathlib import Path

import pytest

from hudai.documents.imports.loans import LAYOUT, read_loans
from hudai.documents.imports.repayments import read_repayments
from hudai.documents.sheets import Skipped, read
from made_sheets import LOAN_HEADS, loan, write_csv, write_xlsx

WAN_HEADS = tuple(head.replace("（元）", "（万元）") for head in LOAN_HEADS)
NO_UNIT_HEADS = tuple(head.replace("（元）", "") for head in LOAN_HEADS)
BLANK = [""] * len(LOAN_HEADS)


def test_title_and_unit_lines_stand_above_the_head(tmp_path: Path):
    rows = [["某县贷款明细表"], ["填报单位：农商行", "", "金额单位：元"], [], LOAN_HEADS, loan()]
    reading = read_loans(write_csv(tmp_path / "a.csv", rows))

    assert reading.problems == ()
    assert reading.frame["row"].to_list() == [5]


@pytest.mark.parametrize(
    "head",
    ["借款人姓  名", "* 借款人姓名", "借款人\n姓名", "贷款人姓名：", "姓名（必填）", "姓名", "【姓名】"],
)
def test_a_head_is_known_whatever_is_added_for_show(tmp_path: Path, head: str):
    heads = [head if each == "借款人姓名" else each for each in LOAN_HEADS]

    assert read_loans(write_xlsx(tmp_path / "a.xlsx", [heads, loan()])).problems == ()


def test_two_rows_make_one_head_as_in_the_statutory_register(tmp_path: Path):
    rows = [
        ["发放台账"],
        [
            "序号",
            "合同号",
            "户编号",
            "借款人姓\u3000名",
            "家庭住址",
            "",
            "",
            "身份证号码",
            "贷款",
            "借款金额（万元）",
            "年利率（%）",
            "借款",
            "还款",
        ],
        [None, None, None, None, "镇", "村", "组", None, "银行", None, None, "时间", "时间"],
        [
            1,
            "HT1",
            "H1",
            "马华军",
            "石船镇",
            "玉峰村",
            "4组",
            loan()[3],
            "农商行",
            3,
            3.65,
            "2023.3.13",
            "2024.3.13",
        ],
    ]
    reading = read_loans(write_xlsx(tmp_path / "a.xlsx", rows))

    assert reading.problems == ()
    row = reading.frame.row(0, named=True)
    assert (row["row"], row["town"], row["village"], row["group"]) == (4, "石船镇", "玉峰村", "4组")
    assert (row["bank"], row["principal"]) == ("农商行", 3_000_000)
    assert reading.extra == ("序号",)


def test_the_second_row_of_a_head_may_be_shorter_in_a_text_file(tmp_path: Path):
    heads = [*LOAN_HEADS[:3], "家庭住址", "", *LOAN_HEADS[3:]]
    row = [*loan()[:3], "石船镇", "玉峰村", *loan()[3:]]
    reading = read_loans(write_csv(tmp_path / "a.csv", [heads, ["", "", "", "镇", "村"], row]))

    assert reading.problems == ()
    assert reading.frame["village"].to_list() == ["玉峰村"]


def test_the_head_names_the_unit_of_money(tmp_path: Path):
    reading = read_loans(write_csv(tmp_path / "a.csv", [WAN_HEADS, loan(c4="4.5")]))

    assert reading.frame["principal"].to_list() == [4_500_000]


def test_a_line_above_names_the_unit_where_the_head_does_not(tmp_path: Path):
    rows = [["", "金额单位：万元"], NO_UNIT_HEADS, loan(c4="4.5")]

    assert read_loans(write_csv(tmp_path / "a.csv", rows)).frame["principal"].to_list() == [4_500_000]


@pytest.mark.parametrize("office", ["填报单位：元阳县农商行", "单位：元氏县支行", "填表单位: 元谋县农信社"])
def test_a_place_whose_name_begins_like_a_unit_names_none(tmp_path: Path, office: str):
    rows = [[office, "", "金额单位：万元"], NO_UNIT_HEADS, loan(c4="4.5")]

    assert read_loans(write_csv(tmp_path / "a.csv", rows)).frame["principal"].to_list() == [4_500_000]


@pytest.mark.parametrize("unit", ["单位：元", "（单位： 元）", "单 位：元 制表：某", "单位(人民币元)"])
def test_a_unit_is_known_however_it_is_written(tmp_path: Path, unit: str):
    rows = [["", unit], NO_UNIT_HEADS, loan()]

    assert read_loans(write_csv(tmp_path / "a.csv", rows)).frame["principal"].to_list() == [3_000_000]


def test_the_head_outweighs_the_line_above(tmp_path: Path):
    rows = [["", "金额单位：万元"], LOAN_HEADS, loan()]

    assert read_loans(write_csv(tmp_path / "a.csv", rows)).frame["principal"].to_list() == [3_000_000]


def test_where_nothing_names_a_unit_it_is_yuan(tmp_path: Path):
    reading = read_loans(write_csv(tmp_path / "a.csv", [NO_UNIT_HEADS, loan()]))

    assert reading.frame["principal"].to_list() == [3_000_000]


def test_yuan_under_a_head_of_wan_are_refused(tmp_path: Path):
    (problem,) = read_loans(write_csv(tmp_path / "a.csv", [WAN_HEADS, loan(c4="30000")])).problems

    assert (problem.cell, problem.found) == ("E2", "30000")
    assert "像是元，请写 3，" in problem.remedy


def test_a_whole_column_far_too_small_has_the_wrong_unit(tmp_path: Path):
    rows = [LOAN_HEADS, loan(c4="300"), loan(c0="HT2", c4="500")]
    small = read_loans(write_csv(tmp_path / "a.csv", rows))
    one_sound = read_loans(write_csv(tmp_path / "b.csv", [*rows, loan(c0="HT3", c4="5000")]))

    assert [problem.cell for problem in small.problems] == ["E2", "E3"]
    assert one_sound.problems == ()


def test_blank_rows_totals_and_notes_are_passed_over_and_counted(tmp_path: Path):
    rows = [
        LOAN_HEADS,
        loan(),
        BLANK,
        ["", "\u3000", " "],
        loan(c0="HT2"),
        ["石船镇小计", "", "", "", "60000.00"],
        loan(c0="HT3"),
        ["合  计", "", "", "", "90000.00"],
        ["", "总计：3笔", "", "", "90000.00"],
        ["备注：1. 金额以借据为准。"],
        ["2、本表由各支行填报。"],
        ["填表人：张三", "", "", "镇分管负责人："],
        ["", "制表：李四", "", "审核：王五", "", "", "2021-06-30"],
    ]
    reading = read_loans(write_csv(tmp_path / "a.csv", rows))

    assert reading.problems == ()
    assert reading.skipped == Skipped(blank=2, totals=3, notes=4)
    assert reading.frame["contract"].to_list() == ["HT1", "HT2", "HT3"]
    assert reading.frame["row"].to_list() == [2, 5, 7]


@pytest.mark.parametrize("name", ["总小军", "合计明", "注明", "制表生", "审核"])
def test_a_borrower_whose_name_reads_like_a_total_stays_a_borrower(tmp_path: Path, name: str):
    reading = read_loans(write_csv(tmp_path / "a.csv", [LOAN_HEADS, loan(c2=name)]))

    assert reading.frame["borrower"].to_list() == [name]


def test_a_row_without_its_key_is_a_problem_and_never_passed_over(tmp_path: Path):
    (problem,) = read_loans(write_csv(tmp_path / "a.csv", [LOAN_HEADS, loan(c0="")])).problems

    assert (problem.cell, problem.remedy) == ("A2", "“合同号”不能空着，请填写。")


def test_a_head_printed_again_on_each_page_is_passed_over(tmp_path: Path):
    rows = [["贷款明细表"], LOAN_HEADS, loan(), ["贷款明细表"], LOAN_HEADS, loan(c0="HT2")]
    reading = read_loans(write_csv(tmp_path / "a.csv", rows))

    assert reading.problems == ()
    assert reading.skipped == Skipped(heads=2)
    assert reading.frame["contract"].to_list() == ["HT1", "HT2"]


def test_another_head_further_down_is_a_problem(tmp_path: Path):
    rows = [
        LOAN_HEADS,
        loan(),
        [*LOAN_HEADS[:4], "借款金额（万元）", *LOAN_HEADS[5:]],
        loan(c0="HT2", c4="3"),
    ]
    reading = read_loans(write_csv(tmp_path / "a.csv", rows))

    assert [problem.cell for problem in reading.problems] == ["A3", "E4"]
    assert "又有一行表头" in reading.problems[0].remedy


def test_no_head_says_which_heads_are_wanted_and_what_is_there(tmp_path: Path):
    (problem,) = read_loans(write_csv(tmp_path / "a.csv", [["甲", "乙"], ["1", "2"]])).problems

    assert problem.found == "甲、乙、1、2"
    assert "合同号、户编号、借款人姓名" in problem.remedy


def test_missing_heads_are_named_together_with_those_seen(tmp_path: Path):
    (problem,) = read_loans(write_csv(tmp_path / "a.csv", [LOAN_HEADS[:5], loan()[:5]])).problems

    assert "年利率（%）、放款日期、到期日期" in problem.remedy
    assert problem.found == "合同号、户编号、借款人姓名、身份证号码、借款金额（元）"


def test_the_same_head_twice_is_a_problem(tmp_path: Path):
    (problem,) = read_loans(
        write_csv(tmp_path / "a.csv", [[*LOAN_HEADS, "姓名"], [*loan(), "某人"]])
    ).problems

    assert (problem.cell, problem.found) == ("I1", "姓名")


def test_a_sheet_of_loans_without_rows_is_a_problem_one_of_repayments_is_not(tmp_path: Path):
    loans = read_loans(write_csv(tmp_path / "a.csv", [LOAN_HEADS]))
    heads = ["合同号", "还款日期", "归还本金（元）", "归还利息（元）"]
    repayments = read_repayments(write_csv(tmp_path / "b.csv", [heads]))

    assert "没有数据" in loans.problems[0].remedy
    assert repayments.problems == ()
    assert repayments.frame.is_empty()


def test_columns_the_layout_does_not_know_are_named(tmp_path: Path):
    reading = read_loans(
        write_csv(tmp_path / "a.csv", [[*LOAN_HEADS, "备注", "经办人"], [*loan(), "x", "y"]])
    )

    assert reading.problems == ()
    assert reading.extra == ("备注", "经办人")


def test_every_tab_with_the_head_is_read_and_the_others_are_named(tmp_path: Path):
    path = write_xlsx(
        tmp_path / "a.xlsx",
        [LOAN_HEADS, loan()],
        [["镇", "笔数"], ["石船镇", 2]],
        [["说明"]],
        [["标题"], LOAN_HEADS, loan(c0="HT2"), loan(c0="HT3", c5="385")],
        names=["石船镇", "汇总", "说明", "兴隆镇"],
    )
    reading = read_loans(path)

    assert reading.frame.select("tab", "row", "contract").rows() == [
        ("石船镇", 2, "HT1"),
        ("兴隆镇", 3, "HT2"),
    ]
    assert reading.ignored == ("汇总", "说明")
    assert [(problem.sheet, problem.cell) for problem in reading.problems] == [("a.xlsx「兴隆镇」", "F4")]


def test_a_missing_optional_column_is_unknown_in_every_row(tmp_path: Path):
    reading = read_loans(write_csv(tmp_path / "a.csv", [LOAN_HEADS, loan()]))

    assert reading.frame.columns == ["row", "tab", *(column.name for column in LAYOUT.columns)]
    assert reading.frame.schema == LAYOUT.empty().schema
    assert reading.frame["extended_due_on"].to_list() == [None]


def test_signs_for_nothing_are_nothing_where_a_cell_may_be_empty(tmp_path: Path):
    heads = [*LOAN_HEADS, "原合同号", "展期到期日期"]
    reading = read_loans(write_csv(tmp_path / "a.csv", [heads, [*loan(), "无", "—"]]))

    assert reading.frame.select("original", "extended_due_on").row(0) == (None, None)


def test_a_thousand_problems_come_back_together(tmp_path: Path):
    rows = [LOAN_HEADS, *(loan(c0=f"HT{number}", c5="385") for number in range(1000))]
    reading = read_loans(write_csv(tmp_path / "a.csv", rows))

    assert [problem.cell for problem in reading.problems] == [f"F{row}" for row in range(2, 1002)]
    assert reading.rows == 1000
    assert reading.frame.is_empty()


def test_problems_come_in_the_order_of_the_cells(tmp_path: Path):
    rows = [LOAN_HEADS, loan(c6="昨天", c4="abc"), loan(c0="", c7="明天")]
    reading = read_loans(write_csv(tmp_path / "a.csv", rows))

    assert [problem.cell for problem in reading.problems] == ["E2", "G2", "A3", "H3"]


def test_what_was_found_is_shortened_and_kept_on_one_line(tmp_path: Path):
    (problem,) = read_loans(write_csv(tmp_path / "a.csv", [LOAN_HEADS, loan(c6="很长的话\n" * 15)])).problems

    assert len(problem.found) == 40
    assert problem.found.startswith("很长")


def test_the_digest_is_of_the_bytes(tmp_path: Path):
    path = tmp_path / "a.csv"
    path.write_bytes(b"abc")

    # The standard's own example: SHA-256 of "abc".
    digest = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert read(path, LAYOUT).digest == digest
