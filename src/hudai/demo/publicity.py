"""The made-up county's publicity: rounds from house to house, events, typical cases and public notices."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from hudai.actions import explanation as explaining
from hudai.actions import notice as noticing
from hudai.actions import publicity as publicising
from hudai.actions.actor import Actor
from hudai.actions.explanation import Answer, Round
from hudai.actions.notice import Draft
from hudai.actions.notice_tables import EnterpriseLine
from hudai.actions.packs import laws
from hudai.actions.publicity import Case, Event
from hudai.core.errors import Refusal
from hudai.core.explanation import TOPICS
from hudai.demo import places
from hudai.demo.chance import Chance
from hudai.demo.lives import Lives
from hudai.demo.people import Home
from hudai.demo.workdays import on
from hudai.records.models import Station
from hudai.records.queries.publicity import regions_of

ROUNDS = (date(2025, 10, 14), date(2025, 11, 11))
VILLAGES_EXPLAINED = 6
HOUSES_A_ROUND = 8
WISHES = {"willing": 5, "not_now": 3, "unsaid": 2}
REASONS = ("外出务工，暂不需要", "没有合适的产业项目", "年龄偏大，无发展意愿")
EVENTS = (
    (Station.OFFICE, "training", "脱贫人口小额信贷业务培训会", date(2025, 3, 18), "县会议中心", 126),
    (Station.TOWN, "policy", "赶场日小额信贷政策宣传", date(2025, 5, 9), "场镇街口", 230),
    (Station.VILLAGE, "policy", "小额信贷政策院坝会", date(2025, 6, 12), "村委会院坝", 48),
    (Station.BRANCH, "finance", "征信和防诈骗知识进乡村", date(2025, 9, 16), "金融服务站", 85),
    (Station.BANK, "finance", "金融知识普及月启动仪式", date(2025, 9, 2), "县文化广场", 310),
)
CONTENTS = {
    "training": "讲解贷款对象、额度、贴息和贷后管理，逐条答疑。",
    "policy": "发放明白卡，讲贷款用途、贴息办法和按期还款。",
    "finance": "讲征信记录、防范电信诈骗和按期还款的好处。",
}
CASES = (
    ("project", "合作社带着农户种花椒", "合作社统一供苗、统一收购，农户用小额信贷管护花椒，户均增收三千元。"),
    (
        "household",
        "借五万元养猪，两年还清",
        "黎某家借款5万元养猪，第一年出栏18头，第二年按期还清，又建了新圈舍。",
    ),
)
FIRM = EnterpriseLine("云坪县禾兴花椒专业合作社", "农民专业合作社", "", 36, date(2024, 4, 1), None)
NOTICED = date(2025, 12, 8)
PHONE = "023-61230000"


def publicise(people: Sequence[Home], lives: Lives, chance: Chance) -> None:
    """Some villages go from house to house, every kind of desk holds an event, two cases are handed in."""
    listed = [home for home in people if home.fate == "stays"]
    for place in sorted({home.place for home in listed})[:VILLAGES_EXPLAINED]:
        houses = [home for home in listed if home.place == place]
        for nth, day in enumerate(ROUNDS):
            of_day = houses[nth * HOUSES_A_ROUND : (nth + 1) * HOUSES_A_ROUND]
            if of_day:
                _explain(of_day, lives.offices.actor(Station.VILLAGE, place, on(day)), lives, chance)
    for station, kind, title, day, spot, audience in EVENTS:
        _hold(_desk(lives, station, day), kind, title, day, spot, audience)
    for subject, title, text in CASES:
        _tell(lives, subject, title, text)


def put_up_notices(lives: Lives) -> None:
    """The first towns put the loans of the autumn up, and one of them a firm that helps."""
    for nth, desk in enumerate(lives.offices.towns[:2]):
        assert desk.region is not None, "a town's desk has its town"
        firms = [] if nth else [replace(FIRM, town=desk.region.name)]
        draft = Draft(
            desk.region, date(2025, 9, 1), date(2025, 11, 30), NOTICED, 10, PHONE, enterprises=firms
        )
        actor = lives.offices.acting(desk, on(NOTICED))
        try:
            made = noticing.put_up(actor=actor, laws=laws(), draft=draft)
        except Refusal:
            # A small county lends nothing in some town for a whole autumn.
            continue
        if not nth:
            noticing.object_to(
                actor=lives.offices.acting(desk, on(NOTICED + timedelta(days=3))),
                number=made.number,
                content="有群众反映名单里有一户已搬到县城居住。",
                received_on=NOTICED + timedelta(days=3),
            )


def _explain(houses: Sequence[Home], actor: Actor, lives: Lives, chance: Chance) -> None:
    who = chance.one_of(places.SURNAMES, "explainer", actor.posting.pk)
    said = Round(
        actor.today, ("service_point", "first_secretary"), f"{actor.officer.name}、{who}书记", tuple(TOPICS)
    )
    answers = {}
    for home in houses:
        wish = chance.weighted(WISHES, "wish", home.serial)
        reason = chance.one_of(REASONS, "not now", home.serial) if wish == "not_now" else ""
        signed = chance.happens(85, "signed", home.serial)
        answers[lives.households[home.number].pk] = Answer(wish, reason, signed=signed)
    explaining.record(actor=actor, said=said, answers=answers)


def _hold(actor: Actor, kind: str, title: str, day: date, spot: str, audience: int) -> None:
    region = actor.posting.region or regions_of(actor.posting).order_by("level").first()
    assert region is not None, "every desk speaks for some place"
    event = Event(kind, title, day, region, spot, actor.posting.office, audience, CONTENTS[kind])
    publicising.hold(actor=actor, event=event)


def _tell(lives: Lives, subject: str, title: str, text: str) -> None:
    """A case of the first village; the office takes the first and has still to look at the second."""
    actor = _desk(lives, Station.VILLAGE, date(2025, 10, 22))
    assert actor.posting.region is not None, "a village's desk has its village"
    number = next(
        number
        for number, home in sorted(lives.households.items())
        if home.village_id == actor.posting.region_id
    )
    household = number if subject == "household" else ""
    made = publicising.hand_in(
        actor=actor,
        case=Case(title, subject, actor.posting.region, household, may_be_named=False, consent="", text=text),
    )
    if subject == "project":
        office = _desk(lives, Station.OFFICE, date(2025, 11, 3))
        publicising.judge(actor=office, case_id=made.pk, approved=True, opinion="可以在全县推广。")


def _desk(lives: Lives, station: Station, day: date) -> Actor:
    """The first desk of a kind."""
    offices = lives.offices
    firsts = {
        Station.VILLAGE: offices.villages,
        Station.TOWN: offices.towns,
        Station.BRANCH: offices.branches,
        Station.BANK: offices.banks,
    }
    desk = firsts[station][0] if station in firsts else offices.at_county[station]
    return offices.acting(desk, on(day))
