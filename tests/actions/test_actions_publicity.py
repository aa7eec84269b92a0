"""Publicity: events a desk may write down, typical cases that tell nobody's secrets, the office's word."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

import made_cases as cases
import made_loans as loans
import made_offices as offices
from hudai.actions import publicity as actions
from hudai.actions.actor import Actor, NotYours
from hudai.actions.publicity import Case, Event
from hudai.core.errors import Refusal
from hudai.core.workflow import NotNow
from hudai.records.models import JournalLine, PublicityEvent, Region, Station, TypicalCase
from hudai.records.queries import publicity as queries
from made_offices import SINCE, county, town, village

pytestmark = pytest.mark.django_db
TODAY = date(2025, 9, 22)


def event(region: Region, **changes: object) -> Event:
    plain = Event("policy", "院坝宣讲会", TODAY, region, "村委会院坝", "柳溪村村委会", 42, "讲贴息和还款")
    return replace(plain, **changes)


def case(**changes: object) -> Case:
    plain = Case("养猪脱贫", "household", village(), "LX-001", False, "", "孙某借款50000元养猪12头。")
    return replace(plain, **changes)


def desk(station: Station) -> Actor:
    return loans.on(TODAY, station)


@pytest.mark.parametrize(
    ("station", "place"),
    [
        (Station.VILLAGE, village),
        (Station.TOWN, town),
        (Station.OFFICE, county),
        (Station.FINANCE_OFFICE, county),
        (Station.BRANCH, town),
        (Station.BANK, county),
    ],
)
def test_each_desk_writes_down_events_of_its_own_places_once(station: Station, place):
    village()
    cases.lead_bank()

    made = actions.hold(actor=desk(station), event=event(place()))
    again = actions.hold(actor=desk(station), event=event(place()))

    assert made == again
    assert PublicityEvent.objects.get().audience == 42
    assert JournalLine.objects.filter(action="登记宣传活动").count() == 1


@pytest.mark.parametrize(
    ("station", "place"),
    [
        (Station.VILLAGE, town),
        (Station.TOWN, county),
        (Station.BRANCH, county),
        (Station.AUDITOR, county),
        (Station.GUARANTOR, county),
    ],
)
def test_nobody_writes_down_events_beyond_their_place(station: Station, place):
    village()
    cases.lead_bank()

    with pytest.raises(NotYours):
        actions.hold(actor=desk(station), event=event(place()))

    assert not PublicityEvent.objects.exists()


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"held_on": date(2025, 9, 23)}, "不能晚于今天"),
        ({"audience": 0}, "参加人数"),
        ({"title": " "}, "活动名称"),
        ({"host": ""}, "主办单位"),
        ({"content": ""}, "主要内容"),
        ({"kind": "party"}, "活动类型"),
    ],
)
def test_an_event_says_what_it_was(changes: dict[str, object], told: str):
    with pytest.raises(Refusal, match=told):
        actions.hold(actor=desk(Station.VILLAGE), event=event(village(), **changes))

    assert not PublicityEvent.objects.exists()


def test_what_is_held_for_a_town_is_told_to_its_villages_and_not_to_another_town():
    village()
    made = actions.hold(actor=desk(Station.TOWN), event=event(town()))
    elsewhere = Region.objects.create(level="town", name="云台镇", parent=county(), since=SINCE)
    far = desk(Station.TOWN_HEAD).posting
    far.region = elsewhere
    far.save()

    assert list(queries.events(desk(Station.VILLAGE).posting, queries.EventFilters())) == [made]
    assert list(queries.events(far, queries.EventFilters())) == []


def test_an_event_is_withdrawn_by_who_wrote_it_or_the_county_office():
    made = actions.hold(actor=desk(Station.VILLAGE), event=event(village()))
    with pytest.raises(NotYours):
        actions.withdraw(actor=desk(Station.TOWN), event_id=made.pk, reason="不实")
    with pytest.raises(Refusal):
        actions.withdraw(actor=desk(Station.VILLAGE), event_id=made.pk, reason=" ")

    actions.withdraw(actor=desk(Station.OFFICE), event_id=made.pk, reason="重复登记")

    with pytest.raises(NotNow):
        actions.withdraw(actor=desk(Station.VILLAGE), event_id=made.pk, reason="重复登记")
    made.refresh_from_db()
    assert made.withdrawn_for == "重复登记"


def test_a_case_is_read_by_everybody_once_the_office_has_approved_it():
    cases.household()
    made = actions.hand_in(actor=desk(Station.VILLAGE), case=case())
    assert list(queries.typical_cases(desk(Station.TOWN).posting)) == []
    with pytest.raises(NotYours):
        actions.judge(actor=desk(Station.TOWN), case_id=made.pk, approved=True, opinion="")

    actions.judge(actor=desk(Station.OFFICE), case_id=made.pk, approved=True, opinion="")

    assert list(queries.typical_cases(desk(Station.TOWN).posting)) == [made]
    with pytest.raises(NotNow):
        actions.judge(actor=desk(Station.OFFICE), case_id=made.pk, approved=False, opinion="再看")


def test_a_case_is_declined_with_a_reason_only():
    cases.household()
    made = actions.hand_in(actor=desk(Station.VILLAGE), case=case())

    with pytest.raises(Refusal, match="理由"):
        actions.judge(actor=desk(Station.OFFICE), case_id=made.pk, approved=False, opinion=" ")
    actions.judge(actor=desk(Station.OFFICE), case_id=made.pk, approved=False, opinion="数据不全")

    made.refresh_from_db()
    assert (made.state, made.answer) == ("declined", "数据不全")


WRITERS = (
    Station.VILLAGE, Station.TOWN, Station.TOWN_HEAD, Station.FINANCE_OFFICE, Station.BRANCH, Station.BANK,
)  # fmt: skip


def project(station: Station) -> TypicalCase:
    """A case of a project, handed in by that desk for a place of its own."""
    cases.lead_bank()
    region = village() if station == Station.VILLAGE else town()
    return actions.hand_in(
        actor=desk(station), case=case(subject="project", region=region, household="", text="花椒基地")
    )


@pytest.mark.parametrize("station", WRITERS)
def test_a_case_of_any_other_desk_is_the_county_office_s_to_judge(station: Station):
    made = project(station)
    with pytest.raises(NotYours, match=r"区县主管部门审核|没有找到"):
        actions.judge(actor=desk(Station.FINANCE_OFFICE), case_id=made.pk, approved=True, opinion="")

    actions.judge(actor=desk(Station.OFFICE), case_id=made.pk, approved=True, opinion="")

    made.refresh_from_db()
    assert (made.state, made.answered_by.station) == ("approved", Station.OFFICE)


def test_what_the_county_office_wrote_itself_it_neither_approves_nor_declines():
    made = project(Station.OFFICE)
    colleague = offices.post(offices.officer("office2", "沈远山"), Station.OFFICE)
    other = Actor(colleague.officer, colleague, desk(Station.OFFICE).at)
    for actor in (desk(Station.OFFICE), other):
        for approved in (True, False):
            with pytest.raises(NotYours, match=r"本单位报送的案例.*请金融办审核"):
                actions.judge(actor=actor, case_id=made.pk, approved=approved, opinion="很好")
    assert TypicalCase.objects.get().state == "handed_in"

    actions.judge(actor=desk(Station.FINANCE_OFFICE), case_id=made.pk, approved=True, opinion="可推广")

    made.refresh_from_db()
    assert (made.state, made.answered_by.station) == ("approved", Station.FINANCE_OFFICE)


def test_who_handed_a_case_in_does_not_judge_it_standing_in_for_the_county_office():
    made = project(Station.TOWN)
    writer = desk(Station.TOWN).officer
    standing_in = Actor(writer, desk(Station.OFFICE).posting, desk(Station.OFFICE).at)

    with pytest.raises(NotYours, match="这个案例是您报送的，请由另一位工作人员审核"):
        actions.judge(actor=standing_in, case_id=made.pk, approved=True, opinion="")

    assert TypicalCase.objects.get().state == "handed_in"


def test_who_wrote_standing_in_for_another_does_not_judge_it_at_a_desk_of_their_own():
    office = desk(Station.OFFICE)
    village()
    made = actions.hand_in(
        actor=Actor(office.officer, desk(Station.TOWN).posting, office.at),
        case=case(subject="project", region=town(), household="", text="花椒基地"),
    )

    with pytest.raises(NotYours, match="这个案例是您报送的"):
        actions.judge(actor=office, case_id=made.pk, approved=True, opinion="")


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"text": "孙平磊养猪12头"}, "孙平磊的姓名"),
        ({"title": "孙平磊的养猪路"}, "孙平磊的姓名"),
        ({"text": "联系电话13800001234"}, "手机号码"),
        ({"household": ""}, "户编号"),
        ({"household": "LX-404"}, "没有编号为 LX-404"),
        ({"may_be_named": True}, "同意公开的依据"),
        ({"text": ""}, "案例内容"),
    ],
)
def test_a_case_with_names_or_numbers_nobody_agreed_to_is_not_handed_in(
    changes: dict[str, object], told: str
):
    cases.household()

    with pytest.raises(Refusal, match=told):
        actions.hand_in(actor=desk(Station.VILLAGE), case=case(**changes))

    assert not TypicalCase.objects.exists()


def test_who_agreed_is_named_and_a_number_is_not_told_even_then():
    cases.household()
    agreed = {"may_be_named": True, "consent": "2025年9月1日签字同意"}

    made = actions.hand_in(actor=desk(Station.VILLAGE), case=case(text="孙平磊养猪12头", **agreed))
    numbered = case(text=f"孙平磊 {cases.id_number('19850307')}", **agreed)
    with pytest.raises(Refusal, match="身份证号码"):
        actions.hand_in(actor=desk(Station.VILLAGE), case=numbered)

    assert TypicalCase.objects.get() == made


def test_a_project_names_no_household():
    made = actions.hand_in(
        actor=desk(Station.TOWN),
        case=case(subject="project", region=town(), household="", text="花椒基地带动30户"),
    )

    assert made.household is None


def test_a_case_sent_twice_is_handed_in_once_and_another_after_it_was_declined():
    cases.household()
    made = actions.hand_in(actor=desk(Station.VILLAGE), case=case())
    assert actions.hand_in(actor=desk(Station.VILLAGE), case=case()) == made
    assert JournalLine.objects.filter(action="报送典型案例").count() == 1
    actions.judge(actor=desk(Station.OFFICE), case_id=made.pk, approved=False, opinion="请补充收入")

    assert actions.hand_in(actor=desk(Station.VILLAGE), case=case()) != made
