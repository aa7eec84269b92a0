"""B6: fifty people at their desks, asking the running server for every list and dashboard of a county."""

from __future__ import annotations

import math
import statistics
from collections import defaultdict
from typing import Any

from bench import databases
from bench.clicking import click_through
from bench.reporting import Part, Row, reached
from bench.serving import served

LOANS, TOWNS, USERS, SECONDS = 1_000_000, 30, 50, 300
QUICK_LOANS, QUICK_TOWNS, QUICK_USERS, QUICK_SECONDS = 60, 2, 4, 6
SMALL_LOANS = 2_000
"""The county whose pages must ask as many questions as the large one's."""
THINKING = (3.0, 7.0)
"""Seconds between an answer and the same person's next click, evenly spread."""
AT_MOST_MS = 200


def measure(*, runs: int, quick: bool) -> Part:
    """All of B6, on PostgreSQL; ``quick`` only shows on SQLite that it runs."""
    found = databases.servers(quick=quick)
    server = found.get("PostgreSQL", found["SQLite"])
    loans, towns = (QUICK_LOANS, QUICK_TOWNS) if quick else (LOANS, TOWNS)
    small = {} if quick else _questions(server, SMALL_LOANS, QUICK_TOWNS)
    with databases.empty(server) as place:
        county = databases.run(place, "pages_work", "fill", loans, towns)
        large = databases.run(place, "pages_work", "questions")["questions"]
        users = databases.run(place, "pages_work", "users", QUICK_USERS if quick else USERS)["users"]
        with served(place) as port:
            seconds = QUICK_SECONDS if quick else SECONDS
            clicks = click_through(port, users, seconds=seconds, thinking=(0.1, 0.3) if quick else THINKING)
    return Part("B6", "pages", _rows(county, clicks, small, large, len(users)), NOTES)


def _questions(server: str, loans: int, towns: int) -> dict[str, int]:
    with databases.empty(server) as place:
        databases.run(place, "pages_work", "fill", loans, towns)
        found: dict[str, int] = databases.run(place, "pages_work", "questions")["questions"]
    return found


def _rows(
    county: dict[str, Any],
    clicks: list[tuple[str, float]],
    small: dict[str, int],
    large: dict[str, int],
    users: int,
) -> list[Row]:
    by_page: dict[str, list[float]] = defaultdict(list)
    for label, seconds in clicks:
        by_page[label].append(seconds * 1000)
    everything = [each for times in by_page.values() for each in times]
    what = f"{county['households']:,} households, {county['loans']:,} loans, {users} users: all pages"
    grown = [label for label in large if large[label] > small.get(label, large[label])]
    pages = sorted(by_page, key=lambda label: -percentile(by_page[label], 95))
    return [
        _told(what, everything, f"{len(by_page)} pages"),
        Row(
            "pages that ask more questions of a large county than of a small one",
            ", ".join(f"{label} ({small[label]} → {large[label]})" for label in grown) or "none",
            "",
            "none",
            "no" if grown else "yes",
        ),
        *(_told(label, by_page[label], f"{large.get(label, 0)} questions") for label in pages),
    ]


def _told(what: str, times: list[float], more: str) -> Row:
    late = percentile(times, 95)
    return Row(
        what,
        f"p50 {statistics.median(times):.0f} ms, p95 {late:.0f} ms; {more}",
        f"{min(times):.0f} … {max(times):.0f} ms, {len(times)} answers",
        f"p95 ≤ {AT_MOST_MS} ms",
        reached(late, AT_MOST_MS, at_most=True),
    )


def percentile(values: list[float], per_cent: int) -> float:
    """The least value that so many per cent of all do not exceed.

    >>> percentile([4.0, 1.0, 3.0, 2.0], 95), percentile([1.0] * 19 + [9.0], 95)
    (4.0, 1.0)
    """
    return sorted(values)[max(math.ceil(len(values) * per_cent / 100), 1) - 1]


NOTES = [
    "`hudai serve` with its usual four threads, one process beside its worker; people are threads of another "
    "process on the same machine, each with a session and the menu of its own desk (40 per cent clerks of "
    "towns, 20 per cent bank branches, the rest heads, county office, finance, regulator, auditor). A person "
    f"waits {THINKING[0]:.0f} to {THINKING[1]:.0f} seconds after each answer, then takes one of its pages by "
    "chance: every line of the menu, long lists sorted, filtered, searched and turned far behind the first "
    "page, one loan, one batch. Each page is asked for once by each kind of desk before it counts.",
    "The county has 1.3 loans a household, more households than the mark asks for; three towns have a batch. "
    "Whole pages are measured, from the request to the last byte; what pages fetch besides comes from files.",
    "Why it is so far above the mark: fifty people ask for ten pages a second, and the two cores, which "
    "PostgreSQL and the people themselves share with the server, answer five and a half; so everybody stands "
    "in line, for a page of policies as long as for a list. Asked alone a page takes 10 to 60 ms; a loan "
    "list of a town, a branch or the county 250 to 650, ratings of the whole county 1.2 s: that time goes "
    "into counting and adding up all that the desk sees, which is worked out and kept nowhere.",
]
