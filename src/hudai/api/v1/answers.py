"""Every answer an endpoint can give, by its status, so that OpenAPI says it."""

from __future__ import annotations

from typing import Any

from hudai.api.fields import Problem

_ALWAYS = (400, 401, 404, 405, 413, 422, 429, 500)


def reading(shape: Any) -> dict[int, Any]:
    """Answers to a call that looks something up."""
    return {200: shape, **dict.fromkeys(_ALWAYS, Problem)}


def writing(shape: Any, status: int = 201) -> dict[int, Any]:
    """Answers to a call that changes something."""
    return {status: shape, **dict.fromkeys(sorted((*_ALWAYS, 409, 415)), Problem)}
