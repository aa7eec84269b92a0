"""The commitment: registered once, corrected with old and new kept, never under an agreement given on it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

import made_cases as cases
from hudai.actions.commitment import commit, rests_on_commitment
from hudai.core.workflow import NotNow, Opinion
from hudai.records.models import Application, Commitment, JournalLine, Station

pytestmark = pytest.mark.django_db

AS_REGISTERED = {
    "helper": "周帮扶",
    "helper_employer": "石门镇人民政府",
    "helper_phone": "",
    "signed_on": cases.START.date(),
}


def say(application: Application, station: Station, hours: int, **changes: Any) -> Commitment:
    actor = cases.at(station, hours)
    return commit(actor=actor, number=application.number, **{**AS_REGISTERED, **changes})


def lines(application: Application) -> list[tuple[str, dict[str, Any]]]:
    found = JournalLine.objects.filter(
        noun="application", key=str(application.pk), action__contains="承诺书"
    ).order_by("at", "pk")
    return [(line.action, line.facts) for line in found]


def test_a_correction_before_anybody_agreed_keeps_old_and_new_in_the_journal():
    case = cases.submitted()

    say(case, Station.TOWN, 2, helper="罗安", helper_phone="13900000001", signed_on=date(2025, 9, 19))

    assert Commitment.objects.get().helper == "罗安"
    assert lines(case) == [
        ("登记承诺书", {}),
        (
            "更正承诺书",
            {
                "old": ["帮扶责任人 周帮扶", "联系电话（不记号码）", "签订日期 2025-09-20"],
                "new": ["帮扶责任人 罗安", "联系电话（不记号码）", "签订日期 2025-09-19"],
            },
        ),
    ]


def test_the_same_sent_again_writes_nothing():
    case = cases.waiting_at(2)

    say(case, Station.TOWN, 30)

    assert lines(case) == [("登记承诺书", {})]


@pytest.mark.parametrize("station", [Station.VILLAGE, Station.TOWN, Station.BRANCH])
def test_what_somebody_agreed_on_is_not_changed_by_anybody(station: Station):
    case = cases.waiting_at(2)

    with pytest.raises(NotNow, match="已有单位按现在的承诺书签署同意"):
        say(case, station, 30, helper="罗安")

    assert Commitment.objects.get().helper == "周帮扶"
    assert lines(case) == [("登记承诺书", {})]


def test_a_return_opens_it_for_correction_before_the_stations_are_asked_afresh():
    case = cases.waiting_at(3)
    cases.decide(case, cases.at(Station.OFFICE, 72), Opinion.RETURN, text="帮扶责任人有误。", returned_to=1)

    say(case, Station.VILLAGE, 73, helper="罗安")

    assert Commitment.objects.get().helper == "罗安"


def test_a_return_to_a_later_step_leaves_the_earlier_agreement_and_what_it_rests_on():
    case = cases.waiting_at(3)
    cases.decide(case, cases.at(Station.OFFICE, 72), Opinion.RETURN, text="请核实。", returned_to=2)

    with pytest.raises(NotNow):
        say(case, Station.TOWN, 73, helper="罗安")


def test_one_registered_on_the_road_is_corrected_until_the_next_station_agrees():
    case = cases.submitted(papers=False)
    case = cases.agree(case, cases.at(Station.VILLAGE, 24))
    say(case, Station.TOWN, 25)

    say(case, Station.TOWN, 26, helper="罗安")

    assert Commitment.objects.get().helper == "罗安"
    assert not rests_on_commitment(case)


def test_one_whose_day_nobody_wrote_down_rests_under_every_agreement():
    case = cases.submitted(papers=False)
    case = cases.agree(case, cases.at(Station.VILLAGE, 24))
    Commitment.objects.create(application=case, **AS_REGISTERED)

    with pytest.raises(NotNow):
        say(case, Station.TOWN, 30, helper="罗安")
