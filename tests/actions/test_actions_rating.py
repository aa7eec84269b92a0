"""Ratings: drawn up by one side, answered by the other, fresh for their time, counted by village."""

from __future__ import annotations

import threading
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

import made_cases as cases
import made_loans
import made_offices as offices
from hudai.actions import application as applying
from hudai.actions import rating as actions
from hudai.actions.actor import Actor, NotYours
from hudai.actions.application import Obstacles
from hudai.actions.screening import facts_of
from hudai.core.errors import Refusal
from hudai.core.workflow import NotNow
from hudai.documents import scorecard_files
from hudai.records.models import Application, Finding, JournalLine, Rating, Region, Screening, Station
from hudai.records.queries import rating as queries

pytestmark = pytest.mark.django_db

CARD = scorecard_files.load("yubei-2021")
DAY = cases.START.date()
COLLECTED = {
    "credit": "none",
    "labour": 2,
    "skill": "ordinary",
    "income": 12_000,
    "project": "running",
    "debt": 0,
    "standing": "good",
}
"""22 + 12 + 6 + 12 + 15 + 10 + 5 = 82: 良好, 40 000 yuan."""


def drawn_up(household=None, station=Station.VILLAGE, on: date = DAY, **changes) -> Rating:
    cases.lead_bank()
    return actions.draw_up(
        actor=cases.at(station),
        card=CARD,
        household=household or cases.household(),
        collected={**COLLECTED, **changes},
        rated_on=on,
    )


def confirmed(household=None, **changes) -> Rating:
    return actions.confirm(actor=cases.at(Station.BRANCH, 1), key=drawn_up(household, **changes).pk)


def test_a_rating_keeps_every_line_it_was_made_of():
    rating = drawn_up()

    assert (rating.score, rating.grade, rating.suggested_limit) == (82, "良好", 4_000_000)
    assert rating.lines[1] == ["家庭劳动力", "2 人", 12, 15]
    assert (rating.rated_on, rating.valid_until) == (date(2025, 9, 20), date(2027, 9, 20))
    assert rating.pack_digest == CARD.digest


def test_what_is_not_collected_is_asked_for_by_name():
    with pytest.raises(Refusal, match=r"还缺少：家庭负债。"):
        actions.draw_up(
            actor=cases.at(Station.VILLAGE),
            card=CARD,
            household=cases.household(),
            collected={name: value for name, value in COLLECTED.items() if name != "debt"},
            rated_on=DAY,
        )

    assert not Rating.objects.exists()


@pytest.mark.parametrize("on", [DAY + timedelta(days=1), DAY - timedelta(days=91)])
def test_a_day_to_come_or_long_past_is_refused(on):
    with pytest.raises(Refusal, match="最近 90 天之内"):
        drawn_up(on=on)


def test_a_rating_nobody_has_answered_is_replaced_when_drawn_up_anew():
    household = cases.household()

    first = drawn_up(household)
    second = drawn_up(household, Station.TOWN, credit="good")

    assert (first.pk, second.score) == (second.pk, 90)
    assert Rating.objects.count() == 1


def test_the_database_itself_holds_one_unanswered_rating_a_household():
    rating = drawn_up()
    rating.pk = None

    with pytest.raises(IntegrityError), transaction.atomic():
        rating.save(force_insert=True)


def test_the_bank_confirms_a_lower_line_and_no_higher_one():
    rating = drawn_up()

    with pytest.raises(Refusal, match="不能高于评分卡的建议额度"):
        actions.confirm(actor=cases.at(Station.BRANCH), key=rating.pk, limit=4_000_001)
    actions.confirm(actor=cases.at(Station.BRANCH), key=rating.pk, limit=3_000_000)

    rating.refresh_from_db()
    assert (rating.limit, rating.suggested_limit) == (3_000_000, 4_000_000)
    assert rating.bank == cases.at(Station.BRANCH).posting


def test_a_double_click_confirms_once():
    rating = drawn_up()

    for _ in range(2):
        actions.confirm(actor=cases.at(Station.BRANCH), key=rating.pk)

    assert JournalLine.objects.filter(action="确认评级授信").count() == 1


def test_a_rating_changed_since_it_was_looked_at_is_not_confirmed():
    rating = drawn_up()
    seen = actions.digest_of(rating)
    drawn_up(rating.household, credit="good")

    with pytest.raises(NotNow, match="刚才有改动"):
        actions.confirm(actor=cases.at(Station.BRANCH), key=rating.pk, seen_digest=seen)


def test_only_a_bank_of_the_town_confirms_and_only_the_offices_side_draws_up():
    rating = drawn_up()

    for station in (Station.VILLAGE, Station.OFFICE, Station.AUDITOR, Station.ADMINISTRATOR):
        with pytest.raises(NotYours):
            actions.confirm(actor=cases.at(station), key=rating.pk)
    with pytest.raises(NotYours):
        drawn_up(rating.household, Station.BRANCH)


