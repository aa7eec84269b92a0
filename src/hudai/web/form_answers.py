"""What a form that was sent is answered with: what was done, or the form as typed with why it was not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from hudai.actions.actor import NotYours
from hudai.core.errors import Refusal
from hudai.web.request import Request


def among_others(
    request: Request,
    form: forms.Form,
    act: Callable[[], str],
    *,
    back: str,
    again: Callable[[int], HttpResponse],
) -> HttpResponse:
    """A form that stands on a page among others.

    Args:
        act: does it, and says what was done.
        back: the address of the page.
        again: the page with the form as it was typed, for the status of the answer.
    """
    if not form.is_valid():
        return again(422)
    try:
        told = act()
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return again(409)
    messages.success(request, told)
    return redirect(back)


def on_its_own(
    request: Request, form: forms.Form, act: Callable[[], tuple[str, str]], **facts: Any
) -> HttpResponse:
    """A form on a page of its own, to look at and to send.

    Args:
        act: does it, and says what was done and to which address that leads.
        facts: title, heading, trail, back, button and note, as ``project/entry.html`` shows them.

    Raises:
        NotYours: as the action does.
    """
    if request.method == "POST" and form.is_valid():
        try:
            told, to = act()
        except NotYours:
            raise
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, told)
            return redirect(to)
    shown = {"form": form, **facts}
    return render(request, "project/entry.html", shown, status=422 if form.errors else 200)
