"""Loans carried on at the edges: in a suspended town, after the due day, and with the account there is."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

import made_cases as cases
import made_loans as loans
from hudai.actions import decision as deciding
from hudai.actions import maturity
from hudai.actions.application import Obstacles
from hudai.actions.decision import Terms
from hudai.actions.laws import Laws
from hudai.core.errors import Refusal
from hudai.core.workflow import Opinion
from hudai.records.models import Application, Extension, Loan, Repayment, Station
from made_loans import ACCOUNT, RENEWED_ON, about, one_year

pytestmark = pytest.mark.django_db


def renew(application: Application, laws: Laws, **changes: Any) -> Loan:
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
    return maturity.renew(actor=loans.on(RENEWED_ON), laws=laws, **said)


def letting_nobody_renew() -> Laws:
    """The breaker's laws, where not even a renewal that lends nothing new goes on."""
    laws = loans.suspended()
    lets = laws.of("yubei-2021").policy.breaker_lets_renewals
    no = replace(lets, versions=tuple(replace(each, value=False) for each in lets.versions))
    strict = replace(laws.of("yubei-2021").policy, breaker_lets_renewals=no)
    return replace(laws, by_name={**laws.by_name, "yubei-2021": cases.Law(strict, loans.NATIONAL)})


def test_a_renewal_that_lends_nothing_new_goes_on_in_a_suspended_town_where_the_pack_lets_it():
    application = about(one_year(), "renewal")
    loans.bad_loan()

    assert renew(application, loans.suspended()).principal == 5_000_000


def test_a_renewal_finds_the_contract_whose_sheet_came_after_the_application():
    loan = one_year()
    application = about(loan, "renewal")
    Application.objects.filter(pk=application.pk).update(loan=None)

    assert renew(application, loans.LAWS).original == loan


def test_a_renewal_of_nothing_in_the_books_is_told_to_have_it_imported():
    application = about(one_year(), "renewal")
    Application.objects.filter(pk=application.pk).update(loan=None, applied_on=date(2025, 9, 24))

    with pytest.raises(Refusal, match="请先由银行报表导入原贷款"):
        renew(application, loans.LAWS)


def test_a_renewal_goes_nowhere_in_a_suspended_town_where_the_pack_lets_none():
    loan = one_year()
    application = about(loan, "renewal")
    loans.bad_loan()

    with pytest.raises(Obstacles, match="已暂停放贷") as refused:
        renew(application, letting_nobody_renew())

    assert "石门镇的不良率" in refused.value.messages[0]
    assert refused.value.clauses == ("shangcai-2019#6.3",)
    assert not Loan.objects.filter(original=loan).exists()
    assert not Repayment.objects.filter(loan=loan).exists()


def test_once_the_old_loan_is_paid_off_its_renewal_is_new_money_and_stops_in_a_suspended_town():
    loan = one_year()
    application = about(loan, "renewal")
    loans.bad_loan()
    loans.repaid(loan, date(2025, 12, 13), principal=5_000_000)

    with pytest.raises(Obstacles, match="已暂停放贷"):
        renew(application, loans.suspended(), without_repayment=False, principal=3_000_000)

    assert not Loan.objects.filter(original=loan).exists()


def ended() -> Loan:
    """50 000 yuan for two months, due on 2025-11-25 and not paid back."""
    terms = Terms(5_000_000, 2, 30_000, "A", ACCOUNT)
    return loans.disbursed(loans.approved(terms=terms, term_months=2), due_on=date(2025, 11, 25))


def asked_late(kind: str = "renewal") -> Application:
    """Asked for on 2025-12-01, six days after the due day; waits for the bank's opinion."""
    loan = ended()
    waiting = loans.submitted_later(loan, kind)
    for place, station in enumerate(cases.ROAD[:3], 1):
        waiting = cases.agree(waiting, loans.on_hour(station, place))
    return waiting


def agree(application: Application, terms: Terms) -> Application:
    return cases.agree(application, loans.on_hour(Station.BRANCH, 5), terms=terms)


TERMS = Terms(5_000_000, 12, 30_000, "A", ACCOUNT)


@pytest.mark.parametrize("kind", ["renewal", "extension"])
def test_what_is_asked_for_after_the_due_day_is_granted_by_waiver_and_not_without(kind: str):
    terms = replace(TERMS, term_months=2)
    waiting = asked_late(kind)
    with pytest.raises(Obstacles) as refused:
        agree(waiting, terms)
    assert [told for told in refused.value.messages if "2025-11-25 已经到期" in told]
    waiting.refresh_from_db()
    assert (waiting.state, waiting.approved_amount) == ("under_way", None)

    deciding.waive(
        actor=loans.on_hour(Station.TOWN_HEAD, 4),
        law=cases.LAW,
        number=waiting.number,
        rule="renewal_in_time",
        reason="住院手术，未能按时申请。",
    )
    granted = agree(waiting, terms)

    assert granted.state == "approved"
    assert granted.waivers.get().rule == "renewal_in_time"
    if kind == "renewal":
        made = renew(granted, loans.LAWS, due_on=date(2026, 2, 15))
        assert (made.kind, made.original_id) == ("renewal", granted.loan_id)
    else:
        maturity.extend(
            actor=loans.on(RENEWED_ON),
            laws=loans.LAWS,
            number=granted.number,
            seen_version=granted.version,
            signed_on=RENEWED_ON,
            due_on=date(2026, 1, 25),
            cause="住院手术",
        )
        assert Extension.objects.get().loan_id == granted.loan_id


def test_an_extension_and_a_renewal_keep_the_account_there_is_and_only_a_renewal_takes_another():
    loan = one_year()
    for kind, said, kept in (
        ("extension", "", ACCOUNT),
        ("extension", "6228000099998888", ACCOUNT),
        ("renewal", "", ACCOUNT),
        ("renewal", "6228000099998888", "6228000099998888"),
    ):
        waiting = loans.submitted_later(loan, kind)
        for place, station in enumerate(cases.ROAD[:3], 1):
            waiting = cases.agree(waiting, loans.on_hour(station, place))

        assert agree(waiting, replace(TERMS, account=said)).account == kept, (kind, said)
        Application.objects.filter(pk=waiting.pk).update(state="withdrawn")


def test_a_renewal_of_a_loan_without_an_account_still_needs_one():
    loan = one_year()
    waiting = loans.submitted_later(loan, "renewal")
    for place, station in enumerate(cases.ROAD[:3], 1):
        waiting = cases.agree(waiting, loans.on_hour(station, place))
    loan.account = ""
    loan.save()

    with pytest.raises(Refusal, match="放款账户只能是 8 到 32 位数字"):
        agree(waiting, replace(TERMS, account=""))

    assert not waiting.decisions.filter(step=4, verdict=Opinion.AGREE).exists()
