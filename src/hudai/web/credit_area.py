"""信用村、信用乡镇: every village's figures beside its award, one area with what is behind it, and the deeds.

The towns put forward and the county answers; both on the page of the area, where the figures are.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.views.decorators.http import require_POST, require_safe

from hudai.actions import credit_area as actions
from hudai.core.credit_area import AreaCriteria, lines
from hudai.core.errors import CannotTell
from hudai.core.findings import Verdict
from hudai.documents import credit_area_files
from hudai.records.models import CreditProposal, Region, Station
from hudai.records.queries import credit_area as queries
from hudai.web import credit_area_table as tables
from hudai.web import law as laws
from hudai.web.acting import actor
from hudai.web.form_answers import among_others
from hudai.web.forms.credit_area import VERDICTS, AreaFilters, CauseForm, WordsForm
from hudai.web.frame import NavItem, offer
from hudai.web.request import Request

SEES_CREDIT_AREAS = (
    Station.VILLAGE,
    Station.TOWN,
    Station.TOWN_HEAD,
    Station.OFFICE,
    Station.FINANCE,
    Station.FINANCE_OFFICE,
    Station.REGULATOR,
    Station.AUDITOR,
)
"""Desks of a place.  A bank sees its own loans only, and the ratios of an area are of all banks' loans."""
ONE_VERDICT = {Verdict.PASS: "符合", Verdict.FAIL: "不符合", Verdict.UNKNOWN: "不能判定"}

offer(
    NavItem(
        "信用村镇",
        "patch-check",
        "credit_areas",
        stations=SEES_CREDIT_AREAS,
        order=47,
        count=lambda desk, day: (
            queries.waiting(desk.posting) if desk.posting.station in actions.ANSWERS else 0
        ),
    )
)


def criteria_in_use() -> AreaCriteria:
    """The criteria of the policy this county has adopted.

    Raises:
        CannotTell: if it has none.
    """
    return credit_area_files.load(laws.adopted(), laws.own_packs())


@require_safe
def credit_areas(request: Request) -> HttpResponseBase:
    """Villages, and below them the towns: what the figures say and what was decided."""
    _require_desk(request)
    try:
        criteria = criteria_in_use()
    except CannotTell as unknown:
        return render(request, "credit_area/none.html", {"title": "信用村镇", "why": str(unknown)})
    found = queries.areas(request.desk.posting, actor(request).today, criteria)
    form = AreaFilters(request.GET, areas=found)
    narrowed = form.narrowed(found)
    towns = tables.TOWNS.shown(request, [each for each in narrowed if _is_town(each.region)])
    if towns.is_taken_out:
        return towns.workbook()
    return tables.VILLAGES.page(
        request,
        [each for each in narrowed if not _is_town(each.region)],
        filters=form,
        template="credit_area/list.html",
        title="信用村镇",
        towns=towns if towns.found else None,
        counts=_counted(found),
        criteria=criteria,
        place=laws.place(criteria.clause),
    )


def _is_town(region: Region) -> bool:
    return region.level == Region.Level.TOWN


def _counted(found: list[queries.Area]) -> dict[str, int]:
    """What the head of the page tells of the villages."""
    villages = [each for each in found if not _is_town(each.region)]
    return {
        "villages": len(villages),
        "awarded": sum(each.award is not None for each in villages),
        "unmet": sum(each.state == queries.UNMET for each in found),
        "waiting": sum(each.waits for each in found),
        "ready": sum(
            each.verdict is Verdict.PASS and each.award is None and not each.waits for each in found
        ),
    }


@require_safe
def credit_area(request: Request, region_id: int) -> HttpResponse:
    """One village or town: each criterion with its figure, what was decided, and what may be done now."""
    _require_desk(request)
    return _page(request, _visible(request, region_id))


def _page(request: Request, region: Region, *, status: int = 200, **forms: Any) -> HttpResponse:
    acting, criteria = actor(request), criteria_in_use()
    found = queries.area(region, acting.today, criteria)
    proposal = found.proposal if found else None
    answers = acting.station in actions.ANSWERS
    standing = _revocable(queries.history(region), acting.today)
    facts = {
        "title": f"{region.name}：{'信用乡镇' if _is_town(region) else '信用村'}",
        "region": region,
        "is_town": _is_town(region),
        "found": found,
        "verdict": VERDICTS[found.verdict] if found else "",
        "tone": tables.VERDICT_TONES[found.verdict] if found else "grey",
        "state": queries.STATES[found.state] if found else "",
        "state_tone": tables.STATE_TONES[found.state] if found else "grey",
        "lines": [
            (line, ONE_VERDICT[line.verdict], tables.VERDICT_TONES[line.verdict])
            for line in (lines(found.facts, criteria) if found else ())
        ],
        "history": [(each, _kept_lines(each)) for each in queries.history(region)],
        "criteria": criteria,
        "place": laws.place(criteria.clause),
        "may_propose": found and acting.station in actions.PROPOSES and not found.waits,
        "waiting": proposal if answers and found and found.waits else None,
        "revocable": standing if answers else None,
        "propose_form": WordsForm(),
        "award_form": WordsForm(prefix="award"),
        "back_form": CauseForm(prefix="back"),
        "revoke_form": CauseForm(prefix="revoke"),
        **forms,
    }
    return render(request, "credit_area/area.html", facts, status=status)


