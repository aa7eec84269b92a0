"""What an auditor raises on a portfolio: each rule on both sides of its boundary, with the money at stake."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import pytest

from hudai.core.detection import COLUMNS, LABELS, milder_classes, portfolio_findings
from hudai.core.policy import Policy
from hudai.documents import policy_files

YUBEI = policy_files.load("yubei-2021")
SHANGCAI = policy_files.load("shangcai-2019")
NATIONAL = policy_files.read_national()
LATE = date(2026, 6, 20)
# Born on 1957-08-02 and on 1989-03-07.
OLD, YOUNG = "500112195708028925", "500112198903074787"
OTHER, THIRD = "50011219890220173X", "500112199008240691"
FIVE = 5_000_000

SCHEMA: dict[str, Any] = {
    "contract": pl.String,
    "original": pl.String,
    "household": pl.String,
    "signed_on": pl.Date,
    "disbursed_on": pl.Date,
    "due_on": pl.Date,
    "extended_due_on": pl.Date,
    "extended_on": pl.Date,
    "principal": pl.Int64,
    "rate": pl.Int64,
    "id_number": pl.String,
    "purpose": pl.String,
    "account": pl.String,
    "kind": pl.String,
}


def loan(contract: str = "A", **changes: Any) -> dict[str, Any]:
    """A lawful Yubei loan: 50 000.00 at 3.80 % from 2022-01-10 for 12 months."""
    sound: dict[str, Any] = {
        "contract": contract,
        "original": None,
        "household": f"户{contract}",
        "signed_on": date(2022, 1, 10),
        "disbursed_on": date(2022, 1, 10),
        "due_on": date(2023, 1, 10),
        "extended_due_on": None,
        "extended_on": None,
        "principal": FIVE,
        "rate": 38_000,
        "id_number": YOUNG,
        "purpose": "养殖土鸡",
        "account": None,
        "kind": None,
    }
    if "signed_on" in changes:
        sound["disbursed_on"] = changes["signed_on"]
    return sound | changes


def findings(
    *loans: dict[str, Any],
    repaid: tuple[tuple[str, date, int] | tuple[str, date, int, int], ...] = (),
    policy: Policy = YUBEI,
    as_of: date = LATE,
) -> pl.DataFrame:
    schema = {"contract": pl.String, "paid_on": pl.Date, "principal": pl.Int64, "interest": pl.Int64}
    return portfolio_findings(
        pl.DataFrame(loans, schema=SCHEMA),
        pl.DataFrame([(*row, 0)[:4] for row in repaid], schema=schema, orient="row"),
        policy=policy,
        national=NATIONAL,
        as_of=as_of,
    )


def raised(*loans: dict[str, Any], **given: Any) -> list[tuple[str, str, int]]:
    """Contract, rule and stake of everything found."""
    rows = findings(*loans, **given).select("contract", "rule", "stake_fen").rows()
    return [(contract, rule, stake) for contract, rule, stake in rows]


def test_a_lawful_loan_raises_nothing_and_the_columns_are_there_all_the_same():
    found = findings(loan())

    assert found.is_empty()
    assert tuple(found.columns) == COLUMNS
    assert found.schema["stake_fen"] == pl.Int64


@pytest.mark.parametrize(
    ("signed_on", "outside"),
    [
        (date(2020, 12, 31), True),
        (date(2021, 1, 1), False),
        (date(2025, 12, 31), False),
        (date(2026, 1, 1), True),
    ],
)
def test_a_contract_counts_by_the_day_it_was_signed(signed_on: date, outside: bool):
    due = date(signed_on.year + 1, signed_on.month, 28)
    found = findings(loan(signed_on=signed_on, due_on=due, rate=30_000))

    assert found["rule"].to_list() == (["window"] if outside else [])
    if outside:
        assert found["stake_fen"].item() == FIVE
        assert found["message"].item() == (
            f"签订日 {signed_on} 不在本方案实施时间（2021-01-01 至 2025-12-31）内，本方案不贴息。"
        )


def test_a_renewal_or_an_extension_signed_inside_brings_an_older_loan_in():
    before = date(2020, 6, 1)
    old = loan("A", signed_on=before, due_on=date(2021, 6, 1))
    renewal = loan("B", original="A", household="户A", signed_on=date(2021, 6, 1), due_on=date(2022, 6, 1))
    extended = loan("C", signed_on=before, due_on=date(2021, 6, 1), extended_due_on=date(2021, 12, 1))

    repaid = (("A", date(2021, 6, 1), FIVE),)
    assert raised(old, renewal, repaid=repaid) == [("A", "window", FIVE)]
    assert raised(extended) == [("C", "window", FIVE)]
    assert raised(extended | {"extended_on": date(2021, 5, 20)}) == []


def test_a_renewal_signed_behind_the_window_of_a_chain_begun_inside_is_no_stranger():
    old = loan("A", signed_on=date(2025, 6, 1), due_on=date(2026, 6, 1), rate=30_000)
    renewal = loan(
        "B", original="A", household="户A", signed_on=date(2026, 6, 1), due_on=date(2027, 6, 1), rate=30_000
    )

    assert raised(old, renewal, repaid=(("A", date(2026, 6, 1), FIVE),)) == []


@pytest.mark.parametrize(("rate", "stake"), [(38_000, None), (38_001, 5), (46_000, 40_000)])
def test_a_rate_above_the_published_one_costs_a_years_excess(rate: int, stake: int | None):
    # LPR 1Y on 2022-01-10 is 3.80 %: 50 000 x 0.0001 % = 0.05; 50 000 x 0.80 % = 400.00.
    assert raised(loan(rate=rate)) == ([] if stake is None else [("A", "rate", stake)])


def test_the_rate_is_held_against_the_tier_of_the_term_and_the_day_of_the_contract():
    # From 2022-01-20 the LPR is 3.70 and 4.60 %; the day before it is 3.80 and 4.65 %.
    day_before = loan(signed_on=date(2022, 1, 19), due_on=date(2023, 1, 19))
    on_the_day = loan(signed_on=date(2022, 1, 20), due_on=date(2023, 1, 20))
    longer = loan(due_on=date(2023, 1, 11), rate=46_500)

    assert raised(day_before) == []
    assert raised(on_the_day) == [("A", "rate", 5_000)]
    assert raised(longer) == []
    assert raised(longer | {"rate": 46_501}) == [("A", "rate", 5)]


SHANGCAI_LOAN = {
    "signed_on": date(2019, 3, 5),
    "disbursed_on": date(2019, 3, 5),
    "due_on": date(2020, 3, 5),
    "rate": 43_500,
}


@pytest.mark.parametrize(("rate", "stake"), [(43_500, None), (43_400, 500), (43_600, 500), (40_500, 15_000)])
def test_where_the_benchmark_is_compulsory_any_other_rate_is_raised(rate: int, stake: int | None):
    # 4.35 % for a year: 50 000 x 0.01 % = 5.00; 50 000 x 0.30 % = 150.00.
    found = raised(loan(**SHANGCAI_LOAN | {"rate": rate}), policy=SHANGCAI)

    assert found == ([] if stake is None else [("A", "base_rate", stake)])


@pytest.mark.parametrize(("due_on", "late"), [(date(2020, 12, 31), False), (date(2021, 1, 1), True)])
def test_in_principle_a_loan_falls_due_before_the_campaign_ends(due_on: date, late: bool):
    found = findings(loan(**SHANGCAI_LOAN | {"due_on": due_on, "rate": 47_500}), policy=SHANGCAI)

    assert found.select("rule", "level").rows() == ([("campaign_end", "principle")] if late else [])


@pytest.mark.parametrize(("due_on", "long"), [(date(2025, 1, 10), False), (date(2025, 1, 11), True)])
def test_a_term_has_at_most_thirty_six_months(due_on: date, long: bool):
    found = findings(loan(due_on=due_on))

    assert found.select("rule", "level", "stake_fen").rows() == ([("term", "hard", FIVE)] if long else [])
    if long:
        assert found["message"].item() == "期限 37 个月，超过 36 个月的上限。"


@pytest.mark.parametrize("kind", [None, "first", "extension", "top_up", "renewal"])
@pytest.mark.parametrize(("principal", "excess"), [(FIVE, None), (FIVE + 1, 1), (8_000_000, 3_000_000)])
def test_a_first_loan_is_at_most_fifty_thousand_in_principle(
    kind: str | None, principal: int, excess: int | None
):
    found = findings(loan(principal=principal, kind=kind)).select("rule", "level", "stake_fen").rows()

    first = kind not in ("top_up", "renewal")
    assert found == ([("amount", "principle", excess)] if excess and first else [])


def pair(**second: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """A loan due on 2023-01-10 and its renewal of that day."""
    renewal = {
        "original": "A",
        "household": "户A",
        "signed_on": date(2023, 1, 10),
        "due_on": date(2024, 1, 10),
        "rate": 36_500,
    }
    return loan("A"), loan("B", **renewal | second)


REPAID = (("A", date(2023, 1, 10), FIVE),)


def test_a_chain_is_renewed_or_extended_once():
    first, renewal = pair()
    again = loan(
        "C",
        original="B",
        household="户A",
        signed_on=date(2024, 1, 10),
        due_on=date(2025, 1, 10),
        rate=34_500,
    )
    repaid = (*REPAID, ("B", date(2024, 1, 10), FIVE))

    assert raised(first, renewal, repaid=REPAID) == []
    assert raised(first, renewal, again, repaid=repaid) == [("C", "renew_once", FIVE)]
    assert raised(first | {"extended_due_on": date(2023, 7, 10)}) == []
    extended = renewal | {"extended_due_on": date(2024, 7, 10)}
    assert raised(first, extended, repaid=REPAID) == [("B", "renew_once", FIVE)]


def test_extending_a_loan_and_renewing_it_later_is_twice():
    first, renewal = pair(signed_on=date(2023, 7, 10), due_on=date(2024, 7, 10), rate=35_500)
    extended = first | {"extended_due_on": date(2023, 7, 10)}

    assert raised(renewal, extended, repaid=(("A", date(2023, 7, 10), FIVE),)) == [("B", "renew_once", FIVE)]


def test_two_renewals_of_one_loan_are_one_too_many():
    first, renewal = pair(principal=2_000_000)
    other = renewal | {"contract": "C", "principal": 3_000_000}

    assert raised(first, renewal, other, repaid=REPAID) == [("C", "renew_once", 3_000_000)]


@pytest.mark.parametrize(
    ("signed_on", "late"),
    [(date(2023, 1, 9), False), (date(2023, 1, 10), False), (date(2023, 1, 11), True)],
    ids=["the day before", "on the due day", "the day after"],
)
def test_a_renewal_is_signed_by_the_due_day_or_needs_a_waiver(signed_on: date, late: bool):
    first, renewal = pair(signed_on=signed_on)
    found = findings(first, renewal, repaid=(("A", signed_on, FIVE),))

    assert found.select("contract", "rule", "level").rows() == (
        [("B", "renewal_in_time", "principle")] if late else []
    )


@pytest.mark.parametrize(
    ("due_on", "extended_due_on", "long"),
    [
        # 12 months by 12; by 12 and a day.
        (date(2023, 1, 10), date(2024, 1, 10), False),
        (date(2023, 1, 10), date(2024, 1, 11), True),
        # 24 months by 12; by 12 and a day.
        (date(2024, 1, 10), date(2025, 1, 10), False),
        (date(2024, 1, 10), date(2025, 1, 11), True),
        # 13 months: half of them are six and a half.
        (date(2023, 2, 10), date(2023, 8, 10), False),
        (date(2023, 2, 10), date(2023, 8, 11), True),
    ],
)
def test_an_extension_is_no_longer_than_the_term_or_half_of_a_longer_one(
    due_on: date, extended_due_on: date, long: bool
):
    found = findings(loan(due_on=due_on, extended_due_on=extended_due_on))

    assert found.select("rule", "stake_fen").rows() == ([("extension_length", FIVE)] if long else [])


@pytest.mark.parametrize(
    ("signed_on", "number", "outside"),
    [
        (date(2023, 8, 1), OLD, False),
        (date(2023, 8, 2), OLD, True),
        (date(2022, 1, 10), YOUNG, False),
    ],
    ids=["last day of 65", "66th birthday", "32"],
)
def test_age_is_counted_on_the_contract_day(signed_on: date, number: str, outside: bool):
    due = date(signed_on.year + 1, signed_on.month, signed_on.day)
    found = findings(loan(signed_on=signed_on, due_on=due, rate=30_000, id_number=number))

    assert found.select("rule", "level").rows() == ([("age", "principle")] if outside else [])


@pytest.mark.parametrize(
    ("born", "outside"), [("20040110", False), ("20040111", True)], ids=["18 that day", "18 the day after"]
)
def test_eighteen_is_reached_on_the_birthday(born: str, outside: bool):
    digits = f"500112{born}101"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    check = "10X98765432"[sum(int(d) * w for d, w in zip(digits, weights, strict=True)) % 11]

    found = raised(loan(id_number=digits + check))

    assert found == ([("A", "age", FIVE)] if outside else [])


@pytest.mark.parametrize(
    ("purpose", "hard"), [("养殖土鸡", False), (None, False), ("儿子结婚", True), ("装修 建房", True)]
)
def test_a_forbidden_purpose_is_named_once(purpose: str | None, hard: bool):
    found = findings(loan(purpose=purpose)).select("rule", "level", "stake_fen").rows()

    assert found == ([("purpose", "hard", FIVE)] if hard else [])


def test_a_purpose_that_reads_as_a_lawful_trade_too_is_for_a_person_to_read():
    (found,) = findings(loan(purpose="家具加工")).select("rule", "level", "message").rows()

    assert found[:2] == ("purpose", "advice")
    assert "不许" in found[2]
    assert "可以" in found[2]


def test_an_account_shared_by_two_households_is_pointed_out_on_both():
    one = loan("A", account="6217001")
    other = loan("B", account="6217001", id_number=OTHER)
    alone = loan("C", account="6217002", id_number=THIRD)

    assert raised(one, other, alone) == [("A", "shared_account", FIVE), ("B", "shared_account", FIVE)]
    assert raised(one, other | {"household": "户A", "kind": "top_up"}) == []
    assert raised(loan("A"), loan("B", id_number=OTHER)) == []


def test_one_person_under_two_household_numbers_is_pointed_out_on_both():
    found = findings(loan("A"), loan("B"), loan("C", id_number=OTHER))

    assert found.select("contract", "rule", "level").rows() == [
        ("A", "two_households", "hard"),
        ("B", "two_households", "hard"),
    ]
    assert "2 个户编号" in found["message"][0]


def test_interest_of_ten_times_what_is_due_is_pointed_out_once():
    # 50 000.00 at 3.80 % for 90 days: 475.00.
    ten_times = (("A", date(2022, 4, 10), 0, 475_000), ("A", date(2022, 7, 10), 0, 475_000))

    found = findings(loan(), repaid=ten_times)

    assert found.select("rule", "stake_fen").rows() == [("interest", 475_000 - 47_500)]
    assert raised(loan(), repaid=(("A", date(2022, 4, 10), 0, 47_500),)) == []
    assert raised(loan(), repaid=ten_times, as_of=date(2022, 4, 9)) == []


@pytest.mark.parametrize(("signed_on", "late"), [(date(2023, 1, 10), False), (date(2023, 1, 11), True)])
def test_an_extension_is_signed_by_the_due_day_or_needs_a_waiver(signed_on: date, late: bool):
    found = findings(loan(extended_on=signed_on, extended_due_on=date(2023, 7, 10)))

    assert found.select("rule", "level").rows() == ([("renewal_in_time", "principle")] if late else [])


@pytest.mark.parametrize(("second", "excess"), [(5_000_000, None), (5_000_001, 1), (6_000_000, 1_000_000)])
def test_a_top_up_that_lifts_the_household_above_its_total_is_raised(second: int, excess: int | None):
    first = loan("A", household="户")
    top_up = loan("B", household="户", kind="top_up", principal=second, disbursed_on=date(2022, 2, 10))

    found = findings(first, top_up).select("contract", "rule", "level", "stake_fen").rows()
    assert found == ([("B", "household_total", "hard", excess)] if excess else [])


def test_the_household_total_is_that_of_the_day_of_disbursement():
    first = loan("A", household="户")
    top_up = loan("B", household="户", kind="top_up", principal=6_000_000, disbursed_on=date(2022, 2, 10))

    # 10 000 repaid on that very day make room; a day later they do not.
    assert raised(first, top_up, repaid=(("A", date(2022, 2, 10), 1_000_000),)) == []
    assert raised(first, top_up, repaid=(("A", date(2022, 2, 11), 1_000_000),)) == [
        ("B", "household_total", 1_000_000)
    ]


def test_a_renewal_without_repayment_does_not_count_the_old_loan_and_the_new_one():
    first, renewal = pair(principal=8_000_000)

    assert raised(
        first | {"principal": 8_000_000}, renewal, repaid=(("A", date(2023, 1, 10), 8_000_000),)
    ) == [("A", "amount", 3_000_000)]


def test_where_no_total_is_regulated_none_is_held_against_a_household():
    loans = [loan(name, household="户", **SHANGCAI_LOAN) for name in "ABC"]

    assert raised(*loans, policy=SHANGCAI) == []


def test_a_loan_disbursed_later_is_not_there_yet():
    high = loan(rate=50_000)

    assert raised(high, as_of=date(2022, 1, 9)) == []
    assert len(raised(high, as_of=date(2022, 1, 10))) == 1


def test_findings_stand_in_the_order_of_the_sheet_then_of_the_rules():
    loans = [
        loan("Z", principal=6_000_000, rate=39_000, purpose="结婚"),
        loan("A", due_on=date(2026, 1, 10), rate=30_000, id_number=OTHER),
    ]

    expected = [("Z", "rate"), ("Z", "amount"), ("Z", "purpose"), ("A", "term")]
    assert [found[:2] for found in raised(*loans)] == expected
    assert {rule for _, rule in expected} <= set(LABELS)


def test_every_finding_cites_a_clause_of_its_policy():
    bad = loan(principal=11_000_000, rate=50_000, due_on=date(2026, 1, 10), purpose="结婚", id_number=OLD)
    found = findings(bad)

    assert found["rule"].to_list() == ["rate", "term", "amount", "purpose", "household_total"]
    clauses = {clause.id for clause in policy_files.load_clauses("yubei-2021").clauses}
    assert set(found["clause"]) <= clauses


def test_a_class_milder_than_the_days_say_is_advice_with_the_balance_at_stake():
    standings = pl.DataFrame(
        {
            "contract": ["A", "B"],
            "balance_fen": [100, 200],
            "days_overdue": [90, 91],
            "class": ["关注", "关注"],
            "class_by_days": ["关注", "次级"],
            "milder": [False, True],
        }
    )

    assert milder_classes(standings).rows() == [
        ("B", "bank_class", "advice", "", "银行报为“关注”，逾期 91 天应为“次级”。", 200)
    ]
