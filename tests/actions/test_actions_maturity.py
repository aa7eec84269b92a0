"""Renewals, extensions and top-ups: from the application about a loan to the books."""

from __future__ import annotations

import threading
from datetime import date
from typing import Any

import pytest
from django.db import connection

import made_cases as cases
import made_loans as loans
from failing_writes import dies_at_every_write
from hudai.actions import application as applying
from hudai.actions import loan as lending
from hudai.actions import maturity
from hudai.actions import paper as papers
from hudai.actions.actor import Actor
from hudai.actions.application import Obstacles
from hudai.actions.decision import Terms
from hudai.core.errors import Refusal
from hudai.core.workflow import NotNow
from hudai.records.models import Application, Extension, Loan, LoanStanding, Repayment, Station
from hudai.records.queries.loan_chain import owed
from made_loans import ACCOUNT, DUE_IN_A_YEAR, RENEWED_ON, about, one_year

pytestmark = pytest.mark.django_db


def renew(application: Application, **changes: Any) -> Loan:
    said = {
        "number": application.number,
        "seen_version": application.version,
        "contract": "XD-1",
        "signed_on": RENEWED_ON,
        "due_on": date(2026, 12, 15),
        "principal": 5_000_000,
        "without_repayment": True,
        **changes,
    }
    return maturity.renew(actor=loans.on(RENEWED_ON), laws=loans.LAWS, **said)


def extend(application: Application, **changes: Any) -> Extension:
    said = {
        "number": application.number,
        "seen_version": application.version,
        "signed_on": RENEWED_ON,
        "due_on": date(2027, 3, 25),
        "cause": "猪价下跌",
        **changes,
    }
    return maturity.extend(actor=loans.on(RENEWED_ON), laws=loans.LAWS, **said)


def test_what_the_books_say_takes_the_place_of_what_the_form_claims():
    loan = one_year()
    application = about(loan, "renewal", facts={"outstanding": 0, "renewals_before": 1})

    found = application.screenings.latest("pk").facts

    assert found["outstanding"] == 5_000_000
    assert found["renewals_before"] == 0
    assert found["original_signed_on"] == loan.signed_on.isoformat()
    assert (found["original_due_on"], found["original_term_months"]) == ("2026-09-25", 12)


def test_a_renewal_without_repayment_ends_the_old_loan_and_starts_the_new_one_the_same_day():
    loan = one_year()

    new = renew(about(loan, "renewal"))

    row = Repayment.objects.get(loan=loan)
    assert (row.paid_on, row.principal, row.interest) == (RENEWED_ON, 5_000_000, 0)
    assert (new.original_id, new.kind, new.disbursed_on) == (loan.pk, "renewal", RENEWED_ON)
    balances = dict(LoanStanding.objects.values_list("loan", "balance"))
    assert balances == {loan.pk: 0, new.pk: 5_000_000}


@pytest.mark.parametrize("kind", ["renewal", "extension"])
def test_a_loan_of_the_scheme_is_carried_on_after_it_took_its_last_new_loan(kind: str):
    """续贷或展期期间各项政策保持不变: the scheme ended with 2025, the loan runs to 2026-09-25."""
    loan, day = one_year(), date(2026, 8, 3)

    def at(station: Station, hour: int) -> Actor:
        desk = loans.on(day, station)
        return Actor(desk.officer, desk.posting, desk.at.replace(hour=9 + hour))

    asked = {"applied_on": day, "kind": kind, "loan": loan, "term_months": 12}
    actor, household = at(Station.VILLAGE, 0), loan.household
    entered = applying.enter(
        actor=actor, law=cases.LAW, household=household, applicant=cases.head(household),
        request=cases.request(**asked),
    )  # fmt: skip
    cases.on_file(entered)
    waiting = applying.submit(actor=actor, law=cases.LAW, number=entered.number, seen_version=entered.version)
    for place, station in enumerate(cases.ROAD, 1):
        terms = {"terms": Terms(5_000_000, 12, 30_000, "A", ACCOUNT)} if place == 4 else {}
        waiting = cases.agree(waiting, at(station, place), **terms)

    said = {"number": waiting.number, "seen_version": waiting.version, "signed_on": day}
    actor = at(Station.BRANCH, 9)
    if kind == "renewal":
        terms = {"contract": "HT-2", "due_on": date(2027, 8, 3), "principal": 5_000_000}
        new = maturity.renew(actor=actor, laws=loans.LAWS, **said, **terms, without_repayment=True)
        assert (new.policy, new.disbursed_on, owed(loan)) == ("yubei-2021", day, 0)
    else:
        due = {"due_on": date(2027, 9, 25), "cause": "猪价下跌"}
        assert maturity.extend(actor=actor, laws=loans.LAWS, **said, **due).due_on == date(2027, 9, 25)


