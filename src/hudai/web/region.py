"""Regions and lead banks, as the county office keeps them (分片包干)."""

from __future__ import annotations

import tempfile
from datetime import date
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.views.decorators.http import require_http_methods, require_POST

from hudai.actions import region as actions
from hudai.actions.region_sheet import import_regions as import_regions_of
from hudai.core.errors import Refusal, SheetRefused
from hudai.core.findings import Verdict
from hudai.core.lead_bank import lead_finding
from hudai.documents.imports.regions import read_regions
from hudai.records.models import Region, Station
from hudai.records.queries import region as queries
from hudai.web import law as laws
from hudai.web import marked_sheet
from hudai.web.acting import actor
from hudai.web.forms.region import LeadBankForm, RegionEndForm, RegionForm, RegionNameForm, RegionSheetForm
from hudai.web.frame import NavItem, offer
from hudai.web.request import Request

SEES_REGIONS = (*actions.KEEPS_REGIONS, Station.AUDITOR)

offer(NavItem("区域与主责任银行", "geo-alt", "regions", stations=SEES_REGIONS, order=66))


@require_http_methods(["GET", "HEAD", "POST"])
def regions(request: Request) -> HttpResponse:
    """The towns, who leads in each, and a form for another town."""
    _require(request, to_change=request.method == "POST")
    acting = actor(request)
    form = RegionForm(request.POST or None, initial={"since": acting.today})
    if request.method == "POST" and form.is_valid() and _entered(request, form, _county()):
        return redirect("regions")
    return _regions_page(request, form, status=422 if form.errors else 200)


