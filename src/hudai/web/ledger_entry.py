"""A page that writes in the books: one form, what was refused beside it, and the way back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from hudai.actions.actor import NotYours
from hudai.actions.ledger import KEEPS_BOOKS
from hudai.core.errors import Refusal
from hudai.web.acting import actor
from hudai.web.ledger import require_reader
from hudai.web.request import Request


def write_page(
    request: Request,
    form: forms.Form,
    write: Callable[[dict[str, Any]], str],
    *,
    title: str,
    intro: str,
    back: str,
    label: str = "登记",
) -> HttpResponse:
    """Show the form; once it is filled in, ``write`` what it says and go back with what that answers.

    Raises:
        NotYours: if the desk keeps no books.
    """
    require_reader(request)
    actor(request).require(*KEEPS_BOOKS)
    if request.method == "POST" and form.is_valid():
        try:
            said = write(form.cleaned_data)
        except NotYours:
            raise
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, said)
            return redirect(back)
    facts = {"title": title, "intro": intro, "form": form, "back": back, "label": label}
    return render(request, "ledger/form.html", facts, status=422 if form.errors else 200)