def test_a_renewal_with_repayment_waits_until_the_old_loan_is_paid_off():
    loan = one_year()
    application = about(loan, "renewal")
    with pytest.raises(Refusal, match=r"还有 50,000\.00 元没有还清"):
        renew(application, without_repayment=False)
    assert Loan.objects.count() == 1

    loans.repaid(loan, date(2025, 12, 13), principal=5_000_000)
    new = renew(application, without_repayment=False, principal=3_000_000)

    assert (new.principal, new.disbursed_on) == (3_000_000, RENEWED_ON)
    assert Repayment.objects.count() == 1


def test_a_renewal_without_repayment_lends_exactly_what_is_owed():
    loan = one_year()
    application = about(loan, "renewal")
    loans.repaid(loan, date(2025, 12, 12), principal=1_000_000)

    with pytest.raises(Refusal, match=r"要等于原合同 .* 的余额 40,000\.00 元"):
        renew(application)

    assert renew(application, principal=4_000_000).principal == 4_000_000


def test_a_renewal_that_dies_at_any_write_leaves_everything_as_it_was():
    application = about(one_year(), "renewal")

    assert dies_at_every_write(lambda: renew(application)) >= 8
    assert (Loan.objects.count(), Repayment.objects.count()) == (2, 1)


def test_the_only_loan_needs_no_choosing_and_of_two_one_must_be_chosen():
    loan = loans.disbursed()
    top_up = about(loan, "top_up", amount=3_000_000, reason="扩建猪舍", chosen=None)
    assert top_up.loan_id == loan.pk
    said = loans.contract(top_up, signed_on=RENEWED_ON, due_on=date(2026, 12, 15))
    other = lending.sign(actor=loans.on(RENEWED_ON), laws=loans.LAWS, **said)
    lending.disburse(actor=loans.on(RENEWED_ON), laws=loans.LAWS, loan_id=other.pk, disbursed_on=RENEWED_ON)

    with pytest.raises(Refusal, match="请选择是为哪一笔申请展期"):
        about(loan, "extension", term_months=6, chosen=None)


def test_a_neighbours_contract_is_not_chosen():
    loan = one_year()
    other = cases.household("LX-002", "钱大山", "19700101")
    strange = loans.disbursed(loans.approved(other), contract="HT-2")

    with pytest.raises(Refusal, match="不是这户未还清的贷款"):
        about(loan, "renewal", chosen=strange)


def test_a_double_click_on_renewing_is_one_renewal():
    application = about(one_year(), "renewal")

    assert renew(application).pk == renew(application).pk
    assert Repayment.objects.count() == 1


def test_a_chain_is_carried_on_once_by_the_one_or_the_other():
    loan = one_year()
    first, second = about(loan, "renewal"), about(loan, "extension", term_months=6)
    extend(second)

    with pytest.raises(Obstacles) as refused:
        renew(first)

    assert "已经续贷、展期 1 次" in refused.value.messages[0]
    assert refused.value.clauses == (cases.LAW.policy.renewals_per_chain.version(RENEWED_ON).clause,)
    assert not Repayment.objects.exists()


def test_an_extension_moves_the_due_day_and_leaves_the_contract_as_it_was():
    loan = one_year()

    made = extend(about(loan, "extension", term_months=6))

    loan.refresh_from_db()
    assert (loan.due_on, made.due_on, made.cause) == (DUE_IN_A_YEAR, date(2027, 3, 25), "猪价下跌")
    assert LoanStanding.objects.get(loan=loan).due_on == date(2027, 3, 25)
    assert Loan.objects.count() == 1


def test_an_extension_goes_no_further_than_was_approved():
    application = about(one_year(), "extension", term_months=6)

    with pytest.raises(Refusal, match="最晚到 2027-03-25"):
        extend(application, due_on=date(2027, 3, 26))
    with pytest.raises(Refusal, match="要晚于 2026-09-25"):
        extend(application, due_on=DUE_IN_A_YEAR)

    assert not Extension.objects.exists()


def test_an_extension_longer_than_the_original_term_is_not_even_handed_in():
    """13 months on a loan of 12."""
    with pytest.raises(Obstacles) as refused:
        about(one_year(), "extension", term_months=13)

    assert any("展期应在 1 到 12 个月之间" in message for message in refused.value.messages)


