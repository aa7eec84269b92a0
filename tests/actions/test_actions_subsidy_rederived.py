"""A batch comes out again to the byte, whatever was learnt of its loans after it was drawn up."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

import made_batches as batches
import made_cases as cases
import made_loans as loans
import made_offices as offices
from hudai.actions import loan as lending
from hudai.actions import loan_correction as correcting
from hudai.actions import maturity
from hudai.actions import repayment as repaying
from hudai.actions import stop as stopping
from hudai.actions.repayment import Paid
from hudai.actions.subsidy_drawing import draw_up
from hudai.actions.subsidy_reckoning import rederive
from hudai.records.models import (
    EarlierGrant,
    Extension,
    Household,
    Loan,
    Membership,
    Person,
    Region,
    Station,
    SubsidyBatch,
)

pytestmark = pytest.mark.django_db
THROUGH = date(2025, 12, 20)
DRAWN_ON = date(2025, 12, 22)
LATER = date(2025, 12, 28)
INTEREST = 36_250
"""50 000 yuan at 3 % for the 87 days from 25 September to 20 December: 5 000 000 × 3 % × 87 / 360."""


def drawn_up() -> SubsidyBatch:
    return draw_up(
        actor=loans.on(DRAWN_ON, Station.TOWN), law=cases.LAW, town=offices.town(), through=THROUGH
    )


def figures(batch: SubsidyBatch) -> list[tuple[str, int, int, int]]:
    return list(batch.lines.values_list("loan__contract", "entitled", "paid", "due"))


def holds(batch: SubsidyBatch) -> bool:
    found = rederive(batch, law=cases.LAW)
    assert (found.same_inputs, found.same_lines, found.same_worksheet) == (True, True, True)
    return found.same_law


def bank() -> loans.Actor:
    return loans.on(LATER)


def a_payout_is_registered() -> None:
    """Signed before the batch, paid out on a day the batch settles, registered after it."""
    waiting = Loan.objects.get(contract="HT-2")
    lending.disburse(actor=bank(), laws=loans.LAWS, loan_id=waiting.pk, disbursed_on=date(2025, 9, 26))


def a_repayment_is_corrected() -> None:
    row = Loan.objects.get(contract="HT-0001").repayments.get()
    repaying.correct(
        actor=bank(),
        laws=loans.LAWS,
        repayment_id=row.pk,
        paid=Paid(row.paid_on, 0, INTEREST - 10_000, 0),
        reason="多记一笔",
    )


def a_repayment_is_taken_back() -> None:
    row = Loan.objects.get(contract="HT-0001").repayments.get()
    repaying.void(actor=bank(), laws=loans.LAWS, repayment_id=row.pk, reason="记错了户")


def a_late_repayment_is_booked() -> None:
    """Paid back in part on a day the batch settles; known only after it."""
    loan = Loan.objects.get(contract="HT-0001")
    repaying.record(
        actor=bank(), laws=loans.LAWS, loan_id=loan.pk, paid=Paid(date(2025, 11, 3), 1_000_000, 0, 0)
    )


def the_rate_is_corrected() -> None:
    correct("rate", 29_000)


def the_due_day_is_corrected() -> None:
    correct("due_on", date(2025, 11, 20))


def correct(field: str, value: object) -> None:
    correcting.correct(
        actor=bank(),
        laws=loans.LAWS,
        loan_id=Loan.objects.get(contract="HT-0001").pk,
        field=field,
        value=value,
        reason="合同录错",
    )


def an_extension_is_entered() -> None:
    loan = Loan.objects.get(contract="HT-0001")
    application = loans.about(loan, "extension", term_months=6)
    maturity.extend(
        actor=bank(),
        laws=loans.LAWS,
        number=application.number,
        seen_version=application.version,
        signed_on=date(2025, 12, 15),
        due_on=date(2027, 3, 25),
        cause="猪价下跌",
    )
    assert Extension.objects.count() == 1


def a_contract_is_given_up() -> None:
    lending.give_up(actor=bank(), loan_id=Loan.objects.get(contract="HT-2").pk, reason="农户不再需要")


def the_subsidy_is_stopped() -> None:
    stopping.stop(
        actor=loans.on(LATER, Station.OFFICE),
        laws=loans.LAWS,
        loan_id=Loan.objects.get(contract="HT-0001").pk,
        kind="diversion",
        since=date(2025, 11, 1),
        evidence="核查记录 1 号",
    )


def an_earlier_grant_is_found() -> None:
    EarlierGrant.objects.create(
        loan=Loan.objects.get(contract="HT-0001"),
        amount=10_000,
        recorded_by=cases.at(Station.OFFICE).posting,
        recorded_at=loans.on(LATER).at,
    )


def the_household_moves_to_another_town() -> None:
    """Its number is its own and stays: nothing in the product writes another one."""
    town = Region.objects.create(level="town", name="云台镇", parent=offices.county(), since=date(2021, 1, 1))
    village = Region.objects.create(level="village", name="云顶村", parent=town, since=date(2021, 1, 1))
    group = offices.group("五组", village)
    Household.objects.filter(number="LX-001").update(village=village, group=group)


def the_borrower_dies_and_the_son_heads_the_household() -> None:
    home = Household.objects.get(number="LX-001")
    home.memberships.update(until=date(2025, 12, 25), is_head=False)
    son = Person.objects.create(
        name="孙小磊", id_number=cases.id_number("20020304"), sex="male", born_on=date(2002, 3, 4)
    )
    Membership.objects.create(
        person=son, household=home, relation="户主", is_head=True, since=date(2025, 12, 25)
    )


def the_borrowers_name_and_account_are_put_right() -> None:
    loan = Loan.objects.get(contract="HT-0001")
    Person.objects.filter(pk=loan.borrower_id).update(name="孙平垒")
    correct("account", "6228000099998888")


CHANGES: tuple[Callable[[], None], ...] = (
    a_payout_is_registered,
    a_repayment_is_corrected,
    a_repayment_is_taken_back,
    a_late_repayment_is_booked,
    the_rate_is_corrected,
    the_due_day_is_corrected,
    an_extension_is_entered,
    a_contract_is_given_up,
    the_subsidy_is_stopped,
    an_earlier_grant_is_found,
    the_household_moves_to_another_town,
    the_borrower_dies_and_the_son_heads_the_household,
    the_borrowers_name_and_account_are_put_right,
)


@pytest.mark.parametrize("change", CHANGES, ids=[change.__name__ for change in CHANGES])
def test_a_batch_comes_out_again_after(change: Callable[[], None]):
    loans.repaid(loans.one_year(), date(2025, 12, 20), interest=INTEREST)
    loans.signed(loans.approved(cases.household("LX-002", "钱大山", "19700101")), contract="HT-2")
    batch = drawn_up()
    assert figures(batch) == [("HT-0001", INTEREST, INTEREST, INTEREST)]

    change()

    assert holds(batch)
    assert figures(batch) == [("HT-0001", INTEREST, INTEREST, INTEREST)]


def test_a_loan_given_up_after_the_batch_settled_it_is_still_in_it():
    """Only a contract without money is given up; one of the same household stands in the batch's inputs."""
    first = loans.one_year()
    loans.repaid(first, date(2025, 12, 20), interest=INTEREST)
    second = loans.about(first, "top_up", amount=3_000_000, reason="扩建", facts={"credit_line": 10_000_000})
    waiting = lending.sign(
        actor=loans.on(date(2025, 12, 21)),
        laws=loans.LAWS,
        **loans.contract(second, signed_on=date(2025, 12, 15), due_on=date(2026, 12, 15)),
    )
    batch = drawn_up()

    lending.give_up(actor=bank(), loan_id=waiting.pk, reason="农户不再需要")

    assert holds(batch)


def test_all_of_it_together_and_a_year_later_too():
    loans.repaid(loans.one_year(), date(2025, 12, 20), interest=INTEREST)
    loans.signed(loans.approved(cases.household("LX-002", "钱大山", "19700101")), contract="HT-2")
    batch = drawn_up()
    later = [
        each
        for each in CHANGES
        if each
        not in (
            a_contract_is_given_up,
            a_repayment_is_taken_back,
            the_due_day_is_corrected,
            # What was granted elsewhere meanwhile is not approved once more, for whatever reason.
            an_earlier_grant_is_found,
        )
    ]

    an_extension_is_entered()
    for change in later:
        if change is not an_extension_is_entered:
            change()
        assert holds(batch), change.__name__

    batches.approved_later(batch, reason="下一期抵扣。")
    an_earlier_grant_is_found()
    assert holds(SubsidyBatch.objects.get(pk=batch.pk))
