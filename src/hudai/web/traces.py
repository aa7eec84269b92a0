"""What was refused, written down: who asked for which page, and which number stood in the address.

Nothing typed is kept, and of the address no long digits: somebody may look for a person by putting
an ID number there.
"""

from __future__ import annotations

import re
from typing import Any

from django.contrib.auth import get_user
from django.http import HttpRequest
from django.urls import Resolver404, ResolverMatch, resolve
from django.utils import timezone

from hudai.actions import refused as actions
from hudai.records.models import Officer, Posting
from hudai.web import stations

_LONG_DIGITS = re.compile(r"\d{11,}[\dXx]?")
HIDDEN = "（长号码，未记录）"


def refused(request: HttpRequest, action: str, **facts: Any) -> None:
    """A line for what ``request`` asked for; none for the anonymous, who only ever see the sign-in page."""
    officer, match = _officer(request), _match(request)
    if officer is None or match is None:
        return
    asked = actions.Asked(
        at=timezone.localtime(),
        page=match.view_name or match.route,
        number=_plain(" ".join(str(value) for value in match.kwargs.values())),
        address=_plain(request.path_info),
        officer=officer,
        posting=_posting(request, officer),
    )
    actions.refused(asked, action, **facts)


def _officer(request: HttpRequest) -> Officer | None:
    """Who is signed in, also where nobody has looked yet (a body too large is refused before that)."""
    user = getattr(request, "user", None) or get_user(request)
    return user if isinstance(user, Officer) else None


def _posting(request: HttpRequest, officer: Officer) -> Posting | None:
    if not hasattr(request, "desk"):
        desk = stations.chosen(request, stations.desks(officer, timezone.localdate()))
    else:
        desk = request.desk
    return desk.posting if desk else None


def _match(request: HttpRequest) -> ResolverMatch | None:
    """The page that was asked for; None where there is no such page."""
    if request.resolver_match is not None:
        return request.resolver_match
    try:
        return resolve(request.path_info)
    except Resolver404:
        return None


def _plain(said: str) -> str:
    """Without long digits, and short."""
    return _LONG_DIGITS.sub(HIDDEN, said)[:80]
