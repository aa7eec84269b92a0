"""Rights: every page of the road as every station, in its own place and in a neighbour's, against a table.

A case of 柳溪村 waits for the town's opinion.  Each cell of :data:`TABLE` says what a desk gets::

    +  the page, or the thing is done
    !  refused in words: seen, but not this desk's to do
    ?  not found, in the same words as what does not exist
    >  sent to the sign-in page
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import get_resolver
from django.urls.resolvers import URLPattern, URLResolver
from django.utils import timezone

import made_cases as cases
import made_offices as offices
from hudai.core.workflow import Opinion
from hudai.records.models import Application, Bank, Branch, Deputy, Officer, Posting, Region, Station

TABLE = """
name                    村 外村 镇 外镇 镇长 区 财政 网点 外网点 银行 外银行 审计 管理 无
home                    +  +  +  +  +  +  +  +  +  +  +  +  +  >
home_charts             +  +  +  +  +  +  +  +  +  +  +  +  +  >
applications            +  +  +  +  +  +  +  +  +  +  +  +  +  >
application_export      +  +  +  +  +  +  +  +  +  +  +  +  +  >
application_household   +  +  +  +  !  !  !  +  +  !  !  !  !  >
application_enter       +  ?  +  ?  !  !  !  +  ?  !  !  !  !  >
application_hints       +  ?  +  ?  !  !  !  +  ?  !  !  !  !  >
application_sheet       +  +  +  +  !  !  !  +  +  !  !  !  !  >
application_template    +  +  +  +  !  !  !  +  +  !  !  !  !  >
application             +  ?  +  ?  +  +  +  +  ?  +  ?  +  ?  >
application_edit        +  ?  +  ?  !  !  !  +  ?  !  !  !  !  >
application_submit      +  ?  +  ?  !  !  !  +  ?  !  ?  !  ?  >
application_withdraw    +  ?  +  ?  !  !  !  +  ?  !  ?  !  ?  >
application_survey      +  ?  +  ?  +  !  !  +  ?  !  ?  !  ?  >
application_commitment  +  ?  +  ?  !  !  !  +  ?  !  ?  !  ?  >
application_waive       !  ?  !  ?  +  +  !  !  ?  !  ?  !  ?  >
application_decide      !  ?  +  ?  +  !  !  !  ?  !  ?  !  ?  >
application_look        +  ?  +  ?  +  +  !  +  ?  +  ?  +  ?  >
waiting                 +  +  +  +  +  +  +  +  +  +  +  +  +  >
agree_to_many           +  +  +  +  +  +  +  +  +  +  +  +  +  >
processing_times        +  +  +  +  +  +  +  +  +  +  +  +  +  >
hand_over               +  +  +  +  +  +  +  +  +  +  +  +  +  >
take_back               !  !  +  !  !  !  !  !  !  !  !  !  !  >
policies                +  +  +  +  +  +  +  +  +  +  +  +  +  >
policy_compare          +  +  +  +  +  +  +  +  +  +  +  +  +  >
policy                  +  +  +  +  +  +  +  +  +  +  +  +  +  >
policy_clauses          +  +  +  +  +  +  +  +  +  +  +  +  +  >
"""
DESKS, *LINES = (line.split() for line in TABLE.strip().splitlines())
ROWS = {name: cells for name, *cells in LINES}
OPEN_TO_ALL = {"sign_in", "sign_out", "second_factor_code"}
"""Names of pages that need no sign-in."""


@pytest.fixture
def places() -> dict[str, Officer | None]:
    """An officer for every column, at a desk of their own."""
    own = {
        "村": Station.VILLAGE,
        "镇": Station.TOWN,
        "镇长": Station.TOWN_HEAD,
        "区": Station.OFFICE,
        "财政": Station.FINANCE,
        "网点": Station.BRANCH,
        "银行": Station.BANK,
        "审计": Station.AUDITOR,
        "管理": Station.ADMINISTRATOR,
    }
    found: dict[str, Officer | None] = {name: offices.posted(station) for name, station in own.items()}
    since = date(2021, 1, 1)
    town = Region.objects.create(level="town", name="云台镇", parent=offices.county(), since=since)
    village = Region.objects.create(level="village", name="山背村", parent=offices.town(), since=since)
    bank = Bank.objects.create(name="云坪邮储")
    branch = Branch.objects.create(bank=bank, name="石门营业所")
    found["外村"] = _neighbour(Station.VILLAGE, region=village)
    found["外镇"] = _neighbour(Station.TOWN, region=town)
    found["外网点"] = _neighbour(Station.BRANCH, branch=branch)
    found["外银行"] = _neighbour(Station.BANK, branch=branch)
    found["无"] = None
    return found


def _neighbour(station: Station, **place: Region | Branch) -> Officer:
    who = offices.officer(f"other_{station}")
    Posting.objects.create(officer=who, station=station, office="邻近单位", since=date(2021, 1, 1), **place)
    return who


@pytest.fixture
def town_case(places: dict[str, Officer | None]) -> Application:
    """A case at the town's step, of somebody of 70 so that there is a principle to set aside."""
    cases.lead_bank()
    return cases.waiting_at(2, cases.household(born="19550307"))


@pytest.fixture
def returned_case(town_case: Application) -> Application:
    """Another one, sent back to the household's side."""
    other = cases.waiting_at(2, cases.household("LX-002", "钱大山", "19700101"))
    return cases.decide(other, cases.at(Station.TOWN, 30), Opinion.RETURN, text="写清用途。", returned_to=0)


