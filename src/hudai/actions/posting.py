"""Postings: who sits at which desk from when to when, and what the offices are called.

An officer may hold several desks, but nobody who administers or audits decides as well (三权分立):
those desks stand alone.  A desk that is left while something waits there is told so first.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from django.db import IntegrityError, transaction
from django.db.models import ProtectedError, Q

from hudai.actions.actor import Actor, NotYours
from hudai.actions.journal import note
from hudai.actions.officer import KEEPS_OFFICERS, require_another_administrator
from hudai.core.errors import Refusal
from hudai.records.models import Branch, Officer, Posting, Region, Station
from hudai.records.models.officer import IN_A_BRANCH

STANDS_ALONE = (Station.AUDITOR, Station.ADMINISTRATOR)
"""Desks whose officer holds no desk of another kind."""

LONGEST_OFFICE = 80
"""Characters of an office's name."""
_OVER = "没有找到这个岗位，或它已经结束。"
_AHEAD = timedelta(days=366)
_LEVELS = {
    Station.VILLAGE: Region.Level.VILLAGE,
    Station.TOWN: Region.Level.TOWN,
    Station.TOWN_HEAD: Region.Level.TOWN,
}


@transaction.atomic
def give(
    *,
    actor: Actor,
    officer_id: int,
    station: Station,
    region: Region | None,
    branch: Branch | None,
    office: str,
    since: date,
) -> Posting:
    """Give an officer a desk from a day on.

    Raises:
        NotYours: if the station gives none, or for oneself.
        Refusal: if officer, place or day do not fit, or the officer has this desk, or one that
            cannot go together with it.
    """
    actor.require(*KEEPS_OFFICERS)
    _not_oneself(actor, officer_id)
    # The officer's row is the lock: two desks given at once see each other.
    officer = Officer.objects.select_for_update(no_key=True).filter(pk=officer_id, is_active=True).first()
    if officer is None:
        raise Refusal("没有这位在用的工作人员，请刷新后再看。")
    office = "".join(office.split())
    if not office or len(office) > LONGEST_OFFICE:
        raise Refusal(f"请填写单位名称，最多 {LONGEST_OFFICE} 个字。")
    if since > actor.today + _AHEAD:
        raise Refusal("开始日期太晚，最多提前一年安排。")
    _require_place(station, region, branch)
    _require_alone(actor, officer, station)
    try:
        with transaction.atomic():
            posting = Posting.objects.create(
                officer=officer, station=station, region=region, branch=branch, office=office, since=since
            )
    except IntegrityError:
        raise Refusal(f"{officer.name}在{region or branch}已经有“{station.label}”岗位了。") from None
    place = str(region or branch)
    note(
        actor, "安排岗位", posting, username=officer.username, station=station, place=place, since=f"{since}"
    )
    return posting


@transaction.atomic
def end(
    *, actor: Actor, posting_id: int, until: date, waiting: Mapping[str, int], knowing: bool = False
) -> Posting | None:
    """End a posting with the day before ``until``; one given today by mistake is struck out (None).

    Args:
        waiting: what waits at the desk, by the words of its menu; the door counts it.
        knowing: whether the administrator was told and means it.

    Raises:
        NotYours: if the station ends none, or it is one's own.
        Refusal: if it is over, if something waits and nobody else sits at that desk, or if nobody in
            office would administer any longer.
    """
    actor.require(*KEEPS_OFFICERS)
    if until < actor.today:
        raise Refusal("结束日期不能早于今天。")
    posting = _standing(actor, posting_id, until)
    if any(waiting.values()) and not knowing and not successors(posting, until):
        raise Refusal(f"{told(waiting)}，而这个岗位没有别人接手。请先安排接手的人，或勾选后再结束。")
    facts = {"username": posting.officer.username, "station": posting.station, "until": f"{until}"}
    note(actor, "结束岗位", posting, place=str(posting.region or posting.branch), **facts)
    if until <= posting.since:
        _strike_out(posting)
        return None
    posting.until = until
    posting.save(update_fields=["until"])
    return posting


