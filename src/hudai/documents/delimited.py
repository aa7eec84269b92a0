"""Text files (.csv, .txt) as a tab: which encoding, which separator, rows as a spreadsheet would count them.

The bytes are decoded strictly: a file that is neither UTF-8, UTF-16 with its mark, nor GB18030 is
refused, never read with replacement characters.  Quotation marks that do not close are refused
too, because everything behind one would silently become a single cell.
"""

from __future__ import annotations

import csv
import io
from codecs import BOM_UTF8
from collections.abc import Iterator

import polars as pl

from hudai.documents.tabs import EMPTY, Tab, refused

SEPARATORS = (",", "\t", ";", "|")
MOST_LINES_IN_A_CELL = 20
MOST_COLUMNS = 1_000


def tab(data: bytes) -> Tab:
    """The one tab of a text file.

    Raises:
        SheetRefused: if the encoding is not known or the quotation marks do not close.
    """
    text = decode(data)
    if not text.strip():
        raise refused(EMPTY)
    if text.lstrip()[:1] == b"<":
        raise refused("这其实是网页格式的文件。请用表格软件打开，另存为 .xlsx 后再交。")
    if b"\r" in text:
        text = text.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    separator = _separator(text)
    lines = pl.read_lines(text, name="line")["line"]
    if b'"' not in text:
        widths = _widths(lines, separator)
        return _tab(_split(text, widths, separator), widths, text)
    if (lines.str.count_matches('"', literal=True) % 2 == 1).any():
        return _quoted_by_hand(text, separator)
    widths = _widths(lines.str.replace_all(r'"[^"]*"', ""), separator)
    try:
        return _tab(_split(text, widths, separator), widths, text)
    except pl.exceptions.ComputeError:
        return _quoted_by_hand(text, separator)


def decode(data: bytes) -> bytes:
    """The text of a file as UTF-8, strictly decoded; a mark at its start removed.

    Raises:
        SheetRefused: if no encoding fits.
    """
    marked = data[:2] in (b"\xff\xfe", b"\xfe\xff")
    for encoding in ("utf-16",) if marked else ("utf-8", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return data.removeprefix(BOM_UTF8) if encoding == "utf-8" else text.encode()
    raise refused("文件编码认不出，或者不是文本。请用表格软件打开，另存为 .xlsx（或“CSV UTF-8”）后再交。")


def _separator(text: bytes) -> str:
    """The separator seen most often in the first lines."""
    start = text[:8192].decode(errors="ignore").split("\n")[:12]
    return max(SEPARATORS, key=lambda separator: sum(line.count(separator) for line in start))


def _widths(lines: pl.Series, separator: str) -> pl.Series:
    """Fields in each line."""
    return (lines.str.count_matches(separator, literal=True) + 1).cast(pl.Int64)


def _split(text: bytes, widths: pl.Series, separator: str) -> pl.DataFrame:
    """Lines to cells; as wide as the widest line."""
    width = widths.max()
    assert isinstance(width, int)
    if width > MOST_COLUMNS:
        raise refused(f"有一行多达 {width} 列，不像是一张表。请检查文件，或另存为 .xlsx 后再交。")
    head = separator.join(f"c{number}" for number in range(width)) + "\n"
    # A head of our own makes short and empty lines keep their place as rows of nulls.
    return pl.read_csv(
        head.encode() + text, infer_schema=False, truncate_ragged_lines=True, separator=separator
    )


def _tab(cells: pl.DataFrame, widths: pl.Series, text: bytes) -> Tab:
    """A tab whose rows and widths must agree."""
    widths = widths.head(cells.height)
    assert widths.len() == cells.height, f"{widths.len()} lines became {cells.height} rows"
    usual = widths.mode().max()
    last = widths[-1]
    assert isinstance(usual, int)
    assert isinstance(last, int)
    return Tab("", cells, widths=widths, cut_off=not text.endswith(b"\n") and 1 < last < usual)


def _quoted_by_hand(text: bytes, separator: str) -> Tab:
    """The slow way, for cells that hold line breaks; it knows where quotation marks do not close."""
    rows = list(_records(text.decode(), separator))
    width = max(map(len, rows))
    columns = {
        f"c{place}": pl.Series(
            [row[place] or None if place < len(row) else None for row in rows], dtype=pl.String
        )
        for place in range(width)
    }
    return _tab(pl.DataFrame(columns), pl.Series([len(row) for row in rows], dtype=pl.Int64), text)


def _records(text: str, separator: str) -> Iterator[list[str]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    number = 0
    try:
        for row in reader:
            number += 1
            if any(cell.count("\n") > MOST_LINES_IN_A_CELL for cell in row):
                raise csv.Error
            yield row
    except csv.Error:
        raise refused(
            f"第 {max(number, 1)} 行附近的双引号没有成对，后面的内容会连成一格。请补上或删去多余的双引号。"
        ) from None
