"""The problems of a sheet, as a terminal shows them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from hudai.core.errors import Problem

SHOWN = 10
"""The most a terminal is shown of anything; the rest stands in a file."""


def told(problems: Sequence[Problem], *, further: str = "") -> Iterator[str]:
    """The first problems, a line each, and how many there are besides and where (``further``)."""
    for problem in problems[:SHOWN]:
        place = f"{problem.sheet} {problem.cell}".strip()
        found = f"“{problem.found}” " if problem.found else ""
        yield f"{place}{'：' if place else ''}{found}{problem.remedy}"
    if len(problems) > SHOWN:
        yield f"……还有 {len(problems) - SHOWN:,} 处{further}。"
