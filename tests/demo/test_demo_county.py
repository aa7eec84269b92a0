"""The made-up county: every state is there, loans came by the banks' sheets, every desk has a first page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import pytest
from django.db import connection, models, transaction
from django.test import Client
from django.utils import timezone

from hudai.demo import stories
from hudai.demo.chance import Chance
from hudai.demo.clock import turn_to
from hudai.demo.county import County, build
from hudai.demo.people import homes
from hudai.demo.plans import INTRODUCED
from hudai.demo.settling import QUARTERS
from hudai.demo.workdays import LAST
from hudai.records.models import (
    Application,
    Assessment,
    Attachment,
    BankReturn,
    Decision,
    Delivery,
    Explanation,
    Helper,
    JournalLine,
    LeadBank,
    Listing,
    Loan,
    LoanCorrection,
    NameList,
    Notice,
    Participation,
    PayoutReturn,
    Person,
    Posting,
    Pricing,
    Project,
    PublicityEvent,
    Rating,
    Region,
    Repayment,
    Station,
    SubsidyBatch,
    Training,
    TypicalCase,
    UnservedReason,
    Visit,
    Waiver,
)
from hudai.records.queries.pricing import pricing_on
from hudai.records.queries.subsidy_payment import being_paid

pytestmark = [pytest.mark.django_db, pytest.mark.long, pytest.mark.once]

SMALL = 60
PASSWORD = "Yunping-000000"
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


@pytest.fixture(scope="module")
def county(django_db_setup: None, django_db_blocker: Any) -> Iterator[County]:
    """A small county, once for all tests of this file."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield build(SMALL, password=PASSWORD)
        transaction.set_rollback(True)


def test_it_has_its_regions_banks_and_desks(county: County):
    levels = {level: Region.objects.filter(level=level).count() for level in ("county", "town", "village")}

    assert levels == {"county": 1, "town": 12, "village": 60}
    assert LeadBank.objects.filter(until=None).count() == 12
    assert LeadBank.objects.values("branch").distinct().count() == 6
    assert LeadBank.objects.values("branch__bank").distinct().count() == 3
    stations = set(Posting.objects.values_list("station", flat=True))
    assert stations == set(Station)


def test_every_id_number_checks_out_and_is_given_once(county: County):
    numbers = [person.id_number for person in Person.objects.all()]

    assert len(numbers) == len(set(numbers)) > SMALL
    for number in numbers:
        rest = sum(int(digit) * weight for digit, weight in zip(number[:17], WEIGHTS, strict=True)) % 11
        assert number[17] == "10X98765432"[rest]


def test_two_lists_came_one_after_the_other_and_the_second_changed_the_first(county: County):
    assert [each.as_of for each in NameList.objects.order_by("number")] == [
        date(2024, 1, 2),
        date(2025, 3, 3),
    ]
    assert Listing.objects.filter(came_with__number=2).exists()
    assert Listing.objects.filter(left_with__number=2).exists()
    assert Delivery.objects.filter(received_at=None).count() == 1


def test_every_application_came_and_went_by_the_actions(county: County):
    """Each entry, hand-in and opinion has its own line in the journal."""
    noted = Counter(JournalLine.objects.filter(noun="application").values_list("action", flat=True))
    opinions = Decision.objects.count()

    assert noted["录入申请"] == Application.objects.count()
    assert sum(count for action, count in noted.items() if action.startswith("签署意见")) == opinions > 50
    assert Application.objects.earliest("applied_on").applied_on >= INTRODUCED


def test_applications_stand_in_every_state_and_at_every_step(county: County):
    stands = set(Application.objects.values_list("state", "step"))

    assert {("draft", 0), ("approved", 4)} <= stands
    assert {("under_way", step) for step in (1, 2, 3, 4)} <= stands
    assert {"rejected", "withdrawn"} <= {state for state, _ in stands}
    assert set(Application.objects.values_list("kind", flat=True)) == {"first", "top_up", "renewal"}


