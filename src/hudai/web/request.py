"""What a page is given: Django's request and what the middleware has added to it."""

from __future__ import annotations

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from hudai.records.models import Officer
from hudai.web.stations import Desk


class Request(HttpRequest):
    """The request of a signed-in officer at a desk, as every page behind the sign-in gets it."""

    user: Officer
    """The anonymous never come this far (web/entry.py)."""
    desk: Desk
    htmx: HtmxDetails
