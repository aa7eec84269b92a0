"""Credit villages: put forward, awarded, sent back, revoked; who may, when, and what is kept of it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

import made_cases as cases
import made_credit_areas as made
import made_loans as loans
import made_offices as offices
from hudai.actions import credit_area as actions
from hudai.actions.actor import Actor, NotYours
from hudai.core.errors import Refusal
from hudai.core.findings import Verdict
from hudai.core.workflow import NotNow
from hudai.records.models import (
    CreditAnswer,
    CreditProposal,
    CreditRevocation,
    Deputy,
    JournalLine,
    Posting,
    Rating,
    Region,
    Station,
    Stop,
)
from hudai.records.queries import credit_area as queries

pytestmark = pytest.mark.django_db
CRITERIA = made.without_loans()


def area(of: Region | None = None, days: int = 2, criteria=CRITERIA) -> queries.Area:
    found = queries.area(of or offices.village(), made.at(Station.OFFICE, days).today, criteria)
    assert found is not None
    return found


def award(proposal: CreditProposal, actor: Actor | None = None, **more) -> CreditAnswer:
    return actions.award(
        actor=actor or made.at(Station.OFFICE, 2), criteria=CRITERIA, proposal_id=proposal.pk, **more
    )


def send_back(proposal: CreditProposal, reason: str = "走访未完成") -> CreditAnswer:
    return actions.send_back(
        actor=made.at(Station.OFFICE, 2), criteria=CRITERIA, proposal_id=proposal.pk, reason=reason
    )


def revoke(proposal: CreditProposal, days: int = 10, reason: str = "发现虚报") -> CreditRevocation:
    return actions.revoke(actor=made.at(Station.OFFICE, days), proposal_id=proposal.pk, reason=reason)


def test_the_town_puts_forward_and_the_county_awards_for_two_years_with_the_figures_of_the_day():
    made.rated()
    proposal = made.proposed()
    assert area().state == queries.WAITING

    answer = award(proposal)

    assert (answer.since, answer.until) == (date(2025, 9, 22), date(2027, 9, 22))
    assert answer.lines[0] == ["评级覆盖面", "100.00%（1 / 1）", "不低于 80.00%", "pass"]
    assert proposal.lines == answer.lines
    assert proposal.criteria_digest == made.CRITERIA.digest
    assert area().state == queries.AWARDED
    told = JournalLine.objects.filter(noun="region", key=f"{offices.village().pk}").order_by("pk")
    assert [line.action for line in told] == ["推荐信用村镇", "评定信用村镇"]


def test_a_village_that_does_not_meet_a_criterion_is_not_put_forward():
    made.rated(skill="none", project="none")  # 22 + 12 + 0 + 12 + 0 + 10 + 5 = 61: 一般

    with pytest.raises(Refusal, match=r"信用户占比 0\.00%（0 / 1），要求不低于 70\.00%"):
        made.proposed(words="村里情况好")

    assert not CreditProposal.objects.exists()


def test_what_cannot_be_told_wants_words_from_both():
    made.rated()
    with pytest.raises(Refusal, match="贷款逾期率、贷款不良率没有数字，不能判定"):
        made.proposed(made.CRITERIA)
    proposal = made.proposed(made.CRITERIA, words="全村没有贷款，逐户走访核实")
    office = made.at(Station.OFFICE, 2)

    with pytest.raises(Refusal, match="不能判定"):
        actions.award(actor=office, criteria=made.CRITERIA, proposal_id=proposal.pk)
    answer = actions.award(
        actor=office, criteria=made.CRITERIA, proposal_id=proposal.pk, reason="已抽查五户，同意"
    )

    assert answer.lines[2] == ["贷款逾期率", "—", "不超过 3.00%", "unknown"]


def test_figures_that_went_bad_before_the_answer_stop_the_award():
    household = made.rated()
    proposal = made.proposed()
    Rating.objects.filter(household=household).update(grade="一般")

    with pytest.raises(Refusal, match="还不符合条件"):
        award(proposal)

    assert not CreditAnswer.objects.exists()


def test_an_awarded_village_that_no_longer_meets_the_criteria_says_so_and_stays_awarded():
    household = made.rated()
    award(made.proposed())
    Rating.objects.filter(household=household).update(grade="一般")

    assert area(days=5).state == queries.UNMET
    assert area(days=5).award is not None


def test_misuse_that_was_recorded_counts_against_the_village_and_corrected_away_no_more():
    loan = loans.disbursed()
    stop = Stop.objects.create(
        loan=loan, kind=Stop.Kind.DIVERSION, since=date(2025, 10, 1),
        recorded_by=loans.on(date(2025, 10, 1)).posting, recorded_at=cases.START,
    )  # fmt: skip
    assert area(days=30).counts.stopped == 1
    assert area(days=2).counts.stopped == 0, "not before its day"

    Stop.objects.create(
        loan=loan, kind=stop.kind, since=stop.since, replaces=stop, void=True, reason="登记错了",
        recorded_by=stop.recorded_by, recorded_at=cases.START,
    )  # fmt: skip

    assert area(days=30).counts.stopped == 0


def test_loans_of_all_banks_count_by_how_they_stand():
    loans.bad_loan()
    counts = area(days=30).counts

    assert (counts.loans, counts.balance_fen, counts.npl_fen) == (1, 5_000_000, 5_000_000)
    assert counts.npl_ppm == 1_000_000
    assert area(days=30, criteria=made.CRITERIA).verdict is Verdict.FAIL


def test_a_household_off_the_list_is_not_counted_whatever_its_rating():
    household = made.rated()
    household.listings.all().delete()

    assert (area().counts.listed, area().counts.rated) == (0, 0)
    assert area().verdict is Verdict.UNKNOWN


@pytest.mark.parametrize("station", [each for each in Station if each != Station.TOWN])
def test_only_the_town_puts_forward(station):
    made.rated()

    with pytest.raises(NotYours):
        actions.propose(actor=made.at(station), criteria=CRITERIA, area_id=offices.village().pk)


@pytest.mark.parametrize("station", [each for each in Station if each != Station.OFFICE])
def test_only_the_county_office_answers_and_revokes(station):
    made.rated()
    proposal = made.proposed()

    with pytest.raises(NotYours):
        award(proposal, made.at(station, 2))
    with pytest.raises(NotYours):
        actions.revoke(actor=made.at(station, 2), proposal_id=proposal.pk, reason="不妥")


def test_another_towns_village_is_not_to_be_had():
    town = Region.objects.create(level="town", name="云台镇", parent=offices.county(), since=offices.SINCE)
    there = Region.objects.create(level="village", name="高坪村", parent=town, since=offices.SINCE)

    with pytest.raises(NotYours, match="不在您的管理范围内"):
        actions.propose(actor=made.at(Station.TOWN), criteria=CRITERIA, area_id=there.pk)


def test_whoever_put_it_forward_as_a_deputy_does_not_award_it():
    made.rated()
    clerk, town = made.at(Station.OFFICE, 2), cases.at(Station.TOWN).posting
    Deputy.objects.create(
        posting=town, officer=clerk.officer, since=date(2025, 9, 1), until=date(2025, 12, 1), reason="休假"
    )
    deputy = Actor(clerk.officer, Posting.objects.get(pk=town.pk), made.at(Station.TOWN).at)
    proposal = actions.propose(actor=deputy, criteria=CRITERIA, area_id=offices.village().pk)

    with pytest.raises(NotYours, match="同一个人不能办两级"):
        award(proposal)


def test_what_waits_is_not_put_forward_again_and_what_was_sent_back_is():
    made.rated()
    first = made.proposed()
    with pytest.raises(NotNow, match="正等区县确认"):
        made.proposed()

    send_back(first)
    second = made.proposed(days=3)

    assert second.ordinal == 2
    assert area(days=3).state == queries.WAITING
    with pytest.raises(NotNow, match="已经退回"):
        award(first)


def test_sending_back_and_revoking_want_a_reason():
    made.rated()
    proposal = made.proposed()
    with pytest.raises(Refusal, match="退回的理由"):
        send_back(proposal, reason=" ")
    award(proposal)
    with pytest.raises(Refusal, match="撤销的原因"):
        revoke(proposal, reason="")

    assert not CreditRevocation.objects.exists()


def test_a_revoked_award_ends_that_day_and_the_village_may_be_put_forward_again():
    made.rated()
    proposal = made.awarded()
    revoke(proposal)

    assert area(days=9).state == queries.AWARDED
    assert area(days=10).state == queries.ENDED
    assert made.proposed(days=11).ordinal == 2
    with pytest.raises(NotNow, match="已经评定，不能再退回"):
        send_back(proposal)


def test_what_is_done_twice_is_done_once():
    made.rated()
    proposal = made.proposed()

    assert award(proposal).pk == award(proposal).pk
    assert revoke(proposal).pk == revoke(proposal).pk
    assert CreditAnswer.objects.count() == CreditRevocation.objects.count() == 1


def test_there_is_nothing_to_revoke_where_nothing_is_awarded():
    made.rated()
    proposal = made.proposed()

    with pytest.raises(NotNow, match="没有还在有效期内的评定"):
        revoke(proposal, days=2)


def test_an_award_is_renewed_in_its_last_three_months_and_the_new_one_follows_without_a_gap():
    household = made.rated()
    made.awarded()
    ends = date(2027, 9, 22)
    Rating.objects.filter(household=household).update(valid_until=ends + timedelta(days=300))
    before = (ends - made.at(Station.TOWN, 0).today).days
    with pytest.raises(NotNow, match="有效至 2027-09-21，到期前 90 天内再推荐复评"):
        made.proposed(days=before - 91)

    again = made.proposed(days=before - 90)
    answer = award(again, made.at(Station.OFFICE, before - 80))

    assert (answer.since, answer.until) == (ends, date(2029, 9, 22))
    assert area(days=before - 1).award.proposal.ordinal == 1
    assert area(days=before).award.proposal.ordinal == 2


def test_a_town_is_put_forward_on_how_many_of_its_villages_are_awarded():
    made.rated()
    town = offices.town()
    with pytest.raises(Refusal, match=r"信用村占比 0\.00%（0 / 1）"):
        actions.propose(actor=made.at(Station.TOWN, 2), criteria=CRITERIA, area_id=town.pk)
    made.awarded()

    proposal = actions.propose(actor=made.at(Station.TOWN, 3), criteria=CRITERIA, area_id=town.pk)
    award(proposal, made.at(Station.OFFICE, 4))

    assert area(town, days=4).state == queries.AWARDED


def test_words_too_long_are_refused():
    made.rated()

    with pytest.raises(Refusal, match="最多 300 个字"):
        made.proposed(words="好" * 301)


@pytest.mark.parametrize("table", ["creditproposal", "creditanswer", "creditrevocation"])
def test_the_database_lets_nobody_change_or_remove_what_was_decided(table: str):
    made.rated()
    revoke(made.awarded())
    column = {"creditproposal": "words", "creditanswer": "reason", "creditrevocation": "reason"}[table]

    for statement in (f"UPDATE records_{table} SET {column} = 'x'", f"DELETE FROM records_{table}"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


@pytest.mark.parametrize(
    "said",
    [
        {"awarded": True, "since": date(2025, 9, 22)},
        {"awarded": True, "since": date(2025, 9, 22), "until": date(2025, 9, 22)},
        {"awarded": False, "reason": ""},
        {"awarded": False, "reason": "不妥", "since": date(2025, 9, 22), "until": date(2026, 9, 22)},
    ],
)
def test_an_answer_is_an_award_with_its_days_or_has_a_reason(said):
    made.rated()
    proposal = made.proposed()
    office = made.at(Station.OFFICE, 2)

    with pytest.raises(IntegrityError), transaction.atomic():
        CreditAnswer.objects.create(
            proposal=proposal, lines=[], answered_by=office.posting, answered_at=office.at, **said
        )


def test_two_proposals_of_one_number_are_one_too_many():
    made.rated()
    first = made.proposed()

    with pytest.raises(IntegrityError), transaction.atomic():
        CreditProposal.objects.create(
            area=first.area, ordinal=1, policy="p", criteria_digest="", lines=[],
            proposed_by=first.proposed_by, proposed_at=first.proposed_at,
        )  # fmt: skip
