"""Answers kept before screenings had a row of their own are gathered, and written out again, rows and all."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.migrations.executor import MigrationExecutor

BEFORE = ("records", "0012_monthly_registers")
AFTER = ("records", "0013_facts_once_a_screening")
AT = datetime(2025, 9, 20, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
SINCE = date(2021, 1, 1)

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


def application_of(apps: Any, number: str, desk: Any) -> Any:
    """An application with what it needs around it."""
    get = apps.get_model
    village = get("records", "Region").objects.create(
        level="village", name=number, since=SINCE, parent=desk.region
    )
    household = get("records", "Household").objects.create(number=number, village=village)
    person = get("records", "Person").objects.create(
        name="孙平磊", id_number=f"50011219850307{number}", sex="male", born_on=date(1985, 3, 7)
    )
    bank = get("records", "Bank").objects.create(name=number)
    branch = get("records", "Branch").objects.create(name=number, bank=bank)
    return get("records", "Application").objects.create(
        number=number,
        household=household,
        applicant=person,
        branch=branch,
        amount=5_000_000,
        term_months=36,
        purpose="养猪",
        applied_on=date(2025, 9, 19),
        policy="yubei-2021",
        entered_by=desk,
        entered_at=AT,
        step_since=AT,
    )


def desk_of(apps: Any) -> Any:
    county = apps.get_model("records", "Region").objects.create(level="county", name="云坪县", since=SINCE)
    officer = apps.get_model("records", "Officer").objects.create(username="office", name="李青山")
    return apps.get_model("records", "Posting").objects.create(
        officer=officer, station="office", region=county, office="局", since=SINCE
    )


def answers(apps: Any, case: Any, gate: int, hours: int, facts: dict[str, Any]) -> None:
    """What thirty rules said at a gate, the old way."""
    model = apps.get_model("records", "Finding")
    for rule in range(30):
        model.objects.create(
            application=case,
            gate=gate,
            rule=f"rule{rule}",
            level="hard",
            verdict="pass",
            clause="yubei-2021#1.2",
            message=f"第 {rule} 条",
            facts=facts,
            pack_digest="d" * 64,
            found_at=AT + timedelta(hours=hours),
        )


def returned(apps: Any, case: Any, desk: Any, hours: int) -> None:
    apps.get_model("records", "Decision").objects.create(
        application=case,
        version=0,
        step=2,
        label="镇",
        verdict="return",
        opinion="补材料",
        returned_to=0,
        posting=desk,
        officer=desk.officer,
        arrived_at=AT,
        decided_at=AT + timedelta(hours=hours),
    )


def still_append_only(*tables: str) -> bool:
    """Whether the database itself refuses to change rows of the tables."""
    for table in tables:
        for statement in (f"UPDATE {table} SET id = id", f"DELETE FROM {table}"):
            with (
                pytest.raises(DatabaseError, match="append-only"),
                transaction.atomic(),
                connection.cursor() as cursor,
            ):
                cursor.execute(statement)
    return True


def test_answers_are_gathered_under_their_screening_and_written_out_again(migrate: Any):
    apps = migrate(BEFORE)
    desk = desk_of(apps)
    first, second = application_of(apps, "471", desk), application_of(apps, "472", desk)
    answers(apps, first, 0, 0, {"labour": True, "applied_on": "2025-09-19", "purpose": "养猪“大”"})
    answers(apps, first, 1, 24, {"labour": True})
    returned(apps, first, desk, 30)
    answers(apps, first, 0, 48, {"labour": False})
    answers(apps, second, 0, 0, {"labour": True})
    old = list(apps.get_model("records", "Finding").objects.order_by("pk").values())

    apps = migrate(AFTER)

    screenings = apps.get_model("records", "Screening").objects.order_by("application_id", "found_at")
    assert [(each.application_id, each.gate, each.version, each.facts) for each in screenings] == [
        (first.pk, 0, 0, {"labour": True, "applied_on": "2025-09-19", "purpose": "养猪“大”"}),
        (first.pk, 1, 0, {"labour": True}),
        (first.pk, 0, 1, {"labour": False}),
        (second.pk, 0, 0, {"labour": True}),
    ]
    assert [each.findings.count() for each in screenings] == [30, 30, 30, 30]
    assert still_append_only("records_finding", "records_screening")

    apps = migrate(BEFORE)

    assert list(apps.get_model("records", "Finding").objects.order_by("pk").values()) == old
    assert still_append_only("records_finding")


def test_a_county_without_a_screening_passes_through_both_ways(migrate: Any):
    migrate(BEFORE)
    apps = migrate(AFTER)

    assert apps.get_model("records", "Screening").objects.count() == 0
