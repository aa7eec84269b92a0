"""Wrong sheets: never a traceback, half a result or a silent zero, always the cell and what to write."""

from __future__ import annotations

import csv
import os
from pathlib import Path
from typing import Any

import msoffcrypto.format.ooxml
import openpyxl
import pytest
import xlsxwriter

from clerks_desk import GRANTED, LOANS, REPAYMENTS, STOPS, Desk, Ran, ended, started
from made_sheets import csv_text, loan, write_csv, write_xls, write_xlsx

PROBLEMS = "问题清单.csv"
RENEWED = {"c6": "2024-03-13", "c7": "2025-03-13"}


def listed(ran: Ran) -> list[list[str]]:
    with (ran.folder / PROBLEMS).open(encoding="utf-8-sig", newline="") as lines:
        head, *rows = csv.reader(lines)
    assert head == ["表", "单元格", "原内容", "问题与改法"]
    return rows


def only_the_report(ran: Ran) -> bool:
    return PROBLEMS in ran.files and all(
        name == PROBLEMS or name.endswith("（标出问题）.xlsx") for name in ran.files
    )


def raw(folder: Path, data: bytes, name: str = "贷款.csv") -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


SOUND = csv_text([LOANS, loan()])
FILES: dict[str, tuple[str, bytes, str]] = {
    "empty": ("a.csv", b"", "文件是空的"),
    "an empty workbook by name": ("a.xlsx", b"", "文件是空的"),
    "nothing but blanks": ("a.csv", b"\r\n  \r\n", "文件是空的"),
    "no head": ("a.csv", csv_text([loan()]).encode(), "没有找到贷款明细的表头"),
    "a head and nothing below": ("a.csv", csv_text([LOANS]).encode(), "表头下面没有数据"),
    "half UTF-8, half GB18030": ("a.csv", SOUND.encode() + b"\xff\xfe\xff", "编码认不出"),
    "UTF-16 without its mark": ("a.csv", SOUND.encode("utf-16-le"), "编码认不出"),
    "a NUL in a cell": ("a.csv", SOUND.encode().replace(b"HT1", b"HT\x001"), "编码认不出"),
    "a PDF": ("a.xlsx", b"%PDF-1.7\n1 0 obj", "这是 PDF"),
    "a web page": ("a.xls", b"<html><table><tr><td>1</td></tr></table></html>", "网页格式"),
    "a zip of nothing": ("a.xlsx", b"PK\x05\x06" + bytes(18), "压缩包"),
    "a torn zip": ("a.xlsx", b"PK\x03\x04" + bytes(200), "损坏"),
    "a torn old workbook": ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "损坏"),
    "quotes that do not close": (
        "a.csv",
        SOUND.replace("马华军", '"马华军').encode() + SOUND.encode() * 20,
        "双引号",
    ),
}


@pytest.mark.parametrize("kind", FILES)
@pytest.mark.parametrize("option", ["loans", "repayments"])
def test_a_file_that_is_no_sheet_is_refused_in_words(desk: Desk, kind: str, option: str):
    name, data, told = FILES[kind]
    ran = desk.settle(**{option: raw(desk.folder, data, name)})

    assert (ran.code, ran.files) == (1, [PROBLEMS])
    wanted = "没有找到还款明细的表头" if option == "repayments" and "表头" in told else told
    if (kind, option) == ("a head and nothing below", "repayments"):
        wanted = "表头"
    assert any(wanted in row[3] and row[0] == name for row in listed(ran)), listed(ran)
    assert wanted in ran.err
    assert ran.out == ""


