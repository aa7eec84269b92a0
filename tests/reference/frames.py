"""A case's facts as the frames the core reads."""

from __future__ import annotations

from dataclasses import astuple

import polars as pl

from reference.strategies import Case

LOANS = {
    "contract": pl.String,
    "original": pl.String,
    "household": pl.String,
    "signed_on": pl.Date,
    "disbursed_on": pl.Date,
    "due_on": pl.Date,
    "extended_due_on": pl.Date,
    "principal": pl.Int64,
    "rate": pl.Int64,
    "extended_on": pl.Date,
}
REPAYMENTS = {
    "contract": pl.String,
    "paid_on": pl.Date,
    "principal": pl.Int64,
    "interest": pl.Int64,
    "penalty": pl.Int64,
}
STOPS = {"contract": pl.String, "kind": pl.String, "since": pl.Date}
GRANTED = {"contract": pl.String, "amount": pl.Int64}
"""The core's columns, in the order of the reference's fields; money in fen, rates in ppm."""


def as_frames(case: Case) -> dict[str, pl.DataFrame]:
    """The facts as the frames the core reads: ``loans``, ``repayments``, ``stops``, ``granted``."""
    return {
        "loans": pl.DataFrame([astuple(row) for row in case.loans], LOANS, orient="row"),
        "repayments": pl.DataFrame([astuple(row) for row in case.repayments], REPAYMENTS, orient="row"),
        "stops": pl.DataFrame([astuple(row) for row in case.stops], STOPS, orient="row"),
        "granted": pl.DataFrame([astuple(row) for row in case.granted], GRANTED, orient="row"),
    }
