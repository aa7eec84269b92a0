"""The guards of a batch's steps and objections: away on the way back, and there again on the way forth."""

from __future__ import annotations

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

HERE = ("records", "0005_a_batch_keeps_its_steps_and_objections")

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.long]


def guards() -> set[str]:
    """The triggers of the two tables that this migration makes."""
    asked = (
        "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
        if connection.vendor == "postgresql"
        else "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    )
    with connection.cursor() as cursor:
        cursor.execute(asked)
        names = {name for (name,) in cursor.fetchall()}
    return {
        name for name in names if name.startswith("records_objection") or name == "records_batchstep_in_time"
    }


def test_the_way_back_takes_the_guards_away_and_the_way_forth_brings_them_again():
    standing = guards()
    assert len(standing) == 4
    graph = MigrationExecutor(connection).loader.graph
    (before,) = [node.key for node in graph.node_map[HERE].parents]

    try:
        MigrationExecutor(connection).migrate([before])
        assert guards() == set()
    finally:
        executor = MigrationExecutor(connection)
        executor.migrate(executor.loader.graph.leaf_nodes())

    assert guards() == standing
