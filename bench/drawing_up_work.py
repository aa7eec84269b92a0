"""One settlement of a filled county: every town's batch drawn up, and then taken on to its approval.

Needs Django awake when it is imported: :mod:`bench.system_child` sees to that.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date
from typing import Any

from django.db import connection, transaction
from django.db.models import Sum

from bench.county import at, fill, law
from bench.made_up import THROUGH
from bench.measuring import peak_bytes
from hudai.actions import subsidy
from hudai.actions.subsidy_drawing import draw_up
from hudai.records.models import Entry, JournalLine, Loan, Region, Station, SubsidyBatch, SubsidyLine

DRAWN_UP_ON, CHECKED_ON, REVIEWED_ON = date(2025, 9, 25), date(2025, 9, 26), date(2025, 9, 27)
APPROVED_ON = date(2025, 10, 15)
WRITTEN = ("records_subsidyline", "records_subsidyworksheet", "records_entry")
"""Tables that hold nearly all a settlement writes."""


def main(what: str, *sizes: str) -> dict[str, Any]:
    """``fill`` (loans, towns), or ``settle`` what was filled."""
    if what == "fill":
        return fill(*map(int, sizes))
    return {"loans": Loan.objects.count(), **_timed("draw", _draw), **_timed("approve", _approve), **_floor()}


def _timed(name: str, work: Callable[[], None]) -> dict[str, Any]:
    """Seconds by the clock, and of this process's own work."""
    began, worked = time.perf_counter(), time.process_time()
    work()
    return {name: time.perf_counter() - began, f"{name}_processor": time.process_time() - worked}


def _draw() -> None:
    """As a quarter runs: each town's desk draws its own batch up."""
    for town in Region.objects.filter(level=Region.Level.TOWN):
        draw_up(actor=at(Station.TOWN, DRAWN_UP_ON, region=town), law=law(), town=town, through=THROUGH)


def _approve() -> None:
    """Checked, reviewed, published, approved: with the approval every line above zero is booked."""
    office, published = at(Station.OFFICE, REVIEWED_ON), REVIEWED_ON
    for batch in SubsidyBatch.objects.select_related("town"):
        number = batch.number
        head = at(Station.TOWN_HEAD, CHECKED_ON, region=batch.town)
        subsidy.check(actor=head, number=number, opinion="与付息凭证相符")
        subsidy.review(actor=office, number=number, opinion="同意")
        subsidy.publish(actor=office, law=law(), number=number, published_on=published)
        subsidy.approve(actor=at(Station.FINANCE, APPROVED_ON), law=law(), number=number, opinion="同意")


def _floor() -> dict[str, Any]:
    """The same rows once more, by one statement a table, without indices, keys, checks and triggers."""
    lines = SubsidyLine.objects.filter(due__gt=0)
    assert Entry.objects.count() == lines.count(), "every line above zero is booked once"
    booked = Entry.objects.aggregate(sum=Sum("amount"))["sum"]
    assert booked == lines.aggregate(sum=Sum("due"))["sum"], "the books hold what was granted"
    began = time.perf_counter()
    with transaction.atomic(), connection.cursor() as cursor:
        for table in WRITTEN:
            cursor.execute(f"CREATE TABLE floor_{table} AS SELECT * FROM {table}")
    return {
        "floor": time.perf_counter() - began,
        "lines": SubsidyLine.objects.count(),
        "entries": lines.count(),
        "batches": SubsidyBatch.objects.count(),
        "journal": JournalLine.objects.count(),
        "peak": peak_bytes(),
    }
