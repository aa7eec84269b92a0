"""A batch whose facts changed since it was drawn up: what is granted twice, too much, or to somebody else."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

import made_batches as loans
import made_cases as cases
import made_offices as offices
from hudai.actions import subsidy, subsidy_recheck
from hudai.actions.application import Law
from hudai.actions.subsidy_drawing import draw_up
from hudai.actions.subsidy_recheck import LinesDiffer, changed, shared_accounts
from hudai.actions.subsidy_reckoning import rederive, same_law
from hudai.core.errors import Refusal
from hudai.core.workflow import NotNow
from hudai.records.models import (
    EarlierGrant,
    JournalLine,
    Loan,
    Station,
    Stop,
    SubsidyBatch,
    Voucher,
)
from policy_builder import dated, version

pytestmark = pytest.mark.django_db
APPROVAL = date(2022, 4, 7)


def approve(batch: SubsidyBatch, reason: str = "") -> SubsidyBatch:
    return subsidy.approve(
        actor=loans.at(Station.FINANCE, APPROVAL),
        law=loans.LAW,
        number=batch.number,
        opinion="同意拨付。",
        reason=reason,
    )


def stopped(loan: Loan, since: date = date(2022, 2, 9)) -> None:
    """Misused from a day on: 30 of its 70 days remain."""
    Stop.objects.create(
        loan=loan,
        kind=Stop.Kind.DIVERSION,
        since=since,
        evidence="核查记录",
        recorded_by=cases._desk(Station.OFFICE),
        recorded_at=cases.START,
    )


def test_a_household_that_moved_stands_in_no_second_batch_while_the_first_is_open():
    found = loans.paying_loan()
    first = loans.drawn_up()
    town = loans.moved(found.household)

    with pytest.raises(NotNow, match=rf"{first.number}：合同 HT-001.*重复贴息"):
        loans.drawn_up_for(town)

    assert SubsidyBatch.objects.count() == 1


def test_once_the_first_is_approved_the_second_subtracts_it():
    found = loans.paying_loan()
    loans.approved()
    town = loans.moved(found.household)
    loans.repaid(found, loans.THROUGH, 56)

    with pytest.raises(Refusal, match="没有应贴或应退"):
        loans.drawn_up_for(town)


def test_no_batch_is_drawn_up_behind_what_another_town_settled_already():
    """Through 2022-06-20 162 days were granted, 855.00 yuan; by the end of the first quarter it is 369.44."""
    found = loans.paying_loan()
    loans.approved()
    loans.repaid(found, date(2022, 6, 20), 48_556)
    second = loans.approved_later(loans.drawn_up(day=date(2022, 6, 25), through=date(2022, 6, 20)))
    town = loans.moved(found.household)

    with pytest.raises(NotNow, match=rf"结算到更后一期（批次 {second.number}：合同 HT-001）"):
        loans.drawn_up_for(town, day=date(2022, 7, 15))

    assert SubsidyBatch.objects.count() == 2
    with pytest.raises(Refusal, match="没有应贴或应退"):
        loans.drawn_up_for(town, day=date(2022, 7, 15), through=date(2022, 6, 20))


def test_a_dropped_batch_stands_in_nobodys_way():
    found = loans.paying_loan()
    first = loans.drawn_up()
    subsidy.drop(actor=loans.at(Station.OFFICE), number=first.number, reason="该村已划到青山镇。")

    assert loans.drawn_up_for(loans.moved(found.household)).to_pay == 36_944


def test_a_line_granted_elsewhere_since_is_approved_for_no_reason():
    found = loans.paying_loan()
    batch = loans.published()
    EarlierGrant.objects.create(
        loan=found, amount=30_000, recorded_by=cases._desk(Station.OFFICE), recorded_at=cases.START
    )

    with pytest.raises(Refusal, match="第 1 行的贴息在这个批次生成以后已经另外批过"):
        approve(batch, reason="确认无误。")

    assert (SubsidyBatch.objects.get().state, Voucher.objects.count()) == ("published", 0)


def test_a_stop_entered_during_the_notice_is_named_and_nothing_is_granted():
    found = loans.paying_loan()
    loans.paying_loan(2)
    batch = loans.published()
    stopped(found)

    # 5 000 000 × 38 000 × 30 / 360 000 000 = 15 833 fen of the 36 944 drawn up.
    assert [(each.number, each.due, each.due_now) for each in changed(batch, law=loans.LAW)] == [
        (1, 36_944, 15_833)
    ]
    with pytest.raises(LinesDiffer, match=r"第 1 行按现在的登记算出来要少 211\.11 元"):
        approve(batch)
    assert (SubsidyBatch.objects.get().state, Voucher.objects.count()) == ("published", 0)


def test_with_a_reason_it_is_approved_as_drawn_up_and_the_journal_keeps_why():
    stopped_one = loans.paying_loan()
    batch = loans.published()
    stopped(stopped_one)

    done = approve(batch, reason="多付部分下一期抵扣，已与农户说明。")

    line = JournalLine.objects.get(action="按原明细批准")
    assert (done.state, done.to_pay) == ("approved", 36_944)
    assert (line.facts["lines"], line.facts["reason"]) == ([1], "多付部分下一期抵扣，已与农户说明。")
    assert done.steps.get(deed="approve").opinion == "同意拨付。；多付部分下一期抵扣，已与农户说明。"


def test_what_would_come_to_more_today_is_shown_and_left_to_the_next_batch():
    found = loans.loan(cases.household("LX-009"))
    loans.repaid(found, loans.THROUGH, 20_000)
    batch = loans.published()
    loans.repaid(found, loans.THROUGH, 1_000)

    assert [each.due_now for each in changed(batch, law=loans.LAW)] == [21_000]
    assert approve(batch).state == "approved"


def test_a_batch_nothing_changed_for_says_nothing():
    loans.paying_loan()

    assert changed(loans.published(), law=loans.LAW) == []


def test_two_households_paid_to_one_account_are_named_and_need_a_reason():
    mine, other = loans.paying_loan(1), loans.paying_loan(2)
    mine.account = other.account
    mine.save()
    batch = loans.published()

    told = [(each.number, each.borrower, each.other) for each in shared_accounts(batch)]
    assert told == [(1, mine.borrower.name, "HT-002"), (2, other.borrower.name, "HT-001")]
    with pytest.raises(LinesDiffer, match="第 1、2 行的帐号同时是别的农户的"):
        approve(batch)
    assert approve(batch, reason="父子分户，共用一个帐号，已核实。").state == "approved"


def test_two_loans_of_one_household_may_share_its_account():
    found = loans.paying_loan()
    again = loans.loan(found.household, "HT-009", principal=1_000_000, account=found.account)
    loans.repaid(again, loans.THROUGH, 7_388)

    assert shared_accounts(loans.drawn_up()) == []


def test_nothing_is_read_again_for_a_batch_about_whose_loans_nothing_was_recorded(
    monkeypatch: pytest.MonkeyPatch,
):
    loans.paying_loan()
    batch = loans.published()
    # Not paid yet, and so without a line, but among the loans the batch was worked out from it is not.
    stopped(loans.paying_loan(2))
    # Nor is a loan of its own household that was paid out after the period.
    later = {"signed_on": date(2022, 3, 21), "disbursed_on": date(2022, 3, 21), "due_on": date(2023, 3, 21)}
    loans.loan(batch.lines.get().loan.household, "HT-009", **later)
    monkeypatch.delattr(subsidy_recheck, "reckon")

    assert changed(batch, law=loans.LAW) == []
    assert approve(batch).state == "approved"


def test_under_a_changed_law_it_is_worked_out_though_nothing_was_recorded():
    loans.paying_loan()
    batch = loans.published()
    half = dated("贴息比例", version(date(2021, 1, 1), None, 500_000))
    halved = replace(loans.LAW, policy=replace(loans.LAW.policy, subsidy_ratio=half, digest="0" * 64))

    assert [(each.due, each.due_now) for each in changed(batch, law=halved)] == [(36_944, 18_472)]


def test_a_loan_of_the_household_that_became_known_since_has_its_part_in_the_cap():
    found = loans.paying_loan()
    batch = loans.published()
    day = {"signed_on": date(2022, 1, 5), "disbursed_on": date(2022, 1, 5), "due_on": date(2023, 1, 5)}
    loans.loan(found.household, "HT-000", principal=3_000_000, account=found.account, **day)

    # Of the cap the older one leaves 20 000: 2 000 000 × 38 000 × 70 / 360 000 000 = 14 777.8 fen.
    assert [(each.due, each.due_now) for each in changed(batch, law=loans.LAW)] == [(36_944, 14_778)]
    with pytest.raises(LinesDiffer, match=r"第 1 行按现在的登记算出来要少 221\.66 元"):
        approve(batch)


def of_december(ppm: int, known_until: date | None = None) -> Law:
    """The law with another rate published on 2021-12-20, and nothing known from a day on."""
    lpr = loans.LAW.national["lpr"]
    year = tuple(
        (day, ppm if day == date(2021, 12, 20) else rate)
        for day, rate in lpr.tenors["1y"]
        if day < (known_until or date.max)
    )
    series = replace(lpr, tenors={**lpr.tenors, "1y": year}, known_until=known_until or lpr.known_until)
    return replace(loans.LAW, national={**loans.LAW.national, "lpr": series})


def test_a_published_rate_that_was_put_right_since_is_seen_though_no_fact_changed():
    loans.paying_loan()
    batch = loans.published()
    lower = of_december(37_000)

    # 5 000 000 × 37 000 × 70 / 360 000 000 = 35 972.2 fen.
    assert [(each.due, each.due_now) for each in changed(batch, law=lower)] == [(36_944, 35_972)]
    proof = rederive(batch, law=lower)
    assert (proof.same_law, proof.same_inputs, proof.same_lines) == (False, True, False)


def test_a_publication_entered_after_the_batch_makes_no_other_law():
    loans.paying_loan()
    early = of_december(38_000, known_until=date(2022, 3, 20))
    batch = draw_up(actor=loans.at(Station.TOWN), law=early, town=offices.town(), through=loans.THROUGH)

    # That of 2022-03-21 is known by now, and so are all later ones.
    assert same_law(batch, loans.LAW)
    assert not same_law(batch, of_december(37_999))
