"""Name lists on the web: three steps, receipts, and who may see what."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, TestCase
from pytest_django import DjangoAssertNumQueries

from hudai.records.models import Bank, Household, JournalLine, NameList, Officer, Region, Station
from hudai.records.models.name_list import NameListImport
from made_name_lists import id_number, person, sheet, work_all
from made_offices import branch, county, posted, village

pytestmark = pytest.mark.django_db

ZHAO, QIAN = id_number(11), id_number(44)
ROWS = [person("YP001", "赵大山", ZHAO, phone="13800000001"), person("YP002", "钱老四", QIAN)]


@pytest.fixture
def office(client: Client) -> Client:
    village()
    client.force_login(posted(Station.OFFICE))
    return client


def upload(
    client: Client, rows: list[list[str]], as_of: str = "2023-03-01", whole: str = "1"
) -> NameListImport:
    answer = client.post(
        "/name-lists/import/",
        {
            "file": SimpleUploadedFile("名单.xlsx", sheet(rows)),
            "as_of": as_of,
            "whole": whole,
            "exit_reason": "",
        },
    )
    assert answer.status_code == 302, answer.content.decode()
    assert re.fullmatch(r"/jobs/\d+/", answer.url)
    work_all()
    return NameListImport.objects.latest("pk")


def test_a_list_goes_from_the_sheet_to_the_households_in_three_steps(office: Client):
    found = upload(office, ROWS)
    page = f"/name-lists/import/{found.pk}/"
    preview = office.get(page).content.decode()
    assert "确认导入" in preview
    assert "新增户</dt><dd>2 户" in preview
    assert ZHAO not in preview

    answer = office.post(f"{page}confirm/", follow=True)
    assert "等待" in answer.content.decode()
    work_all()

    assert "撤销这次导入" in office.get(page).content.decode()
    versions = office.get("/name-lists/").content.decode()
    assert "第 1 版" in versions
    assert Household.objects.count() == 2


def test_the_progress_bar_asks_every_second_until_the_end(office: Client):
    office.post(
        "/name-lists/import/",
        {"file": SimpleUploadedFile("名单.xlsx", sheet(ROWS)), "as_of": "2023-03-01", "whole": "1"},
    )
    job = NameListImport.objects.get().job
    assert job is not None
    waiting = office.get(f"/jobs/{job.pk}/", headers={"HX-Request": "true"})
    assert waiting.status_code == 200
    assert 'hx-trigger="every 1s"' in waiting.content.decode()

    work_all()

    over = office.get(f"/jobs/{job.pk}/", headers={"HX-Request": "true"})
    assert over.status_code == 286
    assert over["HX-Redirect"] == f"/name-lists/import/{NameListImport.objects.get().pk}/"
    assert "hx-trigger" not in over.content.decode()


def test_another_desks_job_is_not_there(office: Client):
    found = upload(office, ROWS)
    assert found.job is not None
    office.force_login(posted(Station.TOWN))

    assert office.get(f"/jobs/{found.job.pk}/").status_code == 404
    assert office.post(f"/jobs/{found.job.pk}/cancel/").status_code == 403


def test_an_import_cancelled_before_it_begins_can_be_carried_on(office: Client):
    found = upload(office, ROWS)
    office.post(f"/name-lists/import/{found.pk}/confirm/")
    found.refresh_from_db()
    assert found.job is not None
    office.post(f"/jobs/{found.job.pk}/cancel/")
    work_all()
    assert not Household.objects.exists()
    assert "继续导入" in office.get(f"/name-lists/import/{found.pk}/").content.decode()

    office.post(f"/name-lists/import/{found.pk}/carry-on/")
    work_all()

    assert Household.objects.count() == 2


def test_an_unknown_village_is_asked_about_by_name(office: Client):
    found = upload(office, [person("YP001", "赵大山", ZHAO, village="柳西村")])
    page = f"/name-lists/import/{found.pk}/"
    preview = office.get(page).content.decode()
    assert "石门镇柳西村" in preview
    assert "就是石门镇柳溪村（最接近）" in preview
    refused = office.post(f"{page}confirm/")
    assert refused.status_code == 409
    assert "请先选定“石门镇柳西村”" in refused.content.decode()

    office.post(f"{page}confirm/", {"place-0": Region.objects.get(name="柳溪村").pk})
    work_all()

    assert Household.objects.get().village.name == "柳溪村"


@pytest.mark.parametrize("forged", ["9" * 400, "-1", "<script>", "0x1", "99999999"])
def test_a_forged_choice_of_village_is_refused(office: Client, forged: str):
    found = upload(office, [person("YP001", "赵大山", ZHAO, village="新合村")])

    answer = office.post(f"/name-lists/import/{found.pk}/confirm/", {"place-0": forged})

    # What is no key of a village is no choice; 0 alone means a new one and is the form's own word.
    assert answer.status_code == 409
    assert not NameList.objects.exists()


def test_wrong_cells_are_listed_and_the_marked_sheet_is_a_recorded_look(office: Client):
    found = upload(office, [*ROWS, person("YP003", "孙新来", ZHAO[:-1] + "A")])
    page = office.get(f"/name-lists/import/{found.pk}/").content.decode()
    assert "D6" in page

    answer = office.post(f"/name-lists/import/{found.pk}/marked/")

    assert answer.content[:2] == b"PK"
    assert JournalLine.objects.filter(action="下载标注的名单").count() == 1


def test_a_sheet_from_the_future_keeps_the_form(office: Client):
    answer = office.post(
        "/name-lists/import/",
        {"file": SimpleUploadedFile("名单.xlsx", sheet(ROWS)), "as_of": "2999-01-01", "whole": "1"},
    )

    assert answer.status_code == 422
    assert "名单日期不能晚于今天" in answer.content.decode()


def test_what_changed_between_two_versions_has_a_page(office: Client):
    first = upload(office, ROWS)
    office.post(f"/name-lists/import/{first.pk}/confirm/")
    work_all()
    second = upload(office, [*ROWS[:1], person("YP004", "孙新来", id_number(55))], as_of="2024-03-01")
    office.post(f"/name-lists/import/{second.pk}/confirm/")
    work_all()

    came = office.get("/name-lists/compare/?older=1&newer=2").content.decode()
    left = office.get("/name-lists/compare/?older=1&newer=2&what=left").content.decode()

    assert "YP004" in came
    assert "YP002" not in came
    assert "YP002" in left
    assert "未在新名单中" in left
    assert office.get("/name-lists/compare/?older=1&newer=x").status_code == 404


def test_a_closed_bank_is_not_offered_and_keeps_what_it_was_given(office: Client):
    found = upload(office, ROWS)
    office.post(f"/name-lists/import/{found.pk}/confirm/")
    work_all()
    closed, served = (Bank.objects.create(name=name) for name in ("停业银行", "已交付的银行"))
    office.post("/name-lists/1/deliver/", {"bank": served.pk})
    Bank.objects.update(closed_on=date(2024, 1, 1))

    page = office.get("/name-lists/").content.decode()

    assert "已交付的银行" in page
    assert "停业银行" not in page
    assert office.post("/name-lists/1/deliver/", {"bank": closed.pk}).status_code == 409


def test_a_bank_signs_for_the_version_it_was_given(office: Client):
    head = branch(Station.BANK)
    found = upload(office, ROWS)
    office.post(f"/name-lists/import/{found.pk}/confirm/")
    work_all()
    office.post("/name-lists/1/deliver/", {"bank": head.bank.pk})
    office.force_login(posted(Station.BANK))
    page = office.get("/name-lists/").content.decode()
    sign = re.search(r"/name-lists/deliveries/\d+/sign/", page)
    assert sign

    office.post(sign[0])

    assert "签收</button>" not in office.get("/name-lists/").content.decode()
    office.force_login(Officer.objects.get(username="office"))
    assert "王青山" in office.get("/name-lists/").content.decode()


@pytest.mark.parametrize("station", [each for each in Station if each is not Station.OFFICE])
def test_nobody_else_hands_a_list_in(client: Client, station: Station):
    county()
    client.force_login(posted(station))

    assert client.get("/name-lists/import/").status_code == 404
    assert client.post("/name-lists/import/").status_code == 404
    for step in ("confirm", "undo", "drop", "carry-on", "read-again", "marked"):
        assert client.post(f"/name-lists/import/1/{step}/").status_code == 403
    assert client.post("/name-lists/1/deliver/", {"bank": "1"}).status_code in (403, 404)


def test_the_pages_ask_a_fixed_number_of_questions(
    office: Client, django_assert_max_num_queries: DjangoAssertNumQueries
):
    found = upload(office, [person(f"H{n:03d}", "赵大山", id_number(n)) for n in range(100, 160)])
    office.post(f"/name-lists/import/{found.pk}/confirm/")
    work_all()
    home = Household.objects.first()
    assert home is not None
    for address in ("/name-lists/", "/households/", "/should-lend/", f"/households/{home.pk}/", "/regions/"):
        with django_assert_max_num_queries(30):
            assert office.get(address).status_code == 200, address


SUN, LI = id_number(55), id_number(66)


def changed_list(office: Client, whole: str = "1") -> NameListImport:
    """A list after :data:`ROWS` with a change of every kind, read and not confirmed."""
    first = upload(
        office,
        [
            *ROWS,
            person("YP001", "赵小山", SUN, "之子", phone="13800000002", labour="普通劳动力"),
            person("YP003", "李四", LI),
        ],
    )
    office.post(f"/name-lists/import/{first.pk}/confirm/")
    work_all()
    return upload(
        office,
        [
            person("YP001", "赵大山", ZHAO, kind="边缘易致贫户", phone="13800000009", labour="丧失劳动力"),
            person("YP004", "赵小衫", SUN),
            person("YP003", "李四", LI, group="5组"),
            person("YP003", "李五", id_number(77), "之女"),
        ],
        "2024-03-01",
        whole,
    )


def differences(client: Client, found: NameListImport, **query: str) -> list[list[str]]:
    page = client.get(f"/name-lists/import/{found.pk}/differences/", query).content.decode()
    body = page.split("<tbody>")[1].split("</tbody>")[0]
    cells = (re.findall(r"<td[^>]*>(.*?)</td>", row) for row in body.split("</tr>")[:-1])
    return [[re.sub(r"<[^>]*>", "", cell).strip() for cell in row] for row in cells]


def test_before_it_is_confirmed_every_change_of_a_list_can_be_looked_at(office: Client):
    found = changed_list(office)

    preview = office.get(f"/name-lists/import/{found.pk}/").content.decode()
    assert f"/name-lists/import/{found.pk}/differences/?kind=left" in preview
    assert "将新增的组（社）（1 个）" in preview
    assert "<dt>石门镇柳溪村</dt><dd>5组</dd>" in preview
    assert sorted(differences(office, found)) == sorted(
        [
            ["类别变化", "YP001", "赵大山", "石门镇", "柳溪村", "人口类别", "脱贫户", "边缘易致贫户"],
            ["信息变化", "YP001", "赵大山", "石门镇", "柳溪村", "联系电话", "138****0001", "138****0009"],
            ["信息变化", "YP001", "赵大山", "石门镇", "柳溪村", "劳动能力", "普通劳动力", "丧失劳动力"],
            ["退出名单", "YP002", "钱老四", "石门镇", "柳溪村", "人口类别", "脱贫户", "退出：未在新名单中"],
            ["列入名单", "YP004", "赵小衫", "石门镇", "柳溪村", "人口类别", "—", "脱贫户"],
            ["迁户", "YP004", "赵小衫", "石门镇", "柳溪村", "户编号", "YP001", "YP004"],
            ["信息变化", "YP004", "赵小衫", "石门镇", "柳溪村", "姓名", "赵小山", "赵小衫"],
            ["地址变化", "YP003", "李四", "石门镇", "柳溪村", "地址", "石门镇柳溪村1组", "石门镇柳溪村5组"],
            ["新增成员", "YP003", "李五", "石门镇", "柳溪村", "与户主关系", "—", "之女"],
        ]
    )
    assert [row[1] for row in differences(office, found, kind="left")] == ["YP002"]
    assert {row[2] for row in differences(office, found, words="赵小")} == {"赵小衫"}
    book = office.get(f"/name-lists/import/{found.pk}/differences/", {"xlsx": "name_list_differences"})
    assert book["Content-Type"].startswith("application/vnd.openxml")


def test_the_changes_can_be_looked_at_afterwards_and_go_away_with_the_import(office: Client, settings):
    found = changed_list(office)
    kept = settings.MEDIA_ROOT / found.counts["differences"]
    assert "赵小山".encode() not in kept.read_bytes()
    page = f"/name-lists/import/{found.pk}/"
    office.post(f"{page}confirm/")
    work_all()

    assert f"{page}differences/" in office.get("/name-lists/2/").content.decode()
    assert ["信息变化", "姓名", "赵小山"] in [[row[0], row[5], row[6]] for row in differences(office, found)]
    office.post(f"{page}undo/")
    work_all()
    assert not kept.exists()
    assert "没有这类变化" in office.get(f"{page}differences/").content.decode()


def test_a_partial_list_shows_nobody_leaving(office: Client):
    found = changed_list(office, whole="0")

    assert not {"退出名单", "成员离户"} & {row[0] for row in differences(office, found)}


def test_a_preview_given_up_or_read_again_leaves_no_lines_behind(office: Client, settings):
    found = changed_list(office)
    kept = settings.MEDIA_ROOT / found.counts["differences"]
    page = f"/name-lists/import/{found.pk}/"
    office.post(f"{page}read-again/")
    work_all()
    found.refresh_from_db()
    again = settings.MEDIA_ROOT / found.counts["differences"]
    assert (kept.exists(), again.exists()) == (False, True)

    with TestCase.captureOnCommitCallbacks(execute=True):
        office.post(f"{page}drop/")

    assert not again.exists()


def test_what_was_said_anew_of_people_is_among_the_changes_between_two_versions(office: Client):
    found = changed_list(office)
    office.post(f"/name-lists/import/{found.pk}/confirm/")
    work_all()
    address = "/name-lists/compare/?older=1&newer=2&what=said"

    page = office.get(address).content.decode()
    place = Region.objects.get(name="柳溪村")
    other = Region.objects.create(level="village", name="山背村", parent=place.parent, since=place.since)
    who = posted(Station.VILLAGE)
    who.postings.update(region=other)
    office.force_login(who)
    elsewhere_page = office.get(address).content.decode()

    assert "138****0009" in page
    assert "赵小山" in page
    assert "赵小山" not in elsewhere_page
    assert "没有这类变化" in elsewhere_page
