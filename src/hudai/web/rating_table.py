"""The lists of ratings: households with theirs, those that wait for the bank, villages, lines granted."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from hudai.core.money import share_ppm
from hudai.records.models import Rating
from hudai.records.queries import rating as queries
from hudai.web.table import Column, Kind, Table

STATE_TONES = {
    queries.FRESH: "green",
    queries.PENDING: "blue",
    queries.EXPIRED: "orange",
    queries.NONE: "grey",
}


def _address(row: Any) -> str:
    return reverse("household_rating", args=[row.pk])


def _last_day(fresh_until: date | None) -> date | None:
    return fresh_until and fresh_until - timedelta(days=1)


_HOUSEHOLD = (
    Column("number", "户编号", "number", Kind.CODE, link=_address, fixed=True, width=18),
    Column("head", "户主", "head"),
    Column("town", "镇", "village__parent__name"),
    Column("village", "村", "village__name"),
)
_LINE = (
    Column("grade", "等级", "fresh_grade", width=10),
    Column("limit", "授信额度（元）", "fresh_limit", Kind.YUAN, summed=True),
    Column("last_day", "有效期至", "fresh_until", Kind.DAY, made=_last_day),
)
RATINGS = Table(
    "ratings",
    "名单内农户的信用评级",
    (
        *_HOUSEHOLD,
        Column(
            "state",
            "评级",
            "rating_state",
            made=queries.STATES.__getitem__,
            tone=lambda row: STATE_TONES[row.rating_state],
        ),
        *_LINE,
    ),
    empty="没有符合条件的农户",
    hint="只列出名单内的农户；可以清空条件再查，或请主管部门先导入名单。",
    icon="award",
)
PRE_APPROVED = Table(
    "pre_approved",
    "预授信名单",
    (*_HOUSEHOLD, *_LINE),
    empty="还没有可以预授信的农户",
    hint="评级由银行确认后，没有在办申请的农户会出现在这里。",
    icon="list-check",
    note="授信额度不是贷款承诺；农户申请时由经办银行核对用途、现有贷款和还款能力。",
)
COVERAGE = Table(
    "rating_coverage",
    "各村评级覆盖面",
    (
        Column("town", "镇", "town", fixed=True),
        Column("village", "村", "village"),
        Column("listed", "名单内（户）", "listed", Kind.COUNT, summed=True),
        Column("rated", "评级有效（户）", "rated", Kind.COUNT, summed=True),
        Column(
            "share",
            "覆盖面",
            "share_ppm",
            Kind.RATE,
            of_sums=lambda sums: share_ppm(sums["rated"], sums["listed"]),
        ),
        Column("granted", "已授信（户）", "granted", Kind.COUNT, summed=True),
        Column("pending", "待确认（户）", "pending", Kind.COUNT, summed=True),
        Column("ending", f"{queries.SOON.days} 天内到期（户）", "ending", Kind.COUNT, summed=True),
        Column("line", "授信总额（元）", "line_fen", Kind.YUAN, summed=True),
    ),
    empty="名单内还没有农户",
    hint="主管部门导入名单后，这里按村列出评级进度。",
    icon="bar-chart",
    whole=True,
)


def _box(row: Rating) -> SafeString:
    return format_html(
        '<input type="checkbox" class="form-check-input" form="batch" name="case" value="{}"'
        ' aria-label="勾选 {}">',
        row.pk,
        row.household.number,
    )


WAITING = Table(
    "ratings_waiting",
    "待确认的评级",
    (
        Column(
            "tick",
            "勾选",
            cell=_box,
            fixed=True,
            head=format_html(
                '<input type="checkbox" class="form-check-input" form="batch" data-tick-all aria-label="{}">',
                "全选本页",
            ),
        ),
        Column(
            "number",
            "户编号",
            "household__number",
            Kind.CODE,
            link=lambda row: reverse("rating", args=[row.pk]),
            fixed=True,
            width=18,
        ),
        Column("town", "镇", "household__village__parent__name"),
        Column("village", "村", "household__village__name"),
        Column("score", "得分", "score", Kind.COUNT),
        Column("grade", "等级", "grade", width=10),
        Column("limit", "建议额度（元）", "suggested_limit", Kind.YUAN, summed=True),
        Column("rated_on", "评定日期", "rated_on", Kind.DAY),
        Column("office", "评定单位", "office__office", width=24),
    ),
    empty="现在没有等您确认的评级",
    hint="村、镇或主管部门评定以后会出现在这里。",
    icon="check2-circle",
)
