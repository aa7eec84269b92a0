"""Rows in columns on a console, where a Chinese character takes two places."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from hudai.cli.help_page import room


def aligned(lines: Sequence[Sequence[str]], *, right: Collection[int] = ()) -> str:
    """The lines under one another; columns in ``right`` stand to the right.

    >>> print(aligned([("镇", "元"), ("石门镇", "9.50")], right={1}))
    镇        元
    石门镇  9.50
    """
    widths = [max(room(line[column]) for line in lines) for column in range(len(lines[0]))]
    return "\n".join(_line(line, widths, right) for line in lines)


def _line(line: Sequence[str], widths: Sequence[int], right: Collection[int]) -> str:
    cells = []
    for column, (text, width) in enumerate(zip(line, widths, strict=True)):
        blank = " " * (width - room(text))
        cells.append(blank + text if column in right else text + blank)
    return "  ".join(cells).rstrip()
