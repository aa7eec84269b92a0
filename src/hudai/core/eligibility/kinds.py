"""Which rules are asked of which kind of loan; null where the kind is unknown."""

from __future__ import annotations

import polars as pl

from hudai.core.application_facts import KIND_LABELS, LoanKind

_KIND = pl.col("kind")

TOPS_UP = _KIND == LoanKind.TOP_UP
RENEWS = _KIND == LoanKind.RENEWAL
EXTENDS = _KIND == LoanKind.EXTENSION
IS_FIRST = _KIND == LoanKind.FIRST
IS_ENTERPRISE = _KIND == LoanKind.ENTERPRISE

NEW_CONTRACT = ~EXTENDS
"""An extension moves the due day of a contract that stays as it is."""
TO_HOUSEHOLD = ~(EXTENDS | IS_ENTERPRISE)
"""A new contract with the household itself: a firm is not asked for its skills or its age."""
CONTINUES = RENEWS | EXTENDS
"""Asks for more time on a loan that is there already."""


def kind_label() -> pl.Expr:
    """The kind in words; null where unknown."""
    return _KIND.cast(pl.String).replace_strict(
        {kind.value: label for kind, label in KIND_LABELS.items()}, default=None, return_dtype=pl.String
    )
