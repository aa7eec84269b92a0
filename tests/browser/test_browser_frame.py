"""The frame in a real browser: wide and on a telephone, by keyboard, on paper, and without scripts."""

from __future__ import annotations

import pytest

from browsing import WIDTHS, PageFor, picture
from hudai.records.models import Station
from made_offices import PASSWORD, officer, post, posted

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("with_sample_pages")]
each_width = pytest.mark.parametrize("width", WIDTHS)


@each_width
def test_signing_in_with_a_wrong_password_and_then_the_right_one(page_for: PageFor, width: str):
    posted(Station.TOWN)
    page = page_for(width=width)

    page.goto("/")
    picture(page, f"sign_in-{width}")
    page.get_by_label("登录名").fill("town")
    page.get_by_label("密码").fill("不对的密码")
    page.get_by_role("button", name="登录").click()
    assert page.get_by_role("alert").inner_text().startswith("登录名或密码不对")
    picture(page, f"sign_in-wrong-{width}")

    page.get_by_label("密码").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="工作台").wait_for()
    picture(page, f"home-{width}")


@each_width
def test_every_part_of_a_page_at_both_widths(page_for: PageFor, width: str):
    page = page_for(Station.TOWN, width)

    page.goto("/sample/parts/?wrong=1")
    picture(page, f"parts-{width}")
    page.get_by_role("link", name="下一页").first.click()
    page.get_by_text("第 2 / 22 页").wait_for()


@each_width
def test_a_refusal_at_both_widths(page_for: PageFor, width: str):
    page = page_for(Station.TOWN, width, refused=(404, 409))

    page.goto("/sample/sheet-refused/")
    picture(page, f"refused-{width}", whole=False)
    page.goto("/sample/refused/")
    picture(page, f"refused-short-{width}")
    page.goto("/nowhere/")
    picture(page, f"not-found-{width}")
    page.get_by_role("link", name="回到首页").click()
    page.get_by_role("heading", name="工作台").wait_for()


def test_the_menu_of_a_telephone_unfolds_and_folds_without_scripts(page_for: PageFor):
    page = page_for(Station.TOWN, "phone", scripts=False)

    page.goto("/sample/parts/")
    menu = page.get_by_role("navigation", name="主菜单")
    assert not menu.is_visible()
    page.locator(".menu-button").click()
    menu.wait_for()
    picture(page, "menu-phone", whole=False)
    menu.get_by_role("link", name="工作台").click()
    page.get_by_role("heading", name="工作台").wait_for()


def test_the_whole_road_of_a_form_works_without_scripts(page_for: PageFor):
    page = page_for(Station.TOWN, scripts=False)

    page.goto("/sample/form/")
    page.get_by_label("借款人姓名").fill("孙平磊")
    page.get_by_label("身份证号码").fill("500112198001011234")
    page.get_by_label("申请金额（元）").fill("30000")
    page.get_by_text("脱贫户", exact=True).click()
    page.get_by_label("用途").fill("养蜂 40 箱")
    page.get_by_label("已签承诺书").check()
    page.get_by_role("button", name="提交申请").click()

    assert page.inner_text("body") == "收到：养蜂 40 箱"


def test_the_keyboard_alone_reaches_the_person_menu_and_closes_it(page_for: PageFor):
    page = page_for(Station.TOWN)

    page.goto("/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "跳到正文"
    page.locator("details.person summary").focus()
    page.keyboard.press("Enter")
    page.get_by_role("link", name="修改密码").wait_for()
    picture(page, "person-wide", whole=False)
    page.keyboard.press("Escape")
    assert not page.get_by_role("link", name="修改密码").is_visible()


@each_width
def test_choosing_a_desk_and_the_pages_of_the_account(page_for: PageFor, width: str):
    who = officer("both")
    post(who, Station.TOWN)
    post(who, Station.OFFICE)
    page = page_for(who, width)

    page.goto("/")
    picture(page, f"station-{width}")
    page.get_by_role("button", name="区县主管部门").click()
    page.get_by_text("云坪县农业农村局").first.wait_for()
    page.goto("/station/")
    picture(page, f"station-again-{width}")
    page.goto("/password/")
    picture(page, f"password-{width}")
    page.goto("/second-factor/")
    page.get_by_role("button", name="开启两步验证").click()
    page.wait_for_load_state("networkidle")
    assert page.get_by_alt_text("两步验证的二维码").evaluate("image => image.naturalWidth") > 0
    picture(page, f"second-factor-{width}")


def test_a_form_sent_after_the_session_ran_out_is_not_lost(page_for: PageFor, settings):
    page = page_for(Station.TOWN)
    page.goto("/sample/form/")
    page.get_by_label("借款人姓名").fill("孙平磊")
    page.get_by_label("身份证号码").fill("500112198001011234")
    page.get_by_label("申请金额（元）").fill("30000")
    page.get_by_text("脱贫户", exact=True).click()
    page.get_by_label("用途").fill("养蜂 40 箱")
    page.get_by_label("已签承诺书").check()
    limit, settings.HUDAI_IDLE_LIMIT = settings.HUDAI_IDLE_LIMIT, settings.HUDAI_IDLE_LIMIT * 0

    page.get_by_role("button", name="提交申请").click()
    page.get_by_text("已留存").wait_for()
    settings.HUDAI_IDLE_LIMIT = limit
    picture(page, "ran-out-wide")
    page.get_by_label("登录名").fill("town")
    page.get_by_label("密码").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="您刚才填写的内容还在").wait_for()
    picture(page, "kept-form-wide")
    page.get_by_role("button", name="接着提交").click()

    page.wait_for_url("**/sample/form/")
    assert page.inner_text("body") == "收到：养蜂 40 箱"


def test_the_page_on_paper_is_the_page_alone(page_for: PageFor):
    page = page_for(Station.TOWN)

    page.goto("/sample/parts/")
    page.emulate_media(media="print")
    assert not page.get_by_role("navigation", name="主菜单").is_visible()
    picture(page, "print")
