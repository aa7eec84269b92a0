"""Publicity: events that were held, and typical cases worth telling, approved by a second level.

The county office judges what other desks hand in, and 金融办 what the county office wrote itself.

Source: 渝北区实施方案 四（二）、六（三） (Y4.2, Y6.3)；上蔡县意见 十二 (S12).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from hudai.actions.actor import Actor, NotYours, hold_desk
from hudai.actions.journal import note
from hudai.actions.withdrawal import take_back
from hudai.core.errors import Refusal
from hudai.core.typical_case import names_in, personal_numbers
from hudai.core.words import listed
from hudai.core.workflow import NotNow
from hudai.records.models import (
    Household,
    JournalLine,
    PublicityEvent,
    Region,
    Station,
    TypicalCase,
)
from hudai.records.queries.publicity import JUDGES, judge_of, regions_around, regions_of, typical_cases
from hudai.records.queries.visibility import households_seen_by

RECORDS = (
    Station.VILLAGE, Station.TOWN, Station.TOWN_HEAD, Station.OFFICE, Station.FINANCE_OFFICE,
    Station.BRANCH, Station.BANK,
)  # fmt: skip
"""Desks that hold events and hand cases in, each for its own places."""
TAKES_BACK = (Station.OFFICE,)
"""Desks that take back an event of anybody's."""
HANDED_IN = "报送典型案例"
MOST_HEARERS = 100_000
Subject, State = TypicalCase.Subject, TypicalCase.State


@dataclass(frozen=True, slots=True)
class Event:
    """What took place."""

    kind: str
    title: str
    held_on: date
    region: Region
    place: str
    host: str
    audience: int
    content: str


@dataclass(frozen=True, slots=True)
class Case:
    """A case as it is handed in."""

    title: str
    subject: str
    region: Region
    household: str
    """The household's number; empty for a project."""
    may_be_named: bool
    consent: str
    """What the consent to be named rests on: a signed paper, its day."""
    text: str


@transaction.atomic
def hold(*, actor: Actor, event: Event) -> PublicityEvent:
    """Write down an event that was held.  The same one sent twice by one desk is one.

    Raises:
        NotYours: if the desk holds none, or not there.
        Refusal: with what is missing, or for a day ahead.
    """
    actor.require(*RECORDS)
    _require_region(actor, event.region)
    if event.kind not in PublicityEvent.Kind.values:
        raise Refusal("请选择活动类型。")
    if event.held_on > actor.today:
        raise Refusal("活动日期不能晚于今天；还没有举办的，办完再登记。")
    if not 0 < event.audience <= MOST_HEARERS:
        raise Refusal("请填写参加人数，至少 1 人。")
    said = {
        "kind": event.kind,
        "title": _words(event.title, "活动名称"),
        "held_on": event.held_on,
        "region": event.region,
        "place": event.place.strip(),
        "host": _words(event.host, "主办单位"),
        "audience": event.audience,
        "content": _words(event.content, "主要内容"),
        "recorded_by": actor.posting,
    }
    hold_desk(actor)
    there = PublicityEvent.objects.filter(**said, withdrawn_at=None).first()
    if there is not None:
        return there
    made = PublicityEvent.objects.create(**said, recorded_at=actor.at)
    note(actor, "登记宣传活动", made, held_on=f"{event.held_on}")
    return made


@transaction.atomic
def withdraw(*, actor: Actor, event_id: int, reason: str) -> PublicityEvent:
    """Take back an event written down wrongly: the desk that wrote it, or the county office.

    Raises:
        NotYours: for another desk.
        NotNow: if it is withdrawn already.
        Refusal: without a reason.
    """
    actor.require(*RECORDS)
    seen = PublicityEvent.objects.filter(pk=event_id, region__in=regions_around(actor.posting).values("pk"))
    found = seen.select_for_update(of=("self",)).first()
    if found is None:
        raise NotYours("没有找到这条活动，或它不在您的范围内。")
    require_taker(actor, found)
    take_back(actor, found, reason, what="这条活动", how="作废")
    note(actor, "作废宣传活动", found)
    return found


def require_taker(actor: Actor, found: PublicityEvent) -> None:
    """Refuse a desk that may not take this event back.

    Raises:
        NotYours: then.
    """
    actor.require(*RECORDS)
    if found.recorded_by_id != actor.posting.pk and actor.station not in TAKES_BACK:
        raise NotYours("活动由登记它的岗位或区县主管部门作废。")


