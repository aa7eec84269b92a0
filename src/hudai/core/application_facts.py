"""What is known of one application: the facts a screening asks for, and what people call them.

A fact nobody supplied is null and means *unknown*.  It is never read as no, and never as yes.
Money is in fen, rates in ppm of a year, terms in months.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import polars as pl


class LoanKind(StrEnum):
    """What is asked for; unknown counts as first where the household owes nothing."""

    FIRST = "first"
    """首贷: a first loan, or another one after full repayment."""
    TOP_UP = "top_up"
    """追加: more, on top of an outstanding loan."""
    RENEWAL = "renewal"
    """续贷: a new contract in place of the old one."""
    EXTENSION = "extension"
    """展期: a later due day for the same contract."""
    ENTERPRISE = "enterprise"
    """企贷企用: a firm's loan by four-party agreement that names the household."""


KIND_LABELS = {
    LoanKind.FIRST: "第一次贷款",
    LoanKind.TOP_UP: "追加贷款",
    LoanKind.RENEWAL: "续贷",
    LoanKind.EXTENSION: "展期",
    LoanKind.ENTERPRISE: "企贷企用贷款",
}
"""Each kind as a message names it."""

KIND_COLUMN = pl.Enum([kind.value for kind in LoanKind])


@dataclass(frozen=True, slots=True)
class Fact:
    """One column of the applications frame."""

    name: str
    label: str
    """Completes the sentence “还不知道：…”."""
    dtype: pl.DataType | type[pl.DataType]
    yes: str = ""
    """What is so when a yes-or-no fact is true, as half a sentence."""
    no: str = ""
    """What is so when it is false."""
    advice: str = ""
    """What the applicant can do when it is not as wanted."""


def _facts() -> tuple[Fact, ...]:
    return (
        Fact("name", "姓名", pl.String),
        Fact("id_number", "身份证号码", pl.String),
        Fact("household", "户编号", pl.String),
        Fact("household_kind", "人口类别（脱贫户、边缘易致贫户等）", pl.String),
        Fact("on_list", "是否在帮扶名单内", pl.Boolean, "在帮扶名单内", "不在帮扶名单内"),
        Fact("kind", "贷款类型（首贷、追加、续贷还是展期）", KIND_COLUMN),
        Fact("amount", "申贷金额", pl.Int64),
        Fact("term_months", "申贷期限", pl.Int64),
        Fact("purpose", "申贷用途", pl.String),
        Fact("applied_on", "申请日期", pl.Date),
        Fact("rate", "年利率", pl.Int64),
        Fact("outstanding", "全户本项贷款余额（没有填 0）", pl.Int64),
        Fact("in_good_standing", "现有贷款是否正常（没有逾期、欠息）", pl.Boolean),
        Fact("reason", "申请理由", pl.String),
        *_conditions(),
        Fact("credit_line", "银行授信额度", pl.Int64),
        Fact("renewals_before", "这笔贷款以前续贷、展期过几次", pl.Int64),
        Fact("original_signed_on", "原合同签订日期", pl.Date),
        Fact("original_due_on", "原到期日期", pl.Date),
        Fact("original_term_months", "原贷款期限", pl.Int64),
        Fact("dishonest_since", "何时列入失信债务人名单（没有列入的空着）", pl.Date),
    )


def _conditions() -> tuple[Fact, ...]:
    """The plain yes-or-no facts, with the sentences a message is made of."""
    asked = pl.Boolean
    return (
        Fact(
            "credit_clean",
            "有无重大不良信用记录",
            asked,
            "没有重大不良信用记录",
            "有重大不良信用记录",
            "如果记录有误，请先到经办银行申请更正。",
        ),
        Fact("law_abiding", "是否遵纪守法、诚实守信", asked, "遵纪守法、诚实守信", "有违法或失信情况"),
        Fact(
            "capacity",
            "是否具有完全民事行为能力",
            asked,
            "具有完全民事行为能力",
            "不具有完全民事行为能力",
            "请改由家中具备条件的成员申请。",
        ),
        Fact(
            "rated",
            "是否通过银行评级授信",
            asked,
            "已通过银行评级授信",
            "没有通过银行评级授信",
            "请先到经办银行办理评级授信。",
        ),
        Fact("willing", "本人有无贷款意愿", asked, "本人愿意贷款", "本人不愿意贷款", "贷款全凭自愿。"),
        Fact(
            "skilled",
            "有无必要的劳动生产技能",
            asked,
            "有必要的劳动生产技能",
            "缺少必要的劳动生产技能",
            "可先向村里报名参加技能培训。",
        ),
        Fact(
            "able_to_repay",
            "有无还款能力",
            asked,
            "有还款能力",
            "还款能力不足",
            "可以减少金额后重新申请。",
        ),
        Fact(
            "project_lawful",
            "产业项目是否合法",
            asked,
            "产业项目合法",
            "产业项目违反法律法规",
            "请改选合法的产业项目。",
        ),
        Fact(
            "project_promising",
            "产业项目有无市场前景",
            asked,
            "产业项目有市场前景",
            "产业项目缺少市场前景",
            "请与帮扶责任人商量，另选产业项目。",
        ),
        Fact(
            "guarantor_or_collateral",
            "有无担保人、抵押物或保证金",
            asked,
            "登记了担保人、抵押物或保证金",
            "没有要求担保、抵押或保证金",
            "请银行取消后再报。",
        ),
        Fact(
            "fee_charged",
            "有无向借款人收费或要求反担保",
            asked,
            "向借款人收了费用或要求了反担保",
            "没有向借款人收费",
            "请银行退还费用、取消反担保后再报。",
        ),
        Fact(
            "extra_condition",
            "银行有无附加其他条件",
            asked,
            "银行附加了其他强制性条件",
            "银行没有附加其他条件",
            "请银行取消附加条件后再报。",
        ),
        Fact("labour", "家中有无劳动能力", asked, "家中有劳动能力", "家中没有劳动能力"),
    )


FACTS = {fact.name: fact for fact in _facts()}
"""Every fact by its column name, in the order of the frame."""


def complete(applications: pl.DataFrame) -> pl.DataFrame:
    """``applications`` with every fact as a column of its type; what is not there is unknown.

    Adds ``row`` (Int64, from 1) where there is none.  A kind that is no :class:`LoanKind` is
    unknown too, and so is an empty text.  Columns that are no facts are left out.
    """
    if "row" not in applications.columns:
        applications = applications.with_row_index("row", offset=1)
    return applications.select(
        pl.col("row").cast(pl.Int64), *(_column(fact, applications) for fact in FACTS.values())
    )


def _column(fact: Fact, applications: pl.DataFrame) -> pl.Expr:
    if fact.name not in applications.columns:
        return pl.lit(None, dtype=fact.dtype).alias(fact.name)
    if fact.dtype == pl.String:
        text = pl.col(fact.name).cast(pl.String)
        return pl.when(text != "").then(text).alias(fact.name)
    # A word that is no kind of loan is as good as none; every other column must fit its type.
    return pl.col(fact.name).cast(fact.dtype, strict=fact.name != "kind")
