"""What was struck out and whose files they were is forgotten on the way back, and can be said again after."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.migrations.executor import MigrationExecutor

import made_cases as cases
import made_offices as offices
import made_projects as made
from hudai.actions import attachment as attachments
from hudai.actions import household_attachment as filing
from hudai.actions import insurance as insuring
from hudai.actions import service_point as points
from hudai.actions import training as actions
from hudai.actions.insurance import Cover
from hudai.actions.training import Came, Session
from hudai.records.models import Attachment, Attendance, Insurance, Station
from made_photos import photo

BEFORE = ("records", "0003_rates_a_bank_asks_by_grade")
DAY = date(2025, 9, 10)

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.long]


@pytest.fixture
def migrate() -> Iterator[Any]:
    """Bring the tables to a migration; afterwards they are as they should be."""

    def to(*target: tuple[str, str]) -> Any:
        MigrationExecutor(connection).migrate(list(target))
        return MigrationExecutor(connection).loader.project_state(list(target)).apps

    yield to
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())


def corrected() -> None:
    """One of two at a training struck out and entered again; so is an insurance."""
    cases.household()
    cases.household("LX-002", "钱大山", "19700101")
    actor = cases.at(Station.VILLAGE)
    session = Session("电商", offices.village().pk, DAY, 4, "郑农艺")
    actions.record(actor=actor, session=session, came=[Came("LX-001"), Came("LX-002")])
    wrong = Attendance.objects.get(household__number="LX-001")
    actions.strike_out(actor=actor, attendance_id=wrong.pk, reason="登错了")
    actions.record(actor=actor, session=session, came=[Came("LX-001")])
    for premium in (48_000, 50_000):
        cover = Cover("farming", "", "云坪财险", DAY, date(2026, 9, 10), 960_000, premium, "shared")
        made = insuring.record(actor=actor, household_id=wrong.household_id, cover=cover)
        if premium == 48_000:
            insuring.strike_out(actor=actor, insurance_id=made.pk, reason="登错了")


def test_files_of_cases_stay_when_those_of_households_are_forgotten(
    migrate: Any, settings: Any, tmp_path: Path
):
    settings.MEDIA_ROOT = tmp_path / "files"
    case = cases.draft()
    part = made.taken_in(case.household, made.project())
    actor = cases.at(Station.VILLAGE)
    said = {"name": "拍照.jpg", "chunks": [photo()]}
    attachments.add(actor=actor, number=case.number, paper="身份证", **said)
    filing.add_to_participation(actor=actor, participation_id=part.pk, paper="参与项目同意书", **said)

    back = migrate(BEFORE)

    assert [each.paper for each in back.get_model("records", "Attachment").objects.all()] == ["身份证"]
    migrate(*MigrationExecutor(connection).loader.graph.leaf_nodes())
    filing.add_to_participation(actor=actor, participation_id=part.pk, paper="参与项目同意书", **said)
    assert [each.paper for each in Attachment.objects.order_by("pk")] == ["身份证", "参与项目同意书"]
    with pytest.raises(IntegrityError), transaction.atomic():
        Attachment.objects.update(participation=part)


def test_what_stands_goes_back_and_comes_again_and_what_was_struck_out_is_forgotten(migrate: Any):
    corrected()
    assert (Attendance.objects.count(), Insurance.objects.count()) == (3, 2)

    back = migrate(BEFORE)

    old = back.get_model("records", "Attendance").objects.order_by("pk")
    assert [each.household.number for each in old] == ["LX-002", "LX-001"]
    assert [each.premium for each in back.get_model("records", "Insurance").objects.all()] == [50_000]
    migrate(*MigrationExecutor(connection).loader.graph.leaf_nodes())
    assert [each.withdrawn_at for each in Attendance.objects.all()] == [None, None]
    made = Insurance.objects.get()
    insuring.strike_out(actor=cases.at(Station.VILLAGE), insurance_id=made.pk, reason="登错了")
    assert Insurance.objects.get().withdrawn_for == "登错了"


def test_staff_struck_out_at_a_service_point_are_forgotten_on_the_way_back(migrate: Any):
    town = cases.at(Station.TOWN)
    said = points.PointSaid("村部", "村委会一楼", DAY)
    point = points.register(actor=town, region_id=offices.village().pk, said=said)
    who = points.StaffSaid("孙村千", "general", is_fixed=True, knows_business=True, since=DAY)
    wrong = points.take_on(actor=town, point_id=point.pk, said=who)
    points.strike_out(actor=town, member_id=wrong.pk, reason="名字写错了")
    points.take_on(actor=town, point_id=point.pk, said=replace(who, name="孙村干"))

    back = migrate(BEFORE)

    assert [each.name for each in back.get_model("records", "ServicePointStaff").objects.all()] == ["孙村干"]
