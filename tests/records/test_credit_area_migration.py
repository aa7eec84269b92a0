"""Credit villages and service points: their tables go back and come again, guarded, and regions stay."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.migrations.executor import MigrationExecutor

import made_cases as cases
import made_credit_areas as made
import made_offices as offices
from hudai.actions import credit_area as awarding
from hudai.actions import service_point as registering
from hudai.actions.service_point import PointSaid, StaffSaid
from hudai.records.models import Region, Station

HERE = ("records", "0025_credit_areas_and_service_points")
KEPT = ("records_creditproposal", "records_creditanswer", "records_creditrevocation")
TABLES = {*KEPT, "records_servicepoint", "records_servicepointstaff"}

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.long]


@pytest.fixture
def before() -> Iterator[tuple[str, str]]:
    """The migration this one comes after; afterwards the tables are as they should be."""
    graph = MigrationExecutor(connection).loader.graph
    (parent,) = [node.key for node in graph.node_map[HERE].parents]
    yield parent
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())


def lived() -> None:
    """An award that was revoked, and a desk somebody works at."""
    made.rated()
    proposal = made.awarded()
    awarding.revoke(actor=made.at(Station.OFFICE, 10), proposal_id=proposal.pk, reason="发现虚报")
    town, opened = cases.at(Station.TOWN), date(2025, 3, 1)
    point = registering.register(
        actor=town, region_id=offices.village().pk, said=PointSaid("村部", "村委会", opened)
    )
    said = StaffSaid(
        "孙村干", "general", is_fixed=True, knows_business=True, since=opened, phone="13800001234"
    )
    registering.take_on(actor=town, point_id=point.pk, said=said)


def keeps(table: str) -> bool:
    """Whether the database itself refuses to remove rows of the table."""
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"DELETE FROM {table}")
    return True


def test_the_tables_go_with_their_rows_and_come_again_empty_and_guarded(before: tuple[str, str]):
    lived()
    regions = list(Region.objects.order_by("pk").values())

    MigrationExecutor(connection).migrate([before])
    assert TABLES & set(connection.introspection.table_names()) == set()
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())

    assert set(connection.introspection.table_names()) >= TABLES
    assert list(Region.objects.order_by("pk").values()) == regions
    town = made.at(Station.TOWN)
    proposal = awarding.propose(actor=town, criteria=made.without_loans(), area_id=offices.village().pk)
    awarding.award(actor=made.at(Station.OFFICE, 2), criteria=made.without_loans(), proposal_id=proposal.pk)
    awarding.revoke(actor=made.at(Station.OFFICE, 3), proposal_id=proposal.pk, reason="发现虚报")
    assert all(keeps(table) for table in KEPT)
