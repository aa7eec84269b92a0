"""应贷尽贷: whom the scheme lends to and who has no loan yet, why not, and how far each village is served."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.html import format_html, format_html_join
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hudai.actions import household as actions
from hudai.actions.application import ENTERS
from hudai.core.errors import Refusal
from hudai.core.money import share_ppm
from hudai.core.should_lend import Borrowers, borrowers
from hudai.records.models import Explanation, Household, Station
from hudai.records.queries import should_lend as queries
from hudai.web import law as laws
from hudai.web.acting import actor
from hudai.web.destinations import FIELD, wanted, with_next
from hudai.web.forms.household import REASONS, ReasonForm, ShouldLendFilters
from hudai.web.frame import NavItem, offer
from hudai.web.household import NUMBER, PLACE, SEES_HOUSEHOLDS, require_desk, visible
from hudai.web.request import Request
from hudai.web.sheet_import import key_of
from hudai.web.table import Column, Kind, Table
from hudai.web.templatetags.zh import moment

SHOULD_LEND = Table(
    "should_lend",
    "应贷未贷户",
    (
        NUMBER,
        *PLACE,
        Column("kind", "人口类别", "kind"),
        Column("wish", "宣讲时意愿", "wish", made=dict(Explanation.Wish.choices).get),
        Column("lent_on", "上笔放款（已还清）", "lent_on", Kind.DAY),
        Column(
            "reason",
            "未贷原因",
            "reason",
            Kind.TEXT,
            made=lambda reason: reason or "未登记",
            tone=lambda row: "" if row.reason else "orange",
        ),
        Column("reason_at", "登记时间", "reason_at", made=moment, width=18),
    ),
    empty="没有符合条件的未贷户",
    hint="符合条件的农户都已申请或有贷款，或者还没有导入名单。",
    icon="check2-circle",
)
COVERAGE = Table(
    "should_lend_coverage",
    "应贷尽贷各村覆盖",
    (
        Column("town", "镇", "town", fixed=True),
        Column("village", "村", "village", link=lambda row: f"?village={row.village_id}"),
        Column("listed", "名单内（户）", "listed", Kind.COUNT, summed=True),
        Column("eligible", "支持对象（户）", "eligible", Kind.COUNT, summed=True),
        Column("served", "在办或有贷款（户）", "served", Kind.COUNT, summed=True),
        Column("out_of_age", "无适龄成员（户）", "out_of_age", Kind.COUNT, summed=True),
        Column("explained", "已登记原因（户）", "explained", Kind.COUNT, summed=True),
        Column("open", "未登记原因（户）", "open", Kind.COUNT, summed=True),
        Column(
            "share",
            "覆盖率",
            "share_ppm",
            Kind.RATE,
            of_sums=lambda sums: share_ppm(sums["served"], sums["eligible"]),
        ),
    ),
    note="覆盖率：有在办申请或贷款余额的户 ÷ 名单内支持对象户。",
    second=True,
    whole=True,
)
BATCH = "reasons-batch"
"""Id of the form the boxes to tick belong to; a form around the list could not hold the chooser's own."""

offer(
    NavItem(
        "应贷尽贷",
        "clipboard-check",
        "should_lend",
        stations=SEES_HOUSEHOLDS,
        order=44,
        # A village's are told; a whole town's are always more than anybody counts on every page.
        count=lambda desk, day: (
            queries.unexplained(desk.posting, _borrowers(day))
            if desk.posting.station == Station.VILLAGE
            else 0
        ),
    )
)


@require_safe
def should_lend(request: Request) -> HttpResponseBase:
    """Who should be lent to and has no loan, how many are left out, and how far each village is served."""
    require_desk(request)
    posting, who = request.desk.posting, _borrowers(actor(request).today)
    form = ShouldLendFilters(request.GET, posting=posting)
    form.is_valid()
    village, explained = form.cleaned_data.get("village"), form.cleaned_data.get("explained")
    found = queries.to_lend(posting, who, village=village.pk if village else None, explained=explained)
    table = _with_buttons(request)
    if request.htmx or request.GET.get("xlsx") == SHOULD_LEND.key:
        return table.page(request, found, filters=form)
    villages = queries.coverage(posting, who)
    coverage = COVERAGE.shown(request, villages)
    if coverage.is_taken_out:
        return coverage.workbook()
    sums = coverage.sums
    return table.page(
        request,
        found,
        filters=form,
        height=sum(
            _to_lend(each, explained) for each in villages if village is None or each.village_id == village.pk
        ),
        template="household/should_lend.html",
        title="应贷尽贷",
        coverage=coverage if len(villages) > 1 else None,
        sums=sums,
        to_lend=sums["explained"] + sums["open"],
        left_out=[
            (sums["listed"] - sums["eligible"], _kinds_told(who)),
            (sums["served"], "有在办的申请，或贷款还没有还清。"),
            (sums["out_of_age"], _ages_told(who)),
        ],
        batch=BATCH if posting.station in actions.EXPLAINS else "",
        reason_form=ReasonForm(),
        reasons=REASONS,
    )


