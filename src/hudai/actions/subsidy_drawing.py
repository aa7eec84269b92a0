"""Drawing a subsidy batch up: what a town claims under a scheme for all settlement periods so far (R6).

A batch is right by construction: its lines are worked out from all facts since inception and what
was granted before is subtracted, so that a late repayment, a corrected date or a late stop mends
itself in the next batch.  Nothing is ever added up in a counter.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import polars as pl
from django.db import transaction
from django.db.models import QuerySet

from hudai.actions.actor import Actor, NotYours
from hudai.actions.application import Law
from hudai.actions.journal import note
from hudai.actions.numbering import next_number
from hudai.actions.standing import hold_facts
from hudai.actions.subsidy import DRAWS_UP, OPEN, Deed, State, sign
from hudai.actions.subsidy_reckoning import (
    RATES,
    Reckoning,
    digest,
    lines_digest,
    of_scheme,
    packed,
    rates_known,
    reckon,
)
from hudai.core.dates import ONE_DAY, settlement_days
from hudai.core.errors import Refusal
from hudai.core.policy import Policy
from hudai.core.words import listed
from hudai.core.workflow import NotNow
from hudai.records import bulk
from hudai.records.models import Region, SubsidyBatch, SubsidyLine, SubsidyWorksheet
from hudai.records.queries.loan_facts import known_now
from hudai.records.queries.subsidy import lines_of, loans_of_keys, loans_of_town, payees
from hudai.records.queries.visibility import towns_seen_by

_LINE = {
    "loan_id": "loan_key",
    "borrower": "borrower",
    "household_size": "household_size",
    "bank": "bank",
    "principal": "principal",
    "rate": "rate",
    "entitled": "entitled_fen",
    "paid": "paid_fen",
    "granted": "granted_fen",
    "due": "due_fen",
    "payee_bank": "payee_bank",
    "account": "account",
}
"""Column of a line's table → column it is taken from."""


@transaction.atomic
def draw_up(*, actor: Actor, law: Law, town: Region, through: date) -> SubsidyBatch:
    """Draw up what a town claims under a scheme, from the facts since inception through a day.

    Who comes second gets the batch that is there.  A loan on which nothing is due has no line; a
    line below zero was granted too much and is carried until it is worked off or asked back.

    Args:
        law: the scheme's.
        through: last day of the last settlement period; it must be over.

    Raises:
        NotYours: if the desk draws none up, or not for this town.
        NotNow: if the period is not over, another batch of the town is open, a later one is there, or
            another town's batch that is not approved yet, or is of a later period, has a line for the
            same loan.
        CannotTell: if a number of law is not known.
        Refusal: if the day ends no settlement period, or nothing is due.

    Source: 渝北区实施方案 一（7）、附件4；上蔡县意见 三：原则上每季度结算一次.
    """
    actor.require(*DRAWS_UP)
    if not towns_seen_by(actor.posting).filter(pk=town.pk).exists():
        raise NotYours("这个镇不归您办理，不能替它生成贴息批次。")
    during = period(law.policy, through)
    if actor.today <= through:
        raise NotNow(f"{through} 结息期还没有结束，{during[1]} 起才能生成这一期的贴息批次。")
    hold_facts()
    there = _in_the_way(town, law.policy, during[1])
    if there is not None:
        return there
    known = known_now()
    ours = loans_of_town(town, law.policy.name).order_by("pk")
    keys = list(ours.values_list("pk", flat=True))
    if not keys:
        raise Refusal(f"{town.name}没有这一政策下已放款的贷款，不用生成批次。")
    found = reckon(loans_of_keys(keys), law=law, through=through, known=known)
    due = of_scheme(found.due(), keys)
    if due.is_empty():
        raise Refusal(f"{town.name}这一期没有应贴或应退的贴息，不用生成批次。")
    _require_no_line_elsewhere(town, due["loan_key"].to_list(), during[1])
    return _written(actor, law, town, during, known, keys, found, due)


def _require_no_line_elsewhere(town: Region, loans: list[int], end: date) -> None:
    """What another town's open batch will grant is not subtracted yet; approved as well, it would be
    granted twice.  What one of a later period granted is more than is earned by this one's end, and would
    look as if it had been too much.

    Raises:
        NotNow: naming the batches, and the contracts of households that moved since.
    """
    if waiting := _told(lines_of(OPEN, loans)):
        raise NotNow(
            f"{town.name}有从别的镇迁来的农户，它们的贴息还在原来的镇没有批准的批次里（{waiting}）。"
            "请先把原来的批次办到批准或作废，再生成这一期，以免重复贴息。"
        )
    if later := _told(lines_of(SubsidyBatch.GRANTED, loans).filter(batch__period_end__gt=end)):
        raise NotNow(
            f"{town.name}有从别的镇迁来的农户，在原来的镇已经结算到更后一期（{later}）。"
            "请直接生成更后一期的批次，这一期漏贴的会一并补上。"
        )


