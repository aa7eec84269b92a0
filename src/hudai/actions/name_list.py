"""Name lists: handed in, confirmed, carried on, taken back, delivered to the banks (名单).

A list comes in three steps: the sheet is handed in and read, the county office looks at what it
would change, and confirms.  Reading, writing and taking back are jobs; the actions here start them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction

from hudai.actions import job as jobs
from hudai.actions import name_list_file
from hudai.actions.actor import Actor, NotYours
from hudai.actions.journal import note
from hudai.actions.name_list_differences import kept_files
from hudai.actions.name_list_reading import READ
from hudai.actions.name_list_undo import UNDO, obstacles_to_undoing
from hudai.actions.name_list_writing import WRITE
from hudai.actions.region import enter_region
from hudai.core.errors import Refusal
from hudai.core.workflow import NotNow
from hudai.records.models import Bank, Delivery, NameList, Region, Station
from hudai.records.models.name_list import NameListImport
from hudai.records.queries.name_list import latest_version

KEEPS_THE_LIST = (Station.OFFICE,)
"""Stations that import, take back and deliver the list."""
SIGNS_FOR_IT = (Station.BANK, Station.BRANCH)
CREATE = 0
"""Chosen for an unknown village: enter it as a new one."""

_State = NameListImport.State


@transaction.atomic
def hand_in(
    *, actor: Actor, file_name: str, content: bytes, as_of: date, whole: bool, exit_reason: str
) -> NameListImport:
    """Take a sheet in and have it read; the same sheet handed in twice is one import.

    Raises:
        NotYours: if the station keeps no list.
        Refusal: if the sheet is empty or its day lies in the future or before the latest version.
    """
    actor.require(*KEEPS_THE_LIST)
    latest = latest_version()
    if not content:
        raise Refusal("这个文件是空的，请核对是否选错了文件。")
    if as_of > actor.today:
        raise Refusal("名单日期不能晚于今天。")
    if latest is not None and as_of < latest.as_of:
        raise Refusal(f"现有名单的日期是 {latest.as_of}，不能再导入更早的名单。")
    digest = hashlib.sha256(content).hexdigest()
    waiting = NameListImport.objects.filter(
        digest=digest, as_of=as_of, whole=whole, state__in=(_State.READING, _State.READY)
    ).first()
    if waiting is not None:
        return waiting
    found = NameListImport.objects.create(
        file_name=file_name[:200],
        digest=digest,
        stored=name_list_file.keep(content),
        as_of=as_of,
        whole=whole,
        exit_reason=exit_reason.strip()[:40] or "未在新名单中",
        asked_by=actor.posting,
        asked_at=actor.at,
    )
    _start(actor, found, READ)
    note(actor, "上传名单", found, digest=digest, as_of=f"{as_of}", whole=whole)
    return found


@transaction.atomic
def read_again(*, actor: Actor, import_id: int) -> NameListImport:
    """Read a sheet anew: the reading broke off, or the list has changed since."""
    actor.require(*KEEPS_THE_LIST)
    found = _in_state(import_id, _State.READING, _State.READY)
    if found.state == _State.READING and not _is_over(found):
        raise NotNow("正在读取，请稍候。")
    found.state = _State.READING
    name_list_file.forget(found.marked, *kept_files(found))
    found.marked, found.counts = "", {}
    _start(actor, found, READ)
    note(actor, "重新读取名单", found)
    return found


@transaction.atomic
def drop(*, actor: Actor, import_id: int) -> NameListImport:
    """Give an import up before it has changed anything; its file is removed."""
    actor.require(*KEEPS_THE_LIST)
    found = _in_state(import_id, _State.READING, _State.READY, _State.REFUSED)
    stored = (found.stored, found.marked, *kept_files(found))
    found.state, found.stored, found.marked, found.ended_at = _State.DROPPED, "", "", actor.at
    found.save()
    transaction.on_commit(lambda: name_list_file.forget(*stored))
    note(actor, "放弃导入名单", found)
    return found


@transaction.atomic
def confirm(
    *, actor: Actor, import_id: int, chosen: Mapping[int, int], only_right_rows: bool = False
) -> NameListImport:
    """Have a list carried out as previewed; it becomes the next version.

    ``chosen``: place in ``places`` → key of the village that is meant, or :data:`CREATE`.
    ``only_right_rows``: take a list with wrong rows as a partial one, which signs nobody off.

    Raises:
        NotYours: if the station keeps no list.
        NotNow: if another list is being carried out, or came in since the preview.
        Refusal: if rows are wrong or villages unknown and nothing was decided about them.
    """
    actor.require(*KEEPS_THE_LIST)
    found = _in_state(import_id, _State.READY)
    latest = latest_version()
    if found.base != (latest.number if latest else 0):
        raise NotNow("预览之后名单有了新版本，请点“重新读取”，核对后再确认。")
    if found.whole and found.counts["wrong"]:
        if not only_right_rows:
            raise Refusal("表中还有错行。请改正后重新上传，或选择“只导入正确的行”。")
        found.whole = False
    _choose_places(actor, found, chosen)
    found.name_list = NameList.objects.create(
        number=found.base + 1,
        as_of=found.as_of,
        source=found.file_name,
        source_digest=found.digest,
        imported_by=actor.posting,
        imported_at=actor.at,
    )
    found.state, found.under_way = _State.IMPORTING, True
    _begin(found)
    _start(actor, found, WRITE)
    note(actor, "确认导入名单", found, version=found.name_list.number, whole=found.whole)
    return found


@transaction.atomic
def carry_on(*, actor: Actor, import_id: int) -> NameListImport:
    """Go on with an import that was cancelled or broke off, after its last piece."""
    actor.require(*KEEPS_THE_LIST)
    found = _in_state(import_id, _State.IMPORTING)
    found.job = jobs.carry_on(found.job, _payload(actor, found), kind=WRITE, actor=actor)
    found.save()
    note(actor, "继续导入名单", found)
    return found


@transaction.atomic
def undo(*, actor: Actor, import_id: int) -> NameListImport:
    """Take a whole import back, while nothing rests on it.

    Raises:
        NotYours: if the station keeps no list.
        Refusal: if something rests on it; says what.
    """
    actor.require(*KEEPS_THE_LIST)
    found = _in_state(import_id, _State.DONE, _State.IMPORTING, _State.UNDOING)
    if found.state != _State.DONE and not _is_over(found):
        raise NotNow("这项工作还在进行，请等它结束，或先取消。")
    if obstacles := obstacles_to_undoing(found):
        raise Refusal("这次导入已不能撤销：" + "；".join(obstacles) + "。")
    found.state, found.under_way = _State.UNDOING, True
    _begin(found)
    _start(actor, found, UNDO)
    note(actor, "撤销名单导入", found, version=found.name_list.number if found.name_list else None)
    return found


@transaction.atomic
def deliver(*, actor: Actor, number: int, bank: Bank) -> Delivery:
    """Hand a version to a bank; once is enough.

    Raises:
        NotYours: if the station keeps no list.
        Refusal: if there is no such version, or it is still being written; or if the bank is closed.
    """
    actor.require(*KEEPS_THE_LIST)
    if bank.closed_on is not None and bank.closed_on <= actor.today:
        raise Refusal(f"{bank}已从 {bank.closed_on} 起停用，不再交付名单。")
    version = NameList.objects.filter(number=number).first()
    if version is None or NameListImport.objects.filter(name_list=version, under_way=True).exists():
        raise Refusal("没有这一版名单，或者它还没有导入完。")
    delivery, made = Delivery.objects.get_or_create(
        name_list=version,
        bank=bank,
        defaults={"delivered_at": actor.at, "delivered_by": actor.posting},
    )
    if made:
        note(actor, "交付名单", delivery, version=number, bank=bank.name)
    return delivery


@transaction.atomic
def sign_for(*, actor: Actor, delivery_id: int) -> Delivery:
    """The bank's receipt for a version; the first one stands.

    Raises:
        NotYours: if the station is no bank's, or another bank's.
    """
    actor.require(*SIGNS_FOR_IT)
    assert actor.posting.branch is not None, "a bank's posting has its branch"
    delivery = (
        Delivery.objects.select_for_update(of=("self",))
        .filter(pk=delivery_id, bank=actor.posting.branch.bank_id)
        .first()
    )
    if delivery is None:
        raise NotYours("没有找到交付给贵行的这份名单。")
    if delivery.received_at is None:
        delivery.received_at, delivery.received_by = actor.at, actor.posting
        delivery.save()
        note(actor, "签收名单", delivery, version=delivery.name_list.number)
    return delivery


@transaction.atomic
def marked_sheet(*, actor: Actor, import_id: int) -> bytes:
    """The sheet with its wrong cells marked; it holds full numbers, so the look is in the journal.

    Raises:
        NotYours: if the station keeps no list.
        Refusal: if nothing was wrong, or the sheet is no longer kept.
    """
    actor.require(*KEEPS_THE_LIST)
    found = NameListImport.objects.filter(pk=import_id).first()
    if found is None:
        raise NotYours("没有找到这次导入。")
    content = name_list_file.kept(found.marked)
    note(actor, "下载标注的名单", found)
    return content


def _in_state(import_id: int, *states: NameListImport.State) -> NameListImport:
    """The import, locked, if it stands where this can be done."""
    found = NameListImport.objects.select_for_update().filter(pk=import_id).first()
    if found is None:
        raise NotYours("没有找到这次导入。")
    if found.state not in states:
        raise NotNow(f"这次导入现在是“{found.get_state_display()}”，不能这样办理，请刷新后再看。")
    return found


def _is_over(found: NameListImport) -> bool:
    return found.job is None or found.job.is_over


def _begin(found: NameListImport) -> None:
    """Save an import that starts to change the list; there is one at a time."""
    try:
        with transaction.atomic():
            found.save()
    except IntegrityError:
        raise NotNow("另一份名单正在导入或撤销，请等它结束后再办理。") from None


def _start(actor: Actor, found: NameListImport, kind: str) -> None:
    found.job = jobs.start(kind, _payload(actor, found), actor.posting, actor.at)
    found.save()


def _payload(actor: Actor, found: NameListImport) -> dict[str, Any]:
    return {"import": found.pk, "officer": actor.officer.pk}


def _choose_places(actor: Actor, found: NameListImport, chosen: Mapping[int, int]) -> None:
    """Settle what each unknown village is, entering new ones."""
    for at, place in enumerate(found.places):
        key = chosen.get(at)
        if key is None:
            raise Refusal(f"请先选定“{place['town']}{place['village']}”是哪个村，或新增这个村。")
        if key == CREATE:
            place["chosen"] = _village(actor, found, place["town"], place["village"]).pk
        elif Region.objects.filter(pk=key, level=Region.Level.VILLAGE, until=None).exists():
            place["chosen"] = key
        else:
            raise Refusal("选定的村不存在或已撤销，请刷新后重新选择。")


def _village(actor: Actor, found: NameListImport, town: str, village: str) -> Region:
    """A new village, with its town if that is new too."""
    county = Region.objects.filter(level=Region.Level.COUNTY, until=None).first()
    if county is None:
        raise Refusal("系统里还没有区县，请先由系统管理员建立。")
    above = Region.objects.filter(level=Region.Level.TOWN, name=town, until=None).first()
    if above is None:
        above = enter_region(actor=actor, parent=county, name=town, since=found.as_of)
    return enter_region(actor=actor, parent=above, name=village, since=found.as_of)
