"""Name lists made for tests: made-up people with right check digits, as the national system exports."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import UTC, date, datetime

import openpyxl

from hudai.actions.actor import Actor
from hudai.actions.job import work_once
from hudai.records.models import Job, Officer, Posting, Region, Station

HEADS = (
    "户编号",
    "户主姓名",
    "姓名",
    "身份证号码",
    "与户主关系",
    "人口类别",
    "镇",
    "村",
    "组",
    "劳动能力",
    "联系电话",
    "识别时间",
    "退出时间",
    "退出原因",
    "文化程度",
)
SINCE = date(2021, 1, 1)
FIRST, SECOND = date(2023, 3, 1), date(2024, 3, 1)
NOON = datetime(2024, 6, 3, 4, 0, tzinfo=UTC)

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def id_number(serial: int, born: str = "19800101") -> str:
    """A number of nobody's: the published weights, written out, not the product's code."""
    first17 = f"500112{born}{serial:03d}"
    rest = sum(int(digit) * weight for digit, weight in zip(first17, _WEIGHTS, strict=True)) % 11
    return first17 + "10X98765432"[rest]


def person(
    household: str,
    name: str,
    number: str,
    relation: str = "户主",
    kind: str = "脱贫户",
    village: str = "柳溪村",
    **more: str,
) -> list[str]:
    """One row; ``more``: town, group, labour, phone, since, left, reason, head, education."""
    return [
        household,
        more.get("head", ""),
        name,
        number,
        relation,
        kind,
        more.get("town", "石门镇"),
        village,
        more.get("group", "1组"),
        more.get("labour", "普通劳动力"),
        more.get("phone", ""),
        more.get("since", "2021-05-01"),
        more.get("left", ""),
        more.get("reason", ""),
        more.get("education", ""),
    ]


def sheet(rows: Sequence[Sequence[str]]) -> bytes:
    """A workbook with two title lines above its head."""
    book = openpyxl.Workbook()
    tab = book.active
    assert tab is not None
    tab.append(["云坪县脱贫人口信息表"])
    tab.append(["导出时间：2024-03-01"])
    tab.append(list(HEADS))
    for row in rows:
        tab.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def county_office() -> Actor:
    """The county office of a county with one town and two villages."""
    county = Region.objects.create(level="county", name="云坪县", since=SINCE)
    town = Region.objects.create(level="town", name="石门镇", parent=county, since=SINCE)
    for name in ("柳溪村", "杉木村"):
        Region.objects.create(level="village", name=name, parent=town, since=SINCE)
    return at_desk(Station.OFFICE, county)


def at_desk(station: Station, region: Region | None = None, branch: object = None) -> Actor:
    """Somebody at a desk, at noon."""
    officer = Officer.objects.create(username=f"{station}{Officer.objects.count()}", name="钱青山")
    posting = Posting.objects.create(
        officer=officer,
        station=station,
        region=region,
        branch=branch,  # type: ignore[misc]
        office="云坪县农业农村局",
        since=SINCE,
    )
    return Actor(officer, posting, NOON)


def work_all() -> list[Job]:
    """Let a worker do everything that waits."""
    done = []
    while (job := work_once(lambda: NOON, "工人一")) is not None:
        done.append(job)
    return done
