"""Annex 5 as workbook and as PDF: a tab a bank, the merged address, ten thousands and days."""

import datetime
from datetime import date
from importlib.resources import files

import openpyxl
import polars as pl
import pytest
import typst

from hudai.core.errors import Refusal
from hudai.documents.fonts import FACES, FLOOR, FLOOR_PACKAGE, FontBook
from hudai.documents.forms.loan_register import RegisterHead, write_pdf, write_xlsx

HEAD = RegisterHead("渝北区", "脱贫人口小额信贷", date(2022, 4, 1), date(2022, 3, 31))

LOAN = {
    "bank": "重庆农村商业银行统景支行",
    "borrower": "张三",
    "town": "统景镇",
    "village": "江口村",
    "group": "3组",
    "id_number": "500112198001010011",
    "purpose": "柑橘种植",
    "principal_fen": 5_000_000,
    "disbursed_on": date(2022, 1, 5),
    "due_on": date(2025, 1, 4),
    "note": "",
}
SCHEMA = {
    name: pl.Int64 if isinstance(value, int) else pl.Date if isinstance(value, date) else pl.String
    for name, value in LOAN.items()
}

# The annex's own words, line breaks and blanks aside.
FOOTNOTE = (
    "备注：此表由金融机构二级支行和区级金融机构填报，一笔贷款填写一栏。金融机构二级支行每月2日前报至区级金融机构，"
    "区级金融机构汇总后每月5日前报送区扶贫办、区财政局、区金融办。"
)


def loans(*changes):
    return pl.DataFrame([{**LOAN, **change} for change in changes], schema=SCHEMA)


def book_of(frame, folder):
    path = folder / "附件5.xlsx"
    write_xlsx(path, frame, head=HEAD)
    return openpyxl.load_workbook(path, data_only=True)


def row(sheet, number):
    return [cell.value for cell in sheet[number]]


def pages(pdf: bytes) -> int:
    return pdf.count(b"/Type/Page") - pdf.count(b"/Type/Pages")


def test_each_bank_has_its_tab_and_a_loan_without_bank_is_last(tmp_path):
    book = book_of(loans({"bank": ""}, {}, {"bank": "农行"}, {}), tmp_path)

    assert book.sheetnames == ["重庆农村商业银行统景支行", "农行", "未填银行"]
    assert book["农行"]["A3"].value == "填表单位：农行"
    assert book["未填银行"]["A3"].value == "填表单位："


def test_the_head_is_the_annexs_with_the_address_over_town_village_and_group(tmp_path):
    sheet = book_of(loans({}), tmp_path)["重庆农村商业银行统景支行"]

    assert sheet["A2"].value == "渝北区脱贫人口小额信贷发放台账"
    top = [str(value or "").replace("\n", "") for value in row(sheet, 4)]
    assert top == [
        "序号",
        "借款人姓  名",
        "家庭住址",
        "",
        "",
        "身份证号码",
        "贷款银行",
        "借款用途",
        "借款金额（万元）",
        "借款时间",
        "还款时间",
        "借款天数",
        "备注",
    ]
    assert row(sheet, 5)[2:5] == ["镇", "村", "组"]
    merged = {str(area) for area in sheet.merged_cells.ranges}
    assert {"C4:E4", "A4:A5", "F4:F5", "M4:M5"} <= merged


def test_a_row_shows_ten_thousands_real_dates_and_the_days_between_them(tmp_path):
    # 2022-01-05 to 2025-01-05 are three years with one leap day, 1,096 days; the due day is one earlier.
    sheet = book_of(loans({"principal_fen": 4_955_000, "note": "展期一次"}), tmp_path)[
        "重庆农村商业银行统景支行"
    ]

    assert row(sheet, 6) == [
        1,
        "张三",
        "统景镇",
        "江口村",
        "3组",
        "500112198001010011",
        "重庆农村商业银行统景支行",
        "柑橘种植",
        4.955,
        datetime.datetime(2022, 1, 5),
        datetime.datetime(2025, 1, 4),
        1095,
        "展期一次",
    ]


def test_the_total_adds_up_the_amounts_alone(tmp_path):
    sheet = book_of(loans({}, {"principal_fen": 3_000_050}), tmp_path)["重庆农村商业银行统景支行"]

    assert row(sheet, 8) == ["合计", *[None] * 7, 8.00005, None, None, None, None]


def test_the_footnote_is_the_annexs_own(tmp_path):
    sheet = book_of(loans({}), tmp_path)["重庆农村商业银行统景支行"]

    assert sheet["A8"].value == FOOTNOTE
    assert sheet["M9"].value == "年    月    日"


def test_without_a_loan_the_register_says_so_under_its_head(tmp_path):
    book = book_of(loans(), tmp_path)

    assert book.sheetnames == ["发放台账"]
    assert book["发放台账"]["A6"].value == "本期没有发放的贷款。"
    assert book["发放台账"]["A7"].value == FOOTNOTE


def test_both_rows_of_the_head_repeat_on_every_page(tmp_path):
    sheet = book_of(loans({}), tmp_path)["重庆农村商业银行统景支行"]

    assert sheet.print_title_rows == "$4:$5"


@pytest.mark.long
def test_more_rows_than_one_stretch_are_all_there_and_in_order(tmp_path):
    count = 5_003
    frame = pl.concat([loans({})] * count).with_columns(borrower=pl.format("张{}", pl.int_range(count)))

    sheet = book_of(frame, tmp_path)["重庆农村商业银行统景支行"]

    assert sheet.max_row == 5 + count + 3
    assert [sheet.cell(6 + at, 2).value for at in (0, 4_999, 5_000, 5_002)] == [
        "张0",
        "张4999",
        "张5000",
        "张5002",
    ]
    assert sheet.cell(6 + count, 9).value == 5 * count


def test_a_text_longer_than_a_cell_is_refused_and_no_file_is_left(tmp_path):
    with pytest.raises(Refusal, match="备注"):
        book_of(loans({"note": "长" * 16_001}), tmp_path)

    assert list(tmp_path.iterdir()) == []


@pytest.fixture
def floor_only():
    """The fonts every machine has, so that pages break alike everywhere."""
    package = str(files(FLOOR_PACKAGE))
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[package])
    return FontBook(fonts, {face: [FLOOR] for face in FACES})


@pytest.mark.parametrize(("count", "needed"), [(0, 1), (1, 1), (17, 1), (20, 2)])
def test_the_pdf_takes_rows_to_the_next_page_together_with_the_closing_lines(
    tmp_path, floor_only, count, needed
):
    path = tmp_path / "附件5.pdf"

    write_pdf(path, loans(*[{}] * count), head=HEAD, fonts=floor_only)

    assert pages(path.read_bytes()) == needed


def test_the_pdf_starts_each_bank_on_a_new_page(tmp_path):
    path = tmp_path / "附件5.pdf"

    write_pdf(path, loans({}, {"bank": "农行"}), head=HEAD)

    assert pages(path.read_bytes()) == 2
