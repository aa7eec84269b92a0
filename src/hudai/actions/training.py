"""技能培训: a session entered once for all who came, whichever households they are of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from hudai.actions.actor import Actor, NotYours
from hudai.actions.enterprise import KEEPS
from hudai.actions.journal import note
from hudai.actions.withdrawal import take_back
from hudai.core.errors import Refusal
from hudai.records.among import among
from hudai.records.models import Attendance, Membership, Training
from hudai.records.queries.training import seen_by
from hudai.records.queries.visibility import households_seen_by, villages_seen_by

MOST_HOURS = 200
MOST_PEOPLE = 300
"""Lines of one session; more are entered as a second one."""
_LONGEST_SUBJECT, _LONGEST_TRAINER = 80, 40


class WrongLines(Refusal):
    """Lines of those who came that name nobody; carries what is wrong with each."""

    def __init__(self, message: str, messages: Sequence[str]) -> None:
        super().__init__(message)
        self.messages = tuple(messages)


@dataclass(frozen=True, slots=True)
class Session:
    """What was taught where."""

    subject: str
    village: int
    """Key of the village it was held for."""
    held_on: date
    hours: int
    trainer: str


@dataclass(frozen=True, slots=True)
class Came:
    """One who came: a household's number, and a name; without one its head."""

    household: str
    name: str = ""


@transaction.atomic
def record(*, actor: Actor, session: Session, came: Sequence[Came]) -> Training:
    """Write down a session with all who came.

    Said again of the same village, day and subject it adds who is new and corrects hours and trainer.

    Raises:
        NotYours: if the station records none, or not for this village.
        WrongLines: if a line names no household of the actor's place, or nobody in it.
        Refusal: if something else is wrong.

    Source: 渝北区实施方案 四（一）；上蔡县意见 一.
    """
    actor.require(*KEEPS)
    if wrong := _wrong(session, came, actor.today):
        raise Refusal(wrong)
    village = villages_seen_by(actor.posting).filter(pk=session.village).first()
    if village is None:
        raise NotYours("请选择您辖区内的村（社区）。")
    members = _members(actor, came)
    made, is_new = Training.objects.get_or_create(
        village=village,
        held_on=session.held_on,
        subject=session.subject.strip(),
        defaults={
            "hours": session.hours,
            "trainer": session.trainer.strip(),
            "recorded_by": actor.posting,
            "recorded_at": actor.at,
        },
    )
    # Held, so that of two who add the same person one finds the other's.
    made = Training.objects.select_for_update().get(pk=made.pk)
    told = {"hours": session.hours, "trainer": session.trainer.strip()}
    changed = [name for name, value in told.items() if getattr(made, name) != value]
    for name in changed:
        setattr(made, name, told[name])
    made.save(update_fields=changed)
    there = set(made.attendances.filter(withdrawn_at=None).values_list("person_id", flat=True))
    new = {each.person_id: each for each in members if each.person_id not in there}
    Attendance.objects.bulk_create(
        Attendance(training=made, household_id=each.household_id, person_id=each.person_id)
        for each in new.values()
    )
    action = "登记技能培训" if is_new else "补登技能培训"
    corrected = {"fields": changed} if changed else {}
    note(actor, action, made, subject=made.subject, place=village.name, people=len(new), **corrected)
    return made


@transaction.atomic
def strike_out(*, actor: Actor, attendance_id: int, reason: str) -> Attendance:
    """Strike out somebody who was wrongly entered; the row stays and counts no longer.

    Raises:
        NotYours: if the station records none, or does not see the session or the household.
        NotNow: if it was struck out already.
        Refusal: without a reason.
    """
    actor.require(*KEEPS)
    found = (
        Attendance.objects.select_for_update(of=("self",))
        .filter(pk=attendance_id, training__in=seen_by(actor.posting).order_by().values("pk"))
        .filter(household__in=households_seen_by(actor.posting).order_by().values("pk"))
        .select_related("household", "training")
        .first()
    )
    if found is None:
        raise NotYours("没有找到这个参加人，或这户不在您的管理范围内。")
    take_back(actor, found, reason, what="这个参加人", how="划去")
    note(
        actor,
        "划去参加人",
        found.training,
        household=found.household.number,
        held_on=f"{found.training.held_on}",
        reason=found.withdrawn_for,
    )
    return found


def _members(actor: Actor, came: Sequence[Came]) -> list[Membership]:
    """Who the lines name; two questions, however many they are."""
    seen = households_seen_by(actor.posting).filter(among("number", {each.household for each in came}))
    by_number: dict[str, list[Membership]] = {number: [] for number in seen.values_list("number", flat=True)}
    standing = Membership.objects.filter(household__in=seen.order_by().values("pk"), until=None)
    for member in standing.select_related("person", "household"):
        by_number[member.household.number].append(member)
    found: list[Membership] = []
    problems: list[str] = []
    for nth, each in enumerate(came, 1):
        who = _named(by_number, each)
        if who is None:
            problems.append(f"第 {nth} 行：{_why_nobody(by_number, each)}")
        else:
            found.append(who)
    if problems:
        raise WrongLines("参加人里有要改的地方，没有登记。", problems)
    return found


def _named(by_number: Mapping[str, Sequence[Membership]], came: Came) -> Membership | None:
    members = by_number.get(came.household, ())
    named = [each for each in members if (each.person.name == came.name if came.name else each.is_head)]
    return named[0] if len(named) == 1 else None


def _why_nobody(by_number: Mapping[str, Sequence[Membership]], came: Came) -> str:
    if came.household not in by_number:
        return f"您管理范围内没有户编号“{came.household}”，请核对。"
    if not came.name:
        return f"{came.household} 没有登记户主，请写上参加人的姓名。"
    return f"{came.household} 现在没有叫“{came.name}”的家庭成员（或有同名的），请核对姓名。"


def _wrong(session: Session, came: Sequence[Came], today: date) -> str:
    """What is wrong and what to write instead; empty when nothing is."""
    if not 0 < len(session.subject.strip()) <= _LONGEST_SUBJECT:
        return f"请填写培训内容，最多 {_LONGEST_SUBJECT} 个字。"
    if not 0 < len(session.trainer.strip()) <= _LONGEST_TRAINER:
        return f"请填写授课人，最多 {_LONGEST_TRAINER} 个字。"
    if not 0 < session.hours <= MOST_HOURS:
        return f"学时填 1 到 {MOST_HOURS} 之间的整数。"
    if session.held_on > today:
        return "培训日期不能晚于今天，办完以后再登记。"
    if not came:
        return "请填写参加人，每行一人。"
    if len(came) > MOST_PEOPLE:
        return f"一次最多登记 {MOST_PEOPLE} 人，请分几次登记，内容和日期相同的会合在一起。"
    return ""
