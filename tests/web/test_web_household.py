"""Households and regions: what each desk sees, and what it may do."""

from __future__ import annotations

import io
from datetime import date

import pytest
from django.test import Client
from openpyxl import load_workbook

from hudai.actions import name_list
from hudai.actions.actor import Actor
from hudai.records.models import (
    Application,
    Household,
    JournalLine,
    LeadBank,
    Officer,
    Posting,
    Region,
    Station,
)
from made_name_lists import FIRST, NOON, id_number, person, sheet, work_all
from made_offices import branch, county, officer, posted, town, village

pytestmark = pytest.mark.django_db

ZHAO, ZHAO_SON, QIAN, SUN = (id_number(serial) for serial in (11, 33, 44, 55))


@pytest.fixture
def listed() -> dict[str, Household]:
    """Two households in 柳溪村 (one with an application under way), one in 杉木村 of the same town."""
    village()
    Region.objects.create(level="village", name="杉木村", parent=town(), since=date(2021, 1, 1))
    office = posted(Station.OFFICE)
    actor = Actor(office, Posting.objects.get(officer=office), NOON)
    rows = [
        person("YP001", "赵大山", ZHAO, phone="13800000001"),
        person("YP001", "赵小山", ZHAO_SON, "之子"),
        person("YP002", "钱老四", QIAN),
        person("YP003", "孙新来", SUN, village="杉木村"),
    ]
    found = name_list.hand_in(
        actor=actor, file_name="名单.xlsx", content=sheet(rows), as_of=FIRST, whole=True, exit_reason=""
    )
    work_all()
    name_list.confirm(actor=actor, import_id=found.pk, chosen={})
    work_all()
    homes = {each.number: each for each in Household.objects.all()}
    Application.objects.create(
        number="XD2024000001",
        household=homes["YP001"],
        applicant=homes["YP001"].memberships.get(is_head=True).person,
        branch=branch(Station.BRANCH),
        kind="first",
        policy="yubei-2021",
        amount=3_000_000,
        term_months=12,
        purpose="养殖",
        applied_on=date(2024, 6, 3),
        state="under_way",
        step=1,
        step_since=NOON,
        entered_by=actor.posting,
        entered_at=NOON,
    )
    return homes


def test_the_household_page_has_its_whole_history_with_numbers_masked(client: Client, listed):
    client.force_login(posted(Station.VILLAGE))

    page = client.get(f"/households/{listed['YP001'].pk}/").content.decode()

    for words in (
        "赵大山",
        "赵小山",
        "之子",
        "普通劳动力",
        "脱贫户",
        "第 1 版",
        "XD2024000001",
        "138****0001",
    ):
        assert words in page
    assert ZHAO not in page
    assert f"50*************{ZHAO[-3:]}" in page


def test_a_full_number_is_shown_on_request_and_the_look_is_written_down(client: Client, listed):
    client.force_login(posted(Station.VILLAGE))
    who = listed["YP001"].memberships.get(is_head=True).person

    assert client.get(f"/households/{listed['YP001'].pk}/look/{who.pk}/").status_code == 405
    assert not JournalLine.objects.filter(action="查看完整号码").exists()
    answer = client.post(f"/households/{listed['YP001'].pk}/look/{who.pk}/")

    assert ZHAO in answer.content.decode()
    line = JournalLine.objects.get(action="查看完整号码")
    assert (line.key, line.officer.username) == (str(who.pk), "village")
    assert ZHAO not in str(line.facts)


def test_another_villages_household_is_not_there(client: Client, listed):
    client.force_login(posted(Station.VILLAGE))
    other = listed["YP003"]
    who = other.memberships.get().person

    assert client.get(f"/households/{other.pk}/").status_code == 404
    assert client.post(f"/households/{other.pk}/look/{who.pk}/").status_code == 403
    # Nor by way of a household that is one's own.
    assert client.post(f"/households/{listed['YP001'].pk}/look/{who.pk}/").status_code == 403
    assert client.post(f"/should-lend/{other.pk}/", {"reason": "x"}).status_code == 404
    assert not JournalLine.objects.filter(action="查看完整号码").exists()


