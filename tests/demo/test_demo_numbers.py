"""Draws by lot that are the same everywhere."""

from __future__ import annotations

import polars as pl

from hudai.demo.households import households
from hudai.demo.numbers import Lots, _mixed, spread

NUMBERS = pl.DataFrame({"number": range(2000)}, schema={"number": pl.Int64})


def test_the_mixing_is_the_published_splitmix64():
    # First two outputs of SplitMix64 from state 0, as its author's C program prints them.
    mixed = pl.DataFrame({"number": [1, 2]}).select(_mixed(pl.col("number"), 0)).to_series()

    assert mixed.to_list() == [0xE220A8397B1DCDAF, 0x6E789E6AA1B965F4]


def test_a_draw_depends_on_seed_subject_and_number_alone():
    one = NUMBERS.select(Lots(1).below(pl.col("number"), "town", 6)).to_series()
    backwards = NUMBERS.reverse().select(Lots(1).below(pl.col("number"), "town", 6)).to_series()
    other_seed = NUMBERS.select(Lots(2).below(pl.col("number"), "town", 6)).to_series()
    other_subject = NUMBERS.select(Lots(1).below(pl.col("number"), "village", 6)).to_series()

    assert one.to_list() == backwards.reverse().to_list()
    assert one.to_list() != other_seed.to_list()
    assert one.to_list() != other_subject.to_list()
    assert set(one) == set(range(6))


def test_weights_are_kept_within_a_few_per_cent():
    drawn = NUMBERS.select(Lots(3).one_of(pl.col("number"), "size", [("few", 10), ("many", 90)])).to_series()

    assert 140 < (drawn == "few").sum() < 260


def test_spreading_gives_each_number_a_place_of_its_own():
    places = NUMBERS.select(spread(pl.col("number"), 7, 2000)).to_series()

    assert sorted(places) == list(range(2000))


def test_a_household_is_the_same_in_a_small_county_and_in_a_large_one():
    small = households(50, lots=Lots(1), first=100)
    large = households(400, lots=Lots(1))

    assert small.equals(large.slice(100, 50))
