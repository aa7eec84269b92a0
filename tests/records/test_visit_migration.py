"""Tokens, calls, notes, visits and their files: the newest tables go back and come again, rows and all."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.migrations.executor import MigrationExecutor

import made_cases as cases
import made_loans as loans
import made_tokens as tokens
from hudai.actions import attachment as attachments
from hudai.actions import maturity_note as noting
from hudai.actions import visit as visiting
from hudai.actions.visit import Seen
from hudai.actions.visit_attachment import Handed
from hudai.records.models import Station
from made_photos import photo

RECONCILED = ("records", "0014_returns_are_reconciled")
TOKENS = ("records", "0015_banks_come_in_by_token")
VISITS = ("records", "0016_due_days_and_visits")
FILES = ("records", "0017_files_of_visits")
SEEN = Seen(date(2025, 10, 20), "孙村干", "圈舍已修好", money_used_as_agreed=True, favourable=True)

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.long, pytest.mark.once, pytest.mark.seldom]


@pytest.fixture
def migrate() -> Iterator[Any]:
    """Bring the tables to a migration and give its models; afterwards they are as they should be."""

    def to(target: tuple[str, str]) -> Any:
        MigrationExecutor(connection).migrate([target])
        return MigrationExecutor(connection).loader.project_state([target]).apps

    yield to
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())


@pytest.fixture(autouse=True)
def _media(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"


def rows_of(apps: Any, model: str) -> list[dict[str, Any]]:
    return list(apps.get_model("records", model).objects.order_by("pk").values())


def lived() -> None:
    """A loan with a note of its due day, a visit with a photo, its case's photo, and a bank's call."""
    loan = loans.one_year()
    bank = tokens.program()
    sent = {"contract": loan.contract, "as_of": "2025-12-31", "loan_class": "正常"}
    assert bank.post("/classes", {"rows": [sent]}).status_code == 201
    visiting.record(
        actor=loans.on(date(2025, 10, 20), Station.VILLAGE),
        loan_id=loan.pk,
        seen=SEEN,
        files=[Handed("现场照片", "猪圈.jpg", [photo("#aa8866")])],
    )
    noting.arrange(
        actor=loans.on(date(2026, 8, 1), Station.VILLAGE),
        policies=loans.LAWS.policies,
        loan_id=loan.pk,
        plan="repay",
        words="按期还",
    )
    case = cases.draft(cases.household("LX-002", "钱大山", "19700101"))
    attachments.add(
        actor=cases.at(Station.VILLAGE),
        number=case.number,
        paper="身份证",
        name="证件.jpg",
        chunks=[photo()],
    )


def keeps(table: str) -> bool:
    """Whether the database itself refuses to change rows of the table."""
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"DELETE FROM {table}")
    return True


def test_files_of_cases_stay_when_those_of_visits_are_forgotten_and_come_back(migrate: Any):
    lived()
    before = rows_of(migrate(FILES), "Attachment")
    assert [row["visit_id"] is None for row in before] == [False, True]

    back = migrate(VISITS)

    old = rows_of(back, "Attachment")
    assert old == [{name: value for name, value in before[1].items() if name != "visit_id"}]
    assert (len(rows_of(back, "Visit")), keeps("records_visit")) == (1, True)
    again = migrate(FILES)
    assert rows_of(again, "Attachment") == [before[1]]
    assert (len(rows_of(again, "Visit")), keeps("records_visit")) == (1, True)


def test_visits_notes_tokens_and_calls_go_with_their_tables_and_the_loan_stays(migrate: Any):
    lived()
    before = rows_of(migrate(VISITS), "Loan")

    without_visits = migrate(TOKENS)
    assert [len(rows_of(without_visits, name)) for name in ("ApiToken", "ApiCall")] == [1, 1]
    assert {"records_visit", "records_maturitynote"} & set(connection.introspection.table_names()) == set()
    without_tokens = migrate(RECONCILED)
    assert {"records_apitoken", "records_apicall"} & set(connection.introspection.table_names()) == set()
    assert rows_of(without_tokens, "Loan") == before

    again = migrate(FILES)

    assert rows_of(again, "Loan") == before
    assert [rows_of(again, name) for name in ("Visit", "MaturityNote", "ApiToken", "ApiCall")] == [[]] * 4
    assert len(rows_of(again, "ReportedClass")) == 1


def test_the_new_tables_keep_what_is_written_after_they_came_again(migrate: Any):
    migrate(RECONCILED)
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())

    lived()

    assert keeps("records_visit")
    assert keeps("records_maturitynote")