@pytest.mark.parametrize("station", [Station.ADMINISTRATOR, Station.GUARANTOR])
def test_some_desks_see_no_households(client: Client, listed, station):
    client.force_login(posted(station))
    for room in ("/households/", "/should-lend/", "/name-lists/", f"/households/{listed['YP001'].pk}/"):
        assert client.get(room).status_code == 404


@pytest.mark.parametrize("station", [Station.REGULATOR, Station.FINANCE_OFFICE])
def test_who_only_supervises_sees_no_full_numbers(client: Client, listed, station):
    client.force_login(posted(station))
    who = listed["YP001"].memberships.get(is_head=True).person

    assert "查看全号" not in client.get(f"/households/{listed['YP001'].pk}/").content.decode()
    assert client.post(f"/households/{listed['YP001'].pk}/look/{who.pk}/").status_code == 403


@pytest.mark.parametrize("words", ["赵大山", "YP001", ZHAO, ZHAO.lower(), "13800000001", "赵小"])
def test_a_household_is_found_by_what_a_clerk_has_at_hand(client: Client, listed, words):
    client.force_login(posted(Station.TOWN))

    page = client.get("/households/", {"words": words}, headers={"HX-Request": "true"}).content.decode()

    assert "YP001" in page
    assert "YP002" not in page


@pytest.mark.parametrize("words", ["' OR 1=1 --", "<script>alert(1)</script>", "%", "\x00赵"])
def test_odd_words_in_the_search_box_find_nothing_and_break_nothing(client: Client, listed, words):
    client.force_login(posted(Station.TOWN))

    answer = client.get("/households/", {"words": words, "village": "x", "page": "999999"})

    assert answer.status_code == 200
    assert "<script>alert" not in answer.content.decode()


def test_a_branch_sees_the_towns_it_leads_in(client: Client, listed):
    lead = branch(Station.BRANCH)
    client.force_login(posted(Station.BRANCH))
    assert "YP003" not in client.get("/households/").content.decode()

    LeadBank.objects.create(town=town(), branch=lead, since=date(2021, 1, 1))

    assert "YP003" in client.get("/households/").content.decode()


def test_the_county_office_keeps_towns_villages_and_lead_banks(client: Client):
    county()
    client.force_login(posted(Station.OFFICE))
    client.post("/regions/", {"name": "大湾镇", "code": "500112101000", "since": "2022-01-01"})
    made = Region.objects.get(name="大湾镇")
    client.post(f"/regions/{made.pk}/", {"name": "杉木村", "since": "2022-01-01"})
    assert Region.objects.get(name="杉木村").parent == made
    twice = client.post(f"/regions/{made.pk}/", {"name": "杉木村", "since": "2022-01-01"})
    assert twice.status_code == 422
    assert "已经有“杉木村”" in twice.content.decode()
    first, second = branch(Station.BRANCH), branch(Station.BANK)

    for lead, since in ((first, "2022-01-01"), (second, "2023-01-01")):
        client.post(f"/regions/{made.pk}/lead-bank/", {"branch": lead.pk, "lead_since": since})

    history = LeadBank.objects.filter(town=made).order_by("since").values_list("branch", "since", "until")
    assert list(history) == [
        (first.pk, date(2022, 1, 1), date(2023, 1, 1)),
        (second.pk, date(2023, 1, 1), None),
    ]
    back = client.post(f"/regions/{made.pk}/lead-bank/", {"branch": first.pk, "lead_since": "2022-06-01"})
    assert back.status_code == 409
    assert "石门支行" in client.get(f"/regions/{made.pk}/").content.decode()


