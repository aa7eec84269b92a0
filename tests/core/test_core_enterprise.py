"""Unified social credit codes: the standard's own example is right, and one slip of the pen is noticed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hudai.core.enterprise import check_character, fault

PRINTED_IN_THE_STANDARD = "91350100M000100Y43"
CHARACTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def test_the_standards_own_example_is_right():
    assert fault(PRINTED_IN_THE_STANDARD) == ""


# 9 x 1 + 3 x 3 = 18 and zeros behind: 31 - 18 = 13, which is D.
def test_the_check_character_worked_out_by_hand():
    assert check_character("93" + "0" * 15) == "D"
    assert check_character("0" * 17) == "0"


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("", "应为 18 位，这里是 0 位"),
        ("91350100M000100Y4", "这里是 17 位"),
        ("91350100m000100Y43", "只有数字和大写字母"),
        ("9135O100M000100Y43", "不会有“O”"),
        ("91350100M000100Y44", "校验码"),
        ("19350100M000100Y43", "校验码"),
    ],
)
def test_a_wrong_code_is_told_what_to_do(code: str, told: str):
    assert told in fault(code)


@given(
    first=st.text(CHARACTERS, min_size=17, max_size=17),
    place=st.integers(0, 17),
    sign=st.sampled_from(CHARACTERS),
)
def test_one_wrong_character_is_always_noticed(first: str, place: int, sign: str):
    code = first + check_character(first)
    spoilt = code[:place] + sign + code[place + 1 :]

    assert fault(code) == ""
    assert (fault(spoilt) == "") == (spoilt == code)
