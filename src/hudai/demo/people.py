"""The made-up county's households: who lives in them, of what age, and where.

ID numbers have the region code the samples use and a right check digit; each is given out once and
belongs to nobody.  Villages differ in size: the first town is the largest, and its first village the
largest of all, so that whoever tries the system there finds something to do.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from hudai.core.dates import add_years
from hudai.core.identity import check_digit, full_years
from hudai.demo import places
from hudai.demo.chance import Chance

TOWNS = places.TOWNS[:12]
VILLAGES_PER_TOWN = 5
_FIRST, _SECOND = "上下大石柳竹桂松古新金龙", "坝湾坪桥塘"
VILLAGES = tuple(f"{first}{second}村" for first in _FIRST for second in _SECOND)
"""Sixty villages, five to a town, in the towns' order."""

REGION = "500112"
COUNTED_ON = date(2024, 1, 1)
"""Ages are drawn as of this day."""
SIZES = {1: 10, 2: 20, 3: 30, 4: 25, 5: 11, 6: 4}
KINDS = {"脱贫户": 70, "脱贫不稳定户": 12, "边缘易致贫户": 15, "突发严重困难户": 3}
EDUCATION = {
    35: {"初中": 45, "高中": 35, "大专": 15, "本科及以上": 5},
    60: {"小学": 38, "初中": 50, "高中": 12},
    200: {"文盲或半文盲": 18, "小学": 62, "初中": 20},
}
"""Shares of grown-ups under an age."""
FATES = {"stays": 90, "comes": 5, "leaves": 3, "changes": 2}


@dataclass(frozen=True, slots=True)
class Member:
    """One person of a household."""

    name: str
    id_number: str
    relation: str
    born: date
    labour: str
    """As the national system words it."""
    phone: str
    education: str
    """文化程度, as the national system words it."""

    def age_on(self, day: date) -> int:
        """Full years."""
        return full_years(self.born, day)


@dataclass(frozen=True, slots=True)
class Home:
    """One household."""

    serial: int
    number: str
    place: int
    """Place of its village among :data:`VILLAGES`."""
    group: str
    kind: str
    fate: str
    """What the second name list says of it: stays, comes, leaves, or changes its category."""
    listed_on: date
    members: tuple[Member, ...]
    """The head first."""

    @property
    def town(self) -> int:
        """Place of its town among :data:`TOWNS`."""
        return self.place // VILLAGES_PER_TOWN


def homes(count: int, chance: Chance) -> list[Home]:
    """So many households, the same for the same seed."""
    given: Counter[tuple[date, int]] = Counter()
    weights = _village_weights()
    return [_home(serial, weights, chance, given) for serial in range(count)]


def _village_weights() -> dict[int, int]:
    """How populous each village is: 60 for the first, 20 for its neighbours, 10 elsewhere."""
    return {
        place: 60 if place == 0 else 20 if place < VILLAGES_PER_TOWN else 10 for place in range(len(VILLAGES))
    }


def _home(serial: int, weights: dict[int, int], chance: Chance, given: Counter[tuple[date, int]]) -> Home:
    place = 0 if serial < 2 else chance.weighted(weights, "village", serial)
    fate = chance.weighted(FATES, "fate", serial)
    listed = date(2025, 2, 10) if fate == "comes" else date(2021, 5, 1)
    kind = chance.weighted(KINDS, "kind", serial)
    return Home(
        serial=serial,
        number=f"YP{serial + 1:06d}",
        place=place,
        group=f"{chance.between(1, 8, 'group', serial)}组",
        kind="脱贫户" if fate == "changes" else kind,
        fate=fate,
        listed_on=listed,
        members=tuple(_members(serial, chance, given)),
    )


def _members(serial: int, chance: Chance, given: Counter[tuple[date, int]]) -> list[Member]:
    """The head, then the spouse, then children and parents."""
    surname = chance.one_of(places.SURNAMES, "surname", serial)
    head_age = chance.between(27, 71, "head age", serial)
    man = chance.happens(78, "head is a man", serial)
    people = [("户主", head_age, man, surname)]
    size = chance.weighted(SIZES, "size", serial)
    if size > 1:
        other = chance.one_of(places.SURNAMES, "spouse", serial)
        people.append(("配偶", max(22, head_age - chance.between(-2, 4, "gap", serial)), not man, other))
    for nth in range(size - 2):
        people.append(_relative(serial, nth, head_age, surname, chance))
    return [_member(serial, nth, person, chance, given) for nth, person in enumerate(people)]


def _relative(
    serial: int, nth: int, head_age: int, surname: str, chance: Chance
) -> tuple[str, int, bool, str]:
    """A child, or once in a while a parent of a head who is not old."""
    man = chance.happens(50, "relative is a man", serial, nth)
    if nth == 1 and head_age < 55 and chance.happens(60, "parent", serial):
        relation = "之父" if man else "之母"
        own = surname if man else chance.one_of(places.SURNAMES, "mother", serial)
        return relation, head_age + chance.between(22, 30, "parent age", serial), man, own
    age = max(3, head_age - chance.between(23, 31, "child age", serial, nth))
    return ("之子" if man else "之女"), age, man, surname


def _member(
    serial: int,
    nth: int,
    person: tuple[str, int, bool, str],
    chance: Chance,
    given: Counter[tuple[date, int]],
) -> Member:
    relation, age, man, surname = person
    born = add_years(COUNTED_ON, -age) - timedelta(days=chance.below(365, "birthday", serial, nth))
    names = places.MEN if man else places.WOMEN
    phone = f"199{chance.below(10_000, 'phone', serial):04d}{serial % 10_000:04d}" if nth == 0 else ""
    return Member(
        name=surname + chance.one_of(names, "given name", serial, nth),
        id_number=_id_number(born, man, given),
        relation=relation,
        born=born,
        labour=_labour(age, chance, serial, nth),
        phone=phone,
        education=_education(age, chance, serial, nth),
    )


def _id_number(born: date, man: bool, given: Counter[tuple[date, int]]) -> str:
    """The next number of that birthday and sex (GB 11643): odd sequences for men, even for women."""
    nth = given[born, man]
    assert nth < 400, "more people of one birthday than there are numbers"
    given[born, man] = nth + 1
    first = f"{REGION}{born:%Y%m%d}{100 + 2 * nth + man:03d}"
    return first + check_digit(first)


def _labour(age: int, chance: Chance, serial: int, nth: int) -> str:
    if age < 16 or age >= 72:
        return "无劳动力"
    if age >= 60:
        return "弱劳动力或半劳动力"
    return chance.weighted({"普通劳动力": 80, "技能劳动力": 15, "丧失劳动力": 5}, "labour", serial, nth)


def _education(age: int, chance: Chance, serial: int, nth: int) -> str:
    """The old went to school for few years, the young for nine and more."""
    if age < 7:
        return "学龄前儿童"
    if age < 16:
        return "小学" if age < 13 else "初中"
    shares = next(shares for under, shares in EDUCATION.items() if age < under)
    return chance.weighted(shares, "education", serial, nth)


def applicant(home: Home, day: date, *, oldest: int = 65) -> Member | None:
    """Who would apply: the head, or else the first of the household who is of age and can work."""
    fit: Sequence[Member] = [
        member
        for member in home.members
        if 18 <= member.age_on(day) <= oldest and member.labour not in ("无劳动力", "丧失劳动力")
    ]
    return fit[0] if fit else None
