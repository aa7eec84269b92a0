"""Word documents: blanks laid out by code, filled in as templates.

A blank is an ordinary document with ``{{ names }}`` where the form leaves room, so an office can be
given one to look at.  What is filled in is escaped: nothing a person typed can become markup or an
instruction.  Chinese faces are named by ``w:eastAsia``; a machine without them shows its own.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

from docx import Document
from docx.document import Document as Doc
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm as Mm
from docx.shared import Pt as Pt
from docx.table import Table as Table
from docx.table import _Cell
from docx.text.paragraph import Paragraph
from docxtpl import DocxTemplate  # type: ignore[import-untyped]  # ships no types

BODY, SONG, TITLE, HEADING = "仿宋", "宋体", "方正小标宋简体", "黑体"
"""Faces of official documents (GB/T 9704): text, tables, titles, headings."""
LATIN = "Times New Roman"
TOP, MIDDLE = WD_CELL_VERTICAL_ALIGNMENT.TOP, WD_CELL_VERTICAL_ALIGNMENT.CENTER
LEFT, CENTER, RIGHT = WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT
TAB_CENTER = WD_TAB_ALIGNMENT.CENTER

_WATERMARK = """
<w:r {w}><w:rPr><w:noProof/></w:rPr><w:pict>
<v:shapetype xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"
 id="_x0000_t136" coordsize="21600,21600" o:spt="136" adj="10800" path="m@7,l@8,m@5,21600l@6,21600e">
<v:formulas><v:f eqn="sum #0 0 10800"/><v:f eqn="prod #0 2 1"/><v:f eqn="sum 21600 0 @1"/>
<v:f eqn="sum 0 0 @2"/><v:f eqn="sum 21600 0 @3"/><v:f eqn="if @0 @3 0"/><v:f eqn="if @0 21600 @1"/>
<v:f eqn="if @0 0 @2"/><v:f eqn="if @0 @4 21600"/><v:f eqn="mid @5 @6"/><v:f eqn="mid @8 @5"/>
<v:f eqn="mid @7 @8"/><v:f eqn="mid @6 @7"/><v:f eqn="sum @6 0 @5"/></v:formulas>
<v:path textpathok="t" o:connecttype="custom"/><v:textpath on="t" fitshape="t"/></v:shapetype>
<v:shape xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"
 id="PowerPlusWaterMarkObject1" o:spid="_x0000_s2049" type="#_x0000_t136"
 style="position:absolute;margin-left:0;margin-top:0;width:320pt;height:160pt;rotation:315;z-index:-251658752;
 mso-position-horizontal:center;mso-position-horizontal-relative:margin;
 mso-position-vertical:center;mso-position-vertical-relative:margin"
 fillcolor="#d0d0d0" stroked="f"><v:fill opacity=".5"/>
<v:textpath style="font-family:&quot;黑体&quot;;font-size:1pt" string="{text}"/></v:shape>
</w:pict></w:r>
"""


def new_blank(*, top: int, bottom: int, left: int, right: int, face: str, size: float) -> Doc:
    """An empty A4 document; margins in millimetres, ``size`` in points."""
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(top), Mm(bottom)
    section.left_margin, section.right_margin = Mm(left), Mm(right)
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = LATIN, Pt(size)
    normal.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), face)
    language = OxmlElement("w:lang")
    language.set(qn("w:eastAsia"), "zh-CN")
    normal.element.get_or_add_rPr().append(language)
    normal.paragraph_format.space_after = Pt(0)
    return document


def turn(document: Doc) -> None:
    """From here on the pages lie on their side."""
    section = document.add_section(WD_SECTION.NEW_PAGE)
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(297), Mm(210)


def write(
    paragraph: Paragraph, text: str, *, face: str = "", size: float | None = None, underline: bool = False
) -> Paragraph:
    """Append ``text`` in a face and a size of points; the document's own where not given."""
    run = paragraph.add_run(text)
    run.underline = underline or None
    if size is not None:
        run.font.size = Pt(size)
    if face:
        run.font.name = LATIN
        run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), face)
    return paragraph


def line(
    document: Doc, text: str, *, align: Any = LEFT, face: str = "", size: float | None = None
) -> Paragraph:
    """A paragraph of its own."""
    paragraph = document.add_paragraph()
    paragraph.alignment = align
    return write(paragraph, text, face=face, size=size)


def indent(paragraph: Paragraph, size: float) -> Paragraph:
    """Two characters of ``size`` points before the first line."""
    paragraph.paragraph_format.first_line_indent = Pt(2 * size)
    return paragraph


def right_stop(paragraph: Paragraph, at: int) -> Paragraph:
    """A tab after which text ends ``at`` millimetres from the left."""
    paragraph.paragraph_format.tab_stops.add_tab_stop(Mm(at), WD_TAB_ALIGNMENT.RIGHT)
    return paragraph


def grid(document: Doc, widths: list[int]) -> Table:
    """A boxed table without rows; widths in millimetres, kept as they are."""
    table: Table = document.add_table(rows=0, cols=len(widths))
    table.style = "Table Grid"
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
    return table


def row(table: Table, spans: list[int], *, height: int) -> list[_Cell]:
    """A row of cells that reach over so many columns each; ``height`` is the least, in millimetres."""
    added = table.add_row()  # type: ignore[no-untyped-call]  # python-docx leaves this one bare
    added.height = Mm(height)
    widths = [column.width or Mm(0) for column in table.columns]
    cells, at = [], 0
    for span in spans:
        cell = added.cells[at]
        if span > 1:
            cell = cell.merge(added.cells[at + span - 1])
        cell.width = sum(widths[at : at + span], Mm(0))
        cell.vertical_alignment = MIDDLE
        cells.append(cell)
        at += span
    return cells


def keep_rows_whole(table: Table) -> None:
    """No row is torn over two pages."""
    for each in table.rows:
        each._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))


def repeat_first_row(table: Table) -> None:
    """The first row stands again on every further page."""
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def watermark(document: Doc, text: str) -> None:
    """``text`` across every page, pale, behind everything."""
    header = document.sections[0].header
    shape = _WATERMARK.format(w=nsdecls("w"), text=text)
    header.paragraphs[0]._p.append(parse_xml(shape))


def as_bytes(document: Doc, title: str) -> bytes:
    """The document as a file."""
    properties = document.core_properties
    properties.title, properties.author, properties.comments = title, "", ""
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


def filled(blank: bytes, values: Mapping[str, Any]) -> bytes:
    """A blank with its names filled in; a line break in a value is one in the document."""
    template = DocxTemplate(io.BytesIO(blank))
    template.render(dict(values), autoescape=True)
    made = io.BytesIO()
    template.save(made)
    return made.getvalue()
