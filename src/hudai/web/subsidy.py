"""Subsidy batches: the list, drawing up, and one batch on one page with its road."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hudai.actions import subsidy as actions
from hudai.actions.actor import NotYours
from hudai.actions.subsidy_drawing import draw_up as draw_up_batch
from hudai.actions.subsidy_reckoning import rederive
from hudai.core.dates import ONE_DAY, settlement_days
from hudai.core.errors import Refusal
from hudai.core.policy import Policy
from hudai.core.words import yuan
from hudai.records.models import Loan, Station, SubsidyBatch
from hudai.records.queries.visibility import batches_seen_by, towns_seen_by
from hudai.records.queries.waiting import batches_waiting_for
from hudai.web import law as laws
from hudai.web import subsidy_page
from hudai.web.acting import actor
from hudai.web.forms.subsidy import (
    AnswerForm,
    ApprovalForm,
    BatchFilters,
    DrawUpForm,
    DropForm,
    ObjectionForm,
    OpinionForm,
    PublishForm,
)
from hudai.web.frame import NavItem, offer
from hudai.web.refusals import MOST_PROBLEMS
from hudai.web.request import Request
from hudai.web.table import Column, Kind, Table

SEES_BATCHES = frozenset(Station) - {Station.VILLAGE, Station.GUARANTOR, Station.ADMINISTRATOR}
STATES = SubsidyBatch.State
_NARROWED_BY = {
    "town": "town",
    "state": "state",
    "approved_since": "approved_on__gte",
    "approved_until": "approved_on__lte",
}
QUARTERS_BACK = 8
"""Settlement days offered for drawing up."""
SETTLES_ITSELF = "批准以后不能再改，多贴少贴的会在下一期一并补退。"

TABLE = Table(
    "subsidies",
    "贴息批次",
    (
        Column("number", "批次号", "number", Kind.CODE, link=lambda row: _address(row), fixed=True, width=15),
        Column("town", "镇", "town__name"),
        Column("policy", "政策", "policy", value=lambda row: scheme(row.policy)),
        Column("through", "结息截止", "period_end", Kind.DAY, value=lambda row: row.period_end - ONE_DAY),
        Column("lines", "笔数", "line_count", Kind.COUNT, summed=True),
        Column("to_pay", "应贴（元）", "to_pay", Kind.YUAN, summed=True),
        Column("to_take_back", "应退（元）", "to_take_back", Kind.YUAN, summed=True),
        Column(
            "state",
            "状态",
            "state",
            value=lambda row: row.get_state_display(),
            tone=lambda row: subsidy_page.TONES[STATES(row.state)],
        ),
        Column(
            "since",
            "到达当前状态",
            "state_since",
            Kind.DAY,
            value=lambda row: timezone.localdate(row.state_since),
        ),
    ),
    empty="没有符合条件的贴息批次",
    icon="cash-coin",
)


offer(
    NavItem(
        "贴息批次",
        "cash-coin",
        "subsidies",
        stations=SEES_BATCHES,
        count=lambda desk, day: batches_waiting_for(desk.posting, day),
        order=50,
    )
)


def scheme(policy: str) -> str:
    """What a pack's loans are called; the pack's name where it is gone."""
    return laws.law(policy).policy.scheme if policy in laws.names() else policy


def _address(batch: SubsidyBatch) -> str:
    return reverse("subsidy", args=[batch.number])


@require_safe
def subsidies(request: Request) -> HttpResponseBase:
    """The batches this desk sees."""
    require(request)
    towns = towns_seen_by(request.desk.posting).order_by("name")
    form = BatchFilters(request.GET, towns=towns)
    found = batches_seen_by(request.desk.posting).select_related("town")
    said = form.cleaned_data if form.is_valid() else {}
    for name, field in _NARROWED_BY.items():
        if said.get(name):
            found = found.filter(**{field: said[name]})
    if said.get("until"):
        found = found.filter(period_end=said["until"] + ONE_DAY)
    draws = request.desk.posting.station in actions.DRAWS_UP
    return TABLE.page(request, found, filters=form, template="subsidy/list.html", draws=draws)


def require(request: Request) -> None:
    """Not found for a desk that has nothing to do with batches."""
    if request.desk.posting.station not in SEES_BATCHES:
        raise Http404


@require_http_methods(["GET", "HEAD", "POST"])
def draw_up(request: Request) -> HttpResponse:
    """Draw the batches of some towns up; each town's is a batch of its own, whole or not at all."""
    acting = actor(request)
    acting.require(*actions.DRAWS_UP)
    policies = _policies()
    policy = laws.law(policies[0][0]).policy
    towns = towns_seen_by(request.desk.posting).order_by("name")
    options: dict[str, Any] = {"policies": policies, "days": ended(policy, acting.today), "towns": towns}
    if request.method != "POST":
        form = DrawUpForm(initial={"towns": towns}, **options)
        return render(request, "subsidy/draw_up.html", {"title": "生成贴息批次", "form": form})
    form = DrawUpForm(request.POST, **options)
    if not form.is_valid():
        facts = {"title": "生成贴息批次", "form": form}
        return render(request, "subsidy/draw_up.html", facts, status=422)
    said, made = form.cleaned_data, []
    for town in said["towns"]:
        try:
            batch = draw_up_batch(
                actor=acting, law=laws.law(said["policy"]), town=town, through=said["through"]
            )
        except Refusal as refusal:
            messages.warning(request, f"{town.name}：{refusal}")
        else:
            made.append(batch)
    _tell_of(request, made, acting.at)
    return redirect(_address(made[0])) if len(made) == 1 else redirect("subsidies")


