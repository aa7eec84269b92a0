"""Banks' returns: handed in, confirmed, carried on, taken back (银行报表).

A sheet comes in three steps, as a name list does: it is handed in and read, somebody looks at what it
would change, and confirms.  Reading, writing and taking back are jobs; the actions here start them.
A bank's clerks hand in their own bank's sheets; the county office any bank's, for loans from before.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

import polars as pl
from django.db import IntegrityError, transaction

from hudai.actions import job as jobs
from hudai.actions.actor import Actor, NotYours
from hudai.actions.bank_return_choices import choose
from hudai.actions.bank_return_reading import READ
from hudai.actions.bank_return_sheet import DIFFERENCES, FILES, kept_files, layout_of
from hudai.actions.bank_return_undo import UNDO, obstacles_to_undoing
from hudai.actions.bank_return_writing import WRITE
from hudai.actions.journal import note
from hudai.actions.packs import laws
from hudai.core.errors import Refusal
from hudai.core.workflow import NotNow
from hudai.records.models import Bank, BankReturn, ColumnMapping, Station
from hudai.records.queries.bank_return import returns_seen_by

BANKS = (Station.BRANCH, Station.BANK)
HANDS_IN = (*BANKS, Station.OFFICE)
"""Stations that hand sheets in and confirm them."""
OFFICE_ONLY = (BankReturn.Kind.GRANTED,)
"""Sheets that say what the county granted: not a bank's to say."""
LONGEST_REASON = 200

_State = BankReturn.State


@dataclass(frozen=True, slots=True)
class Answers:
    """What somebody says on confirming."""

    villages: Mapping[int, int] = field(default_factory=dict)
    """Place in ``places`` → key of the village meant, or :data:`bank_return_choices.CREATE`."""
    branches: Mapping[int, int] = field(default_factory=dict)
    """Place in ``branches`` → key of the branch meant, or CREATE."""
    only_right_rows: bool = False
    accept_doubts: bool = False
    void_missing: bool = False
    reason: str = ""
    """Why what stood there was wrong; empty for the file's name."""


class Differing(NamedTuple):
    """One cell of a sheet that says something else than the register."""

    tab: str
    row: int
    contract: str
    head: str
    known: str
    listed: str


def kinds_for(station: Station) -> tuple[BankReturn.Kind, ...]:
    """The sheets a desk may hand in."""
    if station not in HANDS_IN:
        return ()
    mine = (kind for kind in BankReturn.Kind if station == Station.OFFICE or kind not in OFFICE_ONLY)
    return tuple(mine)


@transaction.atomic
def hand_in(
    *,
    actor: Actor,
    kind: str,
    bank: Bank,
    policy: str,
    as_of: date,
    file_name: str,
    content: bytes,
    whole: bool = False,
) -> BankReturn:
    """Take a sheet in and have it read; the same sheet handed in twice is one return.

    Args:
        policy: pack under which loans it brings in stand.
        as_of: the day the sheet tells of.
        whole: it lists all repayments up to ``as_of``: what it leaves out never was.

    Raises:
        NotYours: if the desk hands none in, not this kind, or not for this bank.
        NotNow: if somebody else has the same sheet in hand, or it is being taken back.
        Refusal: if the sheet is empty, its day lies in the future, or there is no such policy.
    """
    actor.require(*HANDS_IN)
    if kind not in kinds_for(actor.station):
        raise NotYours("这种表由区县主管部门导入。")
    if actor.station in BANKS and (actor.posting.branch is None or actor.posting.branch.bank_id != bank.pk):
        raise NotYours("只能上报本行的报表。")
    if not content:
        raise Refusal("这个文件是空的，请核对是否选错了文件。")
    if as_of > actor.today:
        raise Refusal("截至日期不能晚于今天。")
    if policy not in laws().by_name:
        raise Refusal("没有这项政策，请重新选择。")
    digest = hashlib.sha256(content).hexdigest()
    same = BankReturn.objects.filter(bank=bank, kind=kind, digest=digest)
    waiting = same.filter(state__in=(_State.READING, _State.READY, _State.WRITING, _State.UNDOING)).first()
    if waiting is not None:
        return _in_hand(actor, waiting)
    found = BankReturn(
        kind=kind,
        bank=bank,
        policy=policy,
        as_of=as_of,
        file_name=file_name[:200],
        digest=digest,
        stored=FILES.keep(content),
        choices={"whole": whole and kind == BankReturn.Kind.REPAYMENTS},
        asked_by=actor.posting,
        asked_at=actor.at,
    )
    _begin(found)
    _start(actor, found, READ)
    said = {"kind": found.get_kind_display(), "bank": bank.name, "as_of": f"{as_of}"}
    note(actor, "上传银行报表", found, digest=digest, **said)
    return found


