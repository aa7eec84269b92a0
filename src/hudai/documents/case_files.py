"""``cases/*.toml``: worked cases, from the units people write to those the core keeps.

In a case money is yuan and a rate is a percentage, both as text ("50000.00", "3.85").
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from hudai.core.cases import NOT_IN_FORCE, NOT_REGULATED, UNKNOWN, Case, CaseKind, misspelt
from hudai.core.policy import Anchor, Dated, Version
from hudai.core.policy_fields import MEASURES, Measure
from hudai.documents.policy_values import kept, scaled
from hudai.documents.toml_tables import Table, open_table

_MONEY = frozenset(
    {
        "principal", "interest", "penalty", "amount", "outstanding", "credit_line", "balance",
        "balance_fen", "entitled_fen", "paid_fen", "granted_fen", "due_fen",
    }
)  # fmt: skip
_UNIT_OF = {Measure.MONEY: "yuan", Measure.RATIO: "percent"}
_SPECIAL = (UNKNOWN, NOT_IN_FORCE, NOT_REGULATED)


def read_cases(folder: Path, problems: list[str]) -> tuple[Case, ...]:
    """Every case of the pack in ``folder``; faults are added to ``problems``."""
    found: list[Case] = []
    for path in sorted((folder / "cases").glob("*.toml")):
        table = open_table(path, problems)
        base = table.raw("base") if table.has("base") else {}
        read = [_case(each, base, folder.name) for each in table.tables("cases")]
        found += [case for case in read if case]
        table.close()
    for name in sorted({case.name for case in found if sum(case.name == each.name for each in found) > 1}):
        problems.append(f"{folder.name}/cases：算例“{name}”重名")
    return tuple(found)


def _case(table: Table, base: Mapping[str, Any], pack: str) -> Case | None:
    """One case; None and a fault where it cannot be read."""
    name, clause, working = table.text("name"), table.text("clause"), table.text("working", "")
    kind = table.choice("kind", CaseKind)
    given, expect = table.raw("given"), table.raw("expect")
    replaced = table.raw("with") if table.has("with") else {}
    table.close()
    if kind is None:
        table.fault("kind", f"请写明算例的种类：{'、'.join(CaseKind)}")
        return None
    try:
        overrides = {field: _override(field, versions, pack) for field, versions in replaced.items()}
        if kind is CaseKind.NUMBER:
            expect = {"value": _number(given["field"], expect["value"])}
        if kind is CaseKind.SCREEN:
            given = {**given, "facts": {**base, **given.get("facts", {})}}
        case = Case(name, kind, f"{pack}#{clause}", _units(given), _units(expect), overrides, working)
    except (ValueError, KeyError, TypeError) as error:
        table.fault("", f"算例读不懂：{error}")
        return None
    wrong = misspelt(case)
    for each in wrong:
        table.fault("", each)
    return None if wrong else case


def _number(field: str, raw: Any) -> object:
    measure = MEASURES[field]
    if isinstance(raw, str) and raw in _SPECIAL:
        return raw
    return kept(raw, field=field, measure=measure, unit=_UNIT_OF.get(measure, measure.value))


def _override(field: str, versions: list[Mapping[str, Any]], pack: str) -> Dated[Any]:
    """A number with other versions than the pack's, for one case: ``[{from, value}, …]``."""
    starts: list[date] = [version["from"] for version in versions]
    return Dated(
        f"算例假设的 {field}",
        Anchor.CONTRACT,
        tuple(
            Version(
                since=version["from"],
                until=until,
                value=_number(field, version["value"]),
                unknown="",
                clause=f"{pack}#case",
                quote="",
                bound=None,
                level=None,
                checked_on=version["from"],
                review_by=version["from"],
            )
            for version, until in zip(versions, [*starts[1:], None], strict=True)
        ),
    )


def _units(content: Any, key: str = "") -> Any:
    """The content with money in fen and rates in ppm, however deep it lies."""
    if key == "verdicts":
        return content
    if isinstance(content, Mapping):
        return {inner: _units(value, inner) for inner, value in content.items()}
    if isinstance(content, list):
        return [_units(value, key) for value in content]
    if key in _MONEY:
        return scaled(content, 100)
    if key == "rate" and content != UNKNOWN:
        return scaled(content, 10_000)
    return content
