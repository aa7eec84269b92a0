"""公示: an official notice (GB/T 9704) that says what, for how long and whom to tell, and then the lists.

What stands in a list is masked before it comes here, and is texts only: a notice that was put up is
printed again from what was frozen then.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

from hudai.documents import word
from hudai.documents.fonts import FontBook
from hudai.documents.forms.application_form import in_day
from hudai.documents.pdf import render

TEMPLATE = Path(__file__).with_name("public_notice.typ")
LEFT, CENTER, RIGHT = "left", "center", "right"
BODY_SIZE = 16
_SIDES = {LEFT: word.LEFT, CENTER: word.CENTER, RIGHT: word.RIGHT}
_UPRIGHT, _TURNED = 156, 243
"""Millimetres between the margins of a page, and of one turned."""


@dataclass(frozen=True, slots=True)
class NoticeTable:
    """One list of a notice."""

    title: str
    """Above it; empty for none."""
    heads: Sequence[str]
    widths: Sequence[int]
    """Millimetres; zero takes what is left."""
    sides: Sequence[str]
    """``left``, ``center`` or ``right``, a column each."""
    rows: Sequence[Sequence[str]]
    total: Sequence[str] = ()
    """The last cells of a row of sums; empty for none."""
    wide: bool = False
    """On turned pages of its own."""

    def __post_init__(self) -> None:
        width = len(self.heads)
        assert len(self.widths) == len(self.sides) == width, "a column has a head, a width and a side"
        assert all(len(row) == width for row in self.rows), "every row has every column"

    @classmethod
    def of(cls, frozen: Mapping[str, Any]) -> NoticeTable:
        """The list that :meth:`frozen` wrote down."""
        return cls(**frozen)

    def frozen(self) -> dict[str, Any]:
        """Texts and numbers only, as JSON gives them back."""
        plain = asdict(self)
        return {name: list(value) if isinstance(value, tuple) else value for name, value in plain.items()}


@dataclass(frozen=True, slots=True)
class PublicNotice:
    """A notice as it is printed."""

    title: str
    paragraphs: Sequence[str]
    tables: Sequence[NoticeTable]
    office: str
    day: date


def write_pdf(notice: PublicNotice, *, fonts: FontBook | None = None) -> bytes:
    """The notice as a PDF.

    Raises:
        Refusal: if a character cannot be printed.

    Source: 上蔡县意见 十二：将贫困户贷款和企业带贫情况进行公示.
    """
    return render(TEMPLATE, _texts(notice), made_on=notice.day, fonts=fonts)


def write_docx(notice: PublicNotice) -> bytes:
    """The notice as a Word file.

    Source: 上蔡县意见 十二.
    """
    return word.filled(_blank(notice), _texts(notice))


def _texts(notice: PublicNotice) -> dict[str, Any]:
    return {
        "title": notice.title,
        "paragraphs": list(notice.paragraphs),
        "tables": [table.frozen() for table in notice.tables],
        "office": notice.office,
        "day": in_day(notice.day),
    }


def _blank(notice: PublicNotice) -> bytes:
    """A template with the notice's own lists: as many as it has, each with its columns."""
    document = word.new_blank(top=37, bottom=28, left=28, right=26, face=word.BODY, size=BODY_SIZE)
    word.line(document, "{{ title }}", align=word.CENTER, face=word.TITLE, size=22)
    word.line(document, "{%p for each in paragraphs %}")
    word.indent(word.line(document, "{{ each }}"), BODY_SIZE)
    word.line(document, "{%p endfor %}")
    word.line(document, "{{ office }}", align=word.RIGHT).paragraph_format.space_before = word.Pt(20)
    word.line(document, "{{ day }}", align=word.RIGHT)
    for wide in (False, True):
        tables = [(at, table) for at, table in enumerate(notice.tables) if table.wide == wide]
        if wide and tables:
            word.turn(document)
        for at, table in tables:
            _listing(document, at, table)
    return word.as_bytes(document, notice.title)


def _listing(document: Any, at: int, listed: NoticeTable) -> None:
    """A loop of rows; the heads are written out, for they are the notice's own."""
    if listed.title:
        word.line(document, f"{{{{ tables[{at}].title }}}}", align=word.CENTER, face=word.HEADING, size=14)
    room = _TURNED if listed.wide else _UPRIGHT
    table = word.grid(document, [width or room - sum(listed.widths) for width in listed.widths])
    columns = range(len(listed.heads))
    _row(table, [f"{{{{ tables[{at}].heads[{n}] }}}}" for n in columns], [CENTER] * len(columns), head=True)
    word.repeat_first_row(table)
    rest = [""] * (len(columns) - 1)
    _row(table, [f"{{%tr for r in tables[{at}].rows %}}", *rest], listed.sides)
    _row(table, [f"{{{{ r[{n}] }}}}" for n in columns], listed.sides)
    _row(table, ["{%tr endfor %}", *rest], listed.sides)
    if listed.total:
        gap = [""] * (len(columns) - len(listed.total) - 1)
        sums = [f"{{{{ tables[{at}].total[{n}] }}}}" for n in range(len(listed.total))]
        _row(table, ["合计", *gap, *sums], listed.sides, head=True)


def _row(table: word.Table, texts: Sequence[str], sides: Sequence[str], *, head: bool = False) -> None:
    cells = word.row(table, [1] * len(texts), height=8)
    for cell, text, side in zip(cells, texts, sides, strict=True):
        paragraph = cell.paragraphs[0]
        paragraph.alignment = _SIDES[side]
        word.write(paragraph, text, face=word.HEADING if head else "", size=11)
