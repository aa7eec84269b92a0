"""Opinions: whose turn it is, who may sign twice, what stops the last one, and races between two."""

from __future__ import annotations

import threading
from datetime import date, timedelta

import pytest
from django.db import connection

import made_cases as cases
import made_offices as offices
from hudai.actions import application as applying
from hudai.actions import decision as deciding
from hudai.actions import hand_over as handing
from hudai.actions.actor import Actor, NotYours
from hudai.actions.application import Obstacles
from hudai.actions.decision import Seen, Terms
from hudai.core.errors import Refusal
from hudai.core.workflow import NotNow, Opinion
from hudai.records.models import Application, Decision, Deputy, JournalLine, Officer, Station

pytestmark = pytest.mark.django_db


def test_four_opinions_carry_an_application_to_the_banks_approval():
    application = cases.waiting_at(4)

    approved = cases.agree(application, cases.at(Station.BRANCH, 96), terms=cases.TERMS)

    assert (approved.state, approved.approved_amount, approved.approved_rate) == (
        "approved",
        5_000_000,
        35_000,
    )
    labels = Decision.objects.order_by("decided_at").values_list("label", flat=True)
    assert list(labels) == ["村（居）委会意见", "镇帮扶干部意见", "区扶贫办意见", "经办银行意见"]


def test_another_stations_turn_is_refused_and_nothing_is_written():
    application = cases.waiting_at(2)

    with pytest.raises(NotYours, match="这一步由镇经办、镇负责人办理"):
        cases.agree(application, cases.at(Station.OFFICE))

    assert application.decisions.count() == 1


def test_a_return_goes_back_to_the_household_with_what_is_wrong_and_asks_everybody_afresh():
    application = cases.waiting_at(3)

    returned = cases.decide(
        application,
        cases.at(Station.OFFICE, 72),
        Opinion.RETURN,
        text="用途写得不清楚。",
        returned_to=0,
        marked_fields=["purpose"],
    )

    assert (returned.state, returned.step, returned.version) == ("draft", 0, 1)
    said = returned.decisions.latest("decided_at")
    assert (said.returned_to, said.marked_fields) == (0, ["purpose"])
    again = applying.submit(
        actor=cases.at(Station.VILLAGE, 80), law=cases.LAW, number=returned.number, seen_version=1
    )
    assert cases.agree(again, cases.at(Station.VILLAGE, 81)).step == 2


@pytest.mark.parametrize("opinion", [Opinion.RETURN, Opinion.REJECT])
def test_saying_no_without_a_reason_is_refused(opinion: Opinion):
    application = cases.waiting_at(2)

    with pytest.raises(Refusal, match="请写明理由"):
        cases.decide(application, cases.at(Station.TOWN), opinion, text=" ", returned_to=_back(opinion))

    assert application.decisions.count() == 1


def _back(opinion: Opinion) -> int | None:
    return 0 if opinion is Opinion.RETURN else None


def test_a_return_goes_only_to_an_earlier_step():
    application = cases.waiting_at(2)

    with pytest.raises(NotNow, match="退回到前面"):
        cases.decide(application, cases.at(Station.TOWN), Opinion.RETURN, text="退", returned_to=2)


def test_a_double_click_says_the_same_once():
    application = cases.waiting_at(2)
    seen = {"seen_version": application.version, "seen_step": application.step}

    for _ in range(2):
        deciding.decide(
            actor=cases.at(Station.TOWN),
            law=cases.LAW,
            number=application.number,
            opinion=Opinion.AGREE,
            text="同意",
            **seen,
        )

    assert application.decisions.filter(step=2).count() == 1
    assert JournalLine.objects.filter(action="签署意见：同意", facts__step="镇帮扶干部意见").count() == 1


def test_an_old_page_is_refused():
    application = cases.waiting_at(2)
    cases.agree(Application.objects.get(), cases.at(Station.TOWN))

    with pytest.raises(NotNow, match="刚才已被别人处理"):
        cases.decide(application, cases.at(Station.TOWN_HEAD), Opinion.REJECT, text="不同意")


def test_nobody_signs_one_case_at_two_levels_not_even_as_a_deputy():
    application = cases.waiting_at(2)
    village = Officer.objects.get(username="village")

    with pytest.raises(NotYours, match="同一个人不能签两级"):
        cases.agree(application, cases.at(Station.TOWN, officer=village))


def entered_by_the_branch(step: int) -> Application:
    """As :func:`made_cases.waiting_at`, entered and handed in by the branch, surveyed by it too."""
    household = cases.household()
    cases.lead_bank()
    branch = cases.at(Station.BRANCH)
    entered = applying.enter(
        actor=branch,
        law=cases.LAW,
        household=household,
        applicant=cases.head(household),
        request=cases.request(),
    )
    cases.on_file(entered)
    found = applying.submit(actor=branch, law=cases.LAW, number=entered.number, seen_version=0)
    for place, station in enumerate(cases.ROAD[: step - 1], 1):
        found = cases.agree(found, cases.at(station, place * 24))
    return found


