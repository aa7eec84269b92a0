"""Public notices of loans and helping firms: what is shown and frozen, for how long, what is said to it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from django.db import DatabaseError, transaction

import made_cases as cases
import made_loans as loans
import made_projects
from hudai.actions import notice as actions
from hudai.actions.actor import NotYours
from hudai.actions.notice import Draft
from hudai.actions.notice_tables import EnterpriseLine
from hudai.core.errors import Refusal
from hudai.core.workflow import NotNow
from hudai.records.models import (
    JournalLine,
    Notice,
    NoticeObjection,
    NoticeWithdrawal,
    Person,
    Region,
    Station,
)
from hudai.records.queries import notice as queries
from made_offices import SINCE, county, town, village

pytestmark = pytest.mark.django_db
TODAY = date(2025, 10, 8)
FIRM = EnterpriseLine("云坪花椒合作社", "农民专业合作社", "石门镇", 32, date(2024, 3, 1), None)


def draft(region: Region | None = None, **changes: object) -> Draft:
    plain = Draft(region or village(), date(2025, 9, 1), date(2025, 9, 30), TODAY, 10, "023-67800000")
    return replace(plain, **changes)


def put_up(station: Station = Station.VILLAGE, today: date = TODAY, **changes: object) -> Notice:
    return actions.put_up(actor=loans.on(today, station), laws=loans.LAWS, draft=draft(**changes))


@pytest.fixture
def loan():
    """50 000 yuan for three years, paid out on 2025-09-25 for pigs."""
    return loans.disbursed()


def test_a_notice_shows_the_loans_of_its_village_and_days_masked(loan):
    made = put_up()

    (table,) = made.tables
    assert table["rows"] == [
        [
            "1", "孙平磊", "50*************710", "石门镇柳溪村",
            "50,000.00", "36", "养殖", "云坪农商行石门支行", "2025-09-25",
        ]
    ]  # fmt: skip
    assert table["total"][0] == "50,000.00"
    assert loan.borrower.id_number not in str(made.tables)
    assert (made.number, made.public_until, made.loan_count) == ("GS2025000001", date(2025, 10, 18), 1)
    assert "1笔、50,000.00元" in made.content
    assert JournalLine.objects.get(action="公示贷款和带贫情况").facts["rows"] == 1


def test_a_town_shows_its_villages_and_another_days_loans_are_not_there(loan):
    assert put_up(Station.TOWN, region=town()).loan_count == 1

    with pytest.raises(Refusal, match="没有可以公示的内容"):
        put_up(lent_since=date(2025, 8, 1), lent_through=date(2025, 8, 31))
    with pytest.raises(Refusal, match="没有可以公示的内容"):
        put_up(lent_since=date(2025, 9, 1), lent_through=date(2025, 9, 24))
    assert put_up(lent_since=date(2025, 9, 25), lent_through=date(2025, 9, 25)).loan_count == 1


def test_a_notice_stays_as_it_was_put_up_however_the_household_changes(loan):
    made = put_up()
    Person.objects.filter(pk=loan.borrower_id).update(name="孙改名")

    made.refresh_from_db()

    assert made.tables[0]["rows"][0][1] == "孙平磊"
    assert actions.is_as_put_up(made)
    with pytest.raises(DatabaseError), transaction.atomic():
        Notice.objects.filter(pk=made.pk).update(title="改过的标题")
    with pytest.raises(DatabaseError), transaction.atomic():
        Notice.objects.filter(pk=made.pk).delete()


def test_helping_firms_stand_on_a_notice_of_their_own_or_beside_the_loans(loan):
    alone = put_up(enterprises=[FIRM], lent_since=date(2025, 8, 1), lent_through=date(2025, 8, 31))
    both = put_up(enterprises=[FIRM, replace(FIRM, households=8, until=date(2026, 3, 1))])

    assert alone.tables[0]["rows"] == [
        ["1", "云坪花椒合作社", "农民专业合作社", "石门镇", "32", "2024-03-01", ""]
    ]
    assert (both.loan_count, both.enterprise_count, both.tables[1]["total"][0]) == (1, 2, "40")
    assert both.title == "关于石门镇柳溪村农户贷款和企业带贫情况的公示"


def test_firms_of_registered_projects_stand_on_it_with_whom_they_take_along_that_day(loan):
    cooperative = made_projects.enterprise()
    chained = {"chain_model": "农户+合作社", "cooperative": cooperative.pk}
    made_projects.taken_in(loan.household, made_projects.project(**chained))
    made_projects.project(**chained, name="还没有农户参加的项目")

    with_register = put_up(from_register=True, enterprises=[FIRM])

    assert with_register.tables[1]["rows"] == [
        ["1", "柳溪养殖专业合作社", "合作社", "石门镇", "1", "2025-03-01", ""],
        ["2", "云坪花椒合作社", "农民专业合作社", "石门镇", "32", "2024-03-01", ""],
    ]


def test_a_place_whose_name_makes_too_long_a_title_is_asked_for_a_shorter_one(loan):
    Region.objects.filter(level__in=("town", "village")).update(name="长" * 40)

    with pytest.raises(Refusal, match="超过 80 个字，请在“标题”里写一个短的"):
        put_up(region=Region.objects.get(level="village"))

    assert not Notice.objects.exists()
    assert put_up(region=Region.objects.get(level="village"), title="九月贷款公示").title == "九月贷款公示"


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"firm": " "}, "企业名称"),
        ({"households": 0}, "带动的户数"),
        ({"until": date(2024, 3, 1)}, "结束日期"),
    ],
)
def test_a_firm_that_is_not_whole_is_refused(loan, changes: dict[str, object], told: str):
    with pytest.raises(Refusal, match=told):
        put_up(enterprises=[replace(FIRM, **changes)])

    assert not Notice.objects.exists()


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"days": 9}, "10 至 90 天"),
        ({"days": 91}, "10 至 90 天"),
        ({"published_on": date(2025, 10, 9)}, "不能晚于今天"),
        ({"published_on": date(2025, 9, 29)}, "最后一天"),
        ({"lent_since": date(2025, 10, 1)}, "早于结束"),
        ({"today": date(2025, 10, 24)}, "张贴后 15 天内"),
        ({"phone": "打镇里"}, "受理电话"),
    ],
)
def test_a_notice_that_cannot_be_is_refused(loan, changes: dict[str, object], told: str):
    with pytest.raises(Refusal, match=told):
        put_up(**changes)

    assert not Notice.objects.exists()


def test_where_the_pack_does_not_say_a_notice_stands_seven_days(loan):
    later = replace(loans.LAWS, adopted="successor-2026")

    assert actions.least_days(loans.LAWS, TODAY) == 10
    assert actions.least_days(later, date(2026, 5, 1)) == 7
    assert actions.least_days(later, TODAY) == 7


@pytest.mark.parametrize(
    ("station", "region"), [(Station.VILLAGE, town), (Station.OFFICE, county), (Station.AUDITOR, town)]
)
def test_nobody_puts_up_what_is_not_theirs(loan, station: Station, region):
    with pytest.raises(Refusal):
        put_up(station, region=region())

    assert not Notice.objects.exists()


def test_the_same_days_are_put_up_again_once_the_first_notice_is_down(loan):
    made = put_up()
    with pytest.raises(NotNow, match=made.number):
        put_up(Station.TOWN)
    with pytest.raises(NotYours):
        actions.take_down(actor=loans.on(TODAY, Station.TOWN), number=made.number, reason="有误")

    actions.take_down(actor=loans.on(TODAY, Station.VILLAGE), number=made.number, reason="电话写错")

    assert put_up().number == "GS2025000002"
    with pytest.raises(NotNow):
        actions.take_down(actor=loans.on(TODAY, Station.OFFICE), number=made.number, reason="再撤")
    assert NoticeWithdrawal.objects.get().reason == "电话写错"


def test_a_notice_is_up_until_its_last_day_and_over_on_the_next(loan):
    made = put_up()
    posting = loans.on(TODAY, Station.TOWN).posting

    assert queries.state_of(made, date(2025, 10, 17)) == queries.UP
    assert queries.state_of(made, date(2025, 10, 18)) == queries.OVER
    up = queries.Filters(state=queries.UP)
    assert list(queries.notices(posting, up, date(2025, 10, 17))) == [made]
    assert list(queries.notices(posting, up, date(2025, 10, 18))) == []


def test_an_objection_is_recorded_and_what_was_done_about_it(loan):
    made = put_up()
    later = loans.on(date(2025, 10, 20), Station.VILLAGE)

    raised = actions.object_to(
        actor=later, number=made.number, content="没有领到这笔钱", received_on=date(2025, 10, 17)
    )
    with pytest.raises(NotYours):
        actions.answer(actor=later, objection_id=raised.pk, upheld=False, text="已核实")
    town_desk = loans.on(date(2025, 10, 20), Station.TOWN)
    with pytest.raises(Refusal):
        actions.answer(actor=town_desk, objection_id=raised.pk, upheld=False, text=" ")
    actions.answer(actor=town_desk, objection_id=raised.pk, upheld=False, text="已到户核实，本人已领")

    raised.refresh_from_db()
    assert (raised.upheld, raised.answer) == (False, "已到户核实，本人已领")
    with pytest.raises(NotNow):
        actions.answer(actor=town_desk, objection_id=raised.pk, upheld=True, text="再改")


def test_the_same_objection_sent_twice_is_one(loan):
    said = {"number": put_up().number, "content": "没有领到这笔钱", "received_on": date(2025, 10, 17)}
    later = loans.on(date(2025, 10, 20), Station.VILLAGE)

    assert actions.object_to(actor=later, **said) == actions.object_to(actor=later, **said)

    other = actions.object_to(actor=later, **said | {"content": "金额不对"})
    assert list(NoticeObjection.objects.order_by("pk").values_list("content", flat=True)) == [
        "没有领到这笔钱",
        other.content,
    ]
    assert JournalLine.objects.filter(action="登记公示异议").count() == 2


@pytest.mark.parametrize("received_on", [date(2025, 10, 7), date(2025, 10, 18), date(2025, 10, 21)])
def test_what_came_before_or_after_the_notice_is_no_objection_to_it(loan, received_on: date):
    made = put_up()

    with pytest.raises(Refusal):
        actions.object_to(
            actor=loans.on(date(2025, 10, 20), Station.TOWN),
            number=made.number,
            content="迟到的异议",
            received_on=received_on,
        )

    assert not NoticeObjection.objects.exists()


def test_a_notice_of_another_town_is_not_seen(loan):
    made = put_up()
    elsewhere = Region.objects.create(level="town", name="云台镇", parent=county(), since=SINCE)
    actor = loans.on(TODAY, Station.TOWN)
    actor.posting.region = elsewhere

    for act in (
        lambda: actions.paper(actor=actor, number=made.number, form="pdf"),
        lambda: actions.take_down(actor=actor, number=made.number, reason="x"),
        lambda: actions.object_to(actor=actor, number=made.number, content="x", received_on=TODAY),
    ):
        with pytest.raises(NotYours):
            act()


def test_a_notice_is_printed_as_it_was_put_up(loan):
    made = put_up(enterprises=[FIRM])
    actor = loans.on(TODAY, Station.BRANCH)
    cases.lead_bank()

    assert actions.paper(actor=actor, number=made.number, form="pdf").startswith(b"%PDF")
    assert actions.paper(actor=actor, number=made.number, form="docx").startswith(b"PK")
    told = "".join(actions.printed(made).paragraphs)
    assert "公示期为2025年10月8日至2025年10月17日，共10天" in told
    assert "向柳溪村村委会反映，联系电话：023-67800000。" in told
    with pytest.raises(Refusal):
        actions.paper(actor=actor, number=made.number, form="exe")
