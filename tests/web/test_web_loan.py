"""Pages of loans: the list, one loan with all its figures, and everything that is done about it."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

import made_cases as cases
import made_loans as loans
from hudai.records.models import (
    Application,
    BankReturn,
    Extension,
    JournalLine,
    Loan,
    LoanCorrection,
    LoanStanding,
    Officer,
    Repayment,
    ReportedClass,
    Station,
    Stop,
)

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


def signed_in(client: Client, station: Station) -> None:
    cases.at(station)
    client.force_login(Officer.objects.get(username=str(station)))


def text(client: Client, address: str, **query: Any) -> str:
    answer = client.get(address, query)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def test_the_bank_signs_pays_out_and_books_a_repayment_on_the_web(client: Client):
    application = loans.approved()
    signed_in(client, Station.BRANCH)
    assert "等您签合同" in text(client, "/")
    page = text(client, f"/applications/{application.number}/")
    assert f"/applications/{application.number}/sign/" in page

    form = text(client, f"/applications/{application.number}/sign/")
    assert "最高 " in form or "审批：不超过 50,000.00 元" in form
    answer = client.post(
        f"/applications/{application.number}/sign/",
        {
            "contract": "HT-2025-1",
            "signed_on": "2025-09-25",
            "due_on": "2028-09-25",
            "principal": "50000",
            "seen_version": application.version,
        },
        follow=True,
    )
    assert "合同 HT-2025-1 已登记" in answer.content.decode()
    loan = Loan.objects.get()

    client.post(f"/loans/{loan.pk}/disburse/", {"disbursed_on": "2025-09-26"})
    page = client.post(
        f"/loans/{loan.pk}/repay/",
        {"paid_on": "2025-12-21", "principal": "10000", "interest": "418.06", "seen": "0"},
        follow=True,
    ).content.decode()

    assert "还款已登记" in page
    assert "40,000.00" in page
    assert LoanStanding.objects.get(loan=loan).balance == 4_000_000
    assert "贷款 HT-2025-1" in text(client, f"/applications/{application.number}/")


def test_filters_a_telephone_folds_away_stand_open_where_one_of_them_narrows(client: Client):
    signed_in(client, Station.OFFICE)

    assert '<details class="more"><summary' in text(client, "/loans/", words="孙", town="")
    assert '<details class="more" open><summary' in text(client, "/loans/", state="open")


def test_interest_due_after_the_bank_last_told_is_not_called_arrears(client: Client):
    loan = loans.one_year()  # Interest falls due on 2025-12-21 for the first time, and nothing was paid.
    signed_in(client, Station.OFFICE)
    address = f"/loans/{loan.pk}/"
    assert ">欠息</span>" in text(client, address)

    BankReturn.objects.create(
        kind="repayments",
        bank=loan.branch.bank,
        policy=loan.policy,
        as_of=date(2025, 12, 21),
        file_name="还款.xlsx",
        digest="d",
        state="done",
        asked_by=loan.entered_by,
        asked_at=loan.entered_at,
    )

    page = text(client, address)
    assert "的还款报到 2025-12-21" in page
    assert ">银行未报</span>" in page
    assert ">欠息</span>" not in page


def test_a_contract_the_law_refuses_comes_back_with_the_clause_and_all_that_was_typed(client: Client):
    application = loans.approved()
    signed_in(client, Station.BRANCH)

    answer = client.post(
        f"/applications/{application.number}/sign/",
        {
            "contract": "HT-1",
            "signed_on": "2026-01-05",
            "due_on": "2029-01-05",
            "principal": "50000",
            "seen_version": application.version,
        },
    )

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "不在政策实施期内" in page
    assert "依据：" in page
    assert 'value="HT-1"' in page
    assert not Loan.objects.exists()


def test_the_rules_stand_beside_the_contract_while_it_is_typed_and_write_nothing(client: Client):
    application = loans.approved()
    signed_in(client, Station.BRANCH)

    page = client.post(
        f"/applications/{application.number}/sign/?hint=1",
        {"contract": "", "signed_on": "2025-09-25", "due_on": "2026-09-25", "principal": "50000"},
        headers=HTMX,
    ).content.decode()

    assert page.strip().startswith('<div class="card" id="rules"')
    assert "年利率 3.50%，按申请日期和期限不得高于 3.00%" in page
    assert not Loan.objects.exists()


def test_figures_stand_beside_a_repayment_while_it_is_typed(client: Client):
    loan = loans.disbursed()
    signed_in(client, Station.BRANCH)

    page = client.post(
        f"/loans/{loan.pk}/repay/?hint=1",
        {"paid_on": "2025-12-21", "principal": "60000"},
        headers=HTMX,
    ).content.decode()

    assert "422.92 元" in page
    assert "超过余额，请核对" in page
    assert not Repayment.objects.exists()


def test_interest_ten_times_too_high_asks_for_a_reason_and_goes_through_with_it(client: Client):
    loan = loans.disbursed()
    signed_in(client, Station.BRANCH)
    typed = {"paid_on": "2025-12-21", "interest": "4229.20", "seen": "0"}

    answer = client.post(f"/loans/{loan.pk}/repay/", typed)
    assert (answer.status_code, "达到应付的 5 倍以上" in answer.content.decode()) == (409, True)

    client.post(f"/loans/{loan.pk}/repay/", {**typed, "reason": "一次付清，有回单"})
    assert Repayment.objects.get().interest == 422_920


def test_the_page_shows_schedule_subsidy_worksheet_and_both_sides_of_a_correction(client: Client):
    loan = loans.disbursed()
    row = loans.repaid(loan, date(2025, 12, 21), interest=42_292)
    signed_in(client, Station.BRANCH)
    client.post(
        f"/loans/{loan.pk}/repayments/{row.pk}/correct/",
        {"paid_on": "2025-12-21", "interest": "422.90", "reason": "看错一分"},
    )
    client.post(f"/loans/{loan.pk}/correct/rate/", {"value": "3.4", "reason": "合同是 3.4%", "seen": "1"})

    page = text(client, f"/loans/{loan.pk}/")

    assert "2025-09-25 至 2025-12-20" in page
    assert "应享受" in page
    assert "计算底稿" in page
    assert "422.92" in page
    assert "422.90" in page
    assert "看错一分" in page
    assert "3.50%" in page
    assert "3.40%" in page
    assert "合同是 3.4%" in page
    assert cases.id_number("19850307") not in page
    assert loan.account not in page


def test_the_picture_of_the_balance_has_the_balance_of_each_months_end(client: Client):
    loan = loans.disbursed()
    loans.repaid(loan, date(2025, 11, 15), principal=1_000_000)
    signed_in(client, Station.BRANCH)

    chart = client.get(f"/loans/{loan.pk}/charts.json").json()["balance"]

    months = dict(zip(chart["labels"], chart["series"][0]["values"], strict=True))
    assert (months["2025-09"], months["2025-10"], months["2025-11"]) == ("50000.00", "50000.00", "40000.00")


def test_a_corrected_account_is_on_no_page(client: Client):
    loan = loans.disbursed()
    signed_in(client, Station.BRANCH)
    form = text(client, f"/loans/{loan.pk}/correct/account/")
    assert loan.account not in form

    client.post(
        f"/loans/{loan.pk}/correct/account/", {"value": "6217000099998888", "reason": "换卡", "seen": "1"}
    )

    page = text(client, f"/loans/{loan.pk}/")
    assert "6217000099998888" not in page
    assert "（已改）" in page


def test_the_county_stops_the_subsidy_and_takes_it_back(client: Client):
    loan = loans.disbursed()
    signed_in(client, Station.OFFICE)

    page = client.post(
        f"/loans/{loan.pk}/stop/",
        {"kind": "diversion", "since": "2025-11-01", "evidence": "核查记录 1 号"},
        follow=True,
    ).content.decode()
    assert "资金挪用" in page
    assert "核查记录 1 号" in page
    row = Stop.objects.get()

    page = client.post(
        f"/loans/{loan.pk}/stops/{row.pk}/lift/", {"reason": "查无此事"}, follow=True
    ).content.decode()

    assert "已撤销" in page
    assert "查无此事" in page
    assert not Stop.objects.filter(loan=loan).standing().exists()


def test_what_a_sheet_put_right_stands_beside_what_it_replaced_and_is_not_called_taken_back(client: Client):
    loan = loans.disbursed()
    by = {"loan": loan, "recorded_by": cases.at(Station.OFFICE).posting, "recorded_at": cases.START}
    old = Stop.objects.create(**by, kind="diversion", since=date(2025, 10, 1), evidence="检查记录 3 号")
    Stop.objects.create(**by, kind="diversion", since=date(2025, 11, 1), replaces=old, reason="写错月份")
    grade = ReportedClass.objects.create(**by, as_of=date(2025, 12, 31), loan_class="正常")
    told = {"replaces": grade, "reason": "分类调整"}
    ReportedClass.objects.create(**by, as_of=date(2025, 12, 31), loan_class="次级", **told)
    signed_in(client, Station.AUDITOR)

    page = text(client, f"/loans/{loan.pk}/")

    assert "更正原因：写错月份" in page
    assert "已撤销" not in page
    grades = page.split("银行报送的五级分类")[-1].split("</section>")[0]
    assert [grades.count(words) for words in ("正常", "次级", "分类调整", "已更正")] == [1, 1, 1, 1]


def test_a_bank_is_offered_no_stop_of_a_loan_that_is_paid_off(client: Client):
    loan = loans.disbursed()
    signed_in(client, Station.BRANCH)
    assert f"/loans/{loan.pk}/stop/" in text(client, f"/loans/{loan.pk}/")

    loans.repaid(loan, date(2025, 12, 1), principal=5_000_000)

    assert f"/loans/{loan.pk}/stop/" not in text(client, f"/loans/{loan.pk}/")
    signed_in(client, Station.OFFICE)
    assert f"/loans/{loan.pk}/stop/" in text(client, f"/loans/{loan.pk}/")


def test_a_contract_is_given_up_with_its_reason(client: Client):
    loan = loans.signed()
    signed_in(client, Station.BRANCH)

    page = client.post(f"/loans/{loan.pk}/give-up/", {"reason": "农户不再需要"}, follow=True).content.decode()

    assert "已作废" in page
    assert "农户不再需要" in page


def test_a_renewal_and_an_extension_go_their_way_on_the_web(client: Client):
    loan = loans.one_year()
    application = loans.about(loan, "extension", term_months=6)
    signed_in(client, Station.BRANCH)
    form = text(client, f"/applications/{application.number}/extend/")
    assert "余额 50,000.00 元，2026-09-25 到期" in form

    page = client.post(
        f"/applications/{application.number}/extend/",
        {
            "signed_on": loans.RENEWED_ON.isoformat(),
            "due_on": "2027-03-25",
            "cause": "猪价下跌",
            "seen_version": application.version,
        },
        follow=True,
    ).content.decode()

    assert "展期到 2027-03-25" in page
    assert Extension.objects.count() == 1


def test_a_list_is_narrowed_summed_and_taken_out_without_full_numbers(client: Client):
    loans.disbursed()
    late = loans.disbursed(loans.approved(cases.household("LX-002", "钱大山", "19700101")), contract="HT-2")
    LoanStanding.objects.filter(loan=late).update(days_overdue=100, loan_class="次级", npl=True)
    signed_in(client, Station.OFFICE)

    everything = text(client, "/loans/")
    assert "100,000.00" in everything
    assert "HT-2" in everything
    for query in (
        {"overdue": "91"},
        {"loan_class": "次级"},
        {"state": "overdue"},
        {"words": "HT-2"},
        {"words": cases.id_number("19700101")},
    ):
        page = text(client, "/loans/", **query)
        assert "HT-2" in page, query
        assert "HT-0001" not in page, query
    assert "没有符合条件的贷款" in text(client, "/loans/", within="30")

    answer = client.get("/loans/", {"xlsx": "loans"})
    cells = [
        cell
        for row in load_workbook(BytesIO(b"".join(answer))).active.iter_rows(values_only=True)
        for cell in row
    ]
    assert "钱大山" in cells
    assert cases.id_number("19700101") not in cells


def test_those_behind_with_interest_are_a_list_of_their_own(client: Client):
    behind, other = (
        loans.disbursed(),
        loans.disbursed(loans.approved(cases.household("LX-002", "钱大山", "19700101")), contract="HT-2"),
    )
    LoanStanding.objects.filter(loan=behind).update(interest_days=12, days_overdue=12)
    LoanStanding.objects.filter(loan=other).update(interest_days=0, days_overdue=0)
    signed_in(client, Station.OFFICE)

    page = text(client, "/loans/?state=arrears")

    assert behind.contract in page
    assert other.contract not in page


def test_a_whole_number_means_that_loan_and_no_longer_one(client: Client):
    loans.disbursed(contract="HT-1")
    loans.disbursed(loans.approved(cases.household("LX-012", "钱大山", "19700101")), contract="HT-12")
    signed_in(client, Station.OFFICE)

    assert "HT-12" not in text(client, "/loans/", words="HT-1")
    assert "HT-12" in text(client, "/loans/", words="LX-012")
    assert "HT-12" in text(client, "/loans/", words="lx-012")
    for part in ("ht-1", "HT-", "大山", "T-12"):
        assert "HT-12" in text(client, "/loans/", words=part), part


def queries_of(client: Client, address: str) -> int:
    """How many questions a page asks of the tables."""
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        text(client, address)
    return len(asked)


def test_lists_cost_the_same_number_of_queries_however_long(client: Client):
    loans.disbursed(contract="HT-00")
    signed_in(client, Station.BRANCH)
    few = [queries_of(client, address) for address in ("/loans/", "/")]
    for place, name in enumerate("甲乙丙丁戊"):
        household = cases.household(f"LY-{place:03}", name, f"198503{place + 10}")
        loans.disbursed(loans.approved(household), contract=f"HT-{place}")
    signed_in(client, Station.BRANCH)

    many = [queries_of(client, address) for address in ("/loans/", "/")]

    assert many == few
    assert text(client, "/loans/").count("HT-") >= 6


def test_the_page_of_a_loan_costs_the_same_however_much_was_repaid(client: Client):
    loan = loans.disbursed()
    loans.repaid(loan, date(2025, 10, 1), principal=10_000)
    signed_in(client, Station.BRANCH)
    few = queries_of(client, f"/loans/{loan.pk}/")
    for day in range(2, 13):
        loans.repaid(loan, date(2025, 10, day), principal=10_000 + day)

    assert queries_of(client, f"/loans/{loan.pk}/") == few


def test_the_household_and_the_first_page_show_their_loans(client: Client):
    loan = loans.disbursed()
    signed_in(client, Station.VILLAGE)

    page = text(client, f"/households/{loan.household_id}/")

    assert loan.contract in page
    assert f"/loans/{loan.pk}/" in page


def test_a_form_for_a_household_with_a_loan_offers_the_contract_and_asks_for_no_balance(client: Client):
    loan = loans.disbursed()
    signed_in(client, Station.VILLAGE)

    page = text(client, f"/applications/enter/{loan.household.number}/")

    assert "以台账为准" in page
    assert loan.contract in page
    assert 'name="outstanding"' not in page
    assert 'name="renewals_before"' not in page


def test_an_extension_prints_annex_1(client: Client):
    application = loans.about(loans.one_year(), "extension", term_months=6)
    signed_in(client, Station.BRANCH)

    answer = client.get(f"/applications/{application.number}/papers/")

    assert answer.status_code == 200
    assert Application.objects.get(pk=application.pk).kind == "extension"


def test_every_deed_leaves_its_line_in_the_journal(client: Client):
    loan = loans.disbursed()
    signed_in(client, Station.BRANCH)
    client.post(f"/loans/{loan.pk}/repay/", {"paid_on": "2025-12-21", "principal": "100", "seen": "0"})
    client.post(f"/loans/{loan.pk}/correct/purpose/", {"value": "种植花椒", "reason": "改种", "seen": "1"})

    actions = list(JournalLine.objects.filter(noun="loan").order_by("pk").values_list("action", flat=True))

    assert actions == ["签订合同", "登记放款", "登记还款", "更正贷款"]
    assert LoanCorrection.objects.filter(field="purpose").exists()