def test_whoever_entered_a_case_at_the_bank_does_not_approve_it_and_is_told_who_may():
    application = entered_by_the_branch(4)
    offices.post(offices.officer("second", "冯另一"), Station.BRANCH)
    branch = cases.at(Station.BRANCH, 96)

    with pytest.raises(NotYours, match=r"由您录入.*“经办银行意见”可由冯另一（.*）办理"):
        cases.agree(application, branch, terms=cases.TERMS)

    assert not deciding.has_turn(branch, application, cases.LAW.policy.route)
    assert application.decisions.count() == 3


def test_another_officer_of_the_branch_approves_what_a_colleague_entered():
    application = entered_by_the_branch(4)
    desk = offices.post(offices.officer("second", "冯另一"), Station.BRANCH)

    approved = cases.agree(application, Actor(desk.officer, desk, cases.START), terms=cases.TERMS)

    assert approved.state == "approved"


def test_where_nobody_else_is_the_refusal_names_the_way():
    application = entered_by_the_branch(4)

    with pytest.raises(NotYours, match="代理"):
        cases.agree(application, cases.at(Station.BRANCH, 96), terms=cases.TERMS)


def test_whoever_entered_for_the_village_does_not_speak_for_the_town():
    application = cases.waiting_at(1)
    cadre = cases.at(Station.VILLAGE).officer
    second = offices.post(offices.officer("second", "冯另一"), Station.VILLAGE)
    onward = cases.agree(application, Actor(second.officer, second, cases.START))

    with pytest.raises(NotYours, match="由您录入"):
        cases.agree(onward, cases.at(Station.TOWN, officer=cadre))


def test_the_banks_own_survey_before_its_decision_is_the_banks_own_level():
    application = cases.waiting_at(4)
    branch = cases.at(Station.BRANCH, 96)
    applying.record_survey(
        actor=branch,
        number=application.number,
        subject="household",
        surveyed_on=cases.START.date(),
        surveyors="吴信贷",
        content="情况属实。",
        favourable=True,
    )

    assert cases.agree(application, branch, terms=cases.TERMS).state == "approved"


def test_the_bank_cannot_grant_above_the_highest_rate_of_the_day():
    """The LPR above five years was 3.5 % on 20 September 2025."""
    application = cases.waiting_at(4)
    dear = Terms(5_000_000, 36, 35_100, "A", "6217000012345678")

    with pytest.raises(Obstacles) as refused:
        cases.agree(application, cases.at(Station.BRANCH), terms=dear)

    assert len(refused.value.messages) == 1
    application.refresh_from_db()
    assert (application.state, application.approved_rate) == ("under_way", None)


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"amount": 5_000_100}, "不能超过申贷金额"),
        ({"term_months": 37}, "不能超过申贷期限"),
        ({"account": "62170000ABC"}, "8 到 32 位数字"),
    ],
)
def test_terms_beyond_what_was_asked_are_refused(changed: dict[str, object], told: str):
    application = cases.waiting_at(4)
    plain = {
        "amount": 5_000_000,
        "term_months": 36,
        "rate": 35_000,
        "grade": "A",
        "account": "6217000012345678",
    }

    with pytest.raises(Refusal, match=told):
        cases.agree(application, cases.at(Station.BRANCH), terms=Terms(**{**plain, **changed}))


def test_what_nobody_found_out_stops_the_last_step_only():
    application = cases.waiting_at(4, facts={"credit_clean": None})

    with pytest.raises(Obstacles) as refused:
        cases.agree(application, cases.at(Station.BRANCH), terms=cases.TERMS)

    assert "重大不良信用记录" in refused.value.messages[0]


def test_a_broken_principle_needs_a_waiver_with_a_reason_and_then_passes():
    """Born on 7 March 1955: 70 on the day, and the plan says 18 to 65 in principle."""
    application = cases.waiting_at(4, cases.household(born="19550307"))
    with pytest.raises(Obstacles):
        cases.agree(application, cases.at(Station.BRANCH), terms=cases.TERMS)
    waive = {"law": cases.LAW, "number": application.number, "rule": "age"}

    with pytest.raises(NotYours):
        deciding.waive(actor=cases.at(Station.TOWN), reason="身体好", **waive)
    with pytest.raises(Refusal, match="请写明理由"):
        deciding.waive(actor=cases.at(Station.TOWN_HEAD), reason=" ", **waive)
    deciding.waive(actor=cases.at(Station.TOWN_HEAD), reason="身体健康，子女共同经营。", **waive)

    assert cases.agree(application, cases.at(Station.BRANCH), terms=cases.TERMS).state == "approved"


