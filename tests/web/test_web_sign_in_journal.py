"""Signing in, failing to, leaving: each is a line of the journal, and none holds what was typed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from django_otp.oath import totp
from django_otp.plugins.otp_totp.models import TOTPDevice

from hudai.records.models import JournalLine, Posting, Station
from made_offices import PASSWORD, officer, post, posted

pytestmark = pytest.mark.django_db


def give(client: Client, username: str, password: str = PASSWORD):
    """Fill in the sign-in page and send it."""
    return client.post("/sign-in/", {"username": username, "password": password})


def lines() -> list[tuple[str, str | None, str]]:
    """Action, who did it, and the key of the officer it is about."""
    return list(JournalLine.objects.order_by("pk").values_list("action", "officer__username", "key"))


def test_signing_in_and_out_are_two_lines(client: Client):
    who = posted(Station.TOWN)

    give(client, "town")
    client.post("/sign-out/")

    assert lines() == [("登录", "town", f"{who.pk}"), ("退出登录", "town", f"{who.pk}")]
    assert JournalLine.objects.latest("pk").posting == Posting.objects.get()


def test_a_wrong_password_is_a_line_about_the_officer_and_by_nobody(client: Client):
    who = posted(Station.TOWN)

    give(client, "town", "Qingshan-2025")

    assert lines() == [("密码错误", None, f"{who.pk}")]


def test_a_name_that_is_nobodys_is_not_written_down_for_it_may_be_a_password(client: Client):
    posted(Station.TOWN)

    for typed in ("Qingshan-2026!", "town2", "50011219800101123X"):
        give(client, typed, "town")

    # One line a minute: whoever guesses names does not fill the disk.
    assert lines() == [("密码错误", None, "")]
    assert JournalLine.objects.get().facts == {}


def test_a_lock_out_is_one_line_however_long_somebody_goes_on_trying(client: Client):
    who = posted(Station.TOWN)

    for _ in range(9):
        give(client, "town", "wrong")

    assert lines() == [("密码错误", None, f"{who.pk}")] * 5 + [("登录名锁定", None, f"{who.pk}")]


def test_a_wrong_code_and_a_right_one_are_told_apart(client: Client):
    who = posted(Station.TOWN)
    device = TOTPDevice.objects.create(user=who, name="手机验证码", confirmed=True)
    give(client, "town")
    right = f"{totp(device.bin_key):06d}"

    client.post("/sign-in/code/", {"code": f"{(int(right) + 1) % 10**6:06d}"})
    TOTPDevice.objects.update(throttling_failure_count=0, throttling_failure_timestamp=None)
    client.post("/sign-in/code/", {"code": right})

    assert lines() == [("验证码错误", None, f"{who.pk}"), ("登录", "town", f"{who.pk}")]
    assert JournalLine.objects.latest("pk").facts == {"with_code": True}


def test_being_away_for_too_long_is_a_line(client: Client):
    client.force_login(posted(Station.TOWN))
    client.get("/")
    session = client.session
    session["seen_at"] = int((timezone.now() - timedelta(minutes=31)).timestamp())
    session.save()

    client.get("/")

    assert [action for action, _, _ in lines()] == ["超时自动退出"]


def test_a_change_of_desk_names_the_desk(client: Client):
    who = officer("both")
    post(who, Station.TOWN)
    at_office = post(who, Station.OFFICE)
    client.force_login(who)

    client.post("/station/", {"desk": f"p{at_office.pk}"})
    client.post("/station/", {"desk": "p999999"})

    line = JournalLine.objects.get()
    assert (line.action, line.posting, line.noun) == ("切换岗位", at_office, "posting")


def test_a_new_password_and_the_second_factor_are_lines_without_either(client: Client):
    who = posted(Station.TOWN)
    client.force_login(who)
    new = "Liuxi-village-77"
    client.post("/password/", {"old_password": PASSWORD, "new_password1": "short", "new_password2": "short"})
    client.post("/password/", {"old_password": PASSWORD, "new_password1": new, "new_password2": new})
    client.post("/second-factor/", {"step": "begin"})
    device = TOTPDevice.objects.get()
    code, next_code = f"{totp(device.bin_key):06d}", f"{totp(device.bin_key, t0=-30):06d}"
    client.post("/second-factor/", {"code": code})
    client.post("/second-factor/", {"code": next_code})

    assert [action for action, _, _ in lines()] == ["修改密码", "开启两步验证", "关闭两步验证"]
    written = str(list(JournalLine.objects.values()))
    for secret in (new, PASSWORD, code, next_code, device.key):
        assert secret not in written
