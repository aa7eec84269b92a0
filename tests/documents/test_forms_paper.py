"""What all forms stand on: exact figures in cells, lawful tab names, fonts that are there."""

from decimal import Decimal

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hudai.core.errors import Refusal
from hudai.documents.fonts import FLOOR, FOLDER_VARIABLE, font_book
from hudai.documents.sheet_rows import decimal_text
from hudai.documents.workbooks import tab_names


@given(st.lists(st.integers(-(10**15), 10**15), min_size=1, max_size=20), st.sampled_from([2, 6]))
@settings(max_examples=100)
def test_a_cell_holds_the_integer_shifted_and_nothing_else(numbers, decimals):
    frame = pl.DataFrame({"number": numbers}, schema={"number": pl.Int64})

    texts = frame.select(decimal_text(pl.col("number"), decimals)).to_series().to_list()

    assert [Decimal(text) for text in texts] == [Decimal(number).scaleb(-decimals) for number in numbers]


@given(st.lists(st.text(max_size=40), max_size=8))
@settings(max_examples=100)
def test_tab_names_are_lawful_and_no_two_alike(titles):
    names = tab_names(titles, ["汇总"])

    assert len(names) == len(titles)
    assert len({name.casefold() for name in [*names, "汇总"]}) == len(titles) + 1
    for name in names:
        assert 0 < len(name.encode("utf-16-le", "surrogatepass")) // 2 <= 31
        assert not set(name) & set("[]:*?/\\'")


def test_a_town_named_like_the_cover_gets_a_number():
    assert tab_names(["汇总"], ["汇总"]) == ["汇总(2)"]


def test_every_face_ends_in_the_font_that_is_always_there():
    families = font_book().families

    assert set(families) == {"body", "title", "heading", "kai", "table"}
    assert all(names[-1] == FLOOR for names in families.values())


def test_a_font_folder_that_is_not_there_is_refused(monkeypatch, tmp_path):
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path / "fonts"))

    with pytest.raises(Refusal, match="字体文件夹"):
        font_book()


def test_an_empty_font_folder_leaves_the_floor(tmp_path):
    assert font_book(tmp_path).families["body"][-1] == FLOOR