def test_some_were_returned_some_waived_and_some_have_waited_too_long(county: County):
    returned = Application.objects.filter(state="draft", version__gt=0)
    long_ago = timezone.make_aware(datetime(2025, 12, 5))

    assert returned.exists()
    assert returned[0].decisions.get(verdict="return").marked_fields == ["purpose", "amount"]
    assert Application.objects.filter(state="under_way", version__gt=0).exists()
    assert Waiver.objects.filter(application__state="approved").exists()
    assert Application.objects.filter(state="under_way", step_since__lt=long_ago).exists()


def test_a_deputy_signed_in_october_and_another_stands_in_now(county: County):
    stand_ins = Decision.objects.exclude(officer=models.F("posting__officer"))
    deputies = [(each.posting.station, each.since) for each in county.offices.deputies]

    assert {each.posting.station for each in stand_ins} == {"office"}
    assert deputies == [("office", date(2025, 10, 20)), ("town_head", date(2025, 12, 22))]


def test_ratings_and_reasons_are_there(county: County):
    assert Rating.objects.filter(confirmed_at__isnull=False, notified_at__isnull=False).exists()
    assert UnservedReason.objects.exists()


def test_most_listed_households_have_a_helper_and_everybody_an_education(county: County):
    listed = Listing.objects.filter(left_with=None).count()
    helped = Helper.objects.filter(until=None, household__listings__left_with=None).count()

    assert 85 <= helped * 100 // listed <= 97
    assert Helper.objects.values("name").distinct().count() > 20
    assert not Person.objects.filter(education="").exists()


def test_every_bank_has_a_table_of_rates_and_the_last_a_new_one_to_come(county: County):
    today = date(2025, 12, 22)
    tables = [
        (pricing_on(desk.branch.bank_id, "yubei-2021", day) or Pricing()).since
        for day in (date(2025, 12, 21), today, date(2026, 1, 1))
        for desk in county.offices.banks
        if desk.branch
    ]

    assert tables == [INTRODUCED] * 3 + [today, today, INTRODUCED, today, today, date(2026, 1, 1)]


def test_nothing_happens_after_the_last_day(county: County):
    latest = JournalLine.objects.order_by("-at")[0].at

    assert timezone.localtime(latest).date() <= LAST
    assert Application.objects.filter(applied_on__gte=date(2026, 1, 1)).count() == 0


def test_every_reference_between_rows_holds(county: County):
    connection.check_constraints()


def test_everybody_who_can_sign_in_finds_a_first_page(county: County):
    for sign_in in county.sign_ins:
        officer = sign_in.posting.officer
        assert officer.check_password(PASSWORD)
        client = Client()
        client.force_login(officer)
        assert client.get("/").status_code == 200, sign_in.username


def test_every_station_can_be_tried(county: County):
    assert {each.posting.station for each in county.sign_ins} == set(Station)


def test_the_first_village_has_something_to_do(county: County):
    village = county.offices.villages[0].region
    mine = Application.objects.filter(household__village=village)

    assert mine.filter(state="under_way", step=1).exists()


def test_the_same_seed_makes_the_same_people_and_lives():
    def made(seed: int) -> tuple[Any, ...]:
        chance = Chance(seed)
        people = homes(SMALL, chance)
        return people, stories.decided(stories.may_borrow(people), chance)

    assert made(7) == made(7)
    assert made(7)[0] != made(8)[0]


def test_a_larger_county_begins_with_the_same_people():
    assert homes(100, Chance(7))[:60] == homes(60, Chance(7))


