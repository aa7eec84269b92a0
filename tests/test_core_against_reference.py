"""The core's columns and the day-by-day reference agree on random counties, to the fen and the day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hudai.core.breaker import area_ratios, with_tripped
from hudai.core.settlement import Settlement, settle
from hudai.core.standing import standing
from reference import plain, sample_sheets
from reference.as_policy import as_national, as_policy
from reference.days import ONE_DAY
from reference.facts import Stop, Terms
from reference.seeds import DATA, SHANGCAI, YUBEI
from reference.strategies import STOP_KINDS, Case, as_frames, counties

Stretch = tuple[object, ...]

SAMPLES = [("yubei", YUBEI, date(2023, 9, 20)), ("shangcai-messy", SHANGCAI, date(2021, 6, 20))]

fewer = settings(max_examples=max(10, settings().max_examples // 5))
"""For what the comparison proves already, said once more as a law of its own."""


def settled(case: Case) -> Settlement:
    return settle(
        **as_frames(case),
        policy=as_policy(case.terms),
        national=as_national(case.terms),
        through=case.t - ONE_DAY,
    )


def lines(settlement: Settlement) -> list[plain.Row]:
    names = ("contract", "entitled_fen", "paid_fen", "granted_fen", "due_fen")
    return [plain.Row(*row) for row in settlement.lines.select(names).iter_rows()]


def joined(stretches: Iterable[Stretch]) -> list[Stretch]:
    """Neighbours alike in all but their days made one: (contract, since, until, …)."""
    rows: list[Stretch] = []
    for row in stretches:
        if rows and (rows[-1][0], *rows[-1][2:]) == (row[0], row[1], *row[3:]):
            rows[-1] = (*rows[-1][:2], *row[2:])
        else:
            rows.append(row)
    return rows


def by_hand(case: Case) -> list[Stretch]:
    """Rate and ratio only where the day is subsidised: nothing rests on them elsewhere."""
    rows = plain.segments(case.loans, case.repayments, case.stops, case.terms, case.t)
    return joined(
        (row.contract, row.since, row.until, row.balance, row.covered, row.reason)
        + (() if row.reason else (row.rate, row.ratio))
        for row in rows
    )


def in_columns(settlement: Settlement) -> list[Stretch]:
    sheet = settlement.worksheet().with_columns(pl.col("reason").fill_null(""))
    return joined(
        (row["contract"], row["from"], row["to"], row["balance_fen"], row["covered_fen"], row["reason"])
        + (() if row["reason"] else (row["rate_ppm"], row["ratio_ppm"]))
        for row in sheet.iter_rows(named=True)
    )


@pytest.mark.parametrize(("sample", "terms", "through"), SAMPLES)
def test_the_samples_are_settled_alike_line_by_line_and_segment_by_segment(
    sample: str, terms: Terms, through: date
) -> None:
    folder = DATA / "sample" / sample
    case = Case(
        loans=sample_sheets.loans(folder / "loans.csv"),
        repayments=sample_sheets.repayments(folder / "repayments.csv"),
        stops=sample_sheets.stops(folder / "stops.csv"),
        granted=sample_sheets.granted(folder / "granted.csv"),
        terms=terms,
        t=through + ONE_DAY,
        as_of=through,
    )
    settlement = settled(case)
    expected = plain.settle(case.loans, case.repayments, case.stops, case.granted, terms, case.t)
    assert lines(settlement) == expected
    assert in_columns(settlement) == by_hand(case)


@given(counties())
def test_every_line_and_every_segment_of_a_settlement_is_the_pencil_and_paper_one(case: Case) -> None:
    settlement = settled(case)
    expected = plain.settle(case.loans, case.repayments, case.stops, case.granted, case.terms, case.t)
    assert lines(settlement) == expected
    assert in_columns(settlement) == by_hand(case)


@given(counties())
def test_every_loan_stands_as_pencil_and_paper_say(case: Case) -> None:
    frames = as_frames(case)
    rows = standing(
        loans=frames["loans"],
        repayments=frames["repayments"],
        as_of=case.as_of,
        policy=as_policy(case.terms),
    )
    names = ("contract", "balance_fen", "principal_days", "interest_days", "class")
    found = [plain.Standing(*row) for row in rows.select(names).iter_rows()]
    expected = plain.standing(case.loans, case.repayments, case.as_of, case.terms)
    assert found == [row for row in expected if row.balance]
    assert rows["npl"].to_list() == [row.npl for row in found]


@given(counties(), st.data())
def test_every_area_has_the_figures_and_the_verdict_of_pencil_and_paper(
    case: Case, data: st.DataObject
) -> None:
    expected = plain.standing(case.loans, case.repayments, case.as_of, case.terms)
    contracts = [row.contract for row in expected if row.balance]
    town_of = {contract: data.draw(st.sampled_from("甲乙"), "town") for contract in contracts}
    village_of = {contract: data.draw(st.sampled_from("丙丁"), "village") for contract in contracts}
    standings = pl.DataFrame(
        {
            "town": [town_of[contract] for contract in contracts],
            "village": [village_of[contract] for contract in contracts],
            "bank": "银行",
            "balance_fen": [row.balance for row in expected if row.balance],
            "principal_days": [row.principal_overdue for row in expected if row.balance],
            "npl": [int(row.npl) for row in expected if row.balance],
        },
        {"town": pl.String, "village": pl.String, "bank": pl.String}
        | {"balance_fen": pl.Int64, "principal_days": pl.Int64, "npl": pl.Int64},
    )
    areas = with_tripped(area_ratios(standings), policy=as_policy(case.terms), as_of=case.as_of)
    towns, villages = plain.breaker(expected, town_of, village_of, case.terms)
    columns = ("town", "loans", "balance_fen", "overdue_fen", "npl_fen", "tripped")
    found = areas.filter(pl.col("level") == "town").select(columns).rows()
    figures = plain.area_ratios(expected, town_of)
    assert {name: row for name, *row in found} == {
        name: [area.loans, area.balance, area.overdue, area.npl, towns[name]]
        for name, area in figures.items()
    }
    found = areas.filter(pl.col("level") == "village").select("town", "village", "tripped").rows()
    assert {(town, village): tripped for town, village, tripped in found} == villages


@fewer
@given(counties(), st.randoms(use_true_random=False))
def test_the_order_of_rows_never_changes_a_figure(case: Case, chance: object) -> None:
    shuffled = {name: list(getattr(case, name)) for name in ("loans", "repayments", "stops", "granted")}
    for rows in shuffled.values():
        chance.shuffle(rows)  # type: ignore[attr-defined]
    other = settled(replace(case, **shuffled))  # type: ignore[arg-type]
    this = settled(case)
    assert sorted(map(repr, lines(other))) == sorted(map(repr, lines(this)))
    assert sorted(map(repr, in_columns(other))) == sorted(map(repr, in_columns(this)))


@fewer
@given(counties(), st.data())
def test_another_stop_never_raises_an_entitlement(case: Case, data: st.DataObject) -> None:
    loan = data.draw(st.sampled_from(case.loans))
    since = data.draw(st.dates(loan.disbursed_on, loan.due_in_force + ONE_DAY))
    stop = Stop(loan.contract, data.draw(st.sampled_from(STOP_KINDS)), since)
    before, after = lines(settled(case)), lines(settled(replace(case, stops=[*case.stops, stop])))
    assert all(later.entitled <= row.entitled for row, later in zip(before, after, strict=True))


@fewer
@given(counties())
def test_granted_and_due_together_are_what_is_entitled_and_paid(case: Case) -> None:
    for row in lines(settled(case)):
        reimbursed = case.terms.mode == "reimburse_borrower"
        assert row.granted + row.due == (min(row.entitled, row.paid) if reimbursed else row.entitled)
