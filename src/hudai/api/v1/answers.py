"""Every answer an endpoint can give, by its status, so that OpenAPI says it."""

from __future__ import annotations

from typing import Any

from hudai.api.fields import Problem


def reading(shape: Any) -> dict[int, Any]:
    """Answers to a call that looks something up."""
    return {200: shape, **dict.fromkeys((400, 401, 404, 413, 422, 429, 500), Problem)}


def writing(shape: Any, status: int = 201) -> dict[int, Any]:
    """Answers to a call that changes something."""
    return {status: shape, **dict.fromkeys((400, 401, 404, 409, 413, 422, 429, 500), Problem)}
