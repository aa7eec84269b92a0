"""Which village is meant: names as sheets write them against names as the county has them.

Offices write 大湾镇 and 大湾, 杉木村 and 杉木村村民委员会.  Two names mean the same place when they are
equal, or when what is left without the word for the kind of place is equal and nothing else is.

>>> stem("杉木村民委员会"), stem("大湾镇"), stem("村")
('杉木', '大湾', '村')
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from difflib import get_close_matches

_OFFICES = ("村民委员会", "居民委员会", "街道办事处", "人民政府", "村委会", "居委会")
_KINDS = ("民族乡", "街道", "社区", "镇", "乡", "村")

Place = tuple[str, str]
"""A town and a village by name."""


def stem(name: str) -> str:
    """A name without spaces and without the word for the kind of place, unless that is all of it."""
    return _without(_without("".join(name.split()), _OFFICES), _KINDS)


def matched(places: list[Place], known: Mapping[Place, int]) -> dict[Place, int | None]:
    """The key of the village each place names; None where none or more than one could be meant."""
    by_stem: dict[Place, set[int]] = defaultdict(set)
    for other, key in known.items():
        by_stem[_stems(other)].add(key)
    found: dict[Place, int | None] = {}
    for place in places:
        meant = by_stem.get(_stems(place), set())
        found[place] = known.get(place, next(iter(meant)) if len(meant) == 1 else None)
    return found


def nearest(place: Place, known: Mapping[Place, int]) -> int | None:
    """The village most like ``place`` in writing, of the same town if there is one; None without any."""
    town, village = _stems(place)
    same_town = {_stems(other)[1]: key for other, key in known.items() if _stems(other)[0] == town}
    if near := get_close_matches(village, same_town, n=1, cutoff=0.4):
        return same_town[near[0]]
    anywhere = {"".join(_stems(other)): key for other, key in known.items()}
    near = get_close_matches(town + village, anywhere, n=1, cutoff=0.6)
    return anywhere[near[0]] if near else None


def _stems(place: Place) -> Place:
    return stem(place[0]), stem(place[1])


def _without(name: str, endings: tuple[str, ...]) -> str:
    """The name without the first of the endings that it has and is more than."""
    ending = next((each for each in endings if name.endswith(each) and name != each), "")
    return name.removesuffix(ending)
