"""A loan's life in a real browser: signed, paid out, repaid, put right, and its page at both widths."""

from __future__ import annotations

from datetime import date

import pytest
from playwright.sync_api import Page

import made_cases as cases
import made_loans as loans
from browsing import WIDTHS, PageFor, picture
from hudai.actions import stop as stopping
from hudai.records.models import Loan, Officer, Repayment, Station

pytestmark = pytest.mark.django_db(transaction=True)
each_width = pytest.mark.parametrize("width", WIDTHS)


def at(page_for: PageFor, station: Station, width: str, **more: object) -> Page:
    cases.at(station)
    page = page_for(Officer.objects.get(username=str(station)), width, **more)
    page.goto("/")
    page.get_by_role("heading", name="工作台").wait_for()
    return page


@each_width
def test_an_approved_application_becomes_a_loan_that_is_repaid_and_put_right(page_for: PageFor, width: str):
    application = loans.approved()
    bank = at(page_for, Station.BRANCH, width)
    picture(bank, f"loan-1-desk-{width}")
    bank.goto(f"/applications/{application.number}/")
    bank.get_by_role("link", name="签合同").click()
    bank.get_by_label("合同号").fill("石农信借字〔2025〕第0025号")
    bank.get_by_label("合同日期").fill("2025-09-25")
    bank.get_by_label("到期日期").fill("2028-09-25")
    bank.get_by_text("没有高于 3.50%").wait_for()
    picture(bank, f"loan-2-sign-{width}")
    bank.get_by_role("button", name="签合同").click()
    bank.get_by_text("放款后请登记放款").wait_for()
    picture(bank, f"loan-3-signed-{width}")

    bank.get_by_role("link", name="登记放款").click()
    bank.get_by_label("放款日期").fill("2025-09-26")
    bank.get_by_role("button", name="登记放款").click()
    bank.get_by_text("已登记放款 50,000.00 元").wait_for()

    bank.get_by_role("link", name="登记还款").click()
    bank.get_by_label("还款日期").fill("2025-12-20")
    bank.get_by_label("归还本金（元）").fill("10000")
    bank.get_by_label("归还利息（元）").fill("418.06")
    bank.get_by_text("登记后剩余本金").wait_for()
    bank.get_by_text("40,000.00 元").wait_for()
    picture(bank, f"loan-4-repay-{width}")
    bank.get_by_role("button", name="登记", exact=True).click()
    bank.get_by_text("还款已登记").wait_for()

    bank.get_by_role("link", name="更正 2025-12-20 的还款").click()
    bank.get_by_label("归还本金（元）").fill("1000")
    bank.get_by_label("更正原因").fill("多写了一个零")
    bank.get_by_role("button", name="更正", exact=True).click()
    bank.get_by_text("还款已更正").wait_for()
    bank.locator(".chart svg").first.wait_for()
    picture(bank, f"loan-5-page-{width}")

    assert bank.get_by_text("多写了一个零").count() == 1
    assert bank.get_by_text("49,000.00").count() >= 2
    loan = Loan.objects.get()
    assert [row.principal for row in Repayment.objects.filter(loan=loan).standing()] == [100_000]


@each_width
def test_the_pages_of_a_county_with_loans_fit_and_read_well(page_for: PageFor, width: str):
    loan = loans.one_year()
    loans.repaid(loan, date(2025, 10, 8), principal=500_000)
    loans.repaid(loan, date(2025, 12, 20), interest=32_000)
    stopping.stop(
        actor=loans.on(date(2025, 12, 1), Station.OFFICE),
        laws=loans.LAWS,
        loan_id=loan.pk,
        kind="diversion",
        since=date(2025, 11, 1),
        evidence="石门镇核查记录 2025 年第 3 号",
    )
    loans.about(loan, "extension", term_months=6, amount=4_500_000)
    other = cases.household("LX-002", "钱大山", "19700101")
    loans.disbursed(loans.approved(other), contract="HT-0002")
    office = at(page_for, Station.OFFICE, width)

    for name, address in {
        "list": "/loans/",
        "page": f"/loans/{loan.pk}/",
        "stop": f"/loans/{loan.pk}/stop/",
        "household": f"/households/{loan.household_id}/",
    }.items():
        office.goto(address)
        picture(office, f"loans-{name}-{width}")
        sideways = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert office.evaluate(sideways) <= 0, address
    bank = at(page_for, Station.BRANCH, width)
    picture(bank, f"loans-desk-{width}")
    village = at(page_for, Station.VILLAGE, width)
    village.goto(f"/applications/enter/{loan.household.number}/")
    picture(village, f"loans-enter-{width}")


def test_a_loan_is_repaid_without_scripts(page_for: PageFor):
    loan = loans.disbursed()
    bank = at(page_for, Station.BRANCH, "wide", scripts=False)
    bank.goto(f"/loans/{loan.pk}/repay/")
    bank.get_by_label("还款日期").fill("2025-12-20")
    bank.get_by_label("归还本金（元）").fill("10000")
    bank.get_by_role("button", name="登记", exact=True).click()

    bank.get_by_text("还款已登记").wait_for()
    assert bank.get_by_text("看数字").count() >= 1
    assert Repayment.objects.count() == 1
