"""What a line asks for rests on: the interest of its own periods, and what makes the two differ."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

import made_batches as loans
from hudai.actions import loan_correction as correcting
from hudai.actions import subsidy
from hudai.actions.subsidy_claims import claims
from hudai.actions.subsidy_reckoning import rederive
from hudai.records.models import Station, SubsidyBatch
from hudai.records.queries.subsidy import worksheet_of
from made_loans import LAWS

pytestmark = pytest.mark.django_db

SECOND = date(2022, 6, 20)


def rests_on(batch: SubsidyBatch) -> list[dict[str, Any]]:
    return claims(batch, batch.lines.all(), loans.LAW.policy).lines.to_dicts()


def second_quarter() -> SubsidyBatch:
    return loans.drawn_up(day=date(2022, 6, 25), through=SECOND)


def test_a_first_line_rests_on_all_interest_paid_so_far():
    loans.paying_loan()

    (line,) = rests_on(loans.drawn_up())

    assert (line["paid_fen"], line["note"]) == (36_944, "")


def test_a_later_line_rests_on_the_interest_since_what_was_granted():
    found = loans.paying_loan()
    loans.approved()
    # 5 000 000 × 92 × 38 000 / 360 000 000 = 48 555.6 fen.
    loans.repaid(found, SECOND, 48_556)

    (line,) = rests_on(second_quarter())

    assert (line["paid_fen"], line["mended_fen"], line["beyond_fen"], line["note"]) == (48_556, 0, 0, "")


def test_a_line_of_two_periods_says_what_was_paid_for_the_earlier_one():
    loans.paying_loan()
    batch = loans.drawn_up()
    subsidy.drop(actor=loans.at(Station.TOWN), number=batch.number, reason="重做。")
    loans.repaid(batch.lines.get().loan, SECOND, 48_556)

    (line,) = rests_on(second_quarter())

    # 369.44 + 485.56
    assert line["paid_fen"] == 85_500
    assert line["note"] == "含补交前期利息 369.44 元"


def test_interest_the_bank_told_of_too_late_is_mended():
    found = loans.loan()
    loans.repaid(found, date(2022, 3, 10), 30_000)
    loans.approved()
    loans.repaid(found, loans.THROUGH, 6_944)
    loans.repaid(found, SECOND, 48_556)
    batch = second_quarter()

    (line,) = rests_on(batch)

    # 485.56 of the quarter, and 69.44 of the one before.
    assert batch.lines.get().due == 55_500
    assert (line["paid_fen"], line["note"]) == (48_556, "补贴前期 69.44 元")


def test_what_was_granted_too_much_is_taken_off_and_said():
    found = loans.paying_loan()
    loans.approved()
    loans.repaid(found, loans.THROUGH, 26_844, replaces=found.repayments.get(), reason="录入有误。")
    loans.repaid(found, SECOND, 48_556)
    batch = second_quarter()

    (line,) = rests_on(batch)

    # 485.56 - 101.00
    assert batch.lines.get().due == 38_456
    assert (line["paid_fen"], line["note"]) == (48_556, "扣回以前多贴 101.00 元")


def test_interest_that_earns_no_subsidy_is_said():
    found = loans.loan()
    loans.repaid(found, loans.THROUGH, 40_000)
    batch = loans.drawn_up()

    (line,) = rests_on(batch)

    # 400.00 - 369.44
    assert (line["paid_fen"], batch.lines.get().due, line["note"]) == (40_000, 36_944, "不予贴息 30.56 元")


def test_a_repayment_recorded_after_the_batch_changes_nothing_of_it():
    found = loans.paying_loan()
    batch = loans.drawn_up()
    before = rests_on(batch)
    loans.repaid(found, date(2022, 2, 1), 5_000)

    assert rests_on(batch) == before


def test_a_contract_number_put_right_after_the_batch_loses_nothing_of_it():
    found = loans.paying_loan()
    loans.approved()
    loans.repaid(found, SECOND, 48_556)
    batch = second_quarter()
    before, sheet = rests_on(batch), worksheet_of(batch.lines.get())
    for number in ("HT-901", "HT-902"):
        correcting.correct(
            actor=loans.at(Station.OFFICE, date(2022, 6, 27)), laws=LAWS, loan_id=found.pk,
            field="contract", value=number, reason="合同号录错。",
        )  # fmt: skip

    assert (rests_on(batch), worksheet_of(batch.lines.get())) == (before, sheet)
    assert len(sheet) > 0
    assert rederive(batch, law=loans.LAW).holds


def test_the_slips_are_the_repayments_of_interest_by_day():
    found = loans.loan()
    loans.repaid(found, date(2022, 3, 20), 6_944)
    loans.repaid(found, date(2022, 2, 20), 30_000)
    loans.repaid(found, date(2022, 2, 25), 0, principal=1_000)
    batch = loans.drawn_up()

    found_slips = claims(batch, batch.lines.all(), loans.LAW.policy).slips.rows()

    assert found_slips == [(1, date(2022, 2, 20), 30_000), (1, date(2022, 3, 20), 6_944)]