def _in_hand(actor: Actor, waiting: BankReturn) -> BankReturn:
    """The same sheet that is under way, where the desk sees it and it is not being taken back."""
    seen = returns_seen_by(actor.posting).filter(pk=waiting.pk).exists()
    if not seen or waiting.state == _State.UNDOING:
        raise NotNow(
            f"同一份表已由{waiting.asked_by.office}上传，现在是“{waiting.get_state_display()}”。"
            "请等它办完再传，或核对是否选错了文件。"
        )
    return _seen(actor, waiting.pk)


def _begin(found: BankReturn) -> None:
    """Save a return; of the same sheet there is one at a time."""
    try:
        with transaction.atomic():
            found.save()
    except IntegrityError:
        FILES.forget(found.stored)
        raise NotNow("同一份表刚刚已经上传，请刷新后再看。") from None


@transaction.atomic
def map_columns(*, actor: Actor, return_id: int, columns: Mapping[str, str | None]) -> BankReturn:
    """Say once what a bank's own headings mean, and read the sheet anew.

    ``columns``: heading → column of the layout, empty where the bank's column is not wanted, or None
    to forget what was said of it.

    Raises:
        Refusal: if there is no such column, or two headings would name one.
    """
    actor.require(*HANDS_IN)
    found = _in_state(actor, return_id, _State.READY, _State.REFUSED)
    named = [column for column in columns.values() if column]
    known = {column.name for column in layout_of(found.kind).columns}
    if not set(named) <= known:
        raise Refusal("没有这个栏目，请刷新后重新选择。")
    if len(set(named)) < len(named):
        raise Refusal("两列不能对到同一个栏目，请只选一列。")
    for heading, column in columns.items():
        of_heading: dict[str, Any] = {"bank": found.bank, "kind": found.kind, "heading": heading[:60]}
        if column is None:
            ColumnMapping.objects.filter(**of_heading).delete()
        else:
            ColumnMapping.objects.update_or_create(**of_heading, defaults={"column": column})
    note(actor, "对照银行表头", found, columns=list(columns))
    return _read_anew(actor, found)


@transaction.atomic
def read_again(*, actor: Actor, return_id: int) -> BankReturn:
    """Read a sheet anew: the reading broke off, or what is known has changed since."""
    actor.require(*HANDS_IN)
    found = _in_state(actor, return_id, _State.READING, _State.READY, _State.REFUSED)
    if found.state == _State.READING and not _is_over(found):
        raise NotNow("正在读取，请稍候。")
    note(actor, "重新读取银行报表", found)
    return _read_anew(actor, found)


@transaction.atomic
def drop(*, actor: Actor, return_id: int) -> BankReturn:
    """Give a return up before it has changed anything; its file is removed."""
    actor.require(*HANDS_IN)
    found = _in_state(actor, return_id, _State.READING, _State.READY, _State.REFUSED)
    stored = kept_files(found)
    found.state, found.stored, found.marked, found.ended_at = _State.DROPPED, "", "", actor.at
    found.save()
    transaction.on_commit(lambda: FILES.forget(*stored))
    note(actor, "放弃银行报表", found)
    return found


@transaction.atomic
def confirm(*, actor: Actor, return_id: int, answers: Answers) -> BankReturn:
    """Have a sheet carried out as previewed.

    Raises:
        NotYours: if the desk hands none in, or not for this bank.
        NotNow: if it does not wait for this.
        Refusal: if rows are wrong, facts would be declared void, or names are unknown, and nothing
            was said about it.
    """
    actor.require(*HANDS_IN)
    found = _in_state(actor, return_id, _State.READY)
    if found.counts["wrong"] and not answers.only_right_rows:
        raise Refusal("表中还有错行。请改正后重新上传，或选择“只导入正确的行”。")
    _require_void(found, answers)
    found.choices = {
        **found.choices,
        **choose(actor, found, answers.villages, answers.branches),
        "accept_doubts": answers.accept_doubts,
        "confirmed_at": actor.at.isoformat(),
        "reason": answers.reason.strip()[:LONGEST_REASON] or default_reason(found),
    }
    found.state = _State.WRITING
    _start(actor, found, WRITE)
    said: dict[str, Any] = {name: found.counts[name] for name in ("new", "changed", "gone")}
    note(actor, "确认导入银行报表", found, accept_doubts=answers.accept_doubts, **said)
    return found


