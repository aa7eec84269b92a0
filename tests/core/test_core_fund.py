"""The fund against the loans behind it: exactly the multiple is within it, and no fen is lost in sharing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hudai.core.fund import apportioned, multiple_hundredths, over_multiple

FEN = st.integers(0, 10**12)


@pytest.mark.parametrize(
    ("loans", "held", "over"), [(1000, 100, False), (1001, 100, True), (1, 0, True), (0, 0, False)]
)
def test_loans_of_exactly_the_multiple_are_within_it(loans: int, held: int, over: bool):
    assert over_multiple(loans, held, 10) is over


@pytest.mark.parametrize(
    ("loans", "held", "said"), [(1000, 100, 1000), (1, 3, 33), (1, 200, 1), (5, 0, None)]
)
def test_the_multiple_is_told_to_the_hundredth(loans: int, held: int, said: int | None):
    assert multiple_hundredths(loans, held) == said


@given(whole=FEN, loans=st.lists(FEN, min_size=1, max_size=8))
def test_sharing_a_fund_out_loses_no_fen_and_is_never_a_fen_off(whole: int, loans: list[int]):
    shares = apportioned(whole, loans)

    if not any(loans):
        assert set(shares) == {0}
        return
    assert sum(shares) == whole
    assert all(
        abs(share * sum(loans) - whole * each) < sum(loans) for share, each in zip(shares, loans, strict=True)
    )
