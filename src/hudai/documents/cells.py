"""Cells to values, a column at a time: money, rates, dates, ID numbers, yes and no.

Every function takes text as a polars expression and answers with the value, or null where the text
is not one; why it is not is said in :mod:`hudai.documents.remedies`, for the few cells that are
shown.  Amounts and rates are put together from their digits as integers and never pass a float.
"""

from __future__ import annotations

from datetime import date

import polars as pl

from hudai.core.dates import FIRST_DAY, LAST_DAY
from hudai.core.identity import valid_id_number
from hudai.documents.header import WAN
from hudai.documents.layout import Column, Kind
from hudai.documents.tabs import BROKEN_VALUES, UNCALCULATED

RATE_LEAST, RATE_MOST = 5_000, 360_000
"""Rates below 0.5 % are a percentage written as a fraction; above 36 % nobody may lend."""
WAN_MOST = 999_999_999
"""Fen: 1 000 万元 and more in a column of 万元 are yuan (万元 columns of loans hold 5 or 10)."""
SERIAL_FIRST, SERIAL_LAST = 36_526, 55_153
"""Day numbers of spreadsheets from 2000-01-01 to 2050-12-31."""

YES = ("是", "有", "√", "✓", "✔", "☑", "对", "y", "yes", "true", "1")
NO = ("否", "无", "没有", "×", "✗", "✘", "☒", "不是", "n", "no", "false", "0")
NONE = "无"
NOTHING = ("-", "--", "—", "——", "/", "\\", NONE)
"""What people write where there is nothing to write, in columns that may be empty."""

_WIDE = "".join(map(chr, range(0xFF01, 0xFF5F)))
_NARROW = "".join(map(chr, range(0x21, 0x7F)))
_WIDE_LETTERS = [character for character in _WIDE if chr(ord(character) - 0xFEE0).isalnum()]
_ODD = r"[\x{00A0}\x{00AD}\x{200B}-\x{200F}\x{2060}\x{3000}\x{FEFF}\x{FF01}-\x{FF5E}\n\r\t]"
_INVISIBLE = r"[\x{00A0}\x{00AD}\x{200B}-\x{200F}\x{2060}\x{3000}\x{FEFF}\n\r\t]"

_DATE = (
    r"^\d{4}(?:-\d{1,2}-|\.\d{1,2}\.|/\d{1,2}/|年\d{1,2}月)\d{1,2}日?"
    r"(?:[ T]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?$"
)
_SCIENTIFIC = r"^\d(?:\.\d+)?[eE]\+?\d+$"


def tidy(cells: pl.Series, column: Column) -> pl.Series:
    """Cells without spaces around them and invisible characters, full width made half; empty is null."""
    cells = cells.str.strip_chars()
    if cells.str.contains(_ODD).any():
        wide = _WIDE_LETTERS if column.kind is Kind.TEXT else list(_WIDE)
        narrow = [chr(ord(character) - 0xFEE0) for character in wide]
        cells = cells.str.replace_all(_INVISIBLE, "").str.replace_many(wide, narrow).str.strip_chars()
    empty = [""]
    if not column.filled and column.kind in (Kind.TEXT, Kind.DATE):
        empty += [each for each in NOTHING if each != NONE or not column.none_said]
    return cells.set(cells.is_in(empty), None)


def value(column: Column, text: pl.Expr, number: pl.Expr, unit: str, *, serial_dates: bool) -> pl.Expr:
    """The column's values: of its type, within its bounds, null where the cell cannot be taken.

    ``number``: whether the cell was typed as a number.  ``unit``: of money, 元 or 万元.
    """
    match column.kind:
        case Kind.MONEY:
            return _within(money(text, unit), column)
        case Kind.RATE:
            return _within(rate(text), column)
        case Kind.INTEGER:
            return _within(integer(text), column)
        case Kind.DATE:
            return day(text, number if serial_dates else pl.lit(False))
        case Kind.ID_NUMBER:
            return id_number(text, number)
        case Kind.YES_NO:
            return yes_no(text)
        case Kind.CHOICE:
            return text.str.replace_all(r"\s", "").replace_strict(dict(column.choices), default=None)
        case Kind.TEXT:
            return plain_text(text, number)


def _within(values: pl.Expr, column: Column) -> pl.Expr:
    if column.minimum is not None:
        values = pl.when(values >= column.minimum).then(values)
    if column.maximum is not None:
        values = pl.when(values <= column.maximum).then(values)
    return values


