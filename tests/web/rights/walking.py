"""Walking a room's table: desks, rows, what an answer means, and every address there is."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from http.cookies import SimpleCookie
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import get_resolver
from django.urls.resolvers import URLPattern, URLResolver

import made_offices as offices
import rights
from hudai.records.models import Bank, Branch, Officer, Posting, Region, Station

OWN = {
    "村": Station.VILLAGE,
    "镇": Station.TOWN,
    "镇长": Station.TOWN_HEAD,
    "区": Station.OFFICE,
    "财政": Station.FINANCE,
    "金融": Station.FINANCE_OFFICE,
    "网点": Station.BRANCH,
    "银行": Station.BANK,
    "担保": Station.GUARANTOR,
    "监管": Station.REGULATOR,
    "审计": Station.AUDITOR,
    "管理": Station.ADMINISTRATOR,
}
NEIGHBOURS = {
    "外村": Station.VILLAGE,
    "外镇": Station.TOWN,
    "外网点": Station.BRANCH,
    "外银行": Station.BANK,
}
NOBODY = "无"
DESKS = (*OWN, *NEIGHBOURS, NOBODY)
METHODS = ("GET", "POST")


@dataclass(frozen=True)
class Ask:
    """One request: where to, and what it carries (the query of a GET, the fields of a POST)."""

    address: str
    data: Mapping[str, Any] = field(default_factory=dict)


Asks = Mapping[str, Ask]
"""Method and name of each row → its request."""


@dataclass(frozen=True)
class Room:
    """A module of this folder."""

    name: str
    module: Any

    @property
    def desks(self) -> list[str]:
        """The columns, in the order they are written."""
        return str(self.module.TABLE).split("\n", 2)[1].split()

    @property
    def rows(self) -> dict[str, list[str]]:
        """Method and name → a cell a desk."""
        lines = (line.split() for line in str(self.module.TABLE).strip().splitlines()[1:])
        return {f"{method} {name}": cells for method, name, *cells in lines if method in METHODS}


def rooms() -> list[Room]:
    """Every room there is a table for."""
    names = sorted(each.name for each in pkgutil.iter_modules(rights.__path__))
    return [Room(name, importlib.import_module(f"rights.{name}")) for name in names if name != "walking"]


def make_desks() -> dict[str, Officer | None]:
    """An officer for every column, at a desk of their own."""
    found: dict[str, Officer | None] = {name: offices.posted(station) for name, station in OWN.items()}
    since = date(2021, 1, 1)
    town = Region.objects.create(level="town", name="云台镇", parent=offices.county(), since=since)
    village = Region.objects.create(level="village", name="山背村", parent=offices.town(), since=since)
    branch = Branch.objects.create(bank=Bank.objects.create(name="云坪邮储"), name="石门营业所")
    places = {"外村": {"region": village}, "外镇": {"region": town}}
    for name, station in NEIGHBOURS.items():
        found[name] = who = offices.officer(f"other_{station}")
        place = places.get(name, {"branch": branch})
        Posting.objects.create(officer=who, station=station, office="邻近单位", since=since, **place)
    found[NOBODY] = None
    return found


def request(client: Client, row: str, ask: Ask) -> HttpResponse:
    """The row's request; an uploaded file is sent from its beginning."""
    for value in ask.data.values():
        if isinstance(value, SimpleUploadedFile):
            value.seek(0)
    if row.startswith("POST"):
        return client.post(ask.address, dict(ask.data))
    return client.get(ask.address, dict(ask.data))


def walk(room: Room, desks: Mapping[str, Officer | None], client: Client) -> dict[str, str]:
    """Method and name → the cells as they are; nothing that is done stays done."""
    asks = room.module.ready()
    assert set(asks) == set(room.rows), "the rows and what they ask for differ"
    got: dict[str, list[str]] = {row: [] for row in room.rows}
    for desk in room.desks:
        sign_in(client, desks[desk])
        for row in room.rows:
            with undone(client):
                got[row].append(cell(request(client, row, asks[row])))
    return {row: " ".join(cells) for row, cells in got.items()}


@contextmanager
def undone(client: Client) -> Iterator[None]:
    """What is done within is not done: neither in the database nor to who is signed in."""
    cookies = client.cookies.output(header="")
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
    client.cookies = SimpleCookie(cookies)


def sign_in(client: Client, officer: Officer | None) -> None:
    """As that officer, or as nobody, in a session of its own."""
    client.logout()
    if officer:
        client.force_login(officer)


def cell(answer: HttpResponse) -> str:
    """What an answer means in a table."""
    if answer.status_code == 302:
        return ">" if answer.headers["Location"].startswith("/sign-in/") else "+"
    # A form sent back with what is wrong in it was looked at: the desk may send it.
    return {200: "+", 204: "+", 422: "+", 404: "?", 403: "!", 409: "!"}[answer.status_code]


def addresses() -> Iterator[tuple[str, str]]:
    """Every address of a page: its name, and one that leads there; programs' are in tests/api."""
    for name, path in _patterns(get_resolver("hudai.web.urls").url_patterns):
        yield name, "/" + re.sub(r"<(?:(\w+):)?\w+>", "1", path)


def _patterns(patterns: list[URLPattern | URLResolver], before: str = "") -> Iterator[tuple[str, str]]:
    for each in patterns:
        path = before + str(each.pattern)
        if isinstance(each, URLResolver):
            yield from _patterns(each.url_patterns, path)
        else:
            yield str(each.name or each.pattern), path
