"""What a household can repay, worked out with a pencil; and that a suggestion never goes beyond a limit."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hudai.core.application_facts import LoanKind
from hudai.core.assessment import Asked, Assessed, Bounds, beyond, bounds, suggest
from hudai.documents import policy_files

YUBEI = policy_files.load("yubei-2021")
SHANGCAI = policy_files.load("shangcai-2019")
YUAN = 100
ASKED = Asked(LoanKind.FIRST, 50_000 * YUAN, 36)
LIMITS = Bounds(ceiling=50_000 * YUAN, room=100_000 * YUAN, credit_line=40_000 * YUAN, longest_months=36)
PIGS = Assessed(
    cycle_months=6,
    project_income=30_000 * YUAN,
    other_income=12_000 * YUAN,
    living_costs=18_000 * YUAN,
    debts_due=4_000 * YUAN,
)


def told(found: Assessed = PIGS, asked: Asked = ASKED, limits: Bounds = LIMITS) -> tuple[int, int, int]:
    """Yuan, months, cycles."""
    suggestion = suggest(asked, found, limits)
    assert suggestion.amount % YUAN == 0
    return suggestion.amount // YUAN, suggestion.term_months, suggestion.cycles


# 30,000 + 12,000 - 18,000 = 24,000 a year; of 36 months 72,000; less 4,000: 68,000.
@pytest.mark.parametrize(
    ("found", "asked", "limits", "expected"),
    [
        (PIGS, ASKED, LIMITS, (40_000, 36, 6)),  # the credit line is the smallest
        (PIGS, ASKED, replace(LIMITS, credit_line=None), (50_000, 36, 6)),  # then ceiling and wish
        (PIGS, replace(ASKED, amount=80_000 * YUAN), replace(LIMITS, credit_line=None), (50_000, 36, 6)),
        # 15 months: two cycles, 30 months; 24,000 x 30 / 12 = 60,000; less 27,560: 32,440, whole hundreds.
        (replace(PIGS, cycle_months=15, debts_due=27_560 * YUAN), ASKED, LIMITS, (32_400, 30, 2)),
        # 10 months asked for: one cycle of six; 24,000 / 2 = 12,000; less 4,000.
        (PIGS, replace(ASKED, term_months=10), LIMITS, (8_000, 6, 1)),
        # 60 months asked for where the law gives 36.
        (PIGS, replace(ASKED, term_months=60), LIMITS, (40_000, 36, 6)),
        # New fruit trees: no harvest within the term, which stays as it is.
        (replace(PIGS, cycle_months=48), ASKED, LIMITS, (40_000, 36, 0)),
        # Living costs eat everything.
        (replace(PIGS, living_costs=50_000 * YUAN), ASKED, LIMITS, (0, 36, 6)),
        # 100 yuan a year over 36 months are 300, of which 250 go elsewhere: 50, less than a hundred.
        (
            Assessed(12, 100 * YUAN, other_income=0, living_costs=0, debts_due=250 * YUAN),
            ASKED,
            LIMITS,
            (0, 36, 3),
        ),
        (PIGS, ASKED, replace(LIMITS, room=15_000 * YUAN), (15_000, 36, 6)),
    ],
)
def test_the_suggestion_is_what_a_pencil_gives(found, asked, limits, expected):
    assert told(found, asked, limits) == expected


def test_every_step_is_told_with_its_figures():
    steps = suggest(ASKED, replace(PIGS, cycle_months=15), LIMITS).steps

    assert [(each.label, each.result) for each in steps] == [
        ("期限上限", "36 个月"),
        ("建议期限", "30 个月"),
        ("每年可用于还款", "24,000.00 元"),
        ("期限内还得起", "56,000.00 元"),
        ("申贷金额", "50,000.00 元"),
        ("授信额度", "40,000.00 元"),
        ("政策上限", "50,000.00 元"),
        ("单户总额还剩", "100,000.00 元"),
        ("建议金额", "40,000.00 元"),
    ]
    assert steps[3].working == "24,000.00 × 30 ÷ 12 － 到期的其他债务 4,000.00"


def test_a_line_nobody_granted_yet_is_said_to_be_unknown_and_bounds_nothing():
    steps = suggest(ASKED, PIGS, replace(LIMITS, credit_line=None)).steps

    assert ("授信额度", "不知道") in [(each.label, each.result) for each in steps]


DAY = date(2025, 9, 19)


@pytest.mark.parametrize(
    ("policy", "kind", "owed", "ceiling", "room"),
    [
        (YUBEI, LoanKind.FIRST, 0, 50_000, 100_000),
        (YUBEI, LoanKind.TOP_UP, 50_000, None, 50_000),  # no ceiling of its own; 100,000 less 50,000
        (YUBEI, LoanKind.TOP_UP, 120_000, None, 0),
        (YUBEI, LoanKind.RENEWAL, 50_000, 50_000, 100_000),  # it takes the place of what is owed
        (YUBEI, LoanKind.TOP_UP, None, None, None),
        (SHANGCAI, LoanKind.FIRST, 0, 50_000, None),
        (SHANGCAI, LoanKind.TOP_UP, 20_000, None, 30_000),  # counts towards the ceiling of 50,000
    ],
)
def test_limits_are_the_laws_of_the_day(policy, kind, owed, ceiling, room):
    day = DAY if policy is YUBEI else date(2019, 6, 1)
    fen = None if owed is None else owed * YUAN

    found = bounds(policy, kind, on=day, owed=fen, credit_line=None)

    assert (found.ceiling, found.room) == (ceiling and ceiling * YUAN, room and room * YUAN)
    assert (found.longest_months, found.unit) == (36, 100 * YUAN)


def test_an_extension_is_bound_by_what_is_owed_and_asked_alone():
    limits = bounds(YUBEI, LoanKind.EXTENSION, on=DAY, owed=5_000_000, credit_line=4_000_000)

    suggestion = suggest(Asked(LoanKind.EXTENSION, 1_234_567, 12), PIGS, limits)

    # 24,000 of 12 months less 4,000 is 20,000; what is owed is less.
    assert (suggestion.amount, suggestion.term_months) == (1_234_567, 12)


def test_where_the_law_of_the_day_says_a_ceiling_only_nothing_else_bounds():
    policy = policy_files.load("successor-2026")

    limits = bounds(policy, LoanKind.FIRST, on=date(2026, 6, 1), owed=0, credit_line=None)

    assert limits == Bounds(ceiling=100_000 * YUAN)
    assert told(limits=limits) == (50_000, 36, 6)


@pytest.mark.parametrize(
    ("amount", "months", "said"),
    [
        (4_000_000, 36, ""),
        (3_000_000, 12, ""),
        (5_000_000, 36, "金额 50,000.00 元超过建议的 40,000.00 元"),
        (4_000_000, 48, "期限 48 个月超过建议的 36 个月"),
        (4_000_001, 37, "金额 40,000.01 元超过建议的 40,000.00 元，期限 37 个月超过建议的 36 个月"),
    ],
)
def test_what_is_granted_beyond_the_suggestion_is_said(amount: int, months: int, said: str):
    assert beyond(amount, months, suggested=4_000_000, suggested_months=36) == said


MONEY = st.integers(0, 10**9)
MAYBE = st.none() | MONEY
FOUND = st.builds(Assessed, st.integers(1, 120), MONEY, MONEY, MONEY, MONEY)
WISH = st.builds(Asked, st.sampled_from(list(LoanKind)), st.integers(1, 10**9), st.integers(1, 120))
BOUNDS = st.builds(
    Bounds, MAYBE, MAYBE, MAYBE, st.none() | st.integers(1, 120), st.sampled_from([1, 10_000, 100_000])
)


@given(found=FOUND, asked=WISH, limits=BOUNDS)
def test_a_suggestion_stays_within_every_limit_and_what_was_asked(
    found: Assessed, asked: Asked, limits: Bounds
):
    suggestion = suggest(asked, found, limits)

    known = [fen for fen in (limits.ceiling, limits.room, limits.credit_line) if fen is not None]
    assert 0 <= suggestion.amount <= min(asked.amount, *known, 10**10)
    assert suggestion.amount % limits.unit == 0
    longest = limits.longest_months or asked.term_months
    assert 1 <= suggestion.term_months <= min(asked.term_months, longest)
    if suggestion.cycles:
        assert suggestion.term_months == suggestion.cycles * found.cycle_months


@given(found=FOUND, asked=WISH, limits=BOUNDS, more=MONEY)
def test_more_income_never_suggests_less_and_more_debt_never_more(
    found: Assessed, asked: Asked, limits: Bounds, more: int
):
    now = suggest(asked, found, limits).amount

    assert suggest(asked, replace(found, project_income=found.project_income + more), limits).amount >= now
    assert suggest(asked, replace(found, other_income=found.other_income + more), limits).amount >= now
    assert suggest(asked, replace(found, debts_due=found.debts_due + more), limits).amount <= now
    assert suggest(asked, replace(found, living_costs=found.living_costs + more), limits).amount <= now


@given(found=FOUND, asked=WISH, limits=BOUNDS)
def test_what_is_repaid_out_of_income_is_there_within_the_term(found: Assessed, asked: Asked, limits: Bounds):
    suggestion = suggest(asked, found, limits)

    left = found.project_income + found.other_income - found.living_costs
    if suggestion.amount:
        assert 12 * (suggestion.amount + found.debts_due) <= left * suggestion.term_months
