"""Rights: every address as every station, in its own place and in a neighbour's, against the rooms' tables.

The tables stand in tests/web/rights, one module a room; how to write one is told there.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.db.models import Model
from django.http import HttpResponse
from django.test import Client
from rights.walking import (
    DESKS,
    METHODS,
    Room,
    addresses,
    make_desks,
    request,
    rooms,
    sign_in,
    undone,
    walk,
)

import made_cases as cases
from hudai.records.models import Application, Officer, Station
from hudai.web import frame, refusals

pytestmark = pytest.mark.django_db

ROOMS = rooms()
OPEN_TO_ALL = {"sign_in", "sign_out", "second_factor_code", "favicon.ico"}
"""Addresses that need no sign-in."""
ONES_OWN = {"JournalLine", "ListPreference"}
"""Tables in which anybody's look at a page may leave something: a trace, and one's own choice of columns."""
ADMINISTERED = {*ONES_OWN, "Officer", "Posting", "Bank", "Branch", "ApiToken", "Region"}
"""Tables that are the administrator's to keep."""

each_room = pytest.mark.parametrize("room", ROOMS, ids=[room.name for room in ROOMS])


@pytest.fixture(autouse=True)
def _without_what_stands_around(monkeypatch: pytest.MonkeyPatch) -> None:
    """What waits beside each line of the menu, and how a refusal looks, take longer than the pages and are
    no matter of rights."""
    monkeypatch.setattr(
        frame, "_offered", {name: replace(item, count=None) for name, item in frame._offered.items()}
    )
    monkeypatch.setattr(
        refusals, "refuse", lambda _, status, title, *__, **___: HttpResponse(title, status=status)
    )


@pytest.fixture
def desks() -> dict[str, Officer | None]:
    return make_desks()


@pytest.mark.long
@pytest.mark.once
@each_room
def test_every_address_gives_every_desk_what_the_table_says(room: Room, client: Client, desks):
    assert sorted(room.desks) == sorted(DESKS)

    assert walk(room, desks, client) == {row: " ".join(cells) for row, cells in room.rows.items()}


@pytest.mark.long
@pytest.mark.once
@each_room
def test_the_auditor_changes_nothing_anywhere(room: Room, client: Client, desks):
    assert changed_by(desks["审计"], room, client, leaving=ONES_OWN) == {}


@pytest.mark.long
@pytest.mark.once
@each_room
def test_the_administrator_decides_nothing_anywhere(room: Room, client: Client, desks):
    assert changed_by(desks["管理"], room, client, leaving=ADMINISTERED) == {}


def changed_by(
    officer: Officer | None, room: Room, client: Client, *, leaving: Collection[str]
) -> dict[str, list[str]]:
    """For each row the tables that are not as they were once that officer has asked for it.

    The tables are read again only where a statement was sent that could have changed one of them.
    """
    asks = room.module.ready()
    changed = {}
    sign_in(client, officer)
    before = contents(leaving)
    for row, ask in asks.items():
        with undone(client), writes(leaving) as sent:
            request(client, row, ask)
            after = contents(leaving) if sent else before
        if different := [name for name in before if before[name] != after[name]]:
            changed[row] = different
    return changed


@contextmanager
def writes(leaving: Collection[str]) -> Iterator[list[str]]:
    """The statements sent that name one of the tables and are not plain questions.

    PostgreSQL's COPY does not pass here; on SQLite the same rows are INSERTs, which do.
    """
    tables = [f'"{table._meta.db_table}"' for table in ours(leaving)]
    sent: list[str] = []

    def note(execute: Callable[..., Any], sql: str, *further: Any) -> Any:
        if not sql.lstrip(" (").startswith("SELECT") and any(table in sql for table in tables):
            sent.append(sql)
        return execute(sql, *further)

    with connection.execute_wrapper(note):
        yield sent


def contents(leaving: Collection[str]) -> dict[str, list[Any]]:
    """Every row of every table of ours, by the table's name."""
    return {table.__name__: list(table._base_manager.order_by("pk").values_list()) for table in ours(leaving)}


def ours(leaving: Collection[str]) -> list[type[Model]]:
    """Our tables, without some."""
    tables = apps.get_app_config("records").get_models()
    return [table for table in tables if table.__name__ not in leaving]


def without_row(found: Collection[str], rows: Collection[str], client: Client) -> list[str]:
    """Method and name of what can be asked for and no table speaks of; the county office asks."""
    client.force_login(cases.at(Station.OFFICE).officer)
    missing = []
    for name, address in found:
        for method in METHODS:
            row = f"{method} {name}"
            if row not in rows and client.generic(method, address).status_code != 405:
                missing.append(row)
    return missing


def test_every_address_has_a_row_for_get_and_for_post(client: Client):
    rows = {row for room in ROOMS for row in room.rows}

    missing = without_row(list(addresses()), rows, client)

    assert missing == [], "没有权限表：请在 tests/web/rights 里加上，写法见那里的 __init__.py"


def test_an_address_without_a_row_is_noticed(client: Client):
    found = [("home", "/"), ("password", "/password/")]

    assert without_row(found, {"GET home", "GET password"}, client) == ["POST password"]


def test_no_row_speaks_of_an_address_that_is_gone():
    there = {name for name, _ in addresses()}

    gone = {row for room in ROOMS for row in room.rows if row.split()[1] not in there}

    assert gone == set()


def test_pages_answer_to_get_and_post_and_nothing_else(client: Client):
    client.force_login(cases.at(Station.OFFICE).officer)

    answered = {
        f"{method} {name}": answer.status_code
        for name, address in addresses()
        for method in ("PUT", "PATCH", "DELETE")
        if (answer := client.generic(method, address)).status_code != 405
    }

    assert answered == {}


def test_nobody_gets_past_the_sign_in_page_without_signing_in(client: Client):
    let_in = []
    for name, address in addresses():
        answers = (client.get(address), client.post(address))
        if not all(
            answer.status_code == 302 and answer.headers["Location"].startswith("/sign-in/")
            for answer in answers
        ):
            let_in.append(name)

    assert set(let_in) <= OPEN_TO_ALL


@pytest.fixture
def town_case(desks: dict[str, Officer | None]) -> Application:
    """A case at the town's step."""
    cases.lead_bank()
    return cases.waiting_at(2)


def test_a_list_shows_a_desk_its_own_place_and_nothing_else(
    client: Client, desks: dict[str, Officer | None], town_case: Application
):
    seen = []
    for desk, officer in desks.items():
        if officer:
            client.force_login(officer)
            if town_case.number in client.get("/applications/").content.decode():
                seen.append(desk)

    assert seen == ["村", "镇", "镇长", "区", "财政", "金融", "网点", "银行", "监管", "审计"]


def test_a_ticked_case_of_another_town_is_not_agreed_to(
    client: Client, desks: dict[str, Officer | None], town_case: Application
):
    client.force_login(desks["外镇"])

    page = client.post(
        "/waiting/agree/", {"case": f"{town_case.number}:0:2", "text": "同意"}, follow=True
    ).content.decode()

    assert "没有找到编号" in page
    town_case.refresh_from_db()
    assert town_case.step == 2
