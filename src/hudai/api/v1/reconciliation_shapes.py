"""What reconciliation by program takes and gives."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated, Any, Literal, cast

from django.utils import timezone
from ninja import Schema
from pydantic import Field

from hudai.api.fields import Asked, Contract, Day, Fen, Reason, described
from hudai.records.models import Difference, Reconciliation

MOST_CONTRACTS = 20_000
HIGHEST_PPM = 10**6
_EPOCH = date(1970, 1, 1)
_DAYS = (Difference.Field.DISBURSED_ON, Difference.Field.DUE_ON)

DifferenceState = Literal["open", "closed", "all"]
Term = Literal["only_bank", "only_register", "principal", "rate", "disbursed_on", "due_on", "balance"]
_SIDE = "；金额为分，利率为百万分之，日期为 2026-01-31 的样子；这一边没有这笔的为空"


class RegisterRow(Asked):
    """A contract as the bank's register has it at the end of a month."""

    model_config = described("台账的一行：一份合同月末的样子；没有写的栏目不核对")

    contract: Contract
    balance: Annotated[Fen, Field(description="月末的贷款余额，整数，单位：分")]
    principal: Annotated[Fen | None, Field(description="借款金额，整数，单位：分")] = None
    rate_ppm: Annotated[
        Annotated[int, Field(strict=True, ge=0, le=HIGHEST_PPM)] | None,
        Field(description="年利率，百万分之：35000 是 3.5%"),
    ] = None
    disbursed_on: Annotated[Day | None, Field(description="放款日期")] = None
    due_on: Annotated[Day | None, Field(description="到期日期；展期的写原来的或展期以后的都可以")] = None


class Register(Asked):
    """A bank's whole register as of a month's end."""

    model_config = described("一家银行（或一个网点）月末的全部台账")

    as_of: Annotated[Day, Field(description="截至日期，月份的最后一天，如 2026-01-31")]
    rows: Annotated[
        list[RegisterRow],
        Field(min_length=1, max_length=MOST_CONTRACTS, description="一行一份合同；已还清的可以不列"),
    ]


class Outcome(Schema):
    """What a reconciliation came to."""

    model_config = described("一次对账的结果")

    id: Annotated[int, Field(description="对账的序号")]
    as_of: Annotated[date, Field(description="截至日期")]
    rows: Annotated[int, Field(description="银行的笔数")]
    contracts: Annotated[int, Field(description="系统的笔数")]
    balance_bank: Annotated[int, Field(description="银行的余额合计，单位：分")]
    balance_county: Annotated[int, Field(description="系统的余额合计，单位：分")]
    differences: Annotated[int, Field(description="这次不一致的处数")]
    opened: Annotated[int, Field(description="其中新发现的")]
    explained: Annotated[int, Field(description="其中写明原因销过号、两边的数没有再变的")]
    open: Annotated[int, Field(description="其中还没有销号的")]
    agreed: Annotated[int, Field(description="上次不一致、这次一致而自动销号的处数")]


class DifferenceShape(Schema):
    """One contract on which both sides say different things about one term."""

    model_config = described("一处差异")

    id: Annotated[int, Field(description="差异的序号，销号时用")]
    contract: Annotated[str, Field(description="合同号")]
    field: Annotated[
        Term,
        Field(
            description="哪里不一致：only_bank 只有银行有，only_register 只有系统有（两边的数是余额），"
            "principal 借款金额，rate 年利率，disbursed_on 放款日期，due_on 到期日期，balance 贷款余额"
        ),
    ]
    county: Annotated[int | date | None, Field(description=f"系统的数{_SIDE}")]
    bank: Annotated[int | date | None, Field(description=f"银行的数{_SIDE}")]
    looks: Annotated[Literal["bank", "office"], Field(description="先由谁核对：bank 银行，office 主管部门")]
    first_found: Annotated[date, Field(description="首次发现的对账截至日期")]
    last_found: Annotated[date, Field(description="最近发现的对账截至日期")]
    closed_on: Annotated[date | None, Field(description="销号日期；未销号的为空")]
    closed_for: Annotated[str, Field(description="销号原因")]


class DifferencePage(Schema):
    """Some differences of many."""

    model_config = described("一页差异，按发现先后")

    page: Annotated[int, Field(description="第几页，从 1 数起")]
    page_size: Annotated[int, Field(description="一页多少处")]
    total: Annotated[int, Field(description="一共多少处")]
    items: Annotated[list[DifferenceShape], Field(description="这一页的差异；翻过最后一页的为空")]


class Close(Asked):
    """Why a difference may stay."""

    model_config = described("销号的原因")

    reason: Annotated[Reason, Field(description="两边可以不一致的原因，必须写")]


def outcome(run: Reconciliation) -> Outcome:
    """A run as programs get it."""
    register, bank = run.counts["balances"]
    named = ("rows", "contracts", "differences", "opened", "explained", "open", "agreed")
    return Outcome(
        id=run.pk,
        as_of=run.as_of,
        balance_bank=bank,
        balance_county=register,
        **{name: run.counts[name] for name in named},
    )


def difference_shape(row: Difference) -> DifferenceShape:
    """A difference as programs get it."""
    return DifferenceShape(
        id=row.pk,
        contract=row.contract,
        field=cast(Any, row.field),
        county=_said(row.field, row.ours),
        bank=_said(row.field, row.theirs),
        looks=cast(Any, row.looks),
        first_found=row.first_found.as_of,
        last_found=row.last_found.as_of,
        closed_on=timezone.localdate(row.closed_at) if row.closed_at else None,
        closed_for=row.closed_for,
    )


def _said(field: str, value: int | None) -> int | date | None:
    """A day of its number, anything else as it is."""
    return _EPOCH + timedelta(days=value) if value is not None and field in _DAYS else value
