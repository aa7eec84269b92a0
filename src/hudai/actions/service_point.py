"""服务网点: kept by the town for itself and its villages, by the county office for all; who works there.

The register says how things are, so a row changes as they do; the journal keeps what was changed.
"""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction

from hudai.actions.actor import Actor, NotYours
from hudai.actions.journal import note
from hudai.actions.withdrawal import take_back
from hudai.core.errors import Refusal
from hudai.core.workflow import NotNow
from hudai.records.models import Region, ServicePoint, ServicePointStaff, Station
from hudai.records.queries import service_point as queries

KEEPS_POINTS = (Station.TOWN, Station.OFFICE)
"""Desks that keep the register, each of its own places."""
LARGEST_AREA = 100_000
_LONGEST = {"name": ("名称", 60), "address": ("地址", 100)}
_PHONE = re.compile(r"[0-9\-]{7,20}")
_LEVELS = (Region.Level.COUNTY, Region.Level.TOWN, Region.Level.VILLAGE)


@dataclass(frozen=True, slots=True)
class PointSaid:
    """What is registered of a service point; None where nobody looked."""

    name: str
    address: str
    opened_on: date
    area: int | None = None
    shares_office: bool | None = None
    has_sign: bool | None = None
    works_together: bool | None = None
    has_equipment: bool | None = None
    has_archives: bool | None = None
    has_rules: bool | None = None
    has_leaflets: bool | None = None
    checked_on: date | None = None

    @property
    def columns(self) -> dict[str, Any]:
        """By column, without blanks at the ends."""
        return {name: said.strip() if isinstance(said, str) else said for name, said in asdict(self).items()}


@dataclass(frozen=True, slots=True)
class StaffSaid:
    """Somebody who comes to work there."""

    name: str
    duty: str
    is_fixed: bool
    knows_business: bool
    since: date
    phone: str = ""


@transaction.atomic
def register(*, actor: Actor, region_id: int, said: PointSaid) -> ServicePoint:
    """Enter a service point of the county, a town or a village.

    Raises:
        NotYours: if the desk keeps none, or not this place's.
        Refusal: if something is missing or cannot be, or there is one of that name.

    Source: 上蔡县意见 八；渝北区实施方案 四（四）.
    """
    actor.require(*KEEPS_POINTS)
    seen = queries.regions_seen_by(actor.posting).filter(level__in=_LEVELS)
    region = seen.filter(pk=region_id).first()
    if region is None:
        raise NotYours("没有找到这个区域，或它不在您的管理范围内。")
    _require_possible(said, actor.today)
    point = ServicePoint(region=region, **said.columns)
    _save(point)
    note(actor, "登记服务网点", point, name=point.name, place=region.name)
    return point


@transaction.atomic
def correct(*, actor: Actor, point_id: int, said: PointSaid) -> ServicePoint:
    """Write down how a service point is now.

    Raises:
        NotYours, Refusal: as :func:`register`; and if it is closed.
    """
    point = _in_hand(actor, point_id)
    _require_possible(said, actor.today)
    changed = [column for column, value in said.columns.items() if getattr(point, column) != value]
    for column in changed:
        setattr(point, column, said.columns[column])
    if changed:
        _save(point)
        note(actor, "更新服务网点", point, name=point.name, fields=changed)
    return point


@transaction.atomic
def close(*, actor: Actor, point_id: int, on: date) -> ServicePoint:
    """Let a service point be no more from a day on; its staff end with it.

    Raises:
        NotYours: as :func:`register`.
        Refusal: if it is closed already, or the day is before the first or ahead, or somebody came to
            work there on that day or later.
    """
    point = _in_hand(actor, point_id)
    if not point.opened_on <= on <= actor.today:
        raise Refusal(f"停用日期不能早于启用日期 {point.opened_on}，也不能晚于今天。")
    standing = point.staff.filter(until=None, withdrawn_at=None)
    last = standing.filter(since__gte=on).order_by("-since").values_list("since", flat=True).first()
    if last is not None:
        raise Refusal(f"这里有人 {last} 才到岗，停用日期要晚于这一天；登错的请先划去。")
    point.closed_on = on
    point.save(update_fields=["closed_on"])
    for each in standing:
        each.until = on
        each.save(update_fields=["until"])
    note(actor, "停用服务网点", point, name=point.name, until=f"{on}")
    return point


