"""Criteria for credit villages and towns: ``credit_areas.toml`` of a pack, read distrustfully and whole.

No document sets a number, so the file says which clause asks for the choice and why the county chose so, and
a county may put its own in the place of the shipped one.
"""

from __future__ import annotations

from pathlib import Path

from hudai.core.credit_area import AreaCriteria, AreaCriterion, AreaLevel, Figure
from hudai.core.rating import Scorecard
from hudai.documents import scorecard_files
from hudai.documents.pack_files import PackFile, pack_file
from hudai.documents.toml_tables import Table

FILE = "credit_areas.toml"
PPM_OF_PERCENT = 10_000
_BOUNDS = ("at_least_percent", "at_most_percent", "at_most")


def load(name: str, extra: Path | None = None) -> AreaCriteria:
    """The criteria of pack ``name``; a file in the folder of that name in ``extra`` goes first.

    Raises:
        CannotTell: if the pack says why it has none.
        PolicyRefused: if there is none or it has faults, with all problems.
    """
    with pack_file(FILE, name, extra, what="信用村、信用乡镇的评定条件") as file:
        criteria = _criteria(file, name, scorecard_files.load(name, extra))
        if not file.problems:
            _check(file.table, criteria)
    return criteria


def _criteria(file: PackFile, name: str, card: Scorecard) -> AreaCriteria:
    table = file.table
    criteria = AreaCriteria(
        title=table.text("title"),
        policy=name,
        clause=file.clause(table),
        reason=table.text("reason"),
        good_grades=_good_grades(table, card),
        valid_months=table.whole("valid_months", 0) or 0,
        criteria=tuple(_criterion(each) for each in table.tables("criteria")),
        digest=file.digest,
    )
    table.close()
    return criteria


def _good_grades(table: Table, card: Scorecard) -> tuple[str, ...]:
    """The grade named and all better ones; the scorecard has the best first."""
    worst, names = table.text("credit_household_from"), [grade.name for grade in card.grades]
    if worst in names:
        return tuple(names[: names.index(worst) + 1])
    if worst:
        table.fault("credit_household_from", f"评分卡里没有“{worst}”这个等级，请用：{'、'.join(names)}")
    return ()


def _criterion(table: Table) -> AreaCriterion:
    level = table.choice("level", AreaLevel)
    figure = table.choice("figure", Figure)
    bounds = [key for key in _BOUNDS if table.has(key)]
    if not table.has("level"):
        table.fault("level", "请写 village（信用村）或 town（信用乡镇）")
    if not table.has("figure"):
        table.fault("figure", f"请写明看哪项数字：{'、'.join(Figure)}")
    counts = figure is Figure.STOPPED
    if len(bounds) != 1 or counts != (bounds == ["at_most"]):
        wanted = "at_most" if counts else "at_least_percent、at_most_percent 中的一项"
        table.fault("", f"请写 {wanted}，写一项就够")
        bounds = bounds[:1] or ["at_most"]
    threshold = table.whole(bounds[0], 0) or 0
    if threshold < 0 or (threshold > 100 and not counts):
        table.fault(bounds[0], "应为不小于 0 的整数，百分数不超过 100")
    criterion = AreaCriterion(
        id=table.text("id"),
        label=table.text("label"),
        level=level or AreaLevel.VILLAGE,
        figure=figure or Figure.RATED,
        at_least=bounds[0] == "at_least_percent",
        threshold=threshold if counts else threshold * PPM_OF_PERCENT,
        basis=table.text("basis"),
    )
    table.close()
    return criterion


def _check(table: Table, criteria: AreaCriteria) -> None:
    """What must hold of the whole."""
    ids = [each.id for each in criteria.criteria]
    if len(ids) != len(set(ids)):
        table.fault("criteria", "条件的 id 重复")
    if criteria.valid_months <= 0:
        table.fault("valid_months", "有效期应大于 0 个月")
    for level, label in ((AreaLevel.VILLAGE, "信用村"), (AreaLevel.TOWN, "信用乡镇")):
        if not criteria.of(level):
            table.fault("criteria", f"没有{label}的条件")
    if any(each.figure is Figure.CREDIT_VILLAGES for each in criteria.of(AreaLevel.VILLAGE)):
        table.fault("criteria", "信用村占比是信用乡镇的条件，不能用于信用村")
