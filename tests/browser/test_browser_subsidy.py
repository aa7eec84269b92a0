"""A quarter in a real browser: the bank's sheet, the batch drawn up, checked, published, paid, closed."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page

import made_batches as batches
import made_cases as cases
from browsing import WIDTHS, PageFor, picture
from hudai.actions.budget import receive_funds
from hudai.records.models import BatchStep, Officer, Repayment, Source, Station, SubsidyBatch
from made_name_lists import work_all
from made_offices import posted
from made_returns import REPAYMENTS, repayment, sheet

pytestmark = pytest.mark.django_db(transaction=True)
each_width = pytest.mark.parametrize("width", WIDTHS)


@pytest.fixture
def county(settings: Any, tmp_path: Path) -> None:
    """Two loans whose interest nobody has told of yet, and every desk a batch passes."""
    settings.MEDIA_ROOT = tmp_path / "files"
    for number in (1, 2):
        home = cases.household(f"LX-{number:03d}", f"孙平{'甲乙'[number - 1]}", f"1985010{number}")
        batches.loan(home, f"HT-{number:03d}", account=f"621700001234567{number}")
    for station in (Station.TOWN, Station.TOWN_HEAD, Station.OFFICE, Station.FINANCE, Station.BRANCH):
        if not Officer.objects.filter(username=str(station)):
            posted(station)
    batches.second(Station.FINANCE)


def at(page_for: PageFor, name: str, width: str) -> Page:
    return page_for(Officer.objects.get(username=name), width)


def open_batch(page: Page, number: str) -> None:
    page.goto("/subsidies/")
    page.get_by_role("link", name=number).click()
    page.get_by_role("heading", name="办理进度").wait_for()


def take_in(page: Page, sheet: Path) -> None:
    """The quarter's repayments, from the upload until they are written; the worker is at hand."""
    page.goto("/bank-returns/")
    page.get_by_role("link", name="上传报表").click()
    page.get_by_role("radio", name="还款明细").check()
    page.get_by_label("表格").set_input_files(sheet)
    page.get_by_role("button", name="上传并读取").click()
    page.wait_for_url("**/jobs/*/")
    work_all()
    page.get_by_role("button", name="确认导入").click()
    page.wait_for_url("**/jobs/*/")
    work_all()
    page.get_by_text("撤销这次导入").wait_for()


def draw_up(town: Page, width: str) -> str:
    """The town's batch; its number."""
    town.goto("/subsidies/")
    picture(town, f"subsidy-1-empty-{width}")
    town.get_by_role("link", name="生成批次").click()
    town.get_by_label("石门镇").check()
    picture(town, f"subsidy-2-draw-up-{width}")
    town.get_by_role("button", name="生成").click()
    town.get_by_text("个镇的批次可以核对了").wait_for()
    picture(town, f"subsidy-3-batch-{width}")
    town.get_by_role("link", name="1", exact=True).first.click()
    town.get_by_role("heading", name="计算底稿").wait_for()
    picture(town, f"subsidy-4-line-{width}")
    return SubsidyBatch.objects.get().number


def check_and_publish(page_for: PageFor, number: str, width: str) -> None:
    head = at(page_for, "town_head", width)
    open_batch(head, number)
    head.get_by_label("意见").fill("已与利息回单核对，无误。")
    head.get_by_role("button", name="核对无误，上报").click()
    head.get_by_text("转区县主管部门审核").wait_for()

    office = at(page_for, "office", width)
    open_batch(office, number)
    office.get_by_role("button", name="审核通过").click()
    office.get_by_text("已审核，可以公示了").wait_for()
    picture(office, f"subsidy-5-reviewed-{width}")
    office.get_by_role("button", name="开始公示").click()
    office.get_by_text("请打印公示表张贴").wait_for()
    picture(office, f"subsidy-6-public-{width}")


def approve_and_pay(page_for: PageFor, number: str, width: str) -> Page:
    """Finance's two people; the cashier's page with the closed batch."""
    first = at(page_for, "finance", width)
    open_batch(first, number)
    first.get_by_role("button", name="批准", exact=True).click()
    first.get_by_text("可以制作拨付文件了").wait_for()

    second = at(page_for, "finance2", width)
    open_batch(second, number)
    second.get_by_label("资金来源").select_option(label="区县级")
    second.get_by_role("button", name="制作拨付文件").click()
    second.get_by_text("请下载后交经办银行").wait_for()
    picture(second, f"subsidy-7-file-{width}")
    with second.expect_download() as sent:
        second.get_by_role("button", name="下载拨付明细").click()
    assert sent.value.suggested_filename.endswith(".xlsx")
    second.get_by_text("登记结果", exact=True).click()
    second.get_by_role("button", name="登记", exact=True).click()
    second.get_by_text("已登记：到账 2 行").wait_for()
    second.get_by_role("button", name="办结批次").click()
    second.get_by_text("批次已办结").wait_for()
    picture(second, f"subsidy-8-closed-{width}")
    return second


@each_width
@pytest.mark.usefixtures("county")
def test_a_quarter_runs_from_the_bank_s_sheet_to_annex_4_by_six_people(
    page_for: PageFor, width: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    rows = [repayment(f"HT-00{number}", "2022-03-20", interest="369.44") for number in (1, 2)]
    paid = tmp_path / "一季度还款.csv"
    paid.write_bytes(sheet(REPAYMENTS, rows))
    take_in(at(page_for, "branch", width), paid)
    assert {each.came_with is None for each in Repayment.objects.all()} == {False}

    number = draw_up(at(page_for, "town", width), width)
    check_and_publish(page_for, number, width)

    # Ten days of public notice go by.
    real = timezone.now
    monkeypatch.setattr(timezone, "now", lambda: real() + timedelta(days=11))
    finance = batches.at(Station.FINANCE, timezone.localdate())
    receive_funds(
        actor=finance, source=Source.COUNTY, amount=1_000_000, on=finance.today, document="云财农〔2022〕8号"
    )
    cashier = approve_and_pay(page_for, number, width)
    with cashier.expect_download() as annex:
        cashier.get_by_role("button", name="附件4 Excel").click()
    assert annex.value.suggested_filename.startswith("附件4")
    cashier.goto("/subsidies/outlook/")
    picture(cashier, f"subsidy-9-outlook-{width}")

    batch = SubsidyBatch.objects.get()
    assert (batch.state, batch.to_pay) == ("closed", 2 * 36_944)
    assert BatchStep.objects.values("officer").distinct().count() == 5
