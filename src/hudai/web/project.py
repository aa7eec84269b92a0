"""产业项目台账: the projects this desk sees, one on its page, registering, putting right and ending one."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hudai.actions import project as actions
from hudai.actions.actor import NotYours
from hudai.actions.enterprise import KEEPS
from hudai.core.errors import Refusal
from hudai.core.industry import Catalogue
from hudai.records.models import Project
from hudai.records.queries import project as queries
from hudai.records.queries.visibility import projects_seen_by, villages_seen_by
from hudai.web import law as laws
from hudai.web.acting import actor
from hudai.web.application import towns
from hudai.web.assessment import catalogue as catalogue_of
from hudai.web.enterprise import require_desk
from hudai.web.form_answers import on_its_own
from hudai.web.forms.project import EndForm, ProjectFilters, ProjectForm
from hudai.web.frame import NavItem, offer
from hudai.web.household import SEES_HOUSEHOLDS
from hudai.web.request import Request
from hudai.web.table import Column, Kind, Table

offer(NavItem("产业项目", "diagram-3", "projects", stations=SEES_HOUSEHOLDS, order=47))

TABLE = Table(
    "projects",
    "产业项目",
    (
        Column("name", "项目名称", "name", link=lambda row: address(row), fixed=True, width=24),
        Column("industry", "产业", "industry"),
        Column("chain_model", "带动模式", "chain_model", width=20),
        Column("town", "镇", "village__parent__name"),
        Column("village", "村", "village__name"),
        Column("cooperative", "合作社", "cooperative__name", shown=False, width=24),
        Column("firm", "龙头企业", "firm__name", shown=False, width=24),
        Column("households", "参加农户（户）", "households", Kind.COUNT, summed=True),
        Column("loans", "贷款（笔）", "loans", Kind.COUNT, summed=True),
        Column("balance", "贷款余额（元）", "balance", Kind.YUAN, summed=True),
        Column("since", "起", "since", Kind.DAY),
        Column("until", "结束日期", "until", Kind.DAY, shown=False),
        Column(
            "state",
            "状态",
            value=lambda row: queries.STATES[queries.ENDED if row.until else queries.RUNNING],
            tone=lambda row: "grey" if row.until else "green",
        ),
    ),
    empty="没有符合条件的产业项目",
    hint="村、镇或区县主管部门登记后会出现在这里；可以清空条件再查。",
    icon="diagram-3",
    note="农户、贷款和余额只计入本岗位能看到的。",
)


def catalogue() -> Catalogue:
    """The industries and chain models of the county."""
    return catalogue_of(laws.adopted())


def address(project: Project) -> str:
    """The page of a project."""
    return reverse("project", args=[project.pk])


@require_safe
def projects(request: Request) -> HttpResponseBase:
    """The projects this desk sees."""
    require_desk(request)
    posting = request.desk.posting
    form = ProjectFilters(request.GET, towns=towns(request), catalogue=catalogue())
    found = queries.projects(posting, form.filters())
    keeps = posting.station in KEEPS
    return TABLE.page(request, found, filters=form, template="project/list.html", keeps=keeps)


@require_safe
def project(request: Request, project_id: int) -> HttpResponse:
    """One project: what it is, who takes part by whose consent, which loans go into it."""
    return project_page(request, visible(request, project_id))


def project_page(request: Request, found: Project, status: int = 200, **more: Any) -> HttpResponse:
    """The page, with a form as it was sent where one was."""
    posting = request.desk.posting
    keeps = keeps_here(request, found)
    industry = catalogue().industry(found.industry)
    facts = {
        "title": found.name,
        "project": found,
        "state": TABLE.columns[-1].of(found),
        "tone": "grey" if found.until else "green",
        "cycle": industry.cycle if industry else "",
        "parts": list(queries.participations(posting, found)),
        "loans": list(queries.loans_of(posting, found)),
        "keeps": keeps,
        "may_file": posting.station in KEEPS,
        "takes_in": posting.station in KEEPS and found.until is None,
        "end_form": EndForm(initial={"until": actor(request).today}) if keeps and not found.until else None,
        **more,
    }
    return render(request, "project/project.html", facts, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def register(request: Request) -> HttpResponse:
    """Register a project."""
    _require_keeper(request)
    return _entered(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: Request, project_id: int) -> HttpResponse:
    """Put a project right."""
    found = visible(request, project_id)
    if not keeps_here(request, found):
        raise Http404
    return _entered(request, found)


def _entered(request: Request, standing: Project | None) -> HttpResponse:
    acting = actor(request)
    plain = ("name", "industry", "chain_model", "since")
    keys = ("village", "cooperative", "firm")
    initial: dict[str, Any] = {"since": acting.today}
    if standing is not None:
        initial = {name: getattr(standing, name) for name in plain}
        initial |= {name: getattr(standing, f"{name}_id") for name in keys}
    form = ProjectForm(request.POST or None, posting=acting.posting, catalogue=catalogue(), initial=initial)

    def act() -> tuple[str, str]:
        said: dict[str, Any] = {"actor": acting, "catalogue": catalogue(), "plan": form.plan()}
        if standing is None:
            made = actions.register(**said)
        else:
            made = actions.correct(project_id=standing.pk, **said)
        return f"项目“{made.name}”已登记。", address(made)

    trail = [(reverse("projects"), "产业项目")]
    return on_its_own(
        request,
        form,
        act,
        title="更正产业项目" if standing else "登记产业项目",
        heading=standing.name if standing else "新的产业项目",
        back=address(standing) if standing else reverse("projects"),
        trail=[*trail, (address(standing), standing.name)] if standing else trail,
        button="保存",
        note="带动模式里有合作社或龙头企业的，要先在“带动主体”登记，才能选到。",
    )


@require_POST
def end(request: Request, project_id: int) -> HttpResponse:
    """End a project."""
    found = visible(request, project_id)
    form = EndForm(request.POST)
    if form.is_valid():
        try:
            actions.end(actor=actor(request), project_id=project_id, until=form.cleaned_data["until"])
        except NotYours:
            raise
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"项目“{found.name}”已结束。")
            return redirect("project", project_id)
    return project_page(request, found, status=422, end_form=form)


def visible(request: Request, project_id: int) -> Project:
    """The project, if the desk may see it; else 404, whether it exists or not."""
    require_desk(request)
    found = projects_seen_by(request.desk.posting).select_related(
        "village__parent", "cooperative", "firm", "registered_by__officer"
    )
    return get_object_or_404(found, pk=project_id)


def keeps_here(request: Request, found: Project) -> bool:
    """Whether the desk keeps projects of that village."""
    posting = request.desk.posting
    return posting.station in KEEPS and villages_seen_by(posting).filter(pk=found.village_id).exists()


def _require_keeper(request: Request) -> None:
    if request.desk.posting.station not in KEEPS:
        raise Http404


urlpatterns = [
    path("projects/", projects, name="projects"),
    path("projects/register/", register, name="project_register"),
    path("projects/<int:project_id>/", project, name="project"),
    path("projects/<int:project_id>/correct/", correct, name="project_correct"),
    path("projects/<int:project_id>/end/", end, name="project_end"),
]
