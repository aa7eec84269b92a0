"""The pages of banks' returns: handed in, looked at, matched, confirmed, all without JavaScript."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

import made_cases as cases
import made_offices as offices
from hudai.records.models import BankReturn, JournalLine, Loan, Repayment, Station
from made_name_lists import work_all
from made_returns import FIRST_QUARTER, LOANS, POLICY, REPAYMENTS, ZHAO, loan, repayment, sheet

pytestmark = pytest.mark.django_db


@pytest.fixture
def branch(client: Client, settings: Any, tmp_path: Any) -> Client:
    """The bank's branch in 石门镇, signed in."""
    settings.MEDIA_ROOT = tmp_path
    offices.village()
    client.force_login(cases.at(Station.BRANCH).officer)
    return client


def upload(client: Client, kind: str, content: bytes, **more: str) -> BankReturn:
    bank = offices.branch(Station.BANK).bank
    said = {"kind": kind, "bank": bank.pk, "as_of": "2024-05-31", "policy": POLICY, **more}
    answer = client.post("/bank-returns/hand-in/", {**said, "file": SimpleUploadedFile("表.csv", content)})
    assert answer.status_code == 302, answer.content.decode()
    work_all()
    return BankReturn.objects.latest("pk")


def page(client: Client, found: BankReturn) -> str:
    return client.get(f"/bank-returns/{found.pk}/").content.decode()


def confirm(client: Client, found: BankReturn, **said: str) -> None:
    assert client.post(f"/bank-returns/{found.pk}/confirm/", said).status_code == 302
    work_all()


def test_a_branch_hands_its_loans_and_repayments_in_and_confirms_them(branch):
    found = upload(branch, "loans", sheet(LOANS, [loan()]))
    text = page(branch, found)
    assert "新增借款金额合计" in text
    assert "50,000.00" in text
    assert "确认导入" in text
    confirm(branch, found)
    confirm(branch, upload(branch, "repayments", sheet(REPAYMENTS, [FIRST_QUARTER])))

    assert Loan.objects.get().repayments.count() == 1
    assert "已导入" in page(branch, found)
    assert "贷款明细" in branch.get("/bank-returns/").content.decode()


def test_the_preview_shows_each_difference_and_all_of_them_can_be_taken_out(branch):
    confirm(branch, upload(branch, "loans", sheet(LOANS, [loan()])))
    found = upload(branch, "loans", sheet(LOANS, [loan(rate="3.65")]))

    text = page(branch, found)
    assert "3.85%" in text
    assert "3.65%" in text
    assert "更正原因" in text
    assert "3.85%" in branch.get(f"/bank-returns/{found.pk}/differences/").content.decode()
    taken = branch.get(f"/bank-returns/{found.pk}/differences/", {"xlsx": "bank_return_differences"})
    assert taken.headers["Content-Type"].endswith("sheet")
    assert ZHAO not in text


def test_last_months_sheet_says_that_it_was_sent_before_and_changes_nothing(branch):
    content = sheet(LOANS, [loan()])
    confirm(branch, upload(branch, "loans", content))

    text = page(branch, upload(branch, "loans", content))

    assert "完全一致" in text
    assert "导入过" in text
    assert "确认导入" not in text


def test_wrong_and_odd_rows_are_listed_with_their_cells_and_each_needs_its_tick(branch):
    confirm(branch, upload(branch, "loans", sheet(LOANS, [loan()])))
    rows = [
        repayment("HT1", "2022-03-21", interest="3743.10"),
        repayment("HT7", "2022-03-21", interest="1"),
        repayment("HT1", "2022-06-21", interest="491.94"),
    ]
    found = upload(branch, "repayments", sheet(REPAYMENTS, rows))

    text = page(branch, found)
    assert "A3" in text
    assert "D2" in text
    assert "only_right_rows" in text
    refused = branch.post(f"/bank-returns/{found.pk}/confirm/")
    assert refused.status_code == 409
    marked = branch.post(f"/bank-returns/{found.pk}/marked/")
    assert marked.content[:2] == b"PK"
    assert JournalLine.objects.filter(action="下载标注的银行报表").count() == 1
    confirm(branch, found, only_right_rows="on")
    assert [each.interest for each in Repayment.objects.all()] == [49_194]


def test_a_banks_own_heading_is_matched_on_the_page(branch):
    confirm(branch, upload(branch, "loans", sheet(LOANS, [loan()])))
    heads = ("合同号", "还款日期", "归还本金（元）", "本期收息额", "柜员")
    found = upload(branch, "repayments", sheet(heads, [["HT1", "2022-03-21", "0", "374.31", "007"]]))
    assert "本期收息额" in page(branch, found)

    said = {"heading": ["本期收息额", "柜员"], "column": ["interest", "-"]}
    assert branch.post(f"/bank-returns/{found.pk}/columns/", said).status_code == 302
    work_all()

    text = page(branch, found)
    assert "对不上的表头" not in text
    assert "就是“归还利息（元）”" in text.split("记住的表头（2 列）")[1]
    branch.post(f"/bank-returns/{found.pk}/columns/", {"heading": "柜员", "column": "!"})
    work_all()
    assert "对不上的表头（1 列）" in page(branch, found)
    confirm(branch, found)
    assert Repayment.objects.get().interest == 37_431


def test_an_unknown_village_is_chosen_on_the_page(branch):
    found = upload(branch, "loans", sheet(LOANS, [loan(village="柳西村")]))
    text = page(branch, found)
    assert "石门镇柳西村" in text
    assert "新增这个村" not in text  # a bank chooses; the county office enters

    confirm(branch, found, **{"place-0": f"{offices.village().pk}"})

    assert Loan.objects.get().household.village == offices.village()


def test_an_import_is_taken_back_and_a_preview_given_up_on_the_page(branch):
    found = upload(branch, "loans", sheet(LOANS, [loan()]))
    confirm(branch, found)
    assert branch.post(f"/bank-returns/{found.pk}/undo/").status_code == 302
    work_all()
    assert "已撤销" in page(branch, found)

    again = upload(branch, "loans", sheet(LOANS, [loan()]))
    assert branch.post(f"/bank-returns/{again.pk}/drop/").status_code == 302
    assert "已放弃" in page(branch, again)


def test_a_form_without_a_file_or_of_tomorrow_says_so(branch):
    bank = offices.branch(Station.BANK).bank
    said = {"kind": "loans", "bank": bank.pk, "as_of": "2099-01-01", "policy": POLICY}

    assert branch.post("/bank-returns/hand-in/", said).status_code == 422
    file = SimpleUploadedFile("表.csv", sheet(LOANS, [loan()]))
    answer = branch.post("/bank-returns/hand-in/", {**said, "file": file})
    assert answer.status_code == 422
    assert "不能晚于今天" in answer.content.decode()
    assert not BankReturn.objects.exists()
