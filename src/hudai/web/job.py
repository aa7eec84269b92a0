"""Long work under way: how far it is, stopping it, and where its result is."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render, resolve_url
from django.urls import path
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from hudai.actions import job as actions
from hudai.records.models import Job
from hudai.records.queries.job import jobs_of
from hudai.web.acting import actor
from hudai.web.request import Request

OVER = 286
"""What tells htmx to ask no more."""

_TITLES: dict[str, str] = {}
_RESULTS: dict[str, Callable[[Job], str]] = {}


def shows(kind: str, title: str, result: Callable[[Job], str]) -> None:
    """Say what a kind of job is called, and on which page its result is."""
    _TITLES[kind], _RESULTS[kind] = title, result


@never_cache
@require_safe
def job(request: Request, job_id: int) -> HttpResponse:
    """One job; its bar asks every second how far it is, and goes on to the result at the end."""
    found = get_object_or_404(jobs_of(request.desk.posting), pk=job_id)
    facts = {
        "title": _TITLES.get(found.kind, "后台工作"),
        "job": found,
        "is_over": _is_over(found),
        "result": _result(found),
    }
    if not request.htmx:
        return render(request, "job/job.html", facts)
    answer = render(request, "job/bar.html", facts, status=OVER if _is_over(found) else 200)
    if found.state == Job.State.DONE:
        answer["HX-Redirect"] = _result(found)
    return answer


@require_POST
def cancel(request: Request, job_id: int) -> HttpResponse:
    """Stop a job after the piece it is at."""
    found = actions.cancel(actor=actor(request), job_id=job_id)
    messages.info(request, found.message or "正在停止，做完手头这一段就结束。")
    return redirect("job", job_id=job_id)


def _is_over(found: Job) -> bool:
    return found.state not in (Job.State.WAITING, Job.State.RUNNING)


def _result(found: Job) -> str:
    result = _RESULTS.get(found.kind)
    return result(found) if result else resolve_url("home")


urlpatterns = [
    path("jobs/<int:job_id>/", job, name="job"),
    path("jobs/<int:job_id>/cancel/", cancel, name="job_cancel"),
]
