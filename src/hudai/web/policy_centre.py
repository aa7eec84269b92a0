"""The policy centre: every scheme with its numbers and clauses, two side by side, clause coverage."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from hudai.core import workflow
from hudai.core.application_facts import FACTS
from hudai.core.clauses import STATUS_LABELS, Clause, Status, coverage
from hudai.web import law as laws
from hudai.web import policy_table as tables
from hudai.web.acting import actor
from hudai.web.frame import NavItem, offer
from hudai.web.policy_words import anchor, numbers
from hudai.web.request import Request

offer(NavItem("政策中心", "book", "policies", order=80))

TONES = {
    Status.CODED: "green",
    Status.CARRIED_OUT: "blue",
    Status.DUTY: "orange",
    Status.INFORMATIVE: "grey",
    Status.LEFT_OUT: "red",
}
NOT_LIVE = "未实现"


@require_safe
def policies(request: Request) -> HttpResponse:
    """Every scheme and edition."""
    return render(
        request, "policy/list.html", {"title": "政策中心", "packs": [_head(name) for name in laws.names()]}
    )


def _head(name: str) -> dict[str, Any]:
    policy, document = laws.law(name).policy, laws.document(name)
    counted = coverage(document)
    return {
        "name": name,
        "policy": policy,
        "document": document,
        "last": policy.window_until - timedelta(days=1) if policy.window_until else None,
        "adopted": name == laws.adopted(),
        "coded": counted.by_status[Status.CODED],
        "total": counted.total,
        "planned": counted.planned,
    }


@require_safe
def policy(request: Request, name: str) -> HttpResponseBase:
    """One scheme: each number with its days, clause, quoted words and when it was checked."""
    _require_pack(name)
    found, today = laws.law(name).policy, actor(request).today
    facts = {
        **_head(name),
        "title": found.title,
        "steps": [
            (step.label, workflow.working_days(found, place, today))
            for place, step in enumerate(found.route, 1)
        ],
    }
    lines = list(tables.number_lines(name, found))
    table = replace(tables.NUMBERS, note=f"政策：{found.title}。")
    return table.page(request, lines, template="policy/policy.html", **facts)


@require_safe
def clauses(request: Request, name: str) -> HttpResponseBase:
    """Each sentence of the document, what carries it out, and what proves that."""
    _require_pack(name)
    document = laws.document(name)
    wanted = request.GET.get("status", "")
    counted = coverage(document)
    labels = _labels(name)
    cases = laws.cases(name)
    lines = [_clause_line(each, labels, cases) for each in document.clauses]
    facts: dict[str, Any] = {
        "title": "条款对照",
        "name": name,
        "document": document,
        "counts": [(status.value, STATUS_LABELS[status], counted.by_status[status]) for status in Status],
        "planned": counted.planned,
        "wanted": wanted,
    }
    shown = [line for line in lines if not wanted or wanted in (line.status, line.mark)]
    narrowed = f"；只列“{shown[0].label}”的条款" if wanted and shown else ""
    table = replace(tables.CLAUSES, note=f"政策：{document.title}{narrowed}。")
    return table.page(request, shown, template="policy/clauses.html", **facts)


def _labels(name: str) -> dict[str, str]:
    """What a clause is carried out by → what people call it."""
    policy = laws.law(name).policy
    demands = {f"demands.{demand.fact}": FACTS[demand.fact].label for demand in policy.demands}
    fixed = {"window": "实施时间", "route": "审批环节", "purposes": "贷款用途目录"}
    return {number.field: number.label for number in numbers(policy)} | demands | fixed


def _clause_line(
    clause: Clause, labels: dict[str, str], cases: Mapping[str, tuple[laws.Worked, ...]]
) -> tables.ClauseLine:
    label = NOT_LIVE if clause.planned else STATUS_LABELS[clause.status]
    return tables.ClauseLine(
        clause=clause,
        anchor=anchor(clause.id),
        by="、".join(labels.get(field, field) for field in clause.by),
        cases=cases.get(clause.id, ()),
        status=clause.status.value,
        mark="planned" if clause.planned else "",
        label=label,
        tone="orange" if clause.planned else TONES[clause.status],
    )


@require_safe
def compare(request: Request) -> HttpResponse:
    """Two schemes side by side, in sentences; what differs comes first."""
    known = laws.names()
    left = request.GET.get("left", laws.adopted())
    right = request.GET.get("right") or next(name for name in reversed(known) if name != left)
    for name in (left, right):
        _require_pack(name)
    ours = {number.field: number for number in numbers(laws.law(left).policy)}
    theirs = {number.field: number for number in numbers(laws.law(right).policy)}
    lines = [
        {
            "label": ours[field].label,
            "left": ours[field].sentence,
            "right": theirs[field].sentence,
            "same": ours[field].sentence == theirs[field].sentence,
        }
        for field in ours
    ]
    facts = {
        "title": "两个政策对照",
        "names": [(name, laws.law(name).policy.title) for name in known],
        "left": left,
        "right": right,
        "left_title": laws.law(left).policy.title,
        "right_title": laws.law(right).policy.title,
        "lines": sorted(lines, key=lambda line: bool(line["same"])),
        "different": sum(not line["same"] for line in lines),
    }
    return render(request, "policy/compare.html", facts)


def _require_pack(name: str) -> None:
    if name not in laws.names():
        raise Http404
