"""How a case came out, or where it waits, in the sentences of its notice (审查意见书)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from hudai.core.words import in_words, percent, yuan
from hudai.core.workflow import State

DECISIONS = {State.APPROVED: "已同意", State.REJECTED: "未同意", State.WITHDRAWN: "已撤回"}
"""The conclusion of a case that is over; of an open one it is the rules'."""
NEXT_STEPS = {
    State.APPROVED: "请带身份证到{bank}办理手续，手续办妥后按申请的用途使用贷款。",
    State.REJECTED: "上述情况解决后可以重新申请；认为与事实不符的，请带证明材料向本单位申请复核。",
    State.WITHDRAWN: "仍需要贷款的，请向村（居）委会重新申请。",
    State.UNDER_WAY: "请保持电话畅通，配合村（居）委会、镇和经办银行核实情况。",
    State.DRAFT: "请配合村（居）委会核对、补正申请内容后提交。",
}
"""What the household does where no rule stands in the way, or nothing can be done about it any more."""
AFTER_SIGNING = "合同已经签订，请按约定的用途使用贷款，按期付息还款；有困难的，请在到期前告诉{bank}。"


@dataclass(frozen=True, slots=True)
class Refused:
    """An opinion that rejected the case or sent it back."""

    step: str
    """As the road calls it: 经办银行意见."""
    office: str
    on: date
    reason: str


@dataclass(frozen=True, slots=True)
class Granted:
    """What the bank granted."""

    amount_fen: int
    term_months: int
    rate_ppm: int
    """Annual."""
    bank: str
    kind: str
    """What was granted: 贷款, 续贷, 展期."""
    signed: bool
    """Whether the contract, or of an extension the agreement, is signed already."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How a case came out, or where it waits."""

    state: State
    since: date
    """The day it was decided or withdrawn, or came to where it waits."""
    step: str = ""
    """Of a case under way the opinion it waits for."""
    refused: Refused | None = None
    """The rejection; of an open case the return that is being mended."""
    granted: Granted | None = None
    """Of an approved case."""


def told(standing: Standing) -> str:
    """The decision in a sentence or two, or where the case waits."""
    when, refused = in_day(standing.since), standing.refused
    if standing.granted:
        return _granted(standing.granted, when)
    if standing.state is State.WITHDRAWN:
        return f"申请已于{when}撤回，不再审查。"
    if standing.state is State.REJECTED:
        return _refused(refused, "不同意") if refused else ""
    said = _refused(refused, "退回") if refused else ""
    if standing.state is State.DRAFT:
        return said + ("申请正在补正，还没有重新提交。" if refused else "申请还没有提交。")
    return f"{said}申请于{when}到达“{standing.step}”环节，正在审查，还没有作出决定。"


def next_step(standing: Standing) -> str:
    """What the household does after the decision, or while it waits for one."""
    if standing.granted:
        said = AFTER_SIGNING if standing.granted.signed else NEXT_STEPS[State.APPROVED]
        return said.format(bank=standing.granted.bank)
    return NEXT_STEPS[standing.state]


def _granted(granted: Granted, when: str) -> str:
    amount = f"{yuan(granted.amount_fen)}元（{in_words(granted.amount_fen, prefix=True)}）"
    return (
        f"{granted.bank}于{when}同意{granted.kind}{amount}，期限{granted.term_months}个月，"
        f"年利率{percent(granted.rate_ppm)}。"
    )


def _refused(refused: Refused, verdict: str) -> str:
    reason = refused.reason.rstrip("。")
    return f"{refused.office}于{in_day(refused.on)}在“{refused.step}”签署{verdict}。理由：{reason}。"


def in_day(day: date) -> str:
    """A day as official documents write it, without leading zeros.

    >>> in_day(date(2022, 3, 5))
    '2022年3月5日'
    """
    return f"{day.year}年{day.month}月{day.day}日"
