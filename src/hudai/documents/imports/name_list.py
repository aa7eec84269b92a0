"""名单: one row for each person, as the national system exports it.

The households are read off the people: number, place and category stand on every row and must
agree within a household.  A number listed twice is one person too many, and is told at the second.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl

from hudai.core.identity import born_on
from hudai.core.place_names import group_name
from hudai.documents.imports.applications import HOUSEHOLD_KINDS
from hudai.documents.sheets import Column, Kind, Layout, Reading, read

HEAD_OF_HOUSEHOLD = "户主"
LONGEST_NAME = 60
"""Characters a region's name may have."""

LABOUR = (
    dict.fromkeys(("技能劳动力", "技能型劳动力", "有技能"), "skilled")
    | dict.fromkeys(("普通劳动力", "有劳动能力", "有"), "ordinary")
    | dict.fromkeys(("弱劳动力或半劳动力", "弱劳动力", "半劳动力", "弱劳动力半劳动力"), "weak")
    | dict.fromkeys(("丧失劳动力", "丧失劳动能力"), "none")
    | dict.fromkeys(("无劳动力", "无劳动能力", "无"), "not_yet")
)
"""劳动能力 → a value of :class:`hudai.records.models.LabourCapacity.Capacity`."""

LAYOUT = Layout(
    "名单",
    (
        Column(
            "household",
            ("户编号", "农户编号", "户编码", "脱贫户编号", "户ID", "家庭编号"),
            Kind.TEXT,
            required=True,
            filled=True,
        ),
        Column("head", ("户主姓名", "户主"), Kind.TEXT),
        Column(
            "name", ("姓名", "成员姓名", "人员姓名", "家庭成员姓名"), Kind.TEXT, required=True, filled=True
        ),
        Column(
            "id_number",
            ("身份证号码", "身份证号", "证件号码", "公民身份号码", "成员身份证号"),
            Kind.ID_NUMBER,
            required=True,
            filled=True,
        ),
        Column("relation", ("与户主关系", "家庭关系", "与户主的关系"), Kind.TEXT),
        Column(
            "kind",
            ("人口类别", "户类别", "户类型", "农户类别", "监测对象类别", "脱贫户属性"),
            Kind.CHOICE,
            required=True,
            filled=True,
            choices=HOUSEHOLD_KINDS,
        ),
        Column("town", ("镇", "乡镇", "镇街", "乡（镇）", "所在乡镇"), Kind.TEXT, required=True, filled=True),
        Column(
            "village", ("村", "行政村", "村（社区）", "所在村", "村居"), Kind.TEXT, required=True, filled=True
        ),
        Column("group", ("组", "社", "村民小组", "自然村（组）", "组（社）"), Kind.TEXT),
        Column("labour", ("劳动能力", "劳动技能", "有无劳动能力"), Kind.CHOICE, choices=LABOUR),
        Column("education", ("文化程度", "学历", "受教育程度"), Kind.TEXT),
        Column("phone", ("联系电话", "电话", "手机号码", "手机号"), Kind.TEXT),
        Column("listed_on", ("识别时间", "识别日期", "纳入时间", "列入时间"), Kind.DATE),
        Column("left_on", ("退出时间", "退出日期", "标注退出时间"), Kind.DATE),
        Column("exit_reason", ("退出原因", "减少原因", "退出事由"), Kind.TEXT),
    ),
)


def read_name_list(path: Path, as_of: date) -> Reading:
    """The people of a list as of a day: the layout's columns and ``is_head``.

    Names and telephone numbers are without the spaces that spread them; what was learned is cut to the
    ten characters annex 1 has room for; groups are called as :func:`group_name` says.  Who left the list by
    ``as_of`` has a ``left_on`` that is not after it.
    """
    reading = read(path, LAYOUT)
    groups = {said: group_name(said) for said in reading.frame["group"].drop_nulls().unique()}
    frame = reading.frame.with_columns(
        group=pl.col("group").replace(groups),
        name=_closed_up("name"),
        head=_closed_up("head"),
        relation=_closed_up("relation"),
        education=_closed_up("education").str.head(10),
        phone=pl.col("phone").str.replace_all(r"[\s\-]", ""),
    )
    by_name = (pl.col("name") == pl.col("head")) & pl.col("relation").is_null()
    is_head = (pl.col("relation") == HEAD_OF_HOUSEHOLD) | by_name
    frame = frame.with_columns(is_head=is_head.fill_null(False))
    reading = replace(reading, frame=frame)
    reading = _without(reading, "id_number", _later_of("id_number"), _SEEN_TWICE)
    reading = _without(reading, "id_number", born_on(pl.col("id_number")) > as_of, _NOT_YET_BORN)
    reading = _without(reading, "left_on", pl.col("left_on") < pl.col("listed_on"), _LEFT_BEFORE)
    reading = _without(reading, "group", pl.col("group").str.len_chars() > LONGEST_NAME, _LONG_NAME)
    for column, remedy in _ONE_A_HOUSEHOLD.items():
        reading = _without(reading, column, _unlike_the_first(column), remedy)
    second = pl.col("is_head") & (pl.col("is_head").cast(pl.Int64).cum_sum().over("household") > 1)
    return _without(reading, "name", second, _TWO_HEADS)


_SEEN_TWICE = "这个身份证号码在前面已经出现过，一个人只能在一户登记一次，请删去多余的一行或改正号码。"
_NOT_YET_BORN = "出生日期晚于名单日期，请核对身份证号码或名单日期。"
_LONG_NAME = f"组（社）的名称最多 {LONGEST_NAME} 个字，请改短。"
_LEFT_BEFORE = "退出时间早于识别时间，请核对这两个日期。"
_TWO_HEADS = "这一户前面已有户主，一户只能有一个户主，请改正“与户主关系”。"
_ONE_A_HOUSEHOLD = {
    "kind": "同一户编号的人口类别前后不一致，请把这一户的各行改成一样。",
    "village": "同一户编号的村前后不一致，请核对户编号和所在村。",
    "town": "同一户编号的乡镇前后不一致，请核对户编号和所在乡镇。",
}


def _closed_up(column: str) -> pl.Expr:
    """Chinese without spaces; other writing as it stands."""
    text = pl.col(column)
    chinese = text.str.contains(r"^[\p{Han}·\s]+$")
    return pl.when(chinese).then(text.str.replace_all(r"\s", "")).otherwise(text)


def _later_of(column: str) -> pl.Expr:
    return ~pl.col(column).is_first_distinct()


def _unlike_the_first(column: str) -> pl.Expr:
    """Whether a row says something else than the first row of its household."""
    return pl.col(column) != pl.col(column).first().over("household")


def _without(reading: Reading, column: str, wrong: pl.Expr, remedy: str) -> Reading:
    """The reading without the rows in which ``wrong`` is true, each of them told as a problem."""
    marked = reading.frame.with_columns(wrong=wrong.fill_null(False))
    faulty = marked.filter("wrong").select("row", "tab", column)
    if faulty.is_empty():
        return reading
    told = tuple(
        reading.problem(column, row, tab, str(found), remedy) for row, tab, found in faulty.iter_rows()
    )
    kept = marked.filter(~pl.col("wrong")).drop("wrong")
    return replace(reading, frame=kept, problems=reading.problems + told)
