"""The administrator's and the auditor's pages in a browser, at a desk's width and a telephone's."""

from __future__ import annotations

import pytest

import made_cases as cases
import made_offices as offices
from browsing import WIDTHS, PageFor, picture
from hudai.actions import decision as deciding
from hudai.records.models import Officer, Station

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("width", WIDTHS)
def test_a_new_officer_is_taken_on_given_a_desk_and_signs_in(page_for: PageFor, width: str):
    offices.town()
    offices.branch(Station.BRANCH)
    page = page_for(Station.ADMINISTRATOR, width)
    page.goto("/officers/new/")
    page.get_by_label("姓名").fill("王五")
    page.get_by_label("登录名").fill("wang.wu")
    page.get_by_role("button", name="新增").click()
    picture(page, f"one-time-password-{width}")
    password = page.locator(".one-time").inner_text()
    page.get_by_role("link", name="我已告知本人").click()
    page.get_by_label("岗位").select_option("town")
    page.get_by_label("辖区").select_option(label="石门镇")
    page.get_by_label("单位名称").fill("石门镇乡村振兴办公室")
    page.get_by_role("button", name="安排", exact=True).click()
    page.get_by_text("已安排“镇经办”岗位。").wait_for()
    picture(page, f"officer-{width}")

    theirs = page_for(None, width)
    theirs.goto("/sign-in/")
    theirs.get_by_label("登录名").fill("wang.wu")
    theirs.get_by_label("密码").fill(password)
    theirs.get_by_role("button", name="登录").click()
    theirs.get_by_label("现在的密码").fill(password)
    theirs.locator("#id_new_password1").fill("Liuxi-village-77")
    theirs.locator("#id_new_password2").fill("Liuxi-village-77")
    picture(theirs, f"first-password-{width}")
    theirs.get_by_role("button", name="保存新密码").click()
    theirs.get_by_text("密码已修改").wait_for()
    assert Officer.objects.get(username="wang.wu").one_time_until is None


@pytest.mark.parametrize("width", WIDTHS)
def test_the_administrators_pages_fit_the_screen(page_for: PageFor, width: str):
    cases.waiting_at(2)
    cases.lead_bank()
    posting = cases.at(Station.TOWN).posting
    page = page_for(Station.ADMINISTRATOR, width)
    for name, address in (
        ("officers", "/officers/"),
        ("end-posting", f"/postings/{posting.pk}/end/"),
        ("offices", "/offices/"),
        ("banks", "/banks/"),
        ("system", "/system/"),
        ("journal-administrator", "/journal/"),
    ):
        page.goto(address)
        picture(page, f"{name}-{width}")


@pytest.mark.parametrize("width", WIDTHS)
def test_the_auditor_finds_a_case_in_the_journal_and_who_looked_at_its_numbers(page_for: PageFor, width: str):
    case = cases.waiting_at(3)
    for hour in range(3):
        deciding.look(actor=cases.at(Station.TOWN, 30 + hour), number=case.number)
    page = page_for(Station.AUDITOR, width)
    page.goto("/journal/")
    if width == "phone":
        page.get_by_text("更多条件").click()
    page.get_by_role("textbox", name="编号").fill(case.number)
    page.get_by_role("button", name="查询").click()
    page.get_by_role("link", name=case.number).first.wait_for()
    picture(page, f"journal-{width}")
    page.goto("/journal/looks/")
    picture(page, f"looks-{width}")
