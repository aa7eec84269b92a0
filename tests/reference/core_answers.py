"""What the core answers about a case, in the reference's own shapes."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from hudai.core.policy import Policy
from hudai.core.settlement import Settlement, settle
from hudai.core.standing import standing
from reference import plain
from reference.as_policy import as_national, as_policy
from reference.county import County
from reference.days import ONE_DAY
from reference.frames import as_frames
from reference.strategies import Case

Stretch = tuple[object, ...]


def settlement_of(case: Case, policy: Policy | None = None) -> Settlement:
    """The core's settlement, under another policy than the case's terms where one is given."""
    return settle(
        **as_frames(case),
        policy=policy or as_policy(case.terms),
        national=as_national(case.terms),
        through=case.t - ONE_DAY,
    )


def lines_of(settlement: Settlement) -> list[plain.Row]:
    """Its lines, in the order of the loans."""
    names = ("contract", "entitled_fen", "paid_fen", "granted_fen", "due_fen")
    return [plain.Row(*row) for row in settlement.lines.select(names).iter_rows()]


def stretches_of(settlement: Settlement) -> list[Stretch]:
    """Its worksheet, neighbours alike in all but their days made one.

    Contract, since, until, balance, covered, reason; rate and ratio only where the days are
    subsidised, as nothing rests on them elsewhere.
    """
    sheet = settlement.worksheet().with_columns(pl.col("reason").fill_null(""))
    return _joined(
        (row["contract"], row["from"], row["to"], row["balance_fen"], row["covered_fen"], row["reason"])
        + (() if row["reason"] else (row["rate_ppm"], row["ratio_ppm"]))
        for row in sheet.iter_rows(named=True)
    )


def stretches_by_hand(county: County) -> list[Stretch]:
    """The reference's segments in the same shape."""
    return _joined(
        (row.contract, row.since, row.until, row.balance, row.covered, row.reason)
        + (() if row.reason else (row.rate, row.ratio))
        for row in plain.segmented(county)
    )


def _joined(stretches: Iterable[Stretch]) -> list[Stretch]:
    rows: list[Stretch] = []
    for row in stretches:
        if rows and (rows[-1][0], *rows[-1][2:]) == (row[0], row[1], *row[3:]):
            rows[-1] = (*rows[-1][:2], *row[2:])
        else:
            rows.append(row)
    return rows


def standings_of(case: Case) -> list[plain.Standing]:
    """Every loan that still has a balance, as the core says it stands."""
    frames = as_frames(case)
    rows = standing(
        loans=frames["loans"],
        repayments=frames["repayments"],
        as_of=case.as_of,
        policy=as_policy(case.terms),
    )
    names = ("contract", "balance_fen", "principal_days", "interest_days", "class")
    found = [plain.Standing(*row) for row in rows.select(names).iter_rows()]
    assert rows["npl"].to_list() == [int(row.npl) for row in found]
    return found
