"""评级结果告知书: a household's grade, line and how long they hold, told in writing.

An official document (GB/T 9704) of one page: the result first, then every criterion with its points,
so that the household sees what the grade rests on and what would raise it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from hudai.core.identity import mask
from hudai.core.rating import held_down
from hudai.core.words import in_words, yuan
from hudai.documents import word
from hudai.documents.fonts import FontBook
from hudai.documents.forms.application_form import in_day
from hudai.documents.pdf import render

TEMPLATE = Path(__file__).with_name("rating_notice.typ")
TITLE = "信用评级授信结果告知书"
HEADS = ("评分项目", "采集情况", "得分", "满分")
WIDTHS = [42, 76, 19, 19]
"""Columns of the table, millimetres."""
REMINDER = "授信额度不是贷款承诺，实际金额由经办银行按贷款用途和还款能力审批。"
OBJECTION = (
    "对评级结果有异议的，可在收到本告知书之日起向评定单位或经办银行提出复核；情况变化后可以申请重新评级。"
)
BODY_SIZE = 16


@dataclass(frozen=True, slots=True)
class RatingNotice:
    """One rating as the household is told of it."""

    name: str
    """The head of the household."""
    id_number: str
    """In full or masked; the page shows it masked."""
    village: str
    """Town and village."""
    scheme: str
    score: int
    full_score: int
    grade: str
    limit_fen: int
    """The line the bank confirmed; zero when none is granted."""
    rated_on: date
    last_day: date
    """The last day the rating holds, counted in."""
    lines: Sequence[tuple[str, str, int, int]]
    """Criterion, what was found, points, most points."""
    office: str
    bank: str
    made_on: date
    capped_by: str = ""
    """Label of the criterion that held the grade down; empty when none did."""
    simple: bool = False
    """Whether the county's documents know the simple re-check (简易复核)."""


def write_pdf(notice: RatingNotice, *, fonts: FontBook | None = None) -> bytes:
    """The notice as a PDF.

    Raises:
        Refusal: if a character cannot be printed.

    Source: 上蔡县意见 十二：评级授信结果以书面形式告知。
    """
    return render(TEMPLATE, _texts(notice), made_on=notice.made_on, tagged=True, fonts=fonts)


def write_docx(notice: RatingNotice) -> bytes:
    """The notice as a Word file.

    Source: 上蔡县意见 十二.
    """
    return word.filled(blank(), _texts(notice))


def _texts(notice: RatingNotice) -> dict[str, Any]:
    return {
        "title": TITLE,
        "addressee": f"{notice.name}：",
        "result": _result(notice),
        "line": _line(notice),
        "until": _until(notice),
        "heads": list(HEADS),
        "rows": [[label, found, str(points), str(most)] for label, found, points, most in notice.lines],
        "total": [str(notice.score), str(notice.full_score)],
        "reminder": REMINDER,
        "objection": OBJECTION,
        "offices": [each for each in (notice.office, notice.bank) if each],
        "day": in_day(notice.made_on),
    }


def _result(notice: RatingNotice) -> str:
    return (
        f"您户（户主身份证号码{mask(notice.id_number)}，{notice.village}）于{in_day(notice.rated_on)}"
        f"参加{notice.scheme}信用评级，得{notice.score}分（满分{notice.full_score}分），"
        f"信用等级评定为“{notice.grade}”。"
        + held_down([line[:2] for line in notice.lines], notice.capped_by, notice.grade)
    )


def _line(notice: RatingNotice) -> str:
    if not notice.limit_fen:
        return "按本次评级结果不予授信。下表失分的项目改善后，可以申请重新评级。"
    amount = f"{yuan(notice.limit_fen)}元（{in_words(notice.limit_fen, prefix=True)}）"
    return f"授信额度{amount}。{REMINDER}"


def _until(notice: RatingNotice) -> str:
    """How long it holds; only a line opens the simple re-check (上蔡县意见 九)."""
    told = f"评级有效期至{in_day(notice.last_day)}。"
    if not (notice.simple and notice.limit_fen):
        return told
    return f"{told}有效期内在授信额度以内向经办银行申请贷款，可按简易复核程序办理。"


@lru_cache(maxsize=1)
def blank() -> bytes:
    """The notice as a Word template."""
    document = word.new_blank(top=37, bottom=28, left=28, right=26, face=word.BODY, size=BODY_SIZE)
    word.line(document, "{{ title }}", align=word.CENTER, face=word.TITLE, size=22)
    word.line(document, "{{ addressee }}").paragraph_format.space_before = word.Pt(16)
    for name in ("result", "line", "until"):
        word.indent(word.line(document, f"{{{{ {name} }}}}"), BODY_SIZE)
    table = word.grid(document, WIDTHS)
    _cells(table, HEADS, word.HEADING)
    _cells(table, ("{%tr for r in rows %}", "", "", ""))
    _cells(table, ("{{ r[0] }}", "{{ r[1] }}", "{{ r[2] }}", "{{ r[3] }}"))
    _cells(table, ("{%tr endfor %}", "", "", ""))
    _cells(table, ("合计", "", "{{ total[0] }}", "{{ total[1] }}"), word.HEADING)
    word.indent(word.line(document, "{{ objection }}"), BODY_SIZE).paragraph_format.space_before = word.Pt(8)
    gap = word.line(document, "{%p for o in offices %}", align=word.RIGHT)
    gap.paragraph_format.space_before = word.Pt(20)
    word.line(document, "{{ o }}", align=word.RIGHT)
    word.line(document, "{%p endfor %}", align=word.RIGHT)
    word.line(document, "{{ day }}", align=word.RIGHT)
    return word.as_bytes(document, TITLE)


def _cells(table: word.Table, texts: Sequence[str], face: str = "") -> None:
    for at, (cell, text) in enumerate(zip(word.row(table, [1] * 4, height=8), texts, strict=True)):
        paragraph = cell.paragraphs[0]
        paragraph.alignment = word.LEFT if at == 1 else word.CENTER
        word.write(paragraph, text, face=face, size=12)
