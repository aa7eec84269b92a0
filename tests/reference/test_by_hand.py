"""The reference itself, held against figures worked out with pencil and paper."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from reference.days import add_months, period_end, term_months, whole_month_shares
from reference.facts import Granted, Loan, Repayment, Stop, Terms, Tier
from reference.plain import Segment, breaker, segments, settle, standing
from reference.seeds import SHANGCAI, YUBEI

WHOLE_MONTHS = replace(SHANGCAI, basis="whole_months")


def loan(since: date, due: date, **other: Any) -> Loan:
    """A first loan of 50 000 yuan at 3.85 %, signed and paid out on one day, unless said otherwise."""
    plain = Loan("A", None, "H", since, since, due, None, 5_000_000, 38_500)
    return replace(plain, **other)


def entitled(loans: list[Loan], terms: Terms, t: date, repaid: tuple[Repayment, ...] = ()) -> list[int]:
    return [row.entitled for row in settle(loans, list(repaid), [], [], terms, t)]


def test_seventy_days_of_fifty_thousand_yuan_at_3_85_percent_are_374_31_yuan() -> None:
    """5 000 000 · 38 500 · 70 / 360 000 000 = 37 430.56; the LPR of December 2021 was 3.80 %."""
    one = loan(date(2022, 1, 10), date(2023, 1, 10), signed_on=date(2021, 12, 1))
    assert entitled([one], YUBEI, date(2022, 3, 21)) == [37_431]
    capped = loan(date(2022, 1, 10), date(2023, 1, 10))
    assert entitled([capped], YUBEI, date(2022, 3, 21)) == [36_944]


@pytest.mark.parametrize("due", [date(2022, 6, 15), date(2022, 6, 14)])
def test_three_whole_years_at_4_75_percent_are_7_125_yuan_whichever_day_the_term_ends(due: date) -> None:
    """50 000 · 4.75 % · 3; twelve quarters and a rest, each rounded once, stray by a few fen at most."""
    one = loan(date(2019, 6, 15), due, rate_ppm=47_500)
    total = settle([one], [], [], [], replace(WHOLE_MONTHS, frequency="yearly"), date(2022, 12, 21))
    assert abs(total[0].entitled - 712_500) <= 2
    shares = whole_month_shares(date(2019, 6, 15), due)
    assert sum(shares.values()) == 3


def test_a_broken_month_counts_its_days_over_360() -> None:
    shares = whole_month_shares(date(2024, 1, 31), date(2024, 3, 10))
    assert sum(shares.values()) == Fraction(1, 12) + Fraction(10, 360)
    assert shares[date(2024, 2, 28)] == Fraction(1, 12 * 29)


def test_months_end_on_the_last_day_where_the_day_is_missing() -> None:
    assert add_months(date(2024, 1, 31), 1) == date(2024, 2, 29)
    assert add_months(date(2024, 2, 29), 12) == date(2025, 2, 28)
    assert add_months(date(2024, 1, 31), 2) == date(2024, 3, 31)


@pytest.mark.parametrize(
    ("due", "months"),
    [
        (date(2022, 3, 15), 12),
        (date(2022, 3, 14), 12),
        (date(2022, 3, 16), 13),
        (date(2022, 2, 16), 12),
        (date(2022, 2, 15), 11),
    ],
)
def test_a_part_month_counts_as_one(due: date, months: int) -> None:
    assert term_months(loan(date(2021, 3, 15), due)) == months


def test_periods_end_on_the_day_after_the_settlement_day() -> None:
    assert period_end(date(2022, 3, 20), YUBEI) == date(2022, 3, 21)
    assert period_end(date(2022, 3, 21), YUBEI) == date(2022, 6, 21)
    assert period_end(date(2022, 3, 21), replace(YUBEI, frequency="yearly")) == date(2022, 12, 21)
    late = replace(YUBEI, frequency="monthly", settlement_day=28)
    assert period_end(date(2022, 2, 28), late) == date(2022, 3, 1)


def test_a_top_up_gets_what_the_first_loan_leaves_of_the_cap() -> None:
    """30 000 first, 40 000 on top: 20 000 covered until 2021-04-01, when 10 000 are repaid on the first."""
    first = loan(date(2021, 1, 1), date(2022, 1, 1), contract="B", principal_fen=3_000_000)
    top_up = loan(date(2021, 2, 1), date(2022, 2, 1), contract="A", principal_fen=4_000_000)
    repaid = [Repayment("B", date(2021, 4, 1), 1_000_000, 0)]
    rows = segments([top_up, first], repaid, [], YUBEI, date(2021, 6, 21))
    assert rows[:2] == [
        Segment("A", date(2021, 2, 1), date(2021, 4, 1), 4_000_000, 2_000_000, 38_500, 1_000_000, ""),
        Segment("A", date(2021, 4, 1), date(2021, 6, 21), 4_000_000, 3_000_000, 38_500, 1_000_000, ""),
    ]


def test_a_loan_above_the_cap_uses_none_of_it_where_whole_loans_are_uncovered() -> None:
    large = loan(date(2019, 3, 21), date(2020, 3, 21), contract="A", principal_fen=6_000_000)
    small = loan(date(2019, 3, 21), date(2020, 3, 21), contract="B", rate_ppm=43_500)
    rows = segments([large, small], [], [], SHANGCAI, date(2019, 6, 21))
    assert [(row.covered, row.reason) for row in rows] == [(0, "uncovered"), (5_000_000, "")]


def test_the_first_condition_that_fails_names_the_day() -> None:
    """A chain from 2020 renewed in the window: two contracts, three years from the first day."""
    old = loan(date(2020, 2, 29), date(2021, 2, 28), contract="A")
    new = loan(date(2021, 2, 28), date(2024, 2, 28), contract="B", original="A")
    repaid = [Repayment("A", date(2021, 2, 28), 5_000_000, 0)]
    stops = [Stop("B", "资金挪用", date(2022, 1, 1)), Stop("B", "自愿放弃", date(2022, 6, 1))]
    rows = segments([old, new], repaid, stops, YUBEI, date(2024, 3, 21))
    assert [(row.contract, row.since, row.reason) for row in rows] == [
        ("A", date(2020, 2, 29), "outside_window"),
        ("B", date(2021, 2, 28), ""),
        ("B", date(2022, 1, 1), "stopped:资金挪用"),
        ("B", date(2023, 2, 28), "after_max_years"),
        ("B", date(2024, 2, 28), "overdue"),
    ]


def test_a_late_stop_turns_what_was_granted_into_a_claw_back() -> None:
    """5.00 yuan a day: 92 days granted, then a stop after the first 30 comes to light."""
    one = loan(date(2021, 3, 21), date(2022, 3, 21), rate_ppm=36_000)
    paid = [Repayment("A", date(2021, 6, 21), 0, 46_000)]
    granted = [Granted("A", 46_000)]
    stops = [Stop("A", "资金挪用", date(2021, 4, 20))]
    first = settle([one], paid, [], granted, YUBEI, date(2021, 9, 21))[0]
    assert (first.entitled, first.paid, first.due) == (92_000, 46_000, 0)
    second = settle([one], paid, stops, granted, YUBEI, date(2021, 9, 21))[0]
    assert (second.entitled, second.due) == (15_000, -31_000)


def test_a_settlement_knows_nothing_dated_on_or_after_its_end() -> None:
    one = loan(date(2021, 3, 21), date(2022, 3, 21), rate_ppm=36_000)
    later = [Repayment("A", date(2021, 6, 21), 5_000_000, 46_000)]
    stops = [Stop("A", "资金挪用", date(2021, 6, 21))]
    row = settle([one], later, stops, [], YUBEI, date(2021, 6, 21))[0]
    assert (row.entitled, row.paid, row.due) == (46_000, 0, 0)
    unborn = loan(date(2021, 6, 21), date(2022, 6, 21))
    assert entitled([unborn], YUBEI, date(2021, 6, 21)) == [0]


def test_a_loan_repaid_on_its_first_day_has_no_days() -> None:
    one = loan(date(2021, 3, 21), date(2022, 3, 21))
    repaid = [Repayment("A", date(2021, 3, 21), 5_000_000, 0)]
    for terms in (YUBEI, replace(YUBEI, basis="whole_months")):
        assert segments([one], repaid, [], terms, date(2022, 6, 21)) == []
        assert entitled([one], terms, date(2022, 6, 21), repaid=tuple(repaid)) == [0]


@pytest.mark.parametrize(
    ("as_of", "days", "class_"),
    [
        (date(2022, 3, 21), 0, "正常"),
        (date(2022, 3, 22), 1, "关注"),
        (date(2022, 6, 19), 90, "关注"),
        (date(2022, 6, 20), 91, "次级"),
        (date(2022, 12, 16), 270, "次级"),
        (date(2022, 12, 17), 271, "可疑"),
        (date(2023, 3, 16), 360, "可疑"),
        (date(2023, 3, 17), 361, "损失"),
    ],
)
def test_a_loan_unpaid_at_maturity_is_classed_by_its_days(as_of: date, days: int, class_: str) -> None:
    one = loan(date(2022, 2, 21), date(2022, 3, 21))
    paid = [Repayment("A", date(2022, 3, 21), 0, 14_972)]
    row = standing([one], paid, as_of, YUBEI)[0]
    assert (row.principal_overdue, row.days_overdue, row.class_) == (days, days, class_)


def test_interest_short_by_99_fen_is_not_overdue_and_by_a_yuan_is() -> None:
    """92 days of 50 000 yuan at 3.60 % are 460.00 yuan, due on 2021-06-21."""
    one = loan(date(2021, 3, 21), date(2022, 3, 21), rate_ppm=36_000)
    for paid, days in ((45_901, 0), (45_900, 10)):
        rows = standing([one], [Repayment("A", date(2021, 6, 25), 0, paid)], date(2021, 7, 1), YUBEI)
        assert rows[0].days_overdue == days


def test_five_percent_of_a_town_trips_nothing_and_a_fen_more_trips_its_villages_too() -> None:
    """Two loans of one town: the bad one owes 5 %, then one fen above; its village is all bad."""
    good = loan(date(2022, 1, 1), date(2024, 1, 1), contract="A", principal_fen=4_750_000)
    for fen, tripped in ((250_000, False), (250_001, True)):
        bad = loan(date(2021, 1, 1), date(2021, 6, 1), contract="B", principal_fen=fen)
        rows = standing([good, bad], [], date(2022, 3, 1), YUBEI)
        towns, villages = breaker(rows, {"A": "T", "B": "T"}, {"A": "V", "B": "W"}, YUBEI)
        assert towns == {"T": tripped}
        assert villages == {("T", "V"): tripped, ("T", "W"): True}


HIGHER_CAP = replace(YUBEI, cap_fen=((date(2021, 1, 1), 5_000_000), (date(2023, 1, 1), 8_000_000)))
LOWER_CAP = replace(YUBEI, cap_fen=((date(2021, 1, 1), 8_000_000), (date(2023, 1, 1), 5_000_000)))


@pytest.mark.parametrize(
    ("terms", "first", "second", "covered"),
    [
        (HIGHER_CAP, 4_000_000, 6_000_000, (4_000_000, 4_000_000)),
        (HIGHER_CAP, 6_000_000, 6_000_000, (5_000_000, 2_000_000)),
        (LOWER_CAP, 4_000_000, 6_000_000, (4_000_000, 1_000_000)),
        (LOWER_CAP, 6_000_000, 6_000_000, (6_000_000, 0)),
    ],
)
def test_each_loan_is_held_against_the_cap_of_its_own_contract(
    terms: Terms, first: int, second: int, covered: tuple[int, int]
) -> None:
    """Signed on the last day of the old cap and on the first of the new one."""
    old = loan(date(2022, 12, 31), date(2023, 12, 31), contract="A", principal_fen=first)
    new = loan(date(2023, 1, 1), date(2023, 12, 31), contract="B", principal_fen=second)
    rows = segments([old, new], [], [], terms, date(2023, 6, 21))
    assert (rows[0].covered, rows[-1].covered) == covered


def test_a_contract_older_than_the_first_version_stands_under_it() -> None:
    terms = replace(YUBEI, cap_fen=((date(2022, 1, 1), 3_000_000), (date(2023, 1, 1), 8_000_000)))
    rows = segments([loan(date(2021, 5, 1), date(2022, 5, 1))], [], [], terms, date(2021, 6, 21))
    assert [row.covered for row in rows] == [3_000_000]


def test_a_loan_above_its_cap_is_shut_out_only_by_the_mode_of_its_own_contract() -> None:
    """60 000 each: the older is covered up to 50 000, the younger not at all and uses nothing."""
    modes = ((date(2021, 1, 1), "excess_uncovered"), (date(2022, 1, 1), "loan_uncovered"))
    terms = replace(YUBEI, over_cap=modes)
    old = loan(date(2021, 12, 31), date(2022, 12, 31), contract="A", principal_fen=6_000_000)
    new = loan(date(2022, 1, 1), date(2022, 12, 31), contract="B", principal_fen=6_000_000)
    rows = segments([new, old], [], [], terms, date(2022, 3, 21))
    assert [(row.contract, row.covered) for row in rows] == [("B", 0), ("A", 5_000_000)]


def test_a_renewal_counts_the_years_of_its_own_contract_from_the_first_day_of_the_chain() -> None:
    """Three years for contracts of 2021, two for those of 2022: the renewal's end on 2023-03-01."""
    terms = replace(YUBEI, max_years=((date(2021, 1, 1), 3), (date(2022, 1, 1), 2)))
    first = loan(date(2021, 3, 1), date(2022, 3, 1), contract="A")
    renewal = loan(date(2022, 3, 1), date(2025, 3, 1), contract="B", original="A")
    repaid = [Repayment("A", date(2022, 3, 1), 5_000_000, 0)]
    rows = segments([first, renewal], repaid, [], terms, date(2023, 6, 21))
    assert [(row.contract, row.since, row.reason) for row in rows] == [
        ("A", date(2021, 3, 1), ""),
        ("B", date(2022, 3, 1), ""),
        ("B", date(2023, 3, 1), "after_max_years"),
    ]


