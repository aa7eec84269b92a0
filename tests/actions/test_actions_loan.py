"""Contracts signed, paid out and given up: what stops each, with which clause, and races."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection

import made_cases as cases
import made_loans as loans
from hudai.actions import breaker
from hudai.actions import decision as deciding
from hudai.actions import loan as lending
from hudai.actions.actor import Actor, NotYours
from hudai.actions.application import Obstacles
from hudai.actions.laws import Laws
from hudai.core.errors import Refusal
from hudai.core.workflow import NotNow, Opinion
from hudai.records.models import (
    Application,
    JournalLine,
    Loan,
    LoanCorrection,
    LoanStanding,
    Region,
    ReportedClass,
    Station,
)

pytestmark = pytest.mark.django_db


def sign(
    application: Application, *, actor: Actor | None = None, laws: Laws = loans.LAWS, **changes: Any
) -> Loan:
    said = loans.contract(application, **changes)
    today = max(said["signed_on"], loans.SIGNED_ON)
    return lending.sign(actor=actor or loans.on(today), laws=laws, **said)


def test_a_contract_takes_the_terms_approved_and_keeps_the_law_of_its_day():
    """The five-year LPR was 3.5 %, published on 22 September 2025."""
    loan = loans.signed()

    assert (loan.kind, loan.principal, loan.rate, loan.policy) == ("first", 5_000_000, 35_000, "yubei-2021")
    assert (loan.disbursed_on, loan.account) == (None, "6217000012345678")
    kept = loan.frozen
    assert (kept["pack"], kept["digest"]) == ("yubei-2021", cases.LAW.policy.digest)
    assert (kept["highest_rate"], kept["published_on"]) == (35_000, "2025-09-22")
    assert kept["facts"]["outstanding"] == 0
    assert "id_number" not in kept["facts"]
    assert JournalLine.objects.filter(action="签订合同", noun="loan", key=str(loan.pk)).count() == 1


def test_money_paid_out_gives_the_loan_its_balance_and_says_who_registered_it():
    loan = loans.disbursed()

    assert loan.disbursed_on == loans.SIGNED_ON
    standing = LoanStanding.objects.get(loan=loan)
    assert (standing.balance, standing.days_overdue, standing.loan_class) == (5_000_000, 0, "正常")
    known = LoanCorrection.objects.get(loan=loan)
    assert (known.field, known.before, known.after) == ("disbursed_on", None, "2025-09-25")


def test_a_contract_before_all_opinions_names_the_one_that_is_missing_and_its_clause():
    waiting = cases.waiting_at(4)

    with pytest.raises(Obstacles, match="还没有批准") as refused:
        lending.sign(
            actor=loans.on(loans.SIGNED_ON),
            laws=loans.LAWS,
            **loans.contract(waiting, principal=5_000_000, contract="HT-1"),
        )

    assert refused.value.messages == ("还没有签署：经办银行意见。各级意见齐全后才能办理。",)
    assert refused.value.clauses == (cases.LAW.policy.route[3].clause,)
    assert not Loan.objects.exists()


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"principal": 5_000_100}, "不能超过审批金额 50,000.00 元"),
        ({"principal": 0}, "要大于 0"),
        ({"due_on": date(2028, 9, 26)}, "最晚到 2028-09-25"),
        ({"due_on": loans.SIGNED_ON}, "要晚于合同日期"),
        ({"signed_on": date(2025, 9, 23)}, "批准日 2025-09-24 当天或以后"),
        ({"contract": " "}, "请填写合同号"),
    ],
)
def test_a_contract_beyond_the_approval_or_wrongly_dated_is_refused(changed: dict[str, Any], told: str):
    application = loans.approved()

    with pytest.raises(Refusal, match=told):
        sign(application, **changed)

    assert not Loan.objects.exists()


def test_a_contract_of_tomorrow_is_refused():
    application = loans.approved()

    with pytest.raises(Refusal, match="不能晚于今天"):
        lending.sign(
            actor=loans.on(date(2025, 9, 25)),
            laws=loans.LAWS,
            **loans.contract(application, signed_on=date(2025, 9, 26), due_on=date(2028, 9, 26)),
        )


def test_a_contract_behind_the_window_is_refused_with_the_windows_clause():
    """The scheme's last contract day is 2025-12-31; nothing was adopted since."""
    application = loans.approved()

    with pytest.raises(Obstacles) as refused:
        sign(application, signed_on=date(2026, 1, 5), due_on=date(2029, 1, 5))

    assert "2026-01-05 不在政策实施期内" in refused.value.messages[0]
    assert refused.value.clauses == (cases.LAW.policy.window_clause,)
    assert not Loan.objects.exists()


