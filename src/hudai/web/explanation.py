"""入户宣讲: which listed households were explained to, which not yet, and writing a round of visits down."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods, require_safe

from hudai.actions import explanation as actions
from hudai.actions.decision import LOOKS
from hudai.core.errors import Refusal
from hudai.core.explanation import ROLES, TOPICS, coverage_ppm, told
from hudai.records.models import Explanation, Household, Posting, Station
from hudai.records.queries import explanation as queries
from hudai.records.queries.attachment import files_of
from hudai.records.queries.visibility import villages_seen_by
from hudai.web.acting import actor
from hudai.web.destinations import FIELD, wanted
from hudai.web.forms.explanation import AnswerForm, ExplanationFilters, RoundForm, WithdrawForm
from hudai.web.forms.household import REASONS
from hudai.web.household import NUMBER, PLACE
from hudai.web.household_timeline import Event, tells
from hudai.web.loan_deeds import deed, page
from hudai.web.publicity_tabs import TABS, require
from hudai.web.request import Request
from hudai.web.sheet_import import key_of
from hudai.web.should_lend import tick
from hudai.web.table import Column, Kind, Table

WISHES = dict(Explanation.Wish.choices)
_TONES = {"willing": "green", "not_now": "orange", "unsaid": "grey"}
BATCH = "explanation-batch"
"""Id of the form the boxes to tick belong to."""


def _address(key: int | None) -> str:
    return reverse("explanation", args=[key]) if key else ""


def _yes(signed: bool | None) -> str:
    return "" if signed is None else "已签字" if signed else "未签字"


def _withdrawn(row: Explanation) -> str:
    return "grey" if row.withdrawn_at else ""


def _roles(keys: list[str]) -> str:
    return told(keys, ROLES)


def _topics(keys: list[str]) -> str:
    return told(keys, TOPICS)


HOUSEHOLDS = Table(
    "explained_households",
    "入户宣讲",
    (
        NUMBER,
        *PLACE,
        Column("kind", "人口类别", "kind"),
        Column(
            "explained_on",
            "最近宣讲日期",
            "explained_on",
            Kind.DAY,
            link=lambda row: _address(row.explanation),
        ),
        Column("explainers", "宣讲人", "explainers"),
        Column("wish", "贷款意愿", "wish", made=WISHES.get, tone=lambda row: _TONES.get(row.wish, "")),
        Column("wish_reason", "暂不需要的原因", "wish_reason", Kind.TEXT),
        Column("signed", "签字", "signed", made=_yes),
    ),
    empty="没有符合条件的农户",
    hint="名单内的农户都已宣讲，或换一个条件再查。",
    icon="house-heart",
    note="只列名单内的农户；同一户多次宣讲的，以最近一次为准。",
)
_COUNTS = (
    Column("listed", "名单内（户）", "listed", Kind.COUNT, summed=True),
    Column("explained", "已宣讲（户）", "explained", Kind.COUNT, summed=True),
    Column("left", "还没有宣讲（户）", "left", Kind.COUNT, summed=True),
    Column("willing", "愿意贷款（户）", "willing", Kind.COUNT, summed=True),
    Column("signed", "已签字（户）", "signed", Kind.COUNT, summed=True),
    Column(
        "share",
        "宣讲覆盖率",
        "share_ppm",
        Kind.RATE,
        of_sums=lambda sums: coverage_ppm(sums["explained"], sums["listed"]),
    ),
)
_NOTE = "宣讲覆盖率：已宣讲户 ÷ 名单内户。意愿和签字以最近一次宣讲为准。"
VILLAGES = Table(
    "explanation_villages",
    "各村宣讲覆盖",
    (
        Column("town", "镇", "town", fixed=True),
        Column("village", "村", "village", link=lambda row: f"?state=not_yet&village={row.place_id}"),
        *_COUNTS,
    ),
    note=_NOTE,
    second=True,
    whole=True,
)
TOWNS = Table(
    "explanation_towns",
    "各镇宣讲覆盖",
    (
        Column("town", "镇", "town", fixed=True, link=lambda row: f"?state=not_yet&town={row.place_id}"),
        *_COUNTS,
    ),
    note=_NOTE,
    second=True,
    whole=True,
)
LOG = Table(
    "explanation_log",
    "宣讲记录",
    (
        Column(
            "explained_on",
            "宣讲日期",
            "explained_on",
            Kind.DAY,
            link=lambda row: _address(row.pk),
            fixed=True,
        ),
        Column("number", "户编号", "household__number", Kind.CODE, width=18),
        Column("town", "镇", "household__village__parent__name"),
        Column("village", "村", "household__village__name"),
        Column("explainers", "宣讲人", "explainers"),
        Column("roles", "宣讲人身份", "roles", Kind.TEXT, made=_roles, ordered=False),
        Column(
            "topics", "宣讲内容", "topics", Kind.TEXT, made=lambda keys: told(keys, TOPICS), ordered=False
        ),
        Column("wish", "贷款意愿", "wish", made=WISHES.get, tone=lambda row: _TONES.get(row.wish, "")),
        Column("reason", "暂不需要的原因", "reason", Kind.TEXT),
        Column("signed", "签字", "signed", made=_yes),
        Column("office", "登记单位", "recorded_by__office", shown=False, width=26),
        Column("withdrawn", "作废原因", "withdrawn_for", Kind.TEXT, tone=_withdrawn),
    ),
    empty="没有符合条件的宣讲记录",
    icon="journal-text",
)


@require_safe
def explanations(request: Request) -> HttpResponseBase:
    """The listed households; for a village those not explained to yet, unless it asks for others."""
    require(request)
    posting = request.desk.posting
    form = _filters(request)
    filters = form.filters()
    found = queries.households(posting, filters)
    records = posting.station in actions.RECORDS
    table = HOUSEHOLDS
    if records:
        table = replace(table, columns=(tick(BATCH, request.get_full_path()), *table.columns))
    if request.htmx or request.GET.get("xlsx") == HOUSEHOLDS.key:
        return table.page(request, found, filters=form)
    by_town = posting.region is not None and posting.region.level == "county" and not filters.town
    lines = queries.coverage(posting, filters.since, by_town=by_town, town=filters.town)
    coverage = (TOWNS if by_town else VILLAGES).shown(request, lines)
    if coverage.is_taken_out:
        return coverage.workbook()
    return table.page(
        request,
        found,
        filters=form,
        template="explanation/list.html",
        coverage=coverage if len(lines) > 1 else None,
        sums=queries.sums(lines),
        batch=BATCH if records else "",
        tabs=TABS,
        whole_page=True,
    )


def _filters(request: Request) -> ExplanationFilters:
    """What the address asks for; a village that asks for nothing is shown whom it has still to visit."""
    posting = request.desk.posting
    asked = request.GET.copy()
    if not any(asked.get(name) for name in ("state", "town", "village", "wish", "since")):
        asked["state"] = queries.NOT_YET if posting.station == Station.VILLAGE else queries.ALL
    return ExplanationFilters(asked, villages=villages_seen_by(posting))


@require_safe
def log(request: Request) -> HttpResponseBase:
    """Every explanation written down, household by household."""
    require(request)
    form = ExplanationFilters(request.GET, villages=villages_seen_by(request.desk.posting))
    del form.fields["state"]
    found = queries.log(request.desk.posting, form.filters())
    return LOG.page(request, found, filters=form, template="explanation/log.html")


@require_http_methods(["GET", "HEAD", "POST"])
def record(request: Request) -> HttpResponse:
    """Write down a round: what is said once for all households, and what each of them said."""
    require(request)
    acting = actor(request)
    acting.require(*actions.RECORDS)
    data = request.POST if request.method == "POST" else request.GET
    back = wanted(request) or reverse("explanations")
    homes = _chosen(request.desk.posting, data.getlist("household"))
    if not homes:
        messages.error(request, "请先勾选宣讲到的农户，再登记。")
        return redirect(back)
    sent = request.POST if request.method == "POST" else None
    form = RoundForm(sent, initial={"explained_on": acting.today, "topics": list(TOPICS)})
    answers = [AnswerForm(sent, household=home) for home in homes]
    status = 200
    if request.method == "POST":
        status = 422
        if all([form.is_valid(), *(each.is_valid() for each in answers)]):
            said = {each.household.pk: each.answer() for each in answers}
            try:
                made = actions.record(actor=acting, said=form.said(), answers=said)
            except Refusal as refusal:
                status = 409
                form.add_error(None, str(refusal))
            else:
                messages.success(request, f"已登记 {len(made)} 户的入户宣讲。")
                return redirect(back)
    facts = {
        "title": "登记入户宣讲",
        "form": form,
        "answers": answers,
        "reasons": REASONS,
        "back": back,
        "field": FIELD,
    }
    return render(request, "explanation/record.html", facts, status=status)


def _chosen(posting: Posting, keys: Iterable[str]) -> list[Household]:
    """The ticked households the desk explains to, in order."""
    wanted_keys = {key for key in map(key_of, keys) if key is not None}
    found = queries.households(posting, queries.Filters()).filter(pk__in=wanted_keys)
    return list(found[: actions.MOST_AT_ONCE + 1])


@require_safe
def explanation(request: Request, explanation_id: int) -> HttpResponse:
    """One explanation as it was written down."""
    require(request)
    found = _visible(request, explanation_id)
    facts = {
        "title": f"入户宣讲 {found.household.number}",
        "found": found,
        "wish": WISHES[found.wish],
        "tone": _TONES[found.wish],
        "roles": told(found.roles, ROLES),
        "topics": told(found.topics, TOPICS),
        "files": [each for each in files_of(found) if each.withdrawn_at is None],
        "may_look": request.desk.posting.station in LOOKS,
        "may_withdraw": request.desk.posting.station in actions.RECORDS and found.withdrawn_at is None,
    }
    return render(request, "explanation/explanation.html", facts)


@page
def withdraw(request: Request, explanation_id: int) -> HttpResponse:
    """Take back one that was written down wrongly."""
    require(request)
    found, acting = _visible(request, explanation_id), actor(request)
    acting.require(*actions.RECORDS)
    form = WithdrawForm(request.POST if request.method == "POST" else None)

    def act() -> str:
        actions.withdraw(actor=acting, explanation_id=found.pk, **form.cleaned_data)
        return "宣讲记录已作废，可以重新登记。"

    return deed(
        request,
        form,
        act,
        title="作废宣讲记录",
        button="作废",
        back=_address(found.pk),
        template="publicity/form.html",
        where=("explanations", "入户宣讲"),
        note="作废后记录仍在“宣讲记录”里；已经登记到“应贷尽贷”的未贷原因不会撤回，请在那里另行登记。",
        danger=True,
    )


def _visible(request: Request, explanation_id: int) -> Explanation:
    found = queries.log(request.desk.posting, queries.Filters()).select_related("withdrawn_by")
    return get_object_or_404(
        found.select_related("household__village__parent", "recorded_by__officer", "withdrawn_by"),
        pk=explanation_id,
    )


@tells
def explained(household: Household, posting: Posting) -> Iterable[Event]:
    """What the line of time of a household says of it."""
    for each in queries.of_household(household):
        words = f"{each.explainers}；{WISHES[each.wish]}" + (f"（{each.reason}）" if each.reason else "")
        yield Event(each.explained_on, "入户宣讲", words, "later", _address(each.pk))


urlpatterns = [
    path("publicity/", explanations, name="explanations"),
    path("publicity/log/", log, name="explanation_log"),
    path("publicity/record/", record, name="explanation_record"),
    path("publicity/<int:explanation_id>/", explanation, name="explanation"),
    path("publicity/<int:explanation_id>/withdraw/", withdraw, name="explanation_withdraw"),
]