def _told(lines: QuerySet[SubsidyLine]) -> str:
    """The batches of some lines with the contracts in them, in words; empty where there are none."""
    found: dict[str, list[str]] = {}
    for number, contract in lines.values_list("batch__number", "loan__contract"):
        found.setdefault(number, []).append(contract)
    return "；".join(f"批次 {number}：合同 {listed(names)}" for number, names in found.items())


def period(policy: Policy, through: date) -> tuple[date, date]:
    """The settlement period that ends with ``through``: its first day, and the first day after it.

    Raises:
        Refusal: if none ends there; names the days before and after it on which one does.
    """
    frequency, day = policy.settlement_frequency.on(through), policy.settlement_day.on(through)
    start, *_, end = settlement_days(through, through + ONE_DAY, frequency, day)
    if end != through + ONE_DAY:
        raise Refusal(
            f"{through} 不是结息期的最后一天。前后的结息日是 {start - ONE_DAY} 和 {end - ONE_DAY}。"
        )
    return start, end


def _in_the_way(town: Region, policy: Policy, end: date) -> SubsidyBatch | None:
    """The batch of the same period if there is one.

    Raises:
        NotNow: if another batch of the town stands in the way.
    """
    standing = SubsidyBatch.objects.filter(town=town, policy=policy.name).exclude(state=State.DROPPED)
    same = standing.filter(period_end=end).first()
    if same is not None:
        return same
    later = standing.filter(period_end__gt=end).first()
    if later is not None:
        raise NotNow(f"{town.name}已有更后一期的批次 {later.number}，前面漏贴的会在下一期一并补上。")
    under_way = standing.filter(state__in=OPEN).first()
    if under_way is not None:
        raise NotNow(f"{town.name}的批次 {under_way.number} 还没有批准，请先办完或作废，再生成下一期。")
    return None


def _written(
    actor: Actor,
    law: Law,
    town: Region,
    during: tuple[date, date],
    known: dict[str, int],
    keys: list[int],
    found: Reckoning,
    due: pl.DataFrame,
) -> SubsidyBatch:
    """Everything of a batch, in one go."""
    fen, policy = due["due_fen"], law.policy
    batch = SubsidyBatch(
        number=next_number("TX", during[1]),
        town=town,
        policy=policy.name,
        pack_digest=policy.digest,
        mode=policy.settlement_mode.on(during[1] - ONE_DAY).value,
        period_start=during[0],
        period_end=during[1],
        state_since=actor.at,
        known={**known, RATES: rates_known(law, during[1])},
        inputs_digest=found.inputs_digest,
        lines_digest=lines_digest(due),
        line_count=due.height,
        to_pay=int(fen.filter(fen > 0).sum()),
        to_take_back=int(-fen.filter(fen < 0).sum()),
        drawn_up_by=actor.posting,
        drawn_up_at=actor.at,
    )
    batch.save()
    bulk.insert_columns(SubsidyLine, _lines(batch, due))
    sheet = found.worksheet(due["contract"].to_list())
    SubsidyWorksheet.objects.create(
        batch=batch,
        content=packed(sheet),
        digest=digest(sheet),
        segments=sheet.count(b"\n") - 1,
        scope=packed("\n".join(map(str, keys)).encode()),
    )
    sign(actor, batch, Deed.DRAW_UP, "")
    note(
        actor, "生成贴息批次", batch,
        number=batch.number, lines=batch.line_count, to_pay=batch.to_pay, to_take_back=batch.to_take_back,
    )  # fmt: skip
    return batch


def _lines(batch: SubsidyBatch, due: pl.DataFrame) -> dict[str, Sequence[Any]]:
    """The lines as the table holds them, by village, household and contract."""
    who = payees(due["loan_key"].to_list())
    lines = due.join(who, on="loan_key", how="inner").sort("village", "household", "contract")
    assert lines.height == due.height, "every loan has its payee"
    columns = {name: lines[column].to_list() for name, column in _LINE.items()}
    return columns | {"batch_id": [batch.pk] * lines.height, "number": range(1, lines.height + 1)}
