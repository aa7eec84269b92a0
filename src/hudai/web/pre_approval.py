"""The list of lines granted in advance: who of the name list may borrow how much (批量预授信).

Source: 渝北区实施方案 二（四）批量授信。
"""

from __future__ import annotations

from django.http import Http404, HttpResponseBase
from django.urls import path
from django.views.decorators.http import require_safe

from hudai.records.queries import rating as queries
from hudai.web.acting import actor
from hudai.web.rating import SEES_RATINGS
from hudai.web.rating_table import PRE_APPROVED
from hudai.web.request import Request


@require_safe
def pre_approved(request: Request) -> HttpResponseBase:
    """Households with a fresh rating, a line, and no application open."""
    if request.desk.posting.station not in SEES_RATINGS:
        raise Http404
    found = queries.pre_approved(request.desk.posting, actor(request).today)
    return PRE_APPROVED.page(request, found, template="rating/pre_approved.html")


urlpatterns = [path("pre-approved/", pre_approved, name="pre_approved")]
