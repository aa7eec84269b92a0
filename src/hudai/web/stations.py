"""Desks: at which station somebody is working now, and choosing another.

An officer may hold several postings and stand in for colleagues on some days.  Each of these is a
desk; one is chosen at sign-in and can be changed at any time.  Whether it still holds is asked on
every request, so a posting that ended yesterday is of no use today.
"""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from hudai.actions import sign_in as actions
from hudai.actions.actor import Actor
from hudai.records.models import Officer
from hudai.records.queries.desk import Desk, desks
from hudai.web.destinations import onward, wanted
from hudai.web.marks import without_desk

__all__ = ["Desk", "choose", "chosen", "desks"]

CHOSEN = "desk"
"""Where the session keeps the key of the desk."""


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
        actions.changed_desk(actor=Actor(cast(Officer, request.user), picked.posting, timezone.localtime()))
        return redirect(onward(request))
    facts = {
        "desks": found,
        "next": wanted(request),
        "now": chosen(request, found),
        "missing": request.method == "POST",
    }
    return render(request, "sign_in/station.html", facts)
