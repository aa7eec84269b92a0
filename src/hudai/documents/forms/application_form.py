"""Annex 1, 申请表: what a household asks for, and the opinions of the road, on one page.

The same texts go to the PDF and to the Word file, so the two cannot come to differ.  The four
opinion boxes are the policy's route; what nobody has said yet stays open to be written by hand.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from docx.document import Document as Doc

from hudai.core.words import in_words, yuan
from hudai.documents import word
from hudai.documents.fonts import FontBook
from hudai.documents.pdf import render

TEMPLATE = Path(__file__).with_name("application_form.typ")
OPEN_DAY = "年　　月　　日"
"""A day to be written by hand."""
WIDTHS = [27, 33, 27, 33, 23, 22]
"""Columns of the annex's table, millimetres."""
SMALL = 8.5
"""Points of the small print."""
PLEDGE = (
    "因我家发展生产存在资金困难，特申请{loan}，请给予扶持，本人承诺将按期归还贷款。如到期不能及时偿还"
    "贷款本金及利息，我自愿承担公示个人征信不良信息记录引起的一切后果，以及后续的一切法律责任，并接受违约处罚。"
)
"""附件1's own words; the loan's name is the plan's."""


@dataclass(frozen=True, slots=True)
class OpinionBox:
    """One station's box: what it said, and who signed when; empty as long as it has not spoken.

    Where a clerk gave the opinion in the system, the head's signature and its day stay open, to be
    written by hand, and small print says who gave it and when.
    """

    heading: str
    """As on the form: 村（居）委会意见."""
    signer: str
    """What stands before the signature: 镇政府负责人（签字盖章）."""
    seal: str = ""
    """Where the seal goes, if the form gives it a place of its own."""
    words: str = ""
    signed_by: str = ""
    signed_on: date | None = None
    given_by: str = ""
    """The clerk; empty where the signer gave the opinion."""
    given_on: date | None = None


@dataclass(frozen=True, slots=True)
class ApplicationForm:
    """The form's fields; what is not known is printed as a gap."""

    annex: str
    """附件1 where the plan numbers it so; else empty."""
    county: str
    scheme: str
    number: str
    name: str
    age: int
    """Full years on the application day."""
    sex: str
    education: str
    phone: str
    id_number: str
    """In full."""
    address: str
    amount_fen: int
    term_months: int
    purpose: str
    bank_debt_fen: int | None
    opinions: Sequence[OpinionBox]
    watermark: str = ""

    @property
    def title(self) -> str:
        """The annex's title."""
        return f"{self.county}{self.scheme}申请表"


def write_pdf(form: ApplicationForm, *, made_on: date, fonts: FontBook | None = None) -> bytes:
    """The form as a PDF.

    Raises:
        Refusal: if a character cannot be printed.

    Source: 渝北区实施方案 附件1。
    """
    return render(TEMPLATE, _texts(form), made_on=made_on, tagged=True, fonts=fonts)


def write_docx(form: ApplicationForm) -> bytes:
    """The form as a Word file, to be signed or written on further.

    Source: 渝北区实施方案 附件1。
    """
    return word.filled(blank(form.annex, form.watermark), _texts(form))


def _texts(form: ApplicationForm) -> dict[str, Any]:
    """The form as both templates read it."""
    return {
        "annex": form.annex,
        "title": form.title,
        "number": form.number,
        "name": form.name,
        "age": f"{form.age}",
        "sex": form.sex,
        "education": form.education,
        "phone": form.phone,
        "id_number": form.id_number,
        "address": form.address,
        "amount": f"{in_words(form.amount_fen)}（￥{yuan(form.amount_fen)}）",
        "term": f"{form.term_months} 个月",
        "purpose": form.purpose,
        "debt": _debt(form.bank_debt_fen),
        "pledge": PLEDGE.format(loan=form.scheme.replace("信贷", "贷款")),
        "signing_day": OPEN_DAY,
        "opinions": [_box(box) for box in form.opinions],
        "watermark": form.watermark,
    }


def _debt(fen: int | None) -> str:
    if fen is None:
        return ""
    return f"￥{yuan(fen)}" if fen else "无"


def _box(box: OpinionBox) -> dict[str, str]:
    """A box's texts: with a place for the seal the day has a line of its own."""
    day = in_day(box.signed_on)
    return {
        "heading": f"{box.heading}：",
        "words": box.words,
        "given": _given(box),
        "signer": f"{box.signer}：{box.signed_by}",
        "right": box.seal or day,
        "below": day if box.seal else "",
    }