def _require_void(found: BankReturn, answers: Answers) -> None:
    """A complete sheet voids what it leaves out; of one with wrong rows nobody knows what that is."""
    if not found.counts["gone"]:
        return
    if found.counts["wrong"] or (found.counts["doubtful"] and not answers.accept_doubts):
        raise Refusal("完整明细里不能有错行或没有核实的行：缺的行会作废。请改正后重新上传。")
    if not answers.void_missing:
        raise Refusal(
            f"有 {found.counts['gone']} 行已登记的还款表中没有，请核对并勾选作废，或不按完整明细导入。"
        )
    if not answers.reason.strip():
        raise Refusal("请写明作废的原因。")


def default_reason(found: BankReturn) -> str:
    """Why what stood there was wrong, when nobody says anything else."""
    return f"按银行报表更正（{found.file_name}）"[:LONGEST_REASON]


@transaction.atomic
def carry_on(*, actor: Actor, return_id: int) -> BankReturn:
    """Go on with a return that was cancelled or broke off, after its last piece."""
    actor.require(*HANDS_IN)
    found = _in_state(actor, return_id, _State.WRITING)
    found.job = jobs.carry_on(found.job, _payload(actor, found), kind=WRITE, actor=actor)
    found.save()
    note(actor, "继续导入银行报表", found)
    return found


@transaction.atomic
def undo(*, actor: Actor, return_id: int) -> BankReturn:
    """Take a whole return back, while nothing rests on it.

    Raises:
        NotYours: if the desk hands none in, or not for this bank.
        Refusal: if something rests on it; says what.
    """
    actor.require(*HANDS_IN)
    found = _in_state(actor, return_id, _State.DONE, _State.WRITING, _State.UNDOING)
    if found.state != _State.DONE and not _is_over(found):
        raise NotNow("这项工作还在进行，请等它结束，或先取消。")
    if obstacles := obstacles_to_undoing(found):
        raise Refusal("这次导入已不能撤销：" + "；".join(obstacles) + "。")
    found.state = _State.UNDOING
    _start(actor, found, UNDO)
    note(actor, "撤销银行报表", found)
    return found


@transaction.atomic
def marked_sheet(*, actor: Actor, return_id: int) -> bytes:
    """The sheet with its wrong cells marked; it holds full numbers, so the look is in the journal."""
    actor.require(*HANDS_IN)
    found = _seen(actor, return_id)
    content = FILES.kept(found.marked)
    note(actor, "下载标注的银行报表", found)
    return content


def differences(found: BankReturn) -> list[Differing]:
    """Everything in which a sheet differs from what is known, as it was read; empty once it is over."""
    kept = found.counts.get(DIFFERENCES, "")
    if not kept or found.state not in (_State.READY, _State.REFUSED):
        return []
    rows = pl.read_parquet(io.BytesIO(FILES.kept(kept)))
    return [Differing(*row) for row in rows.iter_rows()]


def _read_anew(actor: Actor, found: BankReturn) -> BankReturn:
    kept = kept_files(found)[1:]
    transaction.on_commit(lambda: FILES.forget(*kept))
    found.state, found.marked, found.counts = _State.READING, "", {}
    _start(actor, found, READ)
    return found


def _seen(actor: Actor, return_id: int) -> BankReturn:
    """The return, locked, if the desk sees it.

    Raises:
        NotYours: if not; the same words whether it exists or not.
    """
    seen = returns_seen_by(actor.posting).filter(pk=return_id).order_by().values("pk")
    found = (
        BankReturn.objects.select_for_update(of=("self",)).select_related("bank").filter(pk__in=seen).first()
    )
    if found is None:
        raise NotYours("没有找到这份报表，或它不归您办理。")
    return found


def _in_state(actor: Actor, return_id: int, *states: BankReturn.State) -> BankReturn:
    """The return, locked, if it stands where this can be done."""
    found = _seen(actor, return_id)
    if found.state not in states:
        raise NotNow(f"这份报表现在是“{found.get_state_display()}”，不能这样办理，请刷新后再看。")
    return found


def _is_over(found: BankReturn) -> bool:
    return found.job is None or found.job.is_over


def _start(actor: Actor, found: BankReturn, kind: str) -> None:
    found.job = jobs.start(kind, _payload(actor, found), actor.posting, actor.at)
    found.save()


def _payload(actor: Actor, found: BankReturn) -> dict[str, Any]:
    return {"return": found.pk, "officer": actor.officer.pk}
