"""The columns against pencil and paper: random applications under made-up law and every pack."""

from datetime import date
from functools import cache

import polars as pl
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from hudai.core.application_facts import FACTS, complete
from hudai.core.findings import Level
from hudai.core.policy import Policy, RateRule, RateTier
from hudai.core.screening import screen
from hudai.documents.policy_files import load, names, read_national
from policy_builder import NATIONAL, dated, shangcai, version, with_changes, yubei
from random_applications import APPLICATIONS, ON, frame
from reference_screening import Reference

LPR_RULE = (RateTier(0, 12, "lpr", "1y"), RateTier(12, None, "lpr", "5y"))


def changing() -> Policy:
    """A county whose numbers, levels and rules change under way, and of which some are unknown."""
    first, second, third = date(2021, 1, 1), date(2022, 6, 1), date(2024, 1, 1)
    hard, principle = Level.HARD, Level.PRINCIPLE
    return with_changes(
        yubei(),
        window_until=None,
        facts=("on_list",),
        ceiling=dated(
            "首贷额度",
            version(first, second, 5_000_000, level=principle),
            version(second, third, None, unknown="待定"),
            version(third, None, 8_000_000, level=hard),
        ),
        household_total=dated("单户总额", version(second, None, 10_000_000, level=hard)),
        household_kinds=dated(
            "支持对象",
            version(first, third, ("脱贫户",), level=hard),
            version(third, None, ("脱贫户", "边缘易致贫户"), level=principle),
        ),
        age_min=dated("最低年龄", version(first, None, 18, level=hard)),
        age_max=dated("最高年龄", version(first, second, 60), version(second, None, 65, level=principle)),
        rate_rule=dated(
            "利率", version(first, third, RateRule.AT_MOST), version(third, None, RateRule.AT_MOST)
        ),
        rate_tiers=dated("档次", version(first, third, LPR_RULE), version(third, None, None, unknown="待定")),
        unsecured=dated("担保", version(first, second, False), version(second, None, True, level=hard)),
        extension_share_long=dated("展期", version(first, None, 500_000, level=principle)),
    )


BY_HAND = {"yubei": yubei(), "shangcai": shangcai(), "changing": changing()}
NAMES = [*BY_HAND, *names()]


@cache
def law(name):
    """A policy built by hand or loaded from its pack, and its published rates."""
    return (BY_HAND[name], NATIONAL) if name in BY_HAND else (load(name), read_national())


@pytest.mark.parametrize("name", NAMES)
@given(rows=APPLICATIONS, on=ON)
def test_columns_answer_every_rule_as_the_plain_loop_does(name, rows, on):
    policy, national = law(name)
    screening = screen(frame(rows), policy=policy, national=national, on=on)

    reference = Reference(policy, national, on)
    expected = [reference.answers(row) for row in rows]
    assert screening.answers.drop("row").to_dicts() == [answers for answers, _ in expected]
    assert screening.verdicts["verdict"].to_list() == [outcome for _, outcome in expected]


def test_a_renewal_after_the_window_keeps_its_ceiling_and_takes_the_rate_rule_of_its_own_day():
    # The hand-built pack's tables end with its window on 2021-01-01, those of the shipped packs do not.
    policy, national = law("shangcai")
    row = {
        "kind": "renewal", "applied_on": date(2021, 1, 1), "original_signed_on": date(2019, 3, 1),
        "amount": 5_000_000, "rate": 30_000, "term_months": 12,
    }  # fmt: skip

    (found,) = screen(complete(pl.DataFrame([row])), policy=policy, national=national).answers.to_dicts()

    assert (found["amount"], found["base_rate"]) == (True, None)


@pytest.mark.parametrize("name", NAMES)
@given(rows=APPLICATIONS, on=ON)
@settings(max_examples=settings().max_examples // 4)
def test_every_finding_agrees_with_its_answer_and_says_something(name, rows, on):
    policy, national = law(name)
    screening = screen(frame(rows), policy=policy, national=national, on=on)

    answers = {(row["row"], rule): row[rule] for row in screening.answers.to_dicts() for rule in row}
    words = {True: "pass", False: "fail", None: "unknown"}
    for line in screening.findings().iter_rows(named=True):
        assert line["verdict"] == words[answers[line["row"], line["rule"]]]
        assert line["message"], line
        assert line["message"].endswith("。"), line
        assert line["clause"], line
        assert line["level"] in {level.value for level in Level}, line


@given(rows=APPLICATIONS)
@settings(max_examples=settings().max_examples // 4)
def test_an_application_is_judged_alone_as_it_is_in_company(rows):
    policy = BY_HAND["changing"]
    together = screen(frame(rows), policy=policy, national=NATIONAL)

    for place, row in enumerate(rows):
        alone = screen(frame([row]), policy=policy, national=NATIONAL)
        assert alone.answers.drop("row").row(0) == together.answers.drop("row").row(place)
        assert alone.verdicts["verdict"].item() == together.verdicts["verdict"][place]


@given(rows=APPLICATIONS, fact=st.sampled_from(list(FACTS)))
def test_losing_a_fact_turns_no_answer_round(rows, fact):
    # What these three say decides which rules are asked, or is only asked where it is known.
    assume(fact not in ("kind", "outstanding", "on_list"))
    known = screen(frame(rows), policy=BY_HAND["yubei"], national=NATIONAL)
    lost = screen(complete(frame(rows).drop(fact)), policy=BY_HAND["yubei"], national=NATIONAL)

    for before, after in zip(known.answers.to_dicts(), lost.answers.to_dicts(), strict=True):
        turned = [rule for rule in before if before[rule] is not after[rule] and after[rule] is not None]
        assert turned == []