def _tell_of(request: Request, made: list[SubsidyBatch], now: datetime) -> None:
    """How many can be checked now, and of each that was there before how far it is."""
    new = [batch for batch in made if batch.drawn_up_at == now]
    if new:
        total = sum(batch.to_pay for batch in new)
        messages.success(request, f"{len(new)} 个镇的批次可以核对了，应贴合计 {yuan(total)} 元。")
    for batch in made:
        if batch.drawn_up_at != now:
            messages.info(
                request,
                format_html(
                    '{}这一期已有批次 <a href="{}">{}</a>，现在“{}”，没有重新生成。{}',
                    batch.town.name,
                    _address(batch),
                    batch.number,
                    batch.get_state_display(),
                    "要重新生成的，请先作废它。" if batch.state in actions.OPEN else SETTLES_ITSELF,
                ),
            )


def _policies() -> list[tuple[str, str]]:
    """Packs under which there are loans, the adopted one first."""
    used = set(Loan.objects.order_by().values_list("policy", flat=True).distinct())
    names = [laws.adopted(), *sorted((used & set(laws.names())) - {laws.adopted()})]
    return [(name, laws.law(name).policy.title) for name in names]


def ended(policy: Policy, today: date) -> list[date]:
    """Last days of the settlement periods that are over, the newest first."""
    frequency, day = policy.settlement_frequency.on(today), policy.settlement_day.on(today)
    firsts = settlement_days(today - timedelta(days=1000), today, frequency, day)
    over = [first - ONE_DAY for first in firsts if first <= today]
    return over[::-1][:QUARTERS_BACK]


@require_safe
def subsidy(request: Request, number: str) -> HttpResponseBase:
    """One batch on one page."""
    return subsidy_page.show(request, visible(request, number))


def visible(request: Request, number: str) -> SubsidyBatch:
    """The batch, if this desk sees it."""
    require(request)
    seen = batches_seen_by(request.desk.posting).select_related("town")
    return get_object_or_404(seen, number=number)


def done(
    request: Request,
    batch: SubsidyBatch,
    form: forms.Form,
    act: Callable[[dict[str, Any]], str],
    **shown: Any,
) -> HttpResponseBase:
    """Carry out what a form asks; back to the batch, or the page as it was sent with why not."""
    if not form.is_valid():
        return subsidy_page.show(request, batch, status=422, **shown)
    try:
        told = act(form.cleaned_data)
    except NotYours:
        raise
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        for problem in _problems(refusal):
            form.add_error(None, problem)
        return subsidy_page.show(request, visible(request, batch.number), status=409, **shown)
    messages.success(request, told)
    return redirect("subsidy", batch.number)


def _problems(refusal: Refusal) -> list[str]:
    """Every single thing wrong, in one line each."""
    lines: list[str] = list(getattr(refusal, "problems", ()))
    more = len(lines) - MOST_PROBLEMS
    return [*lines[:MOST_PROBLEMS], f"还有 {more} 处，改好上面的再试。"] if more > 0 else lines


@require_POST
def check(request: Request, number: str) -> HttpResponseBase:
    """The town has checked it."""
    return _step(request, number, actions.check, "已核对，转区县主管部门审核。")


@require_POST
def review(request: Request, number: str) -> HttpResponseBase:
    """The county office has reviewed it."""
    return _step(request, number, actions.review, "已审核，可以公示了。")


