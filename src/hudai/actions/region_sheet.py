"""The county's list of regions, taken in whole: towns, villages and groups, with codes and days (区划导入).

What is there already stays as it is, but for a code it did not have and a day it ended; so the same sheet
may be handed in again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction

from hudai.actions.actor import Actor
from hudai.actions.journal import note_without_row
from hudai.actions.region import AHEAD, CODE, KEEPS_REGIONS, LONGEST_NAME
from hudai.actions.region_group import hold
from hudai.core.errors import Problem, Refusal, SheetRefused
from hudai.core.place_names import group_name
from hudai.documents.sheets import Reading
from hudai.records.among import among
from hudai.records.models import Household, Region

Path = tuple[str, ...]
"""A region by name from its town on: (town), (town, village) or (town, village, group)."""
_COLUMNS = ("town", "village", "group")
_CALLED = dict(Region.Level.choices)
_LEVELS = (Region.Level.TOWN, Region.Level.VILLAGE, Region.Level.GROUP)


@dataclass(frozen=True, slots=True)
class Imported:
    """What a sheet came to."""

    entered: Mapping[str, int]
    """Level → how many there were not before."""
    known: Mapping[str, int]
    """Level → how many there were already."""
    ended: int
    coded: int
    """How many known ones got the code they did not have."""

    @property
    def in_words(self) -> str:
        """What it did, for whoever handed it in."""
        entered, known = (
            "、".join(f"{_CALLED[level]} {count} 个" for level, count in some.items())
            for some in (self.entered, self.known)
        )
        further = f"补充区划代码 {self.coded} 个，" if self.coded else ""
        further += f"撤销 {self.ended} 个，" if self.ended else ""
        return f"新增{entered}；{further}原来已有{known}，名称没有改动。"


@dataclass(frozen=True, slots=True)
class _Row:
    """A row that names a region, as the sheet says it."""

    path: Path
    code: str
    since: date
    until: date | None
    told: Mapping[str, Any]

    @property
    def column(self) -> str:
        """Where its own name stands."""
        return _COLUMNS[len(self.path) - 1]


class _County:
    """The regions there are, by path."""

    def __init__(self, county: Region) -> None:
        self.county = county
        found = Region.objects.exclude(level=Region.Level.COUNTY).select_related("parent__parent")
        self.standing: dict[Path, Region] = {}
        self.ended: set[tuple[Path, date]] = set()
        self.gone: dict[Path, date] = {}
        self.codes = {each.code: each.name for each in (county,) if each.code}
        for each in found:
            path = _path(each)
            if each.code:
                self.codes[each.code] = "".join(path)
            if each.until is None:
                self.standing[path] = each
            else:
                self.ended.add((path, each.until))
                self.gone[path] = max(each.until, self.gone.get(path, each.until))


def _path(region: Region) -> Path:
    """By name from its town on; the county above the town is not asked for."""
    if region.level == Region.Level.TOWN or region.parent is None:
        return (region.name,)
    return (*_path(region.parent), region.name)


@transaction.atomic
def import_regions(*, actor: Actor, county: Region, reading: Reading, since: date) -> Imported:
    """Enter what is missing of the sheet's regions, end those it says have ended; all of it or nothing.

    A row is its last name: the town alone, a village of it, or a group of the village; regions above that
    have no row of their own are entered too.  A row without a day of its own holds from ``since``.

    Raises:
        NotYours: if the station keeps no regions.
        SheetRefused: if a row is wrong, with everything that is wrong.
        Refusal: if ``since`` lies ahead, or somebody entered one of them at the same moment.
    """
    actor.require(*KEEPS_REGIONS)
    if since > actor.today:
        raise Refusal(AHEAD)
    hold([county.pk, *_above_groups()])
    known = _County(county)
    rows = [_row(told, since) for told in reading.frame.to_dicts()]
    problems = [*reading.problems, *_problems(reading, rows, known, actor.today)]
    if problems:
        raise SheetRefused("表格里有要改的地方，没有导入任何一行。", tuple(problems))
    try:
        with transaction.atomic():
            done = _write(known, rows, since)
    except IntegrityError:
        raise Refusal("有人刚刚登记了同名或同区划代码的区域，请再导入一次。") from None
    note_without_row(
        "region", "", "导入区域", at=actor.at, officer=actor.officer, posting=actor.posting,
        digest=reading.digest, **done.entered, ended=done.ended, coded=done.coded,
    )  # fmt: skip
    return done


def _above_groups() -> list[int]:
    levels = (Region.Level.TOWN, Region.Level.VILLAGE)
    return list(Region.objects.filter(level__in=levels, until=None).values_list("pk", flat=True))


def _row(told: Mapping[str, Any], since: date) -> _Row:
    names = ["".join((told["town"] or "").split()), "".join((told["village"] or "").split())]
    names.append(group_name(told["group"] or ""))
    return _Row(
        tuple(name for name in names if name),
        (told["code"] or "").strip(),
        told["since"] or since,
        told["until"],
        told,
    )


def _problems(reading: Reading, rows: list[_Row], known: _County, today: date) -> Iterator[Problem]:
    """Everything that is wrong with rows that are in order cell by cell, in the order of the sheet."""
    first: dict[Path, _Row] = {}
    codes: dict[str, _Row] = {}
    lasting, named = _lasting(rows, known), {row.path for row in rows}
    lived_in = _lived_in(rows, known)
    for row in rows:
        for column, remedy in (
            *_wrong_names(row, first),
            *_wrong_above(row, named, known),
            *_wrong_code(row, codes, known),
            *_wrong_days(row, known, today, row.path in lasting, row.path in lived_in),
        ):
            said = row.told[column]
            yield reading.problem(column, row.told["row"], row.told["tab"], f"{said or ''}", remedy)
        first.setdefault(row.path, row)
        if row.code:
            codes.setdefault(row.code, row)


def _wrong_names(row: _Row, first: Mapping[Path, _Row]) -> Iterator[tuple[str, str]]:
    if row.told["group"] and not row.told["village"]:
        yield "village", "这一行写了组，没有写村，请补上组所在的村。"
        return
    for column in _COLUMNS:
        if len(row.told[column] or "") > LONGEST_NAME:
            yield column, f"名称最多 {LONGEST_NAME} 个字，请改短。"
    if row.path in first:
        before = first[row.path].told["row"]
        yield row.column, f"{''.join(row.path)}在第 {before} 行已经有了，请删去多余的一行或改正名称。"


def _wrong_above(row: _Row, named: Collection[Path], known: _County) -> Iterator[tuple[str, str]]:
    """A town or village that has ended does not come back because a row lies in it."""
    for depth in range(1, len(row.path)):
        above = row.path[:depth]
        if above in known.standing or above in named:
            continue
        if above in known.gone:
            ended = f"{''.join(above)}在 {known.gone[above]} 已经撤销"
            yield _COLUMNS[depth - 1], f"{ended}，请核对名称；确实重新设立的，请给它自己加一行。"


def _wrong_code(row: _Row, codes: Mapping[str, _Row], known: _County) -> Iterator[tuple[str, str]]:
    if not row.code:
        return
    here, there = known.standing.get(row.path), codes.get(row.code)
    if not CODE.fullmatch(row.code):
        yield "code", "区划代码是 12 位数字，不清楚的可以留空。"
    elif there is not None and there.path != row.path:
        yield "code", f"这个区划代码在第 {there.told['row']} 行已经写给{''.join(there.path)}，请核对。"
    elif here is not None and here.code and here.code != row.code:
        yield "code", f"系统里{here}的区划代码是 {here.code}，请核对；要改的请在区域页更正，表中可以留空。"
    elif (here is None or here.code != row.code) and row.code in known.codes and not _has_ended(row, known):
        yield "code", f"系统里这个区划代码是{known.codes[row.code]}的，请核对。"


def _wrong_days(
    row: _Row, known: _County, today: date, lasts: bool, lived_in: bool
) -> Iterator[tuple[str, str]]:
    here = known.standing.get(row.path)
    if here is None and row.since > today:
        yield "since", AHEAD
    if row.until is None or _has_ended(row, known):
        return
    since = here.since if here else row.since
    if not since < row.until <= today:
        yield "until", f"撤销日期要晚于启用日期 {since}，且不能晚于今天。"
    elif lasts:
        yield "until", "下面还有没有撤销的村或组，请给它们也写上撤销日期，或把这一格留空。"
    elif lived_in:
        yield "until", "里面还有农户，请先用新名单把农户迁到别处，再撤销。"


def _has_ended(row: _Row, known: _County) -> bool:
    """Whether the row says of a region that has ended when it did."""
    return row.until is not None and (row.path, row.until) in known.ended


def _lasting(rows: list[_Row], known: _County) -> set[Path]:
    """What something lies in that has not ended, by the tables and the sheet."""
    ended = {row.path for row in rows if row.until is not None}
    alive = ({*known.standing} | {row.path for row in rows}) - ended
    return {path[:depth] for path in alive for depth in range(1, len(path))}


def _lived_in(rows: list[_Row], known: _County) -> set[Path]:
    """Standing regions with households that the sheet says have ended."""
    ending = {
        known.standing[row.path].pk: row.path for row in rows if row.until and row.path in known.standing
    }
    homes = Household.objects.order_by()
    lived = {
        key
        for place in ("village", "group")
        for key in homes.filter(among(place, ending)).values_list(place, flat=True).distinct()
    }
    return {ending[key] for key in lived}


def _write(known: _County, rows: list[_Row], since: date) -> Imported:
    said = {row.path: row for row in rows}
    named = {row.path[:depth]: None for row in rows for depth in range(1, len(row.path) + 1)}
    entered: Counter[str] = Counter()
    already: Counter[str] = Counter()
    at = dict(known.standing)
    for depth, level in enumerate(_LEVELS, 1):
        paths = [path for path in named if len(path) == depth]
        missing = [
            path for path in paths if path not in known.standing and not _is_over(said.get(path), known)
        ]
        already[level.value] = len(paths) - len(missing)
        fresh = [
            _region(path, level, at.get(path[:-1], known.county), said.get(path), since) for path in missing
        ]
        made = Region.objects.bulk_create(fresh, batch_size=1000)
        entered[level.value] = len(made)
        at |= {_path(each): each for each in made}
    ended, coded = _change(known, rows)
    return Imported(dict(entered), dict(already), ended, coded)


def _is_over(row: _Row | None, known: _County) -> bool:
    return row is not None and _has_ended(row, known)


def _region(path: Path, level: Region.Level, parent: Region, row: _Row | None, since: date) -> Region:
    said = {"code": row.code, "since": row.since, "until": row.until} if row else {"since": since}
    return Region(level=level, name=path[-1], parent=parent, **said)


def _change(known: _County, rows: list[_Row]) -> tuple[int, int]:
    """Write codes that were missing and days of those that ended; how many of each."""
    changed: dict[int, Region] = {}
    ended = coded = 0
    for row in rows:
        here = known.standing.get(row.path)
        if here is None:
            continue
        if row.code and not here.code:
            here.code, coded = row.code, coded + 1
            changed[here.pk] = here
        if row.until:
            here.until, ended = row.until, ended + 1
            changed[here.pk] = here
    Region.objects.bulk_update(list(changed.values()), ["code", "until"], batch_size=500)
    return ended, coded
