"""帮扶责任人: who is answerable for helping a household, from a day on; one at a time.

Registered one by one on the page of a household, or many at once from a sheet.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from hudai.actions.actor import Actor, NotYours
from hudai.actions.journal import note, note_each, note_without_row
from hudai.core.errors import Problem, Refusal, SheetRefused
from hudai.documents.sheets import Reading
from hudai.records.among import among
from hudai.records.models import Helper, Household, Station
from hudai.records.queries.visibility import households_seen_by

KEEPS_HELPERS = (Station.VILLAGE, Station.TOWN, Station.TOWN_HEAD, Station.OFFICE)
"""Stations that register helpers, each of the households it sees."""
_LONGEST = {"name": ("帮扶责任人", 40), "employer": ("工作单位", 80)}
"""What must be said: its label, and the most characters."""
AT_ONCE = 500
"""Rows of a sheet in one statement."""
_PHONE = re.compile(r"[0-9\-]{7,20}")


@dataclass(frozen=True, slots=True)
class Appointment:
    """A helper, and the day from which they are answerable."""

    name: str
    employer: str
    phone: str
    since: date

    @property
    def who(self) -> dict[str, str]:
        """The columns that say who it is, without blanks at the ends."""
        said = {"name": self.name, "employer": self.employer, "phone": self.phone}
        return {column: value.strip() for column, value in said.items()}


@transaction.atomic
def register(*, actor: Actor, household_id: int, appointment: Appointment) -> Helper:
    """Make somebody the helper of a household; the one before ends on that day.

    Said again from the very same day, it corrects what stands there.

    Raises:
        NotYours: if the station keeps no helpers, or not this household's.
        Refusal: if the name or employer is missing, or the day lies ahead, or before the standing helper's.

    Source: 渝北区实施方案 四（一）、附件2.
    """
    actor.require(*KEEPS_HELPERS)
    household = _household(actor, household_id)
    standing = Helper.objects.select_for_update().filter(household=household, until=None).first()
    if wrong := _wrong(appointment, standing, actor.today):
        raise Refusal(wrong[1])
    return _appoint(actor, [(household, standing, appointment)])[0]


@transaction.atomic
def end(*, actor: Actor, household_id: int, until: date) -> Helper:
    """Let a household be without a helper from ``until`` on.

    Raises:
        NotYours: if the station keeps no helpers, or not this household's.
        Refusal: if it has none, or the day lies ahead, or not after the helper's first.
    """
    actor.require(*KEEPS_HELPERS)
    household = _household(actor, household_id)
    standing = Helper.objects.select_for_update().filter(household=household, until=None).first()
    if standing is None:
        raise Refusal("这户现在没有帮扶责任人。")
    if not standing.since < until <= actor.today:
        raise Refusal(f"结束日期要晚于起始日期 {standing.since}，且不能晚于今天。")
    standing.until = until
    standing.save(update_fields=["until"])
    note(actor, "结束帮扶责任人", standing, household=household.number, until=f"{until}")
    return standing


@transaction.atomic
def import_helpers(*, actor: Actor, reading: Reading, since: date) -> int:
    """Register the helpers of a sheet, or none of them; how many were new or other than before.

    A row without a day of its own holds from ``since``; one that says what stands already changes nothing,
    so that the same sheet may be handed in again.

    Raises:
        NotYours: if the station keeps no helpers.
        SheetRefused: if a row is wrong, names no household of the actor's place, or one named before.
    """
    actor.require(*KEEPS_HELPERS)
    rows = reading.frame.to_dicts()
    numbers = {row["household"] for row in rows}
    seen = households_seen_by(actor.posting).filter(among("number", numbers))
    held = seen.select_for_update(of=("self",), no_key=True).order_by("pk")
    homes = {home.number: home for home in held}
    standing = {
        helper.household_id: helper
        for helper in Helper.objects.select_for_update().filter(household__in=seen.values("pk"), until=None)
    }
    problems, due, named = list(reading.problems), [], set()
    for row in rows:
        home = homes.get(row["household"])
        said = Appointment(row["name"], row["employer"], row["phone"] or "", row["since"] or since)
        before = standing.get(home.pk) if home else None
        if home is None:
            problems.append(_problem(reading, row, "household", "您管理范围内没有这个户编号，请核对。"))
        elif home.number in named:
            problems.append(
                _problem(reading, row, "household", "这户在前面已经有一行，一户只填一位，请删去一行。")
            )
        elif before is None or _changed(before, said):
            wrong = _wrong(said, before, actor.today)
            problems += [_problem(reading, row, *wrong)] if wrong else []
            due.append((home, before, said))
        named.add(row["household"])
    if problems:
        raise SheetRefused("表格里有要改的地方，没有导入任何一行。", tuple(problems))
    _appoint(actor, due)
    note_without_row(
        "helper", "", "导入帮扶责任人", at=actor.at, officer=actor.officer, posting=actor.posting,
        digest=reading.digest, registered=len(due),
    )  # fmt: skip
    return len(due)


def _appoint(actor: Actor, due: Sequence[tuple[Household, Helper | None, Appointment]]) -> list[Helper]:
    """Write them down, for each household a new helper, or what was wrong about the one since that day.

    A few statements, whatever the number of households; each has its line in the journal.
    """
    corrected, ended, made, lines = [], defaultdict(list), [], []
    for household, standing, said in due:
        if standing is not None and standing.since == said.since:
            changed = _changed(standing, said)
            for column in changed:
                setattr(standing, column, said.who[column])
            corrected.append(standing)
            lines.append(("更正帮扶责任人", standing, {"household": household.number, "fields": changed}))
            continue
        if standing is not None:
            ended[said.since].append(standing.pk)
        new = Helper(household=household, since=said.since, **said.who)
        made.append(new)
        lines.append(("确定帮扶责任人", new, {"household": household.number, "since": f"{said.since}"}))
    Helper.objects.bulk_update(corrected, ["name", "employer", "phone"], batch_size=AT_ONCE)
    for until, keys in ended.items():
        Helper.objects.filter(among("pk", keys)).update(until=until)
    Helper.objects.bulk_create(made, batch_size=AT_ONCE)
    note_each(actor, lines)
    return [*corrected, *made]


def _changed(standing: Helper, said: Appointment) -> list[str]:
    """The columns in which it is somebody else, or something else of the same person."""
    return [column for column, value in said.who.items() if getattr(standing, column) != value]


def _wrong(said: Appointment, standing: Helper | None, today: date) -> tuple[str, str] | None:
    """The column that is wrong, and what to write instead; None when nothing is."""
    for column, (label, most) in _LONGEST.items():
        if not 0 < len(said.who[column]) <= most:
            return column, f"请填写{label}，最多 {most} 个字。"
    if said.who["phone"] and not _PHONE.fullmatch(said.who["phone"]):
        return "phone", "联系电话只能是数字，如 13800001234 或 023-67800000，不清楚的可以留空。"
    if said.since > today:
        return "since", "起始日期不能晚于今天。"
    if standing is not None and said.since < standing.since:
        return "since", f"起始日期不能早于现任帮扶责任人的起始日期 {standing.since}。"
    return None


def _problem(reading: Reading, row: dict[str, Any], column: str, remedy: str) -> Problem:
    return reading.problem(column, row["row"], row["tab"], str(row[column] or ""), remedy)


def _household(actor: Actor, household_id: int) -> Household:
    """The household, held for this action: of two who appoint at once one finds the other's helper."""
    seen = households_seen_by(actor.posting).filter(pk=household_id)
    found = seen.select_for_update(of=("self",), no_key=True).first()
    if found is None:
        raise NotYours("没有找到这户，或它不在您的管理范围内。")
    return found
