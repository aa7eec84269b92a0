"""Faults of ours, too many calls, and what a batch of rows costs."""

from __future__ import annotations

import logging
from datetime import datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

import made_batches as batches
import made_cases as cases
import made_loans as loans
import made_tokens as tokens
from hudai.actions import api_token
from hudai.actions import repayment as repaying
from hudai.api import pace
from hudai.api.pace import TooManyCalls
from hudai.records.models import ApiCall, JournalLine, Loan, LoanStanding, Repayment

pytestmark = pytest.mark.django_db
ON = "2025-12-21"


def row(loan: Loan, **changes: Any) -> dict[str, Any]:
    return {"contract": loan.contract, "paid_on": ON, "principal": 1_000_000, **changes}


def breaks(*_: Any, **__: Any) -> Any:
    raise RuntimeError("孙平磊 的账户 6217000012345678")


def test_a_fault_of_ours_is_told_by_an_id_that_is_in_the_log_and_writes_nothing(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    loan, bank = loans.disbursed(), tokens.program()
    lines = JournalLine.objects.count()
    with monkeypatch.context() as broken, caplog.at_level(logging.ERROR, "hudai.api"):
        broken.setattr(repaying, "refresh", breaks)
        answer = bank.post("/repayments", {"rows": [row(loan)]}, "day-1221-a")

    said = answer.json()
    assert (answer.status_code, answer["Content-Type"]) == (500, "application/problem+json")
    assert (said["type"], said["status"]) == ("urn:hudai:problem:fault", 500)
    known = said["instance"].removeprefix("urn:hudai:fault:")
    (logged,) = [each for each in caplog.records if each.name == "hudai.api"]
    assert known in logged.getMessage()
    assert known in said["detail"]
    assert logged.exc_info
    assert "孙平磊" not in answer.content.decode()
    assert "RuntimeError" not in answer.content.decode()
    assert (Repayment.objects.count(), ApiCall.objects.count(), JournalLine.objects.count()) == (0, 0, lines)
    assert bank.post("/repayments", {"rows": [row(loan)]}, "day-1221-a").status_code == 201


@pytest.mark.parametrize("debug", [False, True])
def test_a_fault_while_looking_up_or_while_the_token_is_asked_for_is_told_alike(
    monkeypatch: pytest.MonkeyPatch, settings: Any, debug: bool
):
    settings.DEBUG = debug
    bank = tokens.program()
    for place, name in ((api_token, "opened_by"), (pace, "count")):
        with monkeypatch.context() as broken:
            broken.setattr(place, name, breaks)
            answer = bank.get("/loans")

        assert (answer.status_code, answer["Content-Type"]) == (500, "application/problem+json")
        assert "6217" not in answer.content.decode()


def test_a_token_is_told_to_wait_after_so_many_calls_and_others_are_not(settings: Any):
    settings.HUDAI_API_CALLS = 3
    loan, bank, other = loans.disbursed(), tokens.program(), tokens.of_another_bank()
    at = datetime(2026, 3, 21, 10, 0, 18, tzinfo=cases.SHANGHAI)
    with pytest.MonkeyPatch.context() as still:
        still.setattr("hudai.api.acting.timezone.now", lambda: at)
        answers = [bank.get("/loans").status_code for _ in range(3)]
        refused = bank.post("/repayments", {"rows": [row(loan)]})
        assert other.get("/loans").status_code == 200

    assert answers == [200, 200, 200]
    assert (refused.status_code, refused["Content-Type"]) == (429, "application/problem+json")
    assert (refused["Retry-After"], refused.json()["type"]) == ("42", "urn:hudai:problem:too-many")
    assert "每分钟最多调用 3 次" in refused.json()["detail"]
    assert not Repayment.objects.exists()


def test_the_count_begins_anew_with_every_minute_and_zero_is_no_limit(settings: Any):
    settings.HUDAI_API_CALLS = 2
    token = tokens.program().token
    last = datetime(2026, 3, 21, 10, 0, 59, tzinfo=cases.SHANGHAI)
    for _ in range(2):
        pace.count(token, last)
    with pytest.raises(TooManyCalls) as refused:
        pace.count(token, last)
    assert refused.value.wait == 1

    pace.count(token, last.replace(minute=1, second=0))
    settings.HUDAI_API_CALLS = 0
    for _ in range(5):
        pace.count(token, last)


def test_who_has_no_token_is_not_counted(settings: Any):
    settings.HUDAI_API_CALLS = 1
    bank = tokens.program()
    wrong = tokens.Program(bank.token, "hudai_nothing")

    assert [wrong.get("/loans").status_code for _ in range(3)] == [401, 401, 401]
    assert bank.get("/loans").status_code == 200


def test_a_batch_of_rows_works_out_how_loans_stand_once_and_costs_a_few_questions_a_row():
    made = [batches.paying_loan(number) for number in range(1, 13)]
    bank = tokens.program()

    def asked(rows: list[dict[str, Any]], key: str) -> list[str]:
        with CaptureQueriesContext(connection) as log:
            assert bank.post("/repayments", {"rows": rows}, key).status_code == 201
        return [each["sql"] for each in log]

    few = asked([row(each, paid_on="2022-04-01", principal=100) for each in made[:2]], "two-rows")
    many = asked([row(each, paid_on="2022-04-02", principal=100) for each in made], "twelve-rows")

    assert (len(many) - len(few)) / 10 <= 8
    standings = [sql for sql in many if sql.startswith("DELETE") and "loanstanding" in sql.lower()]
    assert len(standings) == 1
    assert set(LoanStanding.objects.values_list("balance", flat=True)) == {4_999_800, 4_999_900}