CELLS: dict[str, tuple[dict[str, Any], str, str, str]] = {
    "a loan twice": ({"loans": [loan(), loan()]}, "贷款.csv", "A3", "和第 2 行重复"),
    "a contract in two households": (
        {"loans": [loan(), loan(c1="H2")]},
        "贷款.csv",
        "A3",
        "出现在两户",
    ),
    "a repayment without loan": (
        {"repayments": [("HT9", "2023-06-21", "0", "9", "0")]},
        "还款.csv",
        "A2",
        "贷款明细里没有这个合同号",
    ),
    "a repayment before disbursement": (
        {"repayments": [("HT1", "2023-03-12", "0", "9", "0")]},
        "还款.csv",
        "B2",
        "早于放款日期 2023-03-13",
    ),
    "more repaid than lent": (
        {"repayments": [("HT1", "2023-04-12", "29999.99", "", ""), ("HT1", "2023-05-12", "0.02", "", "")]},
        "还款.csv",
        "C3",
        "累计归还本金 30000.01 元，超过借款金额 30000.00 元",
    ),
    "interest in ten thousands under a head that says so": (
        {"repayments": [("HT1", "2023-05-12", "0", "31000", "")]},
        "还款.csv",
        "D2",
        "累计归还利息 31000.00 元，超过借款金额 30000.00 元",
    ),
    "interest in ten thousands under a head that says yuan": (
        {"repayments": [("HT1", "2023-06-21", "0", "0.03", ""), ("HT1", "2023-09-21", "0", "0.03", "")]},
        "还款.csv",
        "D2",
        "合计 0.06 元，而应有约 583.96",
    ),
    "principal in ten thousands under a head that says yuan": (
        {"repayments": [("HT1", "2023-06-21", "3", "304.17", "")]},
        "还款.csv",
        "C2",
        "像是以万元填写",
    ),
    "more granted than was lent": (
        {"granted": [("HT1", "30000.01")]},
        "已批.csv",
        "B2",
        "已批贴息超过借款金额 30000.00 元",
    ),
    "grants in ten thousands": (
        {"granted": [("HT1", "0.03")]},
        "已批.csv",
        "B2",
        "像是以万元填写",
    ),
    "an extension signed and no later due day": (
        {"loans": [[*loan(), *[""] * 5, "2024-03-01"]]},
        "贷款.csv",
        "N2",
        "没有写展期到期日期",
    ),
    "an extension signed before the money came": (
        {"loans": [[*loan(), "", "2024-09-13", *[""] * 3, "2023-03-12"]]},
        "贷款.csv",
        "N2",
        "展期签订日期早于放款日期 2023-03-13",
    ),
    "a negative amount": (
        {"repayments": [("HT1", "2023-05-12", "-1", "", "")]},
        "还款.csv",
        "C2",
        "不能是负数",
    ),
    "a repayment of nothing": (
        {"repayments": [("HT1", "2023-05-12", "", "", "")]},
        "还款.csv",
        "C2",
        "都空着",
    ),
    "due before disbursement": ({"loans": [loan(c7="2023-03-12")]}, "贷款.csv", "H2", "应晚于放款日期"),
    "due on the day of disbursement": (
        {"loans": [loan(c7="2023-03-13")]},
        "贷款.csv",
        "H2",
        "应晚于放款日期",
    ),
    "an extension to before the due day": (
        {"loans": [[*loan(), "", "2024-03-12"]]},
        "贷款.csv",
        "J2",
        "展期到期日期应晚于到期日期",
    ),
    "a rate of 385": ({"loans": [loan(c5="385")]}, "贷款.csv", "F2", "3.85"),
    "a rate in ppm": ({"loans": [loan(c5="38500")]}, "贷款.csv", "F2", "请写百分数，如 3.85"),
    "a rate as a fraction": ({"loans": [loan(c5="0.0385")]}, "贷款.csv", "F2", "请写 3.85"),
    "a rate of five decimals": ({"loans": [loan(c5="3.85001")]}, "贷款.csv", "F2", "最多四位小数"),
    "a rate of zero": ({"loans": [loan(c5="0")]}, "贷款.csv", "F2", ""),
    "5 in a column of yuan": ({"loans": [loan(c4="5")]}, "贷款.csv", "E2", "像是万元，请写 50000"),
    "5 万 in a column of yuan": ({"loans": [loan(c4="5万")]}, "贷款.csv", "E2", "请写 50000"),
    "an amount no bank lends": ({"loans": [loan(c4="999999999999")]}, "贷款.csv", "E2", "请核对"),
    "a tenth of a fen": ({"loans": [loan(c4="30000.001")]}, "贷款.csv", "E2", ""),
    "30 February": ({"loans": [loan(c6="2023-02-30")]}, "贷款.csv", "G2", "日历上没有 2023 年 2 月 30 日"),
    "the year 0023": ({"loans": [loan(c6="0023-03-13")]}, "贷款.csv", "G2", "年份"),
    "a wrong check digit": ({"loans": [loan(c3="500112198903074788")]}, "贷款.csv", "D2", "校验码"),
    "an ID number of a float": ({"loans": [loan(c3="5.00112198903075E+17")]}, "贷款.csv", "D2", "当成数字"),
    "no borrower": ({"loans": [loan(c2="")]}, "贷款.csv", "C2", "不能空着"),
    "no contract number": ({"loans": [loan(c0="")]}, "贷款.csv", "A2", "不能空着"),
    "a renewal of nothing": ({"loans": [[*loan(), "HT7"]]}, "贷款.csv", "I2", "表里没有这个合同号"),
    "a renewal of itself": ({"loans": [[*loan(), "HT1"]]}, "贷款.csv", "I2", "不能是这笔贷款自己"),
    "renewals in a circle": (
        {"loans": [[*loan(), "HT2"], [*loan(c0="HT2"), "HT1"]]},
        "贷款.csv",
        "I2",
        "绕成了一圈",
    ),
    "a renewal before its original": (
        {"loans": [loan(**RENEWED), [*loan(c0="HT2"), "HT1"]]},
        "贷款.csv",
        "G3",
        "早于原合同 HT1 的放款日期",
    ),
    "a stop on an unknown contract": (
        {"stops": [("HT9", "资金挪用", "2023-05-01")]},
        "停贴.csv",
        "A2",
        "贷款明细里没有这个合同号",
    ),
    "a stop for no reason known": (
        {"stops": [("HT1", "不想贴了", "2023-05-01")]},
        "停贴.csv",
        "B2",
        "资金挪用、恶意出列、提前收回、转为农户贷款、重复贴息、自愿放弃",
    ),
    "a stop without a day": ({"stops": [("HT1", "资金挪用", "")]}, "停贴.csv", "C2", "不能空着"),
    "a grant on an unknown contract": (
        {"granted": [("HT9", "5")]},
        "已批.csv",
        "A2",
        "贷款明细里没有这个合同号",
    ),
    "granted twice": ({"granted": [("HT1", "5"), ("HT1", "6")]}, "已批.csv", "A3", "合并成一行"),
    "granted less than nothing": ({"granted": [("HT1", "-5")]}, "已批.csv", "B2", "不能是负数"),
    "two different heads": (
        {"loans": [loan(), LOANS[::-1], loan(c0="HT2", c1="H2")]},
        "贷款.csv",
        "D3",
        "身份证号码",
    ),
    "one field too many": (
        {"loans": raw, "data": (SOUND.strip() + ",,,镇,村,行,无\r\n").replace("30000", "30,000").encode()},
        "贷款.csv",
        "O2",
        "逗号",
    ),
}


