"""Desks: at which station somebody is working now, and choosing another.

An officer may hold several postings and stand in for colleagues on some days.  Each of these is a
desk; one is chosen at sign-in and can be changed at any time.  Whether it still holds is asked on
every request, so a posting that ended yesterday is of no use today.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import cast

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from hudai.records.models import Deputy, Officer, Posting
from hudai.web.destinations import onward, wanted
from hudai.web.marks import without_desk

CHOSEN = "desk"
"""Where the session keeps the key of the desk."""


@dataclass(frozen=True, slots=True)
class Desk:
    """A posting, the officer's own or one held for somebody else."""

    posting: Posting
    deputy: Deputy | None = None

    @property
    def key(self) -> str:
        """What names it in a session and in a form: ``p7`` own posting 7, ``d3`` deputyship 3."""
        return f"d{self.deputy.pk}" if self.deputy else f"p{self.posting.pk}"

    @property
    def station(self) -> str:
        """The kind of desk, in the user's words."""
        return self.posting.get_station_display()

    @property
    def place(self) -> str:
        """The region or branch it answers for."""
        return str(self.posting.region or self.posting.branch)

    @property
    def stands_in_for(self) -> str:
        """Whose desk it is when it is not one's own; else empty."""
        return self.posting.officer.name if self.deputy else ""


def desks(officer: Officer, day: date) -> list[Desk]:
    """Every desk the officer may work at on a day, their own first; two queries."""
    standing = Q(until=None) | Q(until__gt=day)
    own = Posting.objects.filter(standing, officer=officer, since__lte=day).select_related(
        "region", "branch", "officer"
    )
    held = Deputy.objects.filter(
        Q(posting__until=None) | Q(posting__until__gt=day),
        officer=officer,
        posting__since__lte=day,
        since__lte=day,
        until__gt=day,
    ).select_related("posting__region", "posting__branch", "posting__officer")
    return [
        *(Desk(posting) for posting in own.order_by("station", "pk")),
        *(Desk(deputy.posting, deputy) for deputy in held.order_by("pk")),
    ]


def chosen(request: HttpRequest, found: list[Desk]) -> Desk | None:
    """The desk the session names, or the only one there is; None when a choice must be made."""
    key = request.session.get(CHOSEN)
    if key is None and len(found) == 1:
        return found[0]
    return next((desk for desk in found if desk.key == key), None)


@without_desk
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: HttpRequest) -> HttpResponse:
    """Choose the desk to work at, and go on to the page asked for."""
    found = desks(cast(Officer, request.user), timezone.localdate())
    picked = next((desk for desk in found if desk.key == request.POST.get("desk")), None)
    if picked:
        request.session[CHOSEN] = picked.key
        return redirect(onward(request))
    facts = {
        "desks": found,
        "next": wanted(request),
        "now": chosen(request, found),
        "missing": request.method == "POST",
    }
    return render(request, "sign_in/station.html", facts)
