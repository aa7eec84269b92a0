"""What of a household's story may be told to everybody: no number of a person, no name without consent."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hudai.core.typical_case import names_in, personal_numbers
from made_cases import id_number


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("2025年9月25日借款50000元，养猪12头", []),
        ("收入从36000元到1234567元，合同号HT-2025000123", []),
        ("电话13800001234", ["手机号码"]),
        ("电话 138-0000-1234 或 138 0000 1234", ["手机号码"]),
        ("帐号6217000012345678", ["银行帐号"]),
    ],
)
def test_numbers_of_a_person_are_found_and_figures_of_a_story_are_not(text: str, kinds: list[str]):
    assert personal_numbers(text) == kinds


def test_an_id_number_is_found_whatever_stands_around_it():
    number = id_number("19850307")

    assert personal_numbers(f"身份证{number}，") == ["身份证号码"]
    assert personal_numbers(f"{number[:6]} {number[6:14]} {number[14:]}") == ["身份证号码"]


def test_a_name_is_found_with_blanks_in_it_and_another_surname_is_not():
    assert names_in("孙 平磊养了12头猪", ["孙平磊", "李小花"]) == ["孙平磊"]
    assert names_in("孙某养了12头猪", ["孙平磊"]) == []


@given(st.text(alphabet="养猪年收入元，。 0123456789", max_size=60))
def test_a_text_without_eleven_figures_holds_no_number_of_a_person(text: str):
    if sum(sign.isdigit() for sign in text) < 11:
        assert personal_numbers(text) == []
