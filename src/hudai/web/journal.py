"""The journal, for who may read it; and for the auditor who looked at numbers and papers in full.

Whatever the lines are about, the numbers of these things are fetched for a whole page at once.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import Http404, HttpResponseBase
from django.shortcuts import render
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_safe

from hudai.actions import refused
from hudai.records.models import JournalLine, Station
from hudai.records.queries import journal as queries
from hudai.web import journal_things as things
from hudai.web.forms.journal import JournalFilters, LookFilters
from hudai.web.frame import NavItem, offer
from hudai.web.request import Request
from hudai.web.table import Column, Kind, Table

READS = (*queries.READS_ALL, Station.ADMINISTRATOR)
NOBODY = "（未登录）"

offer(NavItem("操作日志", "journal-text", "journal", stations=READS, order=84))
offer(NavItem("敏感信息查看", "eye", "journal_looks", stations=queries.READS_ALL, order=86))

Numbers = dict[tuple[str, str], str]


def _columns(numbers: Numbers) -> tuple[Column, ...]:
    """The columns, with the numbers of what the lines are about."""

    def number(line: JournalLine) -> str:
        fallback = line.key if line.noun != refused.NOUN else line.facts.get("number", "")
        return numbers.get((line.noun, line.key)) or fallback

    return (
        Column("at", "时间", "at", value=lambda line: _moment(line), fixed=True),
        Column("officer", "人员", "officer__name", value=lambda line: _who(line)),
        Column("office", "单位", "posting__office", value=lambda line: _office(line)),
        Column("action", "操作", "action"),
        Column("noun", "对象", "noun", value=lambda line: things.noun_label(line.noun)),
        Column(
            "number",
            "编号",
            kind=Kind.CODE,
            value=number,
            link=lambda line: things.address(line, number(line)),
        ),
        Column("facts", "内容", kind=Kind.TEXT, value=lambda line: things.in_words(line.facts)),
    )


TABLE = Table("journal", "操作日志", _columns({}), icon="journal-text")
LOOKS = Table(
    "looks", "敏感信息查看", _columns({}), empty="这段时间没有人查看", hint="可以放宽日期再查。", icon="eye"
)


def _moment(line: JournalLine) -> str:
    return f"{timezone.localtime(line.at):%Y-%m-%d %H:%M:%S}"


def _who(line: JournalLine) -> str:
    """Who did it; a deputy with whom they stood in for."""
    if line.officer is None:
        return NOBODY
    posting = line.posting
    stands_in = posting is not None and posting.officer_id != line.officer_id
    return f"{line.officer.name}（代{posting.officer.name}）" if posting and stands_in else line.officer.name


def _office(line: JournalLine) -> str:
    return f"{line.posting.office}　{line.posting.get_station_display()}" if line.posting else ""


@require_safe
def journal(request: Request) -> HttpResponseBase:
    """Every line this desk may read."""
    if request.desk.posting.station not in READS:
        raise Http404
    posting = request.desk.posting
    nouns = [(noun, things.noun_label(noun)) for noun in queries.nouns_of(posting)]
    form = JournalFilters(request.GET, actions=queries.actions_of(posting), nouns=nouns)
    found = queries.journal(posting, form.filters(), things.NUMBERED)
    return _page(request, TABLE, found, form, "table/list.html")


@require_safe
def looks(request: Request) -> HttpResponseBase:
    """Who saw numbers and papers in full: how often each, and line by line."""
    if request.desk.posting.station not in queries.READS_ALL:
        raise Http404
    form = LookFilters(request.GET)
    found = queries.looks(queries.journal(request.desk.posting, form.filters(), things.NUMBERED))
    return _page(request, LOOKS, found, form, "journal/looks.html", lookers=queries.lookers(found))


def _page(
    request: Request,
    table: Table,
    found: QuerySet[JournalLine],
    form: forms.Form,
    template: str,
    **facts: Any,
) -> HttpResponseBase:
    """The list with the numbers of what is on it, or its workbook."""
    numbers: Numbers = {}
    shown = replace(table, columns=_columns(numbers)).shown(request, found, filters=form)
    if shown.is_taken_out:
        numbers |= queries.all_numbers(found, things.NUMBERED)
        return shown.workbook()
    numbers |= queries.numbers(list(shown.page.object_list), things.NUMBERED)
    drawn = "parts/table.html" if request.htmx else template
    return render(request, drawn, {"title": table.title, **facts, "table": shown})


urlpatterns = [
    path("journal/", journal, name="journal"),
    path("journal/looks/", looks, name="journal_looks"),
]
