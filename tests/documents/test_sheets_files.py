"""Files that are not what they should be: each gives a problem in plain words, never a traceback."""

from __future__ import annotations

import io
import os
import random
import struct
import zipfile
from datetime import date
from pathlib import Path

import msoffcrypto
import msoffcrypto.format.ooxml
import openpyxl
import pytest
import xlsxwriter
import xlwt
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P
from xlwt.CompoundDoc import XlsDoc

from hudai.documents.imports.loans import read_loans
from hudai.documents.sheets import Reading
from made_sheets import LOAN_HEADS, Rows, csv_text, loan, write_csv, write_ods, write_xls, write_xlsx

ROWS = [LOAN_HEADS, loan()]


def of_bytes(folder: Path, data: bytes, name: str = "贷款.csv") -> Reading:
    path = folder / name
    path.write_bytes(data)
    return read_loans(path)


def remedy(reading: Reading) -> str:
    (problem,) = reading.problems
    assert reading.frame.is_empty()
    return problem.remedy


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16"])
def test_text_files_come_in_several_encodings(tmp_path: Path, encoding: str):
    assert read_loans(write_csv(tmp_path / "a.csv", ROWS, encoding)).frame["borrower"].to_list() == ["马华军"]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_may_end_in_any_way(tmp_path: Path, end: str):
    text = csv_text(ROWS).replace("\r\n", end)

    assert of_bytes(tmp_path, text.encode()).frame.height == 1


@pytest.mark.parametrize("separator", ["\t", ";", "|"])
def test_other_separators_are_known(tmp_path: Path, separator: str):
    text = csv_text(ROWS).replace(",", separator)

    assert of_bytes(tmp_path, text.encode(), "贷款.txt").frame.height == 1


@pytest.mark.parametrize("name", ["a.csv", "a.xls"])
def test_the_content_tells_the_kind_of_a_file_not_its_name(tmp_path: Path, name: str):
    assert of_bytes(tmp_path, csv_text(ROWS).encode("gb18030"), name).frame.height == 1


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "文件是空的"),
        (b" \r\n\r\n", "文件是空的"),
        (bytes(range(256)) * 8, "文件编码认不出"),
        ("合同号,姓名".encode() + b"\xff\xff\n", "文件编码认不出"),
        ("合同編號,姓名\n".encode("big5"), "乱码"),
        (b"PK\x03\x04 not a zip archive", "文件已损坏"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(6000), "文件已损坏"),
        (b"%PDF-1.7", "PDF"),
        ("<html><table>合同号</table>".encode(), "网页格式"),
        ('合同号,姓名\nHT1,"某人\nHT2,别人\n'.encode(), "双引号没有成对"),
        ('合同号,姓名\nHT1,"某"人\n'.encode(), "双引号没有成对"),
    ],
)
def test_what_is_no_sheet_is_refused_in_plain_words(tmp_path: Path, data: bytes, told: str):
    assert told in remedy(of_bytes(tmp_path, data))


def test_a_missing_file_and_a_folder_are_problems_too(tmp_path: Path):
    assert "没有这个文件" in remedy(read_loans(tmp_path / "没有.csv"))
    assert "文件夹" in remedy(read_loans(tmp_path))


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may read every file")
def test_a_file_one_may_not_read_is_a_problem(tmp_path: Path):
    path = write_csv(tmp_path / "a.csv", ROWS)
    path.chmod(0)

    assert "权限" in remedy(read_loans(path))


def test_a_comma_without_quotes_shifts_the_row_and_is_seen(tmp_path: Path):
    text = csv_text(ROWS) + ",".join(loan(c0="HT2", c4="30,000.00")) + "\r\n"
    reading = of_bytes(tmp_path, text.encode())

    assert [(problem.cell, "逗号" in problem.remedy) for problem in reading.problems] == [("I3", True)]
    assert reading.frame["contract"].to_list() == ["HT1"]


def test_a_comma_that_pushes_only_an_empty_field_out_is_seen_too(tmp_path: Path):
    heads = ",".join([*LOAN_HEADS, "展期到期日期"])
    text = f"{heads}\n{','.join(loan())},\n{','.join(loan(c0='HT2', c4='30,000'))},\n"

    assert [problem.cell for problem in of_bytes(tmp_path, text.encode()).problems] == ["J3"]


def test_separators_at_the_end_of_every_row_are_no_harm(tmp_path: Path):
    text = csv_text([LOAN_HEADS]) + "".join(",".join(loan(c0=f"HT{row}")) + ",\n" for row in range(3))

    assert of_bytes(tmp_path, text.encode()).problems == ()


