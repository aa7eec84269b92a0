"""Carrying out a call under its key: the same call sent again gets the answer it got."""

from __future__ import annotations

import json
from collections.abc import Callable
from hashlib import sha256

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Schema

from hudai.actions import api_call
from hudai.api.acting import token_of


def once(request: HttpRequest, key: str, sent: Schema, status: int, do: Callable[[], Schema]) -> HttpResponse:
    """Do it unless it was done under this key, and answer as then.

    Raises:
        KeyReused: if something else was done under this key.
    """
    asked = f"{request.method} {request.path}\n{_json(sent.model_dump(mode='json'))}"
    got, answer = api_call.once(
        token=token_of(request),
        key=key,
        digest=sha256(asked.encode()).hexdigest(),
        at=timezone.localtime(),
        status=status,
        do=lambda: do().model_dump(mode="json"),
    )
    return HttpResponse(_json(answer), status=got, content_type="application/json; charset=utf-8")


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)
