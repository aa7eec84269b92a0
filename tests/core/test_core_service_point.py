"""Service points: what Shangcai asks of each kind, at the number and beside it; what nobody registered."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from hudai.core.findings import Verdict
from hudai.core.service_point import PointFacts, PointFinding, PointLevel, PointState, Worker, check, state_of
from hudai.documents import policy_files, service_point_files

DAY = date(2020, 6, 1)
SHANGCAI, YUBEI = policy_files.load("shangcai-2019"), policy_files.load("yubei-2021")
DEMANDS = service_point_files.load("shangcai-2019")
STATION = PointFacts(
    PointLevel.TOWN,
    20,
    {"has_equipment": True, "has_archives": True, "has_rules": True},
    [Worker("general", is_fixed=True, knows_business=False)],
)
DESK = PointFacts(
    PointLevel.VILLAGE,
    18,
    {"has_equipment": True, "has_archives": True, "has_rules": True, "has_leaflets": True},
    [Worker("general", is_fixed=True, knows_business=True)],
)
CENTRE = PointFacts(
    PointLevel.COUNTY,
    200,
    {"has_sign": True, "works_together": True},
    [Worker(duty, is_fixed=True, knows_business=True) for duty in ("credit", "acceptance", "risk")],
)


def found(facts: PointFacts) -> dict[str, PointFinding]:
    return {each.label: each for each in check(facts, DEMANDS, SHANGCAI, DAY)}


@pytest.mark.parametrize("facts", [STATION, DESK, CENTRE], ids=["town", "village", "county"])
def test_one_that_has_everything_is_in_order(facts: PointFacts):
    assert state_of(check(facts, DEMANDS, SHANGCAI, DAY)) is PointState.FULL


@pytest.mark.parametrize(
    ("area", "verdict"), [(20, Verdict.PASS), (19, Verdict.FAIL), (None, Verdict.UNKNOWN)]
)
def test_a_towns_station_has_twenty_square_metres_by_clause_8_2(area: int | None, verdict: Verdict):
    said = found(replace(STATION, area=area))["办公面积"]

    assert (said.verdict, said.clause, said.advice) == (verdict, "shangcai-2019#8.2", False)
    assert "不低于 20 平方米" in said.message


@pytest.mark.parametrize(
    ("area", "verdict"), [(20, Verdict.PASS), (18, Verdict.UNKNOWN), (3, Verdict.UNKNOWN)]
)
def test_about_twenty_in_a_village_is_told_and_never_a_gap(area: int, verdict: Verdict):
    facts = replace(DESK, area=area)
    said = found(facts)["办公面积"]

    assert (said.verdict, said.advice) == (verdict, True)
    assert state_of(check(facts, DEMANDS, SHANGCAI, DAY)) is PointState.FULL


def test_what_nobody_registered_is_unknown_and_no_gap():
    nothing = PointFacts(PointLevel.TOWN, None)

    answers = found(nothing)
    assert {each.verdict for each in answers.values()} == {Verdict.UNKNOWN}
    assert state_of(answers.values()) is PointState.OPEN


def test_a_gap_goes_before_what_is_not_known():
    half = PointFacts(PointLevel.TOWN, None, {"has_rules": False})

    assert state_of(check(half, DEMANDS, SHANGCAI, DAY)) is PointState.GAPS
    assert found(half)["工作制度及工作流程"].clause == "shangcai-2019#8.2"


@pytest.mark.parametrize(
    ("facts", "lacks"),
    [
        (replace(CENTRE, staff=CENTRE.staff[:2]), "风险防控专门人员"),
        (replace(STATION, staff=[Worker("general", False, True)]), "固定工作人员"),
        (replace(DESK, staff=[Worker("general", True, False)]), "熟悉业务人员"),
        (replace(DESK, facts={**DESK.facts, "has_leaflets": False}), "宣传资料"),
        (replace(CENTRE, facts={**CENTRE.facts, "has_sign": False}), "醒目标识"),
    ],
    ids=["no risk control", "nobody fixed", "nobody who knows", "no leaflets", "no sign"],
)
def test_each_thing_that_is_missing_is_named(facts: PointFacts, lacks: str):
    assert [label for label, each in found(facts).items() if each.verdict is Verdict.FAIL] == [lacks]


def test_one_person_who_knows_the_business_and_one_who_is_fixed_are_enough_together():
    staff = [Worker("general", True, False), Worker("general", False, True)]

    assert state_of(check(replace(DESK, staff=staff), DEMANDS, SHANGCAI, DAY)) is PointState.FULL


def test_where_no_document_asks_nothing_is_missing():
    none = service_point_files.load("yubei-2021")

    assert check(replace(STATION, area=1), none, YUBEI, DAY) == ()
    assert state_of(()) is PointState.FREE


def test_a_number_nobody_knows_yet_leaves_it_open():
    successor = policy_files.load("successor-2026")
    (said,) = check(STATION, service_point_files.load("yubei-2021"), successor, date(2026, 6, 1))

    assert said.verdict is Verdict.UNKNOWN
    assert "服务网点规定未知" in said.message