def test_a_village_with_households_is_not_ended(client: Client, listed):
    client.force_login(Officer.objects.get(username="office"))

    answer = client.post(f"/regions/{listed['YP001'].village_id}/end/", {"until": "2024-01-01"})

    assert answer.status_code == 409
    assert Region.objects.get(pk=listed["YP001"].village_id).until is None


def test_a_name_and_a_code_are_put_right_and_the_old_ones_kept_in_the_journal(client: Client):
    wrong = Region.objects.create(level="village", name="杉本村", parent=town(), since=date(2022, 1, 1))
    village()
    client.force_login(posted(Station.OFFICE))
    address = f"/regions/{wrong.pk}/correct/"
    assert f'href="{address}"' in client.get(f"/regions/{wrong.parent_id}/").content.decode()

    twice = client.post(address, {"name": "柳溪村"})
    answer = client.post(address, {"name": "杉木村", "code": "500112102203"})

    assert twice.status_code == 422
    assert "已经有“柳溪村”" in twice.content.decode()
    assert answer.url == f"/regions/{wrong.parent_id}/"
    wrong.refresh_from_db()
    assert (wrong.name, wrong.code) == ("杉木村", "500112102203")
    line = JournalLine.objects.get(action="更正区域")
    assert line.facts == {
        "before": {"name": "杉本村", "code": ""},
        "after": {"name": "杉木村", "code": "500112102203"},
    }
    client.post(address, {"name": "杉木村", "code": "500112102203"})
    assert JournalLine.objects.filter(action="更正区域").count() == 1
    assert client.post(address, {"name": "杉木村", "code": "12"}).status_code == 422
    assert client.get(f"/regions/{county().pk}/correct/").status_code == 404


def test_a_region_ends_on_the_day_that_is_said_and_on_none_to_come(client: Client):
    ending = Region.objects.create(level="village", name="杉木村", parent=town(), since=date(2022, 1, 1))
    client.force_login(posted(Station.OFFICE))

    for day in ("2022-01-01", "2099-01-01", ""):
        assert client.post(f"/regions/{ending.pk}/end/", {"until": day}).status_code == 409
    ending.refresh_from_db()
    assert ending.until is None
    client.post(f"/regions/{ending.pk}/end/", {"until": "2024-12-31"})

    ending.refresh_from_db()
    assert ending.until == date(2024, 12, 31)


def test_regions_come_from_a_sheet_and_never_twice(client: Client):
    county()
    client.force_login(posted(Station.OFFICE))
    text = "镇,村,区划代码\n石门镇,柳溪村,500112102201\n石门镇,杉木村,\n大湾镇,,500112103000\n"
    for _ in range(2):
        upload = io.BytesIO(text.encode())
        upload.name = "区划.csv"
        client.post("/regions/import/", {"file": upload, "sheet_since": "2022-01-01"})

    names = list(Region.objects.exclude(level="county").order_by("pk").values_list("name", "parent__name"))
    assert names == [("石门镇", "云坪县"), ("大湾镇", "云坪县"), ("柳溪村", "石门镇"), ("杉木村", "石门镇")]


def test_a_wrong_sheet_of_regions_comes_back_on_the_page_with_its_cells_and_a_marked_copy(
    client: Client, settings, tmp_path
):
    settings.MEDIA_ROOT = tmp_path
    county()
    client.force_login(posted(Station.OFFICE))
    upload = io.BytesIO("镇,村,区划代码\n石门镇,柳溪村,500112102201\n,杉木村,\n".encode())
    upload.name = "区划.csv"

    answer = client.post("/regions/import/", {"file": upload, "sheet_since": "2022-01-01"})

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "<b>A3</b>" in page
    assert 'type="file"' in page
    assert not Region.objects.filter(name="柳溪村").exists()
    token = page.split('name="sheet" value="')[1].split('"')[0]
    copy = client.post("/marked-sheet/", {"sheet": token})
    assert load_workbook(io.BytesIO(copy.content)).worksheets[1]["A3"].comment is not None