def _revocable(history: Any, today: Any) -> CreditProposal | None:
    """The proposal whose award stands, or is to come."""
    for each in history:
        answer = each.answer if hasattr(each, "answer") else None
        if answer and answer.awarded and answer.until > today and not hasattr(answer, "revocation"):
            return each  # type: ignore[no-any-return]
    return None


def _kept_lines(proposal: CreditProposal) -> list[tuple[str, str, str, str, str]]:
    """The figures of the day of the answer, or of the proposal while there is none."""
    kept = proposal.answer.lines if hasattr(proposal, "answer") else proposal.lines
    return [
        (label, value, wanted, ONE_VERDICT[Verdict(said)], tables.VERDICT_TONES[Verdict(said)])
        for label, value, wanted, said in kept
    ]


@require_POST
def propose(request: Request, region_id: int) -> HttpResponse:
    """Put the area forward."""
    _require_desk(request)
    actor(request).require(*actions.PROPOSES)
    region, form = _visible(request, region_id), WordsForm(request.POST)

    def act() -> str:
        actions.propose(
            actor=actor(request),
            criteria=criteria_in_use(),
            area_id=region.pk,
            words=form.cleaned_data["words"],
        )
        return f"已推荐{region}，等区县确认。"

    return _done(request, region, form, act, "propose_form")


@require_POST
def award(request: Request, proposal_id: int) -> HttpResponse:
    """Award what was put forward."""
    region, form = _of_proposal(request, proposal_id), WordsForm(request.POST, prefix="award")

    def act() -> str:
        made = actions.award(
            actor=actor(request),
            criteria=criteria_in_use(),
            proposal_id=proposal_id,
            reason=form.cleaned_data["words"],
        )
        return f"已评定{region}，{made.since} 起有效。"

    return _done(request, region, form, act, "award_form")


@require_POST
def send_back(request: Request, proposal_id: int) -> HttpResponse:
    """Send back what was put forward."""
    region, form = _of_proposal(request, proposal_id), CauseForm(request.POST, prefix="back")

    def act() -> str:
        actions.send_back(
            actor=actor(request),
            criteria=criteria_in_use(),
            proposal_id=proposal_id,
            reason=form.cleaned_data["reason"],
        )
        return f"{region}的推荐已退回。"

    return _done(request, region, form, act, "back_form")


@require_POST
def revoke(request: Request, proposal_id: int) -> HttpResponse:
    """End an award before its day."""
    region, form = _of_proposal(request, proposal_id), CauseForm(request.POST, prefix="revoke")

    def act() -> str:
        actions.revoke(actor=actor(request), proposal_id=proposal_id, reason=form.cleaned_data["reason"])
        return f"{region}的评定已撤销。"

    return _done(request, region, form, act, "revoke_form")


def _done(
    request: Request, region: Region, form: forms.Form, act: Callable[[], str], name: str
) -> HttpResponse:
    def again(status: int) -> HttpResponse:
        return _page(request, region, status=status, **{name: form})

    back = reverse("credit_area", args=[region.pk])
    return among_others(request, form, act, back=back, again=again)


def _require_desk(request: Request) -> None:
    if request.desk.posting.station not in SEES_CREDIT_AREAS:
        raise Http404


def _visible(request: Request, region_id: int) -> Region:
    """The area, if the desk may see it; else 404, whether it exists or not."""
    return get_object_or_404(queries.areas_seen_by(request.desk.posting), pk=region_id)


def _of_proposal(request: Request, proposal_id: int) -> Region:
    """The area of a proposal, for a desk that answers such."""
    _require_desk(request)
    seen = queries.areas_seen_by(request.desk.posting).order_by().values("pk")
    found = get_object_or_404(CreditProposal.objects.select_related("area"), pk=proposal_id, area__in=seen)
    actor(request).require(*actions.ANSWERS)
    return found.area


urlpatterns = [
    path("credit-areas/", credit_areas, name="credit_areas"),
    path("credit-areas/<int:region_id>/", credit_area, name="credit_area"),
    path("credit-areas/<int:region_id>/propose/", propose, name="credit_area_propose"),
    path("credit-areas/proposals/<int:proposal_id>/award/", award, name="credit_area_award"),
    path("credit-areas/proposals/<int:proposal_id>/send-back/", send_back, name="credit_area_send_back"),
    path("credit-areas/proposals/<int:proposal_id>/revoke/", revoke, name="credit_area_revoke"),
]
