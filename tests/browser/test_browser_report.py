"""The month's register in a real browser: the branch hands in, the bank sums up, three offices sign."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

import made_batches as loans
import made_cases as cases
import made_offices as offices
from browsing import WIDTHS, PageFor, picture
from hudai.actions import report as actions
from hudai.actions.actor import Actor
from hudai.core.dates import add_months
from hudai.core.report_day import month_of
from hudai.records.models import Branch, Officer, Receipt, Station, Submission

pytestmark = pytest.mark.django_db(transaction=True)
each_width = pytest.mark.parametrize("width", WIDTHS)
STATIONS = (Station.BRANCH, Station.BANK, Station.OFFICE, Station.FINANCE, Station.FINANCE_OFFICE)


def last_month() -> date:
    return add_months(month_of(timezone.localdate()), -1)


@pytest.fixture
def county() -> None:
    """Three loans of one branch, one of another that hands nothing in; a register of three months ago."""
    for station in STATIONS:
        if not Officer.objects.filter(username=str(station)):
            offices.posted(station)
    first = loans.loan(cases.household(), due_on=date(2029, 1, 10))
    loans.loan(cases.household("LX-002", "钱大山", "19700101"), "HT-002", due_on=date(2029, 1, 10))
    loans.loan(cases.household("LX-003", "周小河", "19900615"), "HT-003", principal=3_000_000)
    head = offices.branch(Station.BANK)
    second = Branch.objects.create(bank=head.bank, name="云台支行", parent=head)
    loans.loan(cases.household("LX-004", "吴长林", "19880808"), "HT-004", branch=second)
    desk = cases._desk(Station.BRANCH)
    actor = Actor(desk.officer, desk, timezone.localtime())
    actions.hand_in(actor=actor, policy=loans.LAW.policy, month=add_months(last_month(), -2))
    # Booked into the time before that register: the next one does not continue it.
    loans.repaid(first, date(2023, 5, 20), principal=1_200_000)


def at(page_for: PageFor, station: Station, width: str, address: str) -> Page:
    page = page_for(Officer.objects.get(username=str(station)), width)
    page.goto(address)
    return page


@each_width
@pytest.mark.usefixtures("county")
def test_a_register_goes_from_the_branch_over_the_bank_to_three_offices(page_for: PageFor, width: str):
    branch = at(page_for, Station.BRANCH, width, "/reports/")
    picture(branch, f"report-1-branch-{width}")
    branch.get_by_role("link", name="报送", exact=True).first.click()
    branch.get_by_role("heading", name="不衔接的合同").wait_for()
    picture(branch, f"report-2-hand-in-{width}")
    branch.get_by_label("说明").fill("补记 2023 年 5 月 20 日还款 1.2 万元。")
    branch.get_by_role("button", name="报送区县级银行机构").click()
    branch.get_by_text("台账已报送").wait_for()
    picture(branch, f"report-3-handed-in-{width}")

    bank = at(page_for, Station.BANK, width, "/reports/")
    picture(bank, f"report-4-bank-{width}")
    bank.get_by_role("link", name="网点报送情况").first.click()
    bank.get_by_role("heading", name="各网点台账").wait_for()
    picture(bank, f"report-5-branches-{width}")
    bank.get_by_role("link", name="汇总报送").click()
    expect(bank.get_by_text("还没有报来：云台支行")).to_be_visible()
    bank.get_by_label("说明").fill("云台支行系统故障，次日补报。")
    picture(bank, f"report-6-summary-{width}")
    bank.get_by_role("button", name="报送三部门").click()
    bank.get_by_text("台账已报送").wait_for()
    summary = Submission.objects.get(level="bank")

    for station in (Station.OFFICE, Station.FINANCE, Station.FINANCE_OFFICE):
        office = at(page_for, station, width, "/reports/")
        picture(office, f"report-7-{station}-{width}")
        office.goto(f"/reports/{summary.pk}/")
        office.get_by_role("button", name="签收", exact=True).click()
        office.get_by_text("已签收。").wait_for()
    picture(office, f"report-8-signed-{width}")
    assert Receipt.objects.filter(submission=summary).count() == 3


@each_width
@pytest.mark.usefixtures("county")
def test_the_register_of_a_day_and_its_annex(page_for: PageFor, width: str):
    office = at(page_for, Station.OFFICE, width, "/loan-register/")
    office.get_by_label("截至日期").fill("2023-06-30")
    office.get_by_role("button", name="查询").click()
    office.get_by_text("截至 2023年6月30日").wait_for()
    picture(office, f"loan-register-{width}")
    expect(office.get_by_text("孙平磊")).to_be_visible()
    with office.expect_download() as taken:
        office.get_by_role("button", name="附件5 Word").click()
    assert taken.value.suggested_filename == "发放台账-20230630.docx"


@pytest.mark.usefixtures("county")
def test_a_register_is_handed_in_without_scripts(page_for: PageFor):
    page = page_for(Officer.objects.get(username="branch"), "wide", scripts=False)
    page.goto(f"/reports/hand-in/yubei-2021/{last_month():%Y-%m}/")
    page.get_by_label("说明").fill("补记还款。")
    page.get_by_role("button", name="报送区县级银行机构").click()

    expect(page.get_by_text("台账已报送")).to_be_visible()
