"""Workbooks of the lists that are no register: the numbers and clauses of a scheme, and processing times."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import timedelta

import openpyxl
import pytest
from django.test import Client

import made_cases as cases
import made_offices as offices
from hudai.core.clauses import coverage
from hudai.records.models import JournalLine, Officer, Station
from hudai.web import law as laws
from hudai.web import processing_time

pytestmark = pytest.mark.django_db
NUMBERS, CLAUSES, TIMES = "/policies/yubei-2021/", "/policies/yubei-2021/clauses/", "/processing-times/"


def signed_in(client: Client, station: Station) -> Client:
    found = Officer.objects.filter(username=str(station)).first()
    client.force_login(found or offices.posted(station))
    return client


def taken_out(client: Client, address: str, **asked: str) -> Sequence[Sequence[str]]:
    answer = client.get(address, asked)
    assert answer["Content-Type"].endswith("spreadsheetml.sheet")
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    return [[str(cell) for cell in row if cell is not None] for row in sheet.iter_rows(values_only=True)]


@pytest.fixture(autouse=True)
def _every_opinion(monkeypatch: pytest.MonkeyPatch) -> None:
    """The cases made here are of one day of 2025, however late the tests are run."""
    monkeypatch.setattr(processing_time, "OVER", timedelta(days=365 * 100))


@pytest.mark.parametrize(
    ("address", "key"),
    [(NUMBERS, "policy_numbers"), (CLAUSES, "policy_clauses"), (TIMES, "processing_times")],
)
def test_each_has_its_button(client: Client, address: str, key: str):
    done = cases.waiting_at(3)
    page = signed_in(client, Station.OFFICE).get(address).content.decode()

    assert done.decisions.exists()
    assert f'href="{address}?xlsx={key}"' in page
    assert "导出 Excel" in page


def test_the_numbers_of_law_go_out_with_clause_and_words(client: Client):
    rows = taken_out(signed_in(client, Station.VILLAGE), NUMBERS, xlsx="policy_numbers")
    flat = [" ".join(row) for row in rows]

    (ceiling,) = [row for row in flat if "不超过 5.00 万元" in row and "5万元（含）以下" in row][:1]
    assert "一（" in ceiling, "the place of its clause"
    assert any("没有规定：本方案没有规定熔断" in row for row in flat)
    assert any(laws.law("yubei-2021").policy.title in row for row in flat)
    assert JournalLine.objects.filter(action__contains="导出").count() == 1


def test_the_clauses_go_out_as_they_are_narrowed(client: Client):
    signed_in(client, Station.AUDITOR)
    total = coverage(laws.document("yubei-2021")).total
    every = taken_out(client, CLAUSES, xlsx="policy_clauses")
    planned = taken_out(client, CLAUSES, xlsx="policy_clauses", status="planned")

    assert sum("原文" not in row and len(row) >= 3 for row in every) >= total
    assert "bookmark" not in str(every), "what a word processor left in the file is not on paper"
    assert len(planned) < len(every)
    assert "只列“未实现”的条款" in " ".join(" ".join(row) for row in planned)


def test_a_number_leads_to_the_row_of_its_clause(client: Client):
    signed_in(client, Station.VILLAGE)

    assert 'href="/policies/yubei-2021/clauses/#c1.2"' in client.get(NUMBERS).content.decode()
    assert 'id="c1.2"' in client.get(CLAUSES).content.decode()


def test_processing_times_go_out_in_words(client: Client):
    cases.waiting_at(3)
    rows = taken_out(signed_in(client, Station.AUDITOR), TIMES, xlsx="processing_times")

    assert ["序号", "环节", "单位", "意见次数", "中位时长", "九成在此以内"] in rows
    assert any("含休息日" in cell for row in rows for cell in row)


def test_no_times_say_what_will_stand_here(client: Client):
    page = signed_in(client, Station.OFFICE).get(TIMES).content.decode()

    assert "近一年还没有签署过意见" in page


def test_each_clause_says_which_cases_and_tests_prove_it_and_how_the_cases_came_out(client: Client):
    signed_in(client, Station.VILLAGE)
    page = client.get(CLAUSES).content.decode()
    rows = [" ".join(row) for row in taken_out(client, CLAUSES, xlsx="policy_clauses")]

    assert "<summary>算例 8 个，全部相符</summary>" in page
    assert "<li>算例“八万元，五万元以上部分不贴”：相符</li>" in page
    assert "tests/documents/test_forms_loan_register.py" in page
    (excess,) = [row for row in rows if "5万元以上部分贷款不予贴息" in row]
    assert "算例“八万元，五万元以上部分不贴”：相符" in excess


def test_a_case_that_comes_out_otherwise_and_a_clause_without_any_say_so(
    client: Client, monkeypatch: pytest.MonkeyPatch
):
    wrong = {"yubei-2021#1.2": (laws.Worked("五万元", ("passed 应为 True，得到 False",)),)}
    monkeypatch.setattr(laws, "cases", lambda name: wrong)
    page = signed_in(client, Station.VILLAGE).get(CLAUSES).content.decode()

    assert "算例 1 个，1 个不符" in page
    assert "算例“五万元”：不符，passed 应为 True，得到 False" in page
    assert "没有算例，也没有指明测试" in page


def test_each_number_says_who_checked_it_and_when(client: Client):
    rows = taken_out(signed_in(client, Station.VILLAGE), NUMBERS, xlsx="policy_numbers")

    (ceiling,) = [row for row in rows if "5万元（含）以下" in " ".join(row)][:1]
    assert ceiling[-1] == "2026-11-22 产品组"
    assert "2026-11-22<br>产品组" in client.get(NUMBERS).content.decode()
