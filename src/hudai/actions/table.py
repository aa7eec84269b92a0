"""Lists: what an officer likes to see of one, and taking one out of the house as a workbook."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from hudai.actions.actor import Actor
from hudai.actions.journal import note
from hudai.core.errors import Refusal
from hudai.records.models import ListPreference, Officer

PAGE_SIZES = (20, 50, 100, 200)
"""Rows of a page an officer can choose."""
USUAL_SIZE = 50
MOST_COLUMNS = 60
LONGEST_KEY = 40


@transaction.atomic
def prefer(*, officer: Officer, key: str, columns: Sequence[str], page_size: int) -> ListPreference:
    """Keep which columns of list ``key`` an officer wants, and how many rows a page.

    It changes nothing of the county's and only what its own officer sees, so no line is written and no
    desk is asked for.

    Raises:
        Refusal: if there is no such page size, or the columns are none a list could have.
    """
    if page_size not in PAGE_SIZES:
        raise Refusal(f"每页行数只能是 {'、'.join(map(str, PAGE_SIZES))}。")
    if len(columns) > MOST_COLUMNS or any(len(each) > LONGEST_KEY for each in columns):
        raise Refusal("选择的栏目不对，请回到列表重新选择。")
    found, _ = ListPreference.objects.update_or_create(
        officer=officer, key=key, defaults={"columns": list(columns), "page_size": page_size}
    )
    return found


@transaction.atomic
def forget(*, officer: Officer, key: str) -> None:
    """Show an officer list ``key`` as everybody sees it."""
    ListPreference.objects.filter(officer=officer, key=key).delete()


@dataclass(frozen=True, slots=True)
class TakenOut:
    """A list that was made into a workbook, as the journal keeps it."""

    key: str
    title: str
    rows: int
    columns: Sequence[str]
    """Headings."""
    narrowed_by: Sequence[str]
    """Labels of the filters that were set; what was typed into one may be somebody's number."""


@transaction.atomic
def took_out(*, actor: Actor, taken: TakenOut) -> None:
    """Write down that a list left the house as a workbook: which, how many rows, what it was narrowed by."""
    note(
        actor,
        "导出清单",
        actor.posting,
        list=taken.key,
        title=taken.title,
        rows=taken.rows,
        columns=list(taken.columns),
        narrowed_by=list(taken.narrowed_by),
    )