def test_rate_tiers_are_those_of_the_contract_day() -> None:
    """A flat 2 % for every term from 2022 on, against the two tiers of the LPR before."""
    flat = (Tier(0, None, ((date(2015, 1, 1), 20_000),)),)
    terms = replace(YUBEI, tiers=(YUBEI.tiers[0], (date(2022, 1, 1), flat)))
    loans = [
        loan(date(2021, 12, 31), date(2024, 12, 31), contract="A", rate_ppm=60_000),
        loan(date(2022, 1, 1), date(2025, 1, 1), contract="B", household="I", rate_ppm=60_000),
    ]
    rows = segments(loans, [], [], terms, date(2022, 3, 21))
    assert [row.rate for row in rows] == [46_500, 20_000]


OLD_LOAN = loan(date(2020, 12, 1), date(2021, 12, 1), extended_due_on=date(2022, 6, 1), rate_ppm=60_000)


@pytest.mark.parametrize(
    ("extended_on", "reason"),
    [
        (date(2020, 12, 31), "outside_window"),
        (date(2021, 1, 1), ""),
        (date(2021, 11, 20), ""),
        (None, "outside_window"),
    ],
)
def test_an_extension_signed_in_the_window_brings_in_the_days_behind_the_old_due_day(
    extended_on: date | None, reason: str
) -> None:
    """By decision 0006: 182 days behind 2021-12-01 where the signing day is known and inside."""
    old = replace(OLD_LOAN, extended_on=extended_on)
    rows = segments([old], [], [], YUBEI, date(2022, 9, 21))
    assert {row.reason for row in rows if row.since < date(2021, 12, 1)} == {"outside_window"}
    assert [row.reason for row in rows if row.until == date(2022, 6, 1)] == [reason]


