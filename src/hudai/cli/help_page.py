"""Help pages as a Chinese reader expects them: full-width colons, columns that stay in line.

A Chinese character takes two columns of a terminal and a line may break behind any of them; click
counts one column for each and breaks at spaces only.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

import click

WIDEST_NAME = 28
"""Columns given to the names of options; a longer name gets a line of its own."""

_PIECES = re.compile(r"[!-~]+[，。；：、！？）”]*|\s+|[“（]?.[，。；：、！？）”]*")
"""What is never cut: a word of Latin letters, a character with the marks that belong to it."""


def room(text: str) -> int:
    """Columns a text takes in a terminal.

    >>> room("--out 文件夹")
    12
    """
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def folded(text: str, width: int) -> list[str]:
    """The text in lines of at most ``width`` columns; at least one line.

    >>> folded("结果放在哪个文件夹。", 12)
    ['结果放在哪个', '文件夹。']
    """
    lines = [""]
    for piece in _PIECES.findall(text):
        if lines[-1] and room(lines[-1]) + room(piece.rstrip()) > width:
            lines.append("")
        lines[-1] += piece if lines[-1] else piece.lstrip()
    return [line.rstrip() for line in lines]


class Page(click.HelpFormatter):
    """A help page laid out by columns of the terminal."""

    def write_heading(self, heading: str) -> None:
        """A heading with a Chinese colon."""
        self.write(f"{'':>{self.current_indent}}{heading}：\n")

    def write_text(self, text: str) -> None:
        """Paragraphs, folded."""
        indent = " " * self.current_indent
        for number, paragraph in enumerate(re.split(r"\n\s*\n", text.strip())):
            self.write("\n" if number else "")
            for line in folded(" ".join(paragraph.split()), self.width - self.current_indent):
                self.write(f"{indent}{line}\n")

    def write_dl(
        self, rows: Iterable[tuple[str, str]], col_max: int = WIDEST_NAME, col_spacing: int = 2
    ) -> None:
        """Names and what they mean, in two columns."""
        rows = list(rows)
        first = max((room(name) for name, _ in rows if room(name) <= col_max), default=0) + col_spacing
        indent = " " * self.current_indent
        for name, text in rows:
            lines = folded(text, max(self.width - self.current_indent - first, 20))
            if room(name) > col_max:
                self.write(f"{indent}{name}\n")
                name = ""
            for line in lines:
                self.write(f"{indent}{name}{' ' * (first - room(name))}{line}".rstrip() + "\n")
                name = ""


class Screen(click.Context):
    """A context whose help pages are :class:`Page`."""

    formatter_class = Page