def test_a_file_cut_off_in_its_last_row_is_seen(tmp_path: Path):
    text = csv_text([LOAN_HEADS, loan(), loan(c0="HT2")]).rstrip()[:-30]

    assert "没有传完整" in of_bytes(tmp_path, text.encode()).problems[0].remedy


def test_a_line_break_within_quotes_belongs_to_its_cell(tmp_path: Path):
    rows = [[*LOAN_HEADS, "借款用途"], [*loan(), "养\n鸡"], [*loan(c0="HT2"), "种菜"]]
    reading = read_loans(write_csv(tmp_path / "a.csv", rows))

    assert reading.frame.select("row", "purpose").rows() == [(2, "养鸡"), (3, "种菜")]


def test_all_kinds_of_workbook_give_the_same_rows(tmp_path: Path):
    rows = [
        ["贷款明细表"],
        LOAN_HEADS,
        loan(c4=30000, c5=3.65, c6=date(2023, 3, 13), c7=date(2024, 3, 13)),
        ["合计", "", "", "", 30000],
    ]
    text = [["贷款明细表"], LOAN_HEADS, loan(), ["合计", "", "", "", "30000"]]
    readings = [
        read_loans(write_xlsx(tmp_path / "a.xlsx", rows)),
        read_loans(write_xls(tmp_path / "a.xls", rows)),
        read_loans(write_ods(tmp_path / "a.ods", rows)),
        read_loans(write_csv(tmp_path / "a.csv", text)),
    ]

    for reading in readings:
        assert reading.problems == ()
        assert reading.frame.drop("tab").equals(readings[0].frame.drop("tab"))
        assert reading.skipped.totals == 1


def test_a_workbook_with_a_password_says_so(tmp_path: Path):
    plain = write_xlsx(tmp_path / "a.xlsx", ROWS)
    with plain.open("rb") as source, (tmp_path / "b.xlsx").open("wb") as target:
        msoffcrypto.format.ooxml.OOXMLFile(source).encrypt("secret", target)

    assert "密码" in remedy(read_loans(tmp_path / "b.xlsx"))


def locked_xls(rows: Rows) -> bytes:
    """An old workbook as one with a password is stored: heads of records plain, contents unreadable."""
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("表")
    for row, cells in enumerate(rows):
        for column, cell in enumerate(cells):
            sheet.write(row, column, cell)
    plain, noise, out, at = book.get_biff_data(), random.Random(0), b"", 0
    while at < len(plain):
        kind, length = struct.unpack_from("<HH", plain, at)
        # What begins a part, and where a tab begins, is never encrypted: [MS-XLS] 2.2.10.
        clear = {0x0809: length, 0x0085: 4}.get(kind, 0)
        body = plain[at + 4 : at + 4 + clear] + noise.randbytes(length - clear)
        out += struct.pack("<HH", kind, length) + body
        if at == 0:
            out += struct.pack("<HHHHH", 0x002F, 54, 1, 1, 1) + noise.randbytes(48)
        at += 4 + length
    file = io.BytesIO()
    XlsDoc().save(file, out)
    return file.getvalue()


def test_an_old_workbook_with_a_password_says_so(tmp_path: Path):
    data = locked_xls(ROWS)
    assert msoffcrypto.OfficeFile(io.BytesIO(data)).is_encrypted()

    assert "密码" in remedy(of_bytes(tmp_path, data, "贷款.xls"))


def test_a_word_document_is_told_from_a_sheet(tmp_path: Path):
    with zipfile.ZipFile(tmp_path / "a.docx", "w") as archive:
        archive.writestr("word/document.xml", "<x/>")

    assert "Word 文档" in remedy(read_loans(tmp_path / "a.docx"))


