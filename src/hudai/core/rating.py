"""Credit rating: a scorecard anybody can check with a pencil (评级授信).

A scorecard is a list of criteria.  Each criterion has answers, each answer its points, and nothing
else counts: the score is the sum, the grade is the highest whose threshold the score reaches, and the
grade names the line suggested.  An answer may cap the grade (a wilful default), whatever the rest.
A criterion nobody answered makes the score unknown; it is never read as zero.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from hudai.core.dates import add_months

Collected = Mapping[str, str | int]
"""What was collected, by criterion: the id of an answer, or a whole number where one is measured."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One thing a criterion can find."""

    id: str
    label: str
    points: int
    at_least: int | None = None
    """For a measured criterion: the least figure, in its unit, that gets these points."""
    at_best: str = ""
    """The best grade still possible with this answer; empty when any is."""


@dataclass(frozen=True, slots=True)
class Criterion:
    """One line of the scorecard."""

    id: str
    label: str
    help: str
    """What to look at, for whoever collects."""
    unit: str
    """元, 人 …  where a whole number is collected; empty where an answer is chosen."""
    answers: tuple[Answer, ...]
    """A measured criterion's from the smallest figure up."""

    @property
    def is_measured(self) -> bool:
        """Whether a number is collected."""
        return bool(self.unit)

    @property
    def most(self) -> int:
        """The points of the best answer."""
        return max(answer.points for answer in self.answers)

    def answered(self, found: str | int) -> Answer | None:
        """The answer that ``found`` is; None where it is none of them."""
        if not self.is_measured:
            return next((answer for answer in self.answers if answer.id == found), None)
        if not isinstance(found, int):
            return None
        reached = [a for a in self.answers if a.at_least is not None and a.at_least <= found]
        return reached[-1] if reached else None


@dataclass(frozen=True, slots=True)
class Grade:
    """A grade, from how many points it is given, and the line it suggests."""

    name: str
    from_points: int
    limit: int
    """Fen; zero when no line is suggested."""


@dataclass(frozen=True, slots=True)
class Scorecard:
    """A county's way to rate."""

    title: str
    policy: str
    """The pack it belongs to."""
    clause: str
    """The clause that asks for ratings; how to rate no document says."""
    reason: str
    """Why it is as it is: the interpretation."""
    valid_months: int
    criteria: tuple[Criterion, ...]
    grades: tuple[Grade, ...]
    """The best first."""
    digest: str
    """SHA-256 of the file, hexadecimal."""

    @property
    def full_score(self) -> int:
        """What the best answers together get."""
        return sum(criterion.most for criterion in self.criteria)


@dataclass(frozen=True, slots=True)
class Line:
    """One criterion of one household."""

    criterion: str
    label: str
    found: str
    """In words, with its unit."""
    points: int
    most: int


@dataclass(frozen=True, slots=True)
class Scored:
    """What the scorecard says of a household."""

    lines: tuple[Line, ...]
    missing: tuple[str, ...]
    """Labels of criteria without a valid answer; then there is no grade."""
    points: int
    """The sum of what was answered."""
    grade: Grade | None
    capped_by: str
    """Label of the criterion that held the grade down; empty when none did."""


def score(card: Scorecard, collected: Collected) -> Scored:
    """Points, grade and suggested line.

    >>> crop = Criterion("crop", "产业", "", "", (Answer("no", "没有", 0), Answer("yes", "有", 10)))
    >>> card = Scorecard("表", "p", "p#1", "", 24, (crop,), (Grade("好", 10, 100), Grade("差", 0, 0)), "")
    >>> score(card, {"crop": "yes"}).grade.name, score(card, {}).missing
    ('好', ('产业',))
    """
    answers = {each.id: _answer(each, collected) for each in card.criteria}
    missing = tuple(each.label for each in card.criteria if answers[each.id] is None)
    lines = tuple(
        Line(each.id, each.label, in_words(each, collected[each.id]), answer.points, each.most)
        for each in card.criteria
        if (answer := answers[each.id]) is not None
    )
    points = sum(line.points for line in lines)
    if missing:
        return Scored(lines, missing, points, None, "")
    given = [(each.label, answer) for each in card.criteria if (answer := answers[each.id])]
    return Scored(lines, (), points, *_grade(card, points, given))


def _answer(criterion: Criterion, collected: Collected) -> Answer | None:
    found = collected.get(criterion.id)
    return None if found is None else criterion.answered(found)


def _grade(card: Scorecard, points: int, given: list[tuple[str, Answer]]) -> tuple[Grade, str]:
    """The grade the points reach, or the worse one an answer allows at best."""
    order = [grade.name for grade in card.grades]
    place = next(at for at, grade in enumerate(card.grades) if grade.from_points <= points)
    held_by = ""
    for label, answer in given:
        if answer.at_best and order.index(answer.at_best) > place:
            place, held_by = order.index(answer.at_best), label
    return card.grades[place], held_by


def held_down(lines: Iterable[tuple[str, str]], capped_by: str, grade: str) -> str:
    """Why the grade is worse than the points alone would make it; empty where it is not.

    Args:
        lines: label and what was found of each criterion, as the rating kept them.
        capped_by: label of the criterion that held the grade down; empty when none did.

    >>> held_down([("信用记录", "现有贷款逾期")], "信用记录", "不授信")
    '“信用记录”为“现有贷款逾期”的，评分卡规定最高评为“不授信”，不再按总分定级。'
    """
    if not capped_by:
        return ""
    found = dict(lines)[capped_by]
    return f"“{capped_by}”为“{found}”的，评分卡规定最高评为“{grade}”，不再按总分定级。"


def in_words(criterion: Criterion, found: str | int) -> str:
    """What was found, as a form prints it."""
    if criterion.is_measured:
        return f"{found:,} {criterion.unit}"
    answer = criterion.answered(found)
    return answer.label if answer else str(found)


def valid_until(card: Scorecard, rated_on: date) -> date:
    """The first day the rating no longer holds."""
    return add_months(rated_on, card.valid_months)


def is_fresh(rated_on: date, until: date, day: date) -> bool:
    """Whether a rating holds on ``day``: a fresh one spares the full survey (简易复核).

    Source: 上蔡县意见 九.
    """
    return rated_on <= day < until
