"""Handing out files: with the type we found, and so that a browser runs nothing in them."""

from __future__ import annotations

from pathlib import Path

from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.utils.http import content_disposition_header

SEALED_OFF = "default-src 'none'; sandbox"
"""A file somebody handed in may not load, run or send anything."""


def file_answer(
    content: bytes | Path, *, name: str, media_type: str, shown: bool = False
) -> HttpResponseBase:
    """A file to save, or with ``shown`` to look at in the browser; kept in no cache."""
    answer = (
        FileResponse(content.open("rb"), content_type=media_type)
        if isinstance(content, Path)
        else HttpResponse(content, content_type=media_type)
    )
    answer.headers["Content-Disposition"] = content_disposition_header(not shown, name) or "attachment"
    answer.headers["Content-Security-Policy"] = SEALED_OFF
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
