"""What docs/cli.md says of a sheet's heads is what the reader takes, no head more and none less."""

from __future__ import annotations

from pathlib import Path

import pytest

from hudai.documents.imports import loans, regions, repayments
from hudai.documents.layout import Layout

MANUAL = Path(__file__).parents[2] / "docs" / "cli.md"


def documented(title: str) -> list[list[str]]:
    """Of each row of the table under a title, the head and its synonyms."""
    section = MANUAL.read_text("utf-8").split(f"\n### {title}\n", 1)[1].split("\n### ", 1)[0]
    rows = [line.split("|")[1:3] for line in section.splitlines() if line.startswith("| ")][1:]
    return [[head.strip(), *filter(None, also.strip().split("、"))] for head, also in rows]


@pytest.mark.parametrize(
    "layout", [loans.LAYOUT, repayments.LAYOUT, regions.LAYOUT], ids=lambda each: each.title
)
def test_the_manual_lists_every_head_the_reader_takes(layout: Layout):
    taken = [[head.removesuffix("（元）") for head in column.heads] for column in layout.columns]
    if layout is repayments.LAYOUT:
        taken[0] = ["合同号", "同贷款明细"]

    assert documented(layout.title) == taken
