"""Contracts signed here that a bank's sheet says were paid out: by the rules of every payout.

What the law says is asked of all rows of a sheet together.  A contract that was signed counts as owed
before it is paid out, so that no two rows of a household take each other's room.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import polars as pl

from hudai.actions.application import Obstacles
from hudai.actions.bank_return_facts import Written
from hudai.actions.bank_return_sheet import Checked
from hudai.actions.breaker import looked_back
from hudai.actions.loan import PAID_OUT, question_of, require_payable
from hudai.actions.packs import laws, with_places
from hudai.actions.signing import Question, answers_together, require_lawful, waived_of
from hudai.core.errors import Refusal
from hudai.documents.imports.cross_checks import Row
from hudai.records import bulk
from hudai.records.models import Loan, LoanCorrection

_WITH = ("application__applicant", "application__household", "household__village__parent", "original")


def refuse_blocked_payouts(checked: Checked) -> None:
    """Refuse the rows whose payout the rules stand in the way of, in the rules' own words."""
    said = {row["loan_key"]: row for row in checked.rows.filter("pays_out").iter_rows(named=True)}
    told = _obstacles(checked, said)
    blocked = pl.col("pays_out") & pl.col("loan_key").is_in(list(told))
    checked.refuse(blocked, "disbursed_on", lambda row: told[row["loan_key"]])


def register_payouts(rows: pl.DataFrame, by: Written) -> list[int]:
    """Pay out the contracts that wait for it; keys of the loans.

    ``rows`` were checked in this very transaction (:func:`refuse_blocked_payouts`).
    """
    days = dict(rows.filter("pays_out").select("loan_key", "disbursed_on").iter_rows())
    bulk.update(Loan, ["disbursed_on"], {loan: [day] for loan, day in days.items()})
    names = ["loan_id", "field", "before", "after", "reason", "came_with_id", "recorded_by_id", "recorded_at"]
    same = (PAID_OUT, by.came_with, by.posting, by.at)
    said = [(loan, "disbursed_on", None, day.isoformat(), *same) for loan, day in days.items()]
    # So that what was worked out before today can be worked out again without these loans.
    bulk.insert(LoanCorrection, names, said)
    return list(days)


def _obstacles(checked: Checked, said: Mapping[int, Row]) -> dict[int, str]:
    """Why contracts cannot be paid out as the sheet says, by loan; those that can are not in it."""
    told: dict[int, str] = {}
    asked: dict[str, dict[int, Question]] = {}
    then = looked_back(laws().policies)
    for part in bulk.parts(list(said)):
        for loan in Loan.objects.filter(pk__in=part).select_related(*_WITH):
            day = _as_said(loan, said[loan.pk])
            try:
                require_payable(checked.sheet.actor, laws(), loan, day, then=then)
            except Refusal as refusal:
                told[loan.pk] = _in_words(refusal)
                continue
            question = question_of(loan, day)
            if question is not None:
                asked.setdefault(loan.policy, {})[loan.pk] = question
    for policy, questions in asked.items():
        told |= _unlawful(policy, questions)
    return told


def _as_said(loan: Loan, row: Row) -> date:
    """The day of the payout; the contract's terms, not saved, are those the row would leave it with."""
    for term in ("principal", "rate", "signed_on", "due_on"):
        if row[term] is not None:
            setattr(loan, term, row[term])
    day: date = row["disbursed_on"]
    return day


def _unlawful(policy: str, questions: Mapping[int, Question]) -> dict[int, str]:
    """What the law objects to, by loan."""
    told: dict[int, str] = {}
    answers = answers_together(list(questions.values()), laws().of(policy))
    for (key, question), answer in zip(questions.items(), answers, strict=True):
        try:
            require_lawful(answer, waived_of(question.application))
        except Obstacles as obstacles:
            told[key] = _in_words(obstacles)
    return told


def _in_words(refusal: Refusal) -> str:
    if not isinstance(refusal, Obstacles):
        return str(refusal)
    return f"{refusal}{'；'.join(with_places(refusal))}"
