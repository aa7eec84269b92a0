"""Suspicions and dishonest debtors go and come with their tables; old numbers get their index."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

import made_debtors as debtors
import made_suspicions as made
from hudai.records.fields import blind_index
from hudai.records.models import Application, Suspicion

BEFORE = ("records", "0025_credit_areas_and_service_points")
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.long]


@pytest.fixture
def back_again() -> Iterator[None]:
    """Whatever happens, the next test finds the tables of today."""
    yield
    forward()


def forward() -> None:
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())


@pytest.mark.usefixtures("back_again")
def test_the_tables_go_with_their_rows_and_every_number_is_indexed_again(settings: Any, tmp_path: Path):
    settings.MEDIA_ROOT = tmp_path / "files"
    debtors.proposed()
    made.run()
    before = dict(Application.objects.values_list("number", "phone_index"))
    assert set(before.values()) == {blind_index("13800001234")}

    MigrationExecutor(connection).migrate([BEFORE])

    gone = {"records_suspicion", "records_suspicionstep", "records_dishonestdebtor"}
    assert gone & set(connection.introspection.table_names()) == set()
    forward()
    assert dict(Application.objects.values_list("number", "phone_index")) == before
    assert not Suspicion.objects.exists()
    made.run()
