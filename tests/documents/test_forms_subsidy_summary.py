"""Annex 4 as workbook and as PDF: the annex's words, exact sums, and text that stays text."""

import shutil
import subprocess
from datetime import date
from pathlib import Path

import openpyxl
import polars as pl
import pytest

from hudai.core.errors import Refusal
from hudai.documents.forms.subsidy_summary import SummaryHead, write_pdf, write_xlsx

HEAD = SummaryHead("渝北区", "脱贫人口小额信贷", date(2022, 3, 21), date(2022, 3, 20))

LINE = {
    "town": "统景镇",
    "borrower": "张三",
    "id_number": "500112198001010011",
    "household_size": 4,
    "bank": "重庆农商行",
    "principal_fen": 5_000_000,
    "rate_ppm": 38_500,
    "paid_fen": 37_431,
    "due_fen": 37_431,
    "payee_bank": "重庆农商行统景支行",
    "account": "6228480478000000001",
    "note": "",
    "household": "h1",
}
SCHEMA = {name: pl.Int64 if isinstance(value, int) else pl.String for name, value in LINE.items()}

HEADINGS = [
    "序号",
    "借款人姓名",
    "身份证号码",
    "家庭人口",
    "贷款银行",
    "借款金额",
    "借款利率",
    "支付利息金额",
    "申请贴息金额",
    "领取贴息资金开户行",
    "帐号",
    "备注",
]


def lines(*changes):
    return pl.DataFrame([{**LINE, **change} for change in changes], schema=SCHEMA)


def tabs_of(frame, folder, values=True):
    path = folder / "附件4.xlsx"
    write_xlsx(path, frame, head=HEAD)
    return openpyxl.load_workbook(path, data_only=values)


def row(sheet, number):
    return [cell.value for cell in sheet[number]]


def pages(pdf: bytes) -> int:
    return pdf.count(b"/Type/Page") - pdf.count(b"/Type/Pages")


def test_each_town_has_its_tab_behind_the_cover_and_the_unnamed_one_is_last(tmp_path):
    frame = lines({"town": None}, {"town": "龙兴镇"}, {}, {"town": " "}, {"town": "龙兴镇"})

    assert tabs_of(frame, tmp_path).sheetnames == ["汇总", "龙兴镇", "统景镇", "未填镇"]


def test_a_tab_has_the_annexs_title_headings_and_signers(tmp_path):
    sheet = tabs_of(lines({}), tmp_path)["统景镇"]

    assert sheet["A1"].value == "附件4"
    assert sheet["A2"].value == "渝北区脱贫人口小额贷款贴息申报汇总表"
    assert sheet["A3"].value == "填报单位：统景镇人民政府（盖章）"
    assert sheet["L3"].value == "金额单位：元"
    assert [heading.replace("\n", "") for heading in row(sheet, 4)] == HEADINGS
    assert [value for value in row(sheet, 8) if value] == ["填表人：", "镇分管负责人：", "镇主要负责人："]
    assert sheet["L9"].value == "年    月    日"


def test_a_sub_district_signs_as_its_office(tmp_path):
    sheet = tabs_of(lines({"town": "双龙湖街道"}), tmp_path)["双龙湖街道"]

    assert sheet["A3"].value == "填报单位：双龙湖街道办事处（盖章）"


def test_figures_are_numbers_and_id_and_account_are_text(tmp_path):
    sheet = tabs_of(lines({"household_size": None}), tmp_path)["统景镇"]

    assert row(sheet, 5) == [
        1,
        "张三",
        "500112198001010011",
        None,
        "重庆农商行",
        50_000,
        0.0385,
        374.31,
        374.31,
        "重庆农商行统景支行",
        "6228480478000000001",
        None,
    ]
    assert sheet["C5"].data_type == "s"
    assert sheet["C5"].number_format == "@"
    assert sheet["F5"].number_format.startswith("#,##0.00")


