"""带动主体: cooperatives, leading firms and family farms, registered once for the whole county."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from django.db import IntegrityError, transaction

from hudai.actions.actor import Actor, NotYours
from hudai.actions.journal import note
from hudai.core.enterprise import fault
from hudai.core.errors import Refusal
from hudai.records.models import Enterprise, Station
from hudai.records.queries.enterprise import towns_of

KEEPS = (Station.VILLAGE, Station.TOWN, Station.TOWN_HEAD, Station.OFFICE)
"""Stations that register firms and projects, each in its own area."""
_PHONE = re.compile(r"[0-9\-]{7,20}")
_LONGEST_NAME, _LONGEST_CONTACT = 80, 40


@dataclass(frozen=True, slots=True)
class Described:
    """What is known of it."""

    kind: str
    name: str
    town: int
    """Key of the town it sits in."""
    code: str = ""
    """统一社会信用代码; empty where it has none."""
    contact: str = ""
    phone: str = ""


@transaction.atomic
def register(*, actor: Actor, described: Described) -> Enterprise:
    """Register one.

    Raises:
        NotYours: if the station registers none, or the town is not its own.
        Refusal: if something is wrong, or it is registered already.
    """
    actor.require(*KEEPS)
    made = Enterprise(registered_by=actor.posting, registered_at=actor.at)
    _write(actor, made, described)
    note(actor, "登记带动主体", made, kind=made.kind, name=made.name)
    return made


@transaction.atomic
def correct(*, actor: Actor, enterprise_id: int, described: Described) -> Enterprise:
    """Put right what is registered; a telephone number left out stays as it is.

    Raises:
        NotYours: if the station registers none, or the town is, or was, not its own.
        Refusal: if something is wrong, or another is registered so.
    """
    actor.require(*KEEPS)
    found = Enterprise.objects.select_for_update().filter(pk=enterprise_id).first()
    if found is None or not towns_of(actor.posting).filter(pk=found.town_id).exists():
        raise NotYours("没有找到这个带动主体，或它不在您的辖区。")
    described = replace(described, phone=described.phone.strip() or found.phone)
    before = {name: getattr(found, name) for name in ("kind", "name", "code", "town_id", "contact", "phone")}
    _write(actor, found, described)
    changed = [name for name, value in before.items() if getattr(found, name) != value]
    if changed:
        note(actor, "更正带动主体", found, fields=changed)
    return found


def _write(actor: Actor, enterprise: Enterprise, described: Described) -> None:
    if wrong := _wrong(described):
        raise Refusal(wrong)
    town = towns_of(actor.posting).filter(pk=described.town).first()
    if town is None:
        raise NotYours("请选择您辖区内的乡镇；在别处的带动主体请区县主管部门登记。")
    enterprise.kind, enterprise.town = described.kind, town
    enterprise.name, enterprise.code = described.name.strip(), described.code.strip().upper()
    enterprise.contact, enterprise.phone = described.contact.strip(), described.phone.strip()
    try:
        with transaction.atomic():
            enterprise.save()
    except IntegrityError:
        raise Refusal("这个名称在本乡镇、或这个统一社会信用代码已经登记过，请在列表中查找。") from None


def _wrong(described: Described) -> str:
    """What is wrong and what to write instead; empty when nothing is."""
    if described.kind not in Enterprise.Kind.values:
        return "请选择类别：合作社、龙头企业或家庭农场。"
    if not 0 < len(described.name.strip()) <= _LONGEST_NAME:
        return f"请填写名称，最多 {_LONGEST_NAME} 个字。"
    if len(described.contact.strip()) > _LONGEST_CONTACT:
        return f"联系人最多 {_LONGEST_CONTACT} 个字。"
    if described.phone.strip() and not _PHONE.fullmatch(described.phone.strip()):
        return "联系电话只能是数字，如 13800001234 或 023-67800000，不清楚的可以留空。"
    code = described.code.strip().upper()
    return fault(code) if code else ""
