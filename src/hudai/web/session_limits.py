"""How long a sign-in lasts: half an hour without a click, twelve hours in all.

The limits stand in the settings.  The row of the session outlives them, so that the next request
still tells who it was and what they had typed can be kept for them (:mod:`hudai.web.kept_forms`).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

from hudai.actions.sign_in import signed_out

BEGAN, SEEN = "began_at", "seen_at"

# A session is written back at most once a minute, not on every click.
_NOTED_EVERY = 60


class SessionLimits:
    """Sign out whoever came back too late; ``request.ran_out`` then holds their user name."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Look at the clock, then let the request through."""
        request.ran_out = ""  # type: ignore[attr-defined]
        if request.user.is_authenticated:
            now = int(timezone.now().timestamp())
            if over(request.session, now):
                request.ran_out = request.user.get_username()  # type: ignore[attr-defined]
                signed_out(request.user, at=timezone.localtime(), posting=None, ran_out=True)
                logout(request)
            else:
                note(request.session, now)
        return self.get_response(request)


def over(session: SessionBase, now: int) -> bool:
    """Whether one of the limits has passed at ``now`` (seconds since 1970)."""
    idle = timedelta(seconds=now - session.get(SEEN, now))
    lasted = timedelta(seconds=now - session.get(BEGAN, now))
    return bool(idle >= settings.HUDAI_IDLE_LIMIT or lasted >= settings.HUDAI_SESSION_LIMIT)


def note(session: SessionBase, now: int) -> None:
    """Note that somebody is there."""
    if BEGAN not in session:
        session[BEGAN] = now
    if now - session.get(SEEN, 0) >= _NOTED_EVERY:
        session[SEEN] = now