@require_POST
def approve(request: Request, number: str) -> HttpResponseBase:
    """Finance approves."""
    batch = visible(request, number)
    form = ApprovalForm(request.POST)

    def act(said: dict[str, Any]) -> str:
        actions.approve(actor=actor(request), law=laws.law(batch.policy), number=number, **said)
        return "已批准，可以制作拨付文件了。"

    return done(request, batch, form, act, step_form=form)


def _step(request: Request, number: str, act: Callable[..., SubsidyBatch], told: str) -> HttpResponseBase:
    batch = visible(request, number)
    form = OpinionForm(request.POST)

    def take(said: dict[str, Any]) -> str:
        act(actor=actor(request), number=number, opinion=said["opinion"])
        return told

    return done(request, batch, form, take, step_form=form)


@require_POST
def publish(request: Request, number: str) -> HttpResponseBase:
    """Put the list up."""
    batch = visible(request, number)
    form = PublishForm(request.POST, prefix="publish")

    def act(said: dict[str, Any]) -> str:
        found = actions.publish(actor=actor(request), law=laws.law(batch.policy), number=number, **said)
        assert found.public_until is not None, "a published batch has its days"
        return f"公示到 {found.public_until - ONE_DAY} 为止，请打印公示表张贴。"

    return done(request, batch, form, act, publish_form=form)


@require_POST
def object_to(request: Request, number: str) -> HttpResponseBase:
    """Record an objection."""
    batch = visible(request, number)
    form = ObjectionForm(request.POST, prefix="objection")

    def act(said: dict[str, Any]) -> str:
        actions.object_to(actor=actor(request), number=number, **said)
        return "异议已登记，请及时核查处理。"

    return done(request, batch, form, act, objection_form=form)


@require_POST
def answer(request: Request, number: str, objection_id: int) -> HttpResponseBase:
    """Say what became of an objection."""
    batch = visible(request, number)
    if not batch.objections.filter(pk=objection_id).exists():
        raise Http404
    form = AnswerForm(request.POST, prefix="answer", objection=objection_id)

    def act(said: dict[str, Any]) -> str:
        actions.answer(actor=actor(request), objection_id=objection_id, **said)
        return "异议已处理。"

    return done(request, batch, form, act, answer_form=form)


@require_POST
def drop(request: Request, number: str) -> HttpResponseBase:
    """Give a batch up."""
    batch = visible(request, number)
    form = DropForm(request.POST, prefix="drop")

    def act(said: dict[str, Any]) -> str:
        actions.drop(actor=actor(request), number=number, reason=said["reason"])
        return "批次已作废，可以更正后重新生成。"

    return done(request, batch, form, act, drop_form=form)


@require_POST
def prove(request: Request, number: str) -> HttpResponse:
    """Work the batch out once more from what was known then, and say whether it comes to the same bytes."""
    batch = visible(request, number)
    found = rederive(batch, law=laws.law(batch.policy))
    at = timezone.localtime().strftime("%Y-%m-%d %H:%M")
    if found.holds:
        messages.success(request, f"{at} 按当时的依据重新计算，明细和底稿逐字节一致。")
    elif not found.same_law:
        messages.warning(
            request, "政策包或公布的利率在生成之后改过，用现在的算出来不同；请用当时的政策包复核。"
        )
    else:
        parts = (("依据", found.same_inputs), ("明细", found.same_lines), ("底稿", found.same_worksheet))
        wrong = "、".join(label for label, same in parts if not same)
        messages.error(request, f"按当时的依据重新计算，{wrong}对不上，请告知系统管理员查明。")
    return redirect("subsidy", number)


urlpatterns = [
    path("subsidies/", subsidies, name="subsidies"),
    path("subsidies/draw-up/", draw_up, name="subsidy_draw_up"),
    path("subsidies/<str:number>/", subsidy, name="subsidy"),
    path("subsidies/<str:number>/check/", check, name="subsidy_check"),
    path("subsidies/<str:number>/review/", review, name="subsidy_review"),
    path("subsidies/<str:number>/publish/", publish, name="subsidy_publish"),
    path("subsidies/<str:number>/object/", object_to, name="subsidy_object"),
    path("subsidies/<str:number>/objections/<int:objection_id>/", answer, name="subsidy_answer"),
    path("subsidies/<str:number>/approve/", approve, name="subsidy_approve"),
    path("subsidies/<str:number>/drop/", drop, name="subsidy_drop"),
    path("subsidies/<str:number>/prove/", prove, name="subsidy_prove"),
]