@transaction.atomic
def hand_in(*, actor: Actor, case: Case) -> TypicalCase:
    """Hand a case in for the office to judge.  The same one sent twice by one desk is one.

    Raises:
        NotYours: if the desk hands none in, or not from there, or does not see the household.
        Refusal: if something is missing, or the text holds personal numbers or unconsented names.
    """
    actor.require(*RECORDS)
    _require_region(actor, case.region)
    if case.subject not in Subject.values:
        raise Refusal("请选择写的是农户还是产业项目。")
    text, title = _words(case.text, "案例内容"), _words(case.title, "标题")
    household = _household(actor, case)
    _require_no_numbers(f"{title}\n{text}")
    consent = case.consent.strip() if case.may_be_named else ""
    if case.may_be_named and not consent:
        raise Refusal("请写明同意公开的依据，如“2025年9月1日签字同意”；没有同意的请不要勾选。")
    if household is not None and not case.may_be_named:
        _require_unnamed(household, f"{title}\n{text}")
    said = {
        "title": title,
        "subject": case.subject,
        "region": case.region,
        "household": household,
        "may_be_named": case.may_be_named,
        "consent": consent,
        "text": text,
        "handed_in_by": actor.posting,
    }
    hold_desk(actor)
    there = TypicalCase.objects.filter(**said, state=State.HANDED_IN).first()
    if there is not None:
        return there
    made = TypicalCase.objects.create(**said, handed_in_at=actor.at)
    note(actor, HANDED_IN, made, subject=case.subject)
    return made


@transaction.atomic
def judge(*, actor: Actor, case_id: int, approved: bool, opinion: str) -> TypicalCase:
    """Approve a case, so that everybody reads it, or decline it with the reason.

    Raises:
        NotYours: if the desk judges none, or the case is another county's, of the desk's own office, or of
            the very officer.
        NotNow: if it was judged.
        Refusal: without a reason to decline.
    """
    actor.require(*JUDGES)
    seen = typical_cases(actor.posting).order_by().filter(pk=case_id).values("pk")
    found = TypicalCase.objects.select_for_update().filter(pk__in=seen).first()
    if found is None:
        raise NotYours("没有找到这个案例，或它不归您审核。")
    if found.state != State.HANDED_IN:
        raise NotNow("这个案例已经审核过。")
    if why := barred(actor, found):
        raise NotYours(why)
    found.answer = opinion.strip()[:300] if approved else _words(opinion, "未采用的理由")[:300]
    found.state = State.APPROVED if approved else State.DECLINED
    found.answered_by, found.answered_at = actor.posting, actor.at
    found.save(update_fields=["answer", "state", "answered_by", "answered_at"])
    note(actor, "采用典型案例" if approved else "未采用典型案例", found)
    return found


def barred(actor: Actor, case: TypicalCase) -> str:
    """Why a desk that judges cases may not judge this one, and who may; empty where it may.

    Who handed it in is told by the journal, whether they sat at a desk of their own or stood in.
    """
    judge = judge_of(case.handed_in_by)
    if actor.station != judge:
        if actor.station == case.handed_in_by.station:
            return f"本单位报送的案例不能由本单位审核，请{judge.label}审核。"
        return f"这个案例由{judge.label}审核。"
    lines = JournalLine.objects.filter(noun="typicalcase", key=str(case.pk), action=HANDED_IN)
    if lines.filter(officer=actor.officer).exists():
        return "这个案例是您报送的，请由另一位工作人员审核。"
    return ""


def _household(actor: Actor, case: Case) -> Household | None:
    if case.subject == Subject.PROJECT:
        return None
    number = case.household.strip()
    if not number:
        raise Refusal("写农户的案例请填户编号，户编号不会公开。")
    found = households_seen_by(actor.posting).filter(number=number).first()
    if found is None:
        raise NotYours(f"您管理范围内没有编号为 {number} 的农户，请核对。")
    return found


def _require_no_numbers(text: str) -> None:
    if kinds := personal_numbers(text):
        raise Refusal(f"案例里有{listed(kinds)}，案例人人可看，请删去后再报送。")


def _require_unnamed(household: Household, text: str) -> None:
    members = household.memberships.filter(until=None).values_list("person__name", flat=True)
    if named := names_in(text, list(members)):
        raise Refusal(
            f"案例里写了{listed(named)}的姓名，本人没有同意公开；请改写为“某某”或“{named[0][0]}某”，"
            "或取得同意后勾选。"
        )


def _require_region(actor: Actor, region: Region) -> None:
    if not regions_of(actor.posting).filter(pk=region.pk).exists():
        raise NotYours(f"{region} 不在您的管理范围内，请选本单位的范围。")


def _words(said: str, label: str) -> str:
    if not said.strip():
        raise Refusal(f"请写明{label}。")
    return said.strip()
