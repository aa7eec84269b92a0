"""The made-up county's households: one row each, with the person who borrows.

ID numbers have the region code the samples use, a right check digit and a birth date that makes
the borrower between 17 and 68 when they sign; no two are alike and none is anybody's.
"""

from __future__ import annotations

from datetime import date

import polars as pl

from hudai.demo import places
from hudai.demo.numbers import Lots, spread

REGION = "500112"
FIRST_BIRTH, BIRTH_DAYS = date(1957, 1, 2), 17_093
SEQUENCES = 1000
LARGEST_COUNTY = BIRTH_DAYS * SEQUENCES
"""Households; as many ID numbers as days and sequences make."""

_PERSON_STEP = 7_368_787
_ACCOUNT_STEP = 611_953_919_617
_ACCOUNTS = 10**13
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def households(count: int, *, lots: Lots, first: int = 0, towns: int = 6) -> pl.DataFrame:
    """Households number ``first`` … ``first + count - 1``.

    Returns number (Int64), household, borrower, id_number, town, village, group, household_size,
    bank, payee_bank, account, phone; towns are taken from the front of :data:`places.TOWNS`.
    """
    assert first + count <= LARGEST_COUNTY, "more households than there are ID numbers"
    assert 1 <= towns <= len(places.TOWNS), "more towns than there are names"
    number = pl.col("number")
    located = pl.select(number=pl.int_range(first, first + count, dtype=pl.Int64)).with_columns(
        household=padded(number, 7, "H"),
        id_number=_id_number(number),
        place=lots.below(number, "town", towns),
        village=lots.one_of(number, "village", [(village, 1) for village in places.VILLAGES]),
        group=pl.format("{}组", lots.below(number, "group", 8) + 1),
        household_size=lots.one_of(number, "size", [(1, 5), (2, 15), (3, 30), (4, 28), (5, 16), (6, 6)]),
        account=padded(spread(number + 1, _ACCOUNT_STEP, _ACCOUNTS), 13, "629900"),
        phone=padded(spread(number + 1, _ACCOUNT_STEP, 10**8), 8, "199"),
    )
    return located.with_columns(
        town=pl.lit(pl.Series(places.TOWNS)).gather(pl.col("place")),
        borrower=_name(number, lots),
        bank=_bank(number, lots),
    ).select(
        "number", "household", "borrower", "id_number", "town", "village", "group", "household_size",
        "bank", pl.col("bank").alias("payee_bank"), "account", "phone",
    )  # fmt: skip


def padded(number: pl.Expr, width: int, prefix: str = "") -> pl.Expr:
    """The number in ``width`` figures behind ``prefix``."""
    return pl.format("{}{}", pl.lit(prefix), number.cast(pl.String).str.zfill(width))


def _name(number: pl.Expr, lots: Lots) -> pl.Expr:
    """A name that suits the sex in the ID number."""
    men, women = ([(name, 1) for name in names] for names in (places.MEN, places.WOMEN))
    man = pl.col("id_number").str.slice(16, 1).cast(pl.Int64) % 2 == 1
    given = pl.when(man).then(lots.one_of(number, "man", men)).otherwise(lots.one_of(number, "woman", women))
    return lots.one_of(number, "surname", [(name, 1) for name in places.SURNAMES]) + given


def _bank(number: pl.Expr, lots: Lots) -> pl.Expr:
    """The town's lead bank, and another for one household in ten."""
    banks = pl.lit(
        pl.Series([bank.format(town=places.TOWNS[place][:-1]) for place, bank in enumerate(places.BANKS)])
    )
    lead = pl.col("place") % len(places.BANKS)
    other = lots.below(number, "bank", len(places.BANKS))
    return banks.gather(pl.when(lots.happens(number, "other bank", 100)).then(other).otherwise(lead))


def _id_number(number: pl.Expr) -> pl.Expr:
    """18 characters: region, birth date, sequence, check character (GB 11643)."""
    drawn = spread(number, _PERSON_STEP, LARGEST_COUNTY)
    born = pl.lit(FIRST_BIRTH) + pl.duration(days=drawn // SEQUENCES)
    day = born.dt.year().cast(pl.Int64) * 10_000 + born.dt.month().cast(pl.Int64) * 100 + born.dt.day()
    sequence = drawn % SEQUENCES
    digits = [pl.lit(int(digit)) for digit in REGION]
    digits += [day // 10**place % 10 for place in range(7, -1, -1)]
    digits += [sequence // 10**place % 10 for place in range(2, -1, -1)]
    total = pl.sum_horizontal(digit * weight for digit, weight in zip(digits, _WEIGHTS, strict=True))
    check = pl.lit(pl.Series(list("10X98765432"))).gather(total % 11)
    return pl.format("{}{}{}{}", pl.lit(REGION), day, sequence.cast(pl.String).str.zfill(3), check)
