"""Any list as a workbook: written piece by piece, text as text, sums as formulas, set up for print."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from openpyxl import load_workbook

from hudai.core.errors import Refusal
from hudai.documents import sheet_rows
from hudai.documents.columns import Column, Kind
from hudai.documents.forms import table

COLUMNS = (
    Column("number", "编号", 15, Kind.CODE),
    Column("name", "姓名", 10, Kind.NAME),
    Column("amount", "金额（元）", 14, Kind.YUAN, summed=True),
    Column("day", "日期", 12, Kind.DAY),
)
HEAD = table.TableHead(
    title="贷款申请",
    office="云坪县农业农村局",
    narrowed="状态：办理中",
    taken_by="李青山（区县主管部门）",
    taken_at="2025-12-01 09:30",
    made_on=date(2025, 12, 1),
    note="仅供内部使用。",
)


def pieces(rows: int, size: int) -> Iterator[pl.DataFrame]:
    for first in range(0, rows, size):
        yield table.frame(
            COLUMNS,
            [
                (f"0{place}", f"=户主{place}", 100 + place, date(2025, 1, 1))
                for place in range(first, min(first + size, rows))
            ],
        )


def test_pieces_join_numbered_through_with_one_sum_below(tmp_path: Path):
    file = tmp_path / "list.xlsx"

    count = table.write_xlsx(file, COLUMNS, pieces(5, 2), HEAD)

    sheet = load_workbook(file).active
    rows = list(sheet.iter_rows(values_only=True))
    assert count == 5
    assert rows[0][0] == "查询条件：状态：办理中"
    assert rows[1][0] == "贷款申请"
    assert rows[3] == ("序号", "编号", "姓名", "金额（元）", "日期")
    assert [row[0] for row in rows[4:9]] == [1, 2, 3, 4, 5]
    assert [row[1] for row in rows[4:9]] == ["00", "01", "02", "03", "04"]
    assert rows[4][2] == "=户主0"
    assert rows[9][0] == "合计"
    assert rows[9][3] == "=SUM(D5:D9)"
    assert load_workbook(file, data_only=True).active["D10"].value == 5.1
    assert rows[10][0] == "仅供内部使用。"
    assert rows[11][0] == "导出人：李青山（区县主管部门）　导出时间：2025-12-01 09:30"
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert sheet.print_title_rows == "$4:$4"


@pytest.mark.parametrize("field", ["place", "row", "sheet_row", "index", "序号"])
def test_a_column_may_be_called_anything_beside_the_running_number(tmp_path: Path, field: str):
    columns = (Column(field, "地点", 14, Kind.NAME), Column("audience", "人数", 8, Kind.COUNT, summed=True))
    file = tmp_path / "list.xlsx"

    table.write_xlsx(file, columns, [table.frame(columns, [("院坝", 42), ("会议室", 8)])], HEAD)

    rows = list(load_workbook(file).active.iter_rows(values_only=True))
    assert rows[3:6] == [("序号", "地点", "人数"), (1, "院坝", 42), (2, "会议室", 8)]


def test_a_list_of_nobody_says_so_and_has_no_sum(tmp_path: Path):
    file = tmp_path / "list.xlsx"

    assert table.write_xlsx(file, COLUMNS, iter(()), HEAD) == 0

    rows = list(load_workbook(file).active.iter_rows(values_only=True))
    assert rows[4][0] == "没有符合条件的记录。"
    assert "合计" not in str(rows)


def test_a_sum_in_the_first_column_keeps_its_figure(tmp_path: Path):
    file, columns = tmp_path / "list.xlsx", COLUMNS[2:3]
    rows = iter([table.frame(columns, [(150,), (250,)])])

    table.write_xlsx(file, columns, rows, HEAD)

    assert load_workbook(file, data_only=True).active["B7"].value == 4


def test_more_rows_than_a_tab_holds_go_on_in_the_next_one_each_a_whole_form(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(sheet_rows, "MOST_ROWS", 4)
    file = tmp_path / "list.xlsx"

    count = table.write_xlsx(file, COLUMNS, pieces(11, 3), HEAD)

    book = load_workbook(file, data_only=True)
    assert count == 11
    assert book.sheetnames == ["贷款申请", "贷款申请(2)", "贷款申请(3)"]
    tabs = [list(sheet.iter_rows(values_only=True)) for sheet in book]
    assert [[row[0] for row in tab if isinstance(row[0], int)] for tab in tabs] == [
        [1, 2, 3, 4],
        [5, 6, 7, 8],
        [9, 10, 11],
    ]
    # 100 to 103, 104 to 107 and 108 to 110 fen.
    assert [tab[-3][3] for tab in tabs] == [4.06, 4.22, 3.27]
    for tab in tabs:
        assert tab[1][0] == "贷款申请"
        assert tab[3] == ("序号", "编号", "姓名", "金额（元）", "日期")
        assert tab[-1][0].startswith("导出人：李青山")


def test_a_list_as_long_as_a_tab_needs_no_second_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sheet_rows, "MOST_ROWS", 4)

    assert table.write_xlsx(tmp_path / "list.xlsx", COLUMNS, pieces(4, 2), HEAD) == 4

    assert load_workbook(tmp_path / "list.xlsx").sheetnames == ["贷款申请"]


def test_no_file_stays_of_a_list_whose_rows_break_off(tmp_path: Path):
    def broken() -> Iterator[pl.DataFrame]:
        yield from pieces(2, 2)
        raise Refusal("没有了")

    with pytest.raises(Refusal, match="没有了"):
        table.write_xlsx(tmp_path / "list.xlsx", COLUMNS, broken(), HEAD)

    assert list(tmp_path.iterdir()) == []
