"""Marks a page carries for the middleware to read."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django.http import HttpResponseBase

View = TypeVar("View", bound=Callable[..., HttpResponseBase])

_MARK = "opens_without_desk"
_ONE_TIME = "opens_with_one_time_password"
_PROGRAMS = "for_programs"


def without_desk(view: View) -> View:
    """Mark a page that any signed-in officer may open, at whatever desk or none; outermost."""
    setattr(view, _MARK, True)
    return view


def opens_without_desk(view: Callable[..., HttpResponseBase]) -> bool:
    """Whether a page is marked so."""
    return bool(getattr(view, _MARK, False))


def with_one_time_password(view: View) -> View:
    """Mark a page that opens before a password an administrator gave was changed."""
    setattr(view, _ONE_TIME, True)
    return view


def opens_with_one_time_password(view: Callable[..., HttpResponseBase]) -> bool:
    """Whether a page is marked so."""
    return bool(getattr(view, _ONE_TIME, False))


def for_programs(view: View) -> View:
    """Mark an address at which programs ask, not people: it is no page, and answers for itself."""
    setattr(view, _PROGRAMS, True)
    return view


def is_for_programs(view: Callable[..., HttpResponseBase]) -> bool:
    """Whether an address is marked so."""
    return bool(getattr(view, _PROGRAMS, False))
