"""What stands around every page: the menu with what waits, the office, the day, the officer.

A room of pages puts itself into the menu when it is imported::

    frame.offer(NavItem("贷款申请", "file-earmark-text", "applications", order=30, count=waiting))

Templates ask for ``frame`` and pay for it only then; a part of a page sent to htmx costs nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject, cached_property
from django.views.decorators.http import require_safe

from hudai.records.models import Station
from hudai.records.queries.counted import counted_together
from hudai.web.stations import Desk

EVERYBODY: frozenset[Station] = frozenset(Station)
SECTIONS = (
    (20, ""),
    (30, "申请和审批"),
    (40, "贷款和还款"),
    (50, "农户和产业"),
    (60, "贴息和资金"),
    (70, "银行和机构"),
)
"""What stands above the menu's lines of an order below each number; above the rest, :data:`LAST_SECTION`."""
LAST_SECTION = "规则和系统"
TOLD = 99
"""The most the menu tells of what waits; beyond it says “99+”, and no page counts thousands to say so."""


@dataclass(frozen=True, slots=True)
class NavItem:
    """One line of the menu."""

    label: str
    icon: str
    """A name from Bootstrap Icons, without ``bi-``."""
    url_name: str
    stations: Collection[str] = EVERYBODY
    """Who sees it."""
    count: Callable[[Desk, date], int | QuerySet[Any] | tuple[QuerySet[Any], ...]] | None = None
    """What waits here for a desk on a day, one list or several; or how much, where that is not rows."""
    order: int = 50
    """Where it stands: lower is higher up."""

    @property
    def section(self) -> str:
        """The heading of the menu it stands under; empty above the first."""
        return next((name for below, name in SECTIONS if self.order < below), LAST_SECTION)


def waiting_in(items: Sequence[NavItem], desk: Desk, day: date, *, at_most: int | None = None) -> list[int]:
    """How many things wait in each room, asked of the database at once; with ``at_most`` none of the
    questions counts further."""
    told = [item.count(desk, day) if item.count else 0 for item in items]
    questions = [
        () if isinstance(each, int) else each if isinstance(each, tuple) else (each,) for each in told
    ]
    answers = iter(counted_together([rows for asked in questions for rows in asked], at_most=at_most))
    return [
        each if isinstance(each, int) else sum(next(answers) for _ in asked)
        for each, asked in zip(told, questions, strict=True)
    ]


_offered: dict[str, NavItem] = {}


def offer(item: NavItem) -> NavItem:
    """Put a line into the menu; a line for the same page takes the place of the earlier one."""
    _offered[item.url_name] = item
    return item


def items_for(station: str) -> list[NavItem]:
    """The menu of one kind of desk, from top to bottom."""
    seen = (item for item in _offered.values() if station in item.stations)
    return sorted(seen, key=lambda item: (item.order, item.label))


@dataclass(frozen=True, slots=True)
class NavLine:
    """A line of the menu as it is drawn."""

    label: str
    icon: str
    url: str
    waiting: int
    here: bool
    section: str = ""
    """The heading it stands under."""

    @property
    def told(self) -> str:
        """How many things wait, as the menu says it."""
        return f"{TOLD}+" if self.waiting > TOLD else f"{self.waiting}"


class Frame:
    """All that the frame shows for one request."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        self.day = timezone.localdate()
        self.product = settings.HUDAI_OFFICE

    @cached_property
    def officer(self) -> Any:
        """Who is signed in; None before that."""
        user = getattr(self.request, "user", None)
        return user if user is not None and user.is_authenticated else None

    @property
    def desk(self) -> Desk | None:
        """Where they work now."""
        return getattr(self.request, "desk", None)

    @property
    def several_desks(self) -> bool:
        """Whether there is another desk to change to."""
        return getattr(self.request, "desk_count", 0) > 1

    @property
    def layout(self) -> str:
        """The template to stand in: the whole frame at a desk, the plain page before that."""
        return "frame.html" if self.officer and self.desk else "plain.html"

    @cached_property
    def lines(self) -> list[NavLine]:
        """The menu, with what waits."""
        if self.desk is None:
            return []
        items = items_for(self.desk.posting.station)
        counts = waiting_in(items, self.desk, self.day, at_most=TOLD + 1)
        drawn = [(item, reverse(item.url_name), count) for item, count in zip(items, counts, strict=True)]
        here = max((url for _, url, _ in drawn if self.request.path.startswith(url)), key=len, default="")
        return [
            NavLine(
                item.label,
                item.icon,
                url,
                waiting=count,
                here=url == here and (url != "/" or self.request.path == "/"),
                section=item.section,
            )
            for item, url, count in drawn
        ]


def context(request: HttpRequest) -> dict[str, object]:
    """``frame`` for every template."""
    return {"frame": SimpleLazyObject(lambda: Frame(request))}


@login_not_required
@require_safe
def favicon(request: HttpRequest) -> HttpResponse:
    """The mark, for browsers that ask for it at the place of old."""
    return redirect(static("hudai/mark.svg"))
