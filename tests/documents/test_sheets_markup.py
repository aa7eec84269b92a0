"""The marked copy of a sheet and the problem report."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from hudai.core.errors import Problem
from hudai.documents.imports.loans import read_loans
from hudai.documents.markup import mark_up
from hudai.documents.problems import write_problems
from made_sheets import LOAN_HEADS, Rows, loan, write_csv, write_ods, write_xls, write_xlsx

ROWS = [["贷款明细"], LOAN_HEADS, loan(), loan(c0="HT2", c5="385", c6="昨天")]
RED = "00FFC7CE"


def marked(folder: Path, source: Path) -> openpyxl.Workbook:
    reading = read_loans(source)
    mark_up(source, reading, reading.problems, folder / "marked.xlsx")
    return openpyxl.load_workbook(folder / "marked.xlsx")


def write(folder: Path, kind: str, rows: Rows) -> Path:
    makers = {"csv": write_csv, "xlsx": write_xlsx, "xls": write_xls, "ods": write_ods}
    return makers[kind](folder / f"贷款.{kind}", rows)


@pytest.mark.parametrize("kind", ["csv", "xlsx", "xls", "ods"])
def test_bad_cells_are_red_and_say_what_to_write(tmp_path: Path, kind: str):
    book = marked(tmp_path, write(tmp_path, kind, ROWS))
    sheet = book.worksheets[1]

    red = [cell.coordinate for row in sheet for cell in row if cell.fill.fgColor.rgb == RED]
    assert red == ["F4", "G4"]
    assert "请写百分数，如 3.85" in sheet["F4"].comment.text
    assert [sheet["A3"].value, sheet["F4"].value] == ["HT1", "385"]


def test_the_first_tab_lists_every_problem(tmp_path: Path):
    book = marked(tmp_path, write_csv(tmp_path / "贷款.csv", ROWS))
    sheet = book.worksheets[0]

    assert sheet.title == "问题清单"
    assert "共 2 处问题" in sheet["A1"].value
    assert [cell.value for cell in sheet[2]] == ["表", "单元格", "原内容", "问题与改法"]
    assert [sheet.cell(row, 2).value for row in (3, 4)] == ["F4", "G4"]


def test_a_workbook_keeps_its_tabs_and_each_gets_its_own_marks(tmp_path: Path):
    bad = [LOAN_HEADS, loan(c4="5")]
    source = write_xlsx(
        tmp_path / "a.xlsx", [["说明"]], bad, [LOAN_HEADS, loan(c0="HT2", c5="385")], names="甲乙丙"
    )
    book = marked(tmp_path, source)

    assert book.sheetnames == ["问题清单", "甲", "乙", "丙"]
    assert book["乙"]["E2"].comment is not None
    assert book["丙"]["F2"].comment is not None
    assert book["乙"]["F2"].comment is None


def test_a_marked_copy_handed_in_unmended_is_read_and_marked_again(tmp_path: Path):
    marked(tmp_path, write_csv(tmp_path / "贷款.csv", ROWS))
    again = tmp_path / "again.xlsx"
    (tmp_path / "marked.xlsx").rename(again)
    book = marked(tmp_path, again)

    assert [problem.cell for problem in read_loans(again).problems] == ["F4", "G4"]
    assert book.sheetnames[:2] == ["问题清单2", "问题清单"]


def test_a_file_that_cannot_be_opened_gives_the_list_alone(tmp_path: Path):
    (tmp_path / "a.csv").write_bytes(b"")
    book = marked(tmp_path, tmp_path / "a.csv")

    assert book.sheetnames == ["问题清单"]
    assert "文件是空的" in book.worksheets[0]["D3"].value


def test_of_a_very_long_sheet_only_the_rows_with_problems_are_copied(tmp_path: Path):
    rows = [LOAN_HEADS, *(loan(c0=f"HT{number}") for number in range(50_001))]
    rows[40_000] = loan(c0="HTX", c5="385")
    book = marked(tmp_path, write_csv(tmp_path / "贷款.csv", rows))
    sheet = book.worksheets[1]

    assert "超过 50000 行" in book.worksheets[0]["A1"].value
    assert book.worksheets[0]["B3"].value == "F40001"
    assert (sheet.max_row, sheet["A12"].value) == (12, "HTX")
    assert sheet["F12"].comment is not None


def test_id_numbers_are_masked_in_the_list_and_whole_in_the_owners_copy(tmp_path: Path):
    number = "500112198903074788"
    book = marked(tmp_path, write_csv(tmp_path / "贷款.csv", [LOAN_HEADS, loan(c3=number)]))

    assert book.worksheets[0]["C3"].value == "50*************788"
    assert book.worksheets[1]["D2"].value == number


def test_the_problem_report_opens_in_a_spreadsheet_and_calculates_nothing(tmp_path: Path):
    target = tmp_path / "problems.csv"
    write_problems(
        [Problem("贷款.csv", "F2", "=1+1", "请写数字。"), Problem("贷款.csv", "E2", "-5", "负数。")], target
    )

    data = target.read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    assert data.decode("utf-8-sig").splitlines() == [
        "表,单元格,原内容,问题与改法",
        "贷款.csv,F2,'=1+1,请写数字。",
        "贷款.csv,E2,-5,负数。",
    ]


def test_text_that_looks_like_a_formula_stays_text_in_the_copy(tmp_path: Path):
    book = marked(tmp_path, write_csv(tmp_path / "贷款.csv", [LOAN_HEADS, loan(c4="=1+1")]))

    assert book.worksheets[1]["E2"].data_type == "s"
    assert book.worksheets[0]["C3"].data_type == "s"


def test_of_very_many_problems_the_first_are_listed_and_all_are_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("hudai.documents.markup.MOST_PROBLEMS", 3)
    rows = [LOAN_HEADS, *(loan(c0=f"HT{number}", c5="385") for number in range(5))]
    sheet = marked(tmp_path, write_csv(tmp_path / "贷款.csv", rows)).worksheets[0]

    assert "共 5 处问题" in sheet["A1"].value
    assert "前 3 处" in sheet["A1"].value
    assert [sheet.cell(row, 2).value for row in (3, 4, 5, 6)] == ["F2", "F3", "F4", None]
