"""风险补偿金: where it lies, against what each bank has lent, and moving it between banks (R10)."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods, require_safe

from hudai.actions import fund as actions
from hudai.core.errors import Refusal
from hudai.core.fund import over_multiple
from hudai.core.ledger import FUND
from hudai.core.policy import NotRegulated
from hudai.records.queries import fund as queries
from hudai.records.queries.ledger import balance_of
from hudai.web import law as laws
from hudai.web.acting import actor
from hudai.web.forms.ledger import DepositForm, InterestForm, MoveForm, OpenForm
from hudai.web.ledger import require_reader
from hudai.web.ledger_entry import write_page
from hudai.web.request import Request
from hudai.web.table import Column, Kind, Table


def _times(hundredths: int) -> str:
    """Hundredths of a multiple as people say it.

    >>> _times(532)
    '5.32 倍'
    """
    return f"{hundredths // 100}.{hundredths % 100:02} 倍"


def _told(row: queries.BankShare) -> str:
    if row.multiple is None:
        return "没有存款" if row.loans else ""
    return _times(row.multiple)


def _table(multiple: int | None) -> Table:
    """The banks; with a warning where the lending stands above the multiple agreed on."""

    def tone(row: queries.BankShare) -> str:
        if multiple is None or not row.loans:
            return ""
        return "red" if over_multiple(row.loans, row.held, multiple) else "green"

    return Table(
        "fund",
        "风险补偿金存放",
        (
            Column(
                "bank", "银行", value=lambda row: row.name, fixed=True, width=24,
                link=lambda row: reverse("ledger_account", args=[row.code]) if row.code else "",
            ),
            Column("held", "补偿金存款（元）", "held", Kind.YUAN, summed=True),
            Column("loans", "贷款余额（元）", "loans", Kind.YUAN, summed=True),
            Column("multiple", "放大倍数", value=_told, tone=tone),
            Column("fitting", "按投放应存（元）", "fitting", Kind.YUAN),
            Column(
                "difference", "应调整（元）", kind=Kind.YUAN,
                value=lambda row: row.difference,
            ),
        ),
        empty="没有补偿金存款，也没有贷款余额",
        hint="给风险补偿金开账后，这里按银行显示存款和放大倍数。",
        icon="safe",
        whole=True,
    )  # fmt: skip


@require_safe
def fund(request: Request) -> HttpResponseBase:
    """Every bank's deposit against its lending, and what the policy says of the two."""
    writes = require_reader(request)
    rows = queries.shares()
    multiple, words = _agreed(request)
    above = [
        row.name for row in rows if multiple is not None and over_multiple(row.loans, row.held, multiple)
    ]
    facts: dict[str, Any] = {
        "fund": -balance_of(FUND),
        "held": sum(row.held for row in rows),
        "loans": sum(row.loans for row in rows),
        "multiple": multiple,
        "words": words,
        "above": above,
        "is_open": queries.is_open(),
        "writes": writes,
    }
    return _table(multiple).page(request, rows, template="ledger/fund.html", **facts)


def _agreed(request: Request) -> tuple[int | None, str]:
    """The multiple the county's policy sets, or why there is none."""
    try:
        return laws.law(laws.adopted()).policy.fund_multiple.on(actor(request).today), ""
    except Refusal as unknown:
        return None, str(unknown)


@require_http_methods(["GET", "HEAD", "POST"])
def open_fund(request: Request) -> HttpResponse:
    """Write the fund into the books, as it lies at the banks."""
    policy = laws.law(laws.adopted()).policy
    today = actor(request).today

    def write(said: dict[str, Any]) -> str:
        made = actions.open_fund(actor=actor(request), policy=policy, on=said["on"], deposits=form.deposits)
        return f"风险补偿金已开账，凭证号 {made.number}。"

    form = OpenForm(request.POST or None, today=today, whole=_whole(request))
    return write_page(
        request,
        form,
        write,
        title="风险补偿金开账",
        intro="按各银行的实际存款填写；没有存款的银行留空。",
        back="fund",
        label="开账",
    )


def _whole(request: Request) -> int | None:
    """What the policy says the fund is, fen; None where it does not."""
    opening = laws.law(laws.adopted()).policy.fund_opening
    try:
        return None if isinstance(opening, NotRegulated) else opening.on(actor(request).today)
    except Refusal:
        return None


@require_http_methods(["GET", "HEAD", "POST"])
def deposit(request: Request) -> HttpResponse:
    """The county has put more into the fund."""

    def write(said: dict[str, Any]) -> str:
        made = actions.add_deposit(actor=actor(request), bank_id=said.pop("bank").pk, **said)
        return f"已登记存入，凭证号 {made.number}。"

    form = DepositForm(request.POST or None, today=actor(request).today)
    intro = "财政新增的风险补偿金存到银行后登记。"
    return write_page(request, form, write, title="存入风险补偿金", intro=intro, back="fund")


@require_http_methods(["GET", "HEAD", "POST"])
def interest(request: Request) -> HttpResponse:
    """A bank has credited interest on its deposit."""

    def write(said: dict[str, Any]) -> str:
        made = actions.add_interest(actor=actor(request), bank_id=said.pop("bank").pk, **said)
        return f"已登记结息，凭证号 {made.number}。"

    form = InterestForm(request.POST or None, today=actor(request).today)
    intro = "银行给补偿金存款结的利息，留在补偿金里。"
    return write_page(request, form, write, title="补偿金存款结息", intro=intro, back="fund")


@require_http_methods(["GET", "HEAD", "POST"])
def move(request: Request) -> HttpResponse:
    """Part of the fund goes from one bank to another."""

    def write(said: dict[str, Any]) -> str:
        giving, taking = said.pop("giving").pk, said.pop("taking").pk
        made = actions.move_deposit(actor=actor(request), from_bank=giving, to_bank=taking, **said)
        return f"已登记转存，凭证号 {made.number}。"

    form = MoveForm(request.POST or None, today=actor(request).today)
    intro = "补偿金在银行之间调整存放，总额不变。"
    return write_page(request, form, write, title="转存风险补偿金", intro=intro, back="fund")


urlpatterns = [
    path("ledger/fund/", fund, name="fund"),
    path("ledger/fund/open/", open_fund, name="fund_open"),
    path("ledger/fund/deposit/", deposit, name="fund_deposit"),
    path("ledger/fund/interest/", interest, name="fund_interest"),
    path("ledger/fund/move/", move, name="fund_move"),
]