def test_a_process_of_the_county_goes_by_its_day(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(timezone, "now", timezone.now)
    turn_to(date(2025, 12, 23))

    assert timezone.localdate() == date(2025, 12, 23)


def test_contracts_are_signed_or_of_the_time_on_paper_and_every_payout_came_with_its_bank_s_sheet(
    county: County,
):
    loans = Loan.objects.all()
    signed = JournalLine.objects.filter(action="签订合同", noun="loan").values_list("key", flat=True)
    payouts = LoanCorrection.objects.filter(field="disbursed_on", before__isnull=True)

    assert loans.count() > 10
    assert set(signed) == {f"{loan.pk}" for loan in loans if loan.application_id}
    older = [loan for loan in loans if not loan.application_id]
    assert older
    assert {loan.came_with.kind for loan in older if loan.came_with} == {"loans"}
    assert all(loan.came_with and loan.account and loan.purpose for loan in older)
    assert {each.loan_id for each in payouts} == {loan.pk for loan in loans if loan.application_id}
    for each in payouts.select_related("came_with", "loan__branch"):
        assert each.came_with is not None
        assert (each.came_with.kind, each.came_with.state) == ("loans", "done")
        assert each.came_with.bank_id == each.loan.branch.bank_id
        assert each.after == f"{each.loan.disbursed_on}"
        assert each.loan.disbursed_on <= each.came_with.as_of


def test_every_repayment_came_with_its_bank_s_sheet(county: County):
    assert Repayment.objects.count() > 20
    for each in Repayment.objects.select_related("came_with", "loan__branch"):
        assert each.came_with is not None
        assert (each.came_with.kind, each.came_with.state) == ("repayments", "done")
        assert each.came_with.bank_id == each.loan.branch.bank_id
        assert each.paid_on <= each.came_with.as_of


def test_a_bank_hands_in_at_most_one_sheet_of_a_kind_for_a_quarter_and_all_are_carried_out(county: County):
    handed = list(BankReturn.objects.values_list("bank", "kind", "as_of"))

    assert len(handed) == len(set(handed)) > 12
    assert set(QUARTERS) <= {as_of for _, _, as_of in handed}
    assert set(BankReturn.objects.values_list("state", flat=True)) == {"done"}
    assert {
        sum(each.counts[name] for name in ("wrong", "doubtful")) for each in BankReturn.objects.all()
    } == {0}


def test_four_quarters_were_settled_and_the_last_has_something_left_to_do(county: County):
    ends = {batch.period_end for batch in SubsidyBatch.objects.all()}

    assert len(ends) == len(QUARTERS)
    assert set(SubsidyBatch.objects.values_list("state", flat=True)) >= {"drawn_up", "checked", "closed"}
    assert [each.result.payout.file.batch.state for each in PayoutReturn.objects.all()] == ["closed"] * 2
    assert being_paid().filter(state="closed").count() == 1


def test_villages_went_from_house_to_house_and_loans_are_on_a_notice(county: County):
    wishes = set(Explanation.objects.values_list("wish", flat=True))
    towns = set(Notice.objects.values_list("region__level", flat=True))

    assert wishes == {"willing", "not_now", "unsaid"}
    assert PublicityEvent.objects.count() == 5
    assert set(TypicalCase.objects.values_list("state", flat=True)) == {"handed_in", "approved"}
    assert towns == {"town"}


def test_projects_have_households_by_consent_and_loans_in_them(county: County):
    assert Project.objects.count() == 4
    parts = Participation.objects.all()
    assert parts.filter(left_on=None).exists()
    assert parts.exclude(left_on=None).count() == 1
    assert all(part.consented_by.memberships.filter(household=part.household).exists() for part in parts)
    assert Assessment.objects.exists()
    assert Training.objects.exists()


def test_open_cases_have_scans_and_visits_have_photos(county: County):
    of_cases = Attachment.objects.filter(application__state="under_way").values_list("paper", flat=True)
    of_visits = Attachment.objects.exclude(visit=None).values_list("paper", flat=True)

    assert set(of_cases) == {"身份证", "户口簿", "征信查询授权书"}
    assert set(of_visits) == {"现场照片", "用款凭证"}
    assert Visit.objects.filter(money_used_as_agreed=False).count() == 1
    assert Visit.objects.filter(attachments=None).exists()
