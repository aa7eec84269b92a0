"""Name lists as the national system exports them, and what is wrong in them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from hudai.documents.imports.name_list import read_name_list
from made_name_lists import HEADS, id_number, person
from made_sheets import write_csv, write_xlsx

AS_OF = date(2024, 3, 1)
ZHAO, ZHAO_SON, QIAN = id_number(11), id_number(33), id_number(44)


def read(tmp_path: Path, *rows: list[str]):
    return read_name_list(write_xlsx(tmp_path / "名单.xlsx", [["脱贫人口信息"], [], HEADS, *rows]), AS_OF)


def test_numbers_with_spaces_and_a_leading_g_are_read(tmp_path):
    spaced = f"G{ZHAO[:6]} {ZHAO[6:14]} {ZHAO[14:]}"

    reading = read(tmp_path, person("H1", "赵 大", spaced, phone="138-0000 0001"))

    assert reading.problems == ()
    row = reading.frame.row(0, named=True)
    assert (row["id_number"], row["name"], row["phone"]) == (ZHAO, "赵大", "13800000001")
    assert (row["is_head"], row["labour"], row["listed_on"]) == (True, "ordinary", date(2021, 5, 1))


def test_a_text_file_in_the_old_encoding_is_read_too(tmp_path):
    path = write_csv(tmp_path / "名单.csv", [HEADS, person("H1", "赵大", ZHAO)], "gb18030")

    assert read_name_list(path, AS_OF).frame.height == 1


def test_without_a_relation_the_head_is_known_by_name(tmp_path):
    reading = read(
        tmp_path,
        person("H1", "赵大", ZHAO, "", head="赵大"),
        person("H1", "赵小", ZHAO_SON, "", head="赵大"),
    )

    assert reading.frame["is_head"].to_list() == [True, False]


@pytest.mark.parametrize(
    ("wrong", "cell", "word"),
    [
        (person("H9", "赵大", ZHAO), "D5", "已经出现过"),
        (person("H1", "赵小", id_number(77, "20240302"), "之子"), "D5", "晚于名单日期"),
        (person("H1", "赵小", ZHAO_SON, "之子", kind="边缘户"), "F5", "人口类别前后不一致"),
        (person("H1", "赵小", ZHAO_SON, "之子", village="杉木村"), "H5", "村前后不一致"),
        (person("H1", "赵小", ZHAO_SON, "户主"), "C5", "一户只能有一个户主"),
        (person("H1", "赵小", ZHAO_SON, "之子", left="2020-01-01"), "M5", "早于识别时间"),
        (person("H1", "赵小", "5.00112E+17", "之子"), "D5", "后三位已经丢失"),
    ],
)
def test_a_wrong_row_is_told_at_its_cell_and_left_out(tmp_path, wrong, cell, word):
    reading = read(tmp_path, person("H1", "赵大", ZHAO), wrong)

    assert [problem.cell for problem in reading.problems] == [cell]
    assert word in reading.problems[0].remedy
    assert reading.frame["id_number"].to_list() == [ZHAO]


def test_a_full_number_is_never_in_a_problem(tmp_path):
    reading = read(tmp_path, person("H1", "赵大", ZHAO), person("H2", "赵大", ZHAO))

    assert ZHAO not in reading.problems[0].found


def test_a_sheet_without_the_columns_says_which(tmp_path):
    reading = read_name_list(write_xlsx(tmp_path / "a.xlsx", [["户编号", "姓名"], ["H1", "赵大"]]), AS_OF)

    assert "身份证号码" in reading.problems[0].remedy