def test_a_loan_brought_in_stands_under_the_law_of_the_day_its_extension_was_signed() -> None:
    """Cap 30 000 and 3 % from 2021-06-01 on: 30 000 · 3 % · (20, 90, 72 days), each rounded."""
    tiers = (Tier(0, None, ((date(2015, 1, 1), 50_000), (date(2021, 6, 1), 30_000))),)
    caps = ((date(2020, 1, 1), 5_000_000), (date(2021, 6, 1), 3_000_000))
    terms = replace(YUBEI, cap_fen=caps, tiers=((date(2020, 1, 1), tiers),))
    old = replace(OLD_LOAN, extended_on=date(2021, 6, 1))
    assert entitled([old], terms, date(2022, 6, 21)) == [5_000 + 22_500 + 18_000]


def test_an_extension_signed_on_or_after_the_day_asked_about_is_not_there_yet() -> None:
    """Signed after maturity by waiver: until then the loan stood overdue."""
    late = replace(OLD_LOAN, signed_on=date(2021, 1, 1), extended_on=date(2021, 12, 10))
    before = segments([late], [], [], YUBEI, date(2021, 12, 10))
    after = segments([late], [], [], YUBEI, date(2021, 12, 11))
    assert [row.reason for row in before] == ["", "overdue"]
    assert [row.reason for row in after] == [""]
    assert standing([late], [], date(2021, 12, 9), YUBEI)[0].principal_overdue == 8
    assert standing([late], [], date(2021, 12, 10), YUBEI)[0].principal_overdue == 0
