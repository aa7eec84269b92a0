"""Addresses of the interface; each asks for its own token, and answers for itself when there is none such."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import URLPattern, path, re_path
from django.utils.http import parse_header_parameters
from django.views.decorators.csrf import csrf_exempt

from hudai.api.refusals import plain
from hudai.api.v1.interface import api

MOST_BYTES = 4 << 20
"""4 MiB: a bank's register of 20 000 contracts; 500 rows of anything else take a hundred KiB."""
_UTF_8 = ("", "utf-8", "utf8")


def _bounded(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Refuse what is too large or no JSON before it is read, and what is in no address of ours."""

    @login_not_required
    @csrf_exempt
    @wraps(view, updated=())
    def answer(request: HttpRequest, **named: Any) -> HttpResponseBase:
        announced = request.META.get("CONTENT_LENGTH") or "0"
        if not announced.isascii() or not announced.isdigit():
            return plain(400)
        if int(announced) > MOST_BYTES:
            return plain(413)
        if int(announced) and not _is_json(request):
            return plain(415)
        try:
            return _of_ours(view(request, **named))
        except Http404:
            return plain(404)

    return answer


def _is_json(request: HttpRequest) -> bool:
    """Whether what is sent says it is JSON in UTF-8."""
    kind, said = parse_header_parameters(request.META.get("CONTENT_TYPE", ""))
    return kind == "application/json" and said.get("charset", "").lower() in _UTF_8


def _of_ours(answer: HttpResponseBase) -> HttpResponseBase:
    """The framework's own word about methods in ours."""
    if answer.status_code != 405:
        return answer
    told = plain(405)
    told["Allow"] = answer["Allow"]
    return told


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
