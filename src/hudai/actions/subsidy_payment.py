"""Paying a batch: the file for the paying bank, what came of each row, and the end (拨付、办结).

Whoever approved a batch does not make its payment file.  A row the bank sends back (a wrong account)
stays owed and goes into the next file; a batch is closed when every line above zero has arrived.

What comes back after that is an event of its payout, written and booked on its own day: the batch stays
closed and as it is, and the line goes into one more file.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import IntegrityError, transaction

from hudai.actions.actor import Actor, NotYours
from hudai.actions.journal import note
from hudai.actions.ledger import available, hold_books, post
from hudai.actions.subsidy import APPROVES, Deed, State, in_hand, require_other_hands, sign
from hudai.actions.subsidy_reckoning import digest
from hudai.actions.subsidy_result import Result, ResultsRefused, faults, once
from hudai.core.errors import Refusal
from hudai.core.ledger import PAYABLE, Move, money_from
from hudai.core.policy import SettlementMode
from hudai.core.words import listed, yuan
from hudai.core.workflow import NotNow
from hudai.records import bulk
from hudai.records.models import (
    PaymentFile,
    Payout,
    PayoutResult,
    PayoutReturn,
    Source,
    SubsidyBatch,
    SubsidyLine,
)
from hudai.records.queries.subsidy_payment import (
    bank_accounts,
    being_paid,
    due_for_payment,
    present_payees,
    to_shared_accounts,
    unanswered,
    unpaid,
)

PAYS = APPROVES

_PAYOUT = ("file_id", "line_id", "amount", "payee", "payee_bank", "account")


@transaction.atomic
def make_file(
    *, actor: Actor, number: str, source: Source, only_with_account: bool = False, reason: str = ""
) -> PaymentFile:
    """Make the list of everything still to be paid of a batch, from one source of money.

    Name and account are those the loan has now: a row that came back is sent to the corrected ones.
    Where the lending bank itself is paid they are the bank's own.

    Args:
        only_with_account: leave lines without an account for a later file, instead of refusing.
        reason: why money goes to an account that was changed since the batch was drawn up to one
            another household has as well.

    Raises:
        NotYours: if the desk pays nothing, or the officer signed the batch at another level.
        NotNow: if the batch is not approved, is closed and nothing came back since, or a file of it still
            waits for its answer.
        Refusal: if there is nothing to pay, an account is missing or somebody else's as well, or the
            money does not reach.
    """
    batch = in_hand(actor, number, PAYS)
    if not being_paid().filter(pk=batch.pk).exists():
        raise NotNow(f"这个批次现在是“{batch.get_state_display()}”，不能制作拨付文件。")
    require_other_hands(actor, batch, Deed.PAY)
    waiting = unanswered(batch).first()
    if waiting is not None:
        raise NotNow(f"第 {waiting.number} 次拨付文件还没有登记完结果，登记后才能再制一份。")
    lines = list(due_for_payment(batch))
    rows = _rows(batch, lines)
    missing = [line.number for line, row in zip(lines, rows, strict=True) if not row[-1]]
    if missing and not only_with_account:
        raise Refusal(_without_account(batch, missing, rows))
    doubted = _doubted(batch, lines)
    if doubted and not reason.strip():
        raise Refusal(
            f"第 {listed(doubted)} 行的帐号在批次生成以后改过，改成的帐号同时是别的农户的。"
            "请先更正帐号；确认无误的，请写明仍然拨付的理由。"
        )
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
    if doubted:
        note(actor, "帐号有疑问仍然拨付", batch, number=batch.number, lines=doubted, reason=reason.strip())
    return file


def _without_account(batch: SubsidyBatch, missing: Sequence[int], rows: Sequence[_Row]) -> str:
    """What to do about lines that cannot be paid anywhere."""
    if batch.mode == SettlementMode.PAY_BANK:
        banks = sorted({payee for _, _, payee, _, account in rows if not account})
        return (
            f"还没有登记{'、'.join(banks)}的贴息收款帐号。这一政策的贴息直接拨给贷款银行，"
            "请区县主管部门先在“银行与网点”里登记。"
        )
    return f"第 {listed(missing)} 行没有帐号，请先补登帐号，或选择“先拨付有帐号的”。"


def _doubted(batch: SubsidyBatch, lines: Sequence[SubsidyLine]) -> list[int]:
    """Lines whose account nobody who approved them has seen, and which another household has as well."""
    if batch.mode == SettlementMode.PAY_BANK:
        return []
    seen = {line.number: line.account for line in lines}
    now = present_payees([line.loan_id for line in lines])
    changed = {line.number for line in lines if now[line.loan_id][-1] not in ("", seen[line.number])}
    shared = to_shared_accounts(batch.lines.filter(pk__in=[line.pk for line in lines])) if changed else ()
    return [number for number, *_ in shared if number in changed]


_Row = tuple[int, int, str, str, str]
"""line, amount, payee, payee's bank, account."""


