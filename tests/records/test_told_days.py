"""Up to when banks have told what was repaid, and that nobody is called behind with what came later (R8)."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from django.test import Client
from django.utils import timezone

import made_cases as cases
import made_loans as loans
import made_offices as offices
from hudai.records.models import ApiToken, BankReturn, Branch, Loan, Posting, Station
from hudai.records.queries.bank_return import told_days
from hudai.records.queries.interest_due import interest_due
from hudai.records.queries.standing import standings

pytestmark = pytest.mark.django_db
POLICIES = {name: law.policy for name, law in loans.LAWS.by_name.items()}
TODAY = date(2026, 1, 5)


def told(
    loan: Loan, as_of: date, *, kind: str = "repayments", state: str = "done", by: Posting | None = None
) -> None:
    """A sheet of the loan's branch up to a day; or of what the desk of ``by`` speaks for."""
    BankReturn.objects.create(
        kind=kind,
        bank=loan.branch.bank,
        policy=loan.policy,
        as_of=as_of,
        file_name="还款.xlsx",
        digest=f"{as_of}{kind}{state}",
        state=state,
        asked_by=by or loan.entered_by,
        asked_at=timezone.make_aware(datetime(2026, 1, 4, 9)),
    )


def overdue(today: date = TODAY) -> int:
    row = standings(Loan.objects.all(), today, POLICIES["yubei-2021"]).row(0, named=True)
    days: int = row["days_overdue"]
    return days


def test_a_bank_that_sends_no_sheets_is_taken_to_have_told_all():
    loans.one_year()  # 362.50 fell due on 2025-12-21.

    assert told_days(TODAY) == {}
    assert overdue() == 15


def test_what_fell_due_after_the_bank_s_last_sheet_is_not_overdue_yet():
    loan = loans.one_year()
    told(loan, date(2025, 9, 30))
    told(loan, date(2025, 12, 21))

    assert told_days(TODAY) == {loan.branch_id: date(2025, 12, 21)}
    assert overdue() == 0

    told(loan, date(2025, 12, 31))

    assert overdue() == 15
    assert told_days(date(2025, 12, 31)) == {}


def test_other_sheets_and_those_not_carried_out_tell_nothing():
    loan = loans.one_year()
    told(loan, date(2025, 12, 1))
    told(loan, date(2026, 1, 4), kind="loans")
    told(loan, date(2026, 1, 4), state="undone")

    assert told_days(TODAY) == {loan.branch_id: date(2025, 12, 1)}


def test_a_bank_s_own_system_tells_whenever_it_calls():
    loan = loans.one_year()
    told(loan, date(2025, 12, 1))
    ApiToken.objects.create(
        posting=cases.at(Station.BRANCH).posting,
        name="核心系统",
        digest="0" * 64,
        made_by=loan.entered_by,
        made_at=timezone.now(),
        last_used_on=date(2026, 1, 2),
    )

    assert told_days(TODAY) == {loan.branch_id: date(2026, 1, 2)}
    assert overdue() == 15


def test_a_branch_tells_of_its_own_loans_and_not_of_its_sisters():
    """The sister's sheet goes further; the head office's, and the county's, speak for all branches."""
    loan = loans.one_year()
    sister = Branch.objects.create(bank=loan.branch.bank, name="另一网点")
    desk = Posting.objects.create(
        officer=offices.officer("sister"), station=Station.BRANCH, branch=sister, office="另一网点",
        since=offices.SINCE,
    )  # fmt: skip
    told(loan, date(2025, 12, 1))
    told(loan, date(2026, 1, 4), by=desk)

    assert told_days(TODAY) == {loan.branch_id: date(2025, 12, 1), sister.pk: date(2026, 1, 4)}
    assert overdue() == 0

    told(loan, date(2026, 1, 3), by=cases.at(Station.OFFICE).posting)

    assert told_days(TODAY)[loan.branch_id] == date(2026, 1, 3)
    assert overdue() == 15


def test_interest_the_bank_has_not_told_of_is_neither_behind_nor_what_comes_next():
    loan = loans.one_year()
    told(loan, date(2025, 12, 19))

    (row,) = interest_due(Loan.objects.all(), POLICIES, TODAY)

    # 87 days to 20 December nobody knows of, 90 more to 20 March.
    assert (row.behind_fen, row.untold_fen) == (0, 36_250)
    assert (row.falls_due, row.coming_fen, row.together_fen) == (date(2026, 3, 21), 37_500, 37_500)


def test_two_quarters_a_bank_is_silent_about_are_both_unknown_and_the_third_comes():
    loan = loans.one_year()
    told(loan, date(2025, 9, 30))

    (row,) = interest_due(Loan.objects.all(), POLICIES, date(2026, 4, 1))

    # 92 days from 21 March to 20 June.
    assert (row.behind_fen, row.untold_fen) == (0, 36_250 + 37_500)
    assert (row.falls_due, row.coming_fen) == (date(2026, 6, 21), 38_333)


def test_the_first_page_says_up_to_when_a_bank_has_told(client: Client, monkeypatch: pytest.MonkeyPatch):
    loan = loans.one_year()
    told(loan, date(2025, 12, 19))
    client.force_login(cases.at(Station.OFFICE).officer)

    page = client.get("/loan-sums/").content.decode()

    assert f"{loan.branch.bank.name}的还款报到 2025-12-19" in page
    assert "没有算作逾期" in page
