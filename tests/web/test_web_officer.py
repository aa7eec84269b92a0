"""The administrator's pages: officers, their postings, the names of offices."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django_otp.plugins.otp_totp.models import TOTPDevice

import made_cases as cases
import made_offices as offices
from hudai.records.models import Decision, JournalLine, Officer, Posting, Station
from made_offices import PASSWORD, officer, posted

pytestmark = pytest.mark.django_db
OWN = "Liuxi-village-77"


@pytest.fixture
def administrator(client: Client) -> Client:
    client.force_login(posted(Station.ADMINISTRATOR))
    return client


def told(page) -> str:
    """The one-time password a page shows."""
    found = re.search(r'class="one-time">([^<]+)<', page.content.decode())
    assert found, page.content.decode()
    return found[1]


def enter(username: str, password: str) -> Client:
    """Somebody at the sign-in page."""
    own = Client()
    own.post("/sign-in/", {"username": username, "password": password})
    return own


def take_on(administrator: Client, username: str = "wang.wu") -> str:
    """A new officer's one-time password."""
    return told(administrator.post("/officers/new/", {"name": "王五", "username": username}))


def actions() -> list[str]:
    return list(JournalLine.objects.order_by("pk").values_list("action", flat=True))


def test_a_new_officer_gets_a_password_that_opens_only_the_page_to_change_it(administrator: Client):
    password = take_on(administrator)
    assert re.fullmatch(r"[a-z2-9]{4}(-[a-z2-9]{4}){3}", password)
    posting = {"station": "town", "region": offices.town().pk, "office": "石门镇政府", "since": "2025-01-01"}
    who = Officer.objects.get(username="wang.wu")
    assert administrator.post(f"/officers/{who.pk}/postings/", posting).status_code == 302

    new = enter("wang.wu", password)
    for page in ("/", "/applications/", "/second-factor/", "/station/"):
        assert new.get(page).headers["Location"] == "/password/"
    assert "一次性密码" in new.get("/password/").content.decode()
    same = {"old_password": password, "new_password1": password, "new_password2": password}
    assert "不能和现在的密码相同" in new.post("/password/", same).content.decode()

    new.post("/password/", {"old_password": password, "new_password1": OWN, "new_password2": OWN})
    assert "石门镇政府" in new.get("/").content.decode()
    assert enter("wang.wu", OWN).get("/").status_code == 200


def test_a_one_time_password_is_good_for_a_week_and_written_nowhere(administrator: Client):
    password = take_on(administrator)
    assert password not in str(list(JournalLine.objects.values_list("facts", flat=True)))
    assert password not in administrator.get("/officers/").content.decode()
    Officer.objects.filter(username="wang.wu").update(one_time_until=timezone.now() - timedelta(minutes=1))

    page = Client().post("/sign-in/", {"username": "wang.wu", "password": password})

    assert "一次性密码已过期" in page.content.decode()


@pytest.mark.parametrize("username", ["王五", "Wang", "w", "wang wu", "1wang", "a" * 41, "town"])
def test_a_sign_in_name_that_cannot_be_one_or_is_taken_is_refused(administrator: Client, username: str):
    posted(Station.TOWN)

    page = administrator.post("/officers/new/", {"name": "王五", "username": username})

    assert page.status_code == 422
    assert "登录名" in page.content.decode()
    assert Officer.objects.count() == 2


def test_who_is_let_go_is_out_at_once_and_can_come_back(administrator: Client):
    who = posted(Station.TOWN)
    theirs = Client()
    theirs.force_login(who)
    assert theirs.get("/").status_code == 200

    administrator.post(f"/officers/{who.pk}/let-go/")
    assert theirs.get("/").status_code == 302
    assert enter("town", PASSWORD).get("/").status_code == 302

    administrator.post(f"/officers/{who.pk}/take-back/")
    assert enter("town", PASSWORD).get("/").status_code == 200
    assert [each for each in actions() if each in ("停用人员", "恢复人员")] == ["停用人员", "恢复人员"]


def test_a_forgotten_password_is_reset_and_every_session_of_before_ends(administrator: Client):
    who = posted(Station.TOWN)
    theirs = Client()
    theirs.force_login(who)
    theirs.get("/")

    password = told(administrator.post(f"/officers/{who.pk}/reset-password/"))

    assert theirs.get("/").status_code == 302
    assert enter("town", PASSWORD).get("/password/").status_code == 302
    assert enter("town", password).get("/password/").status_code == 200


def test_a_locked_name_is_shown_and_unlocked(administrator: Client):
    who = posted(Station.TOWN)
    for _ in range(5):
        enter("town", "wrong")
    assert enter("town", PASSWORD).get("/").status_code == 302
    assert "已锁定" in administrator.get(f"/officers/{who.pk}/").content.decode()

    administrator.post(f"/officers/{who.pk}/unlock/")

    assert "已锁定" not in administrator.get("/officers/").content.decode()
    assert enter("town", PASSWORD).get("/").status_code == 200


