"""Projects: who registers them where, nobody in them without consent, and which loans go into them."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction

import made_cases as cases
import made_loans as loans
import made_offices as offices
import made_projects as made
from hudai.actions import assessment as assessing
from hudai.actions import enterprise as enterprises
from hudai.actions import participation as parts
from hudai.actions import project as projects
from hudai.actions.actor import NotYours
from hudai.actions.enterprise import Described
from hudai.core.assessment import Assessed
from hudai.core.errors import Refusal
from hudai.core.workflow import NotNow
from hudai.records.models import (
    Enterprise,
    Funding,
    JournalLine,
    Participation,
    Project,
    Region,
    Station,
)
from hudai.records.queries import project as queries

pytestmark = pytest.mark.django_db
KEEPERS = [Station.VILLAGE, Station.TOWN, Station.TOWN_HEAD, Station.OFFICE]
OTHERS = [Station.BRANCH, Station.BANK, Station.FINANCE, Station.AUDITOR, Station.ADMINISTRATOR]


def elsewhere() -> Region:
    town = Region.objects.create(level="town", name="云台镇", parent=offices.county(), since=offices.SINCE)
    return Region.objects.create(level="village", name="杉木村", parent=town, since=offices.SINCE)


@pytest.mark.parametrize("station", KEEPERS)
def test_village_town_and_office_register_a_project_of_their_area(station: Station):
    found = projects.register(actor=made.at(station), catalogue=made.CATALOGUE, plan=made.plan())

    assert (found.industry, found.chain_model, found.village) == ("生猪育肥", "自营", offices.village())
    line = JournalLine.objects.get(action="登记产业项目")
    assert line.facts == {"name": "柳溪生猪代养", "industry": "生猪育肥", "chain_model": "自营"}


@pytest.mark.parametrize("station", OTHERS)
def test_other_desks_register_none(station: Station):
    offices.village()

    with pytest.raises(NotYours):
        projects.register(actor=made.at(station), catalogue=made.CATALOGUE, plan=made.plan())

    assert not Project.objects.exists()


def test_a_village_registers_none_of_another_village():
    with pytest.raises(NotYours, match="您辖区内的村"):
        made.project(village=elsewhere().pk)

    assert not Project.objects.exists()


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"name": "  "}, "请填写项目名称"),
        ({"name": "长" * 81}, "最多 80 个字"),
        ({"industry": "养恐龙"}, "产业目录"),
        ({"chain_model": "包干"}, "请选择带动模式"),
        ({"since": date(2025, 9, 21)}, "不能晚于今天"),
        ({"chain_model": "农户+合作社"}, "请选择合作社"),
        ({"chain_model": "企业+农户"}, "请选择龙头企业"),
    ],
)
def test_what_a_project_cannot_be_is_refused(changes: dict[str, Any], told: str):
    with pytest.raises(Refusal, match=told):
        made.project(**changes)

    assert not Project.objects.exists()


def test_a_chain_model_names_its_cooperative_and_its_firm_and_no_others():
    cooperative = made.enterprise()
    firm = made.enterprise("firm", "云坪牧业有限公司")

    with pytest.raises(Refusal, match="“自营”模式没有合作社"):
        made.project(cooperative=cooperative.pk)
    with pytest.raises(Refusal, match="请选择龙头企业"):
        made.project(chain_model="农户+合作社+龙头企业", cooperative=cooperative.pk, firm=cooperative.pk)
    found = made.project(chain_model="农户+合作社+龙头企业", cooperative=cooperative.pk, firm=firm.pk)

    assert (found.cooperative, found.firm) == (cooperative, firm)


def test_a_second_project_of_one_name_in_a_village_is_refused():
    made.project()

    with pytest.raises(Refusal, match="同名的项目"):
        made.project()

    assert Project.objects.count() == 1


def test_a_household_takes_part_by_its_recorded_consent():
    home, found = cases.household(), made.project()

    part = made.taken_in(home, found)

    assert (part.consented_by, part.consented_on, part.witness) == (
        cases.head(home), date(2025, 3, 28), "吴见证",
    )  # fmt: skip
    line = JournalLine.objects.get(action="农户参加产业项目")
    assert line.facts == {"household": "LX-001", "since": "2025-04-01", "consented_on": "2025-03-28"}


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"consented_on": date(2025, 4, 2)}, "签订日期不能晚于参加日期"),
        ({"joined_on": date(2025, 9, 21)}, "参加日期不能晚于今天"),
        (
            {"joined_on": date(2025, 2, 20), "consented_on": date(2025, 2, 20)},
            "不能早于项目起始日期 2025-03-01",
        ),
        ({"witness": " "}, "请写明见证人"),
        ({"witness": "孙平磊"}, "见证人不能是签字人自己"),
        ({"consented_by": 0}, "现在的家庭成员签字"),
    ],
)
def test_without_consent_that_holds_nobody_is_taken_in(changes: dict[str, Any], told: str):
    home, found = cases.household(), made.project()

    with pytest.raises(Refusal, match=told):
        made.taken_in(home, found, **changes)

    assert not Participation.objects.exists()


def test_somebody_of_another_household_cannot_sign():
    home, other = cases.household(), cases.household("LX-002", "钱大山", "19700101")

    with pytest.raises(Refusal, match="现在的家庭成员签字"):
        made.taken_in(home, made.project(), consented_by=cases.head(other).pk)


@pytest.mark.parametrize(
    "wrong",
    [{"consented_on": date(2025, 4, 2)}, {"witness": ""}, {"consented_by": None}, {"consented_on": None}],
)
def test_the_database_itself_keeps_out_who_did_not_consent(wrong: dict[str, Any]):
    home, found = cases.household(), made.project()
    said = {
        "joined_on": date(2025, 4, 1), "consented_on": date(2025, 3, 28), "consented_by": cases.head(home),
        "witness": "吴见证",
    }  # fmt: skip
    actor = made.at()

    with pytest.raises(IntegrityError), transaction.atomic():
        Participation.objects.create(
            project=found, household=home, recorded_by=actor.posting, recorded_at=actor.at, **(said | wrong)
        )


def test_a_household_takes_part_once_at_a_time_and_may_come_again_after_leaving():
    home, found = cases.household(), made.project()
    part = made.taken_in(home, found)
    with pytest.raises(Refusal, match="已经参加"):
        made.taken_in(home, found)

    parts.leave(actor=made.at(), participation_id=part.pk, left_on=date(2025, 6, 1), reason="外出务工")
    made.taken_in(home, found, joined_on=date(2025, 8, 1))

    assert list(Participation.objects.order_by("pk").values_list("left_on", "left_for")) == [
        (date(2025, 6, 1), "外出务工"),
        (None, ""),
    ]


@pytest.mark.parametrize(
    ("left_on", "reason", "told"),
    [
        (date(2025, 3, 31), "外出务工", "不能早于参加日期 2025-04-01"),
        (date(2025, 9, 21), "外出务工", "也不能晚于今天"),
        (date(2025, 6, 1), " ", "请写明退出的原因"),
        (date(2025, 6, 1), "长" * 201, "最多 200 个字"),
    ],
)
def test_leaving_needs_a_day_and_a_reason(left_on: date, reason: str, told: str):
    part = made.taken_in(cases.household(), made.project())

    with pytest.raises(Refusal, match=told):
        parts.leave(actor=made.at(), participation_id=part.pk, left_on=left_on, reason=reason)

    part.refresh_from_db()
    assert part.left_on is None


def test_a_village_takes_in_and_lets_out_its_own_households_only():
    home = cases.household(village=elsewhere())
    found = made.project()
    with pytest.raises(NotYours):
        made.taken_in(home, found)

    part = made.taken_in(home, found, Station.OFFICE)

    with pytest.raises(NotYours):
        parts.leave(actor=made.at(), participation_id=part.pk, left_on=made.TODAY, reason="外出")


def test_a_project_that_ends_lets_everybody_out_and_takes_nobody_in():
    home, found = cases.household(), made.project()
    made.taken_in(home, found)

    projects.end(actor=made.at(), project_id=found.pk, until=date(2025, 9, 1))

    part = Participation.objects.get()
    assert (part.left_on, part.left_for) == (date(2025, 9, 1), "项目结束")
    with pytest.raises(NotNow, match="已在 2025-09-01 结束"):
        made.taken_in(cases.household("LX-002", "钱大山", "19700101"), found)
    with pytest.raises(NotNow):
        projects.end(actor=made.at(), project_id=found.pk, until=date(2025, 9, 2))


@pytest.mark.parametrize(
    ("until", "told"),
    [
        (date(2025, 3, 1), "要晚于起始日期"),
        (date(2025, 9, 21), "不能晚于今天"),
        (date(2025, 3, 15), "以后才参加"),
    ],
)
def test_a_project_does_not_end_on_a_day_that_cannot_be(until: date, told: str):
    found = made.project()
    made.taken_in(cases.household(), found)

    with pytest.raises(Refusal, match=told):
        projects.end(actor=made.at(), project_id=found.pk, until=until)

    found.refresh_from_db()
    assert found.until is None


def test_a_correction_does_not_begin_after_somebody_joined():
    found = made.project()
    made.taken_in(cases.household(), found)

    with pytest.raises(Refusal, match="2025-04-01 已有农户参加"):
        projects.correct(
            actor=made.at(),
            catalogue=made.CATALOGUE,
            project_id=found.pk,
            plan=made.plan(since=date(2025, 4, 2)),
        )
    projects.correct(
        actor=made.at(), catalogue=made.CATALOGUE, project_id=found.pk, plan=made.plan(industry="肉牛")
    )

    found.refresh_from_db()
    assert (found.industry, found.since) == ("肉牛", made.SINCE)


def test_an_application_goes_into_a_project_its_household_takes_part_in():
    application = cases.draft()
    found = made.project()
    part = made.taken_in(application.household, found)

    projects.fund(actor=made.at(), number=application.number, participation_id=part.pk)
    again = projects.fund(actor=made.at(), number=application.number, participation_id=part.pk)

    assert Funding.objects.get() == again
    assert JournalLine.objects.filter(action="登记投入产业项目").count() == 1
    projects.fund(actor=made.at(), number=application.number, participation_id=None)
    assert not Funding.objects.exists()


def test_a_project_the_household_has_no_part_in_cannot_be_chosen():
    application = cases.draft()
    other = cases.household("LX-002", "钱大山", "19700101")
    part = made.taken_in(other, made.project())

    with pytest.raises(Refusal, match="没有参加这个项目"):
        projects.fund(actor=made.at(), number=application.number, participation_id=part.pk)

    assert not Funding.objects.exists()


@pytest.mark.parametrize("station", [Station.BANK, Station.FINANCE, Station.AUDITOR])
def test_other_desks_say_of_no_loan_where_it_goes(station: Station):
    application = cases.draft()
    part = made.taken_in(application.household, made.project())

    with pytest.raises(NotYours):
        projects.fund(actor=made.at(station), number=application.number, participation_id=part.pk)


def test_a_loan_counts_for_its_project_with_its_balance_and_its_household():
    loan = loans.disbursed()
    found = made.project()
    part = made.taken_in(loan.household, found)
    desk = made.at(Station.OFFICE).posting

    projects.fund_loan(actor=made.at(), loan_id=loan.pk, participation_id=part.pk)

    assert Funding.objects.get().application == loan.application
    (row,) = queries.projects(desk, queries.Filters())
    assert (row.households, row.loans, row.balance) == (1, 1, 5_000_000)
    assert list(queries.loans_of(desk, found)) == [loan]
    assert queries.by_industry(desk) == {"生猪育肥": queries.Sums(1, 1, 1, 1, 5_000_000)}
    assert queries.by_chain_model(desk) == {"自营": queries.Sums(1, 1, 1, 1, 5_000_000)}


def test_a_loan_without_an_application_goes_into_a_project_by_itself():
    loan = loans.disbursed()
    part = made.taken_in(loan.household, made.project())
    loan.application = None
    loan.save(update_fields=["application"])

    projects.fund_loan(actor=made.at(), loan_id=loan.pk, participation_id=part.pk)

    assert Funding.objects.get().loan == loan
    desk = made.at(Station.OFFICE).posting
    assert queries.by_industry(desk)["生猪育肥"].balance == 5_000_000


def test_a_loan_of_no_project_stands_under_what_the_bank_assessed_and_else_under_nothing():
    waiting = cases.waiting_at(4)
    assessing.assess(
        actor=cases.at(Station.BRANCH, 95),
        law=cases.LAW,
        catalogue=made.CATALOGUE,
        number=waiting.number,
        seen_version=0,
        found=assessing.Found("肉牛", Assessed(15, 3_000_000, 0, 0, 0)),
    )
    loans.disbursed(cases.agree(waiting, cases.at(Station.BRANCH, 96), terms=cases.TERMS))
    loans.disbursed(loans.approved(cases.household("LX-002", "钱大山", "19700101")))
    desk = made.at(Station.OFFICE).posting

    assert queries.by_industry(desk) == {
        "肉牛": queries.Sums(0, 0, 1, 1, 5_000_000),
        "": queries.Sums(0, 0, 1, 1, 5_000_000),
    }
    assert queries.by_chain_model(desk) == {"": queries.Sums(0, 0, 2, 2, 10_000_000)}


def test_a_desk_sees_projects_of_its_place_and_those_its_households_are_in():
    found = made.project()
    village = elsewhere()
    desk = offices.officer("cunwai").postings.create(
        station=Station.VILLAGE, region=village, office="杉木村村委会", since=offices.SINCE
    )
    seen = [
        list(queries.projects(made.at(station).posting, queries.Filters()))
        for station in (Station.VILLAGE, Station.TOWN, Station.OFFICE, Station.AUDITOR)
    ]
    assert seen == [[found]] * 4
    assert list(queries.projects(desk, queries.Filters())) == []

    made.taken_in(cases.household(village=village), found, Station.OFFICE)

    (row,) = queries.projects(desk, queries.Filters())
    assert (row, row.households) == (found, 1)


def test_an_enterprise_is_registered_with_a_code_that_can_be_right():
    found = made.enterprise(code=made.code().lower(), contact="郑理事", phone="13800001234")

    assert (found.code, found.phone) == (made.code(), "13800001234")
    assert JournalLine.objects.get(action="登记带动主体").facts == {
        "kind": "cooperative", "name": "柳溪养殖专业合作社",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"kind": "company"}, "请选择类别"),
        ({"name": " "}, "请填写名称"),
        ({"code": "93500112MA0000000"}, "应为 18 位"),
        ({"code": made.code()[:-1] + ("0" if made.code()[-1] != "0" else "1")}, "校验码"),
        ({"phone": "一三九"}, "只能是数字"),
        ({"contact": "长" * 41}, "最多 40 个字"),
    ],
)
def test_what_an_enterprise_cannot_be_is_refused(changes: dict[str, Any], told: str):
    kind, name = changes.pop("kind", "firm"), changes.pop("name", "云坪牧业")

    with pytest.raises(Refusal, match=told):
        made.enterprise(kind, name, **changes)

    assert not Enterprise.objects.exists()


def test_one_code_and_one_name_in_a_town_belong_to_one_enterprise():
    made.enterprise(code=made.code())

    with pytest.raises(Refusal, match="已经登记过"):
        made.enterprise("firm", "另一家", code=made.code())
    with pytest.raises(Refusal, match="已经登记过"):
        made.enterprise()


def test_an_enterprise_of_another_town_is_not_a_villages_to_enter_or_change():
    other = elsewhere().parent
    with pytest.raises(NotYours, match="您辖区内的乡镇"):
        made.enterprise(town=other.pk)
    described = Described("firm", "云台果业", other.pk)
    found = enterprises.register(actor=made.at(Station.OFFICE), described=described)

    with pytest.raises(NotYours):
        enterprises.correct(actor=made.at(), enterprise_id=found.pk, described=described)
