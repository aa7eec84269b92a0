"""Who takes part in a project: a household's consent written down, a household leaving."""

from __future__ import annotations

from collections.abc import Iterator

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods, require_safe

from hudai.actions import participation as actions
from hudai.actions.enterprise import KEEPS
from hudai.records.models import Household, Participation, Person, Posting
from hudai.records.queries import project as queries
from hudai.records.queries.visibility import households_seen_by, projects_seen_by
from hudai.web import project as projects
from hudai.web.acting import actor
from hudai.web.form_answers import on_its_own
from hudai.web.forms.project import ConsentForm, LeaveForm
from hudai.web.household import visible
from hudai.web.household_timeline import Event, tells
from hudai.web.request import Request


@require_safe
def find(request: Request, project_id: int) -> HttpResponse:
    """From a household's number to its form for this project."""
    _require_keeper(request)
    found = projects.visible(request, project_id)
    number = request.GET.get("number", "").strip()[:40]
    home = households_seen_by(request.desk.posting).filter(number=number).first()
    if home is None:
        messages.error(request, f"您管理范围内没有户编号“{number}”，请在“农户”中查到户编号再填。")
        return redirect("project", found.pk)
    return redirect(f"{reverse('household_project', args=[home.pk])}?project={found.pk}")


@require_http_methods(["GET", "HEAD", "POST"])
def take_in(request: Request, household_id: int) -> HttpResponse:
    """Write down that a household takes part in a project, with its consent."""
    _require_keeper(request)
    home, acting = visible(request, household_id), actor(request)
    asked = request.GET.get("project", "")
    open_ones = projects_seen_by(acting.posting).filter(until=None).select_related("village")
    wanted = Q(memberships__household=home, memberships__until=None, died_on=None)
    form = ConsentForm(
        request.POST or None,
        projects=open_ones.order_by("village__name", "name"),
        members=Person.objects.filter(wanted),
        initial={
            "project": asked if asked.isdecimal() else "",
            "joined_on": acting.today,
            "consented_on": acting.today,
        },
    )

    def act() -> tuple[str, str]:
        project_id = form.cleaned_data["project"].pk
        made = actions.take_in(
            actor=acting, project_id=project_id, household_id=home.pk, consent=form.consent()
        )
        told = f"{home.number}已参加“{made.project.name}”，同意书已登记。"
        return told, projects.address(made.project)

    back = reverse("household", args=[home.pk])
    return on_its_own(
        request,
        form,
        act,
        title="参加产业项目",
        heading=f"{home.number}　{getattr(home, 'head', None) or ''}",
        back=back,
        trail=[(reverse("households"), "农户"), (back, home.number)],
        button="登记",
        note="没有农户签字的同意书，不能登记参加。登记以后，在项目页面的这一户上传同意书的扫描件或照片。",
    )


@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: Request, participation_id: int) -> HttpResponse:
    """Let a household out of a project."""
    _require_keeper(request)
    acting = actor(request)
    seen = households_seen_by(acting.posting).order_by().values("pk")
    part = get_object_or_404(
        Participation.objects.select_related("project", "household"), pk=participation_id, household__in=seen
    )
    form = LeaveForm(request.POST or None, initial={"left_on": acting.today})
    back = projects.address(part.project)

    def act() -> tuple[str, str]:
        actions.leave(actor=acting, participation_id=part.pk, **form.cleaned_data)
        return f"{part.household.number}已退出“{part.project.name}”。", back

    return on_its_own(
        request,
        form,
        act,
        title="退出产业项目",
        heading=f"{part.household.number}　{part.project.name}",
        back=back,
        trail=[(reverse("projects"), "产业项目"), (back, part.project.name)],
        button="登记退出",
    )


@tells
def took_part(household: Household, posting: Posting) -> Iterator[Event]:
    """Joining and leaving projects, for the household's line of time."""
    for part in queries.of_household(household):
        url, name = projects.address(part.project), part.project.name
        yield Event(part.joined_on, f"参加产业项目：{name}", f"{part.consented_by.name} 签字同意", url=url)
        if part.left_on:
            yield Event(part.left_on, f"退出产业项目：{name}", part.left_for, "stopped", url)


def _require_keeper(request: Request) -> None:
    if request.desk.posting.station not in KEEPS:
        raise Http404


urlpatterns = [
    path("projects/<int:project_id>/household/", find, name="project_household"),
    path("households/<int:household_id>/project/", take_in, name="household_project"),
    path("projects/participations/<int:participation_id>/leave/", leave, name="participation_leave"),
]
