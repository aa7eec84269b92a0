"""Regions and lead banks: entered by the county office, each with the days it holds (分片包干)."""

from __future__ import annotations

import re
from datetime import date

from django.db import IntegrityError, transaction

from hudai.actions.actor import Actor
from hudai.actions.journal import note
from hudai.actions.region_group import hold
from hudai.core.errors import Refusal
from hudai.core.place_names import group_name
from hudai.records.models import Branch, LeadBank, Region, Station

KEEPS_REGIONS = (Station.OFFICE, Station.ADMINISTRATOR)
"""Stations that enter and end regions."""
APPOINTS_LEAD_BANKS = (Station.OFFICE,)
LONGEST_NAME = 60
"""Characters a name may have."""
CODE = re.compile(r"[0-9]{12}")
AHEAD = "启用日期不能晚于今天，到那天再登记。"
"""A region can be chosen from the moment it is entered."""

_UNDER = {
    Region.Level.TOWN: Region.Level.COUNTY,
    Region.Level.VILLAGE: Region.Level.TOWN,
    Region.Level.GROUP: Region.Level.VILLAGE,
}


@transaction.atomic
def enter_region(*, actor: Actor, parent: Region, name: str, since: date, code: str = "") -> Region:
    """Enter a town of the county, a village of a town, or a group of a village; its level is one below.

    Raises:
        NotYours: if the station keeps no regions.
        Refusal: if there is one of that name or code, or nothing lies below ``parent``, or it has ended, or
            the new one is to begin on a later day.
    """
    actor.require(*KEEPS_REGIONS)
    if since > actor.today:
        raise Refusal(AHEAD)
    level = next((below for below, above in _UNDER.items() if above == parent.level), None)
    if level is None:
        raise Refusal("组（社）下面不再设下级区域。")
    hold([parent.pk])
    if not Region.objects.filter(pk=parent.pk, until=None).exists():
        raise Refusal(f"{parent}已经撤销，不能再新增下级区域。")
    region = Region(level=level, parent=parent, since=since)
    _save_as(region, name, code)
    note(actor, "新增区域", region, name=region.name, parent=parent.name)
    return region


@transaction.atomic
def correct_region(*, actor: Actor, region_id: int, name: str, code: str) -> Region:
    """Put a region's name or code right, everywhere from now on; the journal keeps the old ones.

    Raises:
        NotYours: if the station keeps no regions.
        Refusal: if there is another of that name or code, or it is the county.
    """
    actor.require(*KEEPS_REGIONS)
    region = _held(region_id)
    if region is None or region.parent is None:
        raise Refusal("没有找到这个区域，请刷新后再看。")
    before = {"name": region.name, "code": region.code}
    _save_as(region, name, code)
    after = {"name": region.name, "code": region.code}
    if after != before:
        note(actor, "更正区域", region, before=before, after=after)
    return region


def _held(region_id: int) -> Region | None:
    """The region, which nobody else changes or enters another beside until the transaction ends."""
    hold(Region.objects.filter(pk=region_id).values_list("parent_id", flat=True))
    return Region.objects.select_for_update(of=("self",)).filter(pk=region_id).first()


def _save_as(region: Region, name: str, code: str) -> None:
    """Save it under a name and a code.

    Raises:
        Refusal: if they are none, or another region has them.
    """
    name, code = "".join(name.split()), code.strip()
    if region.level == Region.Level.GROUP:
        name = group_name(name)
    if not 0 < len(name) <= LONGEST_NAME:
        raise Refusal(f"请填写名称，最多 {LONGEST_NAME} 个字。")
    if code and not CODE.fullmatch(code):
        raise Refusal("区划代码是 12 位数字，不清楚的可以留空。")
    region.name, region.code = name, code
    try:
        with transaction.atomic():
            region.save()
    except IntegrityError:
        raise Refusal(f"{region.parent}已经有“{name}”，或者这个区划代码已被使用，请核对。") from None


@transaction.atomic
def end_region(*, actor: Actor, region_id: int, until: date) -> Region:
    """Let a region end: it can no longer be chosen, what lies in it stays as it was.

    Raises:
        NotYours: if the station keeps no regions.
        Refusal: if it is the county, has ended, or still has regions or households in it; or if the day lies
            ahead, for a region is chosen from no more as soon as it has one.
    """
    actor.require(*KEEPS_REGIONS)
    region = _held(region_id)
    if region is None or region.parent is None or region.until is not None:
        raise Refusal("没有找到这个区域，或它已经撤销。")
    if (
        region.children.filter(until=None).exists()
        or region.households.exists()
        or region.group_households.exists()
    ):
        raise Refusal(f"{region}下面还有区域或农户，请先用新名单把农户迁到别处，再撤销。")
    if not region.since < until <= actor.today:
        raise Refusal(f"撤销日期要晚于启用日期 {region.since}，且不能晚于今天。")
    region.until = until
    region.save()
    note(actor, "撤销区域", region, until=f"{until}")
    return region


@transaction.atomic
def appoint_lead_bank(*, actor: Actor, town: Region, branch: Branch, since: date) -> LeadBank:
    """Make a branch responsible for a town from ``since`` on; the one before ends that day.

    Raises:
        NotYours: if the station appoints none.
        Refusal: if it leads there already, or the day is not after the last change.

    Source: 渝北区实施方案 四（三）.
    """
    actor.require(*APPOINTS_LEAD_BANKS)
    if town.level != Region.Level.TOWN or town.until is not None:
        raise Refusal("主责任银行按乡镇确定，请选择现有的乡镇。")
    hold([town.pk])
    standing = LeadBank.objects.select_for_update().filter(town=town, until=None).first()
    if standing is not None:
        if standing.branch_id == branch.pk:
            raise Refusal(f"{branch}已经是{town}的主责任银行。")
        if since <= standing.since:
            raise Refusal(f"生效日期要晚于上一次确定的日期 {standing.since}。")
        standing.until = since
        standing.save()
    lead = LeadBank.objects.create(town=town, branch=branch, since=since)
    note(actor, "确定主责任银行", lead, town=town.name, branch=branch.name, since=f"{since}")
    return lead
