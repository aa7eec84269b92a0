"""Marks a page carries for the middleware to read."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django.http import HttpResponseBase

View = TypeVar("View", bound=Callable[..., HttpResponseBase])

_MARK = "opens_without_desk"


def without_desk(view: View) -> View:
    """Mark a page that any signed-in officer may open, at whatever desk or none; outermost."""
    setattr(view, _MARK, True)
    return view


def opens_without_desk(view: Callable[..., HttpResponseBase]) -> bool:
    """Whether a page is marked so."""
    return bool(getattr(view, _MARK, False))
