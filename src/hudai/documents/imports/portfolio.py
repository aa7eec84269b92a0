"""A portfolio: the four sheets of a settlement read together, and held against each other.

Only what cannot be is a problem here: a repayment without a loan, a due day before the money was
paid out.  What can be and breaks the law (a rate above its cap, a term too long) is taken as it
stands; the rules answer it with findings.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from hudai.core.errors import Problem
from hudai.documents.imports import cross_checks
from hudai.documents.imports.granted import LAYOUT as GRANTED
from hudai.documents.imports.granted import read_granted
from hudai.documents.imports.loans import read_loans
from hudai.documents.imports.repayments import LAYOUT as REPAYMENTS
from hudai.documents.imports.repayments import read_repayments
from hudai.documents.imports.stops import LAYOUT as STOPS
from hudai.documents.imports.stops import read_stops
from hudai.documents.sheets import Layout, Reading, told_apart


@dataclass(frozen=True, slots=True)
class Portfolio:
    """Loans and what happened to them.  To be used only where there are no problems."""

    loans: pl.DataFrame
    """row, tab, contract, original, kind, household, borrower, id_number, town, village, group,
    household_size, bank, purpose, principal (fen), rate (ppm), signed_on, disbursed_on, due_on,
    extended_due_on, extended_on, bank_class, payee_bank, account; in the order of the sheet."""
    repayments: pl.DataFrame
    """row, tab, contract, paid_on, principal, interest, penalty (fen)."""
    stops: pl.DataFrame
    """row, tab, contract, kind, since."""
    granted: pl.DataFrame
    """row, tab, contract, amount (fen)."""
    problems: tuple[Problem, ...]
    """Of every sheet, then of the sheets held against each other."""
    readings: Mapping[str, Reading]
    """The sheets given, by ``loans``, ``repayments``, ``stops``, ``granted``."""


def read_portfolio(
    loans: Path, repayments: Path | None = None, stops: Path | None = None, granted: Path | None = None
) -> Portfolio:
    """Read the sheets given and check that they fit together; a sheet not given has no rows.

    Where something is wrong, sheets of one name have names that tell them apart.
    """
    given = {"loans": loans, "repayments": repayments, "stops": stops, "granted": granted}
    readings = {"loans": read_loans(loans, beside=[REPAYMENTS])}
    if repayments is not None:
        readings["repayments"] = read_repayments(repayments)
    if stops is not None:
        readings["stops"] = read_stops(stops)
    if granted is not None:
        readings["granted"] = read_granted(granted)
    apart = told_apart(readings, {name: path for name, path in given.items() if path is not None})
    alone = tuple(problem for reading in apart.values() for problem in reading.problems)
    problems = alone + tuple(_crossed(apart))
    return Portfolio(
        readings["loans"].frame,
        _frame(readings, "repayments", REPAYMENTS),
        _frame(readings, "stops", STOPS),
        _frame(readings, "granted", GRANTED),
        problems,
        apart if problems else readings,
    )


def _frame(readings: Mapping[str, Reading], name: str, layout: Layout) -> pl.DataFrame:
    return readings[name].frame if name in readings else layout.empty()


def _crossed(readings: Mapping[str, Reading]) -> list[Problem]:
    """The problems of the sheets together, sheet by sheet in the order of the cells."""
    loans = readings["loans"]
    problems = cross_checks.loans(loans)
    # Where loans were refused, whatever refers to them would be reported once more, wrongly.
    complete = not loans.problems
    if "repayments" in readings:
        problems += cross_checks.repayments(readings["repayments"], loans.frame, complete=complete)
    if "stops" in readings and complete:
        problems += cross_checks.unknown_contracts(readings["stops"], loans.frame)
    if "granted" in readings:
        problems += cross_checks.granted(readings["granted"], loans.frame, complete=complete)
    return problems
