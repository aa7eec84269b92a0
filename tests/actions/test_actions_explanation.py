"""Explaining the scheme house by house: who writes it down, what a household may have said, what follows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction

import made_cases as cases
import made_loans as loans
from hudai.actions import explanation as explaining
from hudai.actions.actor import NotYours
from hudai.actions.explanation import Answer, Round
from hudai.core.errors import Refusal
from hudai.core.workflow import NotNow
from hudai.records.models import (
    Explanation,
    Household,
    JournalLine,
    Listing,
    Region,
    Station,
    UnservedReason,
)
from hudai.records.queries import explanation as queries
from made_offices import SINCE, town

pytestmark = pytest.mark.django_db
TODAY = date(2025, 9, 22)
ROUND = Round(TODAY, ("service_point", "first_secretary"), "孙村干、周书记", ("policy", "own_use"))
WILLING, UNSAID = Answer("willing", signed=True), Answer("unsaid")


def record(
    answers: Mapping[Household, Answer], station: Station = Station.VILLAGE, **changes: Any
) -> list[Explanation]:
    return explaining.record(
        actor=loans.on(TODAY, station),
        said=replace(ROUND, **changes),
        answers={home.pk: answer for home, answer in answers.items()},
    )


@pytest.fixture
def homes() -> tuple[Household, Household]:
    return cases.household("LX-001"), cases.household("LX-002", "钱大山", "19700101")


@pytest.mark.parametrize("station", [Station.VILLAGE, Station.TOWN])
def test_a_round_of_one_day_is_written_down_for_all_its_households(homes, station: Station):
    one, two = homes

    made = record({one: WILLING, two: UNSAID}, station)

    assert [(each.household, each.wish, each.signed) for each in made] == [
        (one, "willing", True),
        (two, "unsaid", False),
    ]
    assert made[0].topics == ["policy", "own_use"]
    assert JournalLine.objects.filter(action="登记入户宣讲").count() == 2
    assert not UnservedReason.objects.exists()


@pytest.mark.parametrize("station", [Station.OFFICE, Station.BRANCH, Station.AUDITOR])
def test_other_desks_go_to_no_houses(homes, station: Station):
    cases.lead_bank()

    with pytest.raises(NotYours):
        record({homes[0]: WILLING}, station)

    assert not Explanation.objects.exists()


def test_who_wants_no_loan_and_has_none_is_told_to_the_should_lend_list(homes):
    one, _ = homes

    record({one: Answer("not_now", "外出务工，暂不需要")})

    reason = UnservedReason.objects.get()
    assert (reason.household, reason.reason) == (one, "外出务工，暂不需要")


def test_who_has_a_loan_and_wants_no_more_is_not_on_the_should_lend_list():
    loan = loans.disbursed()
    actor = loans.on(date(2025, 10, 1), Station.VILLAGE)
    said = replace(ROUND, explained_on=date(2025, 10, 1))

    explaining.record(actor=actor, said=said, answers={loan.household_id: Answer("not_now", "已有贷款")})

    assert Explanation.objects.get().reason == "已有贷款"
    assert not UnservedReason.objects.exists()


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (Answer("not_now"), "请写明 LX-001 暂不需要贷款的原因"),
        (Answer("willing", "外出务工"), "没有选“暂不需要”"),
        (Answer("perhaps"), "请选择 LX-001 的贷款意愿"),
    ],
)
def test_an_answer_that_is_not_whole_leaves_the_whole_round_unwritten(homes, answer: Answer, told: str):
    one, two = homes

    with pytest.raises(Refusal, match=told):
        record({one: answer, two: WILLING})

    assert not Explanation.objects.exists()


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"explained_on": date(2025, 9, 23)}, "不能晚于今天"),
        ({"roles": ()}, "宣讲人的身份"),
        ({"roles": ("nobody",)}, "宣讲人的身份"),
        ({"explainers": "  "}, "宣讲人姓名"),
        ({"topics": ()}, "宣讲的内容"),
    ],
)
def test_a_round_says_who_went_when_and_what_was_explained(homes, changes: dict[str, Any], told: str):
    with pytest.raises(Refusal, match=told):
        record({homes[0]: WILLING}, **changes)

    assert not Explanation.objects.exists()


def test_nobody_ticked_is_nothing_to_write_down():
    with pytest.raises(Refusal, match="先勾选"):
        record({})


def test_a_household_is_explained_to_once_a_day_until_that_is_withdrawn(homes):
    one, two = homes
    (made,) = record({one: WILLING})
    with pytest.raises(NotNow, match="LX-001 在 2025-09-22 已经登记过"):
        record({one: UNSAID, two: WILLING})
    assert Explanation.objects.count() == 1

    explaining.withdraw(actor=loans.on(TODAY, Station.VILLAGE), explanation_id=made.pk, reason="户写错了")
    record({one: UNSAID, two: WILLING})

    assert [each.wish for each in queries.of_household(one)] == ["unsaid"]
    with pytest.raises(NotNow):
        explaining.withdraw(actor=loans.on(TODAY, Station.TOWN), explanation_id=made.pk, reason="再来")


def test_a_withdrawal_needs_its_reason(homes):
    (made,) = record({homes[0]: WILLING})

    with pytest.raises(Refusal, match="原因"):
        explaining.withdraw(actor=loans.on(TODAY, Station.VILLAGE), explanation_id=made.pk, reason=" ")

    made.refresh_from_db()
    assert made.withdrawn_at is None


def test_another_villages_household_and_one_off_the_list_refuse_the_round(homes):
    one, two = homes
    other = Region.objects.create(level="village", name="杉木村", parent=town(), since=SINCE)
    far = cases.household("SM-001", "吴远", "19720101", village=other)
    Listing.objects.filter(household=two).update(
        left_with=Listing.objects.first().came_with, until=date(2025, 1, 1), exit_reason="整户清退"
    )

    for wrong in (far, two):
        with pytest.raises(NotYours):
            record({one: WILLING, wrong: WILLING})

    assert not Explanation.objects.exists()


def test_the_database_keeps_a_reason_to_who_wants_no_loan_and_one_explanation_a_day(homes):
    (made,) = record({homes[0]: WILLING})
    row = {
        name: getattr(made, name) for name in ("roles", "explainers", "topics", "recorded_by", "recorded_at")
    }
    row |= {"household": homes[0], "explained_on": TODAY, "signed": False}

    with pytest.raises(IntegrityError), transaction.atomic():
        Explanation.objects.create(**row, wish="unsaid")
    with pytest.raises(IntegrityError, match="who_wants_no_loan_says_why"), transaction.atomic():
        Explanation.objects.create(**{**row, "explained_on": date(2025, 9, 1)}, wish="not_now")


def test_coverage_counts_each_listed_household_once_by_village_and_by_town(homes):
    one, two = homes
    other = Region.objects.create(level="village", name="杉木村", parent=town(), since=SINCE)
    far = cases.household("SM-001", "吴远", "19720101", village=other)
    record({one: WILLING})
    record({one: Answer("not_now", "没有项目")}, explained_on=date(2025, 9, 1))
    record({far: Answer("not_now", "年龄偏大")}, Station.TOWN, explained_on=date(2024, 9, 1))
    posting = loans.on(TODAY, Station.TOWN).posting

    villages = queries.coverage(posting, None, by_town=False)
    (whole,) = queries.coverage(posting, None, by_town=True)
    (this_year,) = queries.coverage(posting, date(2025, 1, 1), by_town=True)

    told = [
        (each.village, each.listed, each.explained, each.willing, each.signed, each.left) for each in villages
    ]
    assert told == [("杉木村", 1, 1, 0, 0, 0), ("柳溪村", 2, 1, 1, 1, 1)]
    assert (whole.listed, whole.explained, whole.willing, whole.share_ppm) == (3, 2, 1, 666_700)
    assert (this_year.explained, this_year.left) == (1, 2)
    assert queries.sums(villages).left == whole.left
    left = queries.households(posting, queries.Filters(state=queries.NOT_YET))
    assert [each.number for each in left] == [two.number]
