"""The bank's assessment of a case: who writes it when, what follows, and that it is kept as written."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.db import DatabaseError, transaction

import made_cases as cases
from hudai.actions import assessment as assessing
from hudai.actions.actor import NotYours
from hudai.core.assessment import Assessed
from hudai.core.errors import Refusal
from hudai.core.workflow import NotNow, Opinion
from hudai.documents import industry_files
from hudai.records.models import Application, Assessment, JournalLine, Station

pytestmark = pytest.mark.django_db
CATALOGUE = industry_files.load("yubei-2021")
# 24,000 a year less nothing; of 36 months 72,000, less 50,000 of other debt: 22,000 yuan.
FIGURES = Assessed(6, 3_000_000, 1_200_000, 1_800_000, 5_000_000)
FOUND = assessing.Found("生猪育肥", FIGURES, "存栏 20 头")


def assess(application: Application, station: Station = Station.BRANCH, **changes: Any) -> Assessment:
    return assessing.assess(
        actor=cases.at(station, 96),
        law=cases.LAW,
        catalogue=CATALOGUE,
        number=application.number,
        seen_version=application.version,
        found=replace(FOUND, **changes),
    )


def test_the_bank_writes_down_what_it_found_and_is_told_what_follows():
    application = cases.waiting_at(4)

    made = assess(application)

    assert (made.industry, made.cycle_months, made.remark) == ("生猪育肥", 6, "存栏 20 头")
    assert (made.suggested_amount, made.suggested_term_months) == (2_200_000, 36)
    assert made.steps[-1] == ["建议金额", "以上取最小的，不足 100.00 元的零头舍去", "22,000.00 元"]
    assert (made.officer, made.assessed_at) == (
        cases.at(Station.BRANCH).officer,
        cases.at(Station.BRANCH, 96).at,
    )
    line = JournalLine.objects.get(action="登记贷款评估")
    assert line.facts == {"industry": "生猪育肥", "amount": 2_200_000, "months": 36}


def test_said_twice_it_is_there_once_and_said_otherwise_the_latest_counts():
    application = cases.waiting_at(4)
    first = assess(application)
    assert assess(application) == first

    second = assess(application, figures=replace(FIGURES, debts_due=0))

    assert Assessment.objects.count() == 2
    assert assessing.latest(application) == second
    # The credit line of 50,000 and the ceiling of 50,000.
    assert second.suggested_amount == 5_000_000


def test_it_blocks_nothing_the_bank_grants_more_than_was_suggested():
    application = cases.waiting_at(4)
    assess(application)

    granted = cases.agree(application, cases.at(Station.BRANCH, 97), terms=cases.TERMS)

    assert (granted.state, granted.approved_amount) == ("approved", 5_000_000)
    said = assessing.beyond_latest(granted, 5_000_000, 36)
    assert said == "金额 50,000.00 元超过建议的 22,000.00 元"


def test_without_an_assessment_nothing_is_beyond_it():
    assert assessing.beyond_latest(cases.waiting_at(4), 5_000_000, 36) == ""


def test_after_a_return_an_assessment_of_the_earlier_version_counts_no_more():
    application = cases.waiting_at(4)
    assess(application)

    cases.decide(application, cases.at(Station.BRANCH, 97), Opinion.RETURN, text="写清用途。", returned_to=0)

    application.refresh_from_db()
    assert assessing.latest(application) is None
    assert Assessment.objects.count() == 1


@pytest.mark.parametrize("station", [Station.VILLAGE, Station.TOWN, Station.OFFICE, Station.AUDITOR])
def test_no_other_desk_assesses(station: Station):
    application = cases.waiting_at(4)

    with pytest.raises(NotYours):
        assess(application, station)

    assert not Assessment.objects.exists()


def test_before_the_banks_turn_there_is_nothing_to_assess():
    application = cases.waiting_at(2)

    with pytest.raises(NotNow, match="贷款评估在经办银行签署意见时登记"):
        assess(application)

    assert not Assessment.objects.exists()


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"industry": "养恐龙"}, "产业目录"),
        ({"figures": replace(FIGURES, cycle_months=0)}, "1 到 120 个月"),
        ({"figures": replace(FIGURES, cycle_months=121)}, "1 到 120 个月"),
        ({"figures": replace(FIGURES, debts_due=-1)}, "不能小于 0"),
        ({"figures": replace(FIGURES, project_income=10**10 + 1)}, "不能超过一亿元"),
        ({"remark": "长" * 301}, "最多 300 个字"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_kept(changes: dict[str, Any], told: str):
    application = cases.waiting_at(4)

    with pytest.raises(Refusal, match=told):
        assess(application, **changes)

    assert not Assessment.objects.exists()


def test_an_assessment_can_be_neither_changed_nor_removed():
    made = assess(cases.waiting_at(4))

    with pytest.raises(DatabaseError), transaction.atomic():
        Assessment.objects.filter(pk=made.pk).update(industry="其他")
    with pytest.raises(DatabaseError), transaction.atomic():
        made.delete()

    assert Assessment.objects.get().industry == "生猪育肥"
