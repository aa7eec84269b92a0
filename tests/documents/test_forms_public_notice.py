"""A public notice: its words and lists on paper, and what was frozen printed again as it was."""

from __future__ import annotations

import io
import json
from datetime import date

import pytest
from docx import Document
from docx.enum.section import WD_ORIENT

from hudai.documents.forms.public_notice import (
    CENTER,
    LEFT,
    RIGHT,
    NoticeTable,
    PublicNotice,
    write_docx,
    write_pdf,
)

LIST = NoticeTable(
    "农户贷款发放情况公示表",
    ("序号", "借款人", "金额（元）"),
    (20, 0, 40),
    (CENTER, LEFT, RIGHT),
    [["1", "张䶮{{ 7*7 }}", "50,000.00"], ["2", "<b>李</b>&", "30,000.00"]],
    total=("80,000.00",),
    wide=True,
)
NOTICE = PublicNotice(
    "关于石门镇农户贷款的公示", ("根据方案，现予公示。", "异议请反映。"), [LIST], "石门镇", date(2025, 10, 8)
)


def test_a_word_file_holds_the_words_and_every_row_as_typed():
    document = Document(io.BytesIO(write_docx(NOTICE)))

    assert [each.text for each in document.paragraphs if each.text] == [
        "关于石门镇农户贷款的公示", "根据方案，现予公示。", "异议请反映。", "石门镇", "2025年10月8日",
        "农户贷款发放情况公示表",
    ]  # fmt: skip
    rows = [[cell.text for cell in row.cells] for row in document.tables[0].rows]
    assert rows == [list(LIST.heads), *LIST.rows, ["合计", "", "80,000.00"]]
    assert document.sections[1].orientation == WD_ORIENT.LANDSCAPE


def test_a_pdf_is_made_and_is_the_same_for_the_same_notice():
    assert write_pdf(NOTICE).startswith(b"%PDF")
    assert write_pdf(NOTICE) == write_pdf(NOTICE)


def test_what_was_frozen_comes_back_as_it_was():
    kept = json.loads(json.dumps(LIST.frozen()))

    assert NoticeTable.of(kept).frozen() == LIST.frozen()


def test_a_row_without_all_its_columns_is_noticed():
    with pytest.raises(AssertionError):
        NoticeTable("", ("一", "二"), (0, 0), (LEFT, LEFT), [["只有一格"]])
