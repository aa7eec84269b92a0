"""What is measured with: made-up counties, kept in files so that making them costs no memory later."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from hudai.core.policy import Policy
from hudai.core.rates import RateSeries
from hudai.demo.portfolio import NOTHING_GRANTED, made_up_portfolio
from hudai.documents import policy_files

POLICY = "yubei-2021"
THROUGH, AS_OF = date(2025, 9, 20), date(2025, 9, 30)
TODAY = date(2025, 10, 10)
"""The day it is in a county that is filled and worked in."""
GRANTED_SHARE = 3
"""Every third loan was granted what it paid in its first year."""
FRAMES = ("loans", "repayments", "stops", "granted")
SETTLED_COLUMNS = (
    "contract", "original", "household", "signed_on", "disbursed_on", "due_on", "extended_due_on",
    "principal", "rate",
)  # fmt: skip
"""What a settlement reads of a loan; names and addresses stay outside."""


@dataclass(frozen=True, slots=True)
class Law:
    """What a settlement or a screening rests on."""

    policy: Policy
    national: dict[str, RateSeries]


def law() -> Law:
    return Law(policy_files.load(POLICY), dict(policy_files.read_national()))


def frames(loans: int, rules: Law, *, first_household: int = 0, towns: int = 6) -> dict[str, pl.DataFrame]:
    """A county's loans (whole), repayments, stops and grants."""
    made = made_up_portfolio(
        loans=loans,
        policy=rules.policy,
        national=rules.national,
        as_of=AS_OF,
        first_household=first_household,
        towns=towns,
    )
    return {
        "loans": made.loans,
        "repayments": made.repayments,
        "stops": made.stops,
        "granted": _granted(made.repayments),
    }


def _granted(repayments: pl.DataFrame) -> pl.DataFrame:
    """A grant for one loan in three, without settling first: it weighs the same."""
    first_year = repayments.filter(pl.col("paid_on") < date(2024, 1, 1), pl.col("interest") > 0)
    paid = first_year.group_by("contract", maintain_order=True).agg(amount=pl.col("interest").sum())
    return pl.concat([NOTHING_GRANTED, paid.gather_every(GRANTED_SHARE)])


def settled_frames(loans: int, rules: Law, *, first_household: int = 0) -> dict[str, pl.DataFrame]:
    """The same with nothing but what a settlement reads."""
    made = frames(loans, rules, first_household=first_household)
    return made | {"loans": made["loans"].select(SETTLED_COLUMNS)}


def store(made: dict[str, pl.DataFrame], folder: Path) -> None:
    """Write frames so that another process can read them back at once."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, frame in made.items():
        frame.write_ipc(folder / f"{name}.arrow")


def stored(folder: Path) -> dict[str, pl.DataFrame]:
    """The frames in ``folder``, in this process's own memory."""
    return {name: pl.read_ipc(folder / f"{name}.arrow") for name in FRAMES}
