"""How long a step takes: the median and the 90th percentile of what each office took (R13).

Both are times that really occurred: the smallest one that half, or nine tenths, of the cases did
not exceed (nearest rank).  An average of the two middle ones would be a time nobody took.

>>> nearest_rank([timedelta(days=d) for d in (1, 2, 3, 10)], Fraction(1, 2)).days
2
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction
from math import ceil

HALF = Fraction(1, 2)
NINE_TENTHS = Fraction(9, 10)


@dataclass(frozen=True, slots=True)
class ProcessingTime:
    """What one office took for one step."""

    step: str
    office: str
    cases: int
    median: timedelta
    ninetieth: timedelta


def processing_times(taken: Iterable[tuple[str, str, timedelta]]) -> list[ProcessingTime]:
    """The times of each step and office, the slowest office of a step first.

    ``taken``: step, office and the time from arrival to opinion of one decision each; the steps
    keep the order in which they first come.
    """
    by_office: dict[tuple[str, str], list[timedelta]] = defaultdict(list)
    places: dict[str, int] = {}
    for step, office, time in taken:
        places.setdefault(step, len(places))
        by_office[step, office].append(time)
    found = [
        ProcessingTime(step, office, len(times), nearest_rank(times, HALF), nearest_rank(times, NINE_TENTHS))
        for (step, office), times in by_office.items()
    ]
    return sorted(found, key=lambda each: (places[each.step], -each.ninetieth, each.office))


def nearest_rank(times: Sequence[timedelta], share: Fraction) -> timedelta:
    """The smallest time that at least ``share`` of ``times`` do not exceed; at least one time."""
    assert times, "no times, no percentile"
    return sorted(times)[ceil(share * len(times)) - 1]
