"""Monthly reconciliation by program: the register sent, and the work list of differences."""

from __future__ import annotations

from typing import Annotated, Any

import polars as pl
from django.http import HttpRequest, HttpResponse
from ninja import Router
from ninja.params.functions import Query
from pydantic import Field

from hudai.actions import reconciliation as actions
from hudai.actions.actor import Actor, NotYours
from hudai.api.acting import actor
from hudai.api.fields import NAMED, IdempotencyKey, Key
from hudai.api.once import once
from hudai.api.v1.answers import reading, writing
from hudai.api.v1.loan import MOST_ON_A_PAGE, MOST_PAGES
from hudai.api.v1.reconciliation_shapes import (
    Close,
    DifferencePage,
    DifferenceShape,
    DifferenceState,
    Outcome,
    Register,
    difference_shape,
    outcome,
)
from hudai.core.contract_number import contract_number
from hudai.records.models import Bank
from hudai.records.queries.reconciliation import differences_seen_by

STATED: Any = Query("open", description="open 未销号，closed 已销号，all 全部")

router = Router(tags=["对账"])
_SENT = {
    "contract": pl.String,
    "principal": pl.Int64,
    "rate": pl.Int64,
    "disbursed_on": pl.Date,
    "due_on": pl.Date,
    "balance": pl.Int64,
}


@router.post(
    "/reconciliations",
    response=writing(Outcome),
    summary="每月对账",
    description="报送月末的全部台账，马上和系统逐笔核对，不改动贷款数据；网点的令牌只核对本网点的合同。"
    "不一致的进入清单，用 GET /differences 查询；上次不一致、这次一致的自动销号。已还清的可以不列。",
)
def compare(request: HttpRequest, sent: Register, idempotency_key: IdempotencyKey = NAMED) -> HttpResponse:
    """Hold the whole register of a month's end against the county's."""
    who = actor(request)

    def do() -> Outcome:
        return outcome(
            actions.compare(actor=who, bank=_bank(who), as_of=sent.as_of, register=_register(sent))
        )

    return once(request, idempotency_key, sent, 201, do)


@router.get(
    "/differences",
    response=reading(DifferencePage),
    summary="对账差异",
    description="本行的差异，按发现先后。金额为整数分，利率为百万分之，日期为 2026-01-31 的样子。",
)
def differences(
    request: HttpRequest,
    page: Annotated[int, Field(ge=1, le=MOST_PAGES)] = Query(1, description="第几页，从 1 数起"),
    page_size: Annotated[int, Field(ge=1, le=MOST_ON_A_PAGE)] = Query(100, description="一页多少处"),
    state: DifferenceState = STATED,
) -> DifferencePage:
    """Differences the token's desk sees, those found first first."""
    seen = differences_seen_by(actor(request).posting)
    if state != "all":
        seen = seen.filter(closed_at__isnull=state == "open")
    start = (page - 1) * page_size
    items = [difference_shape(each) for each in seen.order_by("pk")[start : start + page_size]]
    return DifferencePage(page=page, page_size=page_size, total=seen.count(), items=items)


@router.post(
    "/differences/{difference_id}/close",
    response=writing(DifferenceShape),
    summary="销号",
    description="写明两边可以不一致的原因。数据有误的不要销号：更正以后，下次对账一致就自动销号。",
)
def close(
    request: HttpRequest, difference_id: Key, sent: Close, idempotency_key: IdempotencyKey = NAMED
) -> HttpResponse:
    """Close a difference with the reason why it may stay."""
    who = actor(request)

    def do() -> DifferenceShape:
        made = actions.close(actor=who, difference_id=difference_id, reason=sent.reason)
        return difference_shape(differences_seen_by(who.posting).get(pk=made.pk))

    return once(request, idempotency_key, sent, 201, do)


def _bank(who: Actor) -> Bank:
    if who.posting.branch is None:
        raise NotYours("只有银行岗位的令牌可以报送台账。")
    bank: Bank = who.posting.branch.bank
    return bank


def _register(sent: Register) -> pl.DataFrame:
    rows = [
        (
            contract_number(row.contract),
            row.principal,
            row.rate_ppm,
            row.disbursed_on,
            row.due_on,
            row.balance,
        )
        for row in sent.rows
    ]
    return pl.DataFrame(rows, schema=_SENT, orient="row")
