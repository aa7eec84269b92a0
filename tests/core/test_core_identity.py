"""ID numbers, ages and masks, held against pencil arithmetic and a plain reference."""

from datetime import date

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hudai.core.identity import (
    age_on,
    born_on,
    check_digit,
    fault,
    full_years,
    mask,
    masked,
    sex,
    valid_id_number,
)

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECKS = "10X98765432"


def printed_check_digit(first17: str) -> str:
    """The table printed in the standard: weights, and the character for each remainder."""
    total = sum(int(digit) * weight for digit, weight in zip(first17, WEIGHTS, strict=True))
    return CHECKS[total % 11]


def number(born: str, sequence: str = "001", region: str = "500112") -> str:
    first17 = region + born + sequence
    return first17 + printed_check_digit(first17)


def one(expression: pl.Expr, value: str | None) -> object:
    return pl.DataFrame({"id": [value]}, schema={"id": pl.String}).select(expression).item()


def is_valid(value: str | None, on: date | None = None) -> object:
    return one(valid_id_number(pl.col("id"), on=on), value)


def test_the_standard_s_own_example_has_x_for_its_check_character():
    # GB 11643-1999, the number in its annex: 11010519491231002X, weighted sum 167 = 15 * 11 + 2.
    assert check_digit("11010519491231002") == "X"
    assert is_valid("11010519491231002X") is True


@given(st.text("0123456789", min_size=17, max_size=17))
@settings(max_examples=200)
def test_the_check_character_is_the_one_of_the_printed_table(first17):
    assert check_digit(first17) == printed_check_digit(first17)


@given(
    st.dates(date(1900, 1, 1), date(2030, 12, 31)),
    st.integers(0, 999),
    st.integers(100_000, 999_999),
    st.sampled_from("0123456789X"),
)
@settings(max_examples=200)
def test_only_one_of_the_eleven_check_characters_is_right(born, sequence, region, last):
    right = number(f"{born:%Y%m%d}", f"{sequence:03}", str(region))

    assert is_valid(right) is True
    assert is_valid(right[:17] + last) is (right[17] == last)


@given(st.text("0123456789Xx+-. E０一", max_size=20))
@settings(max_examples=200)
def test_a_text_is_explained_exactly_when_the_column_refuses_it(text):
    assert (fault(text) == "") is is_valid(text)


@given(st.dates(date(1890, 1, 1), date(2030, 12, 31)), st.dates(date(2015, 1, 1), date(2030, 1, 1)))
@settings(max_examples=200)
def test_a_birth_date_is_judged_alike_alone_and_in_a_column(born, on):
    written = number(f"{born:%Y%m%d}")

    assert (fault(written, on) == "") is is_valid(written, on)


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ("", "没有身份证号码"),
        ("500112890307478", "15 位"),
        ("5.0011219890307E+17", "被表格软件当成数字"),
        ("500112198903074000", "被表格软件当成数字"),
        ("50011219890307478", "这里是 17 位"),
        (number("19890230"), "不是真实的出生日期"),
        (number("18990307"), "不是真实的出生日期"),
        (number("20010229"), "不是真实的出生日期"),
        ("11010519491231002x", "大写 X"),
        ("500112 98903074787", "前 17 位只能是数字"),
        ("500112198903074788", "校验码"),
        ("+00112198903074787", "前 17 位只能是数字"),
    ],
)
def test_a_wrong_number_is_refused_with_what_is_wrong(written, says):
    assert says in fault(written)
    assert is_valid(written) is False


def test_a_number_that_truly_ends_in_three_zeros_is_right():
    # The sequence 100 and the check digit 0: the one pattern a damaged number looks like.
    found = [
        candidate
        for born in ("19890307", "19890308", "19890309", "19890310", "19890311", "19890312")
        for candidate in [number(born, "000"), number(born, "300"), number(born, "700")]
        if candidate.endswith("000")
    ]
    every = [number(f"1989{m:02}{d:02}", f"{s}00") for m in (1, 2, 3) for d in (1, 2, 3) for s in range(10)]
    zeros = [candidate for candidate in found + every if candidate.endswith("000")]

    assert zeros
    assert all(fault(candidate) == "" and is_valid(candidate) is True for candidate in zeros)


def test_a_leap_day_is_a_birth_date_in_a_leap_year_only():
    assert is_valid(number("20000229")) is True
    assert is_valid(number("19000229")) is False


def test_someone_born_after_the_day_asked_for_is_refused():
    assert is_valid(number("20220305"), date(2022, 3, 5)) is True
    assert is_valid(number("20220306"), date(2022, 3, 5)) is False
    assert "晚于" in fault(number("20220306"), date(2022, 3, 5))


def test_an_absent_number_is_neither_right_nor_wrong():
    assert is_valid(None) is None
    assert is_valid(None, date(2022, 1, 1)) is None
    assert one(born_on(pl.col("id")), None) is None
    assert one(masked(pl.col("id")), None) is None


def test_the_seventeenth_digit_tells_men_from_women():
    assert one(sex(pl.col("id")), number("19890307", "478")) == "女"
    assert one(sex(pl.col("id")), number("19890307", "473")) == "男"
    assert one(sex(pl.col("id")), "500112") is None


@pytest.mark.parametrize(
    ("born", "day", "years"),
    [
        (date(1956, 3, 5), date(2022, 3, 4), 65),
        (date(1956, 3, 5), date(2022, 3, 5), 66),
        (date(2004, 3, 5), date(2022, 3, 4), 17),
        (date(2004, 3, 5), date(2022, 3, 5), 18),
        (date(1956, 2, 29), date(2021, 2, 28), 64),
        (date(1956, 2, 29), date(2021, 3, 1), 65),
        (date(1956, 2, 29), date(2024, 2, 28), 67),
        (date(1956, 2, 29), date(2024, 2, 29), 68),
        (date(1970, 12, 31), date(2023, 1, 1), 52),
    ],
)
def test_a_new_age_begins_on_the_birthday_and_on_1_march_for_a_leap_day(born, day, years):
    in_column = pl.DataFrame({"born": [born], "day": [day]}).select(age_on(pl.col("born"), pl.col("day")))

    assert full_years(born, day) == years
    assert in_column.item() == years


@given(st.dates(date(1900, 1, 1), date(2030, 1, 1)), st.dates(date(1900, 1, 1), date(2030, 1, 1)))
@settings(max_examples=200)
def test_ages_in_a_column_are_the_ages_counted_one_by_one(born, day):
    frame = pl.DataFrame({"born": [born]})

    assert frame.select(age_on(pl.col("born"), day)).item() == full_years(born, day)


def test_a_mask_shows_the_first_two_and_the_last_three():
    assert mask("500112198903074787") == "50*************787"
    assert one(masked(pl.col("id")), "500112198903074787") == "50*************787"
    assert one(masked(pl.col("id")), "50011") == mask("50011") == "*****"
