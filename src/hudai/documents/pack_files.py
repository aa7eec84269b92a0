"""A file a pack may have beside its numbers, or a word in it why it has none; read with every fault."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from hudai.core.clauses import Document
from hudai.core.errors import CannotTell, PolicyRefused
from hudai.documents.policy_files import SHIPPED, load_clauses
from hudai.documents.toml_tables import Table, open_table


@dataclass(frozen=True, slots=True)
class PackFile:
    """A file while it is read."""

    table: Table
    path: Path
    document: Document
    """The pack's clauses."""
    problems: list[str]
    """What was found to be wrong with it so far."""

    @property
    def digest(self) -> str:
        """Of its bytes; empty where there is no file."""
        return sha256(self.path.read_bytes()).hexdigest() if self.path.is_file() else ""

    def clause(self, table: Table) -> str:
        """The clause a table names, which the pack must have."""
        said = table.text("clause")
        if said and self.document.clause(said) is None:
            table.fault("clause", f"条款“{said}”没有登记，请核对 clauses.toml")
        return said


@contextmanager
def pack_file(file: str, name: str, extra: Path | None, *, what: str) -> Iterator[PackFile]:
    """File ``file`` of pack ``name``, to be read within the block.

    Args:
        extra: a folder of packs; a file in the one of that name goes before the shipped file.
        what: what the file holds, in the user's words.

    Raises:
        CannotTell: if the pack says why it has none.
        PolicyRefused: at the end of the block, if there is none or it has faults, with all problems.
    """
    folders = [folder / name for folder in (extra, SHIPPED) if folder is not None]
    path = next((each for each in folders if (each / file).is_file()), folders[-1]) / file
    problems: list[str] = []
    table = open_table(path, problems)
    none = table.text("none", "")
    if none and not problems:
        raise CannotTell(f"这个政策还没有{what}：{none}")
    yield PackFile(table, path, load_clauses(name, extra), problems)
    if problems:
        raise PolicyRefused(f"政策包“{name}”的{what}有 {len(problems)} 处问题，未载入", problems)
