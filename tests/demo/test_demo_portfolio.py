"""The made-up county is one that could be, and the plain reference settles it to the same fen."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl
import pytest

from hudai.core.findings import Outcome
from hudai.core.identity import fault
from hudai.core.policy import Policy
from hudai.core.screening import screen
from hudai.core.settlement import settle
from hudai.demo.applications import made_up_applications
from hudai.demo.portfolio import MadeUpPortfolio, granted_through, made_up_portfolio
from hudai.documents import policy_files
from reference.facts import Granted, Loan, Repayment, Stop, Terms
from reference.plain import settle as plain_settle
from reference.seeds import SHANGCAI, YUBEI

NATIONAL = policy_files.read_national()
YUBEI_POLICY = policy_files.load("yubei-2021")
SHANGCAI_POLICY = policy_files.load("shangcai-2019")
AS_OF = date(2025, 9, 30)


def county(
    loans: int, policy: Policy = YUBEI_POLICY, as_of: date = AS_OF, *, seed: int = 1, first: int = 0
) -> MadeUpPortfolio:
    return made_up_portfolio(
        loans=loans, policy=policy, national=NATIONAL, as_of=as_of, seed=seed, first_household=first
    )


@pytest.fixture(scope="module")
def large() -> MadeUpPortfolio:
    return county(5000)


def test_a_county_has_exactly_the_loans_asked_for_and_thirteen_for_ten_households(large: MadeUpPortfolio):
    households = large.loans["household"].n_unique()

    assert large.loans.height == 5000
    assert 1.26 < 5000 / households < 1.34
    assert 11 < large.repayments.height / 5000 < 13


def test_the_same_seed_gives_the_same_county_and_another_another():
    assert county(300).repayments.equals(county(300).repayments)
    assert not county(300).repayments.equals(county(300, seed=2).repayments)


def test_a_larger_county_begins_with_the_smaller_one(large: MadeUpPortfolio):
    assert large.loans.head(290).equals(county(300).loans.head(290))


def test_counties_of_other_numbers_share_nobody():
    here, there = county(300).loans, county(300, first=10_000).loans

    assert not set(here["id_number"]) & set(there["id_number"])
    assert not set(here["contract"]) & set(there["contract"])


def test_every_id_number_could_be_right_and_belongs_to_one_household(large: MadeUpPortfolio):
    people = large.loans.select("household", "id_number").unique()

    assert people["id_number"].n_unique() == people["household"].n_unique() == people.height
    assert [number for number in people["id_number"].head(300) if fault(number)] == []


def test_nothing_is_paid_before_it_was_lent_nor_more_than_was_lent(large: MadeUpPortfolio):
    paid = large.repayments.join(large.loans, on="contract", suffix="_lent")
    together = paid.group_by("contract").agg(pl.col("principal").sum(), pl.col("principal_lent").first())

    assert paid.height == large.repayments.height
    assert paid.filter(pl.col("paid_on") < pl.col("disbursed_on")).is_empty()
    assert paid.filter(pl.col("paid_on") > AS_OF).is_empty()
    assert together.filter(pl.col("principal") > pl.col("principal_lent")).is_empty()
    assert large.repayments.select(pl.col("principal", "interest", "penalty").min()).row(0) == (0, 0, 0)


def test_days_of_a_loan_run_forward(large: MadeUpPortfolio):
    day = pl.col("disbursed_on")
    wrong = (
        (pl.col("signed_on") > day)
        | (pl.col("due_on") <= day)
        | (pl.col("extended_due_on") <= pl.col("due_on"))
    )

    assert large.loans.filter(wrong).is_empty()
    assert large.loans.filter(day > AS_OF).is_empty()


def test_all_that_makes_a_settlement_hard_is_there(large: MadeUpPortfolio):
    loans = large.loans
    renewed = loans.filter(pl.col("original").is_not_null())
    owed = loans.group_by("household").agg(pl.col("principal").sum())

    assert set(loans["kind"]) == {"first", "top_up", "renewal"}
    assert set(renewed["original"]) <= set(loans["contract"])
    assert owed.filter(pl.col("principal") > 5_000_000).height > 300
    assert loans["extended_due_on"].count() > 100
    assert large.stops["kind"].n_unique() == 6
    assert large.repayments.filter(pl.col("penalty") > 0).height > 50


@pytest.mark.parametrize(
    ("policy", "terms", "through"),
    [(YUBEI_POLICY, YUBEI, date(2025, 9, 20)), (SHANGCAI_POLICY, SHANGCAI, date(2021, 6, 20))],
    ids=["yubei", "shangcai"],
)
def test_the_plain_reference_settles_it_to_the_same_fen(policy: Policy, terms: Terms, through: date):
    made = county(60, policy, through + timedelta(days=10))
    earlier = granted_through(
        made, policy=policy, national=NATIONAL, through=date(through.year, through.month - 3, 20)
    )

    lines = settle(
        loans=made.loans,
        repayments=made.repayments,
        stops=made.stops,
        granted=earlier,
        policy=policy,
        national=NATIONAL,
        through=through,
    ).lines
    rows = plain_settle(*as_facts(made, earlier), terms, through + timedelta(days=1))

    figures = ("contract", "entitled_fen", "paid_fen", "granted_fen", "due_fen")
    assert lines.select(figures).rows() == [(r.contract, r.entitled, r.paid, r.granted, r.due) for r in rows]
    assert sum(row.entitled for row in rows) > 0


def as_facts(
    made: MadeUpPortfolio, earlier: pl.DataFrame
) -> tuple[list[Loan], list[Repayment], list[Stop], list[Granted]]:
    """The frames as the reference's plain values."""
    loan = ("contract", "original", "household", "signed_on", "disbursed_on", "due_on", "extended_due_on")
    return (
        [Loan(*row) for row in made.loans.select(*loan, "principal", "rate").iter_rows()],
        [Repayment(*row) for row in made.repayments.iter_rows()],
        [Stop(*row) for row in made.stops.iter_rows()],
        [Granted(*row) for row in earlier.iter_rows()],
    )


def test_applications_meet_every_verdict():
    asked = made_up_applications(count=500, policy=YUBEI_POLICY, national=NATIONAL, on=date(2025, 10, 31))
    verdicts = screen(asked, policy=YUBEI_POLICY, national=NATIONAL).verdicts["verdict"]

    assert set(verdicts) == {outcome.value for outcome in Outcome}
    assert (verdicts == Outcome.ELIGIBLE.value).sum() > 250
