"""What the county entered into its work calendar."""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import QuerySet

from hudai.core.calendar import Mark
from hudai.records.models import CalendarDay, CalendarYear


def marks() -> list[Mark]:
    """The days entered by hand, as the rules take them."""
    rows = CalendarDay.objects.order_by("day").values_list("day", "works", "name")
    return [Mark(day, works, name, by_hand=True) for day, works, name in rows]


def notices() -> Mapping[int, str]:
    """Years entered by hand in full → the notice's name."""
    return dict(CalendarYear.objects.order_by("year").values_list("year", "notice"))


def entered(year: int) -> QuerySet[CalendarDay]:
    """The days of a year entered by hand, with who entered them."""
    return CalendarDay.objects.filter(day__year=year).select_related("entered_by__officer").order_by("day")


def confirmed(year: int) -> CalendarYear | None:
    """Who said that the year's notice is entered in full; None where nobody did."""
    return CalendarYear.objects.filter(year=year).select_related("entered_by__officer").first()
