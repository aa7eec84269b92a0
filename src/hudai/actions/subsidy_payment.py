"""Paying a batch: the file for the paying bank, what came of each row, and the end (拨付、办结).

Whoever approved a batch does not make its payment file.  A row the bank sends back (a wrong account)
stays owed and goes into the next file; a batch is closed when every line above zero has arrived.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from hudai.actions.actor import Actor
from hudai.actions.journal import note
from hudai.actions.ledger import available, post
from hudai.actions.subsidy import APPROVES, Deed, State, in_hand, require_other_hands, sign
from hudai.actions.subsidy_reckoning import digest
from hudai.core.errors import Refusal
from hudai.core.ledger import PAYABLE, Move, money_from
from hudai.core.policy import SettlementMode
from hudai.core.words import yuan
from hudai.core.workflow import NotNow
from hudai.records import bulk
from hudai.records.models import PaymentFile, Payout, PayoutResult, Source, SubsidyBatch, SubsidyLine
from hudai.records.queries.subsidy_payment import due_for_payment, present_accounts, unanswered, unpaid

PAYS = APPROVES

_PAYOUT = ("file_id", "line_id", "amount", "payee", "payee_bank", "account")


@dataclass(frozen=True, slots=True)
class Result:
    """What the paying bank says of one row of a file."""

    line: int
    """Number of the line in the batch."""
    paid: bool
    cause: str
    """Why it came back; empty when it arrived."""
    on: date
    amount: int | None = None
    """Fen, as the bank's sheet has it; None where it does not say."""
    account: str | None = None
    """As the bank's sheet has it; None where it does not say."""


class ResultsRefused(Refusal):
    """A bank's answer that cannot be taken; carries one sentence for each row that is wrong."""

    def __init__(self, message: str, problems: Sequence[str]) -> None:
        super().__init__(message)
        self.problems = tuple(problems)


@transaction.atomic
def make_file(*, actor: Actor, number: str, source: Source, only_with_account: bool = False) -> PaymentFile:
    """Make the list of everything still to be paid of a batch, from one source of money.

    The account is the one the loan has now: a row that came back is sent to the corrected one.

    Args:
        only_with_account: leave lines without an account for a later file, instead of refusing.

    Raises:
        NotYours: if the desk pays nothing, or the officer signed the batch at another level.
        NotNow: if the batch is not approved, or a file of it still waits for its answer.
        Refusal: if there is nothing to pay, an account is missing, or the money does not reach.
    """
    batch = in_hand(actor, number, PAYS)
    if batch.state not in (State.APPROVED, State.PAYING):
        raise NotNow(f"这个批次现在是“{batch.get_state_display()}”，不能制作拨付文件。")
    require_other_hands(actor, batch, Deed.PAY)
    waiting = unanswered(batch).first()
    if waiting is not None:
        raise NotNow(f"第 {waiting.number} 次拨付文件还没有登记完结果，登记后才能再制一份。")
    lines = list(due_for_payment(batch))
    rows = _rows(batch, lines)
    missing = [line.number for line, row in zip(lines, rows, strict=True) if not row[-1]]
    if missing and not only_with_account:
        shown = "、".join(map(str, missing[:20])) + ("……" if len(missing) > 20 else "")
        raise Refusal(f"第 {shown} 行没有帐号，请先补登帐号，或选择“先拨付有帐号的”。")
    rows = [row for row in rows if row[-1]]
    total = sum(row[1] for row in rows)
    if not rows:
        raise Refusal("这个批次没有待拨付的行。")
    _require_money(source, total)
    file = PaymentFile.objects.create(
        batch=batch,
        number=batch.payment_files.count() + 1,
        source=source,
        total=total,
        digest=digest("\n".join(f"{line},{amount}" for line, amount, *_ in rows).encode()),
        made_by=actor.posting,
        made_at=actor.at,
    )
    bulk.insert(Payout, _PAYOUT, [(file.pk, *row) for row in rows])
    sign(actor, batch, Deed.PAY, f"第 {file.number} 次拨付文件")
    if batch.state == State.APPROVED:
        batch.state, batch.state_since = State.PAYING, actor.at
        batch.save()
    note(actor, "制作拨付文件", batch, number=batch.number, file=file.number, rows=len(rows), total=total)
    return file


def _rows(batch: SubsidyBatch, lines: Sequence[SubsidyLine]) -> list[tuple[int, int, str, str, str]]:
    """line, amount, payee, payee's bank, account; the lending bank where it is paid itself (银行直补)."""
    accounts = present_accounts([line.loan_id for line in lines])
    to_bank = batch.mode == SettlementMode.PAY_BANK
    found = []
    for line in lines:
        payee_bank, account = accounts[line.loan_id]
        payee = line.bank if to_bank else line.borrower
        found.append(
            (line.pk, line.due, payee, line.bank if to_bank else payee_bank, account or line.account)
        )
    return found