def test_a_lost_telephones_second_factor_is_taken_off(administrator: Client):
    who = posted(Station.TOWN)
    assert administrator.post(f"/officers/{who.pk}/remove-second-factor/").status_code == 409
    TOTPDevice.objects.create(user=who, name="手机验证码", confirmed=True)

    administrator.post(f"/officers/{who.pk}/remove-second-factor/")

    assert not TOTPDevice.objects.exists()
    assert enter("town", PASSWORD).get("/").status_code == 200
    assert actions().count("取消两步验证") == 1


OWN_ACCOUNT = (
    "let-go",
    "take-back",
    "reset-password",
    "unlock",
    "remove-second-factor",
    "correct",
    "postings",
)


@pytest.mark.parametrize("deed", OWN_ACCOUNT)
def test_nobody_changes_their_own_rights(administrator: Client, deed: str):
    me = Officer.objects.get()
    before = Officer.objects.values().get()
    posting = {"station": "town", "region": offices.town().pk, "office": "x", "since": "2025-01-01"}

    page = administrator.post(f"/officers/{me.pk}/{deed}/", {"name": "别人", **posting})

    assert page.status_code in (403, 422)
    assert re.search("不能管理自己的账号和权限|不能给自己安排", page.content.decode())
    assert Officer.objects.values().get() == before
    assert Posting.objects.count() == 1
    assert actions() == ["越权操作被拒绝"]


def test_nobody_ends_their_own_posting(administrator: Client):
    mine = Posting.objects.get()

    page = administrator.post(f"/postings/{mine.pk}/end/", {"last": f"{timezone.localdate()}"})

    assert "不能给自己安排或结束岗位" in page.content.decode()
    mine.refresh_from_db()
    assert mine.until is None


def test_the_last_administrator_stays(administrator: Client):
    # The one who acts has an end already; the other would be the last without.
    second = officer("second")
    theirs = offices.post(second, Station.ADMINISTRATOR)
    ending = timezone.localdate() + timedelta(days=30)
    Posting.objects.exclude(pk=theirs.pk).update(until=ending)

    gone = administrator.post(f"/officers/{second.pk}/let-go/")
    ended = administrator.post(f"/postings/{theirs.pk}/end/", {"last": f"{timezone.localdate()}"})

    assert gone.status_code == 409
    assert "最后一位在用的系统管理员" in gone.content.decode()
    assert "最后一位在用的系统管理员" in ended.content.decode()
    second.refresh_from_db()
    theirs.refresh_from_db()
    assert (second.is_active, theirs.until) == (True, None)


def test_one_of_two_administrators_can_go(administrator: Client):
    second = officer("second")
    offices.post(second, Station.ADMINISTRATOR)

    administrator.post(f"/officers/{second.pk}/let-go/")

    second.refresh_from_db()
    assert not second.is_active


def test_an_officer_holds_several_desks_but_none_twice(administrator: Client):
    who = officer("both")
    town, village = offices.town(), offices.village()

    def give(station: str, place: int) -> int:
        said = {"station": station, "region": place, "office": "石门镇人民政府", "since": "2025-01-01"}
        return administrator.post(f"/officers/{who.pk}/postings/", said).status_code

    assert [give("town", town.pk), give("town_head", town.pk), give("village", village.pk)] == [302] * 3
    assert give("town", town.pk) == 422
    assert who.postings.count() == 3


@pytest.mark.parametrize(
    ("held", "given"),
    [
        (Station.TOWN, Station.ADMINISTRATOR),
        (Station.TOWN, Station.AUDITOR),
        (Station.AUDITOR, Station.OFFICE),
        (Station.ADMINISTRATOR, Station.OFFICE),
        (Station.AUDITOR, Station.ADMINISTRATOR),
    ],
)
def test_who_administers_or_audits_holds_no_other_desk(administrator: Client, held, given):
    who = officer("both")
    offices.post(who, held)
    said = {"station": given, "region": offices.county().pk, "office": "云坪县", "since": "2025-01-01"}

    page = administrator.post(f"/officers/{who.pk}/postings/", said)

    assert "不能兼任" in page.content.decode()
    assert who.postings.count() == 1


@pytest.mark.parametrize(
    ("station", "place", "told"),
    [
        ("village", "town", "要选村"),
        ("town", "village", "要选乡镇"),
        ("office", "town", "要选县作为辖区"),
        ("branch", "town", "要选一个在用的银行网点"),
        ("town", None, "要选乡镇"),
    ],
)
def test_a_desk_has_a_place_of_its_kind(administrator: Client, station: str, place: str | None, told: str):
    who = officer("new")
    region = {"town": offices.town, "village": offices.village}[place]().pk if place else ""
    said = {"station": station, "region": region, "office": "某单位", "since": "2025-01-01"}

    page = administrator.post(f"/officers/{who.pk}/postings/", said)

    assert page.status_code == 422
    assert told in re.sub(r"（[^）]*）", "", page.content.decode())
    assert not who.postings.exists()


