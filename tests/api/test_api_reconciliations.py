"""Monthly reconciliation by program: the whole register at once, the work list, and closing a difference."""

from __future__ import annotations

from typing import Any

import pytest

import made_loans as loans
import made_tokens as tokens
from hudai.records.models import Difference, JournalLine, Loan, Reconciliation

pytestmark = pytest.mark.django_db
AS_OF = "2025-12-31"


def row(loan: Loan, **changes: Any) -> dict[str, Any]:
    """The loan as the bank has it: 50 000 yuan from 2025-09-25 for three years at 3.5 %."""
    usual = {"principal": 5_000_000, "rate_ppm": 35_000, "disbursed_on": "2025-09-25", "due_on": "2028-09-25"}
    return {"contract": loan.contract, "balance": 5_000_000, **usual, **changes}


def sent(*rows: dict[str, Any], as_of: str = AS_OF) -> dict[str, Any]:
    return {"as_of": as_of, "rows": list(rows)}


def test_a_register_is_held_against_the_countys_at_once_and_what_differs_is_listed():
    loan, bank = loans.disbursed(), tokens.program()
    other = row(loan, contract="HT-无", balance=1_000)

    answer = bank.post("/reconciliations", sent(row(loan, balance=4_000_000, due_on="2028-09-24"), other))

    assert answer.status_code == 201
    told = {name: answer.json()[name] for name in ("rows", "contracts", "differences", "opened", "open")}
    assert told == {"rows": 2, "contracts": 1, "differences": 3, "opened": 3, "open": 3}
    assert (answer.json()["balance_bank"], answer.json()["balance_county"]) == (4_001_000, 5_000_000)
    listed = bank.get("/differences").json()
    assert sorted((each["field"], each["county"], each["bank"]) for each in listed["items"]) == [
        ("balance", 5_000_000, 4_000_000),
        ("due_on", "2028-09-25", "2028-09-24"),
        ("only_bank", None, 1_000),
    ]
    assert tokens.of_another_bank().get("/differences").json()["total"] == 0
    assert JournalLine.objects.filter(action="接口报送台账对账", posting=bank.token.posting).count() == 1


def test_a_difference_is_closed_with_a_reason_or_by_the_next_register_that_agrees():
    loan, bank = loans.disbursed(), tokens.program()
    bank.post("/reconciliations", sent(row(loan, balance=4_000_000, rate_ppm=34_000)), "month-12-a")
    rate, balance = bank.get("/differences").json()["items"]
    assert (rate["field"], balance["field"]) == ("rate", "balance")

    address = f"/differences/{rate['id']}/close"
    unsaid = bank.post(address, {"reason": " "}, "close-rate-1")
    closed = bank.post(address, {"reason": "银行系统按旧利率显示"}, "close-rate-2")
    hidden = tokens.of_another_bank().post(address, {"reason": "改"}, "close-rate-3")
    again = bank.post("/reconciliations", sent(row(loan, rate_ppm=34_000)), "month-12-b")

    assert (unsaid.status_code, closed.status_code, hidden.status_code) == (409, 201, 404)
    assert closed.json()["closed_for"] == "银行系统按旧利率显示"
    assert {name: again.json()[name] for name in ("opened", "explained", "open", "agreed")} == {
        "opened": 0, "explained": 1, "open": 0, "agreed": 1,
    }  # fmt: skip
    assert bank.get("/differences").json()["total"] == 0
    assert bank.get("/differences", state="closed").json()["total"] == 2


def test_a_register_with_a_contract_twice_or_of_no_months_end_is_refused_and_nothing_is_compared():
    loan, bank = loans.disbursed(), tokens.program()
    wide = "".join(chr(ord(each) + 0xFEE0) if each.isalnum() else each for each in loan.contract)

    twice = bank.post("/reconciliations", sent(row(loan), row(loan, contract=wide)), "month-12-a")
    midway = bank.post("/reconciliations", sent(row(loan), as_of="2025-12-30"), "month-12-b")
    empty = bank.post("/reconciliations", sent(), "month-12-c")

    assert [(each["where"], "第 0 行重复" in each["told"]) for each in twice.json()["problems"]] == [
        ("rows.1", True)
    ]
    assert (twice.status_code, midway.status_code, empty.status_code) == (409, 409, 422)
    assert "最后一天" in midway.json()["detail"]
    assert not Reconciliation.objects.exists()
    assert not Difference.objects.exists()


def test_the_same_register_sent_twice_is_compared_once():
    loan, bank = loans.disbursed(), tokens.program()

    first, again = (bank.post("/reconciliations", sent(row(loan)), "month-12-a") for _ in range(2))

    assert (first.status_code, again.content) == (201, first.content)
    assert Reconciliation.objects.count() == 1
