"""The ``[numbers.…]`` tables of a pack: each a number of law through time.

A number loads only with its label, unit and anchor, and each of its values only with a stretch
of days, a registered clause, and either the very words that fix it or the interpretation that
chose it.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from hudai.core.clauses import Document, bare
from hudai.core.findings import Level
from hudai.core.policy import Anchor, Bound, Dated, NotRegulated, Version
from hudai.core.policy_fields import MEASURES, QUOTED, UNITS, Measure, may_be_unregulated
from hudai.core.quote_check import Quoted, disagreement
from hudai.documents.policy_values import kept
from hudai.documents.toml_tables import Table


@dataclass(frozen=True, slots=True)
class Sources:
    """What a value may refer to."""

    document: Document
    interpretations: frozenset[str]


@dataclass(frozen=True, slots=True)
class Window:
    """The first contract days of the scheme, ``[since, until)``."""

    since: date
    until: date | None
    """None while the scheme has no known end."""


@dataclass(frozen=True, slots=True)
class _Number:
    field: str
    measure: Measure
    unit: str


def numbers(table: Table, sources: Sources, window: Window) -> Mapping[str, Dated[object] | NotRegulated]:
    """Every field of the policy out of the ``numbers`` table; faults go to the table's problems.

    Each must have a version, if only a declared ``unknown``, on every day of ``window``.
    """
    for key in table.names():
        if key not in MEASURES:
            table.fault(key, "没有这一项数值，请核对拼写（可用的名称见 docs/policy.md）")
    found: dict[str, Dated[object] | NotRegulated] = {}
    for field in MEASURES:
        each = table.table(field)
        if each.names():
            found[field] = _number(each, field, sources, window)
    return found


def _number(table: Table, field: str, sources: Sources, window: Window) -> Dated[object] | NotRegulated:
    label = table.text("label")
    if table.has("not_regulated"):
        if not may_be_unregulated(field):
            table.fault(
                "not_regulated", "这一项不能不规定；文件没有写的，请用 unknown 或写明解释（interpretation）"
            )
        silence = NotRegulated(label, table.text("not_regulated"))
        table.close()
        return silence
    unit = table.text("unit")
    if unit and UNITS.get(unit) is not MEASURES[field]:
        wanted = "、".join(word for word, measure in UNITS.items() if measure is MEASURES[field])
        table.fault("unit", f"单位“{unit}”不对，请用：{wanted}")
    anchor = table.choice("anchor", Anchor)
    if anchor is None:
        table.fault("anchor", "请写明按哪一天取值")
    number = _Number(field, MEASURES[field], unit)
    versions = tuple(_version(each, number, sources) for each in table.tables("values"))
    _check_intervals(table, versions)
    found = Dated(label, anchor or Anchor.EVALUATION, versions)
    if versions:
        _check_covers(table, found, window)
    table.close()
    return found


def _version(table: Table, number: _Number, sources: Sources) -> Version[object]:
    value = _value(table, number)
    quoted = Quoted(table.text("quote", ""), table.text("part", ""), table.switch("excludes", default=False))
    bound = table.choice("bound", Bound)
    version: Version[object] = Version(
        since=table.day("from"),
        until=table.day_or_none("until"),
        value=value,
        unknown=table.text("unknown", ""),
        clause=table.text("clause"),
        quote=quoted.words,
        bound=bound,
        level=table.choice("level", Level),
        checked_on=table.day("checked_on"),
        review_by=table.day("review_by"),
        also=table.texts("also", optional=True),
        interpretation=table.text("interpretation", ""),
        checked_by=table.text("checked_by", ""),
    )
    _check_sources(table, version, sources)
    if value is not None:
        _check_quote(table, version, number, quoted)
    table.close()
    return version


def _value(table: Table, number: _Number) -> object:
    """The value as kept; None where it is declared unknown or cannot be read."""
    if table.has("unknown"):
        if table.has("value"):
            table.fault("unknown", "value 与 unknown 只能写一个")
        return None
    raw = table.raw("value")
    if raw is None or UNITS.get(number.unit) is not number.measure:
        return None
    try:
        return kept(raw, field=number.field, measure=number.measure, unit=number.unit)
    except ValueError as error:
        table.fault("value", str(error))
        return None


def _check_sources(table: Table, version: Version[object], sources: Sources) -> None:
    """The clauses are registered, the quote stands in one, and something backs the value."""
    for clause_id in (version.clause, *version.also):
        if clause_id and sources.document.clause(clause_id) is None:
            table.fault("clause", f"条款“{clause_id}”没有登记，请先补入 clauses.toml")
    if version.interpretation and version.interpretation not in sources.interpretations:
        table.fault(
            "interpretation", f"没有“{version.interpretation}”这一条解释，请补入 interpretations.toml"
        )
    if version.value is not None and not (version.quote or version.interpretation):
        table.fault("quote", "请引用条款原文（quote），或写明是哪一条解释（interpretation）")
    cited = sources.document.clause(version.clause)
    if version.quote and cited and bare(version.quote) not in bare(cited.text):
        table.fault("quote", f"引文“{version.quote}”不在条款 {version.clause} 的原文中，请照抄原文")
    if version.review_by <= version.checked_on:
        table.fault("review_by", "下次核对日应晚于本次核对日")


def _check_quote(table: Table, version: Version[object], number: _Number, quoted: Quoted) -> None:
    numeric = number.measure in QUOTED
    if numeric != (version.bound is not None):
        table.fault("bound", "数值须写明界限（如 at_most）" if numeric else "这一项不是数，请删去 bound")
    if quoted.words:
        wrong = disagreement(
            version.value,
            measure=number.measure,
            bound=version.bound,
            quoted=quoted,
            must_hold_number=not version.interpretation,
        )
        if wrong:
            table.fault("quote", wrong)


def _check_intervals(table: Table, versions: Sequence[Version[object]]) -> None:
    """Each version ends where the next begins; only the last may have no end."""
    if not versions:
        table.fault("values", "至少要有一个取值")
    for version in versions:
        if version.until is not None and version.until <= version.since:
            table.fault("values", f"{version.since} 起的取值，until 应晚于 from")
    for before, after in itertools.pairwise(versions):
        if before.until is None or before.until > after.since:
            table.fault("values", f"{before.since} 起与 {after.since} 起的取值重叠，请写明前者的 until")
        elif before.until < after.since:
            table.fault("values", f"{before.until} 至 {after.since} 之间没有取值，请补上")


def _check_covers(table: Table, number: Dated[object], window: Window) -> None:
    """The first version holds from the window's first day, the last as long as anybody asks for it.

    A day without a version would not stop a settlement: it would silently carry no subsidy.
    """
    first, last = number.versions[0].since, number.versions[-1].until
    # A first day that could not be read stands as the earliest there is, and is told of by itself.
    if first > window.since > date.min:
        table.fault(
            "values",
            f"{window.since} 起、{first} 之前没有取值，请补一段自 {window.since} 起的取值；"
            "那段时间文件没有规定或还不清楚的，也补一段，用 unknown 写明原因",
        )
    if last is None:
        return
    declared = "请改正或删去 until，或再补一段取值；还不清楚的用 unknown 写明原因"
    if number.anchor not in (Anchor.APPLICATION, Anchor.CONTRACT):
        # Loans of the last contract day are paid out, accrue and are judged for years after it.
        told = "方案停止签订以后，已发放的贷款仍要用到它"
        table.fault("values", f"{last} 起没有取值，{told}，{declared}")
    elif window.until is None or last < window.until:
        ends = f"方案到 {window.until} 才停止签订" if window.until else "方案还没有停止签订的日期"
        table.fault("values", f"{last} 起没有取值，{ends}，{declared}")
