"""Annexes 4 and 5 as Word files: the table as on paper, heads that repeat, typed text that stays text."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
import pytest
from docx import Document
from docx.oxml.ns import qn

from hudai.core.errors import Refusal
from hudai.documents import annex_word
from hudai.documents.forms import loan_register, subsidy_summary

HEAD = loan_register.RegisterHead("渝北区", "脱贫人口小额信贷", date(2022, 4, 1), date(2022, 3, 31))
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
# The annex's own words.
FOOTNOTE = (
    "备注：此表由金融机构二级支行和区级金融机构填报，一笔贷款填写一栏。金融机构二级支行每月2日前报至区级金融机构，"
    "区级金融机构汇总后每月5日前报送区扶贫办、区财政局、区金融办。"
)


def loans(*changes) -> pl.DataFrame:
    return pl.DataFrame([{**LOAN, **change} for change in changes] or [LOAN]).head(len(changes))


LINE = {
    "town": "统景镇",
    "borrower": "张三",
    "id_number": "500112198001010011",
    "household_size": 4,
    "bank": "统景支行",
    "principal_fen": 5_000_000,
    "rate_ppm": 38_500,
    "paid_fen": 37_431,
    "due_fen": 37_431,
    "payee_bank": "统景支行",
    "account": "6217000012345678",
    "note": "",
}
SUMMARY = subsidy_summary.SummaryHead("渝北区", "脱贫人口小额信贷", date(2022, 4, 1), date(2022, 3, 20))


def register(folder: Path, frame: pl.DataFrame):
    path = folder / "附件5.docx"
    loan_register.write_docx(path, frame, head=HEAD)
    return Document(str(path))


def test_the_register_has_its_heads_its_rows_and_its_sum(tmp_path: Path):
    document = register(tmp_path, loans({}, {"principal_fen": 3_000_050, "purpose": "种植<b>&"}))

    rows = [[cell.text for cell in row.cells] for row in document.tables[0].rows]
    assert rows[0][2:5] == ["家庭住址"] * 3
    assert rows[1][2:5] == ["镇", "村", "组"]
    assert rows[2][:5] == ["1", "张三", "统景镇", "江口村", "3组"]
    assert rows[3][7:12] == ["种植<b>&", "3.00005", "2022-01-05", "2025-01-04", "1095"]
    assert rows[4][:2] + rows[4][8:9] == ["合计", "合计", "8.00005"]
    assert document.paragraphs[-2].text == FOOTNOTE


def test_both_head_rows_repeat_on_every_page_and_no_row_is_torn(tmp_path: Path):
    table = register(tmp_path, loans(*[{}] * 450)).tables[0]

    repeated = [row._tr.trPr.find(qn("w:tblHeader")) is not None for row in table.rows]
    assert len(repeated) == 2 + 450 + 1
    assert repeated[:3] == [True, True, False]
    assert not any(repeated[2:])
    assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)


def test_each_bank_begins_a_new_page(tmp_path: Path):
    document = register(tmp_path, loans({}, {"bank": "农行"}))

    tops = [paragraph for paragraph in document.paragraphs if paragraph.text == "附件5"]
    assert [top.paragraph_format.page_break_before for top in tops] == [False, True]
    assert len(document.tables) == 2


def test_without_loans_the_register_says_so(tmp_path: Path):
    assert register(tmp_path, loans()).tables[0].rows[-1].cells[0].text == "本期没有发放的贷款。"


def test_a_table_too_long_for_word_is_refused_and_not_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(annex_word, "MOST_ROWS", 1)

    with pytest.raises(Refusal, match="改用 Excel"):
        register(tmp_path, loans({}, {}))

    assert list(tmp_path.iterdir()) == []


def test_the_summary_has_its_sum_in_words_and_three_signers(tmp_path: Path):
    path = tmp_path / "附件4.docx"

    subsidy_summary.write_docx(path, pl.DataFrame([LINE]), head=SUMMARY)

    document = Document(str(path))
    rows = [[cell.text for cell in row.cells] for row in document.tables[0].rows]
    assert rows[1] == [
        "1", "张三", "500112198001010011", "4", "统景支行", "50,000.00", "3.85%", "374.31", "374.31",
        "统景支行", "6217000012345678", "",
    ]  # fmt: skip
    assert rows[-1][0] == "申请贴息金额合计（大写）：人民币叁佰柒拾肆元叁角壹分"
    assert document.paragraphs[-2].text.split("\t") == ["填表人：", "镇分管负责人：", "镇主要负责人："]


def test_a_summary_keeps_what_is_to_be_paid_back_out_of_its_sum(tmp_path: Path):
    path = tmp_path / "附件4.docx"
    lines = pl.DataFrame([LINE, {**LINE, "due_fen": -1_234}])

    subsidy_summary.write_docx(path, lines, head=SUMMARY)

    rows = [[cell.text for cell in row.cells] for row in Document(str(path)).tables[0].rows]
    assert rows[3][0] == "申请贴息金额合计（大写）：人民币叁佰柒拾肆元叁角壹分"
    assert rows[4][0] == "多贴应退（不计入上面的申请金额，在以后各期抵扣或者另行追回）"
    assert (rows[5][0], rows[5][8]) == ("2", "-12.34")
    assert (rows[6][0], rows[6][8]) == ("多贴应退合计", "-12.34")


def test_a_summary_without_lines_is_a_blank_table(tmp_path: Path):
    path = tmp_path / "附件4.docx"

    subsidy_summary.write_docx(path, pl.DataFrame([LINE]).clear(), head=SUMMARY)

    assert Document(str(path)).tables[0].rows[-1].cells[0].text == "本期没有申请贴息的贷款。"


def test_the_footnote_names_the_offices_of_the_day_and_the_plans_days():
    said = loan_register.footnote(
        level="县", branch_day=3, bank_day=6, offices=["云坪县农业农村局", "云坪县财政局"]
    )

    assert said.endswith(
        "二级支行每月3日前报至县级金融机构，县级金融机构汇总后每月6日前报送云坪县农业农村局、云坪县财政局。"
    )


def test_without_a_day_in_the_documents_the_footnote_speaks_of_none():
    said = loan_register.footnote(level="县", branch_day=None, bank_day=None, offices=["甲"])

    assert said == "备注：此表由金融机构二级支行和县级金融机构填报，一笔贷款填写一栏。"


def test_the_last_rows_the_sums_and_the_footnote_stay_on_one_page_with_the_day_line(tmp_path: Path):
    document = register(tmp_path, loans(*[{}] * 30))

    kept = [
        all(cell.paragraphs[0].paragraph_format.keep_with_next for cell in row.cells)
        for row in document.tables[0].rows
    ]
    # Two heads, 27 rows that may stand anywhere, three and the sum that may not.
    assert kept == [False] * 29 + [True] * 4
    assert document.paragraphs[-2].paragraph_format.keep_with_next


def test_the_title_of_what_is_to_be_paid_back_stays_with_its_rows_and_these_with_the_signers(tmp_path: Path):
    path = tmp_path / "附件4.docx"
    lines = pl.DataFrame([LINE] * 9 + [{**LINE, "due_fen": -1_234}] * 2)

    subsidy_summary.write_docx(path, lines, head=SUMMARY)

    document = Document(str(path))
    kept = [row.cells[0].paragraphs[0].paragraph_format.keep_with_next for row in document.tables[0].rows]
    # The head, nine rows, their sum and its words; then title, two rows and their sum.
    assert kept == [None] * 12 + [True] * 4
    assert document.paragraphs[-2].paragraph_format.keep_with_next
