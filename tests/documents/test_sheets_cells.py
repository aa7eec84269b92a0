"""One cell at a time: what is taken, with its value, and what is refused, with its explanation."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from hudai.documents.imports.loans import read_loans
from hudai.documents.sheets import Column, Kind, Layout, Reading, read
from made_sheets import ID_NUMBERS, LOAN_HEADS, loan, write_csv, write_xlsx

CONTRACT, ID, AMOUNT, RATE, DISBURSED = 0, 3, 4, 5, 6


def of_text(folder: Path, place: int, text: str) -> Reading:
    return read_loans(write_csv(folder / "贷款.csv", [LOAN_HEADS, loan(**{f"c{place}": text})]))


def of_cell(folder: Path, place: int, cell: object) -> Reading:
    return read_loans(write_xlsx(folder / "贷款.xlsx", [LOAN_HEADS, loan(**{f"c{place}": cell})]))


def only_problem(reading: Reading, cell: str) -> str:
    """The remedy of the one problem, which must be at ``cell``; nothing of its row may be taken."""
    assert [problem.cell for problem in reading.problems] == [cell]
    assert reading.frame.is_empty()
    return reading.problems[0].remedy


@pytest.mark.parametrize(
    "text",
    ["50000", "50,000", "50,000.00", "￥50,000", "¥50000.0", "50000元", "５００００", " 50000 ", "50000.000"],
)
def test_an_amount_may_be_typed_in_many_ways(tmp_path: Path, text: str):
    assert of_text(tmp_path, AMOUNT, text).frame["principal"].to_list() == [5_000_000]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("5", "像是万元，请写 50000"),
        ("5.5", "请写 55000"),
        ("500", "500 元太小"),
        ("5万", "请写 50000"),
        ("4.55万元", "请写 45500"),
        ("五万", "阿拉伯数字"),
        ("伍万元整", "阿拉伯数字"),
        ("-50000", "冲正"),
        ("0", "不能是 0"),
        ("5E+4", "科学记数法"),
        ("50000.001", "两位小数"),
        ("500,00", "逗号的位置"),
        ("050000", "千分位逗号"),
        ("99999999999999", "是否多写了数字"),
        ("#REF!", "公式出错"),
        ("无", "填 0"),
        ("abc", "这不是金额"),
        ("", "不能空着"),
    ],
)
def test_what_is_no_amount_is_refused_with_what_to_write(tmp_path: Path, text: str, told: str):
    assert told in only_problem(of_text(tmp_path, AMOUNT, text), "E2")


@pytest.mark.parametrize("text", ["3.85", "3.85%", "3.85％", "3.8500", "3.850000", " 3.85 "])
def test_a_rate_is_read_in_percent_with_or_without_the_sign(tmp_path: Path, text: str):
    assert of_text(tmp_path, RATE, text).frame["rate"].to_list() == [38_500]


@pytest.mark.parametrize(("text", "ppm"), [("3.8501", 38_501), ("36", 360_000), ("0.5", 5_000)])
def test_rates_keep_four_decimals_and_reach_from_a_half_to_36_percent(tmp_path: Path, text: str, ppm: int):
    assert of_text(tmp_path, RATE, text).frame["rate"].to_list() == [ppm]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("385", "漏了小数点，或写成了基点。请写百分数，如 3.85"),
        ("38500", "百万分数，请写百分数，如 3.85"),
        ("0.0385", "请写 3.85"),
        ("3.85001", "四位小数"),
        ("36.01", "太高"),
        ("0", "不能是 0"),
        ("-3.85", "不能是负数"),
        ("3.2‰", "月利率请先换算"),
        ("三点八五", "只写数字"),
    ],
)
def test_a_rate_in_another_unit_is_refused_and_the_likely_one_named(tmp_path: Path, text: str, told: str):
    assert told in only_problem(of_text(tmp_path, RATE, text), "F2")


@pytest.mark.parametrize(
    "text",
    [
        "2023-03-05",
        "2023.3.5",
        "2023/3/5",
        "2023年3月5日",
        "20230305",
        "2023.03.05",
        "2023-03-05 00:00:00",
        "2023/3/5 0:00",
        "２０２３年３月５日",
    ],
)
def test_a_day_may_be_typed_in_many_styles(tmp_path: Path, text: str):
    assert of_text(tmp_path, DISBURSED, text).frame["disbursed_on"].to_list() == [date(2023, 3, 5)]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("2023-02-30", "没有 2023 年 2 月 30 日"),
        ("20230229", "没有 2023 年 2 月 29 日"),
        ("23-03-05", "四位"),
        ("23.3.5", "四位"),
        ("3023-03-05", "年份 3023"),
        ("2023-3", "不是日期"),
        ("2023-3.5", "写法不统一"),
        ("44990", "序号"),
        ("昨天", "不是日期"),
        ("", "不能空着"),
    ],
)
def test_what_is_no_day_is_refused_with_what_to_write(tmp_path: Path, text: str, told: str):
    assert told in only_problem(of_text(tmp_path, DISBURSED, text), "G2")


@pytest.mark.parametrize(
    "text",
    [
        "50011219890220173x",
        "500112 19890220 173X",
        "'50011219890220173X",
        "G50011219890220173X",
        "g50011219890220173x",
        "\u00a050011219890220173X\u200b",
        "５００１１２１９８９０２２０１７３Ｘ",
    ],
)
def test_an_id_number_loses_what_people_add_to_it(tmp_path: Path, text: str):
    assert of_text(tmp_path, ID, text).frame["id_number"].to_list() == ["50011219890220173X"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("5.00112E+17", "当成数字"),
        ("500112198903074000", "当成数字"),
        ("500112890307478", "15 位"),
        ("500112198903074788", "校验码"),
        ("500112198902304787", "出生日期"),
        ("50011219890307478", "17 位"),
    ],
)
def test_an_id_number_that_cannot_be_right_is_refused_with_the_reason(tmp_path: Path, text: str, told: str):
    assert told in only_problem(of_text(tmp_path, ID, text), "D2")


def test_an_id_number_in_a_problem_is_masked(tmp_path: Path):
    (problem,) = of_text(tmp_path, ID, "500112198903074788").problems

    assert problem.found.startswith("50*")
    assert problem.found.endswith("788")
    assert "19890307" not in problem.found


def test_where_one_id_number_was_damaged_every_one_ending_in_000_is_refused(tmp_path: Path):
    whole = "500112198503120000"
    assert read_loans(write_csv(tmp_path / "a.csv", [LOAN_HEADS, loan(c3=whole)])).problems == ()

    rows = [LOAN_HEADS, loan(c3=whole), loan(c0="HT2", c3="500112198903074000"), loan(c0="HT3")]
    reading = read_loans(write_csv(tmp_path / "b.csv", rows))

    assert [problem.cell for problem in reading.problems] == ["D2", "D3"]
    assert reading.frame["contract"].to_list() == ["HT3"]


def test_an_id_number_in_a_number_cell_has_lost_its_last_digits(tmp_path: Path):
    assert "后三位已经丢失" in only_problem(of_cell(tmp_path, ID, 500112198903074787), "D2")


@pytest.mark.parametrize(("cell", "contract"), [(12345.0, "12345"), (123456789012345, "123456789012345")])
def test_a_contract_number_in_a_number_cell_is_written_out(tmp_path: Path, cell: float, contract: str):
    assert of_cell(tmp_path, CONTRACT, cell).frame["contract"].to_list() == [contract]


@pytest.mark.parametrize("cell", [1e15, 2**53 + 2, 1.5e20])
def test_a_contract_number_too_long_for_a_number_cell_is_refused(tmp_path: Path, cell: float):
    assert "文本" in only_problem(of_cell(tmp_path, CONTRACT, cell), "A2")


def test_a_contract_number_saved_as_a_rounded_figure_is_refused(tmp_path: Path):
    assert "文本" in only_problem(of_text(tmp_path, CONTRACT, "1.23457E+15"), "A2")


def test_a_percent_cell_is_refused_with_the_figure_to_write(tmp_path: Path):
    assert "请写 3.85（" in only_problem(of_cell(tmp_path, RATE, 0.0385), "F2")


def test_a_day_kept_as_a_count_of_days_is_read_from_a_number_cell(tmp_path: Path):
    # 2022-03-05 is day 44 625 of a spreadsheet: 44 562 is 2022-01-01, plus 31 + 28 + 4.
    assert of_cell(tmp_path, DISBURSED, 44_625).frame["disbursed_on"].to_list() == [date(2022, 3, 5)]


@pytest.mark.parametrize("cell", [44_625.5, 12_345, 60_000])
def test_other_numbers_are_no_days(tmp_path: Path, cell: float):
    assert of_cell(tmp_path, DISBURSED, cell).problems[0].cell == "G2"


def test_binary_noise_in_a_calculated_amount_is_no_fraction_of_a_fen(tmp_path: Path):
    assert of_cell(tmp_path, AMOUNT, 30000.1 + 0.2).frame["principal"].to_list() == [3_000_030]


FACTS = Layout(
    "事实",
    (
        Column("name", ("姓名",), Kind.TEXT, required=True, filled=True),
        Column("willing", ("是否愿意",), Kind.YES_NO),
        Column("people", ("家庭人口",), Kind.INTEGER, minimum=1, maximum=20),
        Column("choice", ("类型",), Kind.CHOICE, choices={"首贷": "first", "续贷": "renewal"}),
    ),
)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("是", True),
        ("有", True),
        ("√", True),
        ("Y", True),
        ("1", True),
        ("否", False),
        ("无", False),
        ("×", False),
        ("n", False),
        ("0", False),
        ("", None),
    ],
)
def test_yes_and_no_are_known_in_many_words_and_an_empty_cell_is_unknown(
    tmp_path: Path, text: str, value: bool | None
):
    reading = read(write_csv(tmp_path / "a.csv", [("姓名", "是否愿意"), ("某人", text)]), FACTS)

    assert reading.frame["willing"].to_list() == [value]
    assert reading.frame["people"].to_list() == [None]


@pytest.mark.parametrize(("text", "value"), [("4", 4), ("4人", 4), ("4.0", 4), ("４", 4), ("20", 20)])
def test_whole_numbers(tmp_path: Path, text: str, value: int):
    reading = read(write_csv(tmp_path / "a.csv", [("姓名", "家庭人口"), ("某人", text)]), FACTS)

    assert reading.frame["people"].to_list() == [value]


@pytest.mark.parametrize("text", ["0", "21", "-4", "4.5", "四"])
def test_numbers_out_of_bounds_or_not_whole_are_refused(tmp_path: Path, text: str):
    reading = read(write_csv(tmp_path / "a.csv", [("姓名", "家庭人口"), ("某人", text)]), FACTS)

    assert [problem.cell for problem in reading.problems] == ["B2"]


def test_a_word_that_is_no_choice_is_refused_with_the_choices(tmp_path: Path):
    rows = [("姓名", "类型"), ("某人", "首 贷"), ("别人", "再贷")]
    reading = read(write_csv(tmp_path / "a.csv", rows), FACTS)

    assert reading.frame["choice"].to_list() == ["first"]
    assert "首贷、续贷" in reading.problems[0].remedy


def test_all_the_made_id_numbers_pass(tmp_path: Path):
    rows = [LOAN_HEADS, *(loan(c0=number, c3=number) for number in ID_NUMBERS)]

    assert read_loans(write_csv(tmp_path / "a.csv", rows)).problems == ()
