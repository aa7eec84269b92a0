"""How long each step takes each office (办理时长): median and 90th percentile over the last year."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpResponseBase
from django.urls import path
from django.views.decorators.http import require_safe

from hudai.core import processing_time
from hudai.core.dates import ONE_DAY
from hudai.records.queries import waiting
from hudai.web.acting import actor
from hudai.web.application import SEES_CASES
from hudai.web.case import took
from hudai.web.frame import NavItem, offer
from hudai.web.request import Request
from hudai.web.table import Column, Kind, Table

OVER = timedelta(days=365)
"""Processing times are those of the last year."""

TABLE = Table(
    "processing_times",
    "办理时长",
    (
        Column("step", "环节", "step", ordered=False, fixed=True),
        Column("office", "单位", "office", width=26),
        Column("cases", "意见次数", "cases", Kind.COUNT),
        # Sorted as words “10 天” would come before “2 小时”.
        Column("median", "中位时长", "median", made=took, ordered=False),
        Column("ninetieth", "九成在此以内", "ninetieth", made=took, ordered=False, width=16),
    ),
    empty="近一年还没有签署过意见",
    hint="各环节签署意见后，这里统计办理用了多久。",
    icon="stopwatch",
    note="近一年签署的意见；从到达该环节到签署意见，含休息日；中位和九成都取真实发生过的时长。",
    whole=True,
)

offer(NavItem("办理时长", "stopwatch", "processing_times", stations=SEES_CASES, order=26))


@require_safe
def processing_times(request: Request) -> HttpResponseBase:
    """Each step and office, the slowest office of a step first."""
    today = actor(request).today
    taken = waiting.times_taken(request.desk.posting, today - OVER, today + ONE_DAY)
    lines = processing_time.processing_times(taken)
    return TABLE.page(request, lines, template="decision/processing_times.html", since=today - OVER)


urlpatterns = [path("processing-times/", processing_times, name="processing_times")]