def test_the_total_is_a_formula_with_its_value_stored_and_said_in_words(tmp_path):
    frame = lines({}, {"due_fen": 1_234, "paid_fen": 0})

    stored = tabs_of(frame, tmp_path)["统景镇"]
    typed = tabs_of(frame, tmp_path, values=False)["统景镇"]

    # 374.31 + 12.34 = 386.65
    assert [stored[f"{column}7"].value for column in "AFHI"] == ["合计", 100_000, 374.31, 386.65]
    assert typed["I7"].value == "=SUM(I5:I6)"
    assert stored["A8"].value == "申请贴息金额合计（大写）：人民币叁佰捌拾陆元陆角伍分"


BACK = "多贴应退（不计入上面的申请金额，在以后各期抵扣或者另行追回）"


def test_money_to_be_paid_back_stands_below_the_total_with_a_sum_of_its_own(tmp_path):
    frame = lines({"due_fen": -1_234}, {}, {"due_fen": -5, "note": "已还清"})

    sheet = tabs_of(frame, tmp_path)["统景镇"]
    typed = tabs_of(frame, tmp_path, values=False)["统景镇"]

    assert (sheet["A5"].value, sheet["I5"].value, sheet["I6"].value) == (2, 374.31, 374.31)
    assert sheet["A7"].value == "申请贴息金额合计（大写）：人民币叁佰柒拾肆元叁角壹分"
    assert sheet["A8"].value == BACK
    assert [sheet[f"{c}9"].value for c in "AIL"] == [1, -12.34, "多贴应退"]
    assert [sheet[f"{c}10"].value for c in "AIL"] == [3, -0.05, "已还清"]
    assert "[Red]" in sheet["I9"].number_format
    assert (sheet["A11"].value, sheet["I11"].value) == ("多贴应退合计", -12.39)
    assert typed["I11"].value == "=SUM(I9:I10)"
    assert sheet["A12"].value == "填表人："


def test_a_town_with_nothing_but_money_to_pay_back_applies_for_nothing(tmp_path):
    frame = lines({"due_fen": -1_234})

    sheet = tabs_of(frame, tmp_path)["统景镇"]
    write_pdf(tmp_path / "附件4.pdf", frame, head=HEAD)

    assert [sheet[f"A{at}"].value for at in (5, 6, 7, 8)] == [
        "本期没有申请贴息的贷款。",
        BACK,
        1,
        "多贴应退合计",
    ]
    assert pages((tmp_path / "附件4.pdf").read_bytes()) == 1


def test_hundreds_of_lines_to_pay_back_run_over_pages(tmp_path):
    write_pdf(tmp_path / "附件4.pdf", lines(*[{"due_fen": -1}] * 100), head=HEAD)

    assert pages((tmp_path / "附件4.pdf").read_bytes()) > 2


def test_lines_of_a_batch_keep_their_numbers(tmp_path):
    frame = lines({"due_fen": -5}, {}).with_columns(number=pl.Series([7, 9]))

    sheet = tabs_of(frame, tmp_path)["统景镇"]

    assert (sheet["A5"].value, sheet["A9"].value) == (9, 7)


def test_the_cover_counts_households_and_loans_of_each_town_and_adds_them_up(tmp_path):
    frame = lines({}, {}, {"household": "h2", "due_fen": -1_234}, {"town": "龙兴镇", "household": "h3"})

    cover = tabs_of(frame, tmp_path)["汇总"]

    assert row(cover, 5) == [1, "统景镇", 1, 2, 100_000, 748.62, 748.62, "另有多贴应退 1 笔 12.34 元"]
    assert row(cover, 6)[:7] == [2, "龙兴镇", 1, 1, 50_000, 374.31, 374.31]
    # 748.62 + 374.31
    assert row(cover, 7)[2:7] == [2, 3, 150_000, 1_122.93, 1_122.93]


def test_without_households_in_the_frame_the_cover_counts_loans_alone(tmp_path):
    cover = tabs_of(lines({}).drop("household"), tmp_path)["汇总"]

    assert row(cover, 4)[:3] == ["序号", "镇", "笔数"]


def test_without_a_line_the_cover_says_that_there_are_none(tmp_path):
    book = tabs_of(lines(), tmp_path)

    assert book.sheetnames == ["汇总"]
    assert book["汇总"]["A5"].value == "本期没有申请贴息的贷款。"


