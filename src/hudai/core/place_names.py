"""Which village is meant: names as sheets write them against names as the county has them.

Offices write 大湾镇 and 大湾, 杉木村 and 杉木村村民委员会.  Two names mean the same place when they are
equal, or when what is left without the word for the kind of place is equal and nothing else is.

>>> stem("杉木村民委员会"), stem("大湾镇"), stem("村")
('杉木', '大湾', '村')
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from difflib import SequenceMatcher

_OFFICES = ("村民委员会", "居民委员会", "街道办事处", "人民政府", "村委会", "居委会")
_KINDS = ("民族乡", "街道", "社区", "镇", "乡", "村")
_GROUPS = ("组", "社")

_SOUND_ALIKE = (
    "坝霸灞", "湾弯", "坪平评屏", "桥乔", "塘堂唐", "溪西", "河和何合", "沟勾", "岭领", "庄装", "柳刘",
    "石时", "林临", "井景", "村春", "坡陂", "岩沿", "寺四", "龙隆", "丰峰凤", "新兴", "梁粮良", "竹朱",
)  # fmt: skip
"""Characters of village names that clerks mix up by ear; no dictionary of sounds comes with the product."""
_BY_SOUND = str.maketrans({each: group[0] for group in _SOUND_ALIKE for each in group})
_IN_TOWN, _ANYWHERE = 0.4, 0.6
"""From what likeness on a village is suggested, by its own name and by the town's and its own."""

_WIDE = (("\uff10", "\uff19"), ("\uff21", "\uff3a"), ("\uff41", "\uff5a"))
"""Figures and letters as wide as a character, first and last."""
_NARROW = {wide: wide - 0xFEE0 for first, last in _WIDE for wide in range(ord(first), ord(last) + 1)}

Place = tuple[str, str]
"""A town and a village by name."""


def stem(name: str) -> str:
    """A name without spaces and without the word for the kind of place, unless that is all of it."""
    return _without(_without("".join(name.split()), _OFFICES), _KINDS)


def group_name(name: str) -> str:
    r"""A group's name as the county keeps it: without blanks, figures and letters of the narrow width.

    Nothing else is taken to be the same: whether 三组 is 3组, or 1社 is 1组, only the county can tell.

    >>> group_name("\uff13 组"), group_name("三组")
    ('3组', '三组')
    """
    return "".join(name.split()).translate(_NARROW)


def before_word(name: str, word: str) -> tuple[str, str]:
    """A name for a form's gap, and the word for the kind of place that the form prints behind it.

    A sub-district stands in the gap of a town, a 社 in that of a 组: such a name brings its own word, and
    the form's is left out.

    >>> before_word("统景镇", "镇"), before_word("双龙湖街道", "镇"), before_word("", "镇")
    (('统景', '镇'), ('双龙湖街道', ''), ('', '镇'))
    >>> before_word("3社", "组"), before_word("大院", "组")
    (('3社', ''), ('大院', '组'))
    """
    if name.endswith(word):
        return name.removesuffix(word), word
    return name, "" if name.endswith((*_OFFICES, *_KINDS, *_GROUPS)) else word


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


def nearest(place: Place, known: Mapping[Place, int]) -> tuple[int, ...]:
    """The villages most like ``place`` in sound and writing, of the same town if there are any.

    All that are as like as the first, in the order known: which of them is meant nobody can tell from here.

    >>> nearest(("大湾镇", "上霸村"), {("大湾镇", "上湾村"): 1, ("大湾镇", "上坝村"): 2})
    (2,)
    >>> nearest(("大湾镇", "上方村"), {("大湾镇", "上湾村"): 1, ("大湾镇", "上坝村"): 2})
    (1, 2)
    """
    town, village = _stems(place)
    stems = {key: _stems(other) for other, key in known.items()}
    same_town = {key: theirs for key, (its_town, theirs) in stems.items() if its_town == town}
    return _most_like(village, same_town, _IN_TOWN) or _most_like(
        town + village, {key: "".join(names) for key, names in stems.items()}, _ANYWHERE
    )


def _most_like(name: str, others: Mapping[int, str], least: float) -> tuple[int, ...]:
    alike = {key: _likeness(name, other) for key, other in others.items()}
    most = max(alike.values(), default=(0.0, 0.0))
    return tuple(key for key, found in alike.items() if found == most) if most[0] >= least else ()


def _likeness(name: str, other: str) -> tuple[float, float]:
    """How alike two names sound, then how alike they are written; 1 is the same."""
    return (
        SequenceMatcher(None, name.translate(_BY_SOUND), other.translate(_BY_SOUND)).ratio(),
        SequenceMatcher(None, name, other).ratio(),
    )


def _stems(place: Place) -> Place:
    return stem(place[0]), stem(place[1])


def _without(name: str, endings: tuple[str, ...]) -> str:
    """The name without the first of the endings that it has and is more than."""
    ending = next((each for each in endings if name.endswith(each) and name != each), "")
    return name.removesuffix(ending)
