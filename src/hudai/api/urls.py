"""Addresses of the interface; each asks for its own token, and answers for itself when there is none such."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import URLPattern, path, re_path
from django.views.decorators.csrf import csrf_exempt

from hudai.api.refusals import plain
from hudai.api.v1.interface import api

MOST_BYTES = 1 << 20
"""1 MiB: 500 rows take a fifth of it."""


def _bounded(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Refuse what is too large before it is read, and what is in no address of ours."""

    @login_not_required
    @csrf_exempt
    @wraps(view, updated=())
    def answer(request: HttpRequest, **named: Any) -> HttpResponseBase:
        announced = request.META.get("CONTENT_LENGTH") or "0"
        if not announced.isascii() or not announced.isdigit():
            return plain(400)
        if int(announced) > MOST_BYTES:
            return plain(413)
        try:
            return view(request, **named)
        except Http404:
            return plain(404)

    return answer


def no_such(request: HttpRequest, rest: str) -> HttpResponse:
    """An address of the interface that leads nowhere."""
    return plain(404)


addresses: list[URLPattern] = [
    *(each for each in api.urls[0] if isinstance(each, URLPattern)),
    # Whatever is left, with line feeds in it too: a path of Django's has none.
    re_path(r"\A(?P<rest>(?s:.*))\Z", no_such, name="no-such"),
]
for pattern in addresses:
    pattern.callback = _bounded(pattern.callback)

urlpatterns = [path("v1/", (addresses, "ninja", api.urls_namespace))]
