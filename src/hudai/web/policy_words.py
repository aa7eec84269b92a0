"""Numbers of law in words: what a value of each measure says on a page."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from hudai.core import words
from hudai.core.policy import Anchor, Bound, Dated, NotRegulated, Policy, RateTier, Share, Version
from hudai.core.policy_fields import MEASURES, Measure
from hudai.web import law as laws

BOUNDS = {
    Bound.AT_MOST: "不超过 ",
    Bound.BELOW: "低于 ",
    Bound.AT_LEAST: "不低于 ",
    Bound.ABOVE: "高于 ",
    Bound.EXACTLY: "",
}
ANCHORS = {
    Anchor.APPLICATION: "申请日",
    Anchor.CONTRACT: "合同签订日",
    Anchor.DISBURSEMENT: "放款日",
    Anchor.ACCRUAL: "计息日",
    Anchor.EVALUATION: "统计日",
}
CHOICE_WORDS = {
    "at_most": "不高于",
    "equal": "等于",
    "excess_uncovered": "只是超出部分不贴息、不补偿",
    "loan_uncovered": "整笔不贴息、不补偿",
    "reimburse_borrower": "先付后贴（贴给借款人）",
    "pay_bank": "直接补给银行",
    "act/360": "实际天数/360",
    "act/365": "实际天数/365",
    "whole_months": "满月按月、零头按天",
    "monthly": "按月",
    "quarterly": "按季",
    "yearly": "按年",
    "village": "村级意见",
    "town": "镇级意见",
    "office": "区县主管部门意见",
    "bank": "银行意见",
}
SERIES = {"lpr": "LPR", "benchmark": "基准利率"}
TENORS = {
    "1y": "一年期",
    "5y": "五年期以上",
    "up_to_1y": "一年以内档",
    "1y_to_5y": "一至五年档",
    "over_5y": "五年以上档",
}
NOT_KNOWN = "不明确"
_UNITS = {
    Measure.MONTHS: "个月",
    Measure.YEARS: "年",
    Measure.AGE: "周岁",
    Measure.DAYS: "天",
    Measure.TIMES: "次",
    Measure.MULTIPLE: "倍",
    Measure.SQUARE_METRES: "平方米",
    Measure.COUNT: "个",
}


@dataclass(frozen=True, slots=True)
class Said:
    """One version of a number of law as a page shows it."""

    value: str
    since: date
    last: date | None
    """The last day it holds; None while no end is known."""
    clause: str
    place: str
    quote: str
    interpretation: str
    """The choice made where the words leave it open; empty if they do not."""
    checked_on: date
    checked_by: str
    """Who checked it; empty where the pack does not say."""

    @property
    def anchor(self) -> str:
        """The clause's place on the page of clauses."""
        return anchor(self.clause)


def anchor(clause_id: str) -> str:
    """A clause's id within its document, as an address takes it: ``c1.2``."""
    return f"c{clause_id.partition('#')[2]}"


@dataclass(frozen=True, slots=True)
class Number:
    """One number of law through time."""

    field: str
    label: str
    anchor: str
    """The event whose day picks the version."""
    versions: tuple[Said, ...]
    silent: str
    """Why the documents say nothing of it; empty when they do."""

    @property
    def sentence(self) -> str:
        """All its versions in one line, for two editions side by side."""
        if self.silent:
            return f"没有规定：{self.silent}"
        return "；".join(
            f"{said.since:%Y-%m-%d} 起 {said.value}" if len(self.versions) > 1 else said.value
            for said in self.versions
        )


def numbers(policy: Policy) -> Iterator[Number]:
    """Every number of a policy, in the order of the law."""
    notes = {note.id: note.choice for note in policy.interpretations}
    for field, measure in MEASURES.items():
        dated = getattr(policy, field)
        if isinstance(dated, NotRegulated):
            yield Number(field, dated.label, "", (), dated.reason)
        elif isinstance(dated, Dated):
            said = tuple(_said(version, measure, notes) for version in dated.versions)
            yield Number(field, dated.label, ANCHORS[dated.anchor], said, "")


def _said(version: Version[Any], measure: Measure, notes: Mapping[str, str]) -> Said:
    if version.value is None:
        value = f"{NOT_KNOWN}：{version.unknown}"
    else:
        bound = BOUNDS[version.bound] if version.bound else ""
        value = bound + in_words(version.value, measure)
    return Said(
        value,
        version.since,
        version.until - timedelta(days=1) if version.until else None,
        version.clause,
        laws.place(version.clause),
        version.quote,
        notes.get(version.interpretation, ""),
        version.checked_on,
        version.checked_by,
    )


def in_words(value: Any, measure: Measure) -> str:
    """A value as people say it.

    >>> in_words(5_000_000, Measure.MONEY), in_words(36, Measure.MONTHS), in_words(True, Measure.SWITCH)
    ('5.00 万元', '36 个月', '是')
    """
    if measure in _UNITS:
        return f"{value} {_UNITS[measure]}"
    return _WRITERS[measure](value)


def _money(fen: int) -> str:
    return f"{words.wan(fen)} 万元" if fen % 1_000_000 == 0 else f"{words.yuan(fen)} 元"


def _tiers(tiers: tuple[RateTier, ...]) -> str:
    return "；".join(
        f"{'超过 ' + str(tier.over_months) + ' 个月' if tier.over_months else ''}"
        f"{'至 ' + str(tier.up_to_months) + ' 个月' if tier.up_to_months else '以上'}："
        f"{TENORS.get(tier.tenor, tier.tenor)}{SERIES.get(tier.series, tier.series)}"
        for tier in tiers
    )


def _shares(shares: tuple[Share, ...]) -> str:
    return "，".join(f"{share.party} {words.percent(share.share_ppm)}" for share in shares)


_WRITERS: Mapping[Measure, Callable[[Any], str]] = {
    Measure.MONEY: _money,
    Measure.RATIO: words.percent,
    Measure.DAY_LIST: lambda days: "、".join(f"{each}" for each in days) + " 天",
    Measure.DAY_OF_MONTH: lambda day: f"每月 {day} 日",
    Measure.DATE: lambda day: f"{day.year}年{day.month}月{day.day}日",
    Measure.SWITCH: lambda on: "是" if on else "否",
    Measure.CHOICE: lambda choice: CHOICE_WORDS.get(str(choice.value), str(choice.value)),
    Measure.WORDS: "、".join,
    Measure.TIERS: _tiers,
    Measure.SHARES: _shares,
}
