"""The applications sheet: what people write, what is read, and what is asked back."""

from datetime import date

import openpyxl
import pytest

from hudai.core.application_facts import FACTS
from hudai.core.screening import screen
from hudai.documents.imports.application_template import HEAD_ROW, write_template
from hudai.documents.imports.applications import LAYOUT, read_applications
from policy_builder import NATIONAL, yubei

MA_HUAJUN = "500112198903074787"
"""A woman by the 17th digit, 8."""


def sheet(tmp_path, *rows, heads):
    path = tmp_path / "申请.csv"
    lines = [heads, *rows]
    path.write_text("\n".join(",".join(line) for line in lines) + "\n", encoding="utf-8-sig")
    return path


def one(tmp_path, **cells):
    """The reading of a sheet with one application: name, number, amount, and these cells."""
    all_cells = {"姓名": "马华军", "身份证号码": MA_HUAJUN, "申贷金额（元）": "50000"} | cells
    return read_applications(sheet(tmp_path, list(all_cells.values()), heads=list(all_cells)))


def test_no_head_stands_for_two_columns():
    heads = [head for column in LAYOUT.columns for head in column.heads]

    assert len(heads) == len(set(heads))


def test_every_fact_a_screening_asks_for_has_a_column(tmp_path):
    reading = one(tmp_path)

    # Who stands on the county's register of dishonest debtors its own records know, and no sheet.
    assert set(FACTS) - {"dishonest_since"} <= set(reading.frame.columns)
    assert not reading.problems


def test_every_fact_is_read_in_its_unit(tmp_path):
    reading = one(
        tmp_path,
        性别="女",
        申贷期限="3年",
        申贷用途="生猪养殖",
        申请日期="2022年1月10日",
        贷款类型="追加",
        利率="3.85",
        人口类别="建档立卡脱贫户",
        有无重大不良信用记录="无",
        有无劳动能力="普通劳动力",
        有无担保抵押="否",
        原贷款期限="12个月",
        原合同签订日期="2021-06-01",
    )

    assert not reading.problems
    row = reading.frame.row(0, named=True)
    assert (row["amount"], row["term_months"], row["rate"]) == (5_000_000, 36, 38_500)
    assert (row["applied_on"], row["kind"], row["original_term_months"]) == (date(2022, 1, 10), "top_up", 12)
    assert row["original_signed_on"] == date(2021, 6, 1)
    assert (row["household_kind"], row["credit_clean"], row["labour"]) == ("脱贫户", True, True)
    assert row["guarantor_or_collateral"] is False
    assert row["willing"] is None


@pytest.mark.parametrize(
    ("written", "months"),
    [
        ("3年", 36),
        ("36", 36),
        ("36个月", 36),
        ("12月", 12),
        ("1年6个月", 18),
        ("一年半", 18),
        ("1.5年", 18),
        ("半年", 6),
        ("三年", 36),
        ("３６个月", 36),
        ("十八个月", 18),
        ("2 年", 24),
    ],
)
def test_a_term_is_read_however_people_write_it(tmp_path, written, months):
    reading = one(tmp_path, 申贷期限=written)

    assert reading.frame["term_months"].to_list() == [months]


@pytest.mark.parametrize("written", ["3", "长期", "12个月半", "三十年代"])
def test_a_term_that_may_mean_two_things_is_asked_back(tmp_path, written):
    reading = one(tmp_path, 申贷期限=written)

    assert reading.frame.is_empty()
    assert [(problem.cell, problem.found) for problem in reading.problems] == [("D2", written)]
    assert "3年" in reading.problems[0].remedy


@pytest.mark.parametrize(
    ("head", "cell", "clean"),
    [
        ("有无重大不良信用记录", "有", False),
        ("有无重大不良信用记录", "无", True),
        ("有无重大不良信用记录", "", None),
        ("无重大不良信用记录", "是", True),
        ("无重大不良信用记录", "无", True),
        ("无重大不良信用记录", "否", False),
    ],
)
def test_yes_and_no_of_the_credit_record_are_read_by_their_head(tmp_path, head, cell, clean):
    assert one(tmp_path, **{head: cell}).frame["credit_clean"].to_list() == [clean]


def test_a_sex_that_contradicts_the_id_number_is_asked_back(tmp_path):
    reading = one(tmp_path, 性别="男")

    assert reading.frame.is_empty()
    assert "第 17 位" in reading.problems[0].remedy


def test_all_problems_of_a_sheet_come_together_and_good_rows_stay(tmp_path):
    heads = ["姓名", "身份证号码", "申贷金额（元）", "申贷期限", "有无还款能力"]
    path = sheet(
        tmp_path,
        ["马华军", MA_HUAJUN, "50000", "3年", "是"],
        ["李四", "500112198903074788", "5万", "3年", "是"],
        ["王五", MA_HUAJUN, "50000", "3", "也许"],
        heads=heads,
    )

    reading = read_applications(path)

    assert reading.frame["name"].to_list() == ["马华军"]
    assert {problem.cell for problem in reading.problems} >= {"B3", "C3", "E4"}


def test_an_empty_cell_is_unknown_to_the_screening(tmp_path):
    reading = one(tmp_path, 有无还款能力="")

    screening = screen(reading.frame, policy=yubei(), national=NATIONAL, on=date(2022, 1, 10))

    assert screening.answers["able_to_repay"].to_list() == [None]
    assert screening.verdicts["verdict"].to_list() == ["needs_facts"]


def test_what_breaks_the_law_but_is_well_formed_is_read(tmp_path):
    heads = ["姓名", "身份证号码", "申贷金额（元）", "申贷用途", "人口类别"]
    reading = read_applications(
        sheet(tmp_path, ["马华军", MA_HUAJUN, "200000", "建房", "一般农户"], heads=heads)
    )

    assert not reading.problems
    assert reading.frame["amount"].to_list() == [20_000_000]


def test_the_template_is_read_back_once_it_is_filled_in(tmp_path):
    path = tmp_path / "模板.xlsx"
    write_template(path)
    assert [problem.remedy for problem in read_applications(path).problems] == [
        "表头下面没有数据，请核对是否选错了文件。"
    ]

    book = openpyxl.load_workbook(path)
    page = book.active
    places = {cell.value: cell.column for cell in page[HEAD_ROW + 1]}
    filled = {"姓名": "马华军", "身份证号码": MA_HUAJUN, "申贷金额（元）": 50_000, "有无贷款意愿": "是"}
    for head, value in filled.items():
        page.cell(HEAD_ROW + 2, places[head], value)
    book.save(path)
    reading = read_applications(path)

    assert (reading.problems, reading.extra) == ((), ())
    assert reading.frame.select("name", "amount", "willing").row(0) == ("马华军", 5_000_000, True)


def test_every_word_the_template_offers_is_one_the_reader_takes(tmp_path):
    path = tmp_path / "模板.xlsx"
    write_template(path)
    page = openpyxl.load_workbook(path).active
    heads = {cell.column_letter: cell.value for cell in page[HEAD_ROW + 1]}
    columns = {column.head: column for column in LAYOUT.columns}

    offered = 0
    for rule in page.data_validations.dataValidation:
        column = columns[heads[str(rule.sqref)[:2].rstrip("0123456789")]]
        words = rule.formula1.strip('"').split(",")
        assert words == ["是", "否"] or set(words) <= set(column.choices)
        offered += 1

    assert offered >= 18


def test_the_same_template_is_the_same_file(tmp_path):
    write_template(tmp_path / "a.xlsx")
    write_template(tmp_path / "b.xlsx")

    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()
