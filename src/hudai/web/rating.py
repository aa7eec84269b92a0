"""Credit ratings: the households of the list and where each stands, rating one, the bank's answer.

Coverage by village and the list of lines granted in advance stand on pages of their own.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hudai.actions import paper as papers
from hudai.actions import rating as actions
from hudai.core.errors import Refusal
from hudai.core.gates import simple_review
from hudai.core.rating import Scorecard, held_down
from hudai.documents import scorecard_files
from hudai.records.models import Household, Rating, Station
from hudai.records.queries import rating as queries
from hudai.records.queries.visibility import households_seen_by
from hudai.web import law as laws
from hudai.web import rating_table as tables
from hudai.web.acting import actor
from hudai.web.files import file_answer
from hudai.web.forms.fields import yuan_text
from hudai.web.forms.rating import CollectionForm, ConfirmationForm, DeclineForm, RatingFilters
from hudai.web.frame import NavItem, offer
from hudai.web.request import Request

SEES_RATINGS = frozenset(Station) - {Station.ADMINISTRATOR, Station.GUARANTOR}
offer(
    NavItem(
        "信用评级",
        "award",
        "ratings",
        stations=SEES_RATINGS,
        order=46,
        count=lambda desk, day: (
            queries.waiting_for_bank(desk.posting) if desk.posting.station in actions.CONFIRMS else 0
        ),
    )
)


def card_in_use() -> Scorecard:
    """The scorecard of the policy this county has adopted.

    Raises:
        CannotTell: if it has none.
    """
    return scorecard_files.load(laws.adopted(), laws.own_packs())


@require_safe
def ratings(request: Request) -> HttpResponseBase:
    """Households on the list with the state of their rating; htmx asks for the rows only."""
    _require_desk(request)
    posting, today = request.desk.posting, actor(request).today
    form = RatingFilters(request.GET, posting=posting)
    form.is_valid()
    found = _narrowed(queries.listed_households(posting, today), form)
    return tables.RATINGS.page(
        request,
        found,
        filters=form,
        template="rating/list.html",
        title="信用评级",
        counts=queries.states_counted(posting, today) if not request.htmx else {},
        may_draw_up=posting.station in actions.DRAWS_UP,
        may_confirm=posting.station in actions.CONFIRMS,
    )


def _narrowed(found: Any, form: RatingFilters) -> Any:
    said = form.cleaned_data
    if words := said.get("words"):
        found = found.filter(Q(number__icontains=words) | Q(head__icontains=words))
    if village := said.get("village"):
        found = found.filter(village=village)
    if state := said.get("state"):
        found = found.filter(rating_state=state)
    return found


@require_http_methods(["GET", "HEAD", "POST"])
def household_rating(request: Request, household_id: int) -> HttpResponse:
    """A household's ratings, and the form to draw one up."""
    _require_desk(request)
    household = _household(request, household_id)
    may = request.desk.posting.station in actions.DRAWS_UP
    if request.method == "POST" and not may:
        actor(request).require(*actions.DRAWS_UP)
    form, card = _collection(request, household) if may else (None, None)
    if request.method == "POST" and form and card and form.is_valid():
        try:
            rating = actions.draw_up(
                actor=actor(request),
                card=card,
                household=household,
                collected=form.collected(),
                rated_on=form.cleaned_data["rated_on"],
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"评定为“{rating.grade}”，{rating.score} 分，等银行确认。")
            return redirect("rating", rating.pk)
    facts = {
        "title": f"{household.number} 的信用评级",
        "household": household,
        "head": household.memberships.filter(until=None, is_head=True).select_related("person").first(),
        "history": queries.history(household),
        "fresh": queries.fresh_rating(household, actor(request).today),
        "simple": laws.place(simple_review(laws.law(laws.adopted()).policy, actor(request).today)),
        "form": form,
        "card": card,
    }
    return render(request, "rating/household.html", facts, status=422 if form and form.errors else 200)


def _collection(request: Request, household: Household) -> tuple[CollectionForm, Scorecard]:
    """The form, filled with what was collected last time where the scorecard is still the same."""
    card = card_in_use()
    last = queries.history(household).first()
    known = last.facts if last and last.policy == card.policy else {}
    initial = {**known, "rated_on": actor(request).today}
    return CollectionForm(request.POST or None, card=card, initial=initial), card


@require_safe
def rating(request: Request, key: int) -> HttpResponse:
    """One rating: every criterion's points, the bank's answer, the notice."""
    return _rating_page(request, _visible(request, key))


