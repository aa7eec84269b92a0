"""Which village is meant, by the ways offices write names."""

from __future__ import annotations

import pytest

from hudai.core.place_names import matched, nearest, stem

KNOWN = {("石门镇", "柳溪村"): 1, ("石门镇", "杉木村"): 2, ("统景镇", "柳溪村"): 3, ("统景镇", "江口社区"): 4}


@pytest.mark.parametrize(
    ("written", "bare"),
    [
        ("柳溪村", "柳溪"),
        ("柳溪村村民委员会", "柳溪"),
        ("柳溪村村委会", "柳溪"),
        ("江口社区居委会", "江口"),
        ("石门镇人民政府", "石门"),
        ("龙溪街道办事处", "龙溪"),
        ("柳 溪 村", "柳溪"),
        ("村", "村"),
        ("", ""),
    ],
)
def test_the_word_for_the_kind_of_place_does_not_count(written, bare):
    assert stem(written) == bare


def test_a_village_is_found_however_it_is_written_and_never_in_another_town():
    asked = [("石门", "柳溪"), ("统景镇", "柳溪村委会"), ("石门镇", "江口社区"), ("大湾镇", "柳溪村")]

    assert list(matched(asked, KNOWN).values()) == [1, 3, None, None]


def test_two_villages_that_could_be_meant_are_none():
    twins = {("石门镇", "柳溪村"): 1, ("石门镇", "柳溪社区"): 2}

    assert matched([("石门镇", "柳溪"), ("石门镇", "柳溪村")], twins) == {
        ("石门镇", "柳溪"): None,
        ("石门镇", "柳溪村"): 1,
    }


def test_the_nearest_is_of_the_same_town_first():
    assert nearest(("石门镇", "柳西村"), KNOWN) == (1,)
    assert nearest(("统景镇", "柳西村"), KNOWN) == (3,)
    assert nearest(("大湾镇", "新合村"), KNOWN) == ()


@pytest.mark.parametrize(
    ("said", "near"),
    [("上霸村", (2,)), ("上坝村民委员会", (2,)), ("上弯村", (1,)), ("上方村", (1, 2, 3)), ("下霸村", (4,))],
)
def test_of_names_that_differ_in_one_character_the_one_that_sounds_the_same_is_nearest(
    said: str, near: tuple[int, ...]
):
    known = {("大湾镇", name): key for key, name in enumerate(("上湾村", "上坝村", "上坪村", "下坝村"), 1)}

    assert nearest(("大湾镇", said), known) == near