def _require_money(source: Source, total: int) -> None:
    there = available(source)
    if total > there:
        raise Refusal(
            f"{source.label}贴息资金可用 {yuan(there)} 元，这份文件要拨付 {yuan(total)} 元，"
            f"还差 {yuan(total - there)} 元。请先登记到账的资金，或改用别的资金来源。"
        )


@transaction.atomic
def record_results(*, actor: Actor, number: str, file_number: int, results: Sequence[Result]) -> PaymentFile:
    """Write down what the paying bank says of a file's rows; all of them or none.

    Rows answered already with the same answer are passed over, so the same sheet may come twice.

    Raises:
        NotYours: if the desk pays nothing.
        NotNow: if the batch has no such file.
        ResultsRefused: if a row is not in the file, says another amount or account, was answered
            otherwise, lies in the future, or came back without a cause.
    """
    batch = in_hand(actor, number, PAYS)
    file = batch.payment_files.filter(number=file_number).first()
    if file is None:
        raise NotNow(f"这个批次没有第 {file_number} 次拨付文件。")
    sent = {each.line.number: each for each in file.payouts.select_related("line", "result")}
    problems = [fault for result in results if (fault := _fault(result, sent, actor.today, file))]
    if problems:
        raise ResultsRefused("拨付结果没有登记，请更正后重新登记。", problems)
    fresh = [each for each in _once(results) if not hasattr(sent[each.line], "result")]
    PayoutResult.objects.bulk_create(
        PayoutResult(
            payout=sent[each.line],
            paid=each.paid,
            cause=each.cause.strip(),
            on=each.on,
            recorded_by=actor.posting,
            recorded_at=actor.at,
        )
        for each in fresh
    )
    _book(actor, batch, file, [sent[each.line] for each in fresh if each.paid])
    if fresh:
        returned = sum(not each.paid for each in fresh)
        note(
            actor, "登记拨付结果", batch,
            number=batch.number, file=file_number, paid=len(fresh) - returned, returned=returned,
        )  # fmt: skip
    return file


def _once(results: Sequence[Result]) -> list[Result]:
    return list({each.line: each for each in results}.values())


def _fault(result: Result, sent: dict[int, Payout], today: date, file: PaymentFile) -> str:
    """What is wrong with one row, and what to do; empty when nothing is."""
    payout = sent.get(result.line)
    if payout is None:
        return f"第 {result.line} 行：这份拨付文件里没有这一行，请核对批次和文件。"
    if result.amount is not None and result.amount != payout.amount:
        said, wanted = yuan(result.amount), yuan(payout.amount)
        return f"第 {result.line} 行：金额 {said} 元，拨付文件是 {wanted} 元，请核对。"
    if result.account is not None and result.account != payout.account:
        return f"第 {result.line} 行：帐号和拨付文件的不一致，可能付给了别人，请向经办银行查明。"
    if not file.made_at.date() <= result.on <= today:
        return f"第 {result.line} 行：日期 {result.on} 不在制表日到今天之间，请核对。"
    if result.paid == bool(result.cause.strip()):
        return f"第 {result.line} 行：到账的不写退回原因，退回的要写明原因。"
    before = getattr(payout, "result", None)
    if before is not None and (before.paid, before.on) != (result.paid, result.on):
        known = "到账" if before.paid else "退回"
        return f"第 {result.line} 行：已登记为“{known}”（{before.on}），和这次不同。"
    return ""


def _book(actor: Actor, batch: SubsidyBatch, file: PaymentFile, arrived: Sequence[Payout]) -> None:
    """Out of the money, off what is owed, row by row."""
    if arrived:
        money = money_from(file.source)
        post(
            actor=actor,
            on=actor.today,
            memo=f"贴息批次 {batch.number} 第 {file.number} 次拨付到账",
            noun="paymentfile",
            key=str(file.pk),
            entries=[
                Move(debit=PAYABLE, credit=money, amount=each.amount, line=each.line_id) for each in arrived
            ],
        )


@transaction.atomic
def close(*, actor: Actor, number: str) -> SubsidyBatch:
    """Close a batch of which everything has arrived; from now on nothing can be added to it.

    Raises:
        NotYours: if the desk pays nothing.
        NotNow: if it is not being paid, or something has not arrived.
    """
    batch = in_hand(actor, number, PAYS)
    nothing_to_pay = batch.state == State.APPROVED and batch.to_pay == 0
    if batch.state != State.PAYING and not nothing_to_pay:
        raise NotNow(f"这个批次现在是“{batch.get_state_display()}”，还不能办结。")
    left = unpaid(batch).count()
    if left:
        raise NotNow(f"还有 {left} 行没有到账，全部到账后才能办结。")
    sign(actor, batch, Deed.CLOSE, "")
    batch.state, batch.state_since = State.CLOSED, actor.at
    batch.save()
    note(actor, "贴息批次：办结", batch, number=batch.number)
    return batch
