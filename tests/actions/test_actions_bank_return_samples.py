"""Both sample counties through the system: sheets imported, settled from the tables, to the fen."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest

from hudai.actions import bank_return as returns
from hudai.actions.bank_return_choices import CREATE
from hudai.actions.packs import laws
from hudai.core.settlement import settle
from hudai.records.models import Bank, Branch, Loan
from hudai.records.queries.loan_facts import loan_facts
from hudai.records.queries.standing import standings
from made_name_lists import county_office, work_all

pytestmark = pytest.mark.django_db

DATA = Path(__file__).parents[1] / "data" / "sample"
SHEETS = ("loans", "repayments", "stops", "granted")
SAMPLES = [
    ("yubei", "yubei-2021", date(2023, 9, 20)),
    ("shangcai-messy", "shangcai-2019", date(2021, 6, 20)),
]


def expected(sample: str, name: str) -> list[tuple[str, ...]]:
    with (DATA / sample / name).open(encoding="utf-8-sig", newline="") as lines:
        return [tuple(line) for line in csv.reader(lines)][1:]


def import_sample(sample: str, policy: str, through: date) -> None:
    office = county_office()
    bank = Bank.objects.create(name="县域各行")
    Branch.objects.create(bank=bank, name="区县机构")
    for name in SHEETS:
        found = returns.hand_in(
            actor=office,
            kind=name,
            bank=bank,
            policy=policy,
            as_of=through,
            file_name=f"{name}.csv",
            content=(DATA / sample / f"{name}.csv").read_bytes(),
        )
        work_all()
        found.refresh_from_db()
        assert not found.counts["problems"], found.counts["samples"]
        if found.state != "done":
            answers = returns.Answers(
                villages=dict.fromkeys(range(len(found.choices["places"])), CREATE),
                branches=dict.fromkeys(range(len(found.choices["branches"])), CREATE),
                accept_doubts=True,
            )
            returns.confirm(actor=office, return_id=found.pk, answers=answers)
            work_all()
            found.refresh_from_db()
        assert found.state == "done", found.job.message if found.job else ""


@pytest.mark.parametrize(("sample", "policy", "through"), SAMPLES, ids=["yubei", "shangcai"])
def test_a_sample_imported_and_settled_from_the_tables_is_due_what_was_worked_out(
    sample: str, policy: str, through: date
):
    import_sample(sample, policy, through)
    law = laws().of(policy)

    facts = loan_facts(Loan.objects.all())
    settled = settle(
        loans=facts.loans,
        repayments=facts.repayments,
        stops=facts.stops,
        granted=facts.granted,
        policy=law.policy,
        national=law.national,
        through=through,
    )

    names = ("contract", "entitled_fen", "paid_fen", "granted_fen", "due_fen")
    found = [tuple(map(str, row)) for row in settled.lines.select(names).iter_rows()]
    assert sorted(found) == sorted(expected(sample, "expected.csv"))


@pytest.mark.parametrize(("sample", "policy", "through"), SAMPLES, ids=["yubei", "shangcai"])
def test_a_sample_imported_stands_as_was_worked_out(sample: str, policy: str, through: date):
    import_sample(sample, policy, through)
    names = dict(Loan.objects.values_list("pk", "contract"))

    stands = standings(Loan.objects.all(), through, laws().of(policy).policy)

    found = [
        (names[key], str(balance), str(days), grade, str(npl))
        for key, balance, days, grade, npl in stands.select(
            "loan_key", "balance_fen", "days_overdue", "class", "npl"
        ).iter_rows()
        if balance
    ]
    assert sorted(found) == sorted(expected(sample, "expected_standing.csv"))
