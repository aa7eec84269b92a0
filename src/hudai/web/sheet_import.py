"""What all imports of a sheet have in common: their job, and the answers given before it is written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Protocol

from django.http import HttpResponse
from django.shortcuts import redirect

from hudai.records.models import Job, Region
from hudai.web.request import Request


class Import(Protocol):
    """An import, whose every step is a job."""

    job: Any


def to_job(found: Import) -> HttpResponse:
    """On to the page that shows how far the step just begun has come."""
    assert found.job is not None, "every step of an import is a job"
    return redirect("job", job_id=found.job.pk)


def is_running(job: Job | None) -> bool:
    """Whether somebody works on it, or will."""
    return job is not None and not job.is_over


def chosen(request: Request, prefix: str) -> dict[int, int]:
    """Place in the list → key chosen, from fields named by the prefix and the place."""
    said = (
        (key_of(name.removeprefix(prefix)), key_of(str(value)))
        for name, value in request.POST.items()
        if name.startswith(prefix)
    )
    return {at: key for at, key in said if at is not None and key is not None}


def key_of(text: str | None) -> int | None:
    """A key as a form sends it; None for what is none."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 19 else None


def places(unknown: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Unknown villages, each with the villages of the county to choose from, the nearest ones first."""
    unknown = list(unknown)
    if not unknown:
        return []
    villages = Region.objects.filter(level=Region.Level.VILLAGE, until=None).select_related("parent")
    choices = [(each.pk, f"{each.parent}{each}") for each in villages.order_by("parent__name", "name")]
    return [
        {
            **place,
            "field": f"place-{at}",
            "choices": sorted(choices, key=lambda each: each[0] not in place["nearest"]),
        }
        for at, place in enumerate(unknown)
    ]
