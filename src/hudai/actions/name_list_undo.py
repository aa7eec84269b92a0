"""Taking a whole import back: what it added goes, what it changed reads as before.

It is one transaction: either all of it is taken back or nothing.  The notes each piece left say
what was written; what came to rest on those rows since forbids it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db import models

from hudai.actions import name_list_file
from hudai.actions.job import Clock, Piece, handles
from hudai.actions.journal import note
from hudai.actions.name_list_differences import kept_files
from hudai.actions.name_list_writing import actor_of
from hudai.actions.region_group import remove_unused
from hudai.core.errors import Refusal
from hudai.records import bulk
from hudai.records.models import (
    Application,
    Household,
    Job,
    LabourCapacity,
    Listing,
    Membership,
    NameList,
    Person,
    Region,
)
from hudai.records.models.name_list import ImportPiece, NameListImport

UNDO = "name_list_undo"

_ORDER: tuple[type[models.Model], ...] = (Listing, LabourCapacity, Membership, Person, Household)
"""Tables an import writes, those that point at others first; unused groups it entered go last."""


@handles(UNDO)
def undo(job: Job, now: Clock) -> Iterator[Piece]:
    """Take the import back in one piece."""
    found = NameListImport.objects.get(pk=job.payload["import"])
    if obstacles := obstacles_to_undoing(found):
        yield Piece(lambda: _leave_as_it_was(found))
        raise Refusal("这次导入已不能撤销：" + "；".join(obstacles) + "。")
    yield Piece(lambda: _take_back(found, job, now()), size=1, total=1)
    name_list_file.forget(found.stored, found.marked, *kept_files(found))


def obstacles_to_undoing(found: NameListImport) -> list[str]:
    """What rests on an import, in words; empty when it can be taken back."""
    version = found.name_list
    if version is None:
        return []
    told = []
    if NameList.objects.filter(number__gt=version.number).exists():
        told.append("后面已经有新版本")
    if version.deliveries.exists():
        told.append("已经交付银行")
    if _applied_since(version):
        told.append("新列入的农户已提交贷款申请")
    told += _resting(_created(found))
    return told


def _applied_since(version: NameList) -> bool:
    return Application.objects.filter(
        entered_at__gte=version.imported_at, household__listings__came_with=version
    ).exists()


def _resting(created: dict[str, list[int]]) -> list[str]:
    """Tables with rows that point at something the import added, and were not added by it."""
    told = []
    for model in (Household, Person):
        keys = created.get(model.__name__, [])
        for relation in model._meta.related_objects:
            other = relation.related_model
            if isinstance(other, str) or not keys:
                continue
            mine = set(created.get(other.__name__, []))
            pointing = (
                key
                for part in bulk.parts(keys)
                for key in other._default_manager.filter(**{f"{relation.field.name}__in": part}).values_list(
                    "pk", flat=True
                )
            )
            if any(key not in mine for key in pointing):
                told.append(f"新增的农户或人员已有“{other._meta.verbose_name}”")
    return list(dict.fromkeys(told))


def _created(found: NameListImport) -> dict[str, list[int]]:
    """Keys of all rows the import added, by table."""
    together: dict[str, list[int]] = {}
    for created in found.pieces.values_list("created", flat=True):
        for table, keys in created.items():
            together.setdefault(table, []).extend(keys)
    return together


def _leave_as_it_was(found: NameListImport) -> None:
    """Something came to rest on the import after it was to be taken back."""
    done = found.ended_at is not None
    state = NameListImport.State.DONE if done else NameListImport.State.IMPORTING
    NameListImport.objects.filter(pk=found.pk).update(state=state, under_way=not done)


def _take_back(found: NameListImport, job: Job, at: datetime) -> None:
    created = _created(found)
    for model in _ORDER:
        bulk.remove(model, created.get(model.__name__, []))
    # Former heads step down before the heads of before step up again: there is one at a time.
    _put_back(found, at_first=True)
    _put_back(found, at_first=False)
    remove_unused(created.get(Region.__name__, []))
    version = found.name_list
    number = version.number if version else None
    ImportPiece.objects.filter(made_by=found).delete()
    NameListImport.objects.filter(pk=found.pk).update(
        state=NameListImport.State.UNDONE, under_way=False, name_list=None, ended_at=at, stored="", marked=""
    )
    if version is not None:
        version.delete()
    note(actor_of(job, at), "名单导入已撤销", found, version=number)


def _put_back(found: NameListImport, *, at_first: bool) -> None:
    """Write again what stood before, the latest change first; ``at_first``: only stepping down."""
    for before in found.pieces.order_by("-pk").values_list("before", flat=True):
        for table, changes in before.items():
            model = apps.get_model("records", table)
            for names, rows in reversed(changes):
                if at_first:
                    _step_down(model, names, rows)
                else:
                    bulk.put_back(model, names, {int(key): values for key, values in rows.items()})


def _step_down(model: type[models.Model], names: list[str], rows: dict[str, list[Any]]) -> None:
    if "is_head" in names:
        bulk.put_back(model, ["is_head"], {int(key): [False] for key in rows})
