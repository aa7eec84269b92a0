"""The last four quarters of the made-up county in the browser, for one town and the bank that lends there.

The bank's sheets are handed in by its clerk, the batches drawn up, checked, reviewed, published, approved,
paid and closed by people at different stations, and annex 4 is taken out, quarter after quarter.  All towns
do the same by command, and grant what the county itself grants (``cli/test_cli_practice.py``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page

from browsing import WIDTHS, PageFor, picture
from hudai.actions.job import work_once
from hudai.demo.settling import QUARTERS
from hudai.records.models import BankReturn, BatchStep, SubsidyBatch
from practising import Class, filled_in, gathered, total_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.long]

BANK, TOWN = "云坪农商银行", "青禾镇"
"""Whose clerks work in the browser."""
At = Callable[[str], Page]


@pytest.fixture
def practice(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, settings: Any
) -> Class:
    """Those who practise."""
    return gathered(tmp_path, capsys, monkeypatch, settings)


def work_all() -> None:
    """A worker does what waits."""
    while work_once(timezone.localtime, "工人一") is not None:
        pass


def take_in(bank: Page, sheets: Iterable[Path]) -> None:
    """The bank's sheets: uploaded, looked at, confirmed; one that says nothing new is done by then."""
    for sheet in sheets:
        _, kind, as_of = sheet.stem.split(" ")
        bank.goto("/bank-returns/")
        bank.get_by_role("link", name="上传报表").click()
        bank.get_by_role("radio", name=kind).check()
        bank.locator("input[name=as_of]").fill(as_of)
        bank.get_by_label("表格").set_input_files(sheet)
        bank.get_by_role("button", name="上传并读取").click()
        bank.wait_for_url("**/jobs/*/")
        work_all()
        found = BankReturn.objects.latest("pk")
        bank.goto(f"/bank-returns/{found.pk}/")
        if found.state == BankReturn.State.READY:
            bank.get_by_role("button", name="确认导入").click()
            bank.wait_for_url("**/jobs/*/")
            work_all()
            bank.get_by_text("撤销这次导入").wait_for()
        found.refresh_from_db()
        assert found.state == BankReturn.State.DONE


def draw_up(town: Page, through: date, shown: str) -> SubsidyBatch:
    """The town's batch of the quarter."""
    town.goto("/subsidies/draw-up/")
    town.get_by_label("结算到").select_option(f"{through}")
    town.get_by_label(TOWN).check()
    town.get_by_role("button", name="生成").click()
    town.get_by_text("个镇的批次可以核对了").wait_for()
    picture(town, f"{shown}-1-drawn-up")
    return SubsidyBatch.objects.get(town__name=TOWN, period_end=through + timedelta(days=1))


def publish(at: At, number: str, shown: str) -> None:
    """Checked by the town's head, reviewed and put up by the county office."""
    head = at("zhenzhang")
    head.goto(f"/subsidies/{number}/")
    if head.get_by_role("heading", name="选择岗位").count():
        head.get_by_role("button", name=TOWN).click()
    head.get_by_label("意见").fill("已与利息回单核对，无误。")
    head.get_by_role("button", name="核对无误，上报").click()
    head.get_by_text("转区县主管部门审核").wait_for()

    office = at("xian")
    office.goto(f"/subsidies/{number}/")
    office.get_by_role("button", name="审核通过").click()
    office.get_by_text("已审核，可以公示了").wait_for()
    office.get_by_role("button", name="开始公示").click()
    office.get_by_text("请打印公示表张贴").wait_for()
    picture(office, f"{shown}-2-public")


def pay(at: At, practice: Class, batch: SubsidyBatch, shown: str) -> None:
    """Finance's two people, the paying bank's answer, and annex 4 of the closed batch."""
    first = at("caizheng")
    first.goto(f"/subsidies/{batch.number}/")
    first.get_by_role("button", name="批准", exact=True).click()
    first.get_by_text("可以制作拨付文件了").wait_for()

    cashier = at("chuna")
    cashier.goto(f"/subsidies/{batch.number}/")
    cashier.get_by_label("资金来源").select_option(label="区县级")
    cashier.get_by_role("button", name="制作拨付文件").click()
    cashier.get_by_text("请下载后交经办银行").wait_for()
    file = downloaded(cashier, "下载拨付明细", practice.folder)
    cashier.get_by_text("上传银行回盘表", exact=True).click()
    cashier.get_by_label("银行回盘表").set_input_files(filled_in(file, on=practice.today))
    cashier.get_by_role("button", name="上传", exact=True).click()
    cashier.get_by_text(f"回盘表已登记，共 {batch.line_count} 行").wait_for()
    cashier.get_by_role("button", name="办结批次").click()
    cashier.get_by_text("批次已办结").wait_for()
    picture(cashier, f"{shown}-3-closed")
    assert total_of(downloaded(cashier, "附件4 Excel", practice.folder)) == batch.to_pay


def downloaded(page: Page, button: str, folder: Path) -> Path:
    """The file a button gives."""
    with page.expect_download() as sent:
        page.get_by_role("button", name=button).click()
    path = folder / sent.value.suggested_filename
    sent.value.save_as(path)
    return path


def test_four_quarters_run_from_bank_sheets_to_annex_4_by_people_at_different_stations(
    page_for: PageFor, practice: Class
):
    practice.begin(len(QUARTERS))

    for nth, through in enumerate(QUARTERS):
        width, shown = WIDTHS[nth % len(WIDTHS)], f"practice-{nth + 1}"

        def at(name: str, width: str = width) -> Page:
            return page_for(practice.officer(name), width)

        mine = [sheet for sheet in practice.sheets(through) if sheet.name.startswith(BANK)]
        take_in(at("yinhang"), mine)
        batch = draw_up(at("zhen"), through, shown)
        publish(at, batch.number, shown)
        practice.let_the_notice_end()
        pay(at, practice, batch, shown)

    ours = SubsidyBatch.objects.filter(town__name=TOWN)
    assert [each.state for each in ours] == ["closed"] * 4
    assert all(each.to_pay > 0 for each in ours)
    assert BatchStep.objects.filter(batch__in=ours).values("officer").distinct().count() == 5
    assert practice.desk.run("ledger", "check").code == 0
