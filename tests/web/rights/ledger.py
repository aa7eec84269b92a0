"""The county's books: money that arrived last month, the fund at the bank, last month still to be closed."""

from __future__ import annotations

from datetime import date, timedelta

import made_books as books
from hudai.actions import budget, fund
from hudai.documents.policy_files import load
from hudai.records.models import Bank, Source, Station
from rights.rating import _now
from rights.walking import Ask, Asks

TABLE = """
                      村 外村 镇 外镇 镇长 区 财政 金融 网点 外网点 银行 外银行 担保 监管 审计 管理 无
GET  ledger           ?  ?    ?  ?    ?    +  +    +    ?    ?      ?    ?      ?    +    +    ?    >
GET  ledger_account   ?  ?    ?  ?    ?    +  +    +    ?    ?      ?    ?      ?    +    +    ?    >
GET  ledger_vouchers  ?  ?    ?  ?    ?    +  +    +    ?    ?      ?    ?      ?    +    +    ?    >
GET  ledger_voucher   ?  ?    ?  ?    ?    +  +    +    ?    ?      ?    ?      ?    +    +    ?    >
POST ledger_reverse   ?  ?    ?  ?    ?    !  +    !    ?    ?      ?    ?      ?    !    !    ?    >
GET  ledger_months    ?  ?    ?  ?    ?    +  +    +    ?    ?      ?    ?      ?    +    +    ?    >
GET  ledger_month     ?  ?    ?  ?    ?    +  +    +    ?    ?      ?    ?      ?    +    +    ?    >
POST ledger_close     ?  ?    ?  ?    ?    !  +    !    ?    ?      ?    ?      ?    !    !    ?    >
GET  ledger_receive   ?  ?    ?  ?    ?    !  +    !    ?    ?      ?    ?      ?    !    !    ?    >
POST ledger_receive   ?  ?    ?  ?    ?    !  +    !    ?    ?      ?    ?      ?    !    !    ?    >
GET  budget           ?  ?    ?  ?    ?    +  +    +    ?    ?      ?    ?      ?    +    +    ?    >
GET  budget_plan      ?  ?    ?  ?    ?    !  +    !    ?    ?      ?    ?      ?    !    !    ?    >
POST budget_plan      ?  ?    ?  ?    ?    !  +    !    ?    ?      ?    ?      ?    !    !    ?    >
GET  fund             ?  ?    ?  ?    ?    +  +    +    ?    ?      ?    ?      ?    +    +    ?    >
GET  fund_open        ?  ?    ?  ?    ?    !  +    !    ?    ?      ?    ?      ?    !    !    ?    >
POST fund_open        ?  ?    ?  ?    ?    !  +    !    ?    ?      ?    ?      ?    !    !    ?    >
GET  fund_deposit     ?  ?    ?  ?    ?    !  +    !    ?    ?      ?    ?      ?    !    !    ?    >
POST fund_deposit     ?  ?    ?  ?    ?    !  +    !    ?    ?      ?    ?      ?    !    !    ?    >
GET  fund_interest    ?  ?    ?  ?    ?    !  +    !    ?    ?      ?    ?      ?    !    !    ?    >
POST fund_interest    ?  ?    ?  ?    ?    !  +    !    ?    ?      ?    ?      ?    !    !    ?    >
GET  fund_move        ?  ?    ?  ?    ?    !  +    !    ?    ?      ?    ?      ?    !    !    ?    >
POST fund_move        ?  ?    ?  ?    ?    !  +    !    ?    ?      ?    ?      ?    !    !    ?    >
"""


def ready() -> Asks:
    """A voucher of the last day of last month, and a deposit at one of two banks."""
    finance = _now(Station.FINANCE)
    today = finance.today
    ended = today.replace(day=1) - timedelta(days=1)
    bank, other = (Bank.objects.get_or_create(name=name)[0] for name in ("云坪农商行", "云坪邮储"))
    arrived = budget.receive_funds(
        actor=finance, source=Source.COUNTY, amount=100_00, on=ended, document="云财〔2026〕1号"
    )
    fund.add_deposit(actor=finance, bank_id=bank.pk, amount=100_00, on=ended, document="云财〔2026〕2号")
    month = f"/ledger/months/{ended:%Y-%m}/"
    voucher = f"/ledger/vouchers/{arrived.number}/"
    money = {"amount": "1", "on": today, "document": "云财〔2026〕3号"}
    plan = {"year": today.year, "source": "county", "amount": "1", "document": "云财〔2026〕4号"}
    placed = {"on": today, f"bank-{bank.pk}": _whole(today)}
    moved = {"giving": bank.pk, "taking": other.pk, "amount": "1", "on": today, "reason": "调整"}
    return {
        "GET ledger": Ask("/ledger/"),
        "GET ledger_account": Ask(f"/ledger/accounts/{books.COUNTY}/"),
        "GET ledger_vouchers": Ask("/ledger/vouchers/"),
        "GET ledger_voucher": Ask(voucher),
        "POST ledger_reverse": Ask(f"{voucher}reverse/", {"reason": "录错", "on": today}),
        "GET ledger_months": Ask("/ledger/months/"),
        "GET ledger_month": Ask(month),
        "POST ledger_close": Ask(f"{month}close/"),
        "GET ledger_receive": Ask("/ledger/receive/"),
        "POST ledger_receive": Ask("/ledger/receive/", {"source": "county", **money}),
        "GET budget": Ask("/ledger/budget/"),
        "GET budget_plan": Ask("/ledger/budget/plan/"),
        "POST budget_plan": Ask("/ledger/budget/plan/", plan),
        "GET fund": Ask("/ledger/fund/"),
        "GET fund_open": Ask("/ledger/fund/open/"),
        "POST fund_open": Ask("/ledger/fund/open/", placed),
        "GET fund_deposit": Ask("/ledger/fund/deposit/"),
        "POST fund_deposit": Ask("/ledger/fund/deposit/", {"bank": bank.pk, **money}),
        "GET fund_interest": Ask("/ledger/fund/interest/"),
        "POST fund_interest": Ask("/ledger/fund/interest/", {"bank": bank.pk, "amount": "1", "on": today}),
        "GET fund_move": Ask("/ledger/fund/move/"),
        "POST fund_move": Ask("/ledger/fund/move/", moved),
    }


def _whole(today: date) -> str:
    """The whole fund in yuan, as the document has it."""
    opening = load("yubei-2021").fund_opening
    return f"{opening.on(today) // 100}"
