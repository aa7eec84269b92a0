"""Sheets made for one test: rows of text or values, written in whatever kind of file the test needs."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import xlsxwriter
import xlwt
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P

Rows = Sequence[Sequence[Any]]

LOAN_HEADS = (
    "合同号",
    "户编号",
    "借款人姓名",
    "身份证号码",
    "借款金额（元）",
    "年利率（%）",
    "放款日期",
    "到期日期",
)
# Made up; the check characters are right and the people do not exist.
ID_NUMBERS = ("500112198903074787", "500112195708028925", "50011219890220173X", "500112199008240691")
LOAN = ("HT1", "H1", "马华军", ID_NUMBERS[0], "30000.00", "3.65", "2023-03-13", "2024-03-13")


def loan(**changes: object) -> list[Any]:
    """A sound row of a loans sheet with some cells changed, by place: ``loan(c4="5")``."""
    row: list[Any] = list(LOAN)
    for place, value in changes.items():
        row[int(place[1:])] = value
    return row


def csv_text(rows: Rows) -> str:
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\r\n").writerows(rows)
    return out.getvalue()


def write_csv(path: Path, rows: Rows, encoding: str = "utf-8-sig") -> Path:
    path.write_bytes(csv_text(rows).encode(encoding))
    return path


def write_xlsx(path: Path, *tabs: Rows, names: Sequence[str] = ()) -> Path:
    book = xlsxwriter.Workbook(path)
    days = book.add_format({"num_format": "yyyy-mm-dd"})
    for number, rows in enumerate(tabs):
        sheet = book.add_worksheet(names[number] if names else None)
        for row, cells in enumerate(rows):
            for column, cell in enumerate(cells):
                if isinstance(cell, date):
                    sheet.write_datetime(row, column, cell, days)
                elif isinstance(cell, str):
                    sheet.write_string(row, column, cell)
                elif cell is not None:
                    sheet.write(row, column, cell)
    book.close()
    return path


def write_xls(path: Path, rows: Rows) -> Path:
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("表")
    days = xlwt.easyxf(num_format_str="yyyy-mm-dd")
    for row, cells in enumerate(rows):
        for column, cell in enumerate(cells):
            if isinstance(cell, date):
                sheet.write(row, column, cell, days)
            elif cell is not None:
                sheet.write(row, column, cell)
    book.save(str(path))
    return path


def write_ods(path: Path, rows: Rows) -> Path:
    book = OpenDocumentSpreadsheet()
    table = Table(name="表")
    for cells in rows:
        row = TableRow()
        for cell in cells:
            row.addElement(_ods_cell(cell))
        table.addElement(row)
    book.spreadsheet.addElement(table)
    book.save(str(path))
    return path


def _ods_cell(cell: object) -> TableCell:
    if isinstance(cell, date):
        return TableCell(valuetype="date", datevalue=cell.isoformat())
    if isinstance(cell, int | float):
        return TableCell(valuetype="float", value=repr(cell))
    made = TableCell(valuetype="string")
    if cell:
        made.addElement(P(text=str(cell)))
    return made
