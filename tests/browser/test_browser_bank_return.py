"""A bank's sheets in a real browser: uploaded, previewed, confirmed, taken in, at both widths."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

import made_cases as cases
import made_offices as offices
from browsing import WIDTHS, PageFor, picture
from hudai.records.models import Difference, Loan, Repayment, Station
from made_name_lists import work_all
from made_returns import (
    FIRST_QUARTER,
    LOANS,
    QIAN,
    REPAYMENTS,
    carry_out,
    household,
    loan,
    repayment,
    sheet,
)

pytestmark = pytest.mark.django_db(transaction=True)
each_width = pytest.mark.parametrize("width", WIDTHS)


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"


def upload(page: Page, label: str, file: Path) -> None:
    """From the list to the preview; the worker is at hand."""
    page.goto("/bank-returns/")
    page.get_by_role("link", name="上传报表").click()
    page.get_by_role("radio", name=label).check()
    page.get_by_label("表格").set_input_files(file)
    page.get_by_role("button", name="上传并读取").click()
    page.wait_for_url("**/jobs/*/")
    work_all()
    page.get_by_role("heading", name="第三步　确认导入").wait_for()


def confirm(page: Page) -> None:
    page.get_by_role("button", name="确认导入").click()
    page.wait_for_url("**/jobs/*/")
    work_all()
    page.get_by_text("撤销这次导入").wait_for()


@each_width
def test_loans_and_repayments_come_in_from_the_bank_s_own_sheets(
    page_for: PageFor, width: str, tmp_path: Path
):
    offices.village()
    page = page_for(cases.at(Station.BRANCH).officer, width, refused=())
    loans = tmp_path / "5月贷款明细.csv"
    loans.write_bytes(
        sheet(
            LOANS,
            [loan(), loan("HT2", household="YP002", name="钱老四", id_number=QIAN, village="柳西村")],
        )
    )
    upload(page, "贷款明细", loans)
    page.get_by_label("石门镇柳西村").select_option(label="就是石门镇柳溪村（最接近）")
    picture(page, f"bank-return-loans-{width}")
    confirm(page)
    assert Loan.objects.count() == 2

    rows = [
        FIRST_QUARTER,
        repayment("HT1", "2022-06-21", principal="60000"),
        repayment("HT2", "2022-06-21", interest="4919.40"),
        repayment("HT9", "2022-06-21", interest="491.94"),
    ]
    repayments = tmp_path / "5月还款.csv"
    repayments.write_bytes(sheet(REPAYMENTS, rows))
    upload(page, "还款明细", repayments)
    page.get_by_text("超过借款金额").wait_for()
    picture(page, f"bank-return-repayments-{width}")
    page.get_by_label("只导入正确的行").check()
    confirm(page)
    picture(page, f"bank-return-done-{width}")

    assert [each.interest for each in Repayment.objects.all()] == [37_431]
    page.goto("/bank-returns/")
    picture(page, f"bank-returns-{width}")


@each_width
def test_a_register_is_reconciled_and_a_difference_closed(page_for: PageFor, width: str, tmp_path: Path):
    offices.village()
    household()
    carry_out(cases.at(Station.OFFICE), "loans", [loan()])
    page = page_for(cases.at(Station.BANK).officer, width)
    register = tmp_path / "5月末台账.csv"
    heads = ("合同号", "贷款余额（元）", "年利率（%）")
    register.write_bytes(sheet(heads, [["HT1", "40000", "3.65"], ["HT9", "20000", "3.65"]]))
    page.goto("/reconciliations/")
    page.get_by_role("link", name="上传台账对账").click()
    page.get_by_label("银行台账").set_input_files(register)
    page.get_by_role("button", name="上传并对账").click()
    page.wait_for_url("**/jobs/*/")
    work_all()
    page.get_by_role("link", name="差异清单").wait_for()
    picture(page, f"reconciliation-{width}")
    page.get_by_role("link", name="差异清单").click()
    page.get_by_role("link", name="HT9").first.wait_for()
    picture(page, f"differences-{width}")
    page.get_by_role("link", name="HT9").first.click()
    page.get_by_label("销号原因").fill("下月导入")
    picture(page, f"difference-{width}")
    page.get_by_role("button", name="销号").click()
    page.get_by_text("已销号：HT9").wait_for()

    assert Difference.objects.filter(closed_at=None).count() == 2
