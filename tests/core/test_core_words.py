"""Amounts in words, checked against the rules' own examples and read back by a small parser."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from hudai.core.words import in_words, percent, wan, yuan

# The first six are the examples of the People's Bank's own rules for filling in vouchers.
WORKED = {
    "16409.02": "壹万陆仟肆佰零玖元零贰分",
    "325.04": "叁佰贰拾伍元零肆分",
    "1409.50": "壹仟肆佰零玖元伍角整",
    "6007.14": "陆仟零柒元壹角肆分",
    "1680.32": "壹仟陆佰捌拾元叁角贰分",
    "107000.53": "壹拾万零柒仟元伍角叁分",
    "50000.00": "伍万元整",
    "0.00": "零元整",
    "0.05": "伍分",
    "0.50": "伍角整",
    "0.55": "伍角伍分",
    "10.00": "壹拾元整",
    "10.05": "壹拾元零伍分",
    "10.50": "壹拾元伍角整",
    "100.01": "壹佰元零壹分",
    "1000.10": "壹仟元壹角整",
    "10001.00": "壹万零壹元整",
    "10010.00": "壹万零壹拾元整",
    "101010.00": "壹拾万零壹仟零壹拾元整",
    "100000000.00": "壹亿元整",
    "100000001.00": "壹亿零壹元整",
    "100010000.00": "壹亿零壹万元整",
    "100050000.00": "壹亿零伍万元整",
    "1050000000.00": "壹拾亿零伍仟万元整",
    "1000000000000.00": "壹万亿元整",
    "1000000000001.00": "壹万亿零壹元整",
    "1000100000000.00": "壹万零壹亿元整",
    "1000000010000.00": "壹万亿零壹万元整",
    "1234567890123.45": "壹万贰仟叁佰肆拾伍亿陆仟柒佰捌拾玖万零壹佰贰拾叁元肆角伍分",
    "-427.78": "负肆佰贰拾柒元柒角捌分",
}


def fen(text: str) -> int:
    """The fen of a figure written with two decimals."""
    return int(text.replace(".", ""))


def number_read_back(words: str) -> int:
    """A whole number out of its capital figures; every unit multiplies what stands before it."""
    for unit, size in (("亿", 10**8), ("万", 10**4)):
        before, found, after = words.rpartition(unit)
        if found:
            return number_read_back(before) * size + number_read_back(after)
    total, figure = 0, 0
    for sign in words:
        if sign in "拾佰仟":
            total, figure = total + figure * 10 ** ("拾佰仟".index(sign) + 1), 0
        else:
            figure = "零壹贰叁肆伍陆柒捌玖".index(sign)
    return total + figure


def fen_read_back(words: str) -> int:
    """The fen of an amount in words."""
    sign = -1 if words.startswith("负") else 1
    words = words.removeprefix("负").removesuffix("整")
    whole, found, change = words.rpartition("元")
    if not found:
        whole, change = "", words
    jiao, _, rest = change.rpartition("角")
    last = rest.removesuffix("分")
    return sign * (number_read_back(whole) * 100 + number_read_back(jiao) * 10 + number_read_back(last))


@pytest.mark.parametrize(("figures", "words"), WORKED.items())
def test_the_worked_amounts_read_as_the_rules_write_them(figures, words):
    assert in_words(fen(figures)) == words


@given(st.integers(-(10**17), 10**17))
@settings(max_examples=200)
@example(10**14)
@example(10**14 + 10**6)
@example(100_000_000_000_007)
def test_an_amount_in_words_reads_back_to_the_same_fen(amount):
    assert fen_read_back(in_words(amount)) == amount


@given(st.integers(0, 10**17))
@settings(max_examples=200)
def test_no_amount_says_zero_twice_or_before_a_unit(amount):
    words = in_words(amount)

    assert "零零" not in words
    assert not any(f"零{unit}" in words for unit in "拾佰仟万亿角")
    assert "零元" not in words or amount == 0


def test_a_voucher_puts_the_currency_before_the_words_without_a_gap():
    assert in_words(5_000_000, prefix=True) == "人民币伍万元整"
    assert in_words(-5_000_000, prefix=True) == "人民币负伍万元整"


def test_an_amount_beyond_all_sums_is_a_defect_and_not_a_wrong_word():
    with pytest.raises(AssertionError):
        in_words(10**18)


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        (5_000_000, "50,000.00"),
        (0, "0.00"),
        (5, "0.05"),
        (-42_778, "-427.78"),
        (123_456_789_012, "1,234,567,890.12"),
    ],
)
def test_yuan_always_shows_two_decimals(amount, text):
    assert yuan(amount) == text


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        (5_000_000, "5.00"),
        (5_000_001, "5.000001"),
        (4_950_000, "4.95"),
        (4_955_000, "4.955"),
        (-1, "-0.000001"),
    ],
)
def test_ten_thousands_show_every_fen_instead_of_rounding(amount, text):
    assert wan(amount) == text


@pytest.mark.parametrize(
    ("rate", "text"),
    [(38_500, "3.85%"), (38_525, "3.8525%"), (1_000_000, "100.00%"), (0, "0.00%"), (-500, "-0.05%")],
)
def test_a_rate_shows_two_decimals_and_more_where_it_has_them(rate, text):
    assert percent(rate) == text
