"""What a pack asks of service points: ``service_points.toml``, read distrustfully and whole.

Every demand quotes its clause, so that nobody is asked for what no document says.
"""

from __future__ import annotations

from pathlib import Path

from hudai.core.clauses import Document, bare
from hudai.core.errors import CannotTell, PolicyRefused
from hudai.core.policy_fields import Measure
from hudai.core.quote_check import Quoted, disagreement
from hudai.core.service_point import Had, PointDemand, PointDemands, PointLevel
from hudai.documents.policy_files import SHIPPED, load_clauses
from hudai.documents.toml_tables import Table, open_table

FILE = "service_points.toml"


def load(name: str, extra: Path | None = None) -> PointDemands:
    """The demands of pack ``name``; a file in the folder of that name in ``extra`` goes first.

    Raises:
        CannotTell: if the pack says why it has none.
        PolicyRefused: if there is none or it has faults, with all problems.
    """
    folders = [folder / name for folder in (extra, SHIPPED) if folder is not None]
    folder = next((each for each in folders if (each / FILE).is_file()), folders[-1])
    problems: list[str] = []
    table = open_table(folder / FILE, problems)
    none = table.text("none", "")
    if none and not problems:
        raise CannotTell(f"这个政策还没有服务网点的要求：{none}")
    document = load_clauses(name, extra)
    demands = PointDemands(
        policy=name,
        clause=_clause(table, document),
        silent=table.text("silent", ""),
        demands=tuple(_demand(each, document) for each in table.tables("demands", optional=True)),
    )
    table.close()
    if not problems:
        _check(table, demands)
    if problems:
        raise PolicyRefused(f"政策包“{name}”的服务网点要求有 {len(problems)} 处问题，未载入", problems)
    return demands


def _clause(table: Table, document: Document) -> str:
    clause = table.text("clause")
    if clause and document.clause(clause) is None:
        table.fault("clause", f"条款“{clause}”没有登记，请核对 clauses.toml")
    return clause


def _demand(table: Table, document: Document) -> PointDemand:
    level, fact = table.choice("level", PointLevel), table.choice("fact", Had)
    for key in ("level", "fact"):
        if not table.has(key):
            table.fault(key, "缺少这一项，请补上")
    clause, quote = _clause(table, document), table.text("quote")
    metres = table.whole("metres", 0) or 0
    cited = document.clause(clause)
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