@pytest.mark.parametrize("kind", CELLS)
def test_what_cannot_be_is_refused_at_its_cell(desk: Desk, kind: str):
    given, sheet, cell, told = CELLS[kind]
    if given.get("loans") is raw:
        given = {"loans": raw(desk.folder, given["data"])}
    ran = desk.settle(**given)

    assert ran.code == 1
    assert only_the_report(ran)
    (found,) = [row for row in listed(ran) if row[:2] == [sheet, cell]]
    assert told in found[3]
    assert f"{sheet} {cell}：" in ran.err
    marked = next(name for name in ran.files if name != PROBLEMS)
    book = openpyxl.load_workbook(ran.folder / marked)
    assert book.worksheets[1][cell].comment.text == found[3]


def test_a_head_printed_on_every_page_is_no_problem_and_is_told(desk: Desk):
    ran = desk.settle(loans=[loan(), LOANS, loan(c0="HT2", c1="H2")])

    assert ran.code == 0
    assert "贷款.csv：跳过重复的表头 1 行" in ran.err


@pytest.mark.parametrize("command", ["settle", "register"])
def test_register_refuses_the_same_sheets_as_settle(desk: Desk, command: str):
    ran = getattr(desk, command)(loans=[loan(), loan()], repayments=[("HT9", "2023-06-21", "0", "9", "0")])

    assert ran.code == 1
    assert [row[:2] for row in listed(ran)] == [["贷款.csv", "A3"], ["还款.csv", "A2"]]


