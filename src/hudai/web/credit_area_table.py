"""The lists of credit villages and towns: figures of today beside what was decided."""

from __future__ import annotations

from django.urls import reverse

from hudai.core.findings import Verdict
from hudai.core.money import share_ppm
from hudai.records.queries import credit_area as queries
from hudai.records.queries.credit_area import Area
from hudai.web.forms.credit_area import VERDICTS
from hudai.web.table import Column, Kind, Table
from hudai.web.templatetags.zh import last_day

VERDICT_TONES = {Verdict.PASS: "green", Verdict.FAIL: "red", Verdict.UNKNOWN: "orange"}
STATE_TONES = {
    queries.AWARDED: "green",
    queries.UNMET: "red",
    queries.WAITING: "blue",
    queries.ENDED: "orange",
    queries.NONE: "grey",
}


def _address(area: Area) -> str:
    return reverse("credit_area", args=[area.key])


_HOUSEHOLDS = (
    Column("listed", "名单内（户）", "counts__listed", Kind.COUNT, summed=True),
    Column("rated", "评级有效（户）", "counts__rated", Kind.COUNT, summed=True, shown=False),
    Column(
        "rated_share",
        "评级覆盖面",
        "counts__rated_ppm",
        Kind.RATE,
        of_sums=lambda sums: share_ppm(sums["rated"], sums["listed"]),
    ),
    Column("good", "信用户（户）", "counts__good", Kind.COUNT, summed=True),
    Column(
        "good_share",
        "信用户占比",
        "counts__good_ppm",
        Kind.RATE,
        of_sums=lambda sums: share_ppm(sums["good"], sums["rated"]),
    ),
)
_LOANS = (
    Column("balance", "贷款余额（元）", "counts__balance_fen", Kind.YUAN, summed=True, shown=False),
    Column("overdue", "逾期率", "counts__overdue_ppm", Kind.RATE),
    Column("npl", "不良率", "counts__npl_ppm", Kind.RATE),
    Column("stopped", "挪用、恶意出列（笔）", "counts__stopped", Kind.COUNT, summed=True, shown=False),
)
_DECIDED = (
    Column(
        "verdict",
        "测算",
        "verdict",
        made=VERDICTS.__getitem__,
        tone=lambda area: VERDICT_TONES[area.verdict],
    ),
    Column(
        "state",
        "评定",
        "state",
        made=queries.STATES.__getitem__,
        tone=lambda area: STATE_TONES[area.state],
        width=18,
    ),
)
_HELD = (
    Column("since", "评定起", "award__since", Kind.DAY),
    Column("last_day", "有效期至", "award__until", Kind.DAY, made=lambda until: until and last_day(until)),
)
NOTE = "测算按今天的记录；评定由乡镇推荐、区县确认，评定时的数字另行留存。没有数字的写“—”，不当作零。"

VILLAGES = Table(
    "credit_villages",
    "信用村",
    (
        Column("town", "镇", "town", fixed=True),
        Column("village", "村", "name", link=_address, fixed=True),
        *_DECIDED,
        *_HOUSEHOLDS,
        *_LOANS,
        *_HELD,
    ),
    empty="没有符合条件的村",
    hint="可以清空条件再查；还没有区域的，请主管部门先在“区域与主责任银行”录入。",
    icon="patch-check",
    note=NOTE,
    whole=True,
)
TOWNS = Table(
    "credit_towns",
    "信用乡镇",
    (
        Column("town", "乡镇", "name", link=_address, fixed=True),
        *_DECIDED,
        Column("villages", "村（个）", "counts__villages", Kind.COUNT, summed=True),
        Column("credit_villages", "信用村（个）", "counts__credit_villages", Kind.COUNT, summed=True),
        Column(
            "villages_share",
            "信用村占比",
            "counts__villages_ppm",
            Kind.RATE,
            of_sums=lambda sums: share_ppm(sums["credit_villages"], sums["villages"]),
        ),
        *_HOUSEHOLDS,
        *_LOANS,
        *_HELD,
    ),
    note=NOTE,
    second=True,
    whole=True,
)
