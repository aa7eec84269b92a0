"""What was typed into a form whose session ran out, kept until its owner has signed in again.

It lies for half an hour in the anonymous session of that browser, sealed, and is shown only to the
officer it came from: with all its values and a button that sends it where it was going.  The
server checks it there as anything else.  Passwords are never kept; files cannot be, and the page
says so.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import timedelta
from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from hudai.records.fields import seal, unseal
from hudai.records.models import Officer
from hudai.web.marks import without_desk

KEPT_FOR = timedelta(minutes=30)
LARGEST = 500_000
"""Characters; a longer form is not kept."""

_KEY = "kept_form"
_PLACE = "session.kept_form"
_NEVER = ("password", "csrf", "token")
_CODE = re.compile(r"[a-z][a-z_]*")


@dataclass(frozen=True, slots=True)
class KeptForm:
    """A form on its way."""

    username: str
    """Whose it is."""
    path: str
    """Where it was going."""
    fields: tuple[tuple[str, str], ...]
    """Names and values, in the order typed."""
    files: int
    """How many files came with it and are lost."""
    kept_at: int
    """Seconds since 1970."""

    @property
    def shown(self) -> list[str]:
        """The values somebody typed, for them to recognise."""
        return [value for _, value in self.fields if value.strip() and not _CODE.fullmatch(value)]

    @property
    def picked(self) -> int:
        """How many more were ticked or picked, which a form sends as words for programs."""
        return sum(1 for _, value in self.fields if _CODE.fullmatch(value))


def keep(request: HttpRequest, username: str) -> bool:
    """Keep the form that ``request`` carries for ``username``; False when there is nothing to keep."""
    fields = [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if not any(word in name.lower() for word in _NEVER)
    ]
    kept_at = int(timezone.now().timestamp())
    kept = [username, request.get_full_path(), fields, len(request.FILES), kept_at]
    text = json.dumps(kept, ensure_ascii=False)
    if not fields or len(text) > LARGEST:
        return False
    request.session[_KEY] = seal(text, _PLACE)
    return True


def waiting(request: HttpRequest) -> KeptForm | None:
    """The form kept for the officer who is signed in; somebody else's, or an old one, is thrown away."""
    sealed = request.session.get(_KEY)
    if sealed is None:
        return None
    username, path, fields, files, kept_at = json.loads(unseal(sealed, _PLACE))
    age = timezone.now().timestamp() - kept_at
    if username != cast(Officer, request.user).get_username() or age > KEPT_FOR.total_seconds():
        drop(request)
        return None
    return KeptForm(username, path, tuple((name, value) for name, value in fields), files, kept_at)


def drop(request: HttpRequest) -> None:
    """Throw away what is kept."""
    request.session.pop(_KEY, None)


def drop_if_sent(request: HttpRequest) -> None:
    """Throw away what is kept when this very request brings it where it was going."""
    if request.method == "POST" and _KEY in request.session:
        form = waiting(request)
        if form and form.path == request.get_full_path():
            drop(request)


@without_desk
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def kept_form(request: HttpRequest) -> HttpResponse:
    """Show what is kept, with a button that sends it on; a POST here throws it away."""
    form = waiting(request)
    if request.method == "POST" or form is None:
        drop(request)
        if form:
            messages.info(request, "留存的内容已删除。")
        return redirect("home")
    return render(request, "sign_in/kept_form.html", {"form": form})
