"""What a bank asks by its own table: so much below the highest rate, by credit grade and term (定价表).

A bank may vary its rate below the published one by rating, ability to repay and cost.  What it keeps here
is a discount in basis points (减点), as banks write rates since they are written against the LPR, and no
rate: the published rate moves, and a rate fixed in a table would one day stand above it.  A discount of
nothing or more is below the ceiling wherever the ceiling goes; where it has sunk to the discount itself, no
rate is left, and that is told instead of a rate.

>>> asked_rate(35_000, 20)
33000

Source: 渝北区实施方案 一（4）.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from hudai.core.errors import CannotTell, NotYetInForce, Refusal
from hudai.core.policy import Policy, RateRule, RateTier
from hudai.core.rates import Published, RateSeries, highest_rate
from hudai.core.rating import Scorecard
from hudai.core.words import percent

PPM_OF_POINT = 100
"""A basis point (基点), 0.01 %, in ppm."""
LARGEST_POINTS = 1_000
"""Ten per cent: more is a slip of the pen under any published rate."""

Cell = tuple[str, int]
"""A place of the table: the grade, and the months its band of terms lies over."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a table asks of one grade for one term on one day."""

    since: date
    """The table holds from this day on."""
    grade: str
    term_months: int
    ceiling: Published
    points: int
    """Basis points below the ceiling."""
    rate: int
    """What is left of it, ppm."""

    @property
    def told(self) -> str:
        """The rate and how it comes about, in words."""
        less = f"减 {self.points} 个基点" if self.points else "不减点"
        return (
            f"“{self.grade}”、{self.term_months} 个月：{self.ceiling.label} {percent(self.ceiling.rate)}"
            f"（{self.ceiling.published_on} 公布）{less}，年利率 {percent(self.rate)}"
        )


@dataclass(frozen=True, slots=True)
class Objection:
    """Why a table cannot be entered, with the clause where a clause says so."""

    message: str
    clause: str = ""


def asked_rate(ceiling: int, points: int) -> int:
    """The annual rate that is left of a ceiling less so many basis points, ppm.

    Raises:
        CannotTell: if nothing is left of it.
    """
    rate = ceiling - points * PPM_OF_POINT
    if rate <= 0:
        raise CannotTell(
            f"本行定价表减 {points} 个基点，利率上限只有 {percent(ceiling)}，折算不出利率，请更新定价表"
        )
    return rate


def band_label(over_months: int, up_to_months: int | None) -> str:
    """A band of terms as the documents say it.

    >>> band_label(0, 12), band_label(12, 36), band_label(60, None)
    ('1 年（含）以内', '1 年以上至 3 年（含）', '5 年以上')
    """
    if up_to_months is None:
        return f"{_length(over_months)}以上"
    if over_months == 0:
        return f"{_length(up_to_months)}（含）以内"
    return f"{_length(over_months)}以上至 {_length(up_to_months)}（含）"


def _length(months: int) -> str:
    years, rest = divmod(months, 12)
    return f"{months} 个月" if rest else f"{years} 年"


def priced_grades(card: Scorecard) -> tuple[str, ...]:
    """The grades a table has: all that suggest a line; who is granted none is asked no rate."""
    return tuple(grade.name for grade in card.grades if grade.limit)


def ceiling_on_all(
    policy: Policy, national: Mapping[str, RateSeries], *, days: Sequence[date], months: int
) -> Published:
    """The lowest ceiling of several days, such as the application's and today's: what will hold on each.

    Days of which the series knows nothing are left out.

    Raises:
        NotYetInForce: if it knows of none of them.
        CannotTell: if the rule is not known.
    """
    found, unknown = [], None
    for day in days:
        try:
            found.append(highest_rate(policy, national, signed_on=day, months=months))
        except NotYetInForce as refusal:
            unknown = refusal
    if not found:
        raise unknown or NotYetInForce("没有可用的公布利率")
    return min(found, key=lambda each: each.rate)


def objections(
    policy: Policy,
    national: Mapping[str, RateSeries],
    table: Mapping[Cell, int],
    *,
    grades: Sequence[str],
    since: date,
    today: date,
) -> Iterator[Objection]:
    """What speaks against a table that is to hold from ``since``; nothing where all is well.

    Args:
        table: basis points below the ceiling, negative where it would ask more than that.
        grades: those a table must have, each with every band of the policy, and no others.
        today: the day whose ceiling they are held against.

    Raises:
        NotYetInForce, CannotTell: if the rate rule of that day is not known.
    """
    tiers, rule = policy.rate_tiers.version(since), policy.rate_rule.version(since)
    bands = {tier.over_months: tier for tier in tiers.known(policy.rate_tiers.label)}
    wanted = {(grade, over) for grade in grades for over in bands}
    if strange := sorted(grade for grade, _ in {*table} - wanted if grade not in grades):
        yield Objection(f"评分卡没有“{strange[0]}”这个要定价的等级，请按{'、'.join(grades)}填写。")
    elif wanted != {*table}:
        yield Objection("每个等级、每档期限都要填减点，不减点的填 0；期限档次以政策的为准。")
    elif rule.known(policy.rate_rule.label) is RateRule.EQUAL and any(table.values()):
        yield Objection("利率必须等于公布利率，不能减点，请都填 0。", rule.clause)
    else:
        for (grade, over), points in table.items():
            where = f"“{grade}”{band_label(over, bands[over].up_to_months)}"
            ceiling = _known_ceiling(policy, national, bands[over], today)
            if points < 0:
                yield Objection(_above(where, points, ceiling), tiers.clause)
            elif points > LARGEST_POINTS or (ceiling is not None and points * PPM_OF_POINT >= ceiling):
                most = f"今天的上限只有 {percent(ceiling)}" if ceiling is not None else "减得过多"
                yield Objection(f"{where}减 {points} 个基点，{most}，请核对；100 个基点是 1%。")


def _above(where: str, points: int, ceiling: int | None) -> str:
    most = "上限" if ceiling is None else f"今天的上限 {percent(ceiling)}"
    return f"{where}比{most}还高 {-points} 个基点；利率不得高于上限，请填 0 或大于 0 的减点。"


def _known_ceiling(
    policy: Policy, national: Mapping[str, RateSeries], tier: RateTier, today: date
) -> int | None:
    """Today's ceiling of a band; None where nobody knows it yet."""
    try:
        return highest_rate(policy, national, signed_on=today, months=tier.over_months + 1).rate
    except Refusal:
        return None
