"""Cases written at once are, row for row, what the actions would have written for them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import models, transaction

from hudai.demo import past, stories
from hudai.demo.chance import Chance
from hudai.demo.county import settle
from hudai.demo.plans import Act, Plan
from hudai.records.models import (
    Application,
    Commitment,
    Decision,
    Finding,
    JournalLine,
    Screening,
    Survey,
    Waiver,
)

ROWS = (Application, Survey, Commitment, Decision, Screening, Finding, Waiver, JournalLine)


_KEYS = {"application_id": "{}", "key": "{}", "screening_id": "screening {}"}


def written(way: Callable[[], None]) -> list[str]:
    """All rows a way of writing adds, without keys, the case's number in place of its key; then undone."""
    with transaction.atomic():
        before = {each: list(each.objects.values_list("pk", flat=True)) for each in ROWS}
        way()
        numbers = {str(key): number for key, number in Application.objects.values_list("pk", "number")}
        gates = Screening.objects.values_list("pk", "application__number", "gate", "found_at")
        numbers |= {f"screening {key}": str(gate) for key, *gate in gates}
        rows = [(kind.__name__, row) for kind in ROWS for row in kind.objects.exclude(pk__in=before[kind])]
        transaction.set_rollback(True)
    return sorted(f"{name} {plain(row, numbers)}" for name, row in rows)


def plain(row: models.Model, numbers: dict[str, str]) -> dict[str, Any]:
    values = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    del values["id"]
    return {
        name: numbers[_KEYS[name].format(value)] if name in _KEYS else value for name, value in values.items()
    }


def one_of_each(plans: list[Plan]) -> list[Plan]:
    """One plan for each way of ending, with a waiver and without."""
    return list({(each.deeds[-1].act, each.deeds[-1].by, is_waived(each)): each for each in plans}.values())


def is_waived(plan: Plan) -> bool:
    return any(deed.act is Act.WAIVE for deed in plan.deeds)


@pytest.mark.django_db
@pytest.mark.long
def test_written_at_once_every_row_is_what_the_actions_write():
    chance = Chance(20)
    people, lives = settle(60, chance, "Yunping-000000")
    borrowers = stories.may_borrow(people)
    plans = stories.under_way(borrowers, [], 1, chance)
    chosen = one_of_each([plan for plan in plans if not plan.came_back])
    assert len(chosen) > 8

    at_once = written(lambda: past.write(chosen, lives))
    one_by_one = written(lambda: lives.live(chosen))

    assert len(at_once) > 500
    assert at_once == one_by_one
