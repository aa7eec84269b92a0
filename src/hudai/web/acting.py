"""From a request to the actor of an action; the clock is read here and nowhere further down."""

from __future__ import annotations

from django.utils import timezone

from hudai.actions.actor import Actor
from hudai.web.request import Request


def actor(request: Request) -> Actor:
    """Who acts with this request: the officer signed in, at the desk chosen, now."""
    return Actor(officer=request.user, posting=request.desk.posting, at=timezone.localtime())