def money(text: pl.Expr, unit: str) -> pl.Expr:
    """Fen of amounts in ``unit``: digits, thousands commas, ￥ before, 元 behind; not negative."""
    decimals = 6 if unit == WAN else 2
    shape = rf"^[¥￥]?(?:0|[1-9]\d{{0,2}}(?:,\d{{3}}){{1,3}}|[1-9]\d{{0,11}})(?:\.\d{{1,{decimals}}}0*)?元?$"
    digits = text.str.replace_all(r"[^0-9.]", "")
    fen = pl.when(text.str.contains(shape)).then(_scaled(digits, decimals))
    return pl.when(fen <= WAN_MOST).then(fen) if unit == WAN else fen


def rate(text: pl.Expr) -> pl.Expr:
    """Ppm of annual rates in percent, with or without the sign, up to four decimals."""
    shape = r"^(?:0|[1-9]\d{0,2})(?:\.\d{1,4}0*)?%?$"
    ppm = pl.when(text.str.contains(shape)).then(_scaled(text.str.strip_chars_end("%"), 4))
    return pl.when(ppm.is_between(RATE_LEAST, RATE_MOST)).then(ppm)


def _scaled(digits: pl.Expr, decimals: int) -> pl.Expr:
    """``12.5`` with two decimals as 1250 (Int64): exact, from the digits alone."""
    point = digits.str.find(".", literal=True)
    behind = pl.when(point.is_null()).then(0).otherwise(digits.str.len_bytes() - point - 1)
    kept = pl.when(behind > decimals).then(digits.str.head(point + 1 + decimals)).otherwise(digits)
    number = kept.str.replace(".", "", literal=True).cast(pl.Int64, strict=False)
    shifted = number
    for places in range(decimals):
        shifted = pl.when(behind == places).then(number * 10 ** (decimals - places)).otherwise(shifted)
    return shifted


def integer(text: pl.Expr) -> pl.Expr:
    """Whole numbers; 人, 口 or 户 behind them is allowed."""
    shaped = text.str.contains(r"^\d{1,9}(?:\.0+)?[人口户]?$")
    return pl.when(shaped).then(text.str.extract(r"^(\d+)").cast(pl.Int64, strict=False))


def day(text: pl.Expr, number: pl.Expr) -> pl.Expr:
    """Days in the styles people type; a time of day behind one is dropped.

    ``number``: whether the cell was a number; it is then the spreadsheet's count of days.
    """
    dashed = text.str.replace_all(r"[年月./]", "-").str.replace(r"(?:日|[ T].*)+$", "")
    typed = pl.when(text.str.contains(_DATE)).then(dashed).str.to_date("%Y-%m-%d", strict=False)
    packed = pl.when(text.str.contains(r"^\d{8}$")).then(text).str.to_date("%Y%m%d", strict=False)
    count = pl.when(number & text.str.contains(r"^\d{5}$")).then(text).cast(pl.Int64, strict=False)
    counted = pl.when(count.is_between(SERIAL_FIRST, SERIAL_LAST)).then(
        pl.lit(date(1899, 12, 30)) + pl.duration(days=count)
    )
    days = pl.coalesce(typed, packed, counted)
    return pl.when(days.is_between(FIRST_DAY, LAST_DAY)).then(days)


def bare_id_number(text: pl.Expr) -> pl.Expr:
    """An ID number without spaces, apostrophe or the "G" that keeps a spreadsheet from counting."""
    return text.str.replace_all(r"[\s'’‘`]", "").str.replace(r"^[Gg]", "").str.to_uppercase()


def id_number(text: pl.Expr, number: pl.Expr) -> pl.Expr:
    """ID numbers that can be right (GB 11643); one typed as a number has lost its last digits.

    Where any number of the column was damaged so, every one that ends in 000 is refused with it.
    """
    bare = bare_id_number(text)
    valid = valid_id_number(bare).fill_null(False) & ~number
    zeros = bare.str.contains(r"^\d{15}000$")
    damaged = text.is_not_null() & (number | text.str.contains(r"[eE]\+") | (zeros & ~valid))
    return pl.when(valid & ~(zeros & damaged.any())).then(bare)


def yes_no(text: pl.Expr) -> pl.Expr:
    """True, False, or null for what is neither."""
    words = dict.fromkeys(YES, True) | dict.fromkeys(NO, False)
    return text.str.to_lowercase().replace_strict(words, default=None, return_dtype=pl.Boolean)


def plain_text(text: pl.Expr, number: pl.Expr) -> pl.Expr:
    """Text as it stands; whole numbers that came as ``12345.0`` lose the point.

    Refused: what failed to calculate, numbers in scientific notation, and number cells so long
    that a spreadsheet has put zeros for their last digits.
    """
    broken = text.is_in([*BROKEN_VALUES, UNCALCULATED]) | text.str.contains(_SCIENTIFIC)
    lost = number & text.str.contains(r"^\d{15,}0$|[eE]")
    whole = text.str.strip_prefix("'").str.replace(r"^(\d+)\.0+$", "$1")
    return pl.when(~broken & ~lost).then(whole)
