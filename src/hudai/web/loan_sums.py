"""How the loans of a desk's place stand today (贷款概况): sums, suspended areas, and pictures.

A part of the first page that comes after it, because it goes through every loan; a page of its own
without JavaScript.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
from django.db.models import Exists, OuterRef
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.views.decorators.http import require_safe

from hudai.core import words
from hudai.core.breaker import area_ratios, with_tripped
from hudai.core.dates import ONE_DAY
from hudai.core.errors import Refusal
from hudai.core.money import half_up, share_ppm
from hudai.core.policy import NotRegulated, Policy
from hudai.records.models import Bank, Branch, Posting, Region, Station
from hudai.records.queries import home as queries
from hudai.records.queries.bank_return import told_days
from hudai.records.queries.loan_sums import loans_around, sums_by_village
from hudai.records.queries.subsidy_outlook import ageing
from hudai.records.queries.visibility import lines_seen_by, loans_seen_by
from hudai.web import law as laws
from hudai.web.acting import actor
from hudai.web.home_charts import Chart, by_month, chart, decimal, months_until
from hudai.web.home_figures import Figure
from hudai.web.loan import SEES_LOANS
from hudai.web.request import Request
from hudai.web.subsidy import SEES_BATCHES

MOST_BARS = 20
"""Places of a picture; the largest balances."""
SEES_UNPAID = SEES_BATCHES - {Station.BRANCH, Station.BANK}
"""Desks on the road of the subsidy, and those that watch it."""


@require_safe
def loan_sums(request: Request) -> HttpResponse:
    """The part for htmx, the whole page else."""
    posting, today = request.desk.posting, actor(request).today
    if posting.station not in SEES_LOANS:
        raise Http404
    policy = laws.law(laws.adopted()).policy
    sums = sums_by_village(loans_seen_by(posting))
    facts = {
        "title": "贷款概况",
        "figures": [*_unpaid(posting, today), *_figures(sums)],
        "silent": _silent(posting, today),
        "suspended": _suspended(posting, sums, policy, today),
        "charts": _charts(posting, sums, policy, today),
    }
    return render(request, "home/loan_sums_part.html" if request.htmx else "home/loan_sums.html", facts)


def _unpaid(posting: Posting, today: date) -> list[Figure]:
    """Subsidy granted and not arrived, as the page of what is outstanding adds it up."""
    if posting.station not in SEES_UNPAID:
        return []
    late_after = laws.law(laws.adopted()).policy.subsidy_late_days.on(today)
    ages = ageing(lines_seen_by(posting), today, late_after)
    late = sum(age.fen for age in ages if age.late)
    told = f"批准超过 {late_after} 天的 {words.yuan(late)} 元" if late else f"没有批准超过 {late_after} 天的"
    owed = words.yuan(sum(age.fen for age in ages))
    url, tone = reverse("subsidy_outlook"), "red" if late else "orange"
    return [Figure("已批准、未到账贴息", owed, "元", "hourglass-split", url, told, tone)]


def _figures(sums: pl.DataFrame) -> list[Figure]:
    """Balance, and what of it is overdue as the list of loans counts it."""
    late = sums.filter(pl.col("overdue") == 1)
    owed, owed_late = _total(sums, "balance_fen"), _total(late, "balance_fen")
    of_principal = _total(late.filter(pl.col("principal_days") > 0), "balance_fen")
    share = share_ppm(owed_late, owed)
    of_all = "没有余额" if share is None else f"占余额 {words.percent(share)}"
    return [
        Figure(
            "贷款余额",
            words.wan(owed),
            "万元",
            "bank",
            f"{reverse('loans')}?state=open",
            f"在贷 {_total(sums, 'loans'):,} 笔",
        ),
        Figure(
            "逾期贷款余额",
            words.wan(owed_late),
            "万元",
            "exclamation-triangle",
            f"{reverse('loans')}?state=overdue",
            f"{_total(late, 'loans'):,} 笔，{of_all}；其中本金逾期 {words.wan(of_principal)} 万元",
            "red" if owed_late else "green",
        ),
    ]


def _silent(posting: Posting, today: date) -> list[dict[str, Any]]:
    """Banks of these loans that have not told up to yesterday what was repaid, with the day they told to.

    Where its branches told up to different days, each is named by itself.
    """
    days = told_days(today - ONE_DAY)
    lends_here = Exists(loans_seen_by(posting).order_by().filter(branch=OuterRef("pk")))
    late = (
        Branch.objects.filter(lends_here, pk__in=days).select_related("bank").order_by("bank__name", "name")
    )
    of_bank: dict[Bank, list[Branch]] = {}
    for branch in late:
        of_bank.setdefault(branch.bank, []).append(branch)
    told: list[dict[str, Any]] = []
    for bank, branches in of_bank.items():
        together = {days[branch.pk] for branch in branches}
        named = (
            [(bank.name, min(together))]
            if len(together) == 1
            else [(f"{each}", days[each.pk]) for each in branches]
        )
        told += [{"bank": name, "day": day} for name, day in named]
    return told


def _total(sums: pl.DataFrame, column: str) -> int:
    return int(sums[column].sum())


def _suspended(posting: Posting, sums: pl.DataFrame, policy: Policy, today: date) -> list[dict[str, Any]]:
    """Towns and villages the breaker has tripped in, with ratio and threshold; nothing where it is off."""
    lines = _lines(policy, today)
    if not lines:
        return []
    sees_all = posting.region is not None and posting.region.level == Region.Level.COUNTY
    around = sums if sees_all else sums_by_village(loans_around(posting))
    areas = with_tripped(area_ratios(around), policy=policy, as_of=today).filter(pl.col("tripped"))
    towns = set(areas.filter(pl.col("level") == "town")["town"])
    return [
        {
            "name": area["town"] if area["level"] == "town" else f"{area['town']}{area['village']}",
            "ratio": words.percent(area["npl_ppm"]),
            "line": words.percent(lines[area["level"]]),
        }
        for area in areas.to_dicts()
        if area["level"] == "town" or area["town"] not in towns
    ]


def _lines(policy: Policy, today: date) -> dict[str, int]:
    """Threshold of towns and of villages, ppm; empty where the breaker is off or nobody knows."""
    town, village = policy.breaker_town, policy.breaker_village
    try:
        if (
            isinstance(town, NotRegulated)
            or isinstance(village, NotRegulated)
            or not policy.breaker_on.on(today)
        ):
            return {}
        return {"town": town.on(today), "village": village.on(today)}
    except Refusal:
        # A draft policy whose numbers are not known yet draws no line.
        return {}


def _charts(posting: Posting, sums: pl.DataFrame, policy: Policy, today: date) -> dict[str, Chart]:
    """Finance sees its subsidies first; a bank's desk sees none, for batches are not a bank's alone."""
    first = months_until(today)[0]
    lent = {"lent": by_month("各月放款", "放款", today, queries.lent_by_month(posting, first))}
    if posting.branch_id is not None:
        return {**_by_place(posting, sums, policy, today), **lent}
    granted = {"granted": by_month("各月批准贴息", "贴息", today, queries.granted_by_month(posting, first))}
    if posting.station == Station.FINANCE:
        return {**granted, **lent, **_by_place(posting, sums, policy, today)}
    return {**_by_place(posting, sums, policy, today), **lent, **granted}


def _by_place(posting: Posting, sums: pl.DataFrame, policy: Policy, today: date) -> dict[str, Chart]:
    """Balances and ratios of the towns; of the villages for who sees one town; none of a single village."""
    if posting.station == Station.VILLAGE:
        return {}
    in_town = posting.region is not None and posting.region.level == Region.Level.TOWN
    level = "village" if in_town else "town"
    areas = area_ratios(sums).filter(pl.col("level") == level)
    largest = areas.sort("balance_fen", level, descending=[True, False]).head(MOST_BARS)
    named = "各村" if in_town else "各镇"
    names = largest[level].to_list()
    balances = [decimal(words.wan(fen)) for fen in largest["balance_fen"]]
    return {
        "balances": chart(f"{named}贷款余额", "万元", names, {"name": "余额", "values": balances}),
        "ratios": chart(
            f"{named}逾期率和不良率",
            "%",
            names,
            {"name": "本金逾期率", "values": _percents(largest["overdue_ppm"])},
            {"name": "不良率", "values": _percents(largest["npl_ppm"])},
            *_breaker_line(posting, policy, today, level, len(names)),
        ),
    }


def _percents(ratios: pl.Series) -> list[str]:
    """For a picture, to the nearest 0.01 %."""
    return [decimal(words.percent(half_up(ppm, 100) * 100)) for ppm in ratios]


def _breaker_line(
    posting: Posting, policy: Policy, today: date, level: str, bars: int
) -> list[dict[str, Any]]:
    """The threshold as a line; not over a bank's own ratios, for the breaker goes by those of all banks."""
    lines = _lines(policy, today) if posting.branch_id is None else {}
    if level not in lines:
        return []
    line = decimal(words.percent(lines[level]))
    return [{"name": "熔断线（不良率）", "values": [line] * bars, "kind": "line"}]


urlpatterns = [path("loan-sums/", loan_sums, name="loan_sums")]
