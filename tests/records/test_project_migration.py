"""Assessments, projects, trainings and insurances go back with their tables and come again, guarded."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.migrations.executor import MigrationExecutor

import made_cases as cases
import made_projects as made
from hudai.actions import assessment as assessing
from hudai.actions import project as projects
from hudai.core.assessment import Assessed
from hudai.records.models import Application, Station

BEFORE = ("records", "0022_groups_are_regions")
TABLES = {
    f"records_{name}"
    for name in ("assessment", "enterprise", "project", "participation", "funding", "training", "attendance")
} | {"records_insurance"}

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.long]


@pytest.fixture
def migrate() -> Iterator[Any]:
    """Bring the tables to a migration; afterwards they are as they should be."""

    def to(*target: tuple[str, str]) -> None:
        MigrationExecutor(connection).migrate(list(target))

    yield to
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())


def lived() -> None:
    case = cases.waiting_at(4)
    assessing.assess(
        actor=cases.at(Station.BRANCH, 96),
        law=cases.LAW,
        catalogue=made.CATALOGUE,
        number=case.number,
        seen_version=0,
        found=assessing.Found("生猪育肥", Assessed(6, 3_000_000, 0, 0, 0)),
    )
    part = made.taken_in(case.household, made.project())
    projects.fund(actor=made.at(), number=case.number, participation_id=part.pk)


def test_the_tables_go_with_their_rows_and_come_again_empty_and_guarded(migrate: Any):
    lived()

    migrate(BEFORE)
    assert TABLES & set(connection.introspection.table_names()) == set()

    migrate(*MigrationExecutor(connection).loader.graph.leaf_nodes())
    assert set(connection.introspection.table_names()) >= TABLES
    case = Application.objects.get()
    assert not case.assessments.exists()
    assessing.assess(
        actor=cases.at(Station.BRANCH, 97),
        law=cases.LAW,
        catalogue=made.CATALOGUE,
        number=case.number,
        seen_version=0,
        found=assessing.Found("肉牛", Assessed(15, 3_000_000, 0, 0, 0)),
    )
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM records_assessment")
