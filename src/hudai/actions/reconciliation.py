"""Monthly reconciliation: a bank's register handed in and compared, differences closed (对账)."""

from __future__ import annotations

import hashlib
from datetime import date

import polars as pl
from django.db import IntegrityError, transaction
from django.db.models import Q

from hudai.actions.actor import Actor, NotYours
from hudai.actions.api_call import RowProblem, RowsRefused
from hudai.actions.bank_return import BANKS, HANDS_IN, LONGEST_REASON
from hudai.actions.job import start
from hudai.actions.journal import note
from hudai.actions.reconciliation_reading import FILES, READ, settle
from hudai.core.dates import ONE_DAY
from hudai.core.errors import Refusal
from hudai.core.workflow import NotNow
from hudai.records.models import Bank, Difference, Reconciliation, Station
from hudai.records.queries.reconciliation import differences_seen_by, runs_seen_by

_State = Reconciliation.State
BY_PROGRAM = "接口报送"
"""What stands for the name of a file where a program sent the rows themselves."""


@transaction.atomic
def hand_in(*, actor: Actor, bank: Bank, as_of: date, file_name: str, content: bytes) -> Reconciliation:
    """Take a bank's register as of the end of a month in and have it held against the county's.

    A branch hands in what it lends itself, and that alone is compared.

    Raises:
        NotYours: if the desk hands none in, or not for this bank.
        NotNow: if another register of the bank is being compared.
        Refusal: if the sheet is empty, or its day is no month's last, still to come, or before the
            last one compared.
    """
    if not content:
        raise Refusal("这个文件是空的，请核对是否选错了文件。")
    _require_comparable(actor, bank, as_of)
    found = Reconciliation(
        bank=bank,
        as_of=as_of,
        file_name=file_name[:200],
        digest=hashlib.sha256(content).hexdigest(),
        stored=FILES.keep(content),
        asked_by=actor.posting,
        asked_at=actor.at,
    )
    _begin(found)
    _start(actor, found)
    note(actor, "上传银行台账对账", found, bank=bank.name, as_of=f"{as_of}", digest=found.digest)
    return found


@transaction.atomic
def compare(*, actor: Actor, bank: Bank, as_of: date, register: pl.DataFrame) -> Reconciliation:
    """Hold a register that a bank's program sends against the county's, at once.

    Args:
        register: as :mod:`hudai.core.reconciliation` takes the bank's.

    Raises:
        RowsRefused: if contracts stand in it twice.
        NotYours, NotNow, Refusal: as :func:`hand_in`.
    """
    _require_comparable(actor, bank, as_of)
    first = register.with_row_index("at").with_columns(first=pl.col("at").first().over("contract"))
    twice = first.filter(pl.col("at") != pl.col("first")).select("at", "first")
    if twice.height:
        told = [
            (at, Refusal(f"合同号和第 {other} 行重复，请合并成一行。")) for at, other in twice.iter_rows()
        ]
        problems = [RowProblem(at, str(refusal), refusal) for at, refusal in told]
        raise RowsRefused(f"有 {len(problems)} 行重复，没有对账。", problems)
    found = Reconciliation(
        bank=bank,
        as_of=as_of,
        file_name=BY_PROGRAM,
        digest=hashlib.sha256(register.write_csv().encode()).hexdigest(),
        asked_by=actor.posting,
        asked_at=actor.at,
    )
    _begin(found)
    note(actor, "接口报送台账对账", found, bank=bank.name, as_of=f"{as_of}", digest=found.digest)
    settle(found, register, actor)
    return found


def _require_comparable(actor: Actor, bank: Bank, as_of: date) -> None:
    """Refuse another bank's register, and one of a day that cannot be compared."""
    actor.require(*HANDS_IN)
    if actor.station in BANKS and (actor.posting.branch is None or actor.posting.branch.bank_id != bank.pk):
        raise NotYours("只能上报本行的台账。")
    if as_of > actor.today:
        raise Refusal("截至日期不能晚于今天。")
    if (as_of + ONE_DAY).day != 1:
        raise Refusal("对账按月进行，截至日期请填月份的最后一天。")
    later = Reconciliation.objects.filter(bank=bank, state=_State.DONE, as_of__gt=as_of)
    if actor.station == Station.BRANCH:
        # Another branch's register says nothing of this one's.
        later = later.exclude(~Q(asked_by__branch=actor.posting.branch_id), asked_by__station=Station.BRANCH)
    last = later.first()
    if last is not None:
        raise Refusal(f"这家银行已经对到 {last.as_of}，不能再对更早的月份。")


@transaction.atomic
def read_again(*, actor: Actor, run_id: int) -> Reconciliation:
    """Go on with a run whose job broke off."""
    actor.require(*HANDS_IN)
    found = _run(actor, run_id)
    over = found.job is None or found.job.is_over
    if found.state != _State.READING or not over:
        raise NotNow(f"这次对账现在是“{found.get_state_display()}”，不用重新开始。")
    _start(actor, found)
    note(actor, "重新对账", found)
    return found


@transaction.atomic
def close(*, actor: Actor, difference_id: int, reason: str) -> Difference:
    """Close a difference with the reason why it may stay; it opens again when its figures change.

    Raises:
        NotYours: if the desk closes none, or does not see it.
        NotNow: if it is closed.
        Refusal: without a reason.
    """
    actor.require(*HANDS_IN)
    seen = differences_seen_by(actor.posting).filter(pk=difference_id).order_by().values("pk")
    found = Difference.objects.select_for_update(of=("self",)).filter(pk__in=seen).first()
    if found is None:
        raise NotYours("没有找到这处差异，或它不归您办理。")
    if found.closed_at is not None:
        raise NotNow("这处差异已经销号。")
    if not reason.strip():
        raise Refusal("请写明为什么可以销号；数据有误的，请先更正，下次对账一致后自动销号。")
    found.closed_at, found.closed_by = actor.at, actor.posting
    found.closed_for = reason.strip()[:LONGEST_REASON]
    found.save(update_fields=["closed_at", "closed_by", "closed_for"])
    note(
        actor,
        "销号对账差异",
        found,
        subject=found.contract,
        kind=found.get_field_display(),
        reason=found.closed_for,
    )
    return found


@transaction.atomic
def marked_sheet(*, actor: Actor, run_id: int) -> bytes:
    """The register with its wrong cells marked."""
    actor.require(*HANDS_IN)
    found = _run(actor, run_id)
    content = FILES.kept(found.marked)
    note(actor, "下载标注的银行台账", found)
    return content


def _run(actor: Actor, run_id: int) -> Reconciliation:
    seen = runs_seen_by(actor.posting).filter(pk=run_id).order_by().values("pk")
    found = Reconciliation.objects.select_for_update(of=("self",)).filter(pk__in=seen).first()
    if found is None:
        raise NotYours("没有找到这次对账，或它不归您办理。")
    return found


def _begin(found: Reconciliation) -> None:
    """Save a run; there is one of a bank at a time."""
    try:
        with transaction.atomic():
            found.save()
    except IntegrityError:
        if found.stored:
            FILES.forget(found.stored)
        raise NotNow("这家银行的另一份台账正在对照，请等它结束。") from None


def _start(actor: Actor, found: Reconciliation) -> None:
    payload = {"run": found.pk, "officer": actor.officer.pk}
    found.job = start(READ, payload, actor.posting, actor.at)
    found.save()