def test_a_contract_behind_the_window_stands_under_the_scheme_that_was_adopted_since():
    """A successor with the same numbers took over on 1 October."""
    first, second = date(2025, 9, 30), date(2025, 10, 1)
    old = replace(cases.LAW.policy, window_until=second)
    new = replace(cases.LAW.policy, name="next", window_since=second)
    packs = {"yubei-2021": cases.Law(old, loans.NATIONAL), "next": cases.Law(new, loans.NATIONAL)}
    laws = Laws(packs, adopted="next")
    other = cases.household("LX-002", "钱大山", "19700101")
    applications = [loans.approved(), loans.approved(other)]

    signed = [
        sign(application, signed_on=day, due_on=date(2028, 9, 30), laws=laws, contract=f"{day}")
        for application, day in zip(applications, (first, second), strict=True)
    ]

    assert [loan.policy for loan in signed] == ["yubei-2021", "next"]


def test_a_successor_whose_numbers_nobody_knows_yet_signs_nothing_and_says_so():
    application = loans.approved()
    later = replace(loans.LAWS, adopted="successor-2026")

    with pytest.raises(Obstacles) as refused:
        sign(application, signed_on=date(2026, 3, 5), due_on=date(2029, 3, 5), laws=later)

    assert any("尚不明确" in message for message in refused.value.messages)
    assert not Loan.objects.exists()


def test_a_rate_above_the_one_published_since_is_refused_with_its_clause():
    """Granted at 3.5 % against the LPR of the application; made dearer than the day's LPR by hand here."""
    application = loans.approved()
    application.approved_rate = 35_100
    application.save()

    with pytest.raises(Obstacles) as refused:
        sign(application)

    assert len(refused.value.messages) == 1
    assert "3.51%" in refused.value.messages[0]
    assert refused.value.clauses == (cases.LAW.policy.rate_rule.version(loans.SIGNED_ON).clause,)
    assert not Loan.objects.exists()


def test_a_household_that_borrowed_meanwhile_signs_no_second_first_loan():
    """Two first loans were approved one after the other; the second contract meets the first."""
    household = cases.household()
    first = loans.approved(household)
    second = loans.approved(household)
    loans.signed(first)

    with pytest.raises(Obstacles) as refused:
        sign(second)

    assert any("没有还清" in message for message in refused.value.messages)
    assert Loan.objects.count() == 1


def test_a_contract_sent_twice_is_one_and_another_on_the_same_application_is_refused():
    application = loans.approved()
    once, again = sign(application), sign(application)

    assert once.pk == again.pk
    assert JournalLine.objects.filter(action="签订合同").count() == 1
    with pytest.raises(NotNow, match="已签订合同"):
        sign(application, contract="另一份")


def test_a_contract_number_there_is_already_is_refused():
    loans.signed(contract="HT-1")
    other = loans.approved(cases.household("LX-002", "钱大山", "19700101"))

    with pytest.raises(Refusal, match="合同号 HT-1 已经登记过"):
        sign(other, contract="HT-1")


@pytest.mark.parametrize("station", [Station.VILLAGE, Station.OFFICE, Station.AUDITOR])
def test_only_the_bank_signs(station: Station):
    application = loans.approved()

    with pytest.raises(NotYours):
        sign(application, actor=loans.on(loans.SIGNED_ON, station))

    assert not Loan.objects.exists()


def test_an_old_page_signs_nothing():
    application = loans.approved()

    with pytest.raises(NotNow, match="刚才已被别人处理"):
        sign(application, seen_version=7)


def test_a_loan_is_paid_out_once():
    loan = loans.disbursed()
    again = lending.disburse(
        actor=loans.on(loans.SIGNED_ON), laws=loans.LAWS, loan_id=loan.pk, disbursed_on=loans.SIGNED_ON
    )

    assert again.pk == loan.pk
    assert JournalLine.objects.filter(action="登记放款").count() == 1
    with pytest.raises(NotNow, match="已在 2025-09-25 放款"):
        lending.disburse(
            actor=loans.on(date(2025, 9, 26)),
            laws=loans.LAWS,
            loan_id=loan.pk,
            disbursed_on=date(2025, 9, 26),
        )


