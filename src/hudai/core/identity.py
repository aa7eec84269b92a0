"""What an identity card number says of a person, and whether it can be right (GB 11643).

A citizen's number has 18 characters: six of the region, eight of the birth date, three of a
sequence whose last digit is odd for men, and a check character.  The region is kept and not
judged: counties are merged and renamed, a person's number is not.

The check character makes ``sum(digit_i * 2**(17 - i))`` leave 1 when divided by 11 (X counts
ten).  The columns read a number in three stretches: region (6 digits), year and month of birth
(6), day and sequence (5).  A table of remainders answers for six products at once, because
powers of two shift as a whole, and a table of month lengths says which days there are.

>>> check_digit("50011219890307478")
'7'
>>> fault("500112890307478")
'这是 15 位的旧号码，请改填现用的 18 位号码。'
"""

from __future__ import annotations

from datetime import date
from functools import cache

import polars as pl

OLDEST_BIRTH = date(1900, 1, 1)
"""Nobody who applies today was born before; an earlier date is a slip of the pen."""

_CHECK_CHARACTERS = "0123456789X"
_STRETCH = 6
_LEAST = 10**16
"""No region begins with 0; a smaller number had a sign or a blank among its 17 characters."""
_COMMON_YEAR = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
_LEAP_YEAR = [31, 29, *_COMMON_YEAR[2:]]


def check_digit(first17: str) -> str:
    """The 18th character that belongs to 17 digits: a digit, or ``X`` for ten.

    Source: GB 11643-1999 (ISO 7064 MOD 11-2).
    """
    total = sum(int(digit) * 2 ** (17 - place) for place, digit in enumerate(first17))
    return _CHECK_CHARACTERS[(1 - total) % 11]


def valid_id_number(column: pl.Expr, *, on: date | pl.Expr | None = None) -> pl.Expr:
    """Whether each ID number can be right; null where there is none.

    Right means 18 characters, the check character of GB 11643 in upper case, and a birth date
    of the calendar that is not before 1900 and, when ``on`` is given, not after that day.
    """
    shaped = (column.str.len_bytes() == 18) & (_first17(column) >= _LEAST)
    right = shaped & _checks(column) & _was_born(column, on)
    return pl.when(column.is_not_null()).then(right.fill_null(False))


def born_on(column: pl.Expr) -> pl.Expr:
    """The birth date (Date) in each ID number; null where it holds none of the calendar."""
    return column.str.slice(6, 8).str.to_date("%Y%m%d", strict=False)


def sex(column: pl.Expr) -> pl.Expr:
    """``男`` or ``女`` by the 17th character; null where it is no digit."""
    sequence = column.str.slice(16, 1).cast(pl.Int8, strict=False)
    return pl.when(sequence % 2 == 1).then(pl.lit("男")).when(sequence % 2 == 0).then(pl.lit("女"))


def age_on(born: pl.Expr, day: date | pl.Expr) -> pl.Expr:
    """Full years (周岁, Int32) on ``day`` of people born on ``born``; null where either is.

    The birthday itself is the first day of the new age: a person is 65 up to and including the
    day before the 66th birthday.  Someone born on 29 February has no such day in a common year:
    the year of life is complete when 28 February is over (民法典第二百零二条：没有对应日的，
    月末日为期间的最后一日), so the new age begins on 1 March.
    """
    # Years, months and days written as one number: the difference's ten thousands are the years.
    return (_written_as_number(day) - _written_as_number(born)) // 10_000


def age_by_number(column: pl.Expr, day: date | pl.Expr) -> pl.Expr:
    """Full years (Int32) on ``day`` by ID number; null where the number cannot be right.

    The same as :func:`age_on` of :func:`born_on`, without making a date of each number.
    """
    years = (_written_as_number(day) - _birth_as_number(column)) // 10_000
    return pl.when(valid_id_number(column, on=day)).then(years)


