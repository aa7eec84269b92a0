"""Long work under way: how far it is, stopping it, and where its result is."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render, resolve_url
from django.urls import path, reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from hudai.actions import job as actions
from hudai.records.models import Job
from hudai.records.queries.job import jobs_of
from hudai.web.acting import actor
from hudai.web.request import Request
from hudai.web.table import Column, Kind, Table
from hudai.web.templatetags.zh import moment

OVER = 286
"""What tells htmx to ask no more."""

_TITLES: dict[str, str] = {}
_RESULTS: dict[str, Callable[[Job], str]] = {}
TONES = {
    Job.State.WAITING: "grey",
    Job.State.RUNNING: "blue",
    Job.State.DONE: "green",
    Job.State.FAILED: "red",
    Job.State.CANCELLED: "grey",
}
JOBS = Table(
    "jobs",
    "后台工作",
    (
        Column(
            "kind",
            "工作",
            "kind",
            value=lambda row: title_of(row),
            link=lambda row: reverse("job", args=[row.pk]),
            fixed=True,
            width=22,
        ),
        Column(
            "state",
            "状态",
            "state",
            value=lambda row: row.get_state_display(),
            tone=lambda row: TONES[Job.State(row.state)],
        ),
        Column("done", "已完成", "done", Kind.COUNT),
        Column("total", "总数", "total", Kind.COUNT),
        Column("asked_at", "发起时间", "asked_at", value=lambda row: moment(row.asked_at), width=18),
        Column("ended_at", "结束时间", "ended_at", value=lambda row: moment(row.ended_at), width=18),
        Column("message", "说明", "message", Kind.TEXT),
    ),
    empty="没有后台工作",
    hint="导入名单等较长的工作开始以后，可以在这里看到进度和结果。",
    icon="gear",
)


def shows(kind: str, title: str, result: Callable[[Job], str]) -> None:
    """Say what a kind of job is called, and on which page its result is."""
    _TITLES[kind], _RESULTS[kind] = title, result


def title_of(job: Job) -> str:
    """What people call a job of that kind."""
    return _TITLES.get(job.kind, "后台工作")


@never_cache
@require_safe
def jobs(request: Request) -> HttpResponseBase:
    """The jobs this desk asked for, the newest first."""
    return JOBS.page(request, jobs_of(request.desk.posting))


@never_cache
@require_safe
def job(request: Request, job_id: int) -> HttpResponse:
    """One job; its bar asks every second how far it is, and goes on to the result at the end."""
    found = get_object_or_404(jobs_of(request.desk.posting), pk=job_id)
    facts = {
        "title": title_of(found),
        "job": found,
        "is_over": found.is_over,
        "result": _result(found),
    }
    if not request.htmx:
        return render(request, "job/job.html", facts)
    answer = render(request, "job/bar.html", facts, status=OVER if found.is_over else 200)
    if found.state == Job.State.DONE:
        answer["HX-Redirect"] = _result(found)
    return answer


@require_POST
def cancel(request: Request, job_id: int) -> HttpResponse:
    """Stop a job after the piece it is at."""
    found = actions.cancel(actor=actor(request), job_id=job_id)
    messages.info(request, found.message or "正在停止，做完手头这一段就结束。")
    return redirect("job", job_id=job_id)


def _result(found: Job) -> str:
    result = _RESULTS.get(found.kind)
    return result(found) if result else resolve_url("home")


urlpatterns = [
    path("jobs/", jobs, name="jobs"),
    path("jobs/<int:job_id>/", job, name="job"),
    path("jobs/<int:job_id>/cancel/", cancel, name="job_cancel"),
]
