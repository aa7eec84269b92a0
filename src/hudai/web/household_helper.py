"""帮扶责任人: registered for one household, ended, or taken from a sheet for many."""

from __future__ import annotations

import tempfile
from pathlib import Path

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_http_methods, require_POST

from hudai.actions import household_helper as actions
from hudai.core.errors import Refusal
from hudai.documents.imports.household_helper import read_helpers
from hudai.documents.sheets import Reading
from hudai.records.models import Household
from hudai.web.acting import actor
from hudai.web.forms.household_helper import HelperEndForm, HelperForm, HelperSheetForm
from hudai.web.household import visible
from hudai.web.request import Request


@require_http_methods(["GET", "HEAD", "POST"])
def helper(request: Request, household_id: int) -> HttpResponse:
    """Register a household's helper, or correct the one there is."""
    found = _kept(request, household_id)
    standing = found.helpers.filter(until=None).first()
    form = HelperForm(request.POST or None, initial={"since": actor(request).today})
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.register(
                actor=actor(request), household_id=household_id, appointment=form.appointment()
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{found.number}的帮扶责任人已登记为{made.name}。")
            return redirect("household", household_id)
    facts = {
        "title": "登记帮扶责任人",
        "household": found,
        "form": form,
        "standing": standing,
        "end_form": HelperEndForm(initial={"until": actor(request).today}) if standing else None,
    }
    return render(request, "household/household_helper.html", facts, status=422 if form.errors else 200)


@require_POST
def end(request: Request, household_id: int) -> HttpResponse:
    """Let a household be without a helper from a day on."""
    found = _kept(request, household_id)
    form = HelperEndForm(request.POST)
    if not form.is_valid():
        raise Refusal("请填写结束日期。")
    ended = actions.end(actor=actor(request), household_id=household_id, until=form.cleaned_data["until"])
    messages.success(request, f"{found.number}的帮扶责任人{ended.name}已结束。")
    return redirect("household", household_id)


@require_http_methods(["GET", "HEAD", "POST"])
def sheet(request: Request) -> HttpResponse:
    """Register the helpers of a sheet, all or none."""
    _require(request)
    acting = actor(request)
    form = HelperSheetForm(request.POST or None, request.FILES or None, initial={"sheet_since": acting.today})
    if request.method == "POST" and form.is_valid():
        registered = actions.import_helpers(
            actor=acting, reading=_read(form), since=form.cleaned_data["sheet_since"]
        )
        messages.success(request, f"登记了 {registered} 户的帮扶责任人，与原来相同的没有改动。")
        return redirect("households")
    facts = {"title": "导入帮扶责任人", "form": form}
    return render(request, "household/helper_sheet.html", facts, status=422 if form.errors else 200)


def _read(form: HelperSheetForm) -> Reading:
    upload = form.cleaned_data["file"]
    with tempfile.TemporaryDirectory(prefix="hudai-") as folder:
        file = Path(folder) / (Path(upload.name).name or "帮扶责任人")
        file.write_bytes(upload.read())
        return read_helpers(file)


def _require(request: Request) -> None:
    if request.desk.posting.station not in actions.KEEPS_HELPERS:
        raise Http404


def _kept(request: Request, household_id: int) -> Household:
    _require(request)
    return visible(request, household_id)


urlpatterns = [
    path("households/helpers/", sheet, name="helper_sheet"),
    path("households/<int:household_id>/helper/", helper, name="household_helper"),
    path("households/<int:household_id>/helper/end/", end, name="household_helper_end"),
]