def _to_lend(village: queries.Coverage, explained: bool | None) -> int:
    """How many of a village the list has."""
    counts = {True: village.explained, False: village.open, None: village.explained + village.open}
    return counts[explained]


def _borrowers(day: date) -> Borrowers:
    """Whom the pack lends to that new applications are entered under."""
    return borrowers(laws.law(laws.adopted()).policy, day)


def _kinds_told(who: Borrowers) -> str:
    if who.kinds is None:
        return "现行政策没有写明支持哪些人口类别，没有按类别区分。"
    return f"人口类别不属于支持对象（{'、'.join(who.kinds)}）。"


def _ages_told(who: Borrowers) -> str:
    if who.youngest is None or who.oldest is None:
        return "现行政策没有写明借款人年龄，没有按年龄区分。"
    return f"没有贷款，家中也没有 {who.youngest} 至 {who.oldest} 周岁的成员。"


def _with_buttons(request: Request) -> Table:
    """The list with what this desk may do with its households: one by one, or many ticked."""
    station, here = request.desk.posting.station, request.get_full_path()
    explains, enters = station in actions.EXPLAINS, station in ENTERS
    columns = [tick(BATCH, here)] if explains else []

    def buttons(row: Household) -> str:
        found = []
        if enters:
            found.append((reverse("application_enter", args=[row.number]), "录入申请"))
        if explains:
            found.append((with_next(reverse("should_lend_reason", args=[row.pk]), here), "登记原因"))
        return format_html_join(" ", '<a class="btn" href="{}">{}</a>', found)

    columns += SHOULD_LEND.columns
    if explains or enters:
        columns.append(Column("do", "", cell=buttons, fixed=True))
    return replace(SHOULD_LEND, columns=tuple(columns))


def tick(form: str, here: str) -> Column:
    """A box a row, sent with ``form``; the head also says where the list stands, for htmx swaps it too."""
    head = (
        '<input type="checkbox" class="form-check-input" form="{form}" data-tick-all aria-label="全选本页">'
        '<input type="hidden" form="{form}" name="{next}" value="{here}">'
    )
    box = (
        '<input type="checkbox" class="form-check-input" form="{form}" name="household" value="{key}"'
        ' aria-label="勾选 {number}">'
    )
    return Column(
        "tick",
        "勾选",
        cell=lambda row: format_html(box, form=form, key=row.pk, number=row.number),
        fixed=True,
        head=format_html(head, form=form, next=FIELD, here=here),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def reason(request: Request, household_id: int) -> HttpResponse:
    """Say why a household has no loan, and go back to the list as it was."""
    _require_reasons(request)
    found = visible(request, household_id)
    form = ReasonForm(request.POST or None)
    back = wanted(request) or reverse("should_lend")
    if request.method == "POST" and form.is_valid():
        try:
            actions.explain(
                actor=actor(request), household_id=household_id, reason=form.cleaned_data["reason"]
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"已登记{found.number}没有贷款的原因。")
            return redirect(back)
    facts = {
        "title": "登记未贷原因",
        "household": found,
        "form": form,
        "reasons": REASONS,
        "back": back,
        "field": FIELD,
    }
    return render(request, "household/reason.html", facts, status=422 if form.errors else 200)


@require_POST
def reason_of_many(request: Request) -> HttpResponse:
    """Say the same reason of the ticked households, and go back to the list as it was."""
    _require_reasons(request)
    form = ReasonForm(request.POST)
    keys = {key for key in map(key_of, request.POST.getlist("household")) if key is not None}
    if not keys:
        messages.error(request, "请先勾选要登记原因的农户。")
    elif not form.is_valid():
        messages.error(request, "请写明没有贷款的原因，最多 200 个字。")
    else:
        recorded = actions.explain_many(
            actor=actor(request), households=keys, reason=form.cleaned_data["reason"]
        )
        messages.success(request, f"已登记 {len(recorded)} 户没有贷款的原因。")
        if left := len(keys) - len(recorded):
            messages.warning(request, f"有 {left} 户没有登记：已经申请或有贷款，或不在您的名单里。")
    return redirect(wanted(request) or reverse("should_lend"))


def _require_reasons(request: Request) -> None:
    if request.desk.posting.station not in actions.EXPLAINS:
        raise Http404


urlpatterns = [
    path("should-lend/", should_lend, name="should_lend"),
    path("should-lend/reasons/", reason_of_many, name="should_lend_reasons"),
    path("should-lend/<int:household_id>/", reason, name="should_lend_reason"),
]
