"""Tables of rates: they go back and come again, guarded, and the banks stay."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.migrations.executor import MigrationExecutor

import made_pricings as pricings
from hudai.records.models import Bank, PricingLine

HERE = ("records", "0003_rates_a_bank_asks_by_grade")
TABLES = {"records_pricing", "records_pricingline"}

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.long]


@pytest.fixture
def before() -> Iterator[tuple[str, str]]:
    """The migration this one comes after; afterwards the tables are as they should be."""
    graph = MigrationExecutor(connection).loader.graph
    (parent,) = [node.key for node in graph.node_map[HERE].parents]
    yield parent
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())


def keeps(table: str) -> bool:
    """Whether the database itself refuses to remove rows of the table."""
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"DELETE FROM {table}")
    return True


def test_the_way_back_drops_the_tables_and_the_way_forth_guards_them_again(before: tuple[str, str]):
    pricings.enter()
    assert all(keeps(table) for table in TABLES)

    MigrationExecutor(connection).migrate([before])
    assert not TABLES & {*connection.introspection.table_names()}
    assert Bank.objects.filter(name="云坪农商行").exists()

    MigrationExecutor(connection).migrate([HERE])
    assert not PricingLine.objects.exists()
    pricings.enter()
    assert all(keeps(table) for table in TABLES)
