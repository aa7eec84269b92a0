"""技能培训: the sessions this desk sees, by village and month, and writing one down for all who came."""

from __future__ import annotations

from collections.abc import Iterator

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods, require_safe

from hudai.actions import training as actions
from hudai.actions.actor import NotYours
from hudai.actions.enterprise import KEEPS
from hudai.core.errors import Refusal
from hudai.records.models import Attendance, Household, Posting
from hudai.records.queries import training as queries
from hudai.records.queries.visibility import households_seen_by
from hudai.web.acting import actor
from hudai.web.application import towns
from hudai.web.enterprise import require_desk
from hudai.web.forms.training import StrikeOutForm, TrainingFilters, TrainingForm
from hudai.web.frame import NavItem, offer
from hudai.web.household import SEES_HOUSEHOLDS
from hudai.web.household_timeline import Event, tells
from hudai.web.loan_deeds import deed, page
from hudai.web.request import Request
from hudai.web.table import Column, Kind, Table

offer(NavItem("培训和保险", "mortarboard", "trainings", stations=SEES_HOUSEHOLDS, order=48))

TABLE = Table(
    "trainings",
    "技能培训",
    (
        Column("held_on", "培训日期", "held_on", Kind.DAY, fixed=True),
        Column(
            "subject",
            "培训内容",
            "subject",
            Kind.TEXT,
            link=lambda row: reverse("training", args=[row.pk]),
            fixed=True,
        ),
        Column("town", "镇", "village__parent__name"),
        Column("village", "村", "village__name"),
        Column("hours", "学时", "hours", Kind.COUNT),
        Column("trainer", "授课人", "trainer"),
        Column("people", "参加人（人）", "people", Kind.COUNT, summed=True),
        Column("households", "涉及农户（户）", "households", Kind.COUNT),
        Column("office", "登记单位", "recorded_by__office", shown=False, width=26),
    ),
    empty="没有符合条件的培训",
    hint="村、镇或区县主管部门登记后会出现在这里；可以清空条件再查。",
    icon="mortarboard",
)
MONTHS = Table(
    "training_months",
    "各村各月培训",
    (
        Column("month", "月份", "month", made=lambda month: f"{month:%Y-%m}", fixed=True),
        Column("town", "镇", "town"),
        Column("village", "村", "village"),
        Column("sessions", "场次", "sessions", Kind.COUNT, summed=True),
        Column("hours", "学时", "hours", Kind.COUNT, summed=True),
        Column("people", "参加（人次）", "people", Kind.COUNT, summed=True),
    ),
    empty="没有符合条件的培训",
    second=True,
)


@require_safe
def trainings(request: Request) -> HttpResponseBase:
    """The sessions, and how much was taught where in which month."""
    require_desk(request)
    posting = request.desk.posting
    form = TrainingFilters(request.GET, posting=posting, towns=towns(request))
    months = MONTHS.shown(request, queries.by_village_and_month(posting, form.filters()))
    if months.is_taken_out:
        return months.workbook()
    return TABLE.page(
        request,
        queries.trainings(posting, form.filters()),
        filters=form,
        template="training/list.html",
        months=months,
        keeps=posting.station in KEEPS,
        whole_page=True,
    )


@require_safe
def training(request: Request, training_id: int) -> HttpResponse:
    """One session and who came, as far as this desk sees their households."""
    require_desk(request)
    posting = request.desk.posting
    seen = queries.seen_by(posting).select_related("village__parent", "recorded_by__officer")
    found = get_object_or_404(seen, pk=training_id)
    facts = {
        "title": found.subject,
        "training": found,
        "came": list(queries.attendances(posting, found)),
        "keeps": posting.station in KEEPS,
    }
    return render(request, "training/training.html", facts)


@require_http_methods(["GET", "HEAD", "POST"])
def register(request: Request) -> HttpResponse:
    """Write a session down, with all who came."""
    acting = actor(request)
    if acting.station not in KEEPS:
        raise Http404
    form = TrainingForm(request.POST or None, posting=acting.posting, initial={"held_on": acting.today})
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.record(actor=acting, session=form.session(), came=form.came())
        except NotYours:
            raise
        except actions.WrongLines as refusal:
            for message in refusal.messages:
                form.add_error("people", message)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            people = made.attendances.filter(withdrawn_at=None).count()
            messages.success(request, f"培训“{made.subject}”已登记，共 {people} 人参加。")
            return redirect("training", made.pk)
    back = reverse("trainings")
    facts = {
        "title": "登记技能培训",
        "form": form,
        "heading": "一场培训登记一次",
        "back": back,
        "trail": [(back, "技能培训")],
        "button": "登记",
        "note": "同一村、同一天、同一内容再登记一次，会补上新的参加人，并更正学时和授课人。",
    }
    return render(request, "project/entry.html", facts, status=422 if form.errors else 200)


@page
def strike_out(request: Request, attendance_id: int) -> HttpResponse:
    """Strike out somebody who was wrongly entered."""
    acting = actor(request)
    if acting.station not in KEEPS:
        raise Http404
    seen = households_seen_by(acting.posting).order_by().values("pk")
    sessions = queries.seen_by(acting.posting).order_by().values("pk")
    known = Attendance.objects.select_related("training", "household", "person")
    found = get_object_or_404(known, pk=attendance_id, training__in=sessions, household__in=seen)
    form = StrikeOutForm(request.POST if request.method == "POST" else None)

    def act() -> str:
        actions.strike_out(actor=acting, attendance_id=found.pk, **form.cleaned_data)
        return f"{found.household.number} {found.person.name}已划去，不再计入参加人数。"

    return deed(
        request,
        form,
        act,
        title="划去参加人",
        button="划去",
        back=reverse("training", args=[found.training_id]),
        template="publicity/form.html",
        where=("trainings", "技能培训"),
        note=f"{found.household.number} {found.person.name}，{found.training}。划去后留有记录，不计入人数。",
        danger=True,
    )


@tells
def trained(household: Household, posting: Posting) -> Iterator[Event]:
    """Trainings, for the household's line of time."""
    for each in queries.of_household(household):
        yield Event(
            each.training.held_on, "参加培训", f"{each.person.name}，{each.training.subject}", "later"
        )


urlpatterns = [
    path("trainings/", trainings, name="trainings"),
    path("trainings/register/", register, name="training_register"),
    path("trainings/<int:training_id>/", training, name="training"),
    path("trainings/attendances/<int:attendance_id>/strike-out/", strike_out, name="attendance_strike_out"),
]