def test_sheets_handed_in_the_wrong_way_round_are_both_refused(desk: Desk):
    loans = write_csv(desk.folder / "甲.csv", [REPAYMENTS, ("HT1", "2023-06-21", "0", "9", "0")])
    ran = desk.settle(loans=loans, repayments=write_csv(desk.folder / "乙.csv", [LOANS, loan()]))

    assert ran.code == 1
    assert {row[0] for row in listed(ran)} == {"甲.csv", "乙.csv"}


def marked(ran: Ran, name: str) -> list[str]:
    """The tabs and cells of a marked-up copy that carry a comment."""
    book = openpyxl.load_workbook(ran.folder / f"{name}（标出问题）.xlsx")
    cells = (cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row if cell.comment)
    return [f"{cell.parent.title}!{cell.coordinate}" for cell in cells]


def test_two_wrong_sheets_of_one_name_are_told_apart_by_their_folders_and_each_is_marked(desk: Desk):
    for folder in ("一季度/贷款", "一季度/还款"):
        (desk.folder / folder).mkdir(parents=True)
    loans = write_csv(desk.folder / "一季度" / "贷款" / "明细.csv", [LOANS, loan(c5="385")])
    wrong = [REPAYMENTS, ("HT1", "2023-99-21", "0", "9", ""), ("HT9", "2023-06-21", "0", "9", "")]
    repayments = write_csv(desk.folder / "一季度" / "还款" / "明细.csv", wrong)
    ran = desk.settle(loans=loans, repayments=repayments)

    assert (ran.code, len(ran.files)) == (1, 3)
    assert [row[:2] for row in listed(ran)] == [["贷款/明细.csv", "F2"], ["还款/明细.csv", "B2"]]
    assert (len(marked(ran, "贷款明细")), len(marked(ran, "还款明细"))) == (1, 1)
    assert "· 还款/明细.csv B2：" in ran.err


def test_one_workbook_handed_in_twice_has_each_of_its_tabs_marked_in_the_copy_it_belongs_to(desk: Desk):
    tabs = ([LOANS, loan(c5="385")], [REPAYMENTS, ("HT1", "2023-99-21", "0", "9", "")])
    path = write_xlsx(desk.folder / "全部.xlsx", *tabs, names=("贷款", "还款"))
    ran = desk.settle(loans=path, repayments=path)

    assert ran.code == 1
    assert [row[:2] for row in listed(ran)] == [
        ["全部.xlsx（贷款明细）", "F2"],
        ["全部.xlsx（还款明细）", "B2"],
    ]
    assert (marked(ran, "贷款明细"), marked(ran, "还款明细")) == (["贷款!F2"], ["还款!B2"])


def test_a_date_head_that_two_tabs_share_does_not_make_one_sheet_of_them(desk: Desk):
    heads = [{"到期日期": "还款时间"}.get(head, head) for head in LOANS]
    repaid = [{"还款日期": "还款时间"}.get(head, head) for head in REPAYMENTS]
    tabs = ([heads, loan()], [repaid, ("HT1", "2023-06-21", "0", "9", "")])
    path = write_xlsx(desk.folder / "全部.xlsx", *tabs, names=("贷款", "还款"))
    ran = desk.settle(loans=path, repayments=path)

    assert ran.code == 0, ran.err
    assert "HT1,H1,马华军,58399,900,0,900" in (ran.folder / "settlement.csv").read_text("utf-8-sig")
    assert "没有读的工作表：还款" in ran.err
    assert "没有读的工作表：贷款" in ran.err


def test_a_tab_that_lacks_a_column_and_is_no_other_sheet_is_still_refused(desk: Desk):
    town = [REPAYMENTS, ("HT1", "2023-06-21", "0", "9", "")]
    odd = [("合同号", "还款日期", "还本额", "付息额"), ("HT1", "2023-09-20", "0", "9")]
    path = write_xlsx(desk.folder / "还款.xlsx", town, odd, names=("甲镇", "乙镇"))
    ran = desk.settle(repayments=path)

    assert ran.code == 1
    assert {row[0] for row in listed(ran)} == {"还款.xlsx「乙镇」"}


