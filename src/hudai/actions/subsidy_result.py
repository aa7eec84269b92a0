"""What a paying bank says of the rows of a payment file, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from hudai.core.errors import Refusal
from hudai.core.words import yuan
from hudai.records.models import PaymentFile, Payout

LONGEST_CAUSE = 100


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
    row: int | None = None
    """Row of the bank's sheet; None where the answer came in no sheet."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong in an answer."""

    at: int
    """Place of the result in the answer, from 0."""
    column: str
    """Of the bank's sheet: line, amount, account, outcome, cause or on."""
    words: str
    """What is wrong, and what to do."""


class ResultsRefused(Refusal):
    """A bank's answer that cannot be taken; carries one sentence for each row that is wrong."""

    def __init__(self, message: str, wrong: Sequence[Fault]) -> None:
        super().__init__(message)
        self.faults = tuple(wrong)
        self.problems = tuple(fault.words for fault in wrong)


def faults(
    results: Sequence[Result], sent: Mapping[int, Payout], *, today: date, file: PaymentFile
) -> list[Fault]:
    """Everything wrong with an answer to a file: row by row, then what contradicts itself.

    ``sent``: the file's payouts by the number of their line.
    """
    found = [
        Fault(place, *wrong)
        for place, result in enumerate(results)
        if (wrong := _fault(result, sent, today, file))
    ]
    return [*found, *_contradictions(results)]


def once(results: Sequence[Result]) -> list[Result]:
    """Each line once, though the answer may name it twice alike."""
    return list({each.line: each for each in results}.values())


def _contradictions(results: Sequence[Result]) -> Iterator[Fault]:
    """Rows of one answer that say different things of one line; only the bank can say which holds."""
    first: dict[int, Result] = {}
    for place, result in enumerate(results):
        before = first.setdefault(result.line, result)
        if (before.paid, before.on, before.cause.strip()) != (result.paid, result.on, result.cause.strip()):
            yield Fault(
                place,
                "outcome",
                f"第 {result.line} 行：回盘里有两条不同的结果，{_said(before)}；{_said(result)}。"
                "请向经办银行查明，只留正确的一条。",
            )


def _said(result: Result) -> str:
    """One row of the answer, in words."""
    where = f"表中第 {result.row} 行：" if result.row else ""
    return f"{where}{result.on} " + ("到账" if result.paid else f"退回（{result.cause.strip()}）")


def _fault(
    result: Result, sent: Mapping[int, Payout], today: date, file: PaymentFile
) -> tuple[str, str] | None:
    """The column that is wrong in one row, and what to do; None when nothing is."""
    payout, head = sent.get(result.line), f"第 {result.line} 行："
    if payout is None:
        return "line", f"{head}这份拨付文件里没有这一行，请核对批次和文件。"
    if result.amount is not None and result.amount != payout.amount:
        said, wanted = yuan(result.amount), yuan(payout.amount)
        return "amount", f"{head}金额 {said} 元，拨付文件是 {wanted} 元，请核对。"
    if result.account is not None and result.account != payout.account:
        return "account", f"{head}帐号和拨付文件的不一致，可能付给了别人，请向经办银行查明。"
    if not timezone.localdate(file.made_at) <= result.on <= today:
        return "on", f"{head}日期 {result.on} 不在制表日到今天之间，请核对。"
    if result.paid == bool(result.cause.strip()):
        return "cause", f"{head}到账的不写退回原因，退回的要写明原因。"
    if len(result.cause.strip()) > LONGEST_CAUSE:
        return "cause", f"{head}退回原因最多 {LONGEST_CAUSE} 个字，请缩短。"
    before = getattr(payout, "result", None)
    if before is not None and (before.paid, before.on) != (result.paid, result.on):
        known = "到账" if before.paid else "退回"
        return "outcome", f"{head}已登记为“{known}”（{before.on}），和这次不同。"
    return None
