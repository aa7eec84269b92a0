"""A bank's table of rates: who enters it, what cannot be, which holds when, and what it does to a grant."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

import made_cases as cases
import made_offices as offices
import made_pricings as pricings
from hudai.actions import pricing as actions
from hudai.actions.actor import Actor, NotYours
from hudai.actions.application import Obstacles
from hudai.actions.pricing import PricingSaid
from hudai.core.errors import CannotTell, Refusal
from hudai.core.workflow import Opinion
from hudai.records.models import (
    Application,
    Bank,
    Branch,
    JournalLine,
    Posting,
    Pricing,
    PricingLine,
    Station,
)
from hudai.records.queries import pricing as queries
from made_pricings import TABLE

pytestmark = pytest.mark.django_db
TODAY = cases.START.date()
TERMS = replace(cases.TERMS, grade="良好", rate=33_000)
"""What the table asks: 3.50 % less 20 points."""


def other_bank() -> Actor:
    branch = Branch.objects.create(bank=Bank.objects.create(name="云坪邮储"), name="石门营业所")
    officer = offices.officer("other")
    posting = Posting.objects.create(
        officer=officer, station=Station.BANK, branch=branch, office="云坪邮储", since=offices.SINCE
    )
    return Actor(officer, posting, cases.START)


def below(points: int) -> dict[tuple[str, int], int]:
    return dict.fromkeys(TABLE, points)


def test_the_institution_enters_a_whole_table_and_the_journal_says_so():
    made = pricings.enter()

    assert (made.bank.name, made.policy, made.since) == ("云坪农商行", "yubei-2021", TODAY)
    lines = made.lines.values_list("grade", "over_months", "up_to_months", "points")
    assert list(lines) == [
        ("优秀", 0, 12, 20), ("优秀", 12, 36, 50), ("良好", 0, 12, 10),
        ("良好", 12, 36, 20), ("一般", 0, 12, 0), ("一般", 12, 36, 0),
    ]  # fmt: skip
    (line,) = JournalLine.objects.filter(noun="pricing")
    assert (line.action, line.facts["rows"], line.facts["since"]) == ("登记利率定价表", 6, f"{TODAY}")


@pytest.mark.parametrize("station", [each for each in Station if each is not Station.BANK])
def test_no_other_desk_enters_one(station: Station):
    with pytest.raises(NotYours):
        pricings.enter(actor=cases.at(station))

    assert not Pricing.objects.exists()


def test_said_twice_it_stands_once_and_said_otherwise_the_later_holds():
    first = pricings.enter()
    assert pricings.enter() == first
    second = pricings.enter(below(5))

    assert Pricing.objects.count() == 2
    assert JournalLine.objects.filter(noun="pricing").count() == 2
    assert queries.pricing_on(first.bank_id, "yubei-2021", TODAY) == second
    third = pricings.enter()
    assert third.pk not in (first.pk, second.pk), "what was replaced may be entered again"


@pytest.mark.parametrize("days", [-1, -400, 367, 13_000])
def test_a_day_that_is_over_or_far_ahead_is_refused(days: int):
    with pytest.raises(Refusal, match="不能早于今天，也不能晚于一年以后"):
        pricings.enter(since=TODAY + timedelta(days=days))

    assert not Pricing.objects.exists()


def test_a_table_above_the_ceiling_is_refused_with_the_clause():
    with pytest.raises(Obstacles) as refused:
        pricings.enter({**TABLE, ("一般", 12): -1})

    assert refused.value.clauses == ("yubei-2021#1.4",)
    assert "比今天的上限 3.50%还高 1 个基点" in refused.value.messages[0]
    assert not Pricing.objects.exists()
    assert not JournalLine.objects.filter(noun="pricing").exists()


@pytest.mark.parametrize(
    "table", [{}, {**TABLE, ("AAA", 0): 0}, {**TABLE, ("一般", 36): 0}, {("良好", 12): 20}]
)
def test_a_table_that_is_not_whole_is_refused(table: dict[tuple[str, int], int]):
    with pytest.raises(Obstacles):
        pricings.enter(table)

    assert not PricingLine.objects.exists()


def test_a_later_table_takes_over_on_its_day_and_the_earlier_stays():
    first = pricings.enter()
    later = TODAY + timedelta(days=30)
    planned = pricings.enter(below(5), since=later)
    between = pricings.enter(below(7), since=TODAY + timedelta(days=10))

    def held(on: date) -> Pricing | None:
        return queries.pricing_on(first.bank_id, "yubei-2021", on)

    assert held(TODAY - timedelta(days=1)) is None
    assert held(TODAY) == held(TODAY + timedelta(days=9)) == first
    assert held(TODAY + timedelta(days=10)) == held(later - timedelta(days=1)) == between
    assert held(later) == held(later + timedelta(days=900)) == planned
    assert queries.pricing_on(first.bank_id, "shangcai-2019", TODAY) is None


def test_what_was_entered_after_an_instant_did_not_hold_then():
    first = pricings.enter()
    second = pricings.enter(below(5), actor=cases.at(Station.BANK, 4))

    def known(hours: int) -> Pricing | None:
        at = cases.START + timedelta(hours=hours)
        return queries.pricing_on(first.bank_id, "yubei-2021", TODAY, known_at=at)

    assert [known(-1), known(0), known(3), known(4)] == [None, first, first, second]


def test_a_bank_sees_its_own_tables_and_the_countys_desks_all():
    mine, other = pricings.enter(), pricings.enter(below(5), actor=other_bank())

    def seen(station: Station) -> set[Pricing]:
        return set(queries.pricings_seen_by(cases.at(station).posting))

    assert seen(Station.BANK) == seen(Station.BRANCH) == {mine}
    assert seen(Station.OFFICE) == seen(Station.AUDITOR) == {mine, other}


def test_the_list_says_how_each_table_stands():
    pricings.enter()
    pricings.enter(below(5))
    pricings.enter(below(6), since=TODAY + timedelta(days=30))
    posting = cases.at(Station.OFFICE).posting

    def states(day: date, state: str) -> dict[int, str]:
        found = queries.lines_seen_by(posting, queries.Filters(grade="一般", state=state), day)
        return {line.points: line.state for line in found.filter(over_months=12)}

    assert states(TODAY, queries.ALL) == {0: "gone", 5: "now", 6: "coming"}
    assert states(TODAY, queries.STANDING) == {5: "now", 6: "coming"}
    assert states(TODAY + timedelta(days=30), queries.ALL) == {0: "gone", 5: "gone", 6: "now"}
    assert states(TODAY, queries.COMING) == {6: "coming"}


def test_the_table_of_another_bank_takes_nothing_over():
    pricings.enter()
    pricings.enter(below(5), actor=other_bank())

    found = queries.lines_seen_by(cases.at(Station.OFFICE).posting, queries.Filters(state=queries.ALL), TODAY)
    assert {line.state for line in found} == {"now"}


def test_tables_stay_as_they_were_entered():
    pricings.enter()

    for statement in (
        "UPDATE records_pricingline SET points = 1",
        "DELETE FROM records_pricingline",
        "UPDATE records_pricing SET since = '2020-01-01'",
        "DELETE FROM records_pricing",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


@pytest.mark.parametrize(
    "wrong",
    [
        {"points": -1},
        {"points": 1_001},
        {"up_to_months": 60},
        {"grade": ""},
        {"grade": "优秀", "over_months": 0},
    ],
)
def test_the_database_keeps_no_line_that_cannot_be(wrong: dict[str, object]):
    line = {"grade": "特优", "place": 0, "over_months": 60, "up_to_months": None, "points": 5}

    with pytest.raises(IntegrityError), transaction.atomic():
        PricingLine.objects.create(pricing=pricings.enter(), **{**line, **wrong})


def asked(grade: str = "良好", months: int = 36, on: date = TODAY):
    case = cases.waiting_at(4)
    return actions.asked(case, cases.LAW, grade=grade, term_months=months, on=on)


@pytest.mark.parametrize(
    ("grade", "months", "rate"),
    [
        ("良好", 36, 33_000),
        ("良好", 13, 33_000),
        ("良好", 12, 29_000),
        ("优秀", 36, 30_000),
        ("一般", 1, 30_000),
    ],
)
def test_what_is_asked_follows_from_grade_and_term(grade: str, months: int, rate: int):
    pricings.enter()
    found = asked(grade, months)

    assert found is not None
    assert found.rate == rate


@pytest.mark.parametrize(
    ("applied_on", "today", "months", "rate"),
    [
        # The LPR went from 3.10 % / 3.60 % to 3.00 % / 3.50 % on 2025-05-20; the pages of September 2026 are
        # as far as the series goes.
        (date(2025, 5, 19), date(2025, 5, 19), 36, 34_000),
        (date(2025, 5, 19), date(2025, 5, 21), 36, 33_000),
        (date(2025, 5, 21), date(2025, 5, 21), 12, 29_000),
        (date(2025, 5, 21), date(2025, 5, 21), 13, 33_000),
        (date(2026, 9, 19), date(2099, 9, 25), 12, 29_000),
    ],
)
def test_the_points_are_taken_off_the_lower_of_two_days(
    applied_on: date, today: date, months: int, rate: int
):
    table = pricings.enter()
    case = Application(applied_on=applied_on)

    found = actions.asked_by(table, case, cases.LAW, "良好", months, today)
    assert found is not None
    assert found.rate == rate


@pytest.mark.parametrize("grade", ["", "不授信", "A"])
def test_of_a_grade_that_is_not_in_it_the_table_says_nothing(grade: str):
    pricings.enter()

    assert asked(grade) is None


def test_what_is_asked_says_how_it_comes_about():
    pricings.enter()
    found = asked()

    assert found is not None
    assert found.told == (
        "“良好”、36 个月：贷款市场报价利率（LPR） 3.50%（2025-08-20 公布）减 20 个基点，年利率 3.30%"
    )


def test_a_ceiling_that_has_sunk_to_the_points_is_told_and_stops_no_grant():
    sunk = replace(
        cases.LAW.national["lpr"], tenors={each: ((date(2025, 9, 20), 200),) for each in ("1y", "5y")}
    )
    law = replace(cases.LAW, national={**cases.LAW.national, "lpr": sunk})
    pricings.enter(below(2))
    case = cases.waiting_at(4)

    with pytest.raises(CannotTell, match="请更新定价表"):
        actions.asked(case, law, grade="良好", term_months=36, on=TODAY)
    actions.require_reason_above(cases.at(Station.BRANCH), law, case, "")


def test_a_rate_above_the_table_asks_for_a_reason_and_nothing_moves_without_one():
    pricings.enter()
    case = cases.waiting_at(4)
    dear = replace(TERMS, rate=33_100)

    with pytest.raises(Refusal, match=r"年利率 3\.31% 高于本行定价表的 3\.30%.*写明理由"):
        cases.decide(case, cases.at(Station.BRANCH, 97), Opinion.AGREE, text="  ", terms=dear)
    case.refresh_from_db()
    assert (case.state, case.approved_rate, case.decisions.count()) == ("under_way", None, 3)

    granted = cases.decide(
        case, cases.at(Station.BRANCH, 97), Opinion.AGREE, text="饲养成本高，风险较大。", terms=dear
    )
    assert granted.approved_rate == 33_100
    found = actions.above_table(granted, cases.LAW)
    assert found is not None
    assert found.rate == 33_000


@pytest.mark.parametrize("terms", [TERMS, replace(TERMS, rate=30_000), replace(TERMS, rate=35_000, grade="")])
def test_a_rate_within_the_table_or_without_a_grade_asks_for_none(terms):
    pricings.enter()
    granted = cases.decide(cases.waiting_at(4), cases.at(Station.BRANCH, 97), Opinion.AGREE, terms=terms)

    assert granted.state == "approved"
    assert actions.above_table(granted, cases.LAW) is None


def test_where_the_bank_has_no_table_any_rate_below_the_ceiling_is_granted():
    pricings.enter(actor=other_bank())
    terms = replace(TERMS, rate=35_000)
    granted = cases.decide(cases.waiting_at(4), cases.at(Station.BRANCH, 97), Opinion.AGREE, terms=terms)

    assert granted.state == "approved"


def test_the_ceiling_is_told_before_the_banks_own_table():
    pricings.enter()

    with pytest.raises(Obstacles, match="按政策现在不能同意"):
        cases.decide(
            cases.waiting_at(4),
            cases.at(Station.BRANCH, 97),
            Opinion.AGREE,
            terms=replace(TERMS, rate=35_100),
        )


def test_a_table_entered_after_the_grant_says_nothing_of_it():
    granted = cases.decide(
        cases.waiting_at(4), cases.at(Station.BRANCH, 97), Opinion.AGREE, terms=replace(TERMS, rate=35_000)
    )
    pricings.enter(actor=cases.at(Station.BANK, 97.5))

    assert actions.above_table(granted, cases.LAW) is None


def test_a_town_that_agrees_is_asked_nothing_of_rates():
    pricings.enter()

    assert cases.agree(cases.waiting_at(2), cases.at(Station.TOWN, 60)).step == 3


def test_a_table_of_a_day_is_refused_where_the_day_has_no_rule():
    early = replace(cases.at(Station.BANK), at=cases.START.replace(year=2020))

    with pytest.raises(Refusal, match="2020-09-20 没有生效的"):
        actions.enter(actor=early, law=cases.LAW, card=pricings.CARD, said=PricingSaid(early.today, TABLE))