def _given(box: OpinionBox) -> str:
    """Who gave the opinion in the system, in small print; empty where the signer did."""
    return f"（经办：{box.given_by}，{in_day(box.given_on)}在系统中签署意见）" if box.given_by else ""


def in_day(day: date | None) -> str:
    """A day as the form writes it; room for one where there is none.

    >>> in_day(date(2022, 3, 5))
    '2022年3月5日'
    """
    return OPEN_DAY if day is None else f"{day.year}年{day.month}月{day.day}日"


@lru_cache(maxsize=8)
def blank(annex: str, watermark: str) -> bytes:
    """The form as a Word template: names in double braces where the fields are."""
    document = word.new_blank(top=18, bottom=14, left=22, right=22, face=word.SONG, size=11)
    if annex:
        word.line(document, "{{ annex }}", face=word.HEADING, size=14)
    word.line(document, "{{ title }}", align=word.CENTER, face=word.TITLE, size=22)
    word.line(document, "编号：{{ number }}", align=word.RIGHT).paragraph_format.space_before = word.Pt(6)
    table = word.grid(document, WIDTHS)
    _fields(table)
    _pledge(table)
    _opinions(table)
    word.keep_rows_whole(table)
    if watermark:
        word.watermark(document, watermark)
    _shrink_last(document)
    return word.as_bytes(document, "申请表")


def _fields(table: word.Table) -> None:
    """Label and field by turns, over so many of the six columns each."""
    lines: list[list[tuple[int, str, str]]] = [
        [(1, "姓名", "name"), (1, "年龄", "age"), (1, "性别", "sex")],
        [(2, "文化程度", "education"), (2, "联系电话", "phone")],
        [(5, "身份证号码", "id_number")],
        [(5, "家庭地址", "address")],
        [(2, "申贷金额", "amount"), (2, "申贷期限", "term")],
        [(2, "申贷用途", "purpose"), (2, "已有银行负债", "debt")],
    ]
    for fields in lines:
        spans = [span for width, _, _ in fields for span in (1, width)]
        cells = word.row(table, spans, height=9)
        for (_, label, name), at in zip(fields, range(0, len(cells), 2), strict=True):
            heading = cells[at].paragraphs[0]
            heading.alignment = word.CENTER
            word.write(heading, label)
            word.write(cells[at + 1].paragraphs[0], f"{{{{ {name} }}}}")


def _pledge(table: word.Table) -> None:
    cell = word.row(table, [6], height=28)[0]
    word.indent(word.write(cell.paragraphs[0], "{{ pledge }}"), 11)
    signature = word.right_stop(cell.add_paragraph(), 160)
    signature.paragraph_format.space_before = word.Pt(8)
    word.write(signature, "申请人签字：\t{{ signing_day }}")


def _opinions(table: word.Table) -> None:
    """One row for all boxes, repeated for each when filled in."""
    word.write(word.row(table, [6], height=1)[0].paragraphs[0], "{%tr for o in opinions %}")
    cell = word.row(table, [6], height=36)[0]
    cell.vertical_alignment = word.TOP
    word.write(cell.paragraphs[0], "{{ o.heading }}")
    word.indent(cell.add_paragraph("{{ o.words }}"), 11)
    word.write(cell.add_paragraph(), "{%p if o.given %}")
    word.write(cell.add_paragraph(), "{{ o.given }}", size=SMALL)
    word.write(cell.add_paragraph(), "{%p endif %}")
    signature = word.right_stop(cell.add_paragraph(), 160)
    signature.paragraph_format.space_before = word.Pt(18)
    word.write(signature, "{{ o.signer }}\t{{ o.right }}")
    word.write(cell.add_paragraph(), "{%p if o.below %}")
    word.write(word.right_stop(cell.add_paragraph(), 160), "\t{{ o.below }}")
    word.write(cell.add_paragraph(), "{%p endif %}")
    word.write(word.row(table, [6], height=1)[0].paragraphs[0], "{%tr endfor %}")


def _shrink_last(document: Doc) -> None:
    """A document ends with a paragraph; behind a full-page table it must not start a second page."""
    last = word.line(document, "", size=1)
    last.paragraph_format.line_spacing = word.Pt(1)
