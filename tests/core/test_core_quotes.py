"""Numbers read out of Chinese words; every expectation is read off the words by eye."""

import itertools
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hudai.core.numerals import numeral
from hudai.core.policy import Bound, Frequency, RateTier
from hudai.core.policy_fields import Measure
from hudai.core.quote_check import Quoted, disagreement
from hudai.core.quotes import Unit, figures


@pytest.mark.parametrize(
    ("words", "number", "unit", "bound"),
    [
        ("原则上5万元（含）以下", 50_000, Unit.YUAN, Bound.AT_MOST),
        ("5万元(含)以下", 50_000, Unit.YUAN, Bound.AT_MOST),
        ("5万元以下", 50_000, Unit.YUAN, Bound.AT_MOST),
        ("5万元（不含）以下", 50_000, Unit.YUAN, Bound.BELOW),
        ("不得超过10万元", 100_000, Unit.YUAN, Bound.AT_MOST),
        ("总额为500万元", 5_000_000, Unit.YUAN, Bound.EXACTLY),
        ("1.5亿元", 150_000_000, Unit.YUAN, Bound.EXACTLY),
        ("50,000元", 50_000, Unit.YUAN, Bound.EXACTLY),
        ("5万元以上部分贷款不予贴息", 50_000, Unit.YUAN, Bound.ABOVE),
        ("3年期（含）以内", 36, Unit.MONTHS, Bound.AT_MOST),
        ("累计不超过3年", 36, Unit.MONTHS, Bound.AT_MOST),
        ("不得超过三年", 36, Unit.MONTHS, Bound.AT_MOST),
        ("两年以内", 24, Unit.MONTHS, Bound.AT_MOST),
        ("十八个月内", 18, Unit.MONTHS, Bound.AT_MOST),
        ("不良率超过5%的乡镇", 5, Unit.PERCENT, Bound.ABOVE),
        ("不高于百分之七", 7, Unit.PERCENT, Bound.AT_MOST),
        ("高于目标3个百分点以内", 3, Unit.PERCENT, Bound.AT_MOST),
        ("承担八成", 80, Unit.PERCENT, Bound.EXACTLY),
        ("全额贴息", 100, Unit.PERCENT, Bound.EXACTLY),
        ("不满18周岁", 18, Unit.AGE, Bound.BELOW),
        ("65周岁以上", 65, Unit.AGE, Bound.AT_LEAST),
        ("60周岁（不含）以上", 60, Unit.AGE, Bound.ABOVE),
        ("低于60岁", 60, Unit.AGE, Bound.BELOW),
        ("可续贷或展期1次", 1, Unit.TIMES, Bound.AT_MOST),
        ("不低于20平方米", 20, Unit.SQUARE_METRES, Bound.AT_LEAST),
        ("面积20平方米左右", 20, Unit.SQUARE_METRES, None),
        ("每月2日前报至", 2, Unit.DAY_OF_MONTH, Bound.AT_MOST),
        ("每季度结算", 3, Unit.EVERY_MONTHS, Bound.EXACTLY),
        ("每周通报", 7, Unit.EVERY_DAYS, Bound.EXACTLY),
        ("10个工作日内", 10, Unit.DAYS, Bound.AT_MOST),
        ("不超过10倍", 10, Unit.MULTIPLE, Bound.AT_MOST),
        ("指定1家银行", 1, Unit.COUNT, Bound.EXACTLY),
    ],
)
def test_a_phrase_is_read_as_number_unit_and_bound(words, number, unit, bound):
    (figure,) = figures(words)

    assert (figure.number, figure.unit, figure.bound) == (number, unit, bound)


def test_a_range_gives_each_end_its_bound():
    low, high = figures("18周岁（含）—65周岁（含）之间")

    assert (low.number, low.bound, high.number, high.bound) == (18, Bound.AT_LEAST, 65, Bound.AT_MOST)


def test_the_unmarked_end_of_a_half_marked_range_is_left_out():
    low, high = figures("1年期至3年期（含）")

    assert (low.bound, high.bound) == (Bound.ABOVE, Bound.AT_MOST)


def test_the_first_number_of_a_range_borrows_the_unit():
    low, high = figures("3至5万元")

    assert (low.number, low.bound, high.number, high.bound) == (
        30_000,
        Bound.AT_LEAST,
        50_000,
        Bound.AT_MOST,
    )


def test_a_last_day_is_read_with_its_date():
    (figure,) = figures("本方案印发之日至2025年12月31日")

    assert (figure.day, figure.bound) == (date(2025, 12, 31), Bound.AT_MOST)


def test_words_that_only_look_like_numerals_are_left_alone():
    assert figures("统一领导，一户一策，“一平台四体系”，进一步优化") == ()


