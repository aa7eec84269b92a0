"""Name lists: versions, what changed between two, handing one in, and the banks' receipts."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render, resolve_url
from django.urls import path, reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hudai.actions import name_list as actions
from hudai.actions import name_list_differences as lines
from hudai.core.errors import Refusal
from hudai.documents.media_types import XLSX
from hudai.records.models import Bank, Delivery, Job, NameList, Station
from hudai.records.models.name_list import NameListImport
from hudai.records.queries import name_list as queries
from hudai.web import job as jobs
from hudai.web import sheet_import
from hudai.web.acting import actor
from hudai.web.files import file_answer
from hudai.web.forms.name_list import DifferenceFilters, HandInForm
from hudai.web.frame import NavItem, offer
from hudai.web.request import Request
from hudai.web.table import Column, Kind, Table
from hudai.web.templatetags.zh import moment

SEES_THE_LIST = frozenset(Station) - {Station.ADMINISTRATOR, Station.GUARANTOR}
SEES_IMPORTS = (*actions.KEEPS_THE_LIST, Station.AUDITOR)
MOST_IMPORTS = 10
"""Imports shown beside the versions; older ones are in the journal."""

_PEOPLE = (
    ("new", "新增"),
    ("changed", "信息变化"),
    ("moved", "迁户"),
    ("left", "离户"),
    ("unchanged", "无变化"),
)
_HOUSEHOLDS = (
    ("new", "新增户"),
    ("joined", "重新列入"),
    ("category", "类别变化"),
    ("moved", "地址变化"),
    ("left", "退出名单"),
    ("unchanged", "无变化"),
    ("out", "表中已注明退出"),
)

VERSIONS = Table(
    "name_lists",
    "名单版本",
    (
        Column(
            "number",
            "版本",
            "number",
            value=lambda row: f"第 {row.number} 版",
            link=lambda row: reverse("name_list", args=[row.number]),
            fixed=True,
        ),
        Column("as_of", "名单日期", "as_of", Kind.DAY),
        Column("came", "列入（户）", "came", Kind.COUNT),
        Column("left", "退出（户）", "left", Kind.COUNT),
        Column("source", "来源", "source", Kind.TEXT, ellipsis=40),
        Column("by", "导入人", "imported_by__officer__name"),
        Column("at", "导入时间", "imported_at", value=lambda row: moment(row.imported_at), width=18),
    ),
    empty="还没有名单",
    icon="card-list",
)

_TONES = {
    lines.CAME: "green",
    lines.JOINED: "green",
    lines.LEFT: "red",
    lines.GONE: "red",
    lines.CHANGED: "grey",
}
DIFFERENCES = Table(
    "name_list_differences",
    "名单变化明细",
    (
        Column(
            "kind",
            "变化",
            "kind",
            value=lambda row: lines.KINDS[row.kind],
            tone=lambda row: _TONES.get(row.kind, "orange"),
            fixed=True,
        ),
        Column("household", "户编号", "household", Kind.CODE, width=18),
        Column("name", "姓名", "name", fixed=True),
        Column("town", "镇", "town"),
        Column("village", "村", "village"),
        Column("head", "栏目", "head"),
        Column("was", "原来", "was", Kind.TEXT),
        Column("now", "现在", "now", Kind.TEXT),
    ),
    empty="没有这类变化",
    hint="可以清空条件再查。",
    icon="arrow-left-right",
)

offer(NavItem("帮扶名单", "card-list", "name_lists", stations=SEES_THE_LIST, order=40))


def _preview_of(job: Job) -> str:
    return resolve_url("name_list_import", job.payload["import"])


jobs.shows("name_list_read", "读取名单", _preview_of)
jobs.shows("name_list_write", "导入名单", _preview_of)
jobs.shows("name_list_undo", "撤销名单导入", _preview_of)


@require_safe
def name_lists(request: Request) -> HttpResponseBase:
    """The versions, who has which, and the imports under way."""
    posting = request.desk.posting
    _require(request, SEES_THE_LIST)
    latest = queries.latest_version()
    imports = NameListImport.objects.none()
    if posting.station in SEES_IMPORTS:
        imports = NameListImport.objects.select_related("name_list")
    keeps = posting.station in actions.KEEPS_THE_LIST
    hint = "从全国系统导出人员信息表，在这里导入。" if keeps else "区县主管部门导入名单后会出现在这里。"
    return replace(VERSIONS, hint=hint).page(
        request,
        queries.versions(),
        template="name_list/list.html",
        title="帮扶名单",
        latest=latest,
        listed=queries.listed_at(latest.number, posting).count() if latest else 0,
        imports=imports[:MOST_IMPORTS],
        deliveries=_deliveries(request, latest),
        keeps=keeps,
        signs=posting.station in actions.SIGNS_FOR_IT,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def hand_in(request: Request) -> HttpResponse:
    """First step: the sheet."""
    _require(request, actions.KEEPS_THE_LIST)
    acting = actor(request)
    form = HandInForm(request.POST or None, request.FILES or None, initial={"as_of": acting.today})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            found = actions.hand_in(
                actor=acting,
                file_name=said["file"].name,
                content=said["file"].read(),
                as_of=said["as_of"],
                whole=said["whole"],
                exit_reason=said["exit_reason"],
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            return sheet_import.to_job(found)
    facts = {"title": "导入名单", "form": form}
    return render(request, "name_list/hand_in.html", facts, status=422 if form.errors else 200)


@never_cache
@require_safe
def name_list_import(request: Request, import_id: int) -> HttpResponse:
    """Second step: what the sheet would change; afterwards, what became of it."""
    _require(request, SEES_IMPORTS)
    found = get_object_or_404(NameListImport.objects.select_related("job", "name_list"), pk=import_id)
    people, households = found.counts.get("people", {}), found.counts.get("households", {})
    facts = {
        "title": found.file_name,
        "found": found,
        "running": sheet_import.is_running(found.job),
        "people": [(label, people.get(key, 0)) for key, label in _PEOPLE],
        "households": [(label, households[key]) for key, label in _HOUSEHOLDS if key in households],
        "places": _places(found),
        "new_groups": sum(len(names) for *_, names in found.counts.get("groups", ())),
        "differences": _counted(found),
        "keeps": request.desk.posting.station in actions.KEEPS_THE_LIST,
    }
    return render(request, "name_list/import.html", facts)


def _counted(found: NameListImport) -> list[tuple[str, str, int]]:
    """Kind, what it is called, and how many lines there are of it; empty where none are kept."""
    counts = found.counts.get(lines.COUNT, {}) if lines.kept_files(found) else {}
    return [(kind, label, counts[kind]) for kind, label in lines.KINDS.items() if counts.get(kind)]


@require_safe
def differences(request: Request, import_id: int) -> HttpResponseBase:
    """Everything a list changes, a line a change: before it is confirmed, and afterwards."""
    _require(request, SEES_IMPORTS)
    found = get_object_or_404(NameListImport.objects.select_related("name_list"), pk=import_id)
    form = DifferenceFilters(request.GET)
    said = form.cleaned_data if form.is_valid() else {}
    kind, words = said.get("kind"), said.get("words") or ""
    kept = [
        each
        for each in lines.kept_differences(found)
        if (not kind or each.kind == kind)
        and (words in each.name or words in each.household or words in f"{each.town}{each.village}")
    ]
    return DIFFERENCES.page(
        request, kept, filters=form, template="name_list/differences.html", title="名单变化明细", found=found
    )


@require_POST
def confirm(request: Request, import_id: int) -> HttpResponse:
    """Third step: carry it out."""
    found = actions.confirm(
        actor=actor(request),
        import_id=import_id,
        chosen=sheet_import.chosen(request, "place-"),
        only_right_rows="only_right_rows" in request.POST,
    )
    return sheet_import.to_job(found)


@require_POST
def read_again(request: Request, import_id: int) -> HttpResponse:
    """Read the sheet anew."""
    return sheet_import.to_job(actions.read_again(actor=actor(request), import_id=import_id))


@require_POST
def carry_on(request: Request, import_id: int) -> HttpResponse:
    """Go on with an import that was stopped."""
    return sheet_import.to_job(actions.carry_on(actor=actor(request), import_id=import_id))


@require_POST
def undo(request: Request, import_id: int) -> HttpResponse:
    """Take a whole import back."""
    return sheet_import.to_job(actions.undo(actor=actor(request), import_id=import_id))


@require_POST
def drop(request: Request, import_id: int) -> HttpResponse:
    """Give an import up before it changed anything."""
    actions.drop(actor=actor(request), import_id=import_id)
    messages.success(request, "已放弃这次导入，上传的表格已删除，名单没有改动。")
    return redirect("name_lists")


@require_POST
def marked_sheet(request: Request, import_id: int) -> HttpResponseBase:
    """The sheet with its wrong cells marked."""
    content = actions.marked_sheet(actor=actor(request), import_id=import_id)
    return file_answer(content, name="标注的名单.xlsx", media_type=XLSX)


@require_POST
def deliver(request: Request, number: int) -> HttpResponse:
    """Hand a version to a bank."""
    bank = get_object_or_404(Bank, pk=sheet_import.key_of(request.POST.get("bank")))
    actions.deliver(actor=actor(request), number=number, bank=bank)
    messages.success(request, f"第 {number} 版名单已交付{bank}，请提醒对方签收。")
    return redirect("name_lists")


@require_POST
def sign_for(request: Request, delivery_id: int) -> HttpResponse:
    """The bank's receipt."""
    found = actions.sign_for(actor=actor(request), delivery_id=delivery_id)
    messages.success(request, f"已签收{found.name_list}名单。")
    return redirect("name_lists")


