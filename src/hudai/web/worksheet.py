"""The worksheet of a subsidy line as a page shows it, with the clauses of the packs there are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from hudai.actions import subsidy_worksheet as worksheet
from hudai.actions.subsidy_worksheet import Stretch
from hudai.core.policy import Policy
from hudai.web import law as laws

__all__ = ["Stretch", "in_words"]


def in_words(rows: Iterable[Mapping[str, Any]], policy: Policy, signed_on: date) -> list[Stretch]:
    """The rows of a worksheet (see :meth:`hudai.core.settlement.Settlement.worksheet`) of one loan."""
    stops = laws.document(policy.name).stops()
    return worksheet.in_words(rows, policy, signed_on, laws.cited, stops)
