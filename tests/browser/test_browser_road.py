"""The whole road in a real browser: from the village to the approval of the bank, and back once."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

import made_cases as cases
from browsing import WIDTHS, PageFor, picture
from hudai.actions.application import BANK_FACTS
from hudai.records.models import Application, Decision, Officer, Station
from made_offices import posted

pytestmark = pytest.mark.django_db(transaction=True)
each_width = pytest.mark.parametrize("width", WIDTHS)


@pytest.fixture
def household() -> None:
    """A listed household, every desk of the county, and a lead bank in the town."""
    cases.household()
    cases.lead_bank()
    for station in (Station.VILLAGE, Station.TOWN, Station.OFFICE, Station.BRANCH):
        if not Officer.objects.filter(username=str(station)):
            posted(station)


def at(page_for: PageFor, station: Station, width: str, **more: object) -> Page:
    page = page_for(Officer.objects.get(username=str(station)), width, **more)
    page.goto("/")
    page.get_by_role("heading", name="工作台").wait_for()
    return page


def enter(page: Page) -> None:
    """The village fills in the form; only what a browser shows is touched."""
    page.get_by_label("申贷金额（元）").fill("50000")
    page.get_by_label("申贷期限（月）").fill("36")
    page.get_by_label("申贷用途").fill("养殖")
    page.get_by_label("申请日期").fill("2025-09-19")
    page.get_by_label("联系电话").fill("13800001234")
    page.get_by_label("全户本项贷款余额（元）").fill("0")
    for name, value in cases.GOOD.items():
        if isinstance(value, bool) and name not in BANK_FACTS:
            page.locator(f"select[name={name}]").select_option("yes" if value else "no")


def attest(page: Page) -> None:
    """The bank says what only it can know."""
    for name in BANK_FACTS:
        value = cases.GOOD.get(name)
        if isinstance(value, bool):
            page.locator(f"select[name=bank-{name}]").select_option("yes" if value else "no")
    page.get_by_role("button", name="登记核实结果").click()
    page.get_by_text("银行核实事项已登记").wait_for()


def record_papers(page: Page) -> None:
    """Both surveys and the commitment, on the page of the case."""
    for kind in ("农户调查", "产业项目调查"):
        page.get_by_text("登记调查", exact=True).first.click()
        page.get_by_label("调查对象").select_option(label=kind)
        page.get_by_label("调查日期").fill("2025-09-19")
        page.get_by_label("调查人").fill("孙青山、周青山")
        page.get_by_label("调查情况").fill("家庭和项目情况与申请一致。")
        page.get_by_role("button", name="登记调查").click()
        page.get_by_text("调查已登记").wait_for()
    page.get_by_text("登记承诺书", exact=True).first.click()
    page.get_by_label("帮扶责任人").fill("周帮扶")
    page.get_by_label("工作单位").fill("石门镇人民政府")
    page.get_by_label("签订日期").fill("2025-09-19")
    page.get_by_role("button", name="登记承诺书").click()
    page.get_by_text("承诺书已登记").wait_for()


def sign(page: Page, number: str, words: str = "情况属实，同意。") -> None:
    page.goto("/waiting/")
    page.get_by_role("link", name=number).click()
    page.get_by_label("意见内容").fill(words)
    page.get_by_role("button", name="签署", exact=True).click()
    page.get_by_text(f"已同意：{number}").wait_for()


@each_width
@pytest.mark.usefixtures("household")
def test_an_application_goes_from_the_village_to_the_banks_approval_and_back_once(
    page_for: PageFor, width: str
):
    village = at(page_for, Station.VILLAGE, width)
    picture(village, f"road-1-home-{width}")
    village.goto("/applications/enter/")
    village.get_by_label("申请的农户").fill("孙平磊")
    village.get_by_role("button", name="查找").click()
    picture(village, f"road-2-household-{width}")
    village.get_by_role("link", name="为这户录入").click()
    enter(village)
    village.get_by_text("申请日 40 周岁").wait_for()
    village.get_by_text("还可申请 50,000 元").wait_for()
    picture(village, f"road-3-form-{width}")
    village.get_by_role("button", name="保存为草稿").click()
    village.get_by_text("已录入申请").wait_for()
    number = Application.objects.get().number
    picture(village, f"road-4-papers-missing-{width}")
    record_papers(village)
    village.get_by_role("button", name="提交", exact=True).click()
    village.get_by_text(f"申请 {number} 已提交").wait_for()
    picture(village, f"road-4-handed-in-{width}")
    sign(village, number)

    town = at(page_for, Station.TOWN, width)
    picture(town, f"road-5-town-home-{width}")
    town.goto("/waiting/")
    picture(town, f"road-6-waiting-{width}")
    sign(town, number)

    office = at(page_for, Station.OFFICE, width)
    office.goto(f"/applications/{number}/")
    office.get_by_text("退回修改", exact=True).first.click()
    office.get_by_label("退回到").select_option(label="填写申请")
    office.get_by_label("申贷用途").check()
    office.get_by_label("意见内容").fill("用途写得太笼统，请写清养什么。")
    picture(office, f"road-7-return-{width}")
    office.get_by_role("button", name="签署", exact=True).click()
    office.get_by_text(f"已退回：{number}").wait_for()

    village.goto(f"/applications/{number}/edit/")
    picture(village, f"road-8-returned-{width}")
    village.get_by_label("申贷用途").fill("生猪养殖 30 头")
    village.get_by_role("button", name="保存修改").click()
    village.get_by_role("button", name="提交", exact=True).click()
    sign(village, number)
    sign(town, number)
    sign(office, number)

    bank = at(page_for, Station.BRANCH, width)
    bank.goto(f"/applications/{number}/")
    attest(bank)
    bank.get_by_label("年利率（%）").fill("3.5")
    bank.get_by_label("信用等级").select_option("良好")
    bank.get_by_label("放款账户").fill("6217000012345678")
    picture(bank, f"road-9-bank-{width}")
    bank.get_by_role("button", name="签署", exact=True).click()
    bank.get_by_text("36 个月，年利率 3.50%").first.wait_for()
    picture(bank, f"road-10-approved-{width}")

    assert Application.objects.get().state == "approved"
    said = Decision.objects.order_by("decided_at", "pk").values_list("step", "verdict")
    assert list(said) == [
        (1, "agree"),
        (2, "agree"),
        (3, "return"),
        (1, "agree"),
        (2, "agree"),
        (3, "agree"),
        (4, "agree"),
    ]


@each_width
@pytest.mark.usefixtures("household")
def test_the_first_page_draws_its_pictures_and_the_other_pages_fit(page_for: PageFor, width: str):
    done = cases.waiting_at(4, cases.household("LX-002", "钱大山", "19700101"))
    cases.agree(done, cases.at(Station.BRANCH, 96), terms=cases.TERMS)
    cases.waiting_at(3, cases.household("LX-003", "周敏军", "19550307"))
    page = at(page_for, Station.OFFICE, width)

    page.locator(".chart svg").first.wait_for()
    picture(page, f"home-office-{width}")
    for name, address in {
        "list": "/applications/",
        "times": "/processing-times/",
        "hand-over": "/hand-over/",
        "policies": "/policies/",
        "policy": "/policies/yubei-2021/",
        "clauses": "/policies/yubei-2021/clauses/?status=planned",
        "compare": "/policies/compare/",
    }.items():
        page.goto(address)
        sideways = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert page.evaluate(sideways) <= 0, address
        picture(page, f"{name}-{width}", whole=name in ("list", "times", "hand-over"))
    page.goto(f"/applications/{Application.objects.get(state='under_way').number}/")
    picture(page, f"case-waivable-{width}")


@pytest.mark.usefixtures("household")
def test_the_road_works_without_scripts(page_for: PageFor):
    application = cases.waiting_at(2, cases.household("LX-002", "钱大山", "19700101"))
    town = at(page_for, Station.TOWN, "wide", scripts=False)

    sign(town, application.number)

    application.refresh_from_db()
    assert application.step == 3