def _require(request: Request, stations: Any) -> None:
    if request.desk.posting.station not in stations:
        raise Http404


def _deliveries(request: Request, latest: NameList | None) -> list[Any]:
    """For the county office each bank with what it got of the latest version; for a bank its own.

    A closed bank is handed nothing any more, and stands there only with what it got.
    """
    posting = request.desk.posting
    found = Delivery.objects.select_related("name_list", "bank", "received_by__officer")
    if posting.branch is not None:
        return list(found.filter(bank=posting.branch.bank_id).order_by("-name_list__number")[:MOST_IMPORTS])
    if latest is None or posting.station not in SEES_IMPORTS:
        return []
    given = {each.bank_id: each for each in found.filter(name_list=latest)}
    return [
        (bank, given.get(bank.pk))
        for bank in Bank.objects.filter(Q(closed_on=None) | Q(pk__in=given)).order_by("name")
    ]


def _places(found: NameListImport) -> list[dict[str, Any]]:
    return sheet_import.places(found.places) if found.state == NameListImport.State.READY else []


urlpatterns = [
    path("name-lists/", name_lists, name="name_lists"),
    path("name-lists/import/", hand_in, name="name_list_hand_in"),
    path("name-lists/import/<int:import_id>/", name_list_import, name="name_list_import"),
    path("name-lists/import/<int:import_id>/differences/", differences, name="name_list_differences"),
    path("name-lists/import/<int:import_id>/confirm/", confirm, name="name_list_confirm"),
    path("name-lists/import/<int:import_id>/read-again/", read_again, name="name_list_read_again"),
    path("name-lists/import/<int:import_id>/carry-on/", carry_on, name="name_list_carry_on"),
    path("name-lists/import/<int:import_id>/undo/", undo, name="name_list_undo"),
    path("name-lists/import/<int:import_id>/drop/", drop, name="name_list_drop"),
    path("name-lists/import/<int:import_id>/marked/", marked_sheet, name="name_list_marked"),
    path("name-lists/<int:number>/deliver/", deliver, name="name_list_deliver"),
    path("name-lists/deliveries/<int:delivery_id>/sign/", sign_for, name="name_list_sign"),
]
