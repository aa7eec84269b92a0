"""A filled county to measure in: its law, its desks, and the day it lives on.

Needs Django awake when it is imported: :mod:`bench.system_child` sees to that.
"""

from __future__ import annotations

import time
from datetime import date
from functools import cache
from typing import Any

from django.db import connection

from bench.made_up import AS_OF, POLICY
from hudai.actions.actor import Actor
from hudai.actions.application import Law
from hudai.actions.laws import Laws
from hudai.actions.standing import refresh_all
from hudai.demo import bulk
from hudai.demo.workdays import on
from hudai.documents import policy_files
from hudai.records.models import Loan, Posting, Repayment, Station


@cache
def law() -> Law:
    """The county's."""
    return Law(policy_files.load(POLICY), policy_files.read_national())


def laws() -> Laws:
    """Its only pack."""
    return Laws({POLICY: law()}, POLICY)


def fill(loans: int, towns: int, *, today: date | None = None) -> dict[str, Any]:
    """Fill the empty database; with how every loan stands ``today``, where one is named."""
    began = time.perf_counter()
    county = bulk.found(law().policy)
    rules = {"policy": law().policy, "national": law().national}
    bulk.fill(county, loans=loans, as_of=AS_OF, towns=towns, **rules)
    if today is not None:
        refresh_all(as_of=today, policies=laws().policies)
    know_sizes()
    return {
        "seconds": time.perf_counter() - began,
        "loans": Loan.objects.count(),
        "repayments": Repayment.objects.count(),
    }


def know_sizes() -> None:
    """Let PostgreSQL count its rows now; by itself it does so within a minute of such a change."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def at(station: Station, day: date, **where: Any) -> Actor:
    """The first desk of its kind there, on a day."""
    desks = Posting.objects.select_related("officer").filter(station=station, **where).order_by("pk")
    desk = desks[0]
    return Actor(desk.officer, desk, on(day))