def test_a_sheet_says_what_came_of_it_and_without_a_day_the_form_comes_back(client: Client):
    village()
    client.force_login(posted(Station.OFFICE))
    text = "镇,村,组\n石门镇,柳溪村,1组\n石门镇,柳溪村,2组\n石门镇,高坪村,1组\n"
    for day, status in (("", 422), ("2022-01-01", 200)):
        upload = io.BytesIO(text.encode())
        upload.name = "区划.csv"
        answer = client.post("/regions/import/", {"file": upload, "sheet_since": day}, follow=True)
        assert answer.status_code == status

    assert "新增乡镇（街道） 0 个、村（社区） 1 个、组（社） 3 个" in answer.content.decode()
    assert "原来已有乡镇（街道） 1 个、村（社区） 1 个、组（社） 0 个" in answer.content.decode()


def test_a_village_shows_its_groups_with_their_households_and_takes_another(client: Client, listed):
    client.force_login(Officer.objects.get(username="office"))
    place = listed["YP001"].village
    address = f"/regions/{place.pk}/"
    Household.objects.create(number="YP009", village=place)

    page = client.get(address).content.decode()

    assert f'href="{address}"' in client.get(f"/regions/{place.parent_id}/").content.decode()
    group = Region.objects.get(level="group", parent=place)
    assert '<td data-label="组（社）">1组</td>' in page
    assert '<td data-label="农户" class="num">2</td>' in page
    assert "另有 1 户没有写明组" in page
    assert client.post(address, {"name": "9组", "since": "2022-01-01"}).url == address
    made = Region.objects.get(name="9组")
    assert (made.parent, made.level) == (place, "group")
    assert client.post(address, {"name": "9 组", "since": "2022-01-01"}).status_code == 422
    correct = f"/regions/{group.pk}/correct/"
    assert f'href="{correct}"' in page
    assert f'href="/regions/{place.parent_id}/"' in client.get(correct).content.decode()
    assert client.post(correct, {"name": "第一组"}).url == address
    assert "第一组" in client.get(f"/households/{listed['YP001'].pk}/").content.decode()
    assert client.post(f"/regions/{group.pk}/end/", {"until": "2024-01-01"}).status_code == 409
    assert client.post(f"/regions/{made.pk}/end/", {"until": "2024-01-01"}).url == address


def test_households_are_narrowed_to_a_group_by_its_name_or_number(client: Client, listed):
    group = Region.objects.create(
        level="group", name="11组", parent=listed["YP002"].village, since=date(2021, 1, 1)
    )
    Household.objects.filter(number="YP002").update(group=group)
    client.force_login(posted(Station.VILLAGE))

    for said, found in (("1", "YP001"), ("1组", "YP001"), ("11", "YP002"), (" \uff11\uff11 组", "YP002")):
        page = client.get("/households/", {"group": said}).content.decode()
        assert [number for number in ("YP001", "YP002") if number in page] == [found]
        people = client.get("/name-lists/1/", {"group": said}).content.decode()
        assert [number for number in ("YP001", "YP002") if number in people] == [found]


@pytest.mark.parametrize("station", [Station.TOWN, Station.BANK, Station.AUDITOR])
def test_nobody_else_changes_regions(client: Client, station):
    town()
    client.force_login(posted(station))

    assert client.post("/regions/", {"name": "大湾镇", "since": "2022-01-01"}).status_code == 404
    assert client.post(f"/regions/{town().pk}/lead-bank/", {}).status_code == 404
    assert Region.objects.count() <= 3


def test_the_anonymous_see_none_of_it(client: Client):
    officer("nobody")
    for room in (
        "/households/",
        "/households/1/",
        "/should-lend/",
        "/name-lists/",
        "/regions/",
        "/jobs/1/",
    ):
        answer = client.get(room)
        assert answer.status_code == 302
        assert "/sign-in/" in answer.url