def test_a_waiver_given_before_a_return_does_not_cover_what_comes_back():
    application = cases.waiting_at(4, cases.household(born="19550307"))
    deciding.waive(
        actor=cases.at(Station.TOWN_HEAD), law=cases.LAW, number=application.number, rule="age", reason="健康"
    )
    branch = cases.at(Station.BRANCH)
    returned = cases.decide(application, branch, Opinion.RETURN, text="请核对年龄", returned_to=3)
    back = cases.agree(returned, cases.at(Station.OFFICE))

    with pytest.raises(Obstacles):
        cases.agree(back, branch, terms=cases.TERMS)


def test_a_hard_rule_cannot_be_waived():
    application = cases.waiting_at(2)

    with pytest.raises(Refusal, match="不需要也不能豁免"):
        deciding.waive(
            actor=cases.at(Station.TOWN_HEAD),
            law=cases.LAW,
            number=application.number,
            rule="term",
            reason="特殊",
        )


def test_one_statement_agrees_to_many_and_tells_which_were_refused_and_why():
    good = cases.waiting_at(2)
    stale = cases.waiting_at(2, cases.household("LX-002", "钱大山", "19700101"))
    seen = [
        Seen(good.number, 0, 2),
        Seen(good.number, 0, 2),
        Seen(stale.number, 0, 1),
        Seen("XD2020000001", 0, 2),
    ]

    outcomes = deciding.agree_to_many(
        actor=cases.at(Station.TOWN), law_of=lambda name: cases.LAW, cases=seen, text="情况属实，同意。"
    )

    assert [bool(outcome.refused) for outcome in outcomes] == [False, True, True]
    assert set(Application.objects.values_list("number", "step")) == {(good.number, 3), (stale.number, 2)}


def test_a_full_look_at_the_numbers_is_in_the_journal_and_not_for_everybody():
    application = cases.waiting_at(2)

    deciding.look(actor=cases.at(Station.AUDITOR), number=application.number)
    with pytest.raises(NotYours):
        deciding.look(actor=cases.at(Station.FINANCE), number=application.number)

    assert JournalLine.objects.filter(action="查看完整号码").count() == 1


def test_a_deputy_signs_for_the_desk_on_the_days_given():
    office = cases.at(Station.OFFICE)
    deputy = offices.officer("deputy", "韩代理")
    days = {"since": date(2025, 9, 20), "until": date(2025, 9, 27)}
    handing.hand_over(actor=office, deputy=deputy, reason="出差", **days)
    application = cases.waiting_at(3)

    cases.agree(application, cases.at(Station.OFFICE, 72, deputy))

    said = application.decisions.get(step=3)
    assert (said.officer, said.posting) == (deputy, office.posting)


def test_a_desk_has_one_deputy_on_a_day_and_a_deputy_hands_nothing_on():
    office = cases.at(Station.OFFICE)
    deputy, other = offices.officer("deputy"), offices.officer("other")
    days = {"since": date(2025, 9, 20), "until": date(2025, 9, 27), "reason": "出差"}
    made = handing.hand_over(actor=office, deputy=deputy, **days)

    with pytest.raises(Refusal, match="已有代理人"):
        handing.hand_over(actor=office, deputy=other, **days)
    with pytest.raises(NotYours, match="不能再转交"):
        handing.hand_over(actor=cases.at(Station.OFFICE, officer=deputy), deputy=other, **days)
    handing.take_back(actor=cases.at(Station.OFFICE, 48), deputy_id=made.pk)

    assert Deputy.objects.get().until == date(2025, 9, 22)


def test_an_administrator_cannot_become_a_deputy_and_decide_after_all():
    administrator = offices.posted(Station.ADMINISTRATOR)

    with pytest.raises(Refusal, match="不能代办业务"):
        handing.hand_over(
            actor=cases.at(Station.OFFICE),
            deputy=administrator,
            since=date(2025, 9, 20),
            until=date(2025, 9, 20) + timedelta(days=1),
            reason="出差",
        )


@pytest.mark.django_db(transaction=True)
def test_of_two_opinions_at_the_same_moment_one_wins_and_the_other_is_refused_in_words():
    application = cases.waiting_at(2)
    actors = [cases.at(Station.TOWN), cases.at(Station.TOWN_HEAD)]
    start, told = threading.Barrier(2), []

    def say(actor: object, opinion: Opinion) -> None:
        try:
            start.wait(10)
            cases.decide(application, actor, opinion, text="意见")
            told.append("")
        except Refusal as refusal:
            told.append(str(refusal))
        finally:
            connection.close()

    both = [
        threading.Thread(target=say, args=pair)
        for pair in zip(actors, (Opinion.AGREE, Opinion.REJECT), strict=True)
    ]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join(60)

    assert sorted(told) == ["", "这份申请刚才已被别人处理，请刷新后再看。"]
    assert application.decisions.filter(step=2).count() == 1