def test_an_extension_signs_no_contract_and_a_first_loan_no_extension():
    loan = one_year()
    application = about(loan, "extension", term_months=6)

    with pytest.raises(Refusal, match="展期不签新合同"):
        lending.sign(
            actor=loans.on(RENEWED_ON),
            laws=loans.LAWS,
            **loans.contract(application, signed_on=RENEWED_ON, due_on=date(2026, 6, 15)),
        )
    with pytest.raises(Refusal, match="不是展期"):
        extend(Application.objects.get(kind="first"))


@pytest.mark.parametrize("form", ["pdf", "docx"])
def test_annex_1_of_an_extension_is_printed_with_all_four_opinions(form: str):
    application = about(one_year(), "extension", term_months=6)

    paper = papers.application_paper(
        actor=loans.on(RENEWED_ON), law=cases.LAW, number=application.number, form=form
    )

    assert len(paper.content) > 10_000
    assert application.decisions.count() == 4


def test_an_extension_changes_no_rate():
    loan = one_year()

    with pytest.raises(Refusal, match="展期不改变合同利率"):
        about(loan, "extension", term_months=6, terms=Terms(5_000_000, 6, 29_000, "A", ACCOUNT))


def test_a_double_click_on_extending_is_one_extension_and_another_day_is_refused():
    application = about(one_year(), "extension", term_months=6)
    assert extend(application).pk == extend(application).pk

    with pytest.raises(NotNow, match="已登记展期到 2027-03-25"):
        extend(application, due_on=date(2027, 2, 25))


def test_a_household_without_anything_owed_cannot_ask_for_a_renewal():
    loan = one_year()
    loans.repaid(loan, date(2025, 10, 30), principal=5_000_000)

    with pytest.raises(Refusal, match="没有未还清的贷款"):
        about(loan, "renewal")


def test_a_top_up_stands_beside_the_first_loan_and_needs_it_in_good_standing():
    loan = loans.disbursed()
    application = about(
        loan, "top_up", amount=3_000_000, reason="扩建猪舍", facts={"credit_line": 10_000_000}
    )
    assert application.loan_id == loan.pk
    loans.repaid(loan, date(2025, 12, 13), interest=100)

    made = lending.sign(
        actor=loans.on(RENEWED_ON),
        laws=loans.LAWS,
        **loans.contract(application, signed_on=RENEWED_ON, due_on=date(2026, 12, 15)),
    )

    assert (made.kind, made.original) == ("top_up", None)


def test_a_top_up_is_not_signed_when_interest_has_become_overdue_since():
    """Interest of the quarter fell due on 21 December, and nobody paid it."""
    loan = loans.disbursed()
    application = about(loan, "top_up", amount=3_000_000, reason="扩建猪舍")

    with pytest.raises(Obstacles) as refused:
        lending.sign(
            actor=loans.on(date(2025, 12, 28)),
            laws=loans.LAWS,
            **loans.contract(application, signed_on=date(2025, 12, 28), due_on=date(2026, 12, 28)),
        )

    assert any("现有贷款有逾期或欠息" in message for message in refused.value.messages)
    assert Loan.objects.count() == 1


def test_a_top_up_beyond_the_households_total_is_refused_with_its_clause():
    """50 000 are owed; 50 100 more are above 100 000 together."""
    loan = loans.disbursed()

    with pytest.raises(Obstacles) as refused:
        about(loan, "top_up", amount=5_010_000, reason="扩建猪舍")

    assert any("合计不得超过 10 万元" in message for message in refused.value.messages)


@pytest.mark.django_db(transaction=True)
def test_a_renewal_and_an_extension_at_the_same_moment_are_one():
    loan = one_year()
    renewal, extension = about(loan, "renewal"), about(loan, "extension", term_months=6)
    loans.on(RENEWED_ON)
    start, told = threading.Barrier(2), []

    def put(act: Any, application: Application) -> None:
        try:
            start.wait(10)
            act(application)
            told.append("")
        except Refusal as refusal:
            told.append(type(refusal).__name__)
        finally:
            connection.close()

    both = [threading.Thread(target=put, args=pair) for pair in ((renew, renewal), (extend, extension))]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join(60)

    # Carried on already, or ended by the renewal: it depends on who came first.
    assert sorted(told) in (["", "Obstacles"], ["", "Refusal"])
    assert (Loan.objects.count() == 2) != Extension.objects.exists()
