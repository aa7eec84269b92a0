"""What was typed when the session ran out is not lost, and nobody else gets to see it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from hudai.records.models import Station
from made_offices import PASSWORD, posted

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sample_pages")]

TYPED = {
    "name": "孙平磊",
    "id_number": "500112198001011234",
    "amount": "30000",
    "term": "12",
    "kind": "lifted",
    "purpose": "养蜂 40 箱\n购蜂种、蜂箱 <b>",
    "promised": "on",
}


@pytest.fixture
def returned(client: Client) -> Client:
    """The town's officer, who typed an application for too long."""
    client.force_login(posted(Station.TOWN))
    client.get("/")
    _run_out(client)
    return client


def _run_out(client: Client) -> None:
    session = client.session
    session["seen_at"] = int((timezone.now() - timedelta(minutes=31)).timestamp())
    session.save()


def sign_in(client: Client, username: str = "town"):
    return client.post("/sign-in/", {"username": username, "password": PASSWORD})


def test_what_was_typed_comes_back_after_signing_in_and_goes_where_it_was_going(returned: Client):
    answer = returned.post("/sample/form/", TYPED)
    assert answer.headers["Location"] == "/sign-in/"
    assert "已留存" in returned.get("/sign-in/").content.decode()

    assert sign_in(returned).headers["Location"] == "/kept-form/"
    page = returned.get("/kept-form/").content.decode()
    assert 'action="/sample/form/"' in page
    assert 'name="purpose" value="养蜂 40 箱\n购蜂种、蜂箱 &lt;b&gt;"' in page

    sent = returned.post("/sample/form/", TYPED)
    assert sent.content.decode().startswith("收到：养蜂 40 箱")
    assert returned.get("/kept-form/").headers["Location"] == "/"


def test_what_is_kept_lies_sealed_in_the_session(returned: Client):
    returned.post("/sample/form/", TYPED)

    kept = [session.get_decoded() for session in Session.objects.all()]

    assert any("kept_form" in each for each in kept)
    assert "养蜂" not in str(kept)
    assert "500112198001011234" not in str(kept)


def test_a_colleague_at_the_same_machine_does_not_get_to_see_it(returned: Client):
    posted(Station.TOWN_HEAD)
    returned.post("/sample/form/", TYPED)

    assert sign_in(returned, "town_head").headers["Location"] == "/"
    assert returned.get("/kept-form/").headers["Location"] == "/"
    assert "kept_form" not in returned.session


def test_after_half_an_hour_it_is_gone(returned: Client, monkeypatch: pytest.MonkeyPatch):
    returned.post("/sample/form/", TYPED)
    monkeypatch.setattr("hudai.web.kept_forms.KEPT_FOR", timedelta(seconds=-1))

    assert sign_in(returned).headers["Location"] == "/"


def test_passwords_are_never_kept(returned: Client):
    given = {"old_password": PASSWORD, "new_password1": "Liuxi-village-77", "note": "改密码"}
    returned.post("/password/", given)
    sign_in(returned)

    page = returned.get("/kept-form/").content.decode()

    assert "改密码" in page
    assert "Liuxi" not in page
    assert PASSWORD not in page


def test_a_file_that_came_with_it_is_asked_for_again(returned: Client):
    returned.post("/sample/form/", {**TYPED, "paper": SimpleUploadedFile("户口本.jpg", b"x")})
    sign_in(returned)

    assert "另有 1 个附件" in returned.get("/kept-form/").content.decode()


def test_its_owner_can_throw_it_away(returned: Client):
    returned.post("/sample/form/", TYPED)
    sign_in(returned)

    assert returned.post("/kept-form/").headers["Location"] == "/"
    assert returned.get("/kept-form/").status_code == 302


def test_a_part_of_a_page_says_that_the_session_ran_out_and_leaves_the_page_alone(returned: Client):
    answer = returned.post("/sample/form/", TYPED, headers={"HX-Request": "true"})

    assert answer.status_code == 401
    assert answer.headers["HX-Retarget"] == "#messages"
    assert "在新页面登录" in answer.content.decode()


def test_a_form_of_ours_with_an_old_token_is_kept_and_confirmed():
    client = Client(enforce_csrf_checks=True)
    client.force_login(posted(Station.TOWN))
    client.get("/sample/form/")

    answer = client.post("/sample/form/", TYPED, headers={"Origin": "http://testserver"})

    assert answer.headers["Location"] == "/kept-form/"
    assert "养蜂" in client.get("/kept-form/").content.decode()


@pytest.mark.parametrize("origin", [{}, {"Origin": "https://elsewhere.example"}, {"Origin": "null"}])
def test_a_form_from_another_site_does_nothing_and_is_not_kept(origin: dict[str, str]):
    client = Client(enforce_csrf_checks=True)
    client.force_login(posted(Station.TOWN))
    client.get("/sample/form/")

    answer = client.post("/sample/form/", TYPED, headers=origin)

    assert answer.status_code == 403
    assert "页面已失效" in answer.content.decode()
    assert "kept_form" not in client.session
