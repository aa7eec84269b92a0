"""Books with a little in them: money that arrived, subsidies granted and paid, for whatever reads them."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import made_cases as cases
import made_offices as offices
from hudai.actions.actor import Actor
from hudai.actions.ledger import post
from hudai.core.ledger import EXPENSE, PAYABLE, RECEIVABLE, Move, money_from, received
from hudai.records.models import (
    BatchStep,
    Demand,
    Loan,
    PaymentFile,
    Payout,
    PayoutResult,
    Posting,
    Refund,
    Source,
    Station,
    SubsidyBatch,
    SubsidyLine,
    Voucher,
)

COUNTY = money_from("county")
TODAY = date(2026, 4, 10)


def at(posting: Posting, day: date = TODAY) -> Actor:
    """The holder of a posting, at their desk on a day."""
    instant = datetime(day.year, day.month, day.day, 10, tzinfo=ZoneInfo("Asia/Shanghai"))
    return Actor(posting.officer, posting, instant)


def arrive(actor: Actor, fen: int, on: date = TODAY) -> Voucher:
    """Money of the county's own, as receiving it books it."""
    moves = [Move(COUNTY, received("county"), fen)]
    return post(actor=actor, on=on, memo="县级贴息资金到账", noun="account", key=COUNTY, entries=moves)


def pay(actor: Actor, fen: int, on: date = TODAY) -> Voucher:
    """A subsidy granted and paid in one voucher, of no batch."""
    moves = [Move(EXPENSE, PAYABLE, fen), Move(PAYABLE, COUNTY, fen)]
    return post(actor=actor, on=on, memo="贴息", noun="test", key="1", entries=moves)


def loan(number: int = 1) -> Loan:
    """A contract of 柳溪村, paid out."""
    desk = cases.at(Station.BRANCH).posting
    of = cases.household(f"LX-{number:03}", name=f"孙平{'磊石山川'[number % 4]}", born=f"198503{number:02}")
    return Loan.objects.create(
        contract=f"HT-{number:04}",
        household=of,
        borrower=cases.head(of),
        branch=desk.branch,
        policy="yubei-2021",
        principal=5_000_000,
        rate=38_500,
        signed_on=date(2025, 9, 25),
        disbursed_on=date(2025, 9, 25),
        due_on=date(2028, 9, 25),
        account="6217000012345678",
        entered_by=desk,
        entered_at=cases.START,
    )


def approved_batch(*dues: int, first: int = 1) -> SubsidyBatch:
    """A batch with a line for each amount (fen; below zero: granted too much), approved and booked.

    The rows are those the subsidy actions write, put down one by one.
    """
    finance = at(cases.at(Station.FINANCE).posting)
    batch = SubsidyBatch.objects.create(
        number=f"TX2026{first:06}",
        town=offices.town(),
        policy="yubei-2021",
        pack_digest="0" * 64,
        mode="reimburse_borrower",
        period_start=date(2025, 12, 21),
        period_end=date(2026, 3, 21 + first % 7),
        state_since=finance.at,
        known={},
        inputs_digest="0" * 64,
        lines_digest="0" * 64,
        line_count=len(dues),
        to_pay=sum(due for due in dues if due > 0),
        to_take_back=-sum(due for due in dues if due < 0),
        drawn_up_by=finance.posting,
        drawn_up_at=finance.at,
    )
    lines = [_line(batch, first + place, due) for place, due in enumerate(dues)]
    batch.state = SubsidyBatch.State.PUBLISHED
    batch.save()
    BatchStep.objects.create(
        batch=batch, deed="approve", posting=finance.posting, officer=finance.officer, at=finance.at
    )
    batch.state, batch.approved_on = SubsidyBatch.State.APPROVED, TODAY
    batch.save()
    moves = [Move(EXPENSE, PAYABLE, line.due, line.pk) for line in lines if line.due > 0]
    post(actor=finance, on=TODAY, memo="批准", noun="subsidybatch", key=str(batch.pk), entries=moves)
    return batch


def _line(batch: SubsidyBatch, number: int, due: int) -> SubsidyLine:
    return SubsidyLine.objects.create(
        batch=batch,
        loan=loan(number),
        number=number,
        borrower="孙平磊",
        bank="石门支行",
        principal=5_000_000,
        rate=38_500,
        entitled=due,
        paid=due,
        granted=0,
        due=due,
    )


def payment_file(batch: SubsidyBatch) -> PaymentFile:
    """The lines above zero, sent to the bank from the county's money."""
    finance = cases.at(Station.FINANCE).posting
    lines = list(batch.lines.filter(due__gt=0))
    file = PaymentFile.objects.create(
        batch=batch,
        number=batch.payment_files.count() + 1,
        source=Source.COUNTY,
        total=sum(line.due for line in lines),
        digest="0" * 64,
        made_by=finance,
        made_at=at(finance).at,
    )
    for line in lines:
        Payout.objects.create(file=file, line=line, amount=line.due, payee=line.borrower)
    return file


def answered(file: PaymentFile, *paid: bool) -> None:
    """What the bank says of each payout in their order, booked where it arrived."""
    finance = at(cases.at(Station.FINANCE).posting)
    moves = []
    for payout, arrived in zip(file.payouts.order_by("pk"), paid, strict=True):
        PayoutResult.objects.create(
            payout=payout,
            paid=arrived,
            cause="" if arrived else "账号错误",
            on=TODAY,
            recorded_by=finance.posting,
            recorded_at=finance.at,
        )
        if arrived:
            moves.append(Move(PAYABLE, COUNTY, payout.amount, payout.line_id))
    if moves:
        post(actor=finance, on=TODAY, memo="到账", noun="paymentfile", key=str(file.pk), entries=moves)


def demanded(line: SubsidyLine, *refunds: int) -> Demand:
    """A line below zero, asked back, with what has come back of it since."""
    finance = at(cases.at(Station.FINANCE).posting)
    values = {"demanded_by": finance.posting, "demanded_at": finance.at}
    found = Demand.objects.create(line=line, amount=-line.due, reason="提前还清", **values)
    moves = [Move(RECEIVABLE, EXPENSE, found.amount, line.pk)]
    post(actor=finance, on=TODAY, memo="追回", noun="demand", key=str(found.pk), entries=moves)
    for fen in refunds:
        back = Refund.objects.create(
            demand=found,
            amount=fen,
            source=Source.COUNTY,
            received_on=TODAY,
            recorded_by=finance.posting,
            recorded_at=finance.at,
        )
        moves = [Move(COUNTY, RECEIVABLE, fen, line.pk)]
        post(actor=finance, on=TODAY, memo="退回", noun="refund", key=str(back.pk), entries=moves)
    return found
