"""What a pack asks of service points: ``service_points.toml``, read distrustfully and whole.

Every demand quotes its clause, so that nobody is asked for what no document says.
"""

from __future__ import annotations

from pathlib import Path

from hudai.core.clauses import bare
from hudai.core.policy_fields import Measure
from hudai.core.quote_check import Quoted, disagreement
from hudai.core.service_point import Had, PointDemand, PointDemands, PointLevel
from hudai.documents.pack_files import PackFile, pack_file
from hudai.documents.toml_tables import Table

FILE = "service_points.toml"


def load(name: str, extra: Path | None = None) -> PointDemands:
    """The demands of pack ``name``; a file in the folder of that name in ``extra`` goes first.

    Raises:
        CannotTell: if the pack says why it has none.
        PolicyRefused: if there is none or it has faults, with all problems.
    """
    with pack_file(FILE, name, extra, what="服务网点的要求") as file:
        table = file.table
        demands = PointDemands(
            policy=name,
            clause=file.clause(table),
            silent=table.text("silent", ""),
            demands=tuple(_demand(file, each) for each in table.tables("demands", optional=True)),
        )
        table.close()
        if not file.problems:
            _check(table, demands)
    return demands


def _demand(file: PackFile, table: Table) -> PointDemand:
    level, fact = table.choice("level", PointLevel), table.choice("fact", Had)
    for key in ("level", "fact"):
        if not table.has(key):
            table.fault(key, "缺少这一项，请补上")
    clause, quote = file.clause(table), table.text("quote")
    metres = table.whole("metres", 0) or 0
    cited = file.document.clause(clause)
    if cited and bare(quote) not in bare(cited.text):
        table.fault("quote", f"引文“{quote}”不在条款 {cited.id} 的原文中，请照抄原文")
    if fact is Had.AREA_ABOUT:
        quoted = Quoted(quote, "", excludes=False)
        wrong = disagreement(
            metres, measure=Measure.SQUARE_METRES, bound=None, quoted=quoted, must_hold_number=True
        )
        if wrong:
            table.fault("metres", wrong)
    elif metres:
        table.fault("metres", "只有 area_about（面积“左右”）才写平方米数")
    demand = PointDemand(
        level=level or PointLevel.COUNTY,
        fact=fact or Had.SIGN,
        label=table.text("label"),
        clause=clause,
        metres=metres,
    )
    table.close()
    return demand


def _check(table: Table, demands: PointDemands) -> None:
    """What must hold of the whole."""
    asked = [(each.level, each.fact) for each in demands.demands]
    if len(asked) != len(set(asked)):
        table.fault("demands", "同一类网点的同一项要求重复")
    if bool(demands.silent) == bool(demands.demands):
        table.fault("silent", "没有要求的写明为什么（silent），有要求的不写")