def _rating_page(request: Request, found: Rating, *, status: int = 200, **forms: Any) -> HttpResponse:
    may = request.desk.posting.station in actions.CONFIRMS and found.confirmed_at is None
    initial = {"limit": yuan_text(found.suggested_limit), "seen": actions.digest_of(found)}
    facts = {
        "title": f"{found.household.number} 的信用评级",
        "rating": found,
        "head": found.household.memberships.filter(until=None, is_head=True).select_related("person").first(),
        "full_score": sum(most for _, _, _, most in found.lines),
        "held_down": held_down([line[:2] for line in found.lines], found.capped_by, found.grade),
        "last_day": found.valid_until - timedelta(days=1),
        "is_fresh": found.confirmed_at and found.rated_on <= actor(request).today < found.valid_until,
        "may_answer": may and found.declined_at is None,
        "may_notify": found.confirmed_at and request.desk.posting.station in actions.NOTIFIES,
        "confirmation_form": ConfirmationForm(initial=initial),
        "decline_form": DeclineForm(),
        **forms,
    }
    return render(request, "rating/rating.html", facts, status=status)


@require_POST
def confirm(request: Request, key: int) -> HttpResponse:
    """The bank's yes."""
    actor(request).require(*actions.CONFIRMS)
    found = _visible(request, key)
    form = ConfirmationForm(request.POST)
    if form.is_valid():
        try:
            actions.confirm(
                actor=actor(request),
                key=key,
                limit=form.cleaned_data["limit"],
                seen_digest=form.cleaned_data["seen"],
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "评级已确认，可以打印告知书。")
            return redirect("rating", key)
    return _rating_page(request, found, status=422, confirmation_form=form)


@require_POST
def decline(request: Request, key: int) -> HttpResponse:
    """The bank sends it back."""
    actor(request).require(*actions.CONFIRMS)
    found = _visible(request, key)
    form = DeclineForm(request.POST)
    if form.is_valid():
        try:
            actions.decline(actor=actor(request), key=key, reason=form.cleaned_data["reason"])
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "评级已退回。")
            return redirect("rating", key)
    return _rating_page(request, found, status=422, decline_form=form)


@require_POST
def notice(request: Request, key: int, form: str) -> HttpResponseBase:
    """Print the written notice; with it the household counts as told."""
    found = _visible(request, key)
    policy = laws.law(found.policy or laws.adopted()).policy
    made = papers.rating_paper(actor=actor(request), policy=policy, key=key, form=form)
    return file_answer(made.content, name=made.name, media_type=made.media_type)


@require_http_methods(["GET", "HEAD", "POST"])
def waiting(request: Request) -> HttpResponseBase:
    """Ratings that wait for this bank; the ticked ones are confirmed at their suggested lines."""
    actor(request).require(*actions.CONFIRMS)
    if request.method == "POST":
        keys = [int(key) for key in request.POST.getlist("case") if key.isdecimal() and len(key) < 19]
        _tell(request, actions.confirm_many(actor=actor(request), keys=keys))
        return redirect("ratings_waiting")
    found = queries.waiting_for_bank(request.desk.posting)
    return tables.WAITING.page(request, found, template="rating/waiting.html")


def _tell(request: Request, outcomes: list[actions.Outcome]) -> None:
    refused = [outcome for outcome in outcomes if outcome.refused]
    if not outcomes:
        messages.warning(request, "请先勾选要确认的评级。")
    if len(outcomes) > len(refused):
        messages.success(request, f"已确认 {len(outcomes) - len(refused)} 户。")
    for outcome in refused:
        messages.error(request, f"第 {outcome.key} 号没有确认：{outcome.refused}")


@require_safe
def coverage(request: Request) -> HttpResponseBase:
    """How far each village is rated."""
    _require_desk(request)
    lines = queries.coverage(request.desk.posting, actor(request).today)
    return tables.COVERAGE.page(request, lines, template="rating/coverage.html", title="评级覆盖面")


def _require_desk(request: Request) -> None:
    if request.desk.posting.station not in SEES_RATINGS:
        raise Http404


def _household(request: Request, key: int) -> Household:
    """The household, if the desk may see it; else 404, whether it exists or not."""
    seen = households_seen_by(request.desk.posting).select_related("village__parent")
    return get_object_or_404(seen, pk=key)


def _visible(request: Request, key: int) -> Rating:
    """The rating, if the desk may see it; else 404, whether it exists or not."""
    _require_desk(request)
    return get_object_or_404(queries.ratings_seen_by(request.desk.posting), pk=key)


urlpatterns = [
    path("ratings/", ratings, name="ratings"),
    path("ratings/waiting/", waiting, name="ratings_waiting"),
    path("ratings/coverage/", coverage, name="rating_coverage"),
    path("ratings/household/<int:household_id>/", household_rating, name="household_rating"),
    path("ratings/<int:key>/", rating, name="rating"),
    path("ratings/<int:key>/confirm/", confirm, name="rating_confirm"),
    path("ratings/<int:key>/decline/", decline, name="rating_decline"),
    path("ratings/<int:key>/notice.<str:form>", notice, name="rating_notice"),
]