@transaction.atomic
def take_on(*, actor: Actor, point_id: int, said: StaffSaid) -> ServicePointStaff:
    """Register somebody who works there, from a day on.

    Raises:
        NotYours: as :func:`register`.
        Refusal: if something is missing or cannot be, or they do that already.
    """
    point = _in_hand(actor, point_id)
    name, phone = said.name.strip(), said.phone.strip()
    if not 0 < len(name) <= 40:
        raise Refusal("请填写姓名，最多 40 个字。")
    if said.duty not in ServicePointStaff.Duty.values:
        raise Refusal("请选择职责。")
    if phone and not _PHONE.fullmatch(phone):
        raise Refusal("联系电话只能是数字，如 13800001234 或 023-67800000，不清楚的可以留空。")
    if said.since > actor.today:
        raise Refusal("到岗日期不能晚于今天。")
    member = ServicePointStaff(
        point=point,
        name=name,
        duty=said.duty,
        is_fixed=said.is_fixed,
        knows_business=said.knows_business,
        phone=phone,
        since=said.since,
    )
    try:
        with transaction.atomic():
            member.save()
    except IntegrityError:
        raise Refusal(f"{name}已经登记为这里的{member.get_duty_display()}，有变化的请先办理离岗。") from None
    note(actor, "登记网点人员", point, name=point.name, since=f"{said.since}")
    return member


@transaction.atomic
def let_go(*, actor: Actor, member_id: int, until: date) -> ServicePointStaff:
    """Somebody works there no more from a day on.

    Raises:
        NotYours: as :func:`register`.
        Refusal: if they left already, or the day is not after their first, or lies ahead.
    """
    actor.require(*KEEPS_POINTS)
    seen = queries.points_seen_by(actor.posting).order_by().values("pk")
    found = ServicePointStaff.objects.select_for_update().filter(pk=member_id, point__in=seen).first()
    if found is None:
        raise NotYours("没有找到这个人，或网点不在您的管理范围内。")
    if found.withdrawn_at is not None:
        raise NotNow(f"{found.name}已经划去，不用办理离岗。")
    if found.until is not None:
        return found
    if not found.since < until <= actor.today:
        raise Refusal(f"离岗日期要晚于到岗日期 {found.since}，且不能晚于今天；登错的请划去。")
    found.until = until
    found.save(update_fields=["until"])
    note(actor, "网点人员离岗", found.point, name=found.point.name, until=f"{until}")
    return found


@transaction.atomic
def strike_out(*, actor: Actor, member_id: int, reason: str) -> ServicePointStaff:
    """Strike out somebody who was wrongly entered; the row stays and counts no longer.

    Raises:
        NotYours: as :func:`register`.
        NotNow: if it was struck out already.
        Refusal: without a reason, or if the point is closed.
    """
    actor.require(*KEEPS_POINTS)
    known = ServicePointStaff.objects.filter(pk=member_id).values_list("point_id", flat=True).first()
    if known is None:
        raise NotYours("没有找到这个人，或网点不在您的管理范围内。")
    point = _in_hand(actor, known)
    found = ServicePointStaff.objects.select_for_update(of=("self",)).get(pk=member_id)
    take_back(actor, found, reason, what="这个人", how="划去")
    note(actor, "划去网点人员", point, name=point.name, since=f"{found.since}", reason=found.withdrawn_for)
    return found


def _in_hand(actor: Actor, point_id: int) -> ServicePoint:
    """The open service point, held for this action, if the desk keeps it."""
    actor.require(*KEEPS_POINTS)
    seen = queries.points_seen_by(actor.posting).filter(pk=point_id).order_by().values("pk")
    found = ServicePoint.objects.select_for_update().filter(pk__in=seen).first()
    if found is None:
        raise NotYours("没有找到这个网点，或它不在您的管理范围内。")
    if found.closed_on is not None:
        raise Refusal(f"{found}已经停用，不能再改；重新启用的请新登记一个。")
    return found


def _require_possible(said: PointSaid, today: date) -> None:
    for column, (label, most) in _LONGEST.items():
        if not 0 < len(said.columns[column]) <= most:
            raise Refusal(f"请填写{label}，最多 {most} 个字。")
    if said.area is not None and not 0 < said.area <= LARGEST_AREA:
        raise Refusal("办公面积是大于 0 的整数平方米，没有量过的可以留空。")
    if said.opened_on > today or (said.checked_on is not None and said.checked_on > today):
        raise Refusal("启用日期和核查日期不能晚于今天。")


def _save(point: ServicePoint) -> None:
    """Save it, or say that the name is taken."""
    try:
        with transaction.atomic():
            point.save()
    except IntegrityError:
        raise Refusal(f"{point.region}已经有“{point.name}”了，请核对。") from None
