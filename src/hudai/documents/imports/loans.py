"""贷款明细: one row for each contract, as the bank keeps it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import polars as pl

from hudai.core.money import LARGEST_FEN
from hudai.documents.sheets import Column, Kind, Layout, Reading, read

KINDS = {
    "首贷": "first",
    "首次": "first",
    "首次贷款": "first",
    "新增": "first",
    "新贷": "first",
    "追加": "top_up",
    "追加贷款": "top_up",
    "续贷": "renewal",
    "无还本续贷": "renewal",
    "展期": "extension",
}
"""贷款类型 → the kinds of :class:`hudai.core.application_facts.LoanKind`."""

_CLASSES = ("正常", "关注", "次级", "可疑", "损失")
CLASSES = {written: name for name in _CLASSES for written in (name, f"{name}类", f"{name}贷款")}
"""五级分类, with and without 类."""

LAYOUT = Layout(
    "贷款明细",
    (
        Column(
            "contract",
            (
                "合同号",
                "合同编号",
                "贷款业务号码",
                "借款合同号",
                "借款合同编号",
                "贷款合同号",
                "贷款合同编号",
            ),
            Kind.TEXT,
            required=True,
            filled=True,
        ),
        Column("original", ("原合同号", "续贷原合同号", "原合同编号", "续贷原合同编号"), Kind.TEXT),
        Column("kind", ("贷款类型", "贷款种类", "贷款类别"), Kind.CHOICE, choices=KINDS),
        Column(
            "household", ("户编号", "农户编号", "贫困户编号", "户编码"), Kind.TEXT, required=True, filled=True
        ),
        Column(
            "borrower",
            ("借款人姓名", "姓名", "贷款人姓名", "借款人", "贷款人", "客户名称", "客户姓名"),
            Kind.TEXT,
            required=True,
            filled=True,
        ),
        Column(
            "id_number",
            ("身份证号码", "证件号码", "身份证号", "居民身份证号码", "身份证", "公民身份号码"),
            Kind.ID_NUMBER,
            required=True,
            filled=True,
        ),
        Column("town", ("镇", "乡镇", "镇街", "乡", "所在乡镇", "镇（街）", "乡（镇）"), Kind.TEXT),
        Column("village", ("村", "行政村", "村（社区）", "所在村", "村名"), Kind.TEXT),
        Column("group", ("组", "社", "村民小组", "小组", "组（社）"), Kind.TEXT),
        Column("household_size", ("家庭人口", "家庭人口数", "人口", "家庭人数"), Kind.INTEGER, maximum=50),
        Column("bank", ("贷款银行", "经办银行", "承贷银行", "放贷银行", "贷款机构"), Kind.TEXT),
        Column("purpose", ("借款用途", "贷款用途", "用途", "资金用途"), Kind.TEXT),
        Column(
            "principal",
            ("借款金额（元）", "贷款金额（元）", "放款金额（元）", "贷款本金（元）", "借款本金（元）"),
            Kind.MONEY,
            required=True,
            filled=True,
            minimum=100_00,
            maximum=LARGEST_FEN,
            usual=1_000_00,
        ),
        Column(
            "rate",
            ("年利率（%）", "借款利率", "贷款利率", "利率", "执行利率", "执行年利率", "合同利率"),
            Kind.RATE,
            required=True,
            filled=True,
        ),
        Column("signed_on", ("合同日期", "签订日期", "合同签订日期", "签约日期"), Kind.DATE),
        Column(
            "disbursed_on",
            ("放款日期", "借款时间", "借款日", "借款日期", "贷款日期", "发放日期", "放款日", "贷款发放日期"),
            Kind.DATE,
            required=True,
            filled=True,
        ),
        Column(
            "due_on",
            ("到期日期", "还款时间", "到期日", "到期时间", "贷款到期日", "贷款到期日期"),
            Kind.DATE,
            required=True,
            filled=True,
        ),
        Column(
            "extended_due_on", ("展期到期日期", "展期到期日", "展期后到期日", "展期后到期日期"), Kind.DATE
        ),
        Column(
            "extended_on",
            ("展期签订日期", "展期签订日", "展期合同日期", "展期协议日期", "展期办理日期"),
            Kind.DATE,
        ),
        Column("bank_class", ("五级分类", "贷款五级分类", "风险分类"), Kind.CHOICE, choices=CLASSES),
        Column("payee_bank", ("开户行", "开户银行", "领取贴息资金开户行"), Kind.TEXT),
        Column("account", ("帐号", "账号", "银行账号", "银行帐号", "账户", "银行卡号"), Kind.TEXT),
    ),
)


def read_loans(path: Path, beside: Sequence[Layout] = ()) -> Reading:
    """The loans of a sheet: the layout's columns in its order, money in fen, rates in ppm.

    A contract without a day of its own was signed on the day it was paid out; a name is without
    the spaces that stretch two characters to the width of three.
    """
    reading = read_loans_as_written(path, beside=beside)
    signed = pl.coalesce("signed_on", "disbursed_on").alias("signed_on")
    return replace(reading, frame=reading.frame.with_columns(signed))


def read_loans_as_written(path: Path, layout: Layout = LAYOUT, beside: Sequence[Layout] = ()) -> Reading:
    """As :func:`read_loans`, but what the sheet does not say stays null."""
    reading = read(path, layout, beside)
    name = pl.col("borrower")
    chinese = name.str.contains(r"^[\p{Han}·\s]+$")
    tidy = pl.when(chinese).then(name.str.replace_all(r"\s", "")).otherwise(name)
    return replace(reading, frame=reading.frame.with_columns(borrower=tidy))
