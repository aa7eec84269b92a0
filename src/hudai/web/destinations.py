"""Where to go next: the page somebody wanted before they were asked to sign in or choose a desk."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest
from django.shortcuts import resolve_url
from django.utils.http import url_has_allowed_host_and_scheme

FIELD = "next"


def wanted(request: HttpRequest) -> str:
    """The address asked for, if it is one of ours; else empty."""
    address = request.POST.get(FIELD) or request.GET.get(FIELD, "")
    ours = url_has_allowed_host_and_scheme(
        address, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return address if ours else ""


def onward(request: HttpRequest) -> str:
    """The address asked for, or the first page."""
    return wanted(request) or resolve_url("home")


def with_next(to: str, address: str) -> str:
    """The address of page ``to`` that leads on to ``address``."""
    return f"{resolve_url(to)}?{urlencode({FIELD: address})}" if address else resolve_url(to)
