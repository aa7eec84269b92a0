"""Signing in and out: who gets in, what is said to the others, and how long it lasts."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_otp.oath import totp
from django_otp.plugins.otp_totp.models import TOTPDevice

from hudai.records.models import Deputy, Officer, Posting, Station
from hudai.web import sign_in
from made_offices import PASSWORD, officer, post, posted

pytestmark = pytest.mark.django_db


def give(client: Client, username: str, password: str, **more: str):
    """Fill in the sign-in page and send it."""
    return client.post("/sign-in/", {"username": username, "password": password, **more})


def later(client: Client, ago: timedelta, key: str) -> None:
    """Move an instant the session remembers into the past."""
    session = client.session
    session[key] = int((timezone.now() - ago).timestamp())
    session.save()


def test_an_officer_with_one_desk_goes_straight_to_the_first_page(client: Client):
    posted(Station.TOWN)

    page = give(client, "town", PASSWORD)
    assert page.headers["Location"] == "/"

    first = client.get("/")
    assert first.status_code == 200
    assert "石门镇乡村振兴办公室" in first.content.decode()


def test_the_page_asked_for_before_signing_in_comes_after_it(client: Client):
    posted(Station.TOWN)

    asked = client.get("/password/?a=1")
    assert asked.headers["Location"] == "/sign-in/?next=%2Fpassword%2F%3Fa%3D1"

    assert give(client, "town", PASSWORD, next="/password/?a=1").headers["Location"] == "/password/?a=1"


@pytest.mark.parametrize(
    "address", ["https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)"]
)
def test_nobody_is_sent_to_another_site(client: Client, address: str):
    posted(Station.TOWN)

    assert give(client, "town", PASSWORD, next=address).headers["Location"] == "/"


def test_a_wrong_name_and_a_wrong_password_get_the_same_answer(client: Client):
    posted(Station.TOWN)

    wrong_password = give(client, "town", "Qingshan-2025")
    wrong_name = give(client, "nobody", PASSWORD)

    for page in (wrong_password, wrong_name):
        assert page.status_code == 200
        assert sign_in.WRONG in page.content.decode()
    assert not client.session.get("_auth_user_id")


def test_who_has_left_the_office_cannot_sign_in(client: Client):
    gone = posted(Station.TOWN)
    Officer.objects.filter(pk=gone.pk).update(is_active=False)

    assert sign_in.WRONG in give(client, "town", PASSWORD).content.decode()


def test_five_wrong_passwords_lock_the_name_even_for_the_right_one(client: Client):
    posted(Station.TOWN)
    posted(Station.BANK)
    for _ in range(5):
        page = give(client, "town", "wrong")

    assert page.status_code == 429
    assert "15 分钟" in page.content.decode()
    assert give(client, "town", PASSWORD).status_code == 429
    assert give(Client(), "bank", PASSWORD).status_code == 302


def test_half_an_hour_without_a_click_signs_out(client: Client):
    client.force_login(posted(Station.TOWN))
    client.get("/")
    later(client, timedelta(minutes=29), "seen_at")
    assert client.get("/").status_code == 200

    later(client, timedelta(minutes=30), "seen_at")
    sent_away = client.get("/")

    assert sent_away.headers["Location"] == "/sign-in/?next=%2F"
    assert "离开时间较长" in client.get("/sign-in/").content.decode()


def test_twelve_hours_after_signing_in_it_ends_however_busy_one_was(client: Client):
    client.force_login(posted(Station.TOWN))
    client.get("/")
    later(client, timedelta(hours=11, minutes=59), "began_at")
    assert client.get("/").status_code == 200

    later(client, timedelta(hours=12), "began_at")
    assert client.get("/").status_code == 302


def test_signing_out_ends_the_session_on_the_server(client: Client):
    client.force_login(posted(Station.TOWN))
    client.get("/")
    stolen = client.cookies["hudai_session"].value

    assert client.get("/sign-out/").status_code == 405
    client.post("/sign-out/")

    thief = Client()
    thief.cookies["hudai_session"] = stolen
    assert thief.get("/").status_code == 302


def test_an_officer_with_two_desks_chooses_one_and_can_change(client: Client):
    who = officer("both")
    at_town, at_office = post(who, Station.TOWN), post(who, Station.OFFICE)
    client.force_login(who)

    assert client.get("/password/").status_code == 200
    assert client.get("/").headers["Location"] == "/station/?next=%2F"
    assert client.post("/station/", {"desk": f"p{at_town.pk}", "next": "/"}).headers["Location"] == "/"
    assert "石门镇乡村振兴办公室" in client.get("/").content.decode()

    client.post("/station/", {"desk": f"p{at_office.pk}"})
    assert "云坪县农业农村局" in client.get("/").content.decode()


def test_nobody_sits_down_at_another_officers_desk(client: Client):
    other = posted(Station.OFFICE)
    theirs = Posting.objects.get(officer=other)
    who = officer("both")
    post(who, Station.TOWN)
    post(who, Station.TOWN_HEAD)
    client.force_login(who)

    page = client.post("/station/", {"desk": f"p{theirs.pk}"})

    assert page.status_code == 200
    assert "desk" not in client.session
    assert client.get("/").status_code == 302


def test_a_posting_that_ended_yesterday_is_of_no_use_today(client: Client):
    who = posted(Station.TOWN)
    client.force_login(who)
    Posting.objects.filter(officer=who).update(until=timezone.localdate())

    page = client.get("/")

    assert page.status_code == 403
    assert "没有可用的岗位" in page.content.decode()


def test_a_deputy_sits_at_the_desk_for_the_days_named_and_no_longer(client: Client):
    absent = posted(Station.TOWN_HEAD)
    posting = Posting.objects.get(officer=absent)
    deputy = posted(Station.TOWN)
    today = timezone.localdate()
    held = Deputy.objects.create(
        posting=posting, officer=deputy, since=today, until=today + timedelta(days=1), reason="外出学习"
    )
    client.force_login(deputy)
    client.post("/station/", {"desk": f"d{held.pk}"})
    assert "代孙青山" in client.get("/").content.decode()

    Deputy.objects.filter(pk=held.pk).update(since=today - timedelta(days=3), until=today)
    assert client.get("/").status_code == 302


def test_who_has_a_second_factor_is_not_in_before_the_code(client: Client):
    who = posted(Station.TOWN)
    device = TOTPDevice.objects.create(user=who, name="手机验证码", confirmed=True)

    assert give(client, "town", PASSWORD).headers["Location"] == "/sign-in/code/"
    assert client.get("/").status_code == 302

    wrong = client.post("/sign-in/code/", {"code": "abcdef"})
    assert "验证码不对" in wrong.content.decode()
    assert client.get("/").status_code == 302

    code = f"{totp(device.bin_key):06d}"
    assert client.post("/sign-in/code/", {"code": code}).headers["Location"] == "/"
    assert client.get("/").status_code == 200


def test_guessing_codes_is_slowed_down(client: Client):
    who = posted(Station.TOWN)
    device = TOTPDevice.objects.create(user=who, name="手机验证码", confirmed=True)
    give(client, "town", PASSWORD)
    right = f"{totp(device.bin_key):06d}"
    wrong = f"{(int(right) + 1) % 10**6:06d}"

    client.post("/sign-in/code/", {"code": wrong})
    page = client.post("/sign-in/code/", {"code": right})

    assert "过一会儿再试" in page.content.decode()


def test_the_code_is_awaited_for_five_minutes(client: Client):
    who = posted(Station.TOWN)
    TOTPDevice.objects.create(user=who, name="手机验证码", confirmed=True)
    give(client, "town", PASSWORD)
    session = client.session
    session["code_awaited"] = [who.pk, int(timezone.now().timestamp()) - 301]
    session.save()

    assert client.get("/sign-in/code/").headers["Location"] == "/sign-in/"


def test_a_second_factor_is_on_after_its_first_right_code_and_off_after_another(client: Client):
    who = posted(Station.TOWN)
    client.force_login(who)
    client.post("/second-factor/", {"step": "begin"})
    device = TOTPDevice.objects.get(user=who)
    assert client.get("/second-factor/picture.svg").headers["Content-Type"] == "image/svg+xml"
    assert not device.confirmed

    client.post("/second-factor/", {"code": f"{totp(device.bin_key):06d}"})
    device.refresh_from_db()
    assert device.confirmed
    assert client.get("/second-factor/picture.svg").status_code == 404

    # The same code twice is refused, so the next step's is used.
    next_code = f"{totp(device.bin_key, t0=-30):06d}"
    client.post("/second-factor/", {"code": next_code})
    assert not TOTPDevice.objects.filter(user=who).exists()


def test_a_new_password_signs_out_everywhere_else(client: Client):
    who = posted(Station.TOWN)
    client.force_login(who)
    elsewhere = Client()
    elsewhere.force_login(who)
    assert elsewhere.get("/").status_code == 200

    new = "Liuxi-village-77"
    given = {"old_password": PASSWORD, "new_password1": new, "new_password2": new}
    assert client.post("/password/", given).status_code == 302

    assert client.get("/").status_code == 200
    assert elsewhere.get("/").status_code == 302
    assert give(Client(), "town", new).status_code == 302


@pytest.mark.parametrize("weak", ["short-1", "1234567890123", "password123"])
def test_a_weak_password_is_refused_in_chinese(client: Client, weak: str):
    client.force_login(posted(Station.TOWN))

    given = {"old_password": PASSWORD, "new_password1": weak, "new_password2": weak}
    page = client.post("/password/", given)

    assert page.status_code == 200
    assert "密码" in page.content.decode().split('class="field-error"')[1][:80]


def test_every_page_but_the_sign_in_wants_a_sign_in(client: Client):
    inside = ["home", "station", "password", "second_factor", "second_factor_picture", "kept_form"]

    for name in inside:
        answer = client.get(reverse(name))
        assert answer.status_code == 302, name
        assert answer.headers["Location"].startswith("/sign-in/"), name
