"""The lists of the books: accounts, an account's statement, vouchers, entries, trial balance, months."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.timezone import localdate

from hudai.core.ledger import CHART, Kind, TrialRow, running, shown
from hudai.core.ledger import Sums as Moved
from hudai.records.models import Account, VoucherSum
from hudai.web.table import Column, Table
from hudai.web.table import Kind as Look

TONES = {"asset": "blue", "liability": "orange", "fund": "green", "income": "grey", "expense": "grey"}


def _voucher(row: Any) -> str:
    return reverse("ledger_voucher", args=[row.voucher.number])


ACCOUNTS = Table(
    "ledger",
    "资金账",
    (
        Column(
            "code", "科目编码", "code", Look.CODE, fixed=True,
            link=lambda row: reverse("ledger_account", args=[row.code]),
        ),
        Column("name", "科目", "name", value=lambda row: row.label, width=30),
        Column(
            "kind", "类别", "kind", value=lambda row: row.get_kind_display(), tone=lambda row: TONES[row.kind]
        ),
        Column("debits", "借方合计（元）", "balance__debits", Look.YUAN),
        Column("credits", "贷方合计（元）", "balance__credits", Look.YUAN),
        Column(
            "balance", "余额（元）", kind=Look.YUAN,
            value=lambda row: shown(Kind(row.kind), row.balance.debits - row.balance.credits),
        ),
    ),
    empty="账上还没有凭证",
    hint="登记第一笔到账的贴息资金，或给风险补偿金开账后，这里显示各科目的余额。",
    icon="journal-text",
    whole=True,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class StatementLine:
    """What one voucher moved on an account, with the balance after it as it is shown, fen."""

    voucher: Any
    debits: int
    credits: int
    balance: int


def statement(account: Account, opening: int, moved: list[VoucherSum]) -> list[StatementLine]:
    """The lines of an account's statement, in the order of the days."""
    balances = running(opening, (Moved(each.debits, each.credits) for each in moved))
    kind = Kind(account.kind)
    return [
        StatementLine(each.voucher, each.debits, each.credits, shown(kind, balance))
        for each, balance in zip(moved, balances, strict=True)
    ]


STATEMENT = Table(
    "ledger-statement",
    "科目明细账",
    (
        Column("on", "日期", kind=Look.DAY, value=lambda row: row.voucher.on, fixed=True),
        Column("number", "凭证号", kind=Look.CODE, value=lambda row: row.voucher.number, link=_voucher),
        Column("memo", "摘要", kind=Look.TEXT, value=lambda row: row.voucher.memo, width=40),
        Column("debits", "借方（元）", "debits", Look.YUAN, ordered=False, summed=True),
        Column("credits", "贷方（元）", "credits", Look.YUAN, ordered=False, summed=True),
        Column("balance", "余额（元）", kind=Look.YUAN, value=lambda row: row.balance),
        Column("officer", "记账人", value=lambda row: row.voucher.officer.name, shown=False),
    ),
    empty="这段时间没有发生额",
    hint="可以放宽日期再查。",
    icon="journal-text",
)

VOUCHERS = Table(
    "ledger-vouchers",
    "记账凭证",
    (
        Column(
            "number", "凭证号", "number", Look.CODE, fixed=True,
            link=lambda row: reverse("ledger_voucher", args=[row.number]),
        ),
        Column("on", "日期", "on", Look.DAY),
        Column("memo", "摘要", "memo", Look.TEXT, width=44),
        Column("total", "金额（元）", "total", Look.YUAN),
        Column("entry_count", "分录", "entry_count", Look.COUNT),
        Column("officer", "记账人", "officer__name"),
        Column(
            "state", "状态",
            value=lambda row: "冲销" if row.reverses_id else "已冲销" if row.taken_back else "有效",
            tone=lambda row: "orange" if row.reverses_id else "grey" if row.taken_back else "green",
        ),
    ),
    empty="没有符合条件的凭证",
    icon="receipt",
)  # fmt: skip

ENTRIES = Table(
    "ledger-entries",
    "分录",
    (
        Column("debit", "借方科目", "debit__code", value=lambda row: str(row.debit), fixed=True, width=30),
        Column("credit", "贷方科目", "credit__code", value=lambda row: str(row.credit), width=30),
        Column("amount", "金额（元）", "amount", Look.YUAN, summed=True),
        Column("batch", "贴息批次", "line__batch__number", Look.CODE),
        Column("line", "行号", "line__number", Look.COUNT),
        Column("borrower", "借款人", "line__borrower"),
    ),
    empty="没有分录",
    icon="receipt",
)


def _named(row: TrialRow) -> str:
    return CHART[row.code.partition("-")[0]].name


def trial_balance(names: dict[str, str], kinds: dict[str, str], month: date) -> Table:
    """The trial balance of a month, with the accounts' names of today."""

    def side(row: TrialRow, balance: int) -> int:
        return shown(Kind(kinds[row.code]), balance)

    return Table(
        "ledger-month",
        f"{month:%Y年%m月}试算平衡表",
        (
            Column(
                "code", "科目编码", kind=Look.CODE, value=lambda row: row.code, fixed=True,
                link=lambda row: reverse("ledger_account", args=[row.code]),
            ),
            Column("name", "科目", value=lambda row: names.get(row.code) or _named(row), width=30),
            Column("opening", "期初余额（元）", kind=Look.YUAN, value=lambda row: side(row, row.opening)),
            Column("debits", "借方发生（元）", "debits", Look.YUAN, ordered=False, summed=True),
            Column("credits", "贷方发生（元）", "credits", Look.YUAN, ordered=False, summed=True),
            Column("closing", "期末余额（元）", kind=Look.YUAN, value=lambda row: side(row, row.closing)),
        ),
        empty="这个月和以前都没有凭证",
        hint="有凭证以后，这里显示各科目的发生额和余额。",
        icon="journal-check",
        whole=True,
    )  # fmt: skip


def _of(row: Any, value: Callable[[Any], Any]) -> Any:
    """Something of the closing; None while the month is open."""
    return value(row.closed) if row.closed else None


MONTHS = Table(
    "ledger-months",
    "月度结账",
    (
        Column(
            "month", "月份", kind=Look.CODE, value=lambda row: f"{row.month:%Y-%m}", fixed=True,
            link=lambda row: reverse("ledger_month", args=[f"{row.month:%Y-%m}"]),
        ),
        Column(
            "state", "状态", value=lambda row: "已结账" if row.closed else row.state,
            tone=lambda row: "green" if row.closed else "orange" if row.state == "待结账" else "grey",
        ),
        Column("closed_by", "结账人", value=lambda row: _of(row, lambda it: it.closed_by.officer.name)),
        Column(
            "closed_at", "结账日期", kind=Look.DAY,
            value=lambda row: _of(row, lambda it: localdate(it.closed_at)),
        ),
        Column("digest", "校验值", kind=Look.CODE, value=lambda row: _of(row, lambda it: it.digest[:16])),
    ),
    empty="账上还没有凭证",
    hint="有凭证的月份过完以后，在这里逐月结账。",
    icon="calendar-check",
    whole=True,
)  # fmt: skip
