"""What somebody decides about a loan sheet's names: which village, which branch, or a new one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hudai.actions.actor import Actor, NotYours
from hudai.actions.journal import note
from hudai.actions.region import enter_region
from hudai.core.errors import Refusal
from hudai.records.models import BankReturn, Branch, Region, Station

CREATE = 0
"""Chosen for an unknown village or branch: enter it as a new one."""


def choose(
    actor: Actor, found: BankReturn, villages: Mapping[int, int], branches: Mapping[int, int]
) -> dict[str, Any]:
    """Settle what each unknown name means; the county office may enter new ones.

    Raises:
        NotYours: if anybody else wants to enter one.
        Refusal: if a name is left undecided, or what was chosen is not there.
    """
    places = [dict(place) for place in found.choices.get("places", ())]
    named = [dict(branch) for branch in found.choices.get("branches", ())]
    for at, place in enumerate(places):
        place["chosen"] = _village(actor, found, place, villages.get(at))
    for at, branch in enumerate(named):
        branch["chosen"] = _branch(actor, found, branch["name"], branches.get(at))
    return {"places": places, "branches": named}


def _village(actor: Actor, found: BankReturn, place: Mapping[str, Any], key: int | None) -> int:
    if key is None:
        raise Refusal(f"请先选定“{place['town']}{place['village']}”是哪个村。")
    if key != CREATE:
        if not Region.objects.filter(pk=key, level=Region.Level.VILLAGE, until=None).exists():
            raise Refusal("选定的村不存在或已撤销，请刷新后重新选择。")
        return key
    _require_office(actor)
    return _new_village(actor, found, place["town"], place["village"]).pk


def _new_village(actor: Actor, found: BankReturn, town: str, village: str) -> Region:
    """A new village, with its town if that is new too; a sheet may name the same one twice."""
    county = Region.objects.filter(level=Region.Level.COUNTY, until=None).first()
    if county is None:
        raise Refusal("系统里还没有区县，请先由系统管理员建立。")
    above = Region.objects.filter(level=Region.Level.TOWN, name=town, until=None).first()
    if above is None:
        above = enter_region(actor=actor, parent=county, name=town, since=found.as_of)
    return enter_region(actor=actor, parent=above, name=village, since=found.as_of)


def _branch(actor: Actor, found: BankReturn, name: str, key: int | None) -> int:
    told = f"“{name}”" if name else "没有写明贷款银行的行"
    if key is None:
        raise Refusal(f"请先选定{told}是哪个网点。")
    if key != CREATE:
        if not Branch.objects.filter(pk=key, bank=found.bank_id).exists():
            raise Refusal("选定的网点不是这家银行的，请刷新后重新选择。")
        return key
    _require_office(actor)
    if not name:
        raise Refusal("没有写明贷款银行的行，请选一个现有的网点。")
    head = found.bank.branches.filter(parent=None, closed_on=None).order_by("pk").first()
    branch, made = Branch.objects.get_or_create(bank=found.bank, name=name[:80], defaults={"parent": head})
    if made:
        note(actor, "新增网点", branch, name=branch.name, bank=found.bank.name)
    return branch.pk


def _require_office(actor: Actor) -> None:
    if actor.station != Station.OFFICE:
        raise NotYours("新增村和网点由区县主管部门办理，请从现有的里面选，或联系主管部门。")
