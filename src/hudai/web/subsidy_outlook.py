"""What is granted and not paid yet, for how long, and what the next four quarters will ask for."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpResponseBase
from django.shortcuts import render
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_safe

from hudai.core.errors import CannotTell
from hudai.records.queries.subsidy_outlook import ageing
from hudai.records.queries.subsidy_outlook import outlook as outlook_of
from hudai.records.queries.visibility import lines_seen_by, loans_seen_by
from hudai.web import law as laws
from hudai.web.request import Request
from hudai.web.subsidy import ended, require


@require_safe
def outlook(request: Request) -> HttpResponseBase:
    """Ageing of unpaid subsidy, and the forecast by scheme."""
    require(request)
    today = timezone.localdate()
    late = laws.law(laws.adopted()).policy.subsidy_late_days.on(today)
    facts = {
        "title": "待拨与预测",
        "late_after": late,
        "ages": ageing(lines_seen_by(request.desk.posting), today, late),
        "forecasts": _forecasts(request, today),
    }
    return render(request, "subsidy/outlook.html", facts)


def _forecasts(request: Request, today: date) -> list[dict[str, Any]]:
    """For each scheme with loans its coming quarters, or why nobody can tell."""
    loans = loans_seen_by(request.desk.posting)
    found: list[dict[str, Any]] = []
    for name in sorted(set(loans.order_by().values_list("policy", flat=True).distinct())):
        if name not in laws.names():
            continue
        law = laws.law(name)
        try:
            coming = outlook_of(
                loans.filter(policy=name),
                policy=law.policy,
                national=law.national,
                through=ended(law.policy, today)[0],
                of_one_bank=request.desk.posting.branch_id is not None,
            )
        except CannotTell as reason:
            found.append({"scheme": law.policy.title, "reason": str(reason)})
        else:
            total = sum(each.fen for each in coming.quarters)
            found.append({"scheme": law.policy.title, "coming": coming, "total": total})
    return found


urlpatterns = [path("subsidies/outlook/", outlook, name="subsidy_outlook")]
