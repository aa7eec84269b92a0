"""The county's work calendar, read once for a request however many things on the page have deadlines."""

from __future__ import annotations

from hudai.actions.calendar import county_calendar
from hudai.core.calendar import Calendar
from hudai.web.request import Request

_KEPT = "county_calendar"


def calendar_of(request: Request) -> Calendar:
    """The calendar every deadline on this page goes by."""
    found = request.__dict__.get(_KEPT)
    if found is None:
        found = request.__dict__[_KEPT] = county_calendar()
    assert isinstance(found, Calendar), "somebody else keeps something under this name"
    return found
