"""Postings: giving a desk, ending one with what waits there, and what the offices are called."""

from __future__ import annotations

from datetime import date, timedelta

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.views.decorators.http import require_http_methods, require_POST

from hudai.actions import posting as actions
from hudai.actions.actor import NotYours
from hudai.core.errors import Refusal
from hudai.records.models import Posting, Station
from hudai.records.queries import officer as queries
from hudai.web import officer as officers
from hudai.web.acting import actor
from hudai.web.forms.officer import EndForm, OfficeForm, PostingForm
from hudai.web.frame import NavItem, items_for, offer, waiting_in
from hudai.web.officer import SEES_OFFICERS, require
from hudai.web.request import Request
from hudai.web.stations import Desk

SAYS_IT_AGAIN = ("reminders",)
"""Pages whose count is of what waits in other rooms."""

offer(NavItem("单位名称", "building", "offices", stations=SEES_OFFICERS, order=62))


@require_POST
def give(request: Request, officer_id: int) -> HttpResponse:
    """Give an officer a desk."""
    require(request, to_change=True)
    form = PostingForm(request.POST)
    if form.is_valid():
        said = {**form.cleaned_data, "station": Station(form.cleaned_data["station"])}
        try:
            given = actions.give(actor=actor(request), officer_id=officer_id, **said)
        except NotYours:  # one's own page has no form to say it beside
            raise
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"已安排“{given.get_station_display()}”岗位。")
            return redirect("officer", officer_id)
    return officers.page(request, officer_id, status=422, posting_form=form)


@require_http_methods(["GET", "HEAD", "POST"])
def end(request: Request, posting_id: int) -> HttpResponse:
    """What waits at a desk, who else sits there, and ending it."""
    require(request, to_change=True)
    found = get_object_or_404(Posting.objects.select_related("officer", "region", "branch"), pk=posting_id)
    acting = actor(request)
    waiting = waiting_at(found, acting.today)
    form = EndForm(request.POST or None, initial={"last": acting.today - timedelta(days=1)})
    if request.method == "POST" and form.is_valid():
        try:
            actions.end(
                actor=acting,
                posting_id=posting_id,
                until=form.cleaned_data["last"] + timedelta(days=1),
                waiting=waiting,
                knowing=form.cleaned_data["knowing"],
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "岗位已结束。")
            return redirect("officer", found.officer_id)
    facts = {
        "title": "结束岗位",
        "posting": found,
        "waiting": waiting,
        "successors": actions.successors(found, acting.today),
        "form": form,
    }
    return render(request, "officer/end_posting.html", facts, status=422 if form.errors else 200)


def waiting_at(posting: Posting, day: date) -> dict[str, int]:
    """What waits at a desk, by the words of its menu: every room says so itself."""
    desk = Desk(posting)
    rooms = [item for item in items_for(posting.station) if item.url_name not in SAYS_IT_AGAIN]
    counts = zip(rooms, waiting_in(rooms, desk, day), strict=True)
    return {room.label: count for room, count in counts if count}


@require_http_methods(["GET", "HEAD", "POST"])
def offices(request: Request) -> HttpResponse:
    """The names of the offices, and giving one another name."""
    keeps = require(request, to_change=request.method == "POST")
    acting = actor(request)
    form = OfficeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            desks = actions.name_office(actor=acting, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"已改为“{form.cleaned_data['new']}”，涉及 {desks} 个岗位。")
            return redirect("offices")
    facts = {"title": "单位名称", "offices": queries.offices(acting.today), "form": form, "keeps": keeps}
    return render(request, "officer/offices.html", facts, status=422 if form.errors else 200)


urlpatterns = [
    path("officers/<int:officer_id>/postings/", give, name="posting_give"),
    path("postings/<int:posting_id>/end/", end, name="posting_end"),
    path("offices/", offices, name="offices"),
]