@pytest.mark.parametrize("day", [date(2025, 9, 24), date(2025, 9, 27)])
def test_money_goes_out_between_the_contract_and_today(day: date):
    loan = loans.signed()

    with pytest.raises(Refusal, match="放款日期要在合同日期"):
        lending.disburse(
            actor=loans.on(date(2025, 9, 26)), laws=loans.LAWS, loan_id=loan.pk, disbursed_on=day
        )

    loan.refresh_from_db()
    assert loan.disbursed_on is None


def test_money_goes_out_on_the_schemes_last_day_and_not_a_day_later():
    """Yubei's scheme ends with 2025-12-31; what was paid out on that day may be registered later."""
    loan = loans.signed(signed_on=date(2025, 12, 30))

    def pay_out(day: date) -> Loan:
        actor = loans.on(date(2026, 1, 5))
        return lending.disburse(actor=actor, laws=loans.LAWS, loan_id=loan.pk, disbursed_on=day)

    with pytest.raises(Obstacles) as refused:
        pay_out(date(2026, 1, 1))
    assert "放款日期 2026-01-01 不在政策实施期内" in refused.value.messages[0]
    assert refused.value.clauses == (cases.LAW.policy.window_clause,)
    assert pay_out(date(2025, 12, 31)).disbursed_on == date(2025, 12, 31)


def test_a_contract_never_paid_out_is_given_up_and_lends_nothing_any_more():
    loan = loans.signed()

    lending.give_up(actor=loans.on(date(2025, 10, 1)), loan_id=loan.pk, reason="农户不再需要")

    loan.refresh_from_db()
    assert (loan.given_up_on, loan.given_up_for) == (date(2025, 10, 1), "农户不再需要")
    with pytest.raises(NotNow, match="已经作废"):
        lending.disburse(
            actor=loans.on(date(2025, 10, 2)),
            laws=loans.LAWS,
            loan_id=loan.pk,
            disbursed_on=date(2025, 10, 2),
        )


def test_a_loan_paid_out_is_not_given_up_and_no_reason_is_no_reason():
    paid = loans.disbursed()
    other = loans.approved(cases.household("LX-002", "钱大山", "19700101"))
    waiting = loans.signed(other, contract="HT-2")

    with pytest.raises(NotNow, match="已经放款"):
        lending.give_up(actor=loans.on(date(2025, 10, 1)), loan_id=paid.pk, reason="错")
    with pytest.raises(Refusal, match="请写明合同作废的原因"):
        lending.give_up(actor=loans.on(date(2025, 10, 1)), loan_id=waiting.pk, reason=" ")

    assert not Loan.objects.exclude(given_up_on=None).exists()


def test_another_branchs_loan_is_not_found():
    loan = loans.signed()
    desk = loans.on(loans.SIGNED_ON)
    desk.posting.branch = None
    desk.posting.branch_id = None

    with pytest.raises(NotYours, match="不归您办理"):
        lending.disburse(actor=desk, laws=loans.LAWS, loan_id=loan.pk, disbursed_on=loans.SIGNED_ON)


def test_no_contract_and_no_money_in_a_suspended_town_and_the_ratio_and_clause_are_named():
    application = loans.approved()
    loans.bad_loan()

    with pytest.raises(Obstacles, match="已暂停放贷") as refused:
        sign(application, laws=loans.suspended())

    assert "石门镇的不良率 100.00%，超过 5.00%" in refused.value.messages[0]
    assert refused.value.clauses == ("shangcai-2019#6.3",)
    loan = sign(application)
    with pytest.raises(Obstacles, match="已暂停放贷"):
        lending.disburse(
            actor=loans.on(loans.SIGNED_ON),
            laws=loans.suspended(),
            loan_id=loan.pk,
            disbursed_on=loans.SIGNED_ON,
        )
    loan.refresh_from_db()
    assert loan.disbursed_on is None


LATER = loans.SIGNED_ON + timedelta(days=3)