@pytest.fixture
def deputyship(places: dict[str, Officer | None]) -> Deputy:
    """Of the town's desk."""
    today = timezone.localdate()
    return Deputy.objects.create(
        posting=cases.at(Station.TOWN).posting,
        officer=offices.officer("stand_in"),
        since=today - timedelta(days=3),
        until=today + timedelta(days=3),
        reason="出差",
    )


def asked(client: Client, name: str, case: Application, draft: Application, deputy: Deputy) -> HttpResponse:
    """The page, asked for as a person of good right would ask for it."""
    at_case, at_draft = f"/applications/{case.number}", f"/applications/{draft.number}"
    seen = {"seen_version": "0", "seen_step": "2"}
    survey = {"subject": "household", "surveyed_on": "2025-09-20", "surveyors": "某", "content": "好"}
    promise = {"helper": "周帮扶", "helper_employer": "镇政府", "signed_on": "2025-09-20"}
    posts = {
        "application_hints": ("/applications/hints/LX-001/", {}),
        "application_submit": (f"{at_draft}/submit/", {"seen_version": "1"}),
        "application_withdraw": (f"{at_case}/withdraw/", {"withdraw-reason": "不办了"}),
        "application_survey": (
            f"{at_case}/survey/",
            {f"survey-{field}": said for field, said in {**survey, "favourable": "yes"}.items()},
        ),
        "application_commitment": (
            f"{at_case}/commitment/",
            {f"commitment-{field}": said for field, said in promise.items()},
        ),
        "application_waive": (f"{at_case}/waive/", {"waive-rule": "age", "waive-reason": "身体好"}),
        "application_decide": (f"{at_case}/decide/", {"opinion": "agree", "text": "同意", **seen}),
        "application_look": (f"{at_case}/look/", {}),
        "agree_to_many": ("/waiting/agree/", {"case": f"{case.number}:0:2", "text": "同意"}),
        "take_back": (f"/hand-over/{deputy.pk}/take-back/", {}),
    }
    gets = {
        "home": "/",
        "home_charts": "/charts.json",
        "applications": "/applications/",
        "application_export": "/applications/list.xlsx",
        "application_household": "/applications/enter/",
        "application_enter": "/applications/enter/LX-001/",
        "application_sheet": "/applications/sheet/",
        "application_template": "/applications/sheet/template/",
        "application": f"{at_case}/",
        "application_edit": f"{at_draft}/edit/",
        "waiting": "/waiting/",
        "processing_times": "/processing-times/",
        "hand_over": "/hand-over/",
        "policies": "/policies/",
        "policy_compare": "/policies/compare/",
        "policy": "/policies/yubei-2021/",
        "policy_clauses": "/policies/yubei-2021/clauses/",
    }
    return client.post(*posts[name]) if name in posts else client.get(gets[name])


def cell(answer: HttpResponse) -> str:
    """What an answer means in the table."""
    if answer.status_code == 302:
        return ">" if answer.headers["Location"].startswith("/sign-in/") else "+"
    return {200: "+", 404: "?", 403: "!", 409: "!"}[answer.status_code]


@pytest.mark.django_db
def test_every_page_gives_every_desk_what_the_table_says(
    client: Client,
    places: dict[str, Officer | None],
    town_case: Application,
    returned_case: Application,
    deputyship: Deputy,
):
    got: dict[str, list[str]] = {name: [] for name in ROWS}
    for desk in DESKS[1:]:
        client.logout()
        if officer := places[desk]:
            client.force_login(officer)
        for name in ROWS:
            with transaction.atomic():
                got[name].append(cell(asked(client, name, town_case, returned_case, deputyship)))
                transaction.set_rollback(True)

    assert {name: " ".join(cells) for name, cells in got.items()} == {
        name: " ".join(cells) for name, cells in ROWS.items()
    }


@pytest.mark.django_db
def test_a_list_shows_a_desk_its_own_place_and_nothing_else(
    client: Client, places: dict[str, Officer | None], town_case: Application
):
    seen = []
    for desk, officer in places.items():
        if officer:
            client.force_login(officer)
            if town_case.number in client.get("/applications/").content.decode():
                seen.append(desk)

    assert seen == ["村", "镇", "镇长", "区", "财政", "网点", "银行", "审计"]


@pytest.mark.django_db
def test_a_ticked_case_of_another_town_is_not_agreed_to(
    client: Client, places: dict[str, Officer | None], town_case: Application
):
    client.force_login(places["外镇"])

    page = client.post(
        "/waiting/agree/", {"case": f"{town_case.number}:0:2", "text": "同意"}, follow=True
    ).content.decode()

    assert "没有找到编号" in page
    town_case.refresh_from_db()
    assert town_case.step == 2


def _pages(patterns: list[URLPattern | URLResolver], before: str = "") -> Iterator[tuple[str, str]]:
    for each in patterns:
        path = before + str(each.pattern)
        if isinstance(each, URLResolver):
            yield from _pages(each.url_patterns, path)
        else:
            yield str(each.name or each.pattern), path


@pytest.mark.django_db
def test_nobody_gets_past_the_sign_in_page_without_signing_in(client: Client):
    let_in = []
    for name, path in _pages(get_resolver().url_patterns):
        address = "/" + re.sub(r"<(?:(\w+):)?\w+>", lambda kind: "1" if kind[1] != "uuid" else "0", path)
        answers = (client.get(address), client.post(address))
        if not all(
            answer.status_code == 302 and answer.headers["Location"].startswith("/sign-in/")
            for answer in answers
        ):
            let_in.append(name)

    assert {name for name in let_in if "favicon" not in name} <= OPEN_TO_ALL
