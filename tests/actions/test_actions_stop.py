"""Stops registered and taken back: by whom, on what evidence, within the loan's life."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

import made_loans as loans
from hudai.actions import stop as stopping
from hudai.actions.actor import NotYours
from hudai.core.errors import Refusal
from hudai.core.workflow import NotNow
from hudai.records.models import JournalLine, Loan, Station, Stop

pytestmark = pytest.mark.django_db
SINCE = date(2025, 11, 1)
TODAY = date(2025, 12, 31)


def stop(loan: Loan, kind: str = "diversion", station: Station = Station.OFFICE, **changes: Any) -> Stop:
    said = {"kind": kind, "since": SINCE, "evidence": "石门镇核查记录 2025-11", **changes}
    return stopping.stop(actor=loans.on(TODAY, station), laws=loans.LAWS, loan_id=loan.pk, **said)


@pytest.mark.parametrize("kind", ["diversion", "bad_faith_removal", "other_subsidy", "waived"])
def test_the_county_office_registers_what_it_finds(kind: str):
    loan = loans.disbursed()

    made = stop(loan, kind)

    assert (made.kind, made.since) == (kind, SINCE)
    assert JournalLine.objects.filter(action="停止贴息", key=str(loan.pk)).count() == 1
    with pytest.raises(NotYours):
        stop(loan, kind, Station.BRANCH)


@pytest.mark.parametrize("kind", ["recalled", "converted"])
def test_the_bank_recalls_and_converts(kind: str):
    loan = loans.disbursed()
    with pytest.raises(NotYours):
        stop(loan, kind)

    assert stop(loan, kind, Station.BANK).kind == kind


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"evidence": " "}, "请写明依据"),
        ({"since": date(2025, 9, 24)}, "在放款日期 2025-09-25 当天或以后"),
        ({"since": date(2026, 1, 1)}, "不能晚于今天"),
        ({"kind": "other"}, "请选择停止贴息的事由"),
    ],
)
def test_a_stop_without_evidence_or_outside_the_loans_life_is_refused(changes: dict[str, Any], told: str):
    loan = loans.disbursed()

    with pytest.raises(Refusal, match=told):
        stop(loan, **changes)

    assert not Stop.objects.exists()


def test_a_loan_paid_off_is_not_recalled_but_misuse_found_later_still_counts():
    loan = loans.disbursed()
    loans.repaid(loan, date(2025, 12, 1), principal=5_000_000)

    with pytest.raises(Refusal, match="已经还清，不用收回"):
        stop(loan, "recalled", Station.BRANCH)
    with pytest.raises(Refusal, match="没有贴息可以停止"):
        stop(loan, since=date(2025, 12, 1))

    assert stop(loan).since == SINCE


def test_the_same_stop_twice_is_one_and_another_of_the_kind_is_refused():
    loan = loans.disbursed()
    assert stop(loan).pk == stop(loan).pk

    with pytest.raises(NotNow, match="已从 2025-11-01 起"):
        stop(loan, since=date(2025, 10, 1))

    assert Stop.objects.count() == 1


def test_a_stop_taken_back_stays_with_its_reason_and_counts_no_more():
    loan = loans.disbursed()
    made = stop(loan)
    actor = loans.on(TODAY, Station.OFFICE)
    with pytest.raises(Refusal, match="请写明恢复贴息的原因"):
        stopping.lift(actor=actor, laws=loans.LAWS, stop_id=made.pk, reason="")

    for _ in range(2):
        stopping.lift(actor=actor, laws=loans.LAWS, stop_id=made.pk, reason="查无此事")

    assert Stop.objects.count() == 2
    assert not Stop.objects.filter(loan=loan).standing().exists()
    with pytest.raises(NotYours):
        stopping.lift(actor=loans.on(TODAY), laws=loans.LAWS, stop_id=made.pk, reason="查无此事")
