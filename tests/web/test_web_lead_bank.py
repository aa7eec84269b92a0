"""The pages of regions say which town has no lead bank, or more than the policy wants, with the clause."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

import made_cases as cases
import made_offices as offices
from hudai.records.models import LeadBank, Station
from hudai.web import law as laws

pytestmark = pytest.mark.django_db
PLACE = "yubei-2021#4.3"


def pages(client: Client) -> tuple[str, str]:
    client.force_login(cases.at(Station.AUDITOR).officer)
    town = offices.town()
    addresses = ("/regions/", f"/regions/{town.pk}/")
    return tuple(client.get(each).content.decode() for each in addresses)  # type: ignore[return-value]


def test_a_town_without_one_is_shown_as_a_gap_with_its_clause(client: Client):
    every, one = pages(client)

    assert f"还没有确定，规定每镇 1 家。依据{laws.place(PLACE)}。" in every
    assert "待确定" in one


def test_a_town_with_one_is_not(client: Client):
    cases.lead_bank()
    every, one = pages(client)

    assert "规定每镇" not in every
    assert "待确定" not in one
    assert f"现有 1 家，规定每镇 1 家。依据{laws.place(PLACE)}。" in one


def test_one_that_begins_tomorrow_is_none_today(client: Client):
    tomorrow = timezone.localdate() + timedelta(days=1)
    LeadBank.objects.create(town=offices.town(), branch=offices.branch(Station.BRANCH), since=tomorrow)

    assert "还没有确定，规定每镇 1 家" in pages(client)[0]


def test_two_at_once_are_one_too_many_and_do_not_multiply_the_villages(client: Client):
    cases.lead_bank()
    offices.village()
    year = timedelta(days=365)
    LeadBank.objects.create(
        town=offices.town(),
        branch=offices.branch(Station.BANK),
        since=date(2021, 1, 1),
        until=timezone.localdate() + year,
    )
    every, _ = pages(client)

    assert "现有 2 家，规定每镇 1 家" in every
    assert '<td data-label="村（社区）" class="num">1</td>' in every


def test_where_the_document_names_no_number_a_town_without_one_is_only_not_decided(
    client: Client, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(laws, "adopted", lambda: "shangcai-2019")
    every, _ = pages(client)

    assert "未确定" in every
    assert "规定每镇" not in every
