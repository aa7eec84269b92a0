"""From a token to the actor of an action; the clock is read here and nowhere further down."""

from __future__ import annotations

from typing import Any, cast

from django.http import HttpRequest
from django.utils import timezone
from ninja.security import HttpBearer

from hudai.actions import api_token
from hudai.actions.actor import Actor
from hudai.api import pace
from hudai.records.models import ApiToken


class BankToken(HttpBearer):
    """``Authorization: Bearer …``; no session and no cookie counts here."""

    openapi_description = "系统管理员发放的接口令牌"

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        """The token, if it opens anything today; None answers 401.

        Raises:
            TooManyCalls: if it was used too often this minute.
        """
        found = api_token.opened_by(token, today=timezone.localdate())
        if found is not None:
            pace.count(found, timezone.now())
        return found


def token_of(request: HttpRequest) -> ApiToken:
    """The token a call was made with."""
    return cast(ApiToken, request.auth)  # type: ignore[attr-defined]  # ninja puts it there


def actor(request: HttpRequest) -> Actor:
    """Who acts with this call: the officer of the token's desk, now."""
    posting = token_of(request).posting
    return Actor(officer=posting.officer, posting=posting, at=timezone.localtime())
