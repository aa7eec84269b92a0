"""PDF: a template and its data in, an archival document (PDF/A-2b) out.

The data goes to the template as JSON, never as markup, so nothing a person typed can become an
instruction.  A character no font has is refused by name and not printed as a silent box.  The same
data on the same day gives the same bytes, as long as the machine's fonts are the same.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any, Literal

import typst

from hudai.core.errors import Refusal
from hudai.documents.fonts import FontBook, font_book

CHINA = timezone(timedelta(hours=8))
STANDARD: Literal["a-2b"] = "a-2b"
LARGE = 200_000
"""Characters of data from which a document counts as large."""
AGES = 12
"""Compilations after which typst has forgotten an older one."""

_UNPRINTABLE = re.compile(r'the text `(".*?")` could not be displayed', re.DOTALL)
_ESCAPE = re.compile(r"\\u\{([0-9a-f]+)\}")


def render(
    template: Path,
    data: Mapping[str, Any],
    *,
    made_on: date,
    tagged: bool = False,
    fonts: FontBook | None = None,
) -> bytes:
    """One PDF.

    Args:
        template: a ``.typ`` file; it finds ``data`` in ``sys.inputs.data`` as JSON, with the font
            families of each face under ``fonts``, and may import only its neighbours.
        data: texts, numbers, lists and mappings.
        made_on: the day written into the file.
        tagged: whether a screen reader finds its structure; for a long table the tags weigh
            twenty times as much as the pages.
        fonts: the fonts to print with; without them the machine's and the floor.

    Raises:
        Refusal: if a character cannot be printed with any font; the message names it.
    """
    book = fonts or font_book()
    inputs = {"data": json.dumps({**data, "fonts": book.families}, ensure_ascii=False)}
    # One compiler a document: it is cheap beside the page, and a shared one is not safe for threads.
    compiler = typst.Compiler(template, root=template.parent, font_paths=book.fonts, sys_inputs=inputs)
    # Noon, so that it is the same day to readers who show the time of another zone.
    stamp = datetime(made_on.year, made_on.month, made_on.day, 12, tzinfo=CHINA)
    try:
        made = compiler.compile(format="pdf", pdf_standards=STANDARD, timestamp=stamp, pdf_tags=tagged)
    except typst.TypstError as reason:
        unprintable = _UNPRINTABLE.search(reason.message)
        if unprintable is None:
            raise
        raise Refusal(_cannot_print(unprintable.group(1))) from reason
    if len(inputs["data"]) > LARGE:
        _forget(book)
    assert isinstance(made, bytes), "a PDF is one file"
    return made


def save(path: Path, made: bytes) -> None:
    """Write a PDF to its file.

    Raises:
        Refusal: if the file cannot be written.
    """
    try:
        path.write_bytes(made)
    except OSError as reason:
        raise Refusal(f"无法写入 {path.name}：请确认文件夹存在、可以写入，且该文件没有被打开。") from reason


def _forget(book: FontBook) -> None:
    """Make typst drop what it remembers of large documents.

    It keeps the layout of its last ten documents in memory, half a megabyte a page; a batch of
    thousands of notices grew without end.  Empty documents push the large ones out.
    """
    for _ in range(AGES):
        typst.Compiler(b"", font_paths=book.fonts).compile(format="pdf")


def _cannot_print(quoted: str) -> str:
    """What to tell a person about the text typst could not display."""
    text = _ESCAPE.sub(lambda match: chr(int(match.group(1), 16)), quoted[1:-1])
    names = "、".join(f"“{_visible(sign)}”（U+{ord(sign):04X}）" for sign in dict.fromkeys(text))
    return f"字符{names}没有字体可以打印，请在原表中改用规范的字，或把含有该字的字体放入字体文件夹。"


def _visible(sign: str) -> str:
    """The character itself, or what it is where it has no picture."""
    return {"Cc": "控制字符", "Co": "自造字", "Cf": "格式字符"}.get(unicodedata.category(sign), sign)
