"""The two annex tables as Word files: wide pages, heads that repeat, rows never torn, pages numbered.

The table is written as its own XML, row by row: ten thousand rows through objects of a library
would take minutes.  What is written into it is escaped, so nothing a person typed becomes markup.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape

from docx.document import Document as Doc
from docx.enum.section import WD_ORIENT
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from hudai.core.errors import Refusal
from hudai.documents import word
from hudai.documents.columns import Column
from hudai.documents.pdf import save
from hudai.documents.workbooks import merged_heads

MOST_ROWS = 20_000
"""Word itself needs minutes for more; the workbook and the PDF take them."""
AT_ONCE = 200
"""Rows put into the document at once."""
KEPT = 3
"""Last rows that stay on one page with the sums and the signatures below them."""
MARGIN = 10
WIDE = 277 * 1440 * 10 // 254
"""Room between the margins of a wide A4 page, in twentieths of a point."""
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_FIELD = (
    '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
    '<w:r><w:instrText xml:space="preserve">{}</w:instrText></w:r>'
    '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
)


@dataclass(frozen=True, slots=True)
class SecondBlock:
    """Rows that stand below the sums of a table and are no part of them."""

    title: str
    rows: Sequence[Sequence[str]]
    label: str
    """What their own sum is called, over the first two columns."""
    total: Sequence[str]


@dataclass(frozen=True, slots=True)
class AnnexTab:
    """One town's or bank's table as a reader sees it: texts only."""

    annex: str
    title: str
    above: Sequence[str]
    """Up to three texts over the table: left, middle, right."""
    rows: Sequence[Sequence[str]]
    total: Sequence[str]
    """The sums behind 合计, which takes the first two columns; empty where there are no rows."""
    across: Sequence[str]
    """Boxed lines over the whole width below the rows."""
    signers: Sequence[str]
    footnote: str
    day_line: str
    back: SecondBlock | None = None


def write(path: Path, columns: Sequence[Column], tabs: Sequence[AnnexTab]) -> None:
    """Write the tables as one Word file, each from a new page on.

    Raises:
        Refusal: if there are more than :data:`MOST_ROWS` rows, or the file cannot be written.
    """
    if sum(len(tab.rows) + len(tab.back.rows if tab.back else ()) for tab in tabs) > MOST_ROWS:
        raise Refusal(f"超过 {MOST_ROWS:,} 行的表不能生成 Word 文件，请分银行或分乡镇打印，或改用 Excel。")
    document = word.new_blank(top=14, bottom=15, left=MARGIN, right=MARGIN, face=word.SONG, size=9)
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = word.Mm(297), word.Mm(210)
    _number_pages(document)
    for at, tab in enumerate(tabs):
        _tab(document, columns, tab, first=not at)
    save(path, word.as_bytes(document, tabs[0].title if tabs else ""))


def _number_pages(document: Doc) -> None:
    footer = document.sections[0].footer.paragraphs[0]
    footer.alignment = word.CENTER
    for words, field in (("第 ", "PAGE"), (" 页 共 ", "NUMPAGES")):
        word.write(footer, words)
        for run in parse_xml(f"<w:p {nsdecls('w')}>{_FIELD.format(field)}</w:p>"):
            footer._p.append(run)
    word.write(footer, " 页")


def _tab(document: Doc, columns: Sequence[Column], tab: AnnexTab, *, first: bool) -> None:
    top = word.line(document, tab.annex, size=11)
    top.paragraph_format.page_break_before = not first
    title = word.line(document, tab.title, align=word.CENTER, face=word.TITLE, size=20)
    title.paragraph_format.space_after = word.Pt(6)
    over = word.line(document, "\t".join(tab.above).rstrip("\t"), size=10.5)
    over.paragraph_format.tab_stops.add_tab_stop(word.Mm(277 // 2), word.TAB_CENTER)
    word.right_stop(over, 277)
    over.paragraph_format.space_after = word.Pt(3)
    _table(document, columns, tab)
    if tab.signers:
        signers = word.line(document, "\t".join(tab.signers), size=10.5)
        signers.paragraph_format.space_before = word.Pt(8)
        signers.paragraph_format.keep_with_next = True
        for place in range(1, len(tab.signers)):
            signers.paragraph_format.tab_stops.add_tab_stop(word.Mm(277 * place // len(tab.signers)))
    if tab.footnote:
        footnote = word.line(document, tab.footnote, size=9.5)
        footnote.paragraph_format.space_before = word.Pt(4)
        footnote.paragraph_format.keep_with_next = True
    word.line(document, tab.day_line, align=word.RIGHT, size=10.5).paragraph_format.space_before = word.Pt(4)


def _table(document: Doc, columns: Sequence[Column], tab: AnnexTab) -> None:
    """The whole table at the end of the document, put in some rows at a time.

    Moving one large tree into another takes time by the square of its size.
    """
    widths = _widths(columns)
    table = parse_xml(_frame(widths))
    document.element.body.insert_element_before(table, "w:sectPr")
    rows = [*_heads(columns, widths), *_end_kept(list(_rows(columns, widths, tab)), tab)]
    for first in range(0, len(rows), AT_ONCE):
        part = "".join(rows[first : first + AT_ONCE])
        table.extend(list(parse_xml(f"<w:tbl {nsdecls('w')}>{part}</w:tbl>")))


def _rows(columns: Sequence[Column], widths: Sequence[int], tab: AnnexTab) -> Iterator[str]:
    """The rows, their sums, and the lines across, each as XML."""
    plain = [(width, column.kind.align) for width, column in zip(widths, columns, strict=True)]

    def summed(label: str, total: Sequence[str]) -> str:
        return _row([_cell(label, sum(widths[:2]), "center", span=2), *_cells(total, plain[2:])])

    def over_all(text: str) -> str:
        return _row([_cell(text, sum(widths), "left", span=len(columns))])

    for texts in tab.rows:
        yield _row(_cells(texts, plain))
    if tab.total:
        yield summed("合计", tab.total)
    for text in tab.across:
        yield over_all(text)
    if tab.back:
        yield _kept(over_all(tab.back.title))
        for texts in tab.back.rows:
            yield _row(_cells(texts, plain))
        yield summed(tab.back.label, tab.back.total)


def _end_kept(rows: Sequence[str], tab: AnnexTab) -> list[str]:
    """The rows, the last of them not to be parted from what stands below the table."""
    data, closing = (tab.back.rows, 1) if tab.back else (tab.rows, len(rows) - len(tab.rows))
    first = len(rows) - closing - min(KEPT, len(data))
    return [*rows[:first], *map(_kept, rows[first:])]


def _kept(row: str) -> str:
    """A row that stays on the page of what follows it."""
    return row.replace("<w:pPr>", "<w:pPr><w:keepNext/>")


def _frame(widths: Sequence[int]) -> str:
    """A table without rows: its borders, its columns."""
    lines = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    gaps = "".join(f'<w:{side} w:w="50" w:type="dxa"/>' for side in ("left", "right"))
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return (
        f'<w:tbl {nsdecls("w")}><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
        f'<w:tblBorders>{lines}</w:tblBorders><w:tblLayout w:type="fixed"/>'
        f"<w:tblCellMar>{gaps}</w:tblCellMar></w:tblPr><w:tblGrid>{grid}</w:tblGrid></w:tbl>"
    )


def _widths(columns: Sequence[Column]) -> list[int]:
    """The page's room, shared out as the columns want it."""
    whole = sum(column.width for column in columns)
    return [WIDE * column.width // whole for column in columns]


def _heads(columns: Sequence[Column], widths: Sequence[int]) -> list[str]:
    """One row of headings, or two where some share one above; they repeat on every page."""
    if not any(column.above for column in columns):
        cells = [_cell(c.heading, w, "center") for c, w in zip(columns, widths, strict=True)]
        return [_row(cells, head=True)]
    over, under = [], []
    for top, left, bottom, right in merged_heads(columns):
        if top == bottom:
            over.append(
                _cell(columns[left].above, sum(widths[left : right + 1]), "center", span=right - left + 1)
            )
        else:
            over.append(_cell(columns[left].heading, widths[left], "center", merge="restart"))
    for column, width in zip(columns, widths, strict=True):
        text, merge = (column.heading, "") if column.above else ("", "continue")
        under.append(_cell(text, width, "center", merge=merge))
    return [_row(over, head=True), _row(under, head=True)]


def _row(cells: Iterable[str], *, head: bool = False) -> str:
    repeated = "<w:tblHeader/>" if head else ""
    return f"<w:tr><w:trPr><w:cantSplit/>{repeated}</w:trPr>{''.join(cells)}</w:tr>"


def _cells(texts: Sequence[str], places: Sequence[tuple[int, str]]) -> list[str]:
    return [_cell(text, width, side) for text, (width, side) in zip(texts, places, strict=True)]


def _cell(text: str, width: int, side: str, *, span: int = 1, merge: str = "") -> str:
    over = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    down = f'<w:vMerge w:val="{merge}"/>' if merge else ""
    lines = [f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in _CONTROL.sub("", text).split("\n")]
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{over}{down}<w:vAlign w:val="center"/></w:tcPr>'
        f'<w:p><w:pPr><w:jc w:val="{side}"/></w:pPr><w:r>{"<w:br/>".join(lines)}</w:r></w:p></w:tc>'
    )
