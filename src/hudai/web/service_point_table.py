"""The lists of service points, and of what is missing: from a point, or a point itself."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from hudai.core.findings import Verdict
from hudai.core.service_point import POINT_LABELS, PointFinding, PointState, state_of
from hudai.records.models import Region, ServicePoint
from hudai.web import law as laws
from hudai.web.forms.service_point import STATES
from hudai.web.table import Column, Kind, Table

STATE_TONES = {
    PointState.FULL: "green",
    PointState.GAPS: "red",
    PointState.OPEN: "orange",
    PointState.FREE: "grey",
}
VERDICTS = {Verdict.PASS: "符合", Verdict.FAIL: "缺", Verdict.UNKNOWN: "待核实"}
VERDICT_TONES = {Verdict.PASS: "green", Verdict.FAIL: "red", Verdict.UNKNOWN: "orange"}


@dataclass(frozen=True, slots=True)
class PointLine:
    """A service point with what is asked of it."""

    point: ServicePoint
    findings: tuple[PointFinding, ...]
    staff: int
    """How many work there today."""

    @property
    def level(self) -> str:
        """Which of the three kinds it is."""
        return POINT_LABELS[self.point.region.level]

    @property
    def town(self) -> str:
        """The town it lies in; empty for the county's centre."""
        return town_of(self.point.region)

    @property
    def state(self) -> PointState:
        """All answers together."""
        return state_of(self.findings)

    @property
    def lacking(self) -> str:
        """What is known to be missing."""
        return "、".join(
            each.label for each in self.findings if each.verdict is Verdict.FAIL and not each.advice
        )


@dataclass(frozen=True, slots=True)
class GapLine:
    """Something missing, or not known, of a point; or a place without one."""

    region: Region
    label: str
    verdict: Verdict
    message: str
    clause: str
    point: ServicePoint | None = None

    @property
    def level(self) -> str:
        """Which of the three kinds it is about."""
        return POINT_LABELS[self.region.level]

    @property
    def town(self) -> str:
        """The town it lies in; empty for the county's centre."""
        return town_of(self.region)

    @property
    def place(self) -> str:
        """Where the clause stands."""
        return laws.place(self.clause) if self.clause else ""

    @property
    def name(self) -> str:
        """Of the point; empty where there is none."""
        return self.point.name if self.point else ""


def town_of(region: Region) -> str:
    """The name of the town a place lies in, or is."""
    if region.level == Region.Level.TOWN:
        return region.name
    return region.parent.name if region.parent and region.level == Region.Level.VILLAGE else ""


def _address(line: PointLine) -> str:
    return reverse("service_point", args=[line.point.pk])


def _shared(shares: bool | None) -> str:
    return "" if shares is None else "合用" if shares else "单独"


POINTS = Table(
    "service_points",
    "服务网点",
    (
        Column("name", "名称", "point__name", link=_address, fixed=True, width=26),
        Column("level", "级别", "level"),
        Column("town", "镇", "town"),
        Column("region", "所在区域", "point__region__name"),
        Column("address", "地址", "point__address", Kind.TEXT, shown=False),
        Column("area", "面积（平方米）", "point__area", Kind.COUNT),
        Column("shares", "便民服务站", "point__shares_office", made=_shared, ordered=False),
        Column("staff", "人员（人）", "staff", Kind.COUNT, summed=True),
        Column(
            "state", "对照要求", "state", made=STATES.__getitem__, tone=lambda line: STATE_TONES[line.state]
        ),
        Column("lacking", "缺项", "lacking", Kind.TEXT, ordered=False),
        Column("checked_on", "最近核查", "point__checked_on", Kind.DAY),
    ),
    empty="没有符合条件的服务网点",
    hint="可以清空条件再查；还没有登记的，由乡镇经办或区县主管部门登记。",
    icon="shop",
)
GAPS = Table(
    "service_point_gaps",
    "服务网点缺项",
    (
        Column("town", "镇", "town", fixed=True),
        Column("region", "所在区域", "region__name"),
        Column("level", "级别", "level"),
        Column(
            "point",
            "网点",
            "name",
            link=lambda gap: reverse("service_point", args=[gap.point.pk]) if gap.point else "",
            width=26,
        ),
        Column("label", "要求", "label"),
        Column(
            "verdict",
            "情形",
            "verdict",
            made=VERDICTS.__getitem__,
            tone=lambda gap: VERDICT_TONES[gap.verdict],
        ),
        Column("message", "说明", "message", Kind.TEXT, ordered=False),
        Column("clause", "依据", "place"),
    ),
    empty="没有缺项",
    hint="各镇各村都有网点，登记的网点也没有缺项；可以清空条件再查。",
    icon="check2-circle",
    note="“待核实”的是还没有登记，不当作没有；面积“左右”的只作提示，不列入。",
)


def gaps_of(line: PointLine) -> list[GapLine]:
    """What is missing or not known of one point; advice is none."""
    return [
        GapLine(line.point.region, each.label, each.verdict, each.message, each.clause, line.point)
        for each in line.findings
        if not each.advice and each.verdict is not Verdict.PASS
    ]


def no_point(region: Region, clause: str) -> GapLine:
    """A place without any."""
    kind = POINT_LABELS[region.level]
    return GapLine(region, kind, Verdict.FAIL, f"这里还没有登记{kind}。", clause)