def paid_out_before() -> Loan:
    """Money that went out on the day of signing, told by the bank three days later, in a suspended town."""
    loan = sign(loans.approved())
    loans.bad_loan()
    with pytest.raises(Obstacles, match="已暂停放贷"):
        lending.disburse(actor=loans.on(LATER), laws=loans.suspended(), loan_id=loan.pk, disbursed_on=LATER)
    return loan


def test_money_that_went_out_before_the_town_was_suspended_is_registered_all_the_same():
    loan = paid_out_before()

    done = lending.disburse(
        actor=loans.on(LATER), laws=loans.suspended(), loan_id=loan.pk, disbursed_on=loans.SIGNED_ON
    )

    assert done.disbursed_on == loans.SIGNED_ON


def test_money_that_went_out_while_the_town_was_suspended_is_refused_with_the_ratio_of_that_day():
    loan = paid_out_before()
    bad = Loan.objects.get(contract="HT-9")
    ReportedClass.objects.create(
        loan=bad, as_of=loans.SIGNED_ON, loan_class="次级",
        recorded_by=cases._desk(Station.BRANCH), recorded_at=cases.START,
    )  # fmt: skip

    with pytest.raises(Obstacles, match="已暂停放贷") as refused:
        lending.disburse(
            actor=loans.on(LATER), laws=loans.suspended(), loan_id=loan.pk, disbursed_on=loans.SIGNED_ON
        )

    assert f"{loans.SIGNED_ON} 石门镇的不良率 100.00%" in refused.value.messages[0]


def test_an_earlier_days_ratios_are_worked_out_once_for_all_villages_of_a_town():
    loan = loans.bad_loan()
    home = loan.household.village
    other = Region.objects.create(level="village", name="杉木村", parent=home.parent, since=home.since)
    then = breaker.looked_back(loans.LAWS.policies)

    first = then(home, loans.SIGNED_ON)

    assert then(other, loans.SIGNED_ON) is first
    assert then(home, LATER) is not first
    # By the facts the neighbour's loan is as it should be; the projection alone calls it bad.
    assert first.filter(level="town").select("balance_fen", "npl_fen").row(0) == (5_000_000, 0)


def test_the_bank_approves_nothing_in_a_suspended_town():
    loans.bad_loan()
    waiting = cases.waiting_at(4)

    with pytest.raises(Obstacles, match="已暂停放贷"):
        deciding.decide(
            actor=cases.at(Station.BRANCH, 96),
            law=loans.suspended().of("yubei-2021"),
            number=waiting.number,
            seen_version=waiting.version,
            seen_step=waiting.step,
            opinion=Opinion.AGREE,
            text="同意",
            terms=cases.TERMS,
        )

    waiting.refresh_from_db()
    assert (waiting.state, waiting.decisions.filter(step=4).count()) == ("under_way", 0)


@pytest.mark.django_db(transaction=True)
def test_of_two_payouts_at_the_same_moment_there_is_one():
    loan = loans.signed()
    days = [date(2025, 9, 25), date(2025, 9, 26)]
    actor = loans.on(date(2025, 9, 26))
    start, told = threading.Barrier(2), []

    def pay(day: date) -> None:
        try:
            start.wait(10)
            lending.disburse(actor=actor, laws=loans.LAWS, loan_id=loan.pk, disbursed_on=day)
            told.append("")
        except Refusal as refusal:
            told.append(type(refusal).__name__)
        finally:
            connection.close()

    both = [threading.Thread(target=pay, args=(day,)) for day in days]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join(60)

    assert sorted(told) == ["", "NotNow"]
    assert LoanCorrection.objects.filter(loan=loan).count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_contracts_at_the_same_moment_there_is_one():
    application = loans.approved()
    actor = loans.on(loans.SIGNED_ON)
    start, told = threading.Barrier(2), []

    def put(number: str) -> None:
        try:
            start.wait(10)
            lending.sign(actor=actor, laws=loans.LAWS, **loans.contract(application, contract=number))
            told.append("")
        except Refusal as refusal:
            told.append(type(refusal).__name__)
        finally:
            connection.close()

    both = [threading.Thread(target=put, args=(number,)) for number in ("甲", "乙")]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join(60)

    assert sorted(told) == ["", "NotNow"]
    assert Loan.objects.count() == 1