def test_a_village_does_not_rate_its_neighbours():
    neighbour = Region.objects.create(
        level=Region.Level.VILLAGE, name="桃园村", parent=offices.town(), since=date(2021, 1, 1)
    )

    with pytest.raises(NotYours, match="不在您的辖区"):
        drawn_up(cases.household("TY-001", "吴小满", "19900101", neighbour))


def test_nobody_confirms_at_the_bank_what_they_drew_up_for_the_office():
    drawn = drawn_up(station=Station.TOWN)
    both = cases.at(Station.TOWN).officer
    at_bank = offices.post(both, Station.BRANCH)

    with pytest.raises(NotYours, match="同一个人不能办两级"):
        actions.confirm(actor=Actor(both, at_bank, cases.START), key=drawn.pk)

    drawn.refresh_from_db()
    assert (drawn.confirmed_at, drawn.bank) == (None, None)


def test_a_rating_sent_back_says_why_and_makes_room_for_a_new_one():
    rating = drawn_up()

    with pytest.raises(Refusal, match="请写明退回的理由"):
        actions.decline(actor=cases.at(Station.BRANCH), key=rating.pk, reason=" ")
    actions.decline(actor=cases.at(Station.BRANCH), key=rating.pk, reason="征信显示有逾期。")
    again = drawn_up(rating.household, credit="late")

    assert again.pk != rating.pk
    with pytest.raises(NotNow, match="已经退回"):
        actions.confirm(actor=cases.at(Station.BRANCH), key=rating.pk)


def test_a_confirmed_rating_is_not_sent_back_and_told_once():
    rating = confirmed()

    with pytest.raises(NotNow, match="不能再退回"):
        actions.decline(actor=cases.at(Station.BRANCH), key=rating.pk, reason="错了")
    for hours in (1, 5):
        actions.notify(actor=cases.at(Station.VILLAGE, hours), key=rating.pk)

    rating.refresh_from_db()
    assert rating.notified_at == cases.START + timedelta(hours=1)


def test_an_unconfirmed_rating_is_not_told():
    with pytest.raises(NotNow, match="银行确认以后"):
        actions.notify(actor=cases.at(Station.VILLAGE), key=drawn_up().pk)


def test_an_application_takes_grade_and_line_from_a_rating_the_bank_has_confirmed():
    household = cases.household()
    rating = drawn_up(household)
    draft = cases.draft(household, applied_on=DAY, facts={"rated": None, "credit_line": None})

    before = facts_of(draft)
    actions.confirm(actor=cases.at(Station.BRANCH), key=rating.pk)
    after = facts_of(draft)

    assert (before["rated"].item(), before["credit_line"].item()) == (None, None)
    assert (after["rated"].item(), after["credit_line"].item()) == (True, 4_000_000)


OVERDUE = {"credit": "overdue", "labour": 3, "project": "running", "income": 20_000, "skill": "trained"}
"""70 points and more, and a present loan overdue: 不授信 whatever the points."""


def test_a_rating_without_a_line_is_no_passed_rating():
    household = cases.household()
    rating = confirmed(household, **OVERDUE)
    assert (rating.grade, rating.limit) == ("不授信", 0)

    draft = cases.draft(household, applied_on=DAY, facts={"rated": True, "credit_line": 5_000_000})
    facts = facts_of(draft)

    assert (facts["rated"].item(), facts["credit_line"].item()) == (False, 0)
    with pytest.raises(Obstacles) as refused:
        applying.submit(actor=cases.at(Station.VILLAGE), law=cases.LAW, number=draft.number, seen_version=0)
    assert "yubei-2021#1.10a" in refused.value.clauses
    assert any("没有通过银行评级授信" in told for told in refused.value.messages)


def test_a_rating_keeps_which_criterion_held_its_grade_down():
    assert drawn_up(cases.household(), **OVERDUE).capped_by == "信用记录"
    assert drawn_up(cases.household("LX-002", "钱大山", "19700101")).capped_by == ""


@pytest.mark.parametrize(("amount", "simple"), [(4_000_000, True), (4_010_000, False)])
def test_a_fresh_rating_opens_the_simple_path_up_to_its_line(amount, simple):
    household = cases.household()
    draft = cases.draft(household, applied_on=DAY, amount=amount)
    assert not queries.takes_simple_path(draft)

    confirmed(household)

    assert queries.takes_simple_path(draft) is simple