def test_ending_a_posting_says_what_waits_there_and_wants_it_meant(administrator: Client):
    application = cases.waiting_at(2)
    posting = cases.at(Station.TOWN).posting
    address, today = f"/postings/{posting.pk}/end/", timezone.localdate()

    page = administrator.get(address).content.decode()
    assert "审批中心 1 件" in page
    assert "没有，请先安排同一岗位的人接手" in page
    # Of the case itself the administrator is told nothing.
    assert application.number not in page
    assert application.applicant.name not in page

    refused = administrator.post(address, {"last": f"{today}"}).content.decode()
    assert re.search("还有待办：.*“审批中心”1 件.*，而这个岗位没有别人接手", refused)
    posting.refresh_from_db()
    assert posting.until is None

    administrator.post(address, {"last": f"{today}", "knowing": "on"})
    posting.refresh_from_db()
    assert posting.until == today + timedelta(days=1)


def test_with_somebody_to_take_over_a_posting_ends_without_further_question(administrator: Client):
    cases.waiting_at(2)
    posting = cases.at(Station.TOWN).posting
    offices.post(officer("next", "周接手"), Station.TOWN)
    address, yesterday = f"/postings/{posting.pk}/end/", timezone.localdate() - timedelta(days=1)

    assert "周接手" in administrator.get(address).content.decode()
    administrator.post(address, {"last": f"{yesterday}"})

    theirs = Client()
    theirs.force_login(posting.officer)
    assert "没有可用的岗位" in theirs.get("/").content.decode()


def test_a_posting_given_today_by_mistake_is_struck_out(administrator: Client):
    who = officer("new")
    said = {"station": "town", "region": offices.town().pk, "office": "石门镇政府"}
    administrator.post(f"/officers/{who.pk}/postings/", {**said, "since": f"{timezone.localdate()}"})
    posting = who.postings.get()

    yesterday = timezone.localdate() - timedelta(days=1)
    administrator.post(f"/postings/{posting.pk}/end/", {"last": f"{yesterday}"})

    assert not who.postings.exists()
    assert actions().count("结束岗位") == 1


def test_an_office_is_renamed_at_all_its_desks_and_the_journal_keeps_the_old_name(administrator: Client):
    posted(Station.TOWN_HEAD)
    offices.post(officer("second"), Station.TOWN_HEAD)
    given = {"old": "石门镇人民政府", "new": "石门街道办事处"}

    administrator.post("/offices/", given)

    assert Posting.objects.filter(office="石门街道办事处").count() == 2
    line = JournalLine.objects.get(action="修改单位名称")
    assert line.facts == {**given, "desks": 2}
    assert administrator.post("/offices/", given).status_code == 422


def test_the_list_of_officers_is_narrowed_and_asks_as_often_for_many_as_for_few(
    administrator: Client,
):
    def asked() -> int:
        with CaptureQueriesContext(connection) as counted:
            administrator.get("/officers/")
        return len(counted)

    administrator.get("/officers/")
    posted(Station.TOWN)
    few = asked()
    for number in range(20):
        offices.post(officer(f"o{number}", "吴多多"), Station.VILLAGE)

    assert asked() == few
    page = administrator.get("/officers/", {"words": "柳溪村", "station": "village"}).content.decode()
    assert "共 <strong>20</strong> 条" in page
    assert "town" not in re.findall(r">(\w+)</a></td>", page)


def test_the_administrator_sees_no_case_and_decides_nothing(administrator: Client):
    application = cases.waiting_at(2)

    for page in ("/applications/", "/households/", "/ratings/", "/name-lists/", "/", "/journal/"):
        shown = administrator.get(page).content.decode()
        assert application.number not in shown
        assert application.applicant.name not in shown
    decided = {"opinion": "agree", "text": "同意", "seen_version": "0", "seen_step": "2"}
    assert administrator.post(f"/applications/{application.number}/decide/", decided).status_code == 404
    assert Decision.objects.count() == 1


def test_the_auditor_looks_at_officers_and_changes_nothing(client: Client):
    who = posted(Station.TOWN)
    client.force_login(posted(Station.AUDITOR))

    page = client.get(f"/officers/{who.pk}/").content.decode()

    assert "重置密码" not in page
    assert client.get("/officers/new/").status_code == 404
    assert client.post(f"/officers/{who.pk}/let-go/").status_code == 404
    who.refresh_from_db()
    assert who.is_active
