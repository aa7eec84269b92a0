"""What must be on file: unknown before the step that needs it, a failure from there on."""

from __future__ import annotations

from datetime import date

import pytest

from hudai.core.gates import Papers, gate_findings
from hudai.core.policy import NotRegulated, Policy, RouteStation, Step
from policy_builder import dated, version, with_changes, yubei

ROAD = tuple(Step(each, f"{each}意见", "负责人", None) for each in ("village", "town", "office", "bank"))
DAY = date(2022, 8, 21)
NOTHING = Papers(None, None, None)


def law(**changes: object) -> Policy:
    since, until = date(2021, 1, 1), date(2026, 1, 1)
    town = dated("调查", version(since, until, RouteStation.TOWN, "yubei#3.1"))
    bank = dated("承诺书", version(since, until, RouteStation.BANK, "yubei#A2"))
    plain = {"needs_household_survey": town, "needs_project_survey": town, "needs_commitment": bank}
    return with_changes(yubei(), route=ROAD, **{**plain, **changes})


def verdicts(papers: Papers, step: int, policy: Policy | None = None, on: date = DAY) -> list[str]:
    found = gate_findings(papers, policy=policy or law(), step=step, on=on)
    return [f"{each.rule} {each.verdict} {each.level}" for each in found]


@pytest.mark.parametrize(
    ("step", "surveys", "commitment"),
    [
        (0, "unknown", "unknown"),
        (1, "unknown", "unknown"),
        (2, "fail", "unknown"),
        (3, "fail", "unknown"),
        (4, "fail", "fail"),
    ],
)
def test_a_missing_paper_is_unknown_until_the_step_that_needs_it(step: int, surveys: str, commitment: str):
    assert verdicts(NOTHING, step) == [
        f"household_survey {surveys} hard",
        f"project_survey {surveys} hard",
        f"commitment {commitment} hard",
    ]


def test_papers_in_favour_pass_at_every_step():
    for step in range(5):
        assert all(" pass " in each for each in verdicts(Papers(True, True, True), step))


@pytest.mark.parametrize("step", [0, 2, 4])
def test_a_survey_against_the_loan_breaks_a_principle_wherever_the_case_stands(step: int):
    assert verdicts(Papers(False, True, True), step)[0] == "household_survey fail principle"


RATED = Papers(None, None, None, rated_line=True)
SIMPLE = dated("简易复核", version(date(2021, 1, 1), date(2026, 1, 1), True, "shangcai#9"))


def test_a_rating_whose_line_covers_the_amount_spares_the_household_survey_and_nothing_else():
    found = list(gate_findings(RATED, policy=law(rating_spares_survey=SIMPLE), step=2, on=DAY))

    assert [f"{each.rule} {each.verdict}" for each in found] == [
        "household_survey pass",
        "project_survey fail",
        "commitment unknown",
    ]
    assert found[0].clause == "shangcai#9"
    assert "简易复核程序" in found[0].message


def test_without_such_a_clause_a_rating_spares_nothing():
    assert verdicts(RATED, 2)[0] == "household_survey fail hard"
    assert verdicts(NOTHING, 2, law(rating_spares_survey=SIMPLE))[0] == "household_survey fail hard"


def test_a_survey_that_was_made_counts_whatever_the_rating():
    against = Papers(False, True, True, rated_line=True)

    assert verdicts(against, 2, law(rating_spares_survey=SIMPLE))[0] == "household_survey fail principle"


def test_what_a_county_does_not_ask_for_is_not_told_of():
    silent = NotRegulated("承诺书", "文件没有")

    assert len(verdicts(NOTHING, 4, law(needs_commitment=silent))) == 2


def test_a_number_nobody_knows_or_that_is_not_in_force_cannot_be_told():
    unknown = dated("调查", version(date(2021, 1, 1), None, None, unknown="正式文本未收到"))

    found = next(gate_findings(NOTHING, policy=law(needs_household_survey=unknown), step=4, on=DAY))
    assert (found.verdict, found.message) == ("unknown", "“调查”尚不明确：正式文本未收到。")
    assert verdicts(NOTHING, 2, on=date(2026, 1, 1))[0].startswith("household_survey unknown")


def test_the_words_say_what_is_missing_and_up_to_where_it_may_be():
    early, late = (next(gate_findings(NOTHING, policy=law(), step=step, on=DAY)) for step in (1, 2))

    assert early.message == "还没有登记农户调查；到“town意见”签署同意前要有。"
    assert late.message == "还没有登记农户调查，自“town意见”起不能签署同意，请先在“双调查和承诺书”登记。"
    assert late.clause == "yubei#3.1"