def test_one_workbook_may_hold_all_sheets_on_tabs_of_their_own(desk: Desk):
    tabs = ([LOANS, loan()], [REPAYMENTS, ("HT1", "2023-06-21", "0", "9", "")], [GRANTED, ("HT1", "4")])
    path = write_xlsx(desk.folder / "全部.xlsx", *tabs, names=("贷款", "还款", "已批"))
    ran = desk.settle(loans=path, repayments=path, granted=path)

    assert ran.code == 0
    assert "HT1,H1,马华军,58399,900,400,500" in (ran.folder / "settlement.csv").read_text("utf-8-sig")


def test_a_sheet_with_a_password_is_refused(desk: Desk):
    plain, locked = write_xlsx(desk.folder / "a.xlsx", [LOANS, loan()]), desk.folder / "密.xlsx"
    with plain.open("rb") as source, locked.open("wb") as target:
        msoffcrypto.format.ooxml.OOXMLFile(source).encrypt("secret", target)
    ran = desk.settle(loans=locked)

    assert (ran.code, ran.files) == (1, [PROBLEMS])
    assert "密码" in ran.err


@pytest.mark.parametrize("value", [None, 0], ids=["never calculated", "place holder"])
def test_a_formula_nobody_calculated_is_no_zero(desk: Desk, value: int | None):
    path = desk.folder / "公式.xlsx"
    if value is None:
        book = openpyxl.Workbook()
        for row in (LOANS, [*loan()[:4], "=10000*3", *loan()[5:]]):
            book.active.append(list(row))
        book.save(path)
    else:
        written = xlsxwriter.Workbook(path)
        sheet = written.add_worksheet()
        sheet.write_row(0, 0, LOANS)
        sheet.write_row(1, 0, loan())
        sheet.write_formula(1, 4, "=10000*3", None, value)
        written.close()
    ran = desk.settle(loans=path)

    assert ran.code == 1
    (found,) = listed(ran)
    assert (found[1], "公式没有算出的值" in found[3]) == ("E2", True)


def test_a_calculated_formula_counts_by_its_value(desk: Desk):
    path = desk.folder / "公式.xlsx"
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, LOANS)
    sheet.write_row(1, 0, loan())
    sheet.write_formula(1, 4, "=10000*3", None, 30000)
    book.close()

    assert desk.settle(loans=path).code == desk.settle(loans=[loan()]).code == 0


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("其实是文本.xlsx", SOUND.encode("utf-8-sig")),
        ("其实是文本.xls", SOUND.encode("gb18030")),
        ("统一码.csv", SOUND.encode("utf-16")),
        ("带 空格 和（括号）.csv", SOUND.encode()),
    ],
)
def test_a_sound_sheet_under_an_odd_name_or_encoding_is_read(desk: Desk, name: str, data: bytes):
    folder = desk.folder / "我的 文件 夹"
    folder.mkdir()
    ran = desk.settle(loans=raw(folder, data, name), out="结 果/第 1 次")

    assert ran.code == 0
    assert "HT1,H1,马华军,58399,0,0,0" in (ran.folder / "settlement.csv").read_text("utf-8-sig")


def test_a_text_file_renamed_to_a_workbook_is_marked_up_when_wrong(desk: Desk):
    path = raw(desk.folder, csv_text([LOANS, loan(c5="385")]).encode(), "其实是文本.xlsx")
    ran = desk.settle(loans=path)

    assert ran.code == 1
    assert ran.files == ["贷款明细（标出问题）.xlsx", PROBLEMS]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no such files here")
def test_a_file_that_may_not_be_read_is_a_problem(desk: Desk, monkeypatch: pytest.MonkeyPatch):
    path = desk.sheet("贷款", [loan()])
    whole = Path.read_bytes

    def locked(self: Path) -> bytes:
        if self == path:
            raise PermissionError(13, "locked")
        return whole(self)

    monkeypatch.setattr(Path, "read_bytes", locked)
    ran = desk.settle(loans=path)

    assert (ran.code, ran.files) == (1, [PROBLEMS])
    assert "文件打不开" in ran.err


