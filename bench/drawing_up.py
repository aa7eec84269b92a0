"""B2: a settlement in the system, from the tables back into the tables."""

from __future__ import annotations

from typing import Any

from bench import databases
from bench.measuring import GIB, Timing
from bench.reporting import Part, Row, reached

COUNTIES, QUICK_COUNTIES = ((10_000, 6), (100_000, 30), (1_000_000, 30)), ((60, 2),)
"""Loans and towns."""
ONCE_FROM = 1_000_000
"""Loans from which one run must do."""
LOANS_A_SECOND = 10_000


def measure(*, runs: int, quick: bool) -> Part:
    """All of B2, on SQLite and, where there is one, on PostgreSQL."""
    rows: list[Row] = []
    for loans, towns in QUICK_COUNTIES if quick else COUNTIES:
        for name, server in databases.servers(quick=quick).items():
            with databases.empty(server) as filled:
                databases.run(filled, "drawing_up_work", "fill", loans, towns)
                times = 1 if loans >= ONCE_FROM else runs
                rows += _rows(name, towns, [_settle(filled) for _ in range(times)])
    return Part("B2", "settle in the system", rows, NOTES)


def _settle(filled: databases.Place) -> dict[str, Any]:
    """One settlement of a county as it was filled."""
    with databases.copied(filled) as place:
        return databases.run(place, "drawing_up_work", "settle")


def _rows(name: str, towns: int, found: list[dict[str, Any]]) -> list[Row]:
    drawn = _timing(found, "draw")
    booked = _timing(found, "draw", "approve")
    floor = Timing(tuple(run["floor"] for run in found))
    one, loans = found[0], found[0]["loans"]
    written = f"{one['lines']:,} lines, {one['batches']} worksheets"
    peak = max(run["peak"] for run in found) / GIB
    what = f"{loans:,} loans, {towns} towns, {name}"
    return [
        _told(f"{what}: drawn up ({written})", loans, drawn, f"; peak {peak:.2f} GiB"),
        _told(
            f"{what}: drawn up, put to notice, approved and booked ({one['entries']:,} entries)",
            loans,
            booked,
            "",
        ),
        Row(
            f"{what}: the same rows by SQL alone, without any checks",
            f"{floor.median:.2f} s, {loans / floor.median:,.0f} loans/s",
            str(floor),
        ),
        Row(f"{what}: ratio to that", f"{booked.median / floor.median:.0f} ×"),
    ]


def _told(what: str, loans: int, timing: Timing, more: str) -> Row:
    speed = loans / timing.median
    result = (
        f"{timing.median:.2f} s, {speed:,.0f} loans/s ({loans / timing.work:,.0f} by the processor{more})"
    )
    return Row(what, result, str(timing), f"≥ {LOANS_A_SECOND:,} loans/s", reached(speed, LOANS_A_SECOND))


def _timing(found: list[dict[str, Any]], *steps: str) -> Timing:
    """The steps together, run by run."""
    return Timing(
        tuple(sum(run[step] for step in steps) for run in found),
        tuple(sum(run[f"{step}_processor"] for step in steps) for run in found),
    )


NOTES = [
    "A county of 1.3 loans a household and twelve repayments a loan, in the product's own tables. Each run "
    "is a process with a copy of the filled database: for every town the action reads its loans and all "
    "repayments since inception, settles, writes the lines (accounts sealed anew), the worksheet, digests "
    "and the journal; then the batch is checked, reviewed, published and approved, which books one balanced "
    "entry a line. Town after town, one process, no run that does not count.",
    "Processor: of the product's process alone; what the PostgreSQL server works comes on top.",
    "The floor writes the lines, worksheets and entries once more, each table by one statement from the "
    "table itself, with nothing to keep: no index, no key, no constraint, no trigger, no reading of facts.",
    "Where it is below the mark: a town pays some 60 ms whatever its size (fifty questions, two hundred "
    "column operations), which tells in a county of ten thousand loans; on PostgreSQL a third of the time "
    "goes into reading the facts since inception through the driver row by row, and a sixth into the keys "
    "of lines and entries, which the server looks up one by one when a batch is committed. Booking is some "
    "20 µs an entry, two thirds of it triggers and indices that keep the books balanced. A loan costs less "
    "in a county of a million than in one of ten thousand.",
    "PostgreSQL counts its rows (ANALYZE) after the filling, as it does by itself within a minute.",
    "Approving asks of every batch what could be wrong by now (decision 0023): whether anything was "
    "recorded about its loans since it was drawn up, whether its households have further loans, and whether "
    "an account is another household's too. That is some 12 µs a line on SQLite and 20 to 30 on PostgreSQL, "
    "whose server looks up loan by loan. Without these looks 9,368 (SQLite) and 7,765 loans/s (PostgreSQL) "
    "were measured at 100,000 loans; when approving read all facts again whatever had happened, 4,973 at "
    "10,000 loans on SQLite in place of 7,525.",
]
