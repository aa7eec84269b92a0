"""Whichever write of these rooms fails, nothing is left behind: all of the deed or none of it."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

import made_cases as cases
import made_credit_areas as areas
import made_debtors as debtors
import made_loans as loans
import made_offices as offices
import made_projects as made
import made_suspicions as suspicions
from failing_writes import dies_at_every_write
from hudai.actions import credit_area as awarding
from hudai.actions import dishonest_debtor as listing
from hudai.actions import explanation as explaining
from hudai.actions import insurance as insuring
from hudai.actions import notice as noticing
from hudai.actions import participation as parts
from hudai.actions import project as projects
from hudai.actions import publicity
from hudai.actions import service_point as points
from hudai.actions import suspicion as handling
from hudai.actions import training as teaching
from hudai.actions.region_sheet import import_regions
from hudai.documents.imports.regions import read_regions
from hudai.records.models import Station

pytestmark = pytest.mark.django_db
TODAY = date(2025, 10, 8)


def test_a_list_of_regions(tmp_path: Path):
    sheet = tmp_path / "区划.csv"
    sheet.write_text(
        "镇,村,组,区划代码,撤销日期\n石门镇,柳溪村,,500112102201,\n石门镇,柳溪村,1组,,\n大湾镇,高坪村,1组,,\n"
    )
    offices.village()
    reading, by = read_regions(sheet), loans.on(TODAY, Station.OFFICE)

    def act() -> None:
        import_regions(actor=by, county=offices.county(), reading=reading, since=date(2022, 1, 1))

    assert dies_at_every_write(act) >= 5


def test_a_round_of_explanations_with_its_reason_for_the_should_lend_list():
    homes = [cases.household(), cases.household("LX-002", "钱大山", "19700101")]
    said = explaining.Round(TODAY, ("service_point",), "孙村干", ("policy",))
    answers = dict(zip((home.pk for home in homes), _ANSWERS, strict=True))
    by = loans.on(TODAY, Station.VILLAGE)

    assert dies_at_every_write(lambda: explaining.record(actor=by, said=said, answers=answers)) >= 6


_ANSWERS = (explaining.Answer("willing"), explaining.Answer("not_now", "外出务工，暂不需要"))


def test_a_project_somebody_joined_and_its_end():
    home, project = cases.household(), made.project()
    by = made.at()

    def take_in() -> None:
        parts.take_in(actor=by, project_id=project.pk, household_id=home.pk, consent=made.consent(home))

    assert dies_at_every_write(take_in) >= 2
    assert dies_at_every_write(lambda: projects.end(actor=by, project_id=project.pk, until=made.TODAY)) >= 3


def test_a_training_entered_and_added_to_and_an_insurance_corrected():
    home = cases.household()
    by, came = loans.on(TODAY, Station.VILLAGE), [teaching.Came("LX-001")]
    cover = ("farming", "生猪", "云坪财险", date(2025, 3, 1), date(2026, 3, 1))

    def teach(hours: int) -> None:
        session = teaching.Session("生猪疫病防治", offices.village().pk, TODAY, hours, "郑兽医")
        teaching.record(actor=by, session=session, came=came)

    def insure(fen: int) -> None:
        insuring.record(
            actor=by, household_id=home.pk, cover=insuring.Cover(*cover, fen, 300_00, "household")
        )

    assert dies_at_every_write(lambda: teach(4)) >= 3
    assert dies_at_every_write(lambda: teach(6)) >= 2
    assert dies_at_every_write(lambda: insure(20_000_00)) >= 2
    assert dies_at_every_write(lambda: insure(30_000_00)) >= 2


def test_a_typical_case_and_a_notice_put_up_objected_to_answered_and_taken_down():
    loans.disbursed()
    by, town = loans.on(TODAY, Station.VILLAGE), loans.on(TODAY, Station.TOWN)
    case = publicity.Case("养猪", "household", offices.village(), "LX-001", False, "", "孙某养猪12头。")
    draft = noticing.Draft(offices.village(), date(2025, 9, 1), date(2025, 9, 30), TODAY, 10, "023-67800000")
    assert dies_at_every_write(lambda: publicity.hand_in(actor=by, case=case)) >= 2
    put_up = []

    def put() -> None:
        put_up.append(noticing.put_up(actor=by, laws=loans.LAWS, draft=draft))

    assert dies_at_every_write(put) >= 3
    number = put_up[-1].number
    raised = []

    def object_to() -> None:
        raised.append(noticing.object_to(actor=by, number=number, content="金额不对", received_on=TODAY))

    assert dies_at_every_write(object_to) >= 2
    assert (
        dies_at_every_write(
            lambda: noticing.answer(actor=town, objection_id=raised[-1].pk, upheld=True, text="已核实")
        )
        >= 2
    )
    assert dies_at_every_write(lambda: noticing.take_down(actor=by, number=number, reason="更正")) >= 2


def test_a_service_point_closed_with_its_staff():
    by = cases.at(Station.TOWN)
    said = points.PointSaid("村部", "村委会一楼", date(2025, 3, 1))
    who = points.StaffSaid("孙村干", "general", is_fixed=True, knows_business=True, since=date(2025, 3, 1))
    point = points.register(actor=by, region_id=offices.village().pk, said=said)
    for duty in ("general", "risk"):
        points.take_on(
            actor=by, point_id=point.pk,
            said=points.StaffSaid(who.name, duty, is_fixed=True, knows_business=True, since=who.since),
        )  # fmt: skip

    assert dies_at_every_write(lambda: points.close(actor=by, point_id=point.pk, on=by.today)) >= 4


def test_a_credit_village_put_forward_awarded_and_revoked():
    areas.rated()
    criteria = areas.without_loans()
    areas.at(Station.TOWN)  # the desk is made before anything fails
    proposed = []

    def propose() -> None:
        proposed.append(areas.proposed(criteria, words="都核实过"))

    assert dies_at_every_write(propose) >= 2
    key, office = proposed[-1].pk, areas.at(Station.OFFICE)

    def award() -> None:
        awarding.award(actor=office, criteria=criteria, proposal_id=key, reason="符合")

    assert dies_at_every_write(award) >= 2
    assert dies_at_every_write(lambda: awarding.revoke(actor=office, proposal_id=key, reason="弄虚作假")) >= 2


def test_a_debtor_proposed_told_and_listed():
    loan = debtors.overdue_loan()
    bank, town = loans.on(debtors.PROPOSED_ON), loans.on(debtors.NOTIFIED_ON, Station.TOWN)
    office = loans.on(debtors.LISTED_ON, Station.OFFICE)
    made_ones = []

    def propose() -> None:
        made_ones.append(
            listing.propose(actor=bank, laws=loans.LAWS, loan_id=loan.pk, grounds=debtors.GROUNDS)
        )

    assert dies_at_every_write(propose) >= 3
    key = made_ones[-1].pk

    def decide() -> None:
        listing.decide(
            actor=office, laws=loans.LAWS, entry_id=key, lists=True, on=debtors.LISTED_ON, words="同意列入"
        )

    tell = {"actor": town, "entry_id": key, "on": debtors.NOTIFIED_ON, "words": "当面送达"}
    assert dies_at_every_write(lambda: listing.notify(**tell)) >= 3
    assert dies_at_every_write(decide) >= 3


def test_a_run_over_the_records_and_a_suspicion_handed_over():
    three = suspicions.three_loans()

    assert dies_at_every_write(suspicions.run) >= 3
    found = handling.Suspicion.objects.get(rule="shared_payee")
    to = handling.places_of(found)[0].value
    by = loans.on(suspicions.ON, Station.OFFICE)
    assert dies_at_every_write(lambda: handling.assign(actor=by, suspicion_id=found.pk, to=to)) >= 3
    type(three[0]).objects.filter(pk=three[0].pk).update(principal=4_000_000)
    assert dies_at_every_write(lambda: suspicions.run(suspicions.ON + timedelta(days=1))) >= 3
