"""The first page (工作台), for each station its own: what waits for this desk, warnings, figures, pictures.

How the loans of the place stand comes after the page, as a part of its own (:mod:`hudai.web.loan_sums`);
the administrator's first page is about the system itself (:mod:`hudai.web.home_health`).
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from hudai.core import workflow
from hudai.core.dates import ONE_DAY
from hudai.records.models import Posting, Station, SubsidyBatch
from hudai.records.queries import application as queries
from hudai.records.queries import waiting
from hudai.web import home_health, loan_desk
from hudai.web import law as laws
from hudai.web.acting import actor
from hudai.web.decision import DECIDES, rows
from hudai.web.frame import NavItem, offer
from hudai.web.home_charts import Chart, chart, months_until
from hudai.web.home_figures import Days, figures
from hudai.web.loan import SEES_LOANS
from hudai.web.reminder import shown
from hudai.web.request import Request
from hudai.web.working_days import calendar_of

SHOWN = 8
"""Waiting cases on the first page; the rest are behind a link."""
DOUBT_AHEAD = timedelta(days=14)
"""A year that begins within two weeks should have its days off."""
AGES = ((1, "今天、昨天"), (3, "2—3 天"), (7, "4—7 天"), (14, "8—14 天"), (30, "15—30 天"))
OLDER = "30 天以上"

offer(NavItem("工作台", "house-door", "home", order=0))


@require_safe
def home(request: Request) -> HttpResponse:
    """What waits for me, and how things stand in my place."""
    posting, today = request.desk.posting, actor(request).today
    if posting.station == Station.ADMINISTRATOR:
        return home_health.page(request)
    days = Days.until(today)
    facts = {
        "title": "工作台",
        "reminders": shown(request),
        "doubt": calendar_of(request).doubt(today, today + DOUBT_AHEAD),
        "figures": figures(posting, days),
        "days": days,
        "batches": _batches(posting, today),
        "loan_desk": loan_desk.desk(posting, today),
        "sees_loans": posting.station in SEES_LOANS,
        **_cases(request),
    }
    return render(request, "home/home.html", facts)


def _cases(request: Request) -> dict[str, Any]:
    """Applications that wait here and how they move, for the desks on their road."""
    posting, today = request.desk.posting, actor(request).today
    if posting.station not in DECIDES:
        return {}
    mine = waiting.waiting_for(posting, laws.steps(posting.station))
    drafts = waiting.to_fill_in(posting)
    return {
        "decides": True,
        "waiting": rows(request, queries.with_row(mine)[:SHOWN]),
        "waiting_count": mine.count(),
        "drafts": rows(request, queries.with_row(drafts)[:SHOWN]),
        "draft_count": drafts.count(),
        "enters": posting.station in waiting.ENTERS,
        "charts": _charts(posting, today),
    }


def _batches(posting: Posting, today: date) -> dict[str, Any]:
    """Subsidy batches that wait for this desk, each with the last day to pay it in time."""
    found = waiting.batches_waiting_for(posting, today)
    lines = [
        {"batch": batch, "through": batch.period_end - ONE_DAY, **_deadline(batch, today)}
        for batch in found.select_related("town")[:SHOWN]
    ]
    return {"lines": lines, "count": found.count() if lines else 0}


def _deadline(batch: SubsidyBatch, today: date) -> dict[str, Any]:
    """Until when an approved batch is to be paid; before its approval no document sets a day."""
    if batch.state == SubsidyBatch.State.CLOSED:
        return {"told": "办结以后有退回，待再次拨付", "late": False}
    since = timezone.localtime(batch.state_since).date()
    told = f"已等 {(today - since).days} 天" if since < today else "今天到达"
    if batch.approved_on is None or batch.policy not in laws.names():
        return {"told": told, "late": False}
    last = batch.approved_on + timedelta(days=laws.law(batch.policy).policy.subsidy_late_days.on(today))
    return {"told": f"{told}，应在 {last} 前拨付", "late": today > last}


def _charts(posting: Posting, today: date) -> dict[str, Chart]:
    """The pictures of the applications a desk sees."""
    months = _every_month(posting, today)
    ages = _ages(posting, today)
    steps = waiting.by_step(posting)
    return {
        "months": chart(
            "各月录入与同意",
            "件",
            [f"{month:%Y-%m}" for month, _, _ in months],
            {"name": "录入", "values": [entered for _, entered, _ in months]},
            {"name": "同意", "values": [approved for _, _, approved in months]},
            kind="line",
        ),
        "ages": chart("办理中的等待时间", "件", list(ages), {"name": "件数", "values": list(ages.values())}),
        "steps": chart(
            "停在各环节的件数",
            "件",
            [_step(policy, step) for policy, step, _ in steps],
            {"name": "件数", "values": [cases for _, _, cases in steps]},
        ),
    }


def _every_month(posting: Posting, today: date) -> list[tuple[date, int, int]]:
    """The last twelve months, those in which nothing happened too; none where nothing ever did."""
    months = months_until(today)
    counted = {
        month: (entered, approved) for month, entered, approved in queries.by_month(posting, months[0])
    }
    return [(month, *counted.get(month, (0, 0))) for month in months] if counted else []


def _step(policy: str, step: int) -> str:
    return workflow.label(laws.law(policy).policy.route, step).removesuffix("意见")


def _ages(posting: Posting, today: date) -> dict[str, int]:
    """Cases under way by how many days they have stood where they are; empty where there are none."""
    counted = dict.fromkeys([*(label for _, label in AGES), OLDER], 0)
    for since in waiting.waiting_since(posting):
        days = (today - timezone.localtime(since).date()).days
        counted[next((label for most, label in AGES if days <= most), OLDER)] += 1
    return counted if any(counted.values()) else {}