def _regions_page(request: Request, form: RegionForm, *, status: int, **further: Any) -> HttpResponse:
    acting = actor(request)
    facts = {
        "title": "区域与主责任银行",
        "towns": [(town, _lead_told(town.leads, acting.today)) for town in queries.towns(acting.today)],
        "form": form,
        "sheet": RegionSheetForm(initial={"sheet_since": acting.today}),
        "keeps": acting.station in actions.KEEPS_REGIONS,
        **further,
    }
    return render(request, "region/regions.html", facts, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def region(request: Request, region_id: int) -> HttpResponse:
    """One town: its lead banks from the first day, and its villages; or one village with its groups.

    With a form for another village or group.
    """
    _require(request, to_change=request.method == "POST")
    levels = (Region.Level.TOWN, Region.Level.VILLAGE)
    found = get_object_or_404(Region.objects.select_related("parent"), pk=region_id, level__in=levels)
    acting = actor(request)
    form = RegionForm(request.POST or None, initial={"since": acting.today})
    if request.method == "POST" and form.is_valid() and _entered(request, form, found):
        return redirect("region", region_id=found.pk)
    show = _town if found.level == Region.Level.TOWN else _village
    return show(request, found, form)


def _village(request: Request, village: Region, form: RegionForm) -> HttpResponse:
    facts = {
        "title": village.name,
        "village": village,
        "groups": queries.groups_of(village),
        "ungrouped": queries.without_group(village),
        "form": form,
        "keeps": actor(request).station in actions.KEEPS_REGIONS,
    }
    return render(request, "region/village.html", facts, status=422 if form.errors else 200)


def _town(request: Request, town: Region, form: RegionForm) -> HttpResponse:
    acting = actor(request)
    facts = {
        "title": town.name,
        "town": town,
        "leads": queries.leads_of(town),
        "lead_told": _lead_told(queries.leads_on(town, acting.today), acting.today),
        "villages": queries.villages_of(town),
        "form": form,
        "lead_form": LeadBankForm(initial={"lead_since": acting.today}),
        "keeps": acting.station in actions.KEEPS_REGIONS,
        "appoints": acting.station in actions.APPOINTS_LEAD_BANKS,
    }
    return render(request, "region/region.html", facts, status=422 if form.errors else 200)


@require_POST
def import_regions(request: Request) -> HttpResponse:
    """Take the county's list of regions in; a wrong one comes back with all its cells."""
    _require(request, to_change=True)
    form = RegionSheetForm(request.POST, request.FILES)
    new_town = RegionForm(initial={"since": actor(request).today})
    if not form.is_valid():
        return _regions_page(request, new_town, status=422, sheet=form)
    upload = form.cleaned_data["file"]
    with tempfile.TemporaryDirectory(prefix="hudai-") as folder:
        sheet = Path(folder) / (Path(upload.name).name or "区划")
        sheet.write_bytes(upload.read())
        reading = read_regions(sheet)
        try:
            done = import_regions_of(
                actor=actor(request),
                county=_county(),
                reading=reading,
                since=form.cleaned_data["sheet_since"],
            )
        except SheetRefused as refusal:
            told = marked_sheet.refuse(request, sheet, reading, refusal.problems)
            return _regions_page(request, new_town, status=409, told=told)
    messages.success(request, done.in_words)
    return redirect("regions")


@require_POST
def lead_bank(request: Request, region_id: int) -> HttpResponse:
    """Make a branch responsible for a town."""
    _require(request, to_change=True)
    town = get_object_or_404(Region, pk=region_id, level=Region.Level.TOWN)
    form = LeadBankForm(request.POST)
    if not form.is_valid():
        raise Refusal("请选择网点，并填写生效日期。")
    lead = actions.appoint_lead_bank(
        actor=actor(request),
        town=town,
        branch=form.cleaned_data["branch"],
        since=form.cleaned_data["lead_since"],
    )
    messages.success(request, f"{town}的主责任银行已定为{lead.branch}。")
    return redirect("region", region_id=town.pk)


@require_POST
def end_region(request: Request, region_id: int) -> HttpResponse:
    """Let a town, a village or a group end on a day."""
    _require(request, to_change=True)
    form = RegionEndForm(request.POST)
    if not form.is_valid():
        raise Refusal("请填写撤销日期。")
    ended = actions.end_region(actor=actor(request), region_id=region_id, until=form.cleaned_data["until"])
    messages.success(request, f"{ended}已撤销。")
    return _back_from(ended)


@require_http_methods(["GET", "HEAD", "POST"])
def correct_region(request: Request, region_id: int) -> HttpResponse:
    """Put the name or code of a town, village or group right, or let it end."""
    _require(request, to_change=True)
    regions = Region.objects.exclude(level=Region.Level.COUNTY).select_related("parent__parent")
    found = get_object_or_404(regions, pk=region_id)
    form = RegionNameForm(request.POST or None, initial={"name": found.name, "code": found.code})
    if request.method == "POST" and form.is_valid():
        try:
            corrected = actions.correct_region(actor=actor(request), region_id=region_id, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{corrected}的名称和区划代码已更正。")
            return _back_from(corrected)
    facts = {
        "title": f"更正{found}",
        "region": found,
        "form": form,
        "end_form": None if found.until else RegionEndForm(initial={"until": actor(request).today}),
    }
    return render(request, "region/correct.html", facts, status=422 if form.errors else 200)


def _lead_told(count: int, day: date) -> tuple[bool, str]:
    """Whether a town's lead banks are not as the adopted policy wants, and what it says, with its clause."""
    found = lead_finding(count, laws.law(laws.adopted()).policy, day)
    if found is None:
        return count == 0, ""
    cited = f"依据{laws.place(found.clause)}。" if found.clause else ""
    return found.verdict is Verdict.FAIL, f"{found.message}{cited}"


def _back_from(region: Region) -> HttpResponse:
    """To the page it stands on: a group's village, a village's town, or all towns."""
    if region.level == Region.Level.TOWN:
        return redirect("regions")
    return redirect("region", region_id=region.parent_id)


def _require(request: Request, *, to_change: bool) -> None:
    allowed = actions.KEEPS_REGIONS if to_change else SEES_REGIONS
    if request.desk.posting.station not in allowed:
        raise Http404


def _county() -> Region:
    found = queries.county()
    if found is None:
        raise Refusal("系统里还没有区县，请先由系统管理员建立。")
    return found


def _entered(request: Request, form: RegionForm, parent: Region) -> bool:
    """Enter what the form says; False when it is refused, with the words on the form."""
    said = form.cleaned_data
    try:
        made = actions.enter_region(
            actor=actor(request), parent=parent, name=said["name"], since=said["since"], code=said["code"]
        )
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, f"已新增{made}。")
    return True


urlpatterns = [
    path("regions/", regions, name="regions"),
    path("regions/import/", import_regions, name="region_import"),
    path("regions/<int:region_id>/", region, name="region"),
    path("regions/<int:region_id>/lead-bank/", lead_bank, name="region_lead_bank"),
    path("regions/<int:region_id>/correct/", correct_region, name="region_correct"),
    path("regions/<int:region_id>/end/", end_region, name="region_end"),
]
