"""The marked-up copy of a sheet that was not taken: kept sealed for some days, for the desk that sent it.

It holds full ID numbers, so every look is in the journal.  It lies with the lists taken out and goes
away as they do.
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

from hudai.actions.actor import Actor
from hudai.actions.journal import note_without_row
from hudai.actions.refused import NOUN
from hudai.actions.table_export import FILES
from hudai.core.errors import Problem
from hudai.documents.markup import mark_up
from hudai.documents.sheets import Reading


def keep(path: Path, reading: Reading, problems: Sequence[Problem]) -> str:
    """Mark up a sheet and keep the copy; the name it is found again by."""
    with tempfile.TemporaryDirectory(prefix="hudai-") as folder:
        target = Path(folder) / "标注.xlsx"
        mark_up(path, reading, problems, target)
        return FILES.keep(target.read_bytes())


def fetch(*, actor: Actor, name: str, page: str) -> bytes:
    """The copy; the door has seen to it that it is this desk's.

    Args:
        page: the page it was sent from, as the journal names pages.

    Raises:
        Refusal: if it is no longer kept.
    """
    content = FILES.kept(name)
    note_without_row(NOUN, page, "下载标注的表格", at=actor.at, officer=actor.officer, posting=actor.posting)
    return content
