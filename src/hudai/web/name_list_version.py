"""One version of the name list: its people; and what changed between two versions, all to be taken out."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.http import Http404, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.views.decorators.http import require_safe

from hudai.actions.name_list_differences import CHANGED, Difference, kept_differences, kept_files
from hudai.records.among import among
from hudai.records.models import LabourCapacity, NameList, Person, Posting
from hudai.records.models.name_list import NameListImport
from hudai.records.queries import name_list as queries
from hudai.records.queries.visibility import households_seen_by
from hudai.web.forms.name_list import CompareForm, PeopleFilters
from hudai.web.name_list import DIFFERENCES, SEES_IMPORTS, SEES_THE_LIST
from hudai.web.request import Request
from hudai.web.table import Column, Kind, Table
from hudai.web.templatetags.zh import masked, masked_phone

_LABOUR = dict(LabourCapacity.Capacity.choices)
_SEXES = dict(Person.Sex.choices)


def _address(row: Any) -> str:
    return reverse("household", args=[row.household_id])


_HOUSEHOLD = Column("number", "户编号", "household__number", Kind.CODE, link=_address, fixed=True, width=18)
_PLACE = (
    Column("town", "镇", "household__village__parent__name"),
    Column("village", "村", "household__village__name"),
    Column("group", "组", "household__group__name"),
)
PEOPLE = Table(
    "name_list_people",
    "名单人员",
    (
        _HOUSEHOLD,
        Column("name", "姓名", "person__name"),
        Column(
            "relation",
            "与户主关系",
            "relation",
            made=lambda relation, is_head: "户主" if is_head else relation,
            beside=("is_head",),
        ),
        Column(
            "id_number",
            "身份证号码",
            kind=Kind.CODE,
            made=masked,
            beside=("person__id_number",),
            width=20,
        ),
        Column("sex", "性别", "person__sex", made=_SEXES.get, width=8),
        Column("born_on", "出生日期", "person__born_on", Kind.DAY),
        Column(
            "phone",
            "联系电话",
            kind=Kind.CODE,
            made=lambda phone: masked_phone(phone) if phone else None,
            beside=("person__phone",),
            width=14,
            shown=False,
        ),
        *_PLACE,
        Column("kind", "人口类别", "kind"),
        Column("labour", "劳动能力", "labour", made=_LABOUR.get, shown=False),
    ),
    empty="这一版没有符合条件的人员",
    hint="只列出您管理范围内的农户；可以清空条件再查。",
    icon="people",
)

_LISTING = (
    _HOUSEHOLD,
    Column("head", "户主", "head"),
    *_PLACE,
    Column("kind", "人口类别", "kind"),
)


def _changes_list(key: str, title: str, *columns: Column) -> Table:
    return Table(
        key,
        title,
        columns,
        empty="这两版之间没有这类变化",
        hint="可以换两个版本，或看上面其他几类。",
        icon="check2-circle",
    )


CHANGES = {
    "came": _changes_list("name_list_came", "新列入名单的农户", *_LISTING),
    "left": _changes_list(
        "name_list_left", "退出名单的农户", *_LISTING, Column("why", "退出原因", "why", width=20)
    ),
    "category": _changes_list(
        "name_list_category", "类别变化的农户", *_LISTING, Column("kind_before", "原类别", "kind_before")
    ),
    "moved": _changes_list(
        "name_list_moved",
        "迁户人员",
        Column("name", "姓名", "person__name", fixed=True),
        Column("before", "原户编号", "household_before", Kind.CODE, width=18),
        replace(_HOUSEHOLD, heading="现户编号", fixed=False),
        *_PLACE,
        Column("since", "日期", "since", Kind.DAY),
    ),
    "said": _changes_list("name_list_said", "信息变化的人员", *DIFFERENCES.columns[1:]),
}
LABELS = {"came": "新列入", "left": "退出", "category": "类别变化", "moved": "迁户", "said": "信息变化"}


@require_safe
def version(request: Request, number: int) -> HttpResponseBase:
    """The people of one version, as far as this desk sees them."""
    _require(request)
    found = get_object_or_404(NameList, number=number)
    posting = request.desk.posting
    form = PeopleFilters(request.GET, posting=posting)
    form.is_valid()
    village = form.cleaned_data.get("village")
    people = queries.people_at(
        found,
        posting,
        words=form.cleaned_data.get("words") or "",
        village=village.pk if village else None,
        group=form.cleaned_data.get("group") or "",
    )
    table = replace(PEOPLE, title=f"第 {number} 版名单人员")
    return table.page(
        request,
        people,
        filters=form,
        template="name_list/version.html",
        version=found,
        made_by=_made_by(request, found),
        households=queries.listed_at(number, posting).count() if not request.htmx else 0,
    )


def _made_by(request: Request, version: NameList) -> NameListImport | None:
    """The import that made a version, where its changes are kept and this desk may see them."""
    if request.desk.posting.station not in SEES_IMPORTS:
        return None
    found = NameListImport.objects.filter(name_list=version).first()
    return found if found and kept_files(found) else None


@require_safe
def compare(request: Request) -> HttpResponseBase:
    """What changed between two versions, of the households this desk sees."""
    _require(request)
    form = CompareForm(request.GET)
    if not form.is_valid():
        raise Http404
    versions = (form.cleaned_data["older"], form.cleaned_data["newer"])
    older, newer = sorted(versions, key=lambda each: each.number)
    found = _changes(request, older, newer)
    what = request.GET.get("what", "came")
    what = what if what in found else "came"
    title = f"{CHANGES[what].title}（第 {older.number} 版至第 {newer.number} 版）"
    shown = replace(CHANGES[what], title=title)
    return shown.page(
        request,
        found[what],
        filters=form,
        template="name_list/compare.html",
        title="名单变化",
        whole_page=True,
        tabs=[(key, label, _count(found[key])) for key, label in LABELS.items()],
    )


def _changes(request: Request, older: NameList, newer: NameList) -> dict[str, Any]:
    posting = request.desk.posting
    came, left, changed = queries.changes_between(older.number, newer.number, posting)
    kept = {
        "came": came,
        "left": left,
        "category": changed,
        "moved": queries.moves_between(older, newer, posting),
    }
    ordered = {what: found.order_by("pk") for what, found in kept.items()}
    return {**ordered, "said": _said_anew(posting, older, newer)}


def _count(found: Any) -> int:
    return len(found) if isinstance(found, list) else found.count()


def _said_anew(posting: Posting, older: NameList, newer: NameList) -> list[Difference]:
    """What the imports in between said anew of people of households this desk sees, the earliest first.

    The tables keep no former name or telephone number; the imports' own lines do.
    """
    imports = NameListImport.objects.filter(
        name_list__number__gt=older.number, name_list__number__lte=newer.number
    ).order_by("name_list__number")
    lines = [line for each in imports for line in kept_differences(each) if line.kind == CHANGED]
    numbers = {line.household for line in lines}
    seen = set(households_seen_by(posting).filter(among("number", numbers)).values_list("number", flat=True))
    return [line for line in lines if line.household in seen]


def _require(request: Request) -> None:
    if request.desk.posting.station not in SEES_THE_LIST:
        raise Http404


urlpatterns = [
    path("name-lists/compare/", compare, name="name_list_compare"),
    path("name-lists/<int:number>/", version, name="name_list"),
]
