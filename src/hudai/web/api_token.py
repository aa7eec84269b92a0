"""Tokens by which the banks' own systems come in, as the administrator keeps them (接口令牌)."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from hudai.actions import api_token as actions
from hudai.core.errors import Refusal
from hudai.records.models import Station
from hudai.records.queries import api_token as queries
from hudai.web.acting import actor
from hudai.web.forms.api_token import TokenForm
from hudai.web.frame import NavItem, offer
from hudai.web.request import Request

SEES_TOKENS = (*actions.KEEPS_TOKENS, Station.AUDITOR)

offer(NavItem("接口令牌", "key", "api_tokens", stations=SEES_TOKENS, order=65))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def tokens(request: Request) -> HttpResponse:
    """Every token, and a form for another; a new one's secret is on the answer and nowhere else."""
    keeps = _require(request, to_change=request.method == "POST")
    acting = actor(request)
    form = TokenForm(request.POST or None, day=acting.today)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            token, secret = actions.make(actor=acting, posting_id=said["posting"].pk, name=said["name"])
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            return render(
                request, "api_token/made.html", {"title": "接口令牌", "token": token, "secret": secret}
            )
    facts = {"title": "接口令牌", "tokens": queries.tokens(), "form": form, "keeps": keeps}
    return render(request, "api_token/tokens.html", facts, status=422 if form.errors else 200)


@require_POST
def revoke(request: Request, token_id: int) -> HttpResponse:
    """Let a token open nothing from now on."""
    _require(request, to_change=True)
    token = actions.revoke(actor=actor(request), token_id=token_id)
    messages.success(request, f"令牌“{token.name}”已停用。")
    return redirect("api_tokens")


def _require(request: Request, *, to_change: bool = False) -> bool:
    keeps = request.desk.posting.station in actions.KEEPS_TOKENS
    if not keeps and (to_change or request.desk.posting.station not in SEES_TOKENS):
        raise Http404
    return keeps


urlpatterns = [
    path("api-tokens/", tokens, name="api_tokens"),
    path("api-tokens/<int:token_id>/revoke/", revoke, name="api_token_revoke"),
]
