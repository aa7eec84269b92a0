"""What people write as a loan's purpose, read by the words of the pack's catalogue.

A word is found wherever it stands, so a lawful trade may carry a forbidden one: 家具加工 buys no
furniture, 酿酒办酒坊 holds no feast.  Where a forbidden and an allowed word both stand, the text is
left to a person; only what hands the money on (:attr:`Purpose.always`) is forbidden whatever trade
is written beside it.

Source: 渝北区实施方案 一（9）；上蔡县意见 十一、十四.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from hudai.core.policy import Purpose

_NO_WORD = pl.lit(None, dtype=pl.String)


@dataclass(frozen=True, slots=True)
class PurposeReading:
    """How purpose texts read, as columns beside them."""

    allowed: pl.Expr
    """Boolean: false where forbidden, true where allowed, null where the words do not decide."""
    use: pl.Expr
    """Name of the kind of use whose word decides (:attr:`Purpose.name`); null where no word stands."""
    clause: pl.Expr
    """Clause of that kind; of the catalogue's first kind where no word stands."""
    conflict: pl.Expr
    """The two words that contradict each other, as half a sentence; null where none do."""


def read_purposes(text: pl.Expr, purposes: Sequence[Purpose]) -> PurposeReading:
    """How ``text`` (String) reads by the words of ``purposes``; its spaces do not count."""
    written = text.str.replace_all(r"\s+", "")
    never = _first_word(written, [each for each in purposes if each.always])
    forbidden = _first_word(written, [each for each in purposes if not each.allowed])
    allowed = _first_word(written, [each for each in purposes if each.allowed])
    contradicts = never.is_null() & forbidden.is_not_null() & allowed.is_not_null()
    decisive = pl.coalesce(never, forbidden, allowed)
    names, clauses = (
        {w: getattr(each, told) for each in reversed(purposes) for w in each.words}
        for told in ("name", "clause")
    )
    told = pl.format(
        "“{}”（{}）不许，“{}”（{}）可以", forbidden, _said(forbidden, names), allowed, _said(allowed, names)
    )
    return PurposeReading(
        allowed=pl.when(never.is_not_null())
        .then(False)
        .when(contradicts)
        .then(None)
        .when(forbidden.is_not_null())
        .then(False)
        .when(allowed.is_not_null())
        .then(True),
        use=_said(decisive, names),
        clause=pl.coalesce(_said(decisive, clauses), pl.lit(purposes[0].clause if purposes else "")),
        conflict=pl.when(contradicts).then(told),
    )


def _first_word(written: pl.Expr, purposes: Sequence[Purpose]) -> pl.Expr:
    """The first word of ``purposes`` that stands in the text; null where none does."""
    words = [word for each in purposes for word in each.words]
    return written.str.extract_many(words).list.first() if words else _NO_WORD


def _said(word: pl.Expr, by_word: dict[str, str]) -> pl.Expr:
    """What ``by_word`` has for each word, null where there is none."""
    return word.replace_strict(by_word, default=None, return_dtype=pl.String) if by_word else _NO_WORD
