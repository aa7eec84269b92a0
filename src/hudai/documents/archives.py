"""What must be known of a workbook's zip archive before a spreadsheet library may open it.

Three things the library would not tell: that the archive swells to more than a machine can hold,
that a formula has no calculated value (it would read as an empty cell), and that a cell shows an
error (so would that).  A single cell far out would make the library set up all the cells between,
so the size of the table is counted here too.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from xml.etree import ElementTree

from hudai.documents.tabs import BROKEN_VALUES, UNCALCULATED, position, refused

MOST_BYTES = 1 << 30
"""Unpacked, all parts together."""
MOST_RATIO = 250
"""Unpacked to packed; sheets of one repeated row reach about 60."""
MOST_CELLS = 40_000_000

_FILLED_COLUMN = re.compile(rb'<(?:\w+:)?c r="([A-Z]+)\d+"[^>/]*>')
_ROW = re.compile(rb'<(?:\w+:)?row [^>]*?\br="(\d+)"')
_ERROR = re.compile(rb'<(?:\w+:)?c ([^>]*\bt="e"[^>]*)>(.*?)</(?:\w+:)?c>', re.DOTALL)
_FORMULA = re.compile(
    rb"<(?:\w+:)?c ([^>]*)>\s*<(?:\w+:)?f\b(?:[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>)\s*"
    rb"(?:<(?:\w+:)?v>([^<]*)</(?:\w+:)?v>|<(?:\w+:)?v\s*/>|(?=</(?:\w+:)?c>))"
)
_PLACE = re.compile(rb'\br="([A-Z]+\d+)"')
_VALUE = re.compile(rb"<(?:\w+:)?v>([^<]*)</")


class Archive:
    """The zip archive of an .xlsx, .xlsm or .ods file, unpacked no further than is safe."""

    def __init__(self, data: bytes) -> None:
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, ValueError, NotImplementedError):
            raise refused("文件已损坏，打不开。请用表格软件打开确认，重新另存为 .xlsx 后再交。") from None
        self.names = frozenset(self._zip.namelist())
        self._refuse_what_swells()

    def _refuse_what_swells(self) -> None:
        parts = self._zip.infolist()
        swollen = any(
            part.file_size > (64 << 20) and part.file_size > MOST_RATIO * part.compress_size for part in parts
        )
        if swollen or sum(part.file_size for part in parts) > MOST_BYTES:
            raise refused("文件解压后大得不正常，没有打开。请另存为新的 .xlsx，或分成几个文件再交。")

    def part(self, name: str) -> bytes:
        """The bytes of one part; never more than the archive declares.

        Raises:
            SheetRefused: if the part is missing, damaged or longer than declared.
        """
        try:
            return self._zip.read(name)
        except (
            KeyError,
            zipfile.BadZipFile,
            zlib.error,
            EOFError,
            NotImplementedError,
            RuntimeError,
        ):
            raise refused("文件已损坏，打不开。请用表格软件打开确认，重新另存为 .xlsx 后再交。") from None

    def test(self) -> None:
        """Refuse an archive with a part that is damaged or longer than it declares."""
        for part in self._zip.infolist():
            if part.filename.endswith((".xml", ".rels")):
                self.part(part.filename)


def xlsx_sheets(archive: Archive) -> dict[str, str]:
    """The part of each tab of an .xlsx file, by the tab's name."""
    relations = {
        element.get("Id", ""): element.get("Target", "")
        for element in _elements(archive.part("xl/_rels/workbook.xml.rels"), "Relationship")
    }
    sheets = {}
    for element in _elements(archive.part("xl/workbook.xml"), "sheet"):
        relation = next((value for name, value in element.attrib.items() if name.endswith("}id")), "")
        target = relations.get(relation, "").removeprefix("/")
        sheets[element.get("name", "")] = target if target.startswith("xl/") else f"xl/{target}"
    return sheets


def counts_from_1904(archive: Archive) -> bool:
    """Whether day numbers of this .xlsx file count from 1904."""
    properties = _elements(archive.part("xl/workbook.xml"), "workbookPr")
    return any(element.get("date1904") in ("1", "true") for element in properties)


def calculates_on_load(archive: Archive) -> bool:
    """Whether a program wrote this .xlsx file and left all calculating to the spreadsheet.

    The values beside such formulas are place holders: 0.
    """
    properties = _elements(archive.part("xl/workbook.xml"), "calcPr")
    return any(element.get("fullCalcOnLoad") in ("1", "true") for element in properties)


def xlsx_marks(sheet: bytes, *, placeholders: bool) -> dict[tuple[int, int], str]:
    """Cells (row, column, from 0) of an .xlsx tab that have no usable value, and what to show there.

    ``placeholders``: a calculated 0 is a place holder and no value.

    Raises:
        SheetRefused: if the tab spans more cells than can be held.
    """
    _refuse_far_cells(sheet)
    marks = {}
    if b't="e"' in sheet:
        for found in _ERROR.finditer(sheet):
            value = _VALUE.search(found[2])
            marks[_place(found[1])] = value[1].decode() if value else BROKEN_VALUES[0]
    for found in _FORMULA.finditer(sheet):
        empty = not found[2] and b't="str"' not in found[1]
        if empty or (placeholders and found[2] == b"0"):
            marks[_place(found[1])] = UNCALCULATED
    return marks


def _place(attributes: bytes) -> tuple[int, int]:
    named = _PLACE.search(attributes)
    if named is None:
        raise refused("文件由程序生成，格式不完整。请用表格软件打开，另存为 .xlsx 后再交。")
    return position(named[1].decode())


def _refuse_far_cells(sheet: bytes) -> None:
    columns = (
        max((position(f"{name.decode()}1")[1] for name in set(_FILLED_COLUMN.findall(sheet))), default=0) + 1
    )
    rows = max(map(int, _ROW.findall(sheet)), default=0)
    if columns * rows > MOST_CELLS:
        raise refused(
            f"表中最远的格子在第 {rows} 行第 {columns} 列，超出了能读的范围。"
            "请删去表外多余的内容，另存后再交。"
        )


def ods_marks(archive: Archive) -> dict[str, dict[tuple[int, int], str]]:
    """Formula cells without a value in an .ods file, by tab, as :func:`xlsx_marks`."""
    content = archive.part("content.xml")
    if b"table:formula=" not in content:
        return {}
    return {tab.get(_ODF_NAME, ""): dict(_uncalculated(tab)) for tab in _elements(content, "table")}


_ODF = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_ODF_NAME = f"{_ODF}name"
_ODF_VALUE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}value-type"


def _uncalculated(tab: ElementTree.Element) -> Iterator[tuple[tuple[int, int], str]]:
    row = 0
    for element in tab.iter(f"{_ODF}table-row"):
        column = 0
        for cell in element:
            if cell.get(f"{_ODF}formula") is not None and cell.get(_ODF_VALUE) is None:
                yield (row, column), UNCALCULATED
            column += int(cell.get(f"{_ODF}number-columns-repeated", "1"))
        row += int(element.get(f"{_ODF}number-rows-repeated", "1"))


def _elements(xml: bytes, name: str) -> Iterator[ElementTree.Element]:
    """All elements of that local name, whatever their name space."""
    try:
        root = ElementTree.fromstring(xml)
    except ElementTree.ParseError:
        raise refused("文件已损坏，打不开。请用表格软件打开确认，重新另存为 .xlsx 后再交。") from None
    return (element for element in root.iter() if element.tag.rpartition("}")[2] == name)
