"""The books in a real browser: money received and read off the statement, a month closed, the fund placed."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils import timezone

import made_cases as cases
from browsing import WIDTHS, PageFor, picture
from hudai.actions import budget, fund
from hudai.core.dates import add_months
from hudai.core.ledger import month_of
from hudai.documents.policy_files import load
from hudai.records.models import Bank, ClosedMonth, LoanStanding, Posting, Source, Station
from made_books import answered, approved_batch, arrive, at, demanded, loan, payment_file
from made_offices import officer, post

pytestmark = pytest.mark.django_db(transaction=True)
each_width = pytest.mark.parametrize("width", WIDTHS)


def finance() -> Posting:
    return cases.at(Station.FINANCE).posting


def last_month() -> date:
    """Its tenth."""
    return add_months(month_of(timezone.localdate()), -1).replace(day=10)


@each_width
def test_money_is_received_and_stands_in_the_statement(page_for: PageFor, width: str):
    arrive(at(finance(), last_month()), 1_234_56, on=last_month())
    page = page_for(finance().officer, width, refused=(422,))
    page.goto("/ledger/")
    page.get_by_role("link", name="登记资金到账").click()

    page.get_by_label("资金来源").select_option("区县级")
    page.get_by_label("金额（元）").fill("200,000.50")
    page.get_by_label("拨款文号").fill("云财农〔2026〕9号")
    picture(page, f"ledger-receive-{width}")
    page.get_by_role("button", name="登记").click()

    page.get_by_text("已登记到账").wait_for()
    picture(page, f"ledger-{width}")
    page.get_by_role("link", name="1014").click()
    page.get_by_text("201,235.06").first.wait_for()
    rows = page.locator("#table-ledger-statement tbody tr")
    assert rows.count() == 2
    assert "云财农〔2026〕9号" in rows.nth(1).inner_text()
    assert "201,235.06" in rows.nth(1).inner_text()
    picture(page, f"ledger-statement-{width}")


@each_width
def test_last_month_is_closed_by_the_colleague(page_for: PageFor, width: str):
    arrive(at(finance(), last_month()), 1_234_56, on=last_month())
    colleague = post(officer("finance2", "钱白云"), Station.FINANCE)
    page = page_for(colleague.officer, width)
    page.goto("/ledger/")
    page.get_by_role("link", name="查看试算平衡表").click()
    picture(page, f"ledger-month-{width}")

    page.get_by_role("button", name="结账").click()

    page.get_by_text("不能再记账").first.wait_for()
    assert ClosedMonth.objects.get().closed_by == colleague
    picture(page, f"ledger-closed-{width}")
    page.get_by_role("navigation", name="当前位置").or_(page.locator(".crumbs")).get_by_text(
        "月度结账"
    ).click()
    page.get_by_text("进行中").first.wait_for()
    picture(page, f"ledger-months-{width}")


@each_width
def test_a_voucher_is_read_and_taken_back(page_for: PageFor, width: str):
    actor = at(finance(), timezone.localdate())
    made = budget.receive_funds(
        actor=actor, source=Source.CITY, amount=100_00, on=actor.today, document="市财1号"
    )
    page = page_for(finance().officer, width)
    page.goto("/ledger/vouchers/")
    picture(page, f"ledger-vouchers-{width}")
    page.get_by_role("link", name=made.number).click()
    picture(page, f"ledger-voucher-{width}")

    page.get_by_label("冲销原因").fill("金额录错")
    page.get_by_role("button", name="冲销").click()

    page.get_by_text(f"冲销 {made.number}：金额录错").first.wait_for()
    picture(page, f"ledger-reversed-{width}")


@each_width
def test_the_fund_is_placed_at_the_banks_and_read_against_their_lending(page_for: PageFor, width: str):
    desk = finance()
    lent = loan(3)
    LoanStanding.objects.create(
        loan=lent, as_of=timezone.localdate(), balance=5_000_000, due_on=lent.due_on, principal_days=0,
        interest_days=0, days_overdue=0,
    )  # fmt: skip
    Bank.objects.create(name="云坪邮储银行")
    page = page_for(desk.officer, width, refused=(422,))
    page.goto("/ledger/fund/")
    page.get_by_role("link", name="开账").click()
    page.get_by_label("存在云坪农商行（元）").fill("3,000,000")
    page.get_by_label("存在云坪邮储银行（元）").fill("1,000,000")
    page.get_by_role("button", name="开账").click()
    page.get_by_text("总额为 5,000,000.00 元，各银行存款合计 4,000,000.00 元").wait_for()
    picture(page, f"fund-open-{width}")
    page.get_by_label("存在云坪邮储银行（元）").fill("2000000")
    page.get_by_role("button", name="开账").click()

    page.get_by_text("风险补偿金已开账").wait_for()
    picture(page, f"fund-{width}")
    page.get_by_role("link", name="转存").click()
    page.get_by_label("转出银行").select_option("云坪邮储银行")
    page.get_by_label("转入银行").select_option("云坪农商行")
    page.get_by_label("金额（元）").fill("500000")
    page.get_by_label("原因").fill("按投放调整存放")
    page.get_by_role("button", name="登记").click()
    page.get_by_text("3,500,000.00").first.wait_for()


@each_width
def test_a_years_budget_is_read_against_what_was_paid(page_for: PageFor, width: str):
    desk = finance()
    actor = at(desk, timezone.localdate())
    for source, planned, came in ((Source.CENTRAL, 300_000_00, 0), (Source.COUNTY, 1_000_00, 2_000_00)):
        paper = "云财预〔2026〕1号"
        budget.set_budget(actor=actor, year=2026, source=source, amount=planned, document=paper)
        if came:
            budget.receive_funds(
                actor=actor, source=source, amount=came, on=date(2026, 3, 2), document="拨1号"
            )
    batch = approved_batch(400_00, 200_00, -30_00)
    answered(payment_file(batch), True, True)
    demanded(batch.lines.get(due__lt=0), 30_00)
    bank = Bank.objects.first()
    assert bank is not None
    fund.open_fund(
        actor=actor, policy=load("yubei-2021"), on=date(2026, 3, 2), deposits={bank.pk: 500_000_000}
    )

    page = page_for(desk.officer, width)
    page.goto("/ledger/budget/?year=2026")

    assert "570.00" in page.locator("tbody tr").nth(3).inner_text()
    picture(page, f"budget-{width}")
    page.goto("/ledger/")
    picture(page, f"ledger-full-{width}")
