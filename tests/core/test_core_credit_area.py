"""Credit villages and towns: counts, ratios at the threshold, what cannot be told, and all of it together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hudai.core.credit_area import (
    AreaCriteria,
    AreaCriterion,
    AreaLevel,
    Figure,
    area_counts,
    lines,
    with_verdicts,
)
from hudai.core.findings import Verdict
from hudai.documents import credit_area_files
from reference import credit_area as plain

YUBEI = credit_area_files.load("yubei-2021")
FIRST = date(2025, 1, 1)
GRADES = ("优秀", "良好", "一般", "不授信")


def criteria(*asked: AreaCriterion) -> AreaCriteria:
    return AreaCriteria("条件", "p", "p#1", "县定", ("优秀", "良好"), 24, asked, "")


def asked(figure: Figure, threshold: int, *, at_least: bool = True, level: str = "village") -> AreaCriterion:
    return AreaCriterion("one", "条件", AreaLevel(level), figure, at_least, threshold, "县定")


def counted(
    villages: Mapping[int, int],
    *,
    listed: Mapping[int, int] = {},
    ratings: Sequence[plain.Rated] = (),
    loans: Sequence[plain.Owed] = (),
    stopped: Mapping[int, int] = {},
    awarded: Sequence[int] = (),
) -> pl.DataFrame:
    """``villages``: village → town."""
    whole = pl.Int64
    return area_counts(
        villages=pl.DataFrame(list(villages.items()), {"village": whole, "town": whole}, orient="row"),
        listed=pl.DataFrame(list(listed.items()), {"village": whole, "listed": whole}, orient="row"),
        ratings=pl.DataFrame(
            [(r.village, r.household, FIRST + timedelta(r.day), r.order, r.grade) for r in ratings],
            {"village": whole, "household": whole, "rated_on": pl.Date, "order": whole, "grade": pl.String},
            orient="row",
        ),
        balances=pl.DataFrame(
            [(loan.village, loan.balance, int(loan.late), int(loan.bad)) for loan in loans],
            {"village": whole, "balance_fen": whole, "principal_days": whole, "npl": whole},
            orient="row",
        ),
        stopped=pl.DataFrame(list(stopped.items()), {"village": whole, "stopped": whole}, orient="row"),
        credit_villages=awarded,
        good_grades=YUBEI.good_grades,
    )


def verdicts(areas: pl.DataFrame, of: AreaCriteria = YUBEI) -> dict[tuple[str, int], str]:
    judged = with_verdicts(areas, of)
    return {(level, area): said for level, area, said in judged.select("level", "area", "verdict").rows()}


def rated(village: int, first: int, grades: Sequence[str]) -> list[plain.Rated]:
    return [plain.Rated(village, first + nth, 0, first + nth, grade) for nth, grade in enumerate(grades)]


GOOD_VILLAGE: dict[str, Any] = {
    "listed": {1: 10},
    "ratings": rated(1, 100, ["优秀"] * 4 + ["良好"] * 2 + ["一般"] * 2),
    "loans": [plain.Owed(1, 9_700_000, False, False), plain.Owed(1, 300_000, True, False)],
}
"""8 of 10 rated (80 %), 6 of 8 good (75 %), 3 % overdue, nothing non-performing: all just met or better."""


def test_a_village_that_meets_every_criterion_exactly_is_a_credit_village():
    assert verdicts(counted({1: 9}, **GOOD_VILLAGE))["village", 1] == "pass"


@pytest.mark.parametrize(
    "change",
    [
        {"listed": {1: 11}},
        {"ratings": rated(1, 100, ["优秀"] * 5 + ["一般"] * 3)},
        {"loans": [plain.Owed(1, 9_699_999, False, False), plain.Owed(1, 300_001, True, False)]},
        {"loans": [plain.Owed(1, 9_799_999, False, False), plain.Owed(1, 200_001, False, True)]},
        {"stopped": {1: 1}},
    ],
    ids=["8 of 11 rated", "5 of 8 good", "overdue by a fen", "non-performing by a fen", "one misused"],
)
def test_one_criterion_that_is_not_met_is_enough(change: dict[str, Any]):
    assert verdicts(counted({1: 9}, **{**GOOD_VILLAGE, **change}))["village", 1] == "fail"


def test_without_a_loan_the_ratios_cannot_be_told_and_are_not_nought():
    areas = counted({1: 9}, **{**GOOD_VILLAGE, "loans": []})

    assert verdicts(areas)["village", 1] == "unknown"
    row = next(with_verdicts(areas, YUBEI).filter(pl.col("level") == "village").iter_rows(named=True))
    told = {line.label: (line.value, line.verdict) for line in lines(row, YUBEI)}
    assert told["贷款逾期率"] == ("—", Verdict.UNKNOWN)
    assert told["评级覆盖面"] == ("80.00%（8 / 10）", Verdict.PASS)
    assert told["挪用、恶意出列"] == ("0 笔", Verdict.PASS)


def test_a_no_goes_before_what_cannot_be_told():
    assert verdicts(counted({1: 9}, listed={1: 10}, stopped={1: 2}))["village", 1] == "fail"


def test_the_newest_rating_of_a_household_counts_and_of_one_day_the_last():
    ratings = [
        plain.Rated(1, 7, 0, 1, "优秀"),
        plain.Rated(1, 7, 5, 2, "一般"),
        plain.Rated(1, 8, 5, 3, "一般"),
        plain.Rated(1, 8, 5, 4, "优秀"),
    ]
    (row,) = counted({1: 9}, ratings=ratings).filter(pl.col("level") == "village").rows(named=True)

    assert (row["rated"], row["good"]) == (2, 1)


def test_a_town_is_the_sum_of_its_villages_and_of_how_many_are_awarded():
    areas = counted(
        {1: 9, 2: 9, 3: 8},
        listed={1: 3, 2: 4},
        loans=[plain.Owed(1, 100, True, True), plain.Owed(2, 300, False, False)],
        awarded=[2],
    )
    (town,) = areas.filter(pl.col("level") == "town", pl.col("area") == 9).rows(named=True)

    assert (town["villages"], town["credit_villages"], town["listed"]) == (2, 1, 7)
    assert (town["balance_fen"], town["overdue_fen"], town["npl_fen"]) == (400, 100, 100)
    half = criteria(asked(Figure.CREDIT_VILLAGES, 500_000, level="town"))
    assert verdicts(areas, half)["town", 9] == "pass"
    assert verdicts(areas, half)["town", 8] == "fail"


@pytest.mark.parametrize(("threshold", "said"), [(333_333, "pass"), (333_334, "fail")])
def test_a_third_is_not_rounded_to_the_threshold(threshold: int, said: str):
    areas = counted({1: 9}, listed={1: 3}, ratings=rated(1, 1, ["一般"]))

    assert verdicts(areas, criteria(asked(Figure.RATED, threshold)))["village", 1] == said


def test_sums_of_a_large_county_do_not_run_over():
    loans = [plain.Owed(1, 10**10, False, False)] * 200
    at_most = criteria(asked(Figure.OVERDUE, 1_000_000, at_least=False))

    assert verdicts(counted({1: 9}, loans=loans), at_most)["village", 1] == "pass"


whole = st.integers(0, 6)
villages = st.integers(1, 4)
ratings = st.lists(
    st.tuples(st.integers(1, 8), whole, st.sampled_from(GRADES)), max_size=14
)  # household, day, grade
loans = st.lists(
    st.builds(plain.Owed, villages, st.integers(1, 10**9), st.booleans(), st.booleans()), max_size=8
)
percents = st.tuples(*[st.sampled_from((0, 3, 33, 50, 67, 97, 100))] * 5)


@given(
    towns=st.lists(st.integers(8, 9), min_size=4, max_size=4),
    listed=st.dictionaries(villages, st.integers(1, 9)),
    said=ratings,
    loans=loans,
    stopped=st.dictionaries(villages, st.integers(1, 2)),
    awarded=st.sets(villages),
    percents=percents,
)
def test_every_area_is_judged_as_on_paper(towns, listed, said, loans, stopped, awarded, percents):
    places = dict(enumerate(towns, 1))
    given_out = [
        plain.Rated(household % 4 + 1, household, day, order, grade)
        for order, (household, day, grade) in enumerate(said)
    ]
    areas = counted(
        places, listed=listed, ratings=given_out, loans=loans, stopped=stopped, awarded=list(awarded)
    )
    of = random_criteria(percents)
    by_town: dict[int, list[int]] = {}
    for village, town in places.items():
        by_town.setdefault(town, []).append(village)
    wanted = {("village", village): [village] for village in places}
    wanted |= {("town", town): members for town, members in by_town.items()}

    expected = {}
    for (level, area), members in wanted.items():
        place = plain.place(members, listed, given_out, loans, stopped, awarded, YUBEI.good_grades)
        expected[level, area] = judged_by_hand(level, place, percents)
    assert verdicts(areas, of) == expected


def random_criteria(percents: Sequence[int]) -> AreaCriteria:
    shares = (Figure.RATED, Figure.GOOD, Figure.OVERDUE, Figure.NPL)
    found = [
        AreaCriterion(
            f"{level}-{figure}", "条件", AreaLevel(level), figure, nth < 2, percents[nth] * 10_000, "县定"
        )
        for level in ("village", "town")
        for nth, figure in enumerate(shares)
    ]
    stopped = AreaCriterion("stopped", "条件", AreaLevel.VILLAGE, Figure.STOPPED, False, 1, "县定")
    members = AreaCriterion(
        "members", "条件", AreaLevel.TOWN, Figure.CREDIT_VILLAGES, True, percents[4] * 10_000, "县定"
    )
    return criteria(*found, stopped, members)


def judged_by_hand(level: str, place: plain.Place, percents: Sequence[int]) -> str:
    answers = [
        plain.met(place.rated, place.listed, percents[0], at_least=True),
        plain.met(place.good, place.rated, percents[1], at_least=True),
        plain.met(place.overdue, place.balance, percents[2], at_least=False),
        plain.met(place.npl, place.balance, percents[3], at_least=False),
    ]
    if level == "village":
        answers.append(place.stopped <= 1)
    else:
        answers.append(plain.met(place.awarded, len(place.villages), percents[4], at_least=True))
    return plain.together(answers)
