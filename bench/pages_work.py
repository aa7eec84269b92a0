"""Who looks at which pages of a filled county, and how many questions each page asks the tables.

Needs Django awake when it is imported: :mod:`bench.system_child` sees to that.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import resolve, reverse

from bench.county import fill, know_sizes, law
from bench.drawing_up_work import DRAWN_UP_ON
from bench.made_up import THROUGH, TODAY
from hudai.actions.actor import Actor
from hudai.actions.subsidy_drawing import draw_up
from hudai.demo.workdays import on
from hudai.records.models import Household, Posting, Region, Station, SubsidyBatch
from hudai.records.queries.loan import Filters, loans
from hudai.web.frame import items_for

DESKS = {
    Station.TOWN: 20,
    Station.TOWN_HEAD: 6,
    Station.BRANCH: 10,
    Station.OFFICE: 6,
    Station.FINANCE: 3,
    Station.FINANCE_OFFICE: 2,
    Station.REGULATOR: 1,
    Station.AUDITOR: 2,
}
"""How many of the fifty users sit at each kind of desk."""
BATCHES = 3
"""Towns whose batch of the quarter is drawn up."""
DEEP = 40
"""A page far behind the first."""
OF_LISTS = {
    "loans": ("state=overdue", f"page={DEEP}", "order=-principal", "order=-balance"),
    "loan_register": (f"page={DEEP}",),
    "households": (f"page={DEEP}",),
}
"""What else is asked of a list than its first page."""


def main(what: str, *sizes: str) -> dict[str, Any]:
    """``fill`` (loans, towns), then ``users`` (how many), then ``questions``."""
    if what == "fill":
        return _fill(*map(int, sizes))
    settings.ALLOWED_HOSTS = ["testserver"]
    resolve("/")  # The menu is full once the addresses are read.
    if what == "users":
        return {"users": [_user(desk) for desk in _desks(int(sizes[0]))]}
    return {"questions": _questions()}


def _fill(loans: int, towns: int) -> dict[str, Any]:
    found = fill(loans, towns, today=TODAY)
    for town in Region.objects.filter(level=Region.Level.TOWN).order_by("pk")[:BATCHES]:
        desk = Posting.objects.select_related("officer").get(station=Station.TOWN, region=town)
        draw_up(actor=Actor(desk.officer, desk, on(DRAWN_UP_ON)), law=law(), town=town, through=THROUGH)
    know_sizes()
    return found | {"households": Household.objects.count()}


def _desks(users: int) -> Iterator[Posting]:
    """The desks of so many users, in the proportions of :data:`DESKS`; a desk may have several."""
    wanted = [station for station, count in DESKS.items() for _ in range(count)]
    for place in range(users):
        station = wanted[place * len(wanted) // users]
        there = Posting.objects.filter(station=station).select_related("officer").order_by("pk")
        yield there[place % there.count()]


def _user(desk: Posting) -> dict[str, Any]:
    """A signed-in session, and the pages this desk has: label → address."""
    client = Client()
    client.force_login(desk.officer)
    pages = {}
    for label, path in _offered(desk):
        there = _there(client, path)
        if there:
            pages[label] = there
    name = settings.SESSION_COOKIE_NAME
    return {"cookie": f"{name}={client.cookies[name].value}", "pages": pages}


def _there(client: Client, path: str) -> str:
    """The address a page really has, as some lead on to another; empty where the desk has none."""
    answer = client.get(path, follow=True)
    moved = answer.redirect_chain
    return (moved[-1][0] if moved else path) if answer.status_code == 200 else ""


def _offered(desk: Posting) -> Iterator[tuple[str, str]]:
    """Every line of the desk's menu, more of the long lists, and one thing of each kind."""
    for item in items_for(desk.station):
        path = reverse(item.url_name)
        yield path, path
        for query in OF_LISTS.get(item.url_name, ()):
            yield f"{path}?{query}", f"{path}?{query}"
    seen = loans(desk, Filters()).first()
    if seen is not None:
        yield "/loans/ one of them", reverse("loan", args=[seen.pk])
        yield "/loans/?words= its number", reverse("loans") + f"?words={seen.contract}"
        town = seen.household.village.parent_id
        yield "/loan-register/?town= a town", reverse("loan_register") + f"?town={town}"
    batch = SubsidyBatch.objects.order_by("pk").first()
    if batch is not None:
        yield "/subsidies/ one of them", reverse("subsidy", args=[batch.number])


def _questions() -> dict[str, int]:
    """Questions each page asks, the most of any kind of desk, when it is asked for a second time."""
    most: dict[str, int] = {}
    for station in DESKS:
        desk = Posting.objects.filter(station=station).select_related("officer").order_by("pk")[0]
        client = Client()
        client.force_login(desk.officer)
        for label, path in _offered(desk):
            there = _there(client, path)
            if not there:
                continue
            with CaptureQueriesContext(connection) as asked:
                client.get(there)
            most[label] = max(most.get(label, 0), len(asked))
    return most
