"""Due days and visits in a real browser: what a village finds on its lists and writes down."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page

import made_cases as cases
import made_loans as loans
from browsing import WIDTHS, PageFor, picture
from hudai.records.models import Loan, LoanStanding, MaturityNote, Officer, Station, Visit

pytestmark = pytest.mark.django_db(transaction=True)
each_width = pytest.mark.parametrize("width", WIDTHS)


def at_the_village(page_for: PageFor, width: str) -> Page:
    cases.at(Station.VILLAGE)
    return page_for(Officer.objects.get(username=str(Station.VILLAGE)), width)


@each_width
def test_a_village_arranges_what_falls_due_and_visits_the_household(page_for: PageFor, width: str):
    loan = loans.disbursed()
    due_on = timezone.localdate() + timedelta(days=20)
    Loan.objects.filter(pk=loan.pk).update(due_on=due_on)
    LoanStanding.objects.filter(pk=loan.pk).update(due_on=due_on)
    village = at_the_village(page_for, width)

    village.goto("/maturities/?by=village")
    picture(village, f"due-days-1-list-{width}")
    village.get_by_role("link", name="登记安排").click()
    village.get_by_label("银行不同意续贷或展期").check()
    village.get_by_label("说明").fill("去年两次欠息，银行要求先还清。")
    picture(village, f"due-days-2-note-{width}")
    village.get_by_role("button", name="登记").click()
    village.get_by_text("已登记到期安排").wait_for()

    village.goto("/visits/")
    picture(village, f"due-days-3-visits-{width}")
    village.get_by_role("link", name="登记检查").click()
    village.get_by_label("检查情况").fill("买了 12 头猪，圈舍已修好。")
    village.get_by_label("资金用途").select_option("no")
    village.get_by_label("情况不好").check()
    picture(village, f"due-days-4-visit-{width}")
    village.get_by_role("button", name="登记").click()
    village.get_by_text("贷后检查已登记").wait_for()
    picture(village, f"due-days-5-loan-{width}")

    assert MaturityNote.objects.get().plan == "refused"
    assert Visit.objects.get().money_used_as_agreed is False
