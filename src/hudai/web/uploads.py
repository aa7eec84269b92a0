"""How much may be sent at once.

Django bounds what it holds in memory, not what it writes to disk; this middleware refuses a
request by the length it announces, before a byte of it is stored.
"""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from hudai.actions import refused
from hudai.web import traces
from hudai.web.refusals import refuse

_CHUNK = 1 << 20


class UploadLimit:
    """Answer 413 to whoever sends more than the settings allow."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Look at the length announced, then let the request through."""
        announced = request.META.get("CONTENT_LENGTH") or "0"
        size = int(announced) if announced.isascii() and announced.isdigit() else 0
        if size <= settings.HUDAI_UPLOAD_BYTES:
            return self.get_response(request)
        _read_away(request, size)
        traces.refused(request, refused.TOO_LARGE)
        most = settings.HUDAI_UPLOAD_BYTES // _CHUNK
        return refuse(
            request,
            413,
            "文件太大",
            f"这次上传约 {-(-size // _CHUNK)} MB，最多可以传 {most} MB。请把文件拆开或压缩图片后再传。",
        )


def _read_away(request: HttpRequest, size: int) -> None:
    """Take in and forget what is on its way: a browser reads no answer before it has sent all.

    Bounded, so that nobody keeps a thread busy for hours.
    """
    left = min(size, 8 * settings.HUDAI_UPLOAD_BYTES)
    while left > 0 and (chunk := request.read(min(left, _CHUNK))):
        left -= len(chunk)