def test_a_quote_holds_all_its_numbers():
    found = figures("对贷款不良率超过5%的乡镇和超过7%的行政村")

    assert [(figure.number, figure.bound) for figure in found] == [(5, Bound.ABOVE), (7, Bound.ABOVE)]


DIGITS = "零一二三四五六七八九"


@given(st.integers(1, 9), st.integers(0, 9), st.integers(0, 9))
def test_hundreds_in_chinese_are_read_back(hundreds, tens, ones):
    words = f"{DIGITS[hundreds]}百"
    words += f"{DIGITS[tens]}十" if tens else ("零" if ones else "")
    words += DIGITS[ones] if ones else ""

    assert numeral(words) == 100 * hundreds + 10 * tens + ones


@given(st.integers(1, 10**9), st.sampled_from(["以下", "以上", "以内"]))
def test_any_sum_in_yuan_is_read_back_with_its_bound(yuan, side):
    (figure,) = figures(f"{yuan:,}元{side}")

    assert figure.number == Fraction(yuan)
    assert figure.bound is (Bound.AT_LEAST if side == "以上" else Bound.AT_MOST)


def _wrong(value, measure, bound, words, *, part="", excludes=False, alone=True):
    quoted = Quoted(words, part, excludes)
    return disagreement(value, measure=measure, bound=bound, quoted=quoted, must_hold_number=alone)


def test_the_right_number_and_bound_agree_with_their_quote():
    assert _wrong(5_000_000, Measure.MONEY, Bound.AT_MOST, "5万元（含）以下") == ""
    assert _wrong(3, Measure.YEARS, Bound.AT_MOST, "不超过3年") == ""
    assert _wrong(date(2020, 12, 31), Measure.DATE, Bound.AT_MOST, "至2020年12月31日") == ""
    assert _wrong(Frequency.QUARTERLY, Measure.CHOICE, None, "原则上每季度结算一次") == ""


def test_a_number_ten_times_too_large_is_told():
    assert "50000" in _wrong(50_000_000, Measure.MONEY, Bound.AT_MOST, "5万元（含）以下")


def test_a_bound_on_the_wrong_side_is_told():
    assert "at_most" in _wrong(5_000_000, Measure.MONEY, Bound.BELOW, "5万元（含）以下")


def test_words_that_name_the_unlawful_side_are_turned_round():
    words = "不良率超过5%的乡镇，暂停贷款发放"

    assert _wrong(50_000, Measure.RATIO, Bound.AT_MOST, words, excludes=True) == ""
    assert _wrong(50_000, Measure.RATIO, Bound.AT_MOST, words) != ""


def test_a_quote_of_two_numbers_wants_to_be_told_which():
    words = "超过5%的乡镇和超过7%的行政村"

    assert "part" in _wrong(70_000, Measure.RATIO, Bound.ABOVE, words)
    assert _wrong(70_000, Measure.RATIO, Bound.ABOVE, words, part="超过7%的行政村") == ""
    assert _wrong(50_000, Measure.RATIO, Bound.ABOVE, words, part="超过7%的行政村") != ""


def test_a_quote_without_the_number_is_refused_unless_an_interpretation_chose_it():
    assert _wrong(65, Measure.AGE, Bound.AT_MOST, "适度放宽年龄上限") != ""
    assert _wrong(65, Measure.AGE, Bound.AT_MOST, "适度放宽年龄上限", alone=False) == ""


def test_a_tier_whose_limit_does_not_stand_in_the_words_is_told():
    tiers = (RateTier(0, 12, "lpr", "1y"), RateTier(12, 36, "lpr", "5y"))

    assert _wrong(tiers, Measure.TIERS, None, "1年期（含）以下……1年期至3年期（含）") == ""
    assert "36" in _wrong(tiers, Measure.TIERS, None, "1年期（含）以下……1年期至2年期（含）")


YUBEI_TIERS = "1年期（含）以下贷款利率不超过1年期LPR，1年期至3年期（含）贷款利率不超过5年期以上LPR"


@pytest.mark.parametrize(
    ("limits", "told"),
    [
        ((0, 12, 36), ""),
        # 5年期以上LPR is the name of a rate, no term of a loan.
        ((0, 12, 60), "60"),
        ((0, 12, 24), "24"),
        ((0, 36), "12"),
        ((0, 12, None), "36"),
    ],
)
def test_the_limits_of_tiers_are_those_of_the_words_and_not_those_in_the_name_of_a_rate(limits, told):
    tiers = tuple(RateTier(low, high, "lpr", "5y") for low, high in itertools.pairwise(limits))

    wrong = _wrong(tiers, Measure.TIERS, None, YUBEI_TIERS)

    assert (told in wrong) if told else (wrong == "")


def test_another_settlement_frequency_than_the_words_is_told():
    assert _wrong(Frequency.YEARLY, Measure.CHOICE, None, "每季度结算一次") != ""
