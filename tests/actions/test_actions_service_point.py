"""Service points: who keeps which, what cannot be, staff that come and go, and what the journal keeps."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

import made_cases as cases
import made_offices as offices
from hudai.actions import service_point as actions
from hudai.actions.actor import NotYours
from hudai.actions.service_point import PointSaid, StaffSaid
from hudai.core.errors import Refusal
from hudai.core.workflow import NotNow
from hudai.records.models import JournalLine, Region, ServicePoint, ServicePointStaff, Station
from hudai.records.queries import service_point as queries

pytestmark = pytest.mark.django_db
TODAY = cases.START.date()
SAID = PointSaid("柳溪村金融服务部", "村委会一楼", date(2025, 3, 1), area=18, has_rules=True)
WHO = StaffSaid("孙村干", "general", is_fixed=True, knows_business=True, since=date(2025, 3, 1))


def registered(station: Station = Station.TOWN, region: Region | None = None, said: PointSaid = SAID):
    where = region or offices.village()
    return actions.register(actor=cases.at(station), region_id=where.pk, said=said)


def elsewhere() -> Region:
    town = Region.objects.create(level="town", name="云台镇", parent=offices.county(), since=offices.SINCE)
    return Region.objects.create(level="village", name="高坪村", parent=town, since=offices.SINCE)


def test_the_town_registers_its_own_and_its_villages_and_the_office_all():
    for region, name in ((offices.village(), "村部"), (offices.town(), "镇站")):
        registered(region=region, said=replace(SAID, name=name))
    registered(Station.OFFICE, offices.county(), replace(SAID, name="县中心"))
    registered(Station.OFFICE, elsewhere(), replace(SAID, name="高坪村部"))

    assert ServicePoint.objects.count() == 4
    assert {line.action for line in JournalLine.objects.filter(noun="servicepoint")} == {"登记服务网点"}


@pytest.mark.parametrize("where", [elsewhere, offices.county], ids=["another town", "the county"])
def test_the_town_registers_nothing_outside_its_place(where):
    with pytest.raises(NotYours, match="不在您的管理范围内"):
        registered(region=where())

    assert not ServicePoint.objects.exists()


@pytest.mark.parametrize("station", [each for each in Station if each not in actions.KEEPS_POINTS])
def test_no_other_desk_keeps_the_register(station: Station):
    point = registered()

    with pytest.raises(NotYours):
        registered(station, said=replace(SAID, name="另一个"))
    with pytest.raises(NotYours):
        actions.correct(actor=cases.at(station), point_id=point.pk, said=SAID)
    with pytest.raises(NotYours):
        actions.take_on(actor=cases.at(station), point_id=point.pk, said=WHO)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"name": "  "}, "请填写名称"),
        ({"address": "路" * 101}, "请填写地址，最多 100 个字"),
        ({"area": 0}, "大于 0 的整数平方米"),
        ({"opened_on": TODAY + timedelta(days=1)}, "不能晚于今天"),
        ({"checked_on": TODAY + timedelta(days=1)}, "不能晚于今天"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_written(change, told):
    with pytest.raises(Refusal, match=told):
        registered(said=replace(SAID, **change))

    assert not ServicePoint.objects.exists()


def test_a_name_stands_once_at_a_place_while_it_is_open():
    point = registered()
    with pytest.raises(Refusal, match="已经有“柳溪村金融服务部”了"):
        registered()

    actions.close(actor=cases.at(Station.TOWN), point_id=point.pk, on=TODAY)

    assert registered().pk != point.pk


def test_the_journal_says_which_columns_changed_and_a_second_time_changes_nothing():
    point = registered()
    said = replace(SAID, area=21, has_sign=True, checked_on=TODAY)

    for _ in range(2):
        actions.correct(actor=cases.at(Station.OFFICE), point_id=point.pk, said=said)

    point.refresh_from_db()
    assert (point.area, point.has_sign, point.has_archives) == (21, True, None)
    (line,) = JournalLine.objects.filter(action="更新服务网点")
    assert line.facts["fields"] == ["area", "has_sign", "checked_on"]


def test_staff_come_and_go_and_only_those_of_the_day_count():
    point, town = registered(), cases.at(Station.TOWN)
    member = actions.take_on(actor=town, point_id=point.pk, said=replace(WHO, phone="13800001234"))
    with pytest.raises(Refusal, match="已经登记为这里的综合业务"):
        actions.take_on(actor=town, point_id=point.pk, said=WHO)
    shown = queries.points_seen_by(town.posting).get()
    assert [each.name for each in queries.working(shown, TODAY)] == ["孙村干"]

    actions.let_go(actor=town, member_id=member.pk, until=TODAY)

    shown = queries.points_seen_by(town.posting).get()
    assert queries.working(shown, TODAY) == []
    assert queries.facts_of(shown, TODAY).staff == []
    assert actions.let_go(actor=town, member_id=member.pk, until=TODAY).until == TODAY


def test_a_telephone_number_lies_sealed_and_is_in_no_journal_line():
    point = registered()
    said = replace(WHO, phone="13800001234")
    actions.take_on(actor=cases.at(Station.TOWN), point_id=point.pk, said=said)

    with connection.cursor() as cursor:
        cursor.execute("SELECT phone FROM records_servicepointstaff")
        assert "13800001234" not in cursor.fetchone()[0]
    assert "13800001234" not in str(list(JournalLine.objects.values_list("facts", flat=True)))


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"name": ""}, "请填写姓名"),
        ({"duty": "cook"}, "请选择职责"),
        ({"phone": "一三八"}, "联系电话只能是数字"),
        ({"since": TODAY + timedelta(days=1)}, "到岗日期不能晚于今天"),
    ],
)
def test_staff_that_cannot_be_is_refused(change, told):
    point = registered()

    with pytest.raises(Refusal, match=told):
        actions.take_on(actor=cases.at(Station.TOWN), point_id=point.pk, said=replace(WHO, **change))

    assert not ServicePointStaff.objects.exists()


def test_a_closed_point_ends_its_staff_and_changes_no_more():
    point, town = registered(), cases.at(Station.TOWN)
    actions.take_on(actor=town, point_id=point.pk, said=WHO)
    with pytest.raises(Refusal, match="不能早于启用日期"):
        actions.close(actor=town, point_id=point.pk, on=date(2025, 2, 28))

    actions.close(actor=town, point_id=point.pk, on=TODAY)

    assert point.staff.get().until == TODAY
    with pytest.raises(Refusal, match="已经停用"):
        actions.correct(actor=town, point_id=point.pk, said=SAID)
    assert not queries.open_points(town.posting, queries.Filters(), TODAY).exists()


def test_places_without_a_point_are_listed_and_a_closed_one_is_none():
    offices.village()
    office = cases.at(Station.OFFICE).posting
    missing = queries.without_point(office, queries.Filters(), TODAY)
    assert {each.name for each in missing} == {"云坪县", "石门镇", "柳溪村"}

    point = registered()
    assert {each.name for each in missing.all()} == {"云坪县", "石门镇"}
    actions.close(actor=cases.at(Station.TOWN), point_id=point.pk, on=TODAY)
    assert {each.name for each in missing.all()} == {"云坪县", "石门镇", "柳溪村"}


def test_the_database_keeps_a_point_and_its_staff_running_forward():
    point = registered()
    member = {"point": point, "name": "甲", "duty": "general", "is_fixed": True, "knows_business": True}

    with pytest.raises(IntegrityError), transaction.atomic():
        ServicePoint.objects.filter(pk=point.pk).update(closed_on=date(2020, 1, 1))
    with pytest.raises(IntegrityError), transaction.atomic():
        ServicePointStaff.objects.create(**member, since=TODAY, until=TODAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        ServicePointStaff.objects.create(**{**member, "duty": "cook"}, since=TODAY)


def test_a_point_is_not_closed_before_somebody_came_to_work_there():
    point = registered()
    member = actions.take_on(actor=cases.at(Station.TOWN), point_id=point.pk, said=replace(WHO, since=TODAY))

    with pytest.raises(Refusal, match=f"有人 {TODAY} 才到岗"):
        actions.close(actor=cases.at(Station.TOWN), point_id=point.pk, on=TODAY)

    point.refresh_from_db()
    member.refresh_from_db()
    assert (point.closed_on, member.until) == (None, None)


def test_nobody_works_at_a_closed_point_any_more():
    point = registered()
    actions.take_on(actor=cases.at(Station.TOWN), point_id=point.pk, said=WHO)

    actions.close(actor=cases.at(Station.TOWN), point_id=point.pk, on=TODAY)

    assert not point.staff.filter(until=None).exists()


def test_who_was_entered_in_error_is_struck_out_the_same_day_and_counts_nowhere():
    point, town = registered(), cases.at(Station.TOWN)
    wrong = actions.take_on(actor=town, point_id=point.pk, said=replace(WHO, since=TODAY))
    with pytest.raises(Refusal, match="登错的请划去"):
        actions.let_go(actor=town, member_id=wrong.pk, until=TODAY)
    with pytest.raises(Refusal, match="请写明划去的原因"):
        actions.strike_out(actor=town, member_id=wrong.pk, reason=" ")

    actions.strike_out(actor=town, member_id=wrong.pk, reason="名字写错了")

    shown = queries.points_seen_by(town.posting).get()
    assert queries.working(shown, TODAY) == []
    for again in (
        lambda: actions.strike_out(actor=town, member_id=wrong.pk, reason="又一次"),
        lambda: actions.let_go(actor=town, member_id=wrong.pk, until=TODAY),
    ):
        with pytest.raises(NotNow, match="已经划去"):
            again()
    assert JournalLine.objects.get(action="划去网点人员").facts["reason"] == "名字写错了"
    # The same name can be entered rightly, and a point is closed without minding who was struck out.
    actions.take_on(actor=town, point_id=point.pk, said=WHO)
    actions.close(actor=town, point_id=point.pk, on=TODAY)
    wrong.refresh_from_db()
    assert (wrong.until, wrong.withdrawn_for) == (None, "名字写错了")


def test_nobody_strikes_out_at_another_towns_point():
    point = registered(Station.OFFICE, elsewhere())
    member = actions.take_on(actor=cases.at(Station.OFFICE), point_id=point.pk, said=WHO)

    with pytest.raises(NotYours):
        actions.strike_out(actor=cases.at(Station.TOWN), member_id=member.pk, reason="登错了")

    member.refresh_from_db()
    assert member.withdrawn_at is None
