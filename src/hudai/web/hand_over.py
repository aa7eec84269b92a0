"""Handing this desk over to a deputy for some days."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from hudai.actions import hand_over as actions
from hudai.core.errors import Refusal
from hudai.records.models import Deputy, Station
from hudai.web.acting import actor
from hudai.web.forms.hand_over import HandOverForm
from hudai.web.frame import NavItem, offer
from hudai.web.request import Request

HANDS_OVER = frozenset(Station) - set(actions.NEVER_DEPUTIES)

offer(NavItem("交由代理", "person-workspace", "hand_over", stations=HANDS_OVER, order=90))


@require_http_methods(["GET", "HEAD", "POST"])
def hand_over(request: Request) -> HttpResponse:
    """The deputies of this desk, and a form for another."""
    acting = actor(request)
    if not acting.is_deputy:
        actions.require_may_hand_over(acting)
    form = HandOverForm(request.POST or None, initial={"since": acting.today}, officer=request.user)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            made = actions.hand_over(
                actor=acting,
                deputy=said["deputy"],
                since=said["since"],
                until=said["last"] + timedelta(days=1),
                reason=said["reason"],
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"已交由{made.officer.name}代理。")
            return redirect("hand_over")
    deputies = Deputy.objects.filter(posting=request.desk.posting).select_related("officer")
    facts = {
        "title": "交由代理",
        "form": form,
        "deputies": deputies.order_by("-since")[:20],
        "today": acting.today,
        "mine": not acting.is_deputy,
    }
    return render(request, "decision/hand_over.html", facts, status=422 if form.errors else 200)


@require_POST
def take_back(request: Request, deputy_id: int) -> HttpResponse:
    """End a deputyship of this desk."""
    actions.take_back(actor=actor(request), deputy_id=deputy_id)
    messages.success(request, "代理已收回。")
    return redirect("hand_over")
