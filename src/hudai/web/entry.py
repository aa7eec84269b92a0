"""Who comes in: every page wants a signed-in officer at a desk, unless it says otherwise.

A page that does without a sign-in carries Django's ``@login_not_required``; one that does without
a desk carries :func:`~hudai.web.marks.without_desk`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django_htmx.http import reswap, retarget

from hudai.web import kept_forms, stations
from hudai.web.destinations import with_next
from hudai.web.marks import is_for_programs, opens_with_one_time_password, opens_without_desk

RAN_OUT = "离开时间较长，为了安全系统已自动退出，请重新登录。"
RAN_OUT_KEPT = "离开时间较长，为了安全系统已自动退出。您刚才填写的内容已留存，登录后可以接着提交。"


class SignInRequired(LoginRequiredMiddleware):
    """Send the anonymous to the sign-in page, and keep what they had typed."""

    def handle_no_permission(  # type: ignore[override]  # a part of a page is answered, not redirected
        self, request: HttpRequest, view_func: Callable[..., HttpResponseBase]
    ) -> HttpResponseBase:
        """The way to the sign-in page; a part of a page says so in its place instead."""
        if request.htmx:  # type: ignore[attr-defined]
            return _said_in_place(request)
        who = getattr(request, "ran_out", "")
        kept = bool(who) and request.method == "POST" and kept_forms.keep(request, who)
        if who:
            messages.warning(request, RAN_OUT_KEPT if kept else RAN_OUT)
        asked_again = request.get_full_path() if request.method in ("GET", "HEAD") else ""
        return redirect(with_next("sign_in", asked_again))


def _said_in_place(request: HttpRequest) -> HttpResponse:
    """The page around it stays as it is, with all that has been typed."""
    answer = render(request, "refusals/signed_out_part.html", status=401)
    return reswap(retarget(answer, "#messages"), "innerHTML")


class StationRequired:
    """Find the desk somebody works at, and have them choose one where there are several."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Nothing to do before the page is known."""
        return self.get_response(request)

    def process_view(
        self,
        request: HttpRequest,
        view_func: Callable[..., HttpResponseBase],
        view_args: tuple[Any, ...],
        view_kwargs: dict[str, Any],
    ) -> HttpResponseBase | None:
        """Put the desk on the request, or answer in the page's place."""
        if not request.user.is_authenticated or is_for_programs(view_func):
            return None
        if request.user.one_time_until and not opens_with_one_time_password(view_func):
            return redirect("password")
        kept_forms.drop_if_sent(request)
        found = stations.desks(request.user, timezone.localdate())
        desk = stations.chosen(request, found)
        request.desk = desk  # type: ignore[attr-defined]
        request.desk_count = len(found)  # type: ignore[attr-defined]
        if desk or opens_without_desk(view_func):
            return None
        if not found:
            return render(request, "refusals/no_station.html", status=403)
        return redirect(with_next("station", request.get_full_path() if request.method == "GET" else ""))