def test_a_fresh_rating_with_a_line_spares_the_household_survey_where_the_law_knows_the_simple_way():
    household = cases.household()
    confirmed(household)
    waiting = cases.submitted(household, papers=False, applied_on=DAY, amount=4_000_000)
    waiting = cases.agree(waiting, cases.at(Station.VILLAGE, 2))
    surveyed(waiting, "project")

    with pytest.raises(Obstacles) as refused:
        cases.agree(waiting, cases.at(Station.TOWN, 3))
    onward = cases.agree(waiting, cases.at(Station.TOWN, 4), law=cases.law_with_simple_review())

    assert any("还没有登记农户调查" in told for told in refused.value.messages)
    assert onward.step == 3
    said = Finding.objects.get(screening__application=onward, screening__gate=2, rule="household_survey")
    assert (said.verdict, said.clause) == ("pass", "shangcai-2019#9.1b")
    assert Screening.objects.get(application=onward, gate=2).facts["rated_line"] is True


def test_the_simple_way_still_wants_the_projects_survey_and_a_line_that_covers_the_amount():
    household = cases.household()
    confirmed(household)
    large = cases.submitted(household, papers=False, applied_on=DAY, amount=4_010_000)
    large = cases.agree(large, cases.at(Station.VILLAGE, 2))

    with pytest.raises(Obstacles) as refused:
        cases.agree(large, cases.at(Station.TOWN, 4), law=cases.law_with_simple_review())

    said = "".join(refused.value.messages)
    assert "还没有登记农户调查" in said
    assert "还没有登记产业项目调查" in said


def surveyed(application: Application, subject: str) -> None:
    applying.record_survey(
        actor=cases.at(Station.VILLAGE, 2),
        number=application.number,
        subject=subject,
        surveyed_on=DAY,
        surveyors="孙村干",
        content="情况属实。",
        favourable=True,
    )


def test_a_batch_confirms_each_for_itself_and_tells_what_was_refused():
    good, back = drawn_up(), drawn_up(cases.household("LX-002", "周小满", "19900101"))
    actions.decline(actor=cases.at(Station.BANK), key=back.pk, reason="征信有逾期。")

    outcomes = actions.confirm_many(actor=cases.at(Station.BANK), keys=[good.pk, back.pk, good.pk, 10**9])

    assert [(each.key, bool(each.refused)) for each in outcomes] == [
        (good.pk, False),
        (back.pk, True),
        (10**9, True),
    ]


def test_coverage_counts_each_household_once_where_it_stands():
    """Six listed: two fresh (one of them without a line), one waiting, one expired, two never rated."""
    households = [cases.household(f"LX-00{n}", f"户主{n}", f"1990010{n}") for n in range(1, 7)]
    confirmed(households[0])
    confirmed(households[1], credit="overdue")
    drawn_up(households[2])
    old = confirmed(households[3])
    Rating.objects.filter(pk=old.pk).update(rated_on=date(2023, 9, 20), valid_until=DAY)

    village = cases.at(Station.VILLAGE).posting
    (line,) = queries.coverage(village, DAY)

    assert (line.listed, line.rated, line.granted, line.pending) == (6, 2, 1, 1)
    assert (line.line_fen, line.share_ppm) == (4_000_000, 333_300)
    assert queries.states_counted(village, DAY) == {"fresh": 2, "pending": 1, "expired": 1, "none": 2}


def test_the_list_of_lines_leaves_out_who_has_none_or_has_applied():
    households = [cases.household(f"LX-00{n}", f"户主{n}", f"1990010{n}") for n in range(1, 4)]
    confirmed(households[0])
    confirmed(households[1], credit="overdue")
    confirmed(households[2])
    cases.draft(households[2])

    found = queries.pre_approved(cases.at(Station.OFFICE).posting, DAY)

    assert [(each.number, each.head, each.fresh_limit) for each in found] == [("LX-001", "户主1", 4_000_000)]


def test_an_approved_case_is_open_until_its_contract_is_signed():
    household = cases.household()
    confirmed(household)
    approved = made_loans.approved(household)
    office = cases.at(Station.OFFICE).posting

    assert approved.state == "approved"
    assert list(queries.pre_approved(office, DAY)) == []
    made_loans.signed(approved)
    assert [each.number for each in queries.pre_approved(office, DAY)] == [household.number]


def test_a_household_that_applied_twice_counts_once_for_its_bank():
    household = cases.household()
    confirmed(household)
    cases.draft(household)
    cases.draft(household, kind="top_up", amount=1_000_000, reason="扩大养殖")

    branch = cases.at(Station.BRANCH).posting

    assert queries.coverage(branch, DAY)[0].listed == 1
    assert queries.states_counted(branch, DAY)["fresh"] == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_banks_people_confirming_at_once_one_is_written_down():
    rating = drawn_up()
    first, second = cases.at(Station.BRANCH), cases.at(Station.BANK)
    start, refused = threading.Barrier(2), []

    def confirm(actor) -> None:
        try:
            start.wait(10)
            actions.confirm(actor=actor, key=rating.pk)
        except Refusal as refusal:
            refused.append(refusal)
        finally:
            connection.close()

    threads = [threading.Thread(target=confirm, args=(actor,)) for actor in (first, second)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert refused == []
    assert JournalLine.objects.filter(action="确认评级授信").count() == 1
