"""A household of 柳溪村, and applications of it at any place of the road, made through the actions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import made_offices as offices
from hudai.actions import application as applying
from hudai.actions import attestation as attesting
from hudai.actions import decision as deciding
from hudai.actions.actor import Actor
from hudai.actions.application import Law
from hudai.actions.commitment import commit
from hudai.actions.levels import HANDLERS
from hudai.core.identity import check_digit
from hudai.core.workflow import Opinion
from hudai.documents import policy_files
from hudai.records.models import (
    Application,
    Household,
    LeadBank,
    Listing,
    Membership,
    NameList,
    Officer,
    Person,
    Posting,
    Region,
    Station,
)
from policy_builder import dated, version

SHANGHAI = ZoneInfo("Asia/Shanghai")
START = datetime(2025, 9, 20, 9, 0, tzinfo=SHANGHAI)
APPLIED_ON = date(2025, 9, 19)
GOOD: Mapping[str, Any] = {
    "outstanding": 0,
    "credit_clean": True,
    "law_abiding": True,
    "capacity": True,
    "rated": True,
    "credit_line": 5_000_000,
    "willing": True,
    "skilled": True,
    "able_to_repay": True,
    "project_lawful": True,
    "project_promising": True,
    "guarantor_or_collateral": False,
    "fee_charged": False,
    "extra_condition": False,
    "labour": True,
}
"""Everything the rules ask for, as a good case has it."""
TERMS = deciding.Terms(amount=5_000_000, term_months=36, rate=35_000, grade="A", account="6217000012345678")
"""3.5 %, which is what the 5-year LPR was in September 2025."""
LAW = Law(policy_files.load("yubei-2021"), policy_files.read_national())


def id_number(born: str, sequence: str = "471") -> str:
    """An ID number with a right check digit that belongs to nobody."""
    first = f"500112{born}{sequence}"
    return first + check_digit(first)


def household(
    number: str = "LX-001", name: str = "孙平磊", born: str = "19850307", village: Region | None = None
) -> Household:
    """A listed household whose head is the one person in it."""
    village = village or offices.village()
    found = Household.objects.create(number=number, village=village, group=offices.group("三组", village))
    born_on = date(int(born[:4]), int(born[4:6]), int(born[6:]))
    person = Person.objects.create(
        name=name, id_number=id_number(born), sex=Person.Sex.MALE, born_on=born_on, phone="13800001234"
    )
    since = date(2021, 1, 1)
    Membership.objects.create(person=person, household=found, relation="户主", is_head=True, since=since)
    Listing.objects.create(household=found, kind="脱贫户", came_with=_name_list(), since=since)
    return found


def _name_list() -> NameList:
    importer = Posting.objects.filter(station=Station.OFFICE).first() or _desk(Station.OFFICE)
    values = {"as_of": date(2021, 5, 1), "source": "名单", "imported_by": importer, "imported_at": START}
    return NameList.objects.get_or_create(number=1, defaults=values)[0]


def head(of: Household) -> Person:
    """Whoever heads the household."""
    return of.memberships.get(is_head=True).person


def lead_bank() -> None:
    """The bank's branch leads in the town."""
    branch, town = offices.branch(Station.BRANCH), offices.town()
    LeadBank.objects.get_or_create(town=town, branch=branch, defaults={"since": date(2021, 1, 1)})


def _desk(station: Station) -> Posting:
    found = Posting.objects.filter(officer__username=str(station)).first()
    return found or offices.posted(station).postings.get()


def at(station: Station, hours: int = 0, officer: Officer | None = None) -> Actor:
    """The officer of the county's desk of that kind, so many hours after the start."""
    desk = _desk(station)
    return Actor(officer or desk.officer, desk, START + timedelta(hours=hours))


def request(**changes: Any) -> applying.Request:
    """A request that passes every rule, with changes; ``facts`` are changes to :data:`GOOD`."""
    facts = {**GOOD, **changes.pop("facts", {})}
    plain: dict[str, Any] = {
        "kind": "first",
        "branch": offices.branch(Station.BRANCH),
        "amount": 5_000_000,
        "term_months": 36,
        "purpose": "生猪养殖",
        "applied_on": APPLIED_ON,
        "bank_debt": 0,
        "phone": "13800001234",
        "reason": "",
        "facts": {name: value for name, value in facts.items() if value is not None},
    }
    return applying.Request(**{**plain, **changes})


def draft(of: Household | None = None, **changes: Any) -> Application:
    """An application entered by the village."""
    whose = of or household()
    return applying.enter(
        actor=at(Station.VILLAGE), law=LAW, household=whose, applicant=head(whose), request=request(**changes)
    )


def on_file(application: Application) -> None:
    """Both surveys, in favour, and the signed commitment, recorded by the village."""
    village, day = at(Station.VILLAGE), START.date()
    for subject in ("household", "project"):
        applying.record_survey(
            actor=village,
            number=application.number,
            subject=subject,
            surveyed_on=day,
            surveyors="孙村干、钱镇干",
            content="情况属实。",
            favourable=True,
        )
    commit(
        actor=village,
        number=application.number,
        helper="周帮扶",
        helper_employer="石门镇人民政府",
        helper_phone="",
        signed_on=day,
    )


def submitted(of: Household | None = None, *, papers: bool = True, **changes: Any) -> Application:
    """One that waits for the village's opinion, with surveys and commitment on file unless told otherwise."""
    entered = draft(of, **changes)
    if papers:
        on_file(entered)
    return applying.submit(
        actor=at(Station.VILLAGE, 1), law=LAW, number=entered.number, seen_version=entered.version
    )


ROAD = (Station.VILLAGE, Station.TOWN, Station.OFFICE, Station.BRANCH)


def waiting_at(
    step: int, of: Household | None = None, *, attested: bool = True, **changes: Any
) -> Application:
    """One that waits at a step of the road: 1 village, 2 town, 3 office, 4 bank.

    Args:
        attested: whether the bank, where it is its turn, has said already what only it can know.
    """
    application = submitted(of, **changes)
    for place, station in enumerate(ROAD[: step - 1], 1):
        application = agree(application, at(station, place * 24))
    return attest(application, at(Station.BRANCH, 95)) if step == len(ROAD) and attested else application


def attest(application: Application, actor: Actor, **changes: Any) -> Application:
    """The bank says of what only it can know that all is well, with changes."""
    return attesting.attest(
        actor=actor,
        law=LAW,
        number=application.number,
        seen_version=application.version,
        facts={**GOOD, **changes},
    )


def agree(application: Application, actor: Actor, **more: Any) -> Application:
    """The actor agrees to the case as it stands; the bank has said first what only it can know."""
    if actor.station in HANDLERS["bank"] and "fee_charged" not in application.facts:
        attest(application, actor)
    return decide(application, actor, Opinion.AGREE, text="情况属实，同意。", **more)


def law_with_simple_review() -> Law:
    """The law as it would be if a rating spared the household survey, by 上蔡县意见 九."""
    spares = dated("简易复核", version(date(2021, 1, 1), None, True, "shangcai-2019#9.1b"))
    return replace(LAW, policy=replace(LAW.policy, rating_spares_survey=spares))


def decide(application: Application, actor: Actor, opinion: Opinion, **more: Any) -> Application:
    """The actor gives an opinion on the case as it stands."""
    return deciding.decide(
        actor=actor,
        number=application.number,
        seen_version=application.version,
        seen_step=application.step,
        opinion=opinion,
        **{"law": LAW, "text": "", **more},
    )
