"""What the lines of the journal are about: what each thing is called, its number, and its page.

A room whose things have a page adds one line to :data:`THINGS`; without one a line still stands in the
journal, under the table's own name and without a link.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.urls import NoReverseMatch, reverse

from hudai.actions import refused
from hudai.core.workflow import Opinion
from hudai.records.models import Explanation, JournalLine, Station, Survey
from hudai.web import law as laws


@dataclass(frozen=True, slots=True)
class Thing:
    """How a kind of row is shown."""

    page: str = ""
    """The name of its page; empty for none."""
    number: str = ""
    """Its column with the number people write; the key of the row where empty."""
    by_number: bool = False
    """Whether its page goes by that number; else by the key."""


THINGS: Mapping[str, Thing] = {
    "application": Thing("application", "number", by_number=True),
    "household": Thing("household", "number"),
    "rating": Thing("rating"),
    "project": Thing("project", "name"),
    "enterprise": Thing("", "name"),
    "training": Thing("training", "subject"),
    "namelistimport": Thing("name_list_import"),
    "bankreturn": Thing("bank_return"),
    "reconciliation": Thing("reconciliation"),
    "difference": Thing("difference", "contract"),
    "officer": Thing("officer", "username"),
    "bank": Thing("banks", "name"),
    "branch": Thing("banks", "name"),
    "apitoken": Thing("", "name"),
    "pricing": Thing("pricings"),
    "region": Thing("", "name"),
    "posting": Thing("", "office"),
    "loan": Thing("loan", "contract"),
    "servicepoint": Thing("service_point", "name"),
    "subsidybatch": Thing("subsidy", "number", by_number=True),
    "submission": Thing("report"),
    "suspicion": Thing("suspicion"),
    "dishonestdebtor": Thing("dishonest_debtor"),
    "explanation": Thing("explanation"),
    "publicityevent": Thing("publicity_event", "title"),
    "typicalcase": Thing("typical_case", "title"),
    "notice": Thing("notice", "number", by_number=True),
}
NUMBERED = {noun: thing.number for noun, thing in THINGS.items() if thing.number}

_FACTS = {
    "absent": "未纳入网点（个）",
    "account": "科目",
    "address": "地址",
    "amount": "金额（分）",
    "as_of": "截至",
    "attachment": "材料序号",
    "bank": "银行",
    "branch": "网点",
    "clause": "条款",
    "columns": "栏目",
    "deputy": "代理人",
    "desks": "岗位数",
    "digest": "摘要",
    "explained_on": "宣讲日期",
    "field": "栏目",
    "format": "格式",
    "found": "发现",
    "full_numbers": "完整号码",
    "gaps": "不衔接（笔）",
    "grade": "等级",
    "held_on": "活动日期",
    "household": "户",
    "interest": "利息（分）",
    "kind": "类型",
    "lapsed": "消失",
    "limit": "额度（分）",
    "lines": "笔数",
    "month": "月份",
    "months": "期限（月）",
    "name": "名称",
    "narrowed": "范围",
    "narrowed_by": "筛选",
    "new": "新",
    "number": "编号",
    "office": "单位",
    "old": "原",
    "ordinal": "第几次",
    "paid_on": "还款日",
    "paper": "材料",
    "parent": "上级",
    "penalty": "罚息（分）",
    "people": "人数",
    "place": "地方",
    "principal": "本金（分）",
    "problems": "问题数",
    "measure": "处理措施",
    "reason": "原因",
    "result": "核查结论",
    "rows": "行数",
    "score": "得分",
    "since": "从",
    "station": "岗位",
    "step": "环节",
    "subject": "对象",
    "industry": "产业",
    "chain_model": "带动模式",
    "households": "户数",
    "times": "次数",
    "title": "清单",
    "town": "乡镇",
    "until": "到",
    "username": "登录名",
    "why": "原因",
    "wish": "贷款意愿",
}
"""What the facts of a line are called; those without a word are for programs and not shown."""
_WORDS = {
    **{str(station): str(station.label) for station in Station},
    Opinion.AGREE.value: "同意",
    Opinion.RETURN.value: "退回",
    Opinion.REJECT.value: "不同意",
    **{str(value): str(label) for value, label in Survey.Subject.choices},
    **{str(value): str(label) for value, label in Explanation.Wish.choices},
}


def noun_label(noun: str) -> str:
    """A kind of thing in the user's words."""
    if noun == refused.NOUN:
        return "页面"
    try:
        return str(apps.get_model("records", noun)._meta.verbose_name)
    except LookupError:
        return "其他"


def address(line: JournalLine, number: str) -> str:
    """The page of what a line is about; empty where it has none."""
    thing = THINGS.get(line.noun)
    if thing is None or not thing.page:
        return _household_of(line)
    if thing.page in ("banks", "pricings"):
        return reverse(thing.page)
    try:
        return reverse(thing.page, args=[number if thing.by_number else line.key])
    except NoReverseMatch:
        return ""


def _household_of(line: JournalLine) -> str:
    """A look at a person leads to the household it was made from."""
    household = line.facts.get("household")
    return reverse("household", args=[household]) if isinstance(household, int) else ""


def in_words(facts: Mapping[str, Any]) -> str:
    """The facts of a line: 材料：身份证；原因：…"""
    said = (
        (_FACTS.get(name, ""), laws.place(str(value)) if name == "clause" else _word(value))
        for name, value in facts.items()
    )
    return "；".join(f"{label}：{value}" for label, value in said if label and value)


def _word(value: Any) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list):
        return "、".join(str(each) for each in value)
    return _WORDS.get(str(value), str(value)) if value is not None else ""