def full_years(born: date, day: date) -> int:
    """The same for one person; see :func:`age_on`."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def masked(column: pl.Expr) -> pl.Expr:
    """ID numbers for other people's eyes: the first two and the last three characters.

    A text of five characters or fewer shows nothing at all.
    """
    ends = pl.concat_str(column.str.head(2), pl.lit("*" * 13), column.str.tail(3))
    return pl.when(column.str.len_chars() > 5).then(ends).when(column.is_not_null()).then(pl.lit("*" * 5))


def mask(number: str) -> str:
    """One number, masked as :func:`masked` does."""
    return f"{number[:2]}{'*' * 13}{number[-3:]}" if len(number) > 5 else "*" * 5


def mask_phone(number: str) -> str:
    """A telephone number for other people's eyes.

    >>> mask_phone("13800001234"), mask_phone("12345")
    ('138****1234', '*****')
    """
    return f"{number[:3]}****{number[-4:]}" if len(number) >= 11 else "*" * len(number)


def fault(number: str, on: date | None = None) -> str:
    """What is wrong with one ID number and what to do, in Chinese; empty when it can be right.

    It agrees with :func:`valid_id_number` on every text.
    """
    if damage := _spreadsheet_damage(number):
        return damage
    if misshapen := _misshapen(number):
        return misshapen
    written = number[6:14]
    born = _calendar_day(written)
    if born is None or born < OLDEST_BIRTH:
        return f"第 7 到 14 位“{written}”不是真实的出生日期，请对照身份证改正。"
    if on is not None and born > on:
        return f"出生日期 {born.isoformat()} 晚于 {on.isoformat()}，请对照身份证改正。"
    if number[17] != check_digit(number[:17]):
        return "校验码（最后一位）对不上，号码中至少有一位写错，请对照身份证逐位核对。"
    return ""


def _spreadsheet_damage(number: str) -> str:
    """A number that a spreadsheet kept as a figure: it keeps 15 digits and drops the rest."""
    told = "号码被表格软件当成数字，后三位已经丢失。请把该列设为“文本”格式，再照身份证重新填写。"
    if "E+" in number.upper() or number.endswith(".0"):
        return told
    lost = len(number) == 18 and number.isascii() and number.isdigit() and number.endswith("000")
    return told if lost and number[17] != check_digit(number[:17]) else ""


def _misshapen(number: str) -> str:
    """What keeps a text from being 17 digits and a check character; empty when nothing does."""
    if not number:
        return "没有身份证号码，请照身份证填写 18 位号码。"
    if len(number) == 15 and number.isascii() and number.isdigit():
        return "这是 15 位的旧号码，请改填现用的 18 位号码。"
    if len(number) != 18:
        return f"身份证号码应为 18 位，这里是 {len(number)} 位，请照身份证填写。"
    if not (number[:17].isascii() and number[:17].isdigit()):
        return "前 17 位只能是数字，请去掉空格和其他字符。"
    if number[0] == "0":
        return "身份证号码不会以 0 开头，请对照身份证改正。"
    if number[17] == "x":
        return "最后一位的小写 x 请改成大写 X。"
    return "" if number[17] in _CHECK_CHARACTERS else "最后一位只能是数字或大写 X，请照身份证填写。"


def _calendar_day(written: str) -> date | None:
    """``19890307`` as a day; None when the calendar has no such day."""
    try:
        return date(int(written[:4]), int(written[4:6]), int(written[6:]))
    except ValueError:
        return None


def _checks(column: pl.Expr) -> pl.Expr:
    """Whether the check sum leaves 1; null where some character is no digit."""
    number = _first17(column)
    stretches = (number // 10**11, number // 10**5 % 10**6, number % 10**5)
    region, birth, sequence = (pl.lit(_remainders()).gather(stretch) for stretch in stretches)
    last = column.str.slice(17, 1)
    check = pl.when(last == "X").then(pl.lit(10, pl.Int8)).otherwise(last.cast(pl.Int8, strict=False))
    # 2**12, 2**6 and 2**1 leave 4, 9 and 2; four small numbers stay far below 128.
    return (region * 4 + birth * 9 % 11 + sequence * 2 + check) % 11 == 1


def _was_born(column: pl.Expr, on: date | pl.Expr | None) -> pl.Expr:
    """Whether there is a birth date, not before 1900 and not after ``on``."""
    born = _birth_as_number(column)
    real = (born % 100 >= 1) & (born % 100 <= pl.lit(_month_lengths()).gather(born // 100))
    if on is None:
        return real
    # A day nobody knows cannot show that a birth date lies after it.
    return real & (born <= _written_as_number(on)).fill_null(True)


def _first17(column: pl.Expr) -> pl.Expr:
    """The digits before the check character as one number (UInt64); null where one is no digit."""
    return column.str.slice(0, 17).cast(pl.UInt64, strict=False)


def _birth_as_number(column: pl.Expr) -> pl.Expr:
    """The birth date as 19890307 (Int32), whether the calendar has it or not."""
    return (_first17(column) // 1_000 % 10**8).cast(pl.Int32)


@cache
def _remainders() -> pl.Series:
    """For each number of six digits ``sum(digit_j * 2**(5 - j)) % 11`` (Int8, a million entries)."""
    number = pl.int_range(0, 10**_STRETCH, dtype=pl.Int32)
    places = range(_STRETCH)
    total = pl.sum_horizontal(number // 10**place % 10 * 2**place for place in places)
    return pl.select((total % 11).cast(pl.Int8)).to_series()


@cache
def _month_lengths() -> pl.Series:
    """For each year and month as one number (198903) its days (Int8); 0 where there is no such."""
    lengths = [0] * 10**_STRETCH
    for year in range(OLDEST_BIRTH.year, 10_000):
        leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
        lengths[year * 100 + 1 : year * 100 + 13] = _LEAP_YEAR if leap else _COMMON_YEAR
    return pl.Series(lengths, dtype=pl.Int8)


def _written_as_number(day: date | pl.Expr) -> pl.Expr:
    """2022-03-05 as 20220305 (Int32)."""
    if isinstance(day, date):
        return pl.lit(day.year * 10_000 + day.month * 100 + day.day, pl.Int32)
    return day.dt.year() * 10_000 + day.dt.month().cast(pl.Int32) * 100 + day.dt.day().cast(pl.Int32)