def _standing(actor: Actor, posting_id: int, until: date) -> Posting:
    """The posting, locked for this action, if it still stands and may end.

    The desks of administrators are locked together and in one order before any of them alone: two
    administrators who end each other's would otherwise each hold what the other waits for.
    """
    seen = Posting.objects.filter(pk=posting_id).first()
    if seen is None:
        raise Refusal(_OVER)
    _not_oneself(actor, seen.officer_id)
    if seen.station == Station.ADMINISTRATOR:
        require_another_administrator(actor, without=Q(pk=posting_id), on=until)
    posting = Posting.objects.select_for_update(no_key=True).get(pk=posting_id)
    if posting.until is not None and posting.until <= actor.today:
        raise Refusal(_OVER)
    return posting


def told(waiting: Mapping[str, int]) -> str:
    """What waits, as one says it: 审批中心 3 件、农户 1 件."""
    items = "、".join(f"“{label}”{count} 件" for label, count in waiting.items() if count)
    return f"这个岗位还有待办：{items}"


def successors(posting: Posting, on: date) -> list[Posting]:
    """Who else sits at a desk of that kind in that place from a day on."""
    same = Posting.objects.filter(
        Q(until=None) | Q(until__gt=on),
        station=posting.station,
        region=posting.region_id,
        branch=posting.branch_id,
        since__lte=on,
        officer__is_active=True,
    )
    return list(same.exclude(pk=posting.pk).select_related("officer"))


@transaction.atomic
def name_office(*, actor: Actor, old: str, new: str) -> int:
    """Call an office by another name at all its desks that still stand; how many these are.

    Papers printed from now on show the new name, the journal keeps the old one.

    Raises:
        NotYours: if the station names none.
        Refusal: if no desk is of that office, or there is no name.
    """
    actor.require(*KEEPS_OFFICERS)
    new = "".join(new.split())
    if not new or len(new) > LONGEST_OFFICE:
        raise Refusal(f"请填写单位名称，最多 {LONGEST_OFFICE} 个字。")
    standing = Posting.objects.filter(Q(until=None) | Q(until__gt=actor.today), office=old)
    desks = list(standing.select_for_update(no_key=True).order_by("pk"))
    if not desks:
        raise Refusal("没有这个单位的岗位，请刷新后再看。")
    standing.update(office=new)
    note(actor, "修改单位名称", desks[0], old=old, new=new, desks=len(desks))
    return len(desks)


def _not_oneself(actor: Actor, officer_id: int) -> None:
    if officer_id == actor.officer.pk:
        raise NotYours("不能给自己安排或结束岗位，请由另一位系统管理员办理。")


def _require_place(station: Station, region: Region | None, branch: Branch | None) -> None:
    if station in IN_A_BRANCH:
        if branch is None or branch.closed_on is not None or region is not None:
            raise Refusal(f"“{station.label}”要选一个在用的银行网点，不选辖区。")
        if station == Station.BANK and branch.parent_id is not None:
            raise Refusal("“区县级银行机构”要选银行在区县的机构，不选下面的网点。")
        return
    level = _LEVELS.get(station, Region.Level.COUNTY)
    if branch is not None or region is None or region.until is not None or region.level != level:
        raise Refusal(f"“{station.label}”要选{level.label}作为辖区，不选银行网点。")


def _require_alone(actor: Actor, officer: Officer, station: Station) -> None:
    standing = officer.postings.filter(Q(until=None) | Q(until__gt=actor.today)).exclude(station=station)
    held = set(standing.values_list("station", flat=True))
    if held and (station in STANDS_ALONE or held & set(STANDS_ALONE)):
        raise Refusal("系统管理员和审计不能兼任别的岗位，业务岗位的人也不能兼任这两种。请先结束原来的岗位。")
    covers = officer.deputed.filter(until__gt=actor.today).exists()
    if station in STANDS_ALONE and covers:
        raise Refusal(f"{officer.name}正在代理别人的岗位，请先收回代理，再安排系统管理员或审计岗位。")


def _strike_out(posting: Posting) -> None:
    try:
        with transaction.atomic():
            posting.delete()
    except ProtectedError:
        raise Refusal("这个岗位今天才开始，已经办过业务，最早只能到明天结束。") from None
