"""A choice nobody was offered: refused, noted once by the field's name, and never by what was put in it."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

import made_cases as cases
import made_loans as loans
from hudai.records.models import ApiToken, Attachment, Decision, JournalLine, Officer, Station, Stop, Visit

pytestmark = pytest.mark.django_db
FORGED = "110105194912310021"
"""As if somebody put a person's number where a choice belongs."""


def signed_in(client: Client, station: Station) -> None:
    cases.at(station)
    client.force_login(Officer.objects.get(username=str(station)))


def noted() -> list[dict[str, Any]]:
    lines = JournalLine.objects.filter(action="提交了没有列出的选项").order_by("pk")
    return list(lines.values("noun", "key", "facts"))


def nothing_of_it() -> bool:
    return not any(FORGED in str(line.facts) + line.key for line in JournalLine.objects.all())


def test_a_forged_opinion_is_noted_and_decides_nothing(client: Client):
    waiting = cases.waiting_at(2)
    signed_in(client, Station.TOWN)

    answer = client.post(
        f"/applications/{waiting.number}/decide/",
        {"opinion": FORGED, "text": "同意", "seen_version": waiting.version, "seen_step": waiting.step},
    )

    assert answer.status_code == 422
    assert noted() == [
        {
            "noun": "page",
            "key": "application_decide",
            "facts": {
                "address": f"/applications/{waiting.number}/decide/",
                "number": waiting.number,
                "field": "意见",
            },
        }
    ]
    assert nothing_of_it()
    assert not Decision.objects.filter(application=waiting, step=2).exists()


def test_two_forged_choices_of_one_form_are_one_line(client: Client):
    loan = loans.disbursed()
    signed_in(client, Station.VILLAGE)
    seen = {
        "visited_on": "2025-10-20",
        "visitors": "孙村干",
        "money_used_as_agreed": FORGED,
        "situation": "圈舍已修好",
        "favourable": FORGED,
    }

    assert client.post(f"/loans/{loan.pk}/visit/", seen).status_code == 422

    assert [line["facts"]["field"] for line in noted()] == ["资金用途、总的看"]
    assert nothing_of_it()
    assert not Visit.objects.exists()


def test_a_forged_kind_of_stop_paper_and_desk_are_noted_wherever_forms_act(client: Client):
    loan, case = loans.disbursed(), cases.draft(cases.household("LX-002", "钱大山", "19700101"))
    stop = {"kind": FORGED, "since": "2025-11-01", "evidence": "核查记录"}
    for station, address, sent in (
        (Station.OFFICE, f"/loans/{loan.pk}/stop/", stop),
        (Station.VILLAGE, f"/applications/{case.number}/attachments/", {"paper": FORGED}),
        (Station.ADMINISTRATOR, "/api-tokens/", {"posting": FORGED, "name": "核心系统"}),
    ):
        signed_in(client, station)
        assert client.post(address, sent).status_code == 422

    assert [line["key"] for line in noted()] == ["loan_stop", "attachment_add", "api_tokens"]
    assert nothing_of_it()
    assert [model.objects.count() for model in (Stop, Attachment, ApiToken)] == [0, 0, 0]


def test_what_is_merely_missing_or_only_narrows_a_list_is_no_forgery(client: Client):
    loan = loans.disbursed()
    signed_in(client, Station.VILLAGE)

    assert client.post(f"/loans/{loan.pk}/visit/", {}).status_code == 422
    assert client.get("/visits/", {"state": FORGED}).status_code == 200

    assert noted() == []


def test_the_journal_shows_the_line_in_words(client: Client):
    loan = loans.disbursed()
    signed_in(client, Station.OFFICE)
    client.post(f"/loans/{loan.pk}/stop/", {"kind": FORGED, "since": "2025-11-01", "evidence": "核查"})
    signed_in(client, Station.AUDITOR)

    page = client.get("/journal/").content.decode()

    assert "提交了没有列出的选项" in page