@pytest.mark.parametrize(
    "typed", ["=1+1", "@SUM(A1)", "http://example.org", "0012", "<r><t>x</t></r>", "a&b <c>", "_x0041_"]
)
def test_what_a_person_typed_stays_the_text_it_was(tmp_path, typed):
    sheet = tabs_of(lines({"note": typed}), tmp_path, values=False)["统景镇"]

    assert sheet["L5"].data_type == "s"
    assert sheet["L5"].hyperlink is None
    assert openpyxl.utils.escape.unescape(sheet["L5"].value) == typed


def test_a_control_character_disappears_and_the_file_still_opens(tmp_path):
    sheet = tabs_of(lines({"borrower": "张\x07三"}), tmp_path)["统景镇"]

    assert sheet["B5"].value == "张三"


def test_a_tab_prints_on_a4_landscape_as_wide_as_the_page_with_its_head_on_every_page(tmp_path):
    sheet = tabs_of(lines({}), tmp_path)["统景镇"]

    assert (sheet.page_setup.orientation, int(sheet.page_setup.paperSize)) == ("landscape", 9)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.page_setup.fitToHeight == 0
    assert sheet.print_title_rows == "$4:$4"
    assert sheet.oddFooter.center.text == "第 &P 页 共 &N 页"


def test_a_name_too_long_for_its_column_makes_its_row_higher(tmp_path):
    sheet = tabs_of(lines({}, {"borrower": "阿卜杜热西提·麦麦提"}), tmp_path)["统景镇"]

    assert sheet.row_dimensions[6].height > sheet.row_dimensions[5].height


def test_the_same_lines_on_the_same_day_give_the_same_bytes(tmp_path):
    frame = lines({}, {"town": "龙兴镇"})

    for write, name in ((write_xlsx, "a.xlsx"), (write_pdf, "a.pdf")):
        write(tmp_path / name, frame, head=HEAD)
        first = (tmp_path / name).read_bytes()
        write(tmp_path / name, frame, head=HEAD)
        assert (tmp_path / name).read_bytes() == first


def test_the_pdf_has_a_cover_and_starts_each_town_on_a_new_page(tmp_path):
    path = tmp_path / "附件4.pdf"

    write_pdf(path, lines({}, {"town": "龙兴镇"}, {"town": ""}), head=HEAD)

    assert path.read_bytes().startswith(b"%PDF-")
    assert pages(path.read_bytes()) == 4


def test_the_pdf_of_one_town_needs_no_cover(tmp_path):
    path = tmp_path / "附件4.pdf"

    write_pdf(path, lines({}, {"borrower": "李䶮"}, {"borrower": "欧阳𬱖"}), head=HEAD)

    assert pages(path.read_bytes()) == 1


def test_the_pdf_without_a_line_is_one_page(tmp_path):
    path = tmp_path / "附件4.pdf"

    write_pdf(path, lines(), head=HEAD)

    assert pages(path.read_bytes()) == 1


def test_a_character_without_a_font_is_refused_by_name_and_nothing_is_written(tmp_path):
    path = tmp_path / "附件4.pdf"

    with pytest.raises(Refusal, match=r"自造字.*U\+10FFFD"):
        write_pdf(path, lines({"borrower": "张\U0010fffd"}), head=HEAD)

    assert not path.exists()


@pytest.mark.parametrize("write", [write_xlsx, write_pdf])
def test_a_folder_that_is_not_there_is_refused_and_not_a_crash(tmp_path, write):
    with pytest.raises(Refusal, match="无法写入 x"):
        write(Path(tmp_path / "missing" / "x"), lines({}), head=HEAD)


@pytest.mark.skipif(not shutil.which("pdftotext"), reason="没有 poppler-utils")
@pytest.mark.parametrize("asked", [13, 14, 15])
def test_the_title_of_what_is_to_be_paid_back_stands_on_the_page_of_its_rows(tmp_path: Path, asked: int):
    path = tmp_path / "附件4.pdf"

    write_pdf(path, lines(*[{}] * asked, {"due_fen": -1}), head=HEAD)

    said = subprocess.run(
        ["pdftotext", "-layout", path, "-"], capture_output=True, check=True
    ).stdout.decode()
    (page,) = [each for each in said.split("\f") if "不计入上面的申请金额" in each]
    assert "-0.01" in page
    assert "填表人" in page
