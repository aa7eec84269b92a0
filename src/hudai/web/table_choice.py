"""Keeping what an officer chose for a list: its columns and the rows of a page."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.views.decorators.http import require_POST

from hudai.actions import table as actions
from hudai.web.destinations import onward
from hudai.web.request import Request
from hudai.web.table import known


@require_POST
def choose(request: Request, key: str) -> HttpResponse:
    """Keep the choice, or go back to the usual look, and return to the list."""
    if key not in known:
        raise Http404
    if "usual" in request.POST:
        actions.forget(officer=request.user, key=key)
    else:
        size = request.POST.get("page_size", "")
        actions.prefer(
            officer=request.user,
            key=key,
            columns=request.POST.getlist("column"),
            page_size=int(size) if size.isdecimal() and len(size) < 5 else 0,
        )
    return redirect(onward(request))


urlpatterns = [path("lists/<slug:key>/", choose, name="list_choice")]