def _rows(batch: SubsidyBatch, lines: Sequence[SubsidyLine]) -> list[_Row]:
    """To the borrower's account, or to the lending bank's own where it is paid itself (银行直补)."""
    loans = [line.loan_id for line in lines]
    if batch.mode == SettlementMode.PAY_BANK:
        banks = bank_accounts(loans)
        return [(line.pk, line.due, *_twice(banks[line.loan_id])) for line in lines]
    payees = present_payees(loans)
    found = []
    for line in lines:
        name, payee_bank, account = payees[line.loan_id]
        found.append((line.pk, line.due, name, payee_bank, account or line.account))
    return found


def _twice(bank: tuple[str, str]) -> tuple[str, str, str]:
    """A bank is the payee, and keeps its own account."""
    name, account = bank
    return name, name, account


def _require_money(source: Source, total: int) -> None:
    # Two batches' files, or a file and a reversal, would else count on the same money.
    hold_books()
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
    if wrong := faults(results, sent, today=actor.today, file=file):
        raise ResultsRefused("拨付结果没有登记，请更正后重新登记。", wrong)
    fresh = [each for each in once(results) if not hasattr(sent[each.line], "result")]
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
def come_back(
    *, actor: Actor, number: str, file_number: int, line_number: int, cause: str, on: date
) -> PayoutReturn:
    """Record that money recorded as arrived came back after all; the line is owed and paid again.

    It mends a slip, too: whoever recorded the arrival does not take it back.  It may come back when the
    batch has long been closed; that stays closed, and the file that pays again is made as any other.

    Raises:
        NotYours: if the desk pays nothing, or the officer recorded the arrival.
        NotNow: if the batch was never paid, the row did not arrive, or came back already.
        Refusal: without a cause, or for a day before the arrival or in the future.
    """
    batch = in_hand(actor, number, PAYS)
    if batch.state not in (State.PAYING, State.CLOSED):
        raise NotNow(f"这个批次现在是“{batch.get_state_display()}”，不能登记退回。")
    result = _arrived(batch, file_number, line_number)
    if result.recorded_by.officer_id == actor.officer.pk:
        raise NotYours("这一行的到账是您登记的，退回要由另一位工作人员登记。")
    if not cause.strip():
        raise Refusal("请写明退回的原因。")
    if not result.on <= on <= actor.today:
        raise Refusal(f"退回日期不能早于到账日期 {result.on}，也不能晚于今天。")
    try:
        with transaction.atomic():
            made = PayoutReturn.objects.create(
                result=result,
                cause=cause.strip()[:100],
                on=on,
                recorded_by=actor.posting,
                recorded_at=actor.at,
            )
    except IntegrityError:
        raise NotNow(f"第 {line_number} 行已经登记过退回。") from None
    payout = result.payout
    post(
        actor=actor,
        on=actor.today,
        memo=f"贴息批次 {batch.number} 第 {file_number} 次拨付到账后退回",
        noun="paymentfile",
        key=str(payout.file_id),
        entries=[
            Move(
                debit=money_from(payout.file.source),
                credit=PAYABLE,
                amount=payout.amount,
                line=payout.line_id,
            )
        ],
    )
    note(
        actor, "登记到账后退回", batch,
        number=batch.number, file=file_number, line=line_number, amount=payout.amount, reason=made.cause,
    )  # fmt: skip
    return made


def _arrived(batch: SubsidyBatch, file_number: int, line_number: int) -> PayoutResult:
    """What was recorded of a row that arrived.

    Raises:
        NotNow: if nothing was, or it came back.
    """
    results = PayoutResult.objects.select_related("payout__file", "recorded_by")
    found = results.filter(
        payout__file__batch=batch, payout__file__number=file_number, payout__line__number=line_number
    ).first()
    if found is None or not found.paid:
        raise NotNow(f"第 {file_number} 次拨付文件的第 {line_number} 行没有登记为到账。")
    return found


@transaction.atomic
def close(*, actor: Actor, number: str) -> SubsidyBatch:
    """Close a batch of which everything has arrived; from now on nothing is added to it but what comes back.

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
