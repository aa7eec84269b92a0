"""产业目录和统计: each industry with its usual cycle and what is lent for it, and the same by chain model."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.http import HttpResponseBase
from django.urls import path, reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from hudai.records.queries import project as queries
from hudai.records.queries.project import Sums
from hudai.web import law as laws
from hudai.web.enterprise import require_desk
from hudai.web.project import catalogue
from hudai.web.request import Request
from hudai.web.table import Column, Kind, Table

NONE = "没有登记"


@dataclass(frozen=True, slots=True)
class Row:
    """One industry or chain model, and what stands under it."""

    name: str
    sums: Sums
    sector: str = ""
    cycle: str = ""
    clause: str = ""


_FIGURES = (
    Column("projects", "项目（个）", "sums__projects", Kind.COUNT, summed=True),
    Column("members", "参加农户（户）", "sums__members", Kind.COUNT),
    Column("loans", "贷款（笔）", "sums__loans", Kind.COUNT, summed=True),
    Column("borrowers", "借款农户（户）", "sums__borrowers", Kind.COUNT),
    Column("balance", "贷款余额（元）", "sums__balance", Kind.YUAN, summed=True),
)


def _to_projects(column: str) -> Column:
    heading = "产业" if column == "industry" else "带动模式"

    def link(row: Row) -> str:
        return f"{reverse('projects')}?{urlencode({column: row.name})}" if row.sums.projects else ""

    return Column(column, heading, "name", link=link, fixed=True, width=24)


INDUSTRIES = Table(
    "industries",
    "产业目录和统计",
    (
        Column("sector", "类别", "sector"),
        _to_projects("industry"),
        Column("cycle", "一般生产周期", "cycle"),
        *_FIGURES,
        Column("clause", "依据条款", "clause", shown=False),
    ),
    note="贷款按所投入项目的产业统计，没有投入项目的按银行评估时选的产业；户数各行之间可能有重复。",
    whole=True,
)
MODELS = Table(
    "chain_models",
    "按带动模式统计",
    (_to_projects("chain_model"), *_FIGURES, Column("clause", "依据条款", "clause", shown=False)),
    note="贷款按所投入项目的带动模式统计。",
    second=True,
    whole=True,
)


@require_safe
def industries(request: Request) -> HttpResponseBase:
    """The catalogue with the sums of what this desk sees."""
    require_desk(request)
    posting, known = request.desk.posting, catalogue()
    of_models = queries.by_chain_model(posting)
    listed = [(each.name, Row(each.name, Sums(), clause=each.clause)) for each in known.models]
    models = MODELS.shown(request, list(_rows(listed, of_models)))
    if models.is_taken_out:
        return models.workbook()
    listed = [
        (each.name, Row(each.name, Sums(), each.sector, each.cycle, each.clause)) for each in known.industries
    ]
    rows = list(_rows(listed, queries.by_industry(posting)))
    return INDUSTRIES.page(
        request, rows, template="project/industries.html", models=models, reason=known.reason
    )


def _rows(listed: Iterable[tuple[str, Row]], sums: Mapping[str, Sums]) -> Iterable[Row]:
    """The catalogue's rows in its order, then names it has no more, then what nobody said anything of."""
    there = dict(listed)
    for name, row in there.items():
        clause = laws.place(row.clause) if row.clause else ""
        yield Row(name, sums.get(name, Sums()), row.sector, row.cycle, clause)
    for name in sorted(set(sums) - set(there) - {""}):
        yield Row(name, sums[name], "目录以外")
    if "" in sums:
        yield Row(NONE, sums[""])


urlpatterns = [path("projects/industries/", industries, name="industries")]