def test_an_old_workbook_that_is_wrong_is_marked_up_as_a_new_one(desk: Desk):
    path = write_xls(desk.folder / "旧.xls", [("贷款明细表",), LOANS, loan(c5="385")])
    ran = desk.settle(loans=path)
    book = openpyxl.load_workbook(ran.folder / "贷款明细（标出问题）.xlsx")

    assert listed(ran)[0][:2] == ["旧.xls", "F3"]
    assert "3.85" in book.worksheets[1]["F3"].comment.text


def test_a_thousand_problems_are_all_listed_and_ten_are_told(desk: Desk):
    rows = [loan(c0=f"HT{number}", c1=f"H{number}", c5="385") for number in range(1000)]
    ran = desk.settle(loans=rows)

    assert ran.code == 1
    assert [row[1] for row in listed(ran)] == [f"F{row}" for row in range(2, 1002)]
    assert ran.err.count("F2：") == 1
    assert ran.err.count("贷款.csv F") == 10
    assert "还有 990 处" in ran.err
    assert "表格有 1,000 处问题" in ran.err


def test_id_numbers_are_masked_on_the_screen_and_in_the_list(desk: Desk):
    ran = desk.settle(loans=[loan(c3="500112198903074788")])

    assert "500112198903074788" not in ran.err
    assert "500112198903074788" not in (ran.folder / PROBLEMS).read_text("utf-8")


def test_a_problem_list_opened_in_a_spreadsheet_calculates_nothing(desk: Desk):
    ran = desk.settle(loans=[loan(c6='=HYPERLINK("x")')])

    assert listed(ran)[0][2].startswith("'=")


def large(path: Path, size: int, *, last: str = "") -> Path:
    """A sheet of repayments of 2 000 loans, of so many bytes."""
    block = "".join(f"HT{n:05},2023-0{3 + n % 5}-{14 + n % 7},0.00,{n % 5}.00,\r\n" for n in range(2000))
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(",".join(REPAYMENTS) + "\r\n")
        while file.tell() < size:
            file.write(block)
        file.write(last)
    return path


MANY_LOANS = [loan(c0=f"HT{number:05}", c1=f"H{number}") for number in range(2000)]


@pytest.mark.long
def test_a_hundred_megabytes_are_settled_within_seconds(desk: Desk):
    path = large(desk.folder / "还款.csv", 100_000_000)
    ran = desk.settle(loans=MANY_LOANS, repayments=path)
    path.unlink()

    assert ran.code == 0
    assert len((ran.folder / "settlement.csv").read_text("utf-8-sig").splitlines()) == 2001


def test_one_bad_row_at_the_end_of_a_large_file_is_found(desk: Desk):
    path = large(desk.folder / "还款.csv", 20_000_000, last="HT00000,2023-13-01,0,5,\r\n")
    ran = desk.settle(loans=MANY_LOANS, repayments=path)

    assert ran.code == 1
    assert [row[2] for row in listed(ran)] == ["2023-13-01"]


def test_no_traceback_is_seen_for_a_file_that_is_no_sheet(desk: Desk):
    name, data, told = FILES["a torn zip"]
    line = desk.arguments(loans=raw(desk.folder, data, name))
    ran = ended(started(line), desk.folder / "结果")

    assert (ran.code, ran.files) == (1, [PROBLEMS])
    assert told in ran.err
    assert "Traceback" not in ran.err


def test_no_traceback_is_seen_for_anything_that_cannot_be(desk: Desk):
    loans = [loan(), loan(), loan(c0="HT2", c5="385"), loan(c0="HT3", c7="2020-01-01")]
    line = desk.arguments(
        loans=loans,
        repayments=[("HT9", "2023-06-21", "x", "", "")],
        stops=[STOPS],
        granted=[GRANTED, ("HT1", "1"), ("HT1", "1")],
    )
    ran = ended(started(line), desk.folder / "结果")

    assert ran.code == 1
    assert only_the_report(ran)
    assert "Traceback" not in ran.err