def test_a_workbook_cut_in_half_is_damaged(tmp_path: Path):
    whole = write_xlsx(tmp_path / "a.xlsx", ROWS).read_bytes()

    assert "损坏" in remedy(of_bytes(tmp_path, whole[: len(whole) // 2], "b.xlsx"))


def test_an_archive_that_swells_is_not_opened(tmp_path: Path):
    path = write_xlsx(tmp_path / "a.xlsx", ROWS)
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/big.xml", bytes(80 << 20))

    assert "大得不正常" in remedy(read_loans(path))


def test_a_stray_cell_far_out_is_told_instead_of_filling_the_memory(tmp_path: Path):
    path = write_xlsx(tmp_path / "a.xlsx", ROWS)
    book = openpyxl.load_workbook(path)
    book.active.cell(1_048_000, 500).value = "x"
    book.save(path)

    assert "表外多余的内容" in remedy(read_loans(path))


def formula_book(path: Path, value: object) -> Path:
    """A workbook whose amount is a formula, as a program writes it; ``value`` stands beside it."""
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, LOAN_HEADS)
    sheet.write_row(1, 0, loan())
    sheet.write_formula(1, 4, "=20000+10000", None, value)
    book.close()
    return path


def test_a_formula_counts_by_its_calculated_value(tmp_path: Path):
    assert read_loans(formula_book(tmp_path / "a.xlsx", 30000)).frame["principal"].to_list() == [3_000_000]


def test_a_formula_with_a_place_holder_of_zero_is_no_zero(tmp_path: Path):
    (problem,) = read_loans(formula_book(tmp_path / "a.xlsx", 0)).problems

    assert (problem.cell, "保存一次" in problem.remedy) == ("E2", True)


def test_a_formula_nobody_calculated_is_a_problem_even_in_a_column_that_may_be_empty(tmp_path: Path):
    book = openpyxl.Workbook()
    book.active.append([*LOAN_HEADS, "展期到期日期"])
    book.active.append([*loan(), "=DATE(2025,3,13)"])
    book.save(tmp_path / "a.xlsx")
    (problem,) = read_loans(tmp_path / "a.xlsx").problems

    assert (problem.cell, "保存一次" in problem.remedy) == ("I2", True)


def test_a_formula_in_a_total_row_hurts_nobody(tmp_path: Path):
    book = openpyxl.Workbook()
    for row in (LOAN_HEADS, loan(), ["合计", None, None, None, "=SUM(E2:E2)"]):
        book.active.append(list(row))
    book.save(tmp_path / "a.xlsx")

    assert read_loans(tmp_path / "a.xlsx").problems == ()


def test_an_error_in_a_cell_is_shown_not_taken_for_empty(tmp_path: Path):
    book = xlsxwriter.Workbook(tmp_path / "a.xlsx")
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, [*LOAN_HEADS, "展期到期日期"])
    sheet.write_row(1, 0, loan())
    sheet.write_formula(1, 8, "=NA()", None, "#N/A")
    book.close()
    (problem,) = read_loans(tmp_path / "a.xlsx").problems

    assert (problem.cell, problem.found) == ("I2", "#N/A")


def test_formulas_and_errors_of_old_workbooks_are_seen_too(tmp_path: Path):
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("表")
    for column, head in enumerate([*LOAN_HEADS, "展期到期日期"]):
        sheet.write(0, column, head)
    for row in (1, 2):
        for column, cell in enumerate(loan(c0=f"HT{row}")):
            sheet.write(row, column, cell)
    sheet.write(1, 8, xlwt.Formula("DATE(2025,3,13)"))
    sheet.row(2).set_cell_error(8, 0x17)
    book.save(str(tmp_path / "a.xls"))
    problems = read_loans(tmp_path / "a.xls").problems

    assert [(problem.cell, problem.found) for problem in problems] == [("I2", "#公式未计算"), ("I3", "#REF!")]


def test_a_formula_of_an_open_document_nobody_calculated_is_seen(tmp_path: Path):
    book = OpenDocumentSpreadsheet()
    table = Table(name="表")
    for row in ([*LOAN_HEADS, "展期到期日期"], loan()):
        made = TableRow()
        for cell in row:
            text = TableCell(valuetype="string")
            text.addElement(P(text=cell))
            made.addElement(text)
        if row[0] == "HT1":
            made.addElement(TableCell(formula="of:=DATE(2025;3;13)"))
        table.addElement(made)
    book.spreadsheet.addElement(table)
    book.save(str(tmp_path / "a.ods"))
    (problem,) = read_loans(tmp_path / "a.ods").problems

    assert (problem.cell, "保存一次" in problem.remedy) == ("I2", True)


def test_a_workbook_counting_from_1904_does_not_guess_days_from_bare_numbers(tmp_path: Path):
    book = xlsxwriter.Workbook(tmp_path / "a.xlsx", {"date_1904": True})
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, LOAN_HEADS)
    sheet.write_row(1, 0, loan(c6=44_625))
    book.close()

    assert read_loans(tmp_path / "a.xlsx").problems[0].cell == "G2"
