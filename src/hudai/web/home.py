"""The first page (工作台): what waits for this desk, warnings, figures, and three pictures of the road.

The pictures are drawn in the browser from :func:`charts`; without JavaScript their figures stand
in tables.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from hudai.core import processing_time, words, workflow
from hudai.core.dates import add_months
from hudai.records.models import Posting
from hudai.records.queries import application as queries
from hudai.records.queries import waiting
from hudai.web import law as laws
from hudai.web import loan_desk
from hudai.web.acting import actor
from hudai.web.application import SEES_CASES
from hudai.web.case import took
from hudai.web.decision import DECIDES, rows
from hudai.web.frame import NavItem, offer
from hudai.web.reminder import shown
from hudai.web.request import Request
from hudai.web.working_days import calendar_of

SHOWN = 8
"""Waiting cases on the first page; the rest are behind a link."""
MONTHS = 12
DOUBT_AHEAD = timedelta(days=14)
"""A year that begins within two weeks should have its days off."""
AGES = ((1, "今天、昨天"), (3, "2—3 天"), (7, "4—7 天"), (14, "8—14 天"), (30, "15—30 天"))
OLDER = "30 天以上"

offer(NavItem("工作台", "house-door", "home", order=0))


@require_safe
def home(request: Request) -> HttpResponse:
    """What waits for me, and how things stand in my place."""
    if request.desk.posting.station not in SEES_CASES:
        return render(request, "home/plain.html", {"title": "工作台"})
    posting, today = request.desk.posting, actor(request).today
    mine = waiting.waiting_for(posting, laws.steps(posting.station))
    drafts = waiting.to_fill_in(posting)
    first = rows(request, queries.with_row(mine)[:SHOWN])
    facts = {
        "title": "工作台",
        "decides": posting.station in DECIDES,
        "waiting": first,
        "waiting_count": mine.count(),
        "reminders": shown(request),
        "doubt": calendar_of(request).doubt(today, today + DOUBT_AHEAD),
        "drafts": rows(request, queries.with_row(drafts)[:SHOWN]),
        "draft_count": drafts.count(),
        "enters": posting.station in waiting.ENTERS,
        "figures": _figures(posting, today),
        "loan_desk": loan_desk.desk(posting, today),
        "charts": {name: _with_rows(chart) for name, chart in _charts(posting, today).items()},
    }
    return render(request, "home/home.html", facts)


@require_safe
def charts(request: Request) -> JsonResponse:
    """The figures behind the pictures, by name."""
    if request.desk.posting.station not in SEES_CASES:
        return JsonResponse({})
    return JsonResponse(_charts(request.desk.posting, actor(request).today))


def _figures(posting: Posting, today: date) -> list[dict[str, Any]]:
    """Four figures of this month with the change against the last."""
    month = today.replace(day=1)
    now = queries.counts(posting, month, today + timedelta(days=1))
    before = queries.counts(posting, add_months(month, -1), month)
    taken = waiting.times_taken(posting, today - timedelta(days=90), today + timedelta(days=1))
    times = [time for _, _, time in taken]
    middle = took(processing_time.nearest_rank(times, processing_time.HALF)) if times else "—"
    return [
        _figure("本月录入", now["entered"], "件", before["entered"], "file-earmark-plus", "blue"),
        _figure("本月同意", now["approved"], "件", before["approved"], "check2-circle", "green"),
        {
            "label": "本月审批金额",
            "value": words.wan(now["approved_fen"]),
            "unit": "万元",
            "note": f"上月 {words.wan(before['approved_fen'])} 万元",
            "icon": "cash-stack",
            "tone": "green",
        },
        {
            "label": "单环节办理（中位）",
            "value": middle,
            "unit": "",
            "note": f"近 90 天 {len(times)} 次意见",
            "icon": "stopwatch",
            "tone": "orange",
        },
    ]


def _figure(label: str, now: int, unit: str, before: int, icon: str, tone: str) -> dict[str, Any]:
    change = now - before
    sign = f"+{change}" if change > 0 else f"{change}"
    note = f"上月 {before}，{'持平' if not change else sign}"
    return {"label": label, "value": f"{now:,}", "unit": unit, "note": note, "icon": icon, "tone": tone}


def _charts(posting: Posting, today: date) -> dict[str, Any]:
    """Each picture: title, labels, and series of whole numbers or exact decimals as text."""
    months = _every_month(posting, today)
    towns = queries.by_town(posting)[:15]
    approved = [words.wan(fen).replace(",", "") for _, _, fen in towns]
    ages = _ages(posting, today)
    steps = waiting.by_step(posting)
    return {
        "months": {
            "kind": "line",
            "title": "各月录入与同意",
            "unit": "件",
            "labels": [f"{month:%Y-%m}" for month, _, _ in months],
            "series": [
                {"name": "录入", "values": [entered for _, entered, _ in months]},
                {"name": "同意", "values": [approved for _, _, approved in months]},
            ],
        },
        "towns": {
            "kind": "bar",
            "title": "各地审批金额",
            "unit": "万元",
            "labels": [name for name, _, _ in towns],
            "series": [{"name": "审批金额", "values": approved}],
        },
        "ages": {
            "kind": "bar",
            "title": "办理中的等待时间",
            "unit": "件",
            "labels": list(ages) if any(ages.values()) else [],
            "series": [{"name": "件数", "values": list(ages.values()) if any(ages.values()) else []}],
        },
        "steps": {
            "kind": "bar",
            "title": "停在各环节的件数",
            "unit": "件",
            "labels": [_step(policy, step) for policy, step, _ in steps],
            "series": [{"name": "件数", "values": [cases for _, _, cases in steps]}],
        },
    }


def _every_month(posting: Posting, today: date) -> list[tuple[date, int, int]]:
    """The last twelve months, those in which nothing happened too; none where nothing ever did."""
    first = add_months(today.replace(day=1), 1 - MONTHS)
    counted = {month: (entered, approved) for month, entered, approved in queries.by_month(posting, first)}
    months = [add_months(first, place) for place in range(MONTHS)]
    return [(month, *counted.get(month, (0, 0))) for month in months] if counted else []


def _with_rows(chart: dict[str, Any]) -> dict[str, Any]:
    """A picture with its figures as the rows of a table."""
    columns = [series["values"] for series in chart["series"]]
    return {**chart, "rows": list(zip(chart["labels"], zip(*columns, strict=True), strict=True))}


def _step(policy: str, step: int) -> str:
    return workflow.label(laws.law(policy).policy.route, step).removesuffix("意见")


def _ages(posting: Posting, today: date) -> dict[str, int]:
    """Cases under way by how many days they have stood where they are."""
    counted = dict.fromkeys([*(label for _, label in AGES), OLDER], 0)
    for since in waiting.waiting_since(posting):
        days = (today - timezone.localtime(since).date()).days
        counted[next((label for most, label in AGES if days <= most), OLDER)] += 1
    return counted
