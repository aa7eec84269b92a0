"""Reminders on the pages: the list, its count in the menu, the officer's own address, how mails went."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

import made_cases as cases
import made_offices as offices
from hudai.records.models import Digest, Job, Officer, Station

pytestmark = pytest.mark.django_db


def signed_in(client: Client, station: Station) -> Client:
    found = Officer.objects.filter(username=str(station)).first()
    client.force_login(found or offices.posted(station))
    return client


def test_the_list_names_the_case_and_the_menu_counts_it(client: Client):
    application = cases.waiting_at(2)
    signed_in(client, Station.TOWN)

    page = client.get("/reminders/").content.decode()

    assert "1 件已超过办理期限，请优先办理" in page
    assert f"/applications/{application.number}/" in page
    assert page.count('aria-label="待办 1 件"') == 2, "at the bell and at what waits for an opinion"
    assert "孙平磊" not in page


def test_a_desk_with_nothing_pressing_is_told_so(client: Client):
    page = signed_in(client, Station.FINANCE).get("/reminders/").content.decode()

    assert "现在没有要提醒的事项" in page


@pytest.mark.parametrize("station", list(Station))
def test_who_sees_which_page(client: Client, station: Station):
    signed_in(client, station)
    sees_mails = station in (Station.ADMINISTRATOR, Station.AUDITOR)

    assert client.get("/reminders/").status_code == (404 if station == Station.ADMINISTRATOR else 200)
    assert client.get("/reminders/mails/").status_code == (200 if sees_mails else 404)
    assert client.get("/reminders/address/").status_code == 200


def test_an_officer_sets_clears_and_switches_off_their_own_and_nobody_elses(client: Client):
    signed_in(client, Station.TOWN)
    other = offices.posted(Station.OFFICE)

    page = client.post(
        "/reminders/address/", {"email": "qian@example.gov.cn", "wants_digest": "on"}, follow=True
    ).content.decode()
    assert "有事项时每个工作日早上发一封" in page
    assert 'value="qian@example.gov.cn"' in page
    page = client.post("/reminders/address/", {"email": "qian@example.gov.cn"}, follow=True).content.decode()
    assert "已关闭提醒邮件" in page
    client.post("/reminders/address/", {"email": "", "wants_digest": "on", "officer": f"{other.pk}"})

    mine = Officer.objects.get(username="town")
    assert (mine.email, mine.wants_digest) == ("", True)
    other.refresh_from_db()
    assert (other.email, other.wants_digest) == ("", True)


def test_a_wrong_address_is_told_and_stays_in_the_field(client: Client):
    answer = signed_in(client, Station.TOWN).post("/reminders/address/", {"email": "qian@镇"})

    assert answer.status_code == 422
    assert "邮箱地址不对" in answer.content.decode()
    assert 'value="qian@镇"' in answer.content.decode()
    assert Officer.objects.get(username="town").email == ""


def test_the_administrator_sees_what_failed_and_why(client: Client, settings: Any):
    settings.HUDAI_MAIL_HOST, settings.DEFAULT_FROM_EMAIL = "smtp.example.gov.cn", "hudai@example.gov.cn"
    now, who = timezone.localtime(), offices.posted(Station.TOWN)
    values = {"lines": 1, "claimed_by": "x", "claimed_at": now}
    for back, state, message in ((0, "failed", "邮件服务器拒收这个地址（550）。"), (1, "sent", "")):
        day = now.date() - timedelta(days=back)
        Digest.objects.create(officer=who, day=day, state=state, message=message, **values)
    told = "邮件服务器连不上（ConnectionRefusedError）。"
    Job.objects.create(kind="remind", state="failed", message=told, asked_at=now, ended_at=now)
    signed_in(client, Station.ADMINISTRATOR)

    page = client.get("/reminders/mails/").content.decode()

    assert "邮件服务器拒收这个地址（550）。" in page
    assert told in page
    assert "smtp.example.gov.cn" in page
    assert 'aria-label="待办 1 件"' in page


def test_without_a_mail_server_the_pages_say_so(client: Client):
    told = "没有设置发邮件的服务器"

    assert told in signed_in(client, Station.ADMINISTRATOR).get("/reminders/mails/").content.decode()
    assert told in signed_in(client, Station.TOWN).get("/reminders/address/").content.decode()
