"""带动主体: the county's cooperatives, leading firms and family farms, and registering one."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils.html import format_html
from django.views.decorators.http import require_http_methods, require_safe

from hudai.actions import enterprise as actions
from hudai.records.models import Enterprise, Region
from hudai.records.queries import enterprise as queries
from hudai.web.acting import actor
from hudai.web.form_answers import on_its_own
from hudai.web.forms.enterprise import EnterpriseFilters, EnterpriseForm
from hudai.web.household import SEES_HOUSEHOLDS
from hudai.web.request import Request
from hudai.web.table import Column, Kind, Table
from hudai.web.templatetags.zh import masked_phone

_KINDS = dict(Enterprise.Kind.choices)
TABLE = Table(
    "enterprises",
    "带动主体",
    (
        Column("name", "名称", "name", fixed=True, width=26),
        Column("kind", "类别", "kind", made=_KINDS.get),
        Column("code", "统一社会信用代码", "code", Kind.CODE),
        Column("town", "乡镇", "town__name"),
        Column("contact", "联系人", "contact"),
        Column("phone", "联系电话", kind=Kind.CODE, made=masked_phone, beside=("phone",), width=14),
    ),
    empty="还没有登记带动主体",
    hint="合作社、龙头企业和家庭农场登记后，产业项目才能选到；可以清空条件再查。",
    icon="building",
)


@require_safe
def enterprises(request: Request) -> HttpResponseBase:
    """All of the county's; a desk that keeps them puts right those of its own towns."""
    require_desk(request)
    form = EnterpriseFilters(request.GET, towns=Region.objects.filter(level=Region.Level.TOWN, until=None))
    keeps = request.desk.posting.station in actions.KEEPS
    table = TABLE
    if keeps:
        mine = set(queries.towns_of(request.desk.posting).values_list("pk", flat=True))

        def button(row: Enterprise) -> str:
            return _correct(row) if row.town_id in mine else ""

        table = replace(TABLE, columns=(*TABLE.columns, Column("do", "", cell=button, fixed=True)))
    found = queries.enterprises(form.filters())
    return table.page(request, found, filters=form, template="project/enterprises.html", keeps=keeps)


def _correct(row: Enterprise) -> str:
    return format_html('<a href="{}">更正</a>', reverse("enterprise_correct", args=[row.pk]))


@require_http_methods(["GET", "HEAD", "POST"])
def register(request: Request) -> HttpResponse:
    """Register one."""
    return _entered(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: Request, enterprise_id: int) -> HttpResponse:
    """Put one right."""
    _require_keeper(request)
    mine = queries.towns_of(request.desk.posting)
    return _entered(request, get_object_or_404(Enterprise, pk=enterprise_id, town__in=mine))


def _entered(request: Request, standing: Enterprise | None) -> HttpResponse:
    _require_keeper(request)
    names = ("kind", "name", "code", "contact")
    initial = (
        {name: getattr(standing, name) for name in names} | {"town": standing.town_id} if standing else {}
    )
    form = EnterpriseForm(request.POST or None, towns=queries.towns_of(request.desk.posting), initial=initial)
    if standing is not None and standing.phone:
        form.fields["phone"].help_text = f"不填就保留原来的 {masked_phone(standing.phone)}。"
    back = reverse("enterprises")

    def act() -> tuple[str, str]:
        said: dict[str, Any] = {"actor": actor(request), "described": form.described()}
        if standing is None:
            made = actions.register(**said)
        else:
            made = actions.correct(enterprise_id=standing.pk, **said)
        return f"{made.name}已登记。", back

    return on_its_own(
        request,
        form,
        act,
        title="更正带动主体" if standing else "登记带动主体",
        heading=standing.name if standing else "新的带动主体",
        back=back,
        trail=[(back, "带动主体")],
        button="保存",
    )


def require_desk(request: Request) -> None:
    """404 for a desk that sees no households, and so no projects."""
    if request.desk.posting.station not in SEES_HOUSEHOLDS:
        raise Http404


def _require_keeper(request: Request) -> None:
    if request.desk.posting.station not in actions.KEEPS:
        raise Http404


urlpatterns = [
    path("projects/enterprises/", enterprises, name="enterprises"),
    path("projects/enterprises/register/", register, name="enterprise_register"),
    path("projects/enterprises/<int:enterprise_id>/", correct, name="enterprise_correct"),
]
