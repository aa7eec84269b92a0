"""The first administrator, from the command line to the sign-in page, and the way back in."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone
from django_otp.plugins.otp_totp.models import TOTPDevice
from test_cli_serve import hudai

from hudai.actions import founding as actions
from hudai.core.errors import Refusal
from hudai.records.models import JournalLine, Officer, Posting, Region, Station
from made_offices import PASSWORD, posted

FIRST = {"county": "云坪县", "office": "云坪县农业农村局", "username": "wang.wu", "name": "王五"}


@pytest.mark.long
def test_an_empty_installation_gets_its_county_and_a_password_once(
    migrated: Path, tmp_path_factory: pytest.TempPathFactory
):
    line = [part for name, value in FIRST.items() for part in (f"--{name}", value)]
    early = hudai(tmp_path_factory.mktemp("without tables"), "found", *line)

    made = hudai(migrated, "found", *line)
    again = hudai(migrated, "found", *line)

    assert "hudai migrate" in early.stderr
    assert re.search(r"一次性密码：[a-z2-9]{4}(-[a-z2-9]{4}){3}\n", made.stdout), made.stderr
    assert (again.returncode, "不能再建一次" in again.stderr) == (1, True)
    helped = hudai(migrated, "let-in", "wang.wu")
    assert "一次性密码：" in helped.stdout
    stranger = hudai(migrated, "let-in", "li.si")
    assert (stranger.returncode, "没有登录名是“li.si”" in stranger.stderr) == (1, True)


@pytest.mark.django_db
def test_the_first_administrator_signs_in_and_takes_on_the_next(client: Client):
    password = actions.found(at=timezone.localtime(), **FIRST)

    client.post("/sign-in/", {"username": "wang.wu", "password": password})
    own = "Liuxi-village-77"
    client.post("/password/", {"old_password": password, "new_password1": own, "new_password2": own})
    page = client.post("/officers/new/", {"name": "赵六", "username": "zhao.liu"})

    assert "一次性密码" in page.content.decode()
    assert Posting.objects.get().station == Station.ADMINISTRATOR
    assert JournalLine.objects.filter(officer=None).count() == 2


@pytest.mark.django_db
@pytest.mark.parametrize("wrong", [{"county": " "}, {"office": ""}, {"name": ""}, {"username": "王五"}])
def test_what_is_not_filled_in_founds_nothing(wrong: dict[str, str]):
    with pytest.raises(Refusal, match=r"请写明|请填写|登录名"):
        actions.found(at=timezone.localtime(), **{**FIRST, **wrong})

    assert not Officer.objects.exists()
    assert not Region.objects.exists()


@pytest.mark.django_db
def test_only_an_administrator_in_office_is_let_in_again(client: Client):
    posted(Station.TOWN)
    who = posted(Station.ADMINISTRATOR)
    TOTPDevice.objects.create(user=who, name="手机验证码", confirmed=True)
    now = timezone.localtime()

    with pytest.raises(Refusal):
        actions.let_in_again(at=now, username="town")
    password = actions.let_in_again(at=now, username="administrator")

    answer = client.post("/sign-in/", {"username": "administrator", "password": password})
    assert (answer.status_code, client.get("/").headers["Location"]) == (302, "/password/")
    assert client.post("/sign-in/", {"username": "town", "password": PASSWORD}).status_code == 302
    Posting.objects.filter(officer=who).update(until=now.date() - timedelta(days=1))
    with pytest.raises(Refusal):
        actions.let_in_again(at=now, username="administrator")
