"""The catalogue of industries: ``national/industries.toml``, or the county's own beside its pack.

What households raise is the county's to say and how long it takes is nobody's law, so a file
``industries.toml`` in the folder of a pack goes before the shipped one, whole.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path

from hudai.core.errors import PolicyRefused
from hudai.core.industry import Catalogue, ChainModel, Industry
from hudai.documents.policy_files import SHIPPED, load_clauses, names
from hudai.documents.toml_tables import Table, open_table

FILE = "industries.toml"
LONGEST_NAME = 40
"""As the tables keep it."""


@cache
def load(name: str, extra: Path | None = None) -> Catalogue:
    """The catalogue for pack ``name``.

    Raises:
        PolicyRefused: if it has faults, with all problems.
    """
    own = [folder / name for folder in (extra, SHIPPED) if folder is not None]
    folder = next((each for each in own if (each / FILE).is_file()), SHIPPED / "national")
    problems: list[str] = []
    table = open_table(folder / FILE, problems)
    found = Catalogue(
        title=table.text("title"),
        reason=table.text("reason"),
        industries=tuple(_industry(each) for each in table.tables("industries")),
        models=tuple(_model(each) for each in table.tables("models")),
    )
    table.close()
    _check(table, found, extra)
    if problems:
        raise PolicyRefused(f"产业目录有 {len(problems)} 处问题，未载入", problems)
    return found


def faults(name: str, extra: Path | None = None) -> list[str]:
    """Everything wrong with the catalogue for pack ``name``."""
    try:
        load(name, extra)
    except PolicyRefused as refused:
        return list(refused.problems)
    return []


def _industry(table: Table) -> Industry:
    found = Industry(
        name=_name(table),
        sector=table.text("sector"),
        cycle_from=_months(table, "cycle_from"),
        cycle_to=_months(table, "cycle_to"),
        words=table.texts("words"),
        clause=table.text("clause", ""),
    )
    if found.cycle_to < found.cycle_from:
        table.fault("cycle_to", "不能小于 cycle_from")
    table.close()
    return found


def _model(table: Table) -> ChainModel:
    found = ChainModel(
        _name(table), table.switch("cooperative"), table.switch("firm"), table.text("clause", "")
    )
    table.close()
    return found


def _name(table: Table) -> str:
    name = table.text("name")
    if len(name) > LONGEST_NAME:
        table.fault("name", f"名称最多 {LONGEST_NAME} 个字")
    return name


def _months(table: Table, key: str) -> int:
    found = table.whole(key)
    if found is None or found < 1:
        table.fault(key, "应为不小于 1 的整数（月）")
        return 1
    return found


def _check(table: Table, found: Catalogue, extra: Path | None) -> None:
    """What must hold of the whole: something to choose from, no name twice, clauses that exist."""
    for key, rows in (("industries", found.industries), ("models", found.models)):
        listed = [each.name for each in rows]
        if not listed:
            table.fault(key, "至少要有一项")
        for name in sorted({each for each in listed if listed.count(each) > 1}):
            table.fault(key, f"“{name}”重复")
    cited = [*(each.clause for each in found.industries), *(each.clause for each in found.models)]
    _check_clauses(table, [clause for clause in cited if clause], extra)


def _check_clauses(table: Table, cited: Sequence[str], extra: Path | None) -> None:
    for clause in sorted(set(cited)):
        pack = clause.partition("#")[0]
        if pack not in names(extra) or load_clauses(pack, extra).clause(clause) is None:
            table.fault("clause", f"条款“{clause}”没有登记，请核对 clauses.toml")
