"""申请明细: one row for each application, annex 1's fields and the facts the rules need.

An empty cell is unknown, not no: screening then says which fact is missing.  What breaks a rule
but is well-formed (80 000 yuan, a building site) is read; the rules answer it.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import polars as pl

from hudai.core.identity import sex
from hudai.documents.imports.loans import KINDS
from hudai.documents.sheets import Column, Kind, Layout, Reading, read

APPLICATION_KINDS = KINDS | dict.fromkeys(("企贷企用", "企业贷款"), "enterprise")
"""贷款类型 → the kinds of :class:`hudai.core.application_facts.LoanKind`."""

HOUSEHOLD_KINDS = {
    "脱贫户": "脱贫户",
    "建档立卡脱贫户": "脱贫户",
    "脱贫人口": "脱贫户",
    "建档立卡脱贫人口": "脱贫户",
    "边缘易致贫户": "边缘易致贫户",
    "边缘户": "边缘易致贫户",
    "脱贫不稳定户": "脱贫不稳定户",
    "突发严重困难户": "突发严重困难户",
    "建档立卡贫困户": "建档立卡贫困户",
    "贫困户": "建档立卡贫困户",
    "防止返贫致贫对象": "防止返贫致贫对象",
    "一般农户": "一般农户",
    "普通农户": "一般农户",
    "非贫困户": "一般农户",
}
"""人口类别 → the word the name list and the packs use."""

_YES, _NO = "yes", "no"
_LABOUR = dict.fromkeys(
    ("有", "是", "有劳动能力", "普通劳动力", "技能劳动力", "弱劳动力", "半劳动力", "弱劳动力或半劳动力"), _YES
) | dict.fromkeys(("无", "否", "没有", "无劳动能力", "无劳动力", "丧失劳动力"), _NO)
_BAD_CREDIT = dict.fromkeys(("无", "没有", "否"), _NO) | dict.fromkeys(("有", "是"), _YES)
# Under this head 无 repeats the head (none there is), while 否 and 有 contradict it.
_NO_BAD_CREDIT = dict.fromkeys(("是", "√", "无", "没有"), _YES) | dict.fromkeys(("否", "×", "有"), _NO)


def _yes_no(name: str, *heads: str) -> Column:
    return Column(name, heads, Kind.YES_NO)


def _choice(name: str, choices: dict[str, str], *heads: str) -> Column:
    return Column(name, heads, Kind.CHOICE, choices=choices)


_PERSON = (
    Column("number", ("编号", "申请编号", "序号"), Kind.TEXT),
    Column("name", ("姓名", "申请人姓名", "借款人姓名", "申请人"), Kind.TEXT, required=True, filled=True),
    Column("stated_age", ("年龄",), Kind.TEXT),
    _choice("stated_sex", {"男": "男", "女": "女"}, "性别"),
    Column("education", ("文化程度", "学历"), Kind.TEXT),
    Column("phone", ("联系电话", "电话", "手机号码", "手机号"), Kind.TEXT),
    Column(
        "id_number", ("身份证号码", "身份证号", "证件号码", "公民身份号码"), Kind.ID_NUMBER, required=True
    ),
    Column("address", ("家庭地址", "家庭住址", "住址"), Kind.TEXT),
    Column("town", ("镇", "乡镇", "镇街", "所在乡镇"), Kind.TEXT),
    Column("village", ("村", "行政村", "村（社区）", "所在村"), Kind.TEXT),
)
_LOAN = (
    Column(
        "amount",
        ("申贷金额（元）", "申请金额（元）", "贷款金额（元）", "申请贷款金额（元）"),
        Kind.MONEY,
        required=True,
        minimum=100_00,
        usual=1_000_00,
    ),
    Column("term", ("申贷期限", "贷款期限", "申请期限", "期限"), Kind.TEXT),
    Column("purpose", ("申贷用途", "贷款用途", "借款用途", "用途"), Kind.TEXT),
    Column("bank_debt", ("已有银行负债", "银行负债"), Kind.TEXT, none_said=True),
    Column("applied_on", ("申请日期", "申请时间", "申贷日期"), Kind.DATE),
    _choice("kind", APPLICATION_KINDS, "贷款类型", "申请类型", "贷款种类"),
    Column("rate", ("年利率（%）", "贷款利率", "利率", "执行利率", "拟执行利率"), Kind.RATE),
    Column("outstanding", ("本项贷款余额（元）", "小额信贷余额（元）", "未还贷款余额（元）"), Kind.MONEY),
    _yes_no("in_good_standing", "现有贷款是否正常", "现有贷款正常"),
    Column("reason", ("申请理由", "追加理由", "理由"), Kind.TEXT),
    Column("credit_line", ("授信额度（元）", "银行授信额度（元）"), Kind.MONEY),
    Column(
        "renewals_before", ("已续贷展期次数", "已续贷或展期次数", "续贷展期次数"), Kind.INTEGER, maximum=20
    ),
    Column(
        "original_signed_on",
        ("原合同签订日期", "原合同签订日", "原合同日期", "原贷款合同日期", "首笔合同签订日期"),
        Kind.DATE,
    ),
    Column("original_due_on", ("原到期日期", "原贷款到期日期", "原到期日"), Kind.DATE),
    Column("original_term", ("原贷款期限", "原期限"), Kind.TEXT),
)
_CONDITIONS = (
    Column("household", ("户编号", "农户编号"), Kind.TEXT),
    _choice("household_kind", HOUSEHOLD_KINDS, "人口类别", "户类别", "农户类别"),
    _yes_no("on_list", "是否在名单内", "在名单内", "是否在册"),
    _choice("bad_credit", _BAD_CREDIT, "有无重大不良信用记录", "重大不良信用记录", "不良信用记录"),
    _choice("no_bad_credit", _NO_BAD_CREDIT, "无重大不良信用记录", "信用记录良好"),
    _yes_no("law_abiding", "是否遵纪守法", "遵纪守法", "遵纪守法诚实守信"),
    _yes_no("capacity", "有无完全民事行为能力", "完全民事行为能力", "是否具有完全民事行为能力"),
    _yes_no("rated", "是否通过评级授信", "评级授信", "通过评级授信", "通过银行评级授信"),
    _yes_no("willing", "有无贷款意愿", "贷款意愿", "有贷款意愿"),
    _yes_no("skilled", "有无劳动生产技能", "劳动生产技能", "有劳动生产技能", "必要的劳动生产技能"),
    _yes_no("able_to_repay", "有无还款能力", "还款能力", "有还款能力"),
    _yes_no("project_lawful", "项目是否合法", "项目合法", "产业项目合法"),
    _yes_no("project_promising", "项目有无市场前景", "项目有市场前景", "市场前景"),
    _yes_no("guarantor_or_collateral", "有无担保抵押", "担保抵押", "有无担保或抵押"),
    _yes_no("fee_charged", "有无收费或反担保", "收费或反担保", "有无收费"),
    _yes_no("extra_condition", "有无附加条件", "附加条件", "银行附加条件"),
    _choice("labour", _LABOUR, "有无劳动能力", "劳动能力"),
)

LAYOUT = Layout("申请明细", _PERSON + _LOAN + _CONDITIONS)

_NUMERALS = {
    "三十六": "36", "二十四": "24", "十八": "18", "十二": "12", "十": "10", "一": "1", "二": "2",
    "两": "2", "三": "3", "四": "4", "五": "5", "六": "6", "九": "9",
}  # fmt: skip
_LEAST_BARE_MONTHS = 6
"""A bare number below this may mean years as well as months, so it is asked back."""


def read_applications(path: Path) -> Reading:
    """The applications of a sheet, with the columns :func:`hudai.core.screening.screen` takes.

    Terms become ``term_months`` and ``original_term_months``; what the form says of age, sex,
    education, telephone, address and other debts stays as written.
    """
    reading = read(path, LAYOUT)
    for written, column in (("term", "term_months"), ("original_term", "original_term_months")):
        months = reading.frame.with_columns(_months(pl.col(written)).alias(column))
        reading = _without(
            replace(reading, frame=months), written, pl.col(written).is_not_null() & pl.col(column).is_null()
        )
    reading = _without(reading, "stated_sex", pl.col("stated_sex") != sex(pl.col("id_number")))
    frame = reading.frame.with_columns(
        labour=pl.col("labour") == _YES,
        credit_clean=pl.coalesce(pl.col("bad_credit") == _NO, pl.col("no_bad_credit") == _YES),
    )
    return replace(reading, frame=frame.drop("term", "original_term", "bad_credit", "no_bad_credit"))


def _months(written: pl.Expr) -> pl.Expr:
    """Months of ``3年``, ``36``, ``36个月``, ``12月``, ``1年6个月``, ``一年半``; null for anything else."""
    plain = written.str.replace_all(r"\s|整|期", "").str.replace_many(_NUMERALS, leftmost=True)
    parts = plain.str.extract_groups(
        r"^(?:(?<years>[1-9]\d?)(?:(?<half>\.5)年|年(?<more>半)?))?(?:(?<months>\d{1,3})(?:个月|月))?$"
    )
    years, months = (parts.struct.field(name).cast(pl.Int64, strict=False) for name in ("years", "months"))
    halves = parts.struct.field("half").is_not_null() | parts.struct.field("more").is_not_null()
    spelt = pl.when(years.is_not_null() | months.is_not_null()).then(
        years.fill_null(0) * 12 + months.fill_null(0) + pl.when(halves).then(6).otherwise(0)
    )
    bare = pl.when(plain.str.contains(r"^\d{1,3}$")).then(plain).cast(pl.Int64, strict=False)
    half_year = pl.when(plain == "半年").then(pl.lit(6, pl.Int64))
    return pl.coalesce(spelt, pl.when(bare >= _LEAST_BARE_MONTHS).then(bare), half_year)


_REMEDIES = {
    "term": "看不出期限是几个月，请写成“36个月”或“3年”。",
    "original_term": "看不出期限是几个月，请写成“36个月”或“3年”。",
    "stated_sex": "性别与身份证号码第 17 位（单数为男，双数为女）不符，请核对性别和号码。",
}


def _without(reading: Reading, column: str, wrong: pl.Expr) -> Reading:
    """The reading without the rows in which ``wrong`` is true, each of them told as a problem."""
    frame = reading.frame
    faulty = frame.filter(wrong)
    told = tuple(
        reading.problem(column, row, tab, found, _REMEDIES[column])
        for row, tab, found in faulty.select("row", "tab", column).iter_rows()
    )
    kept = frame.filter(~wrong.fill_null(False))
    return replace(reading, frame=kept, problems=reading.problems + told)
