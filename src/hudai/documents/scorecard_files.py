"""Scorecards of policy packs: ``scorecard.toml``, read distrustfully and whole.

How to rate is no number of law, so a scorecard says which clause asks for ratings and why it is as it
is, and a county may put its own in the place of the shipped one.
"""

from __future__ import annotations

from pathlib import Path

from hudai.core.rating import Answer, Criterion, Grade, Scorecard
from hudai.documents.pack_files import PackFile, pack_file
from hudai.documents.toml_tables import Table

FILE = "scorecard.toml"
FEN = 100


def load(name: str, extra: Path | None = None) -> Scorecard:
    """The scorecard of pack ``name``; a file in the folder of that name in ``extra`` goes first.

    Raises:
        CannotTell: if the pack says why it has none.
        PolicyRefused: if there is none or it has faults, with all problems.
    """
    with pack_file(FILE, name, extra, what="评分卡") as file:
        card = _card(file, name)
        if not file.problems:
            _check(file.table, card)
    return card


def _card(file: PackFile, name: str) -> Scorecard:
    table = file.table
    card = Scorecard(
        title=table.text("title"),
        policy=name,
        clause=file.clause(table),
        reason=table.text("reason"),
        valid_months=_whole(table, "valid_months"),
        criteria=tuple(_criterion(each) for each in table.tables("criteria")),
        grades=tuple(_grade(each) for each in table.tables("grades")),
        digest=file.digest,
    )
    table.close()
    return card


def _whole(table: Table, key: str) -> int:
    """A whole number that must be there and not below zero."""
    found = table.whole(key)
    if found is None or found < 0:
        table.fault(key, "应为不小于 0 的整数")
        return 0
    return found


def _grade(table: Table) -> Grade:
    grade = Grade(table.text("name"), _whole(table, "from_points"), _whole(table, "limit_yuan") * FEN)
    table.close()
    return grade


def _criterion(table: Table) -> Criterion:
    unit = table.text("unit", "")
    criterion = Criterion(
        id=table.text("id"),
        label=table.text("label"),
        help=table.text("help", ""),
        unit=unit,
        answers=tuple(_answer(each, measured=bool(unit)) for each in table.tables("answers")),
    )
    table.close()
    return criterion


def _answer(table: Table, *, measured: bool) -> Answer:
    """An answer to choose, or a figure from which some points are given."""
    at_best = table.text("at_best", "")
    if measured:
        at_least = _whole(table, "at_least")
        answer = Answer(f"{at_least}", "", _whole(table, "points"), at_least, at_best)
    else:
        answer = Answer(table.text("id"), table.text("label"), _whole(table, "points"), None, at_best)
    table.close()
    return answer


def _check(table: Table, card: Scorecard) -> None:
    """What must hold of the whole: grades that fall, figures that rise, no answer twice."""
    thresholds = [grade.from_points for grade in card.grades]
    if not card.grades or thresholds[-1] != 0:
        table.fault("grades", "最后一个等级应从 0 分起，使每个得分都有等级")
    if thresholds != sorted(set(thresholds), reverse=True):
        table.fault("grades", "等级应从高到低排列，起始分不能相同")
    limits = [grade.limit for grade in card.grades]
    if limits != sorted(limits, reverse=True):
        table.fault("grades", "等级越低，建议额度不能越高")
    if not card.valid_months:
        table.fault("valid_months", "有效期应大于 0 个月")
    if thresholds and thresholds[0] > card.full_score:
        table.fault("grades", f"最高等级要 {thresholds[0]} 分，满分只有 {card.full_score} 分")
    _check_criteria(table, card)


def _check_criteria(table: Table, card: Scorecard) -> None:
    ids = [criterion.id for criterion in card.criteria]
    if len(ids) != len(set(ids)):
        table.fault("criteria", "评分项目的 id 重复")
    names = {grade.name for grade in card.grades}
    for criterion in card.criteria:
        where = f"criteria[{criterion.id}]"
        answers = [answer.id for answer in criterion.answers]
        if len(answers) != len(set(answers)):
            table.fault(where, "答案重复")
        figures = [answer.at_least or 0 for answer in criterion.answers]
        if criterion.is_measured and (figures != sorted(figures) or figures[0] != 0):
            table.fault(where, "分档应从 0 起、由小到大")
        for answer in criterion.answers:
            if answer.at_best and answer.at_best not in names:
                table.fault(where, f"没有“{answer.at_best}”这个等级")
