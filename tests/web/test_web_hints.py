"""The hints in a line: where a telephone shows the panel below the form, their sum stays in sight."""

from __future__ import annotations

import re

import pytest
from django.test import Client

import made_cases as cases
from hudai.core.findings import Level, Verdict
from hudai.records.models import Station
from hudai.web.hints import Hints, Line

pytestmark = pytest.mark.django_db


def line(verdict: Verdict, level: Level = Level.HARD) -> Line:
    return Line("age", "年龄", verdict, level, "一（10）", "", "")


def test_the_sum_counts_what_the_badges_say_and_leaves_out_what_is_in_order():
    lines = (line(Verdict.FAIL), line(Verdict.UNKNOWN), line(Verdict.UNKNOWN), line(Verdict.PASS))

    assert Hints("不符合条件", "red", lines).told == "不符合 1 条，待补 2 条"
    assert Hints("符合条件", "green", lines[3:]).told == "所填内容符合各项规定"


def test_the_form_has_the_sum_with_the_way_to_the_panel_and_typing_renews_it(client: Client):
    applicant = str(cases.head(cases.household()).pk)
    client.force_login(cases.at(Station.VILLAGE).officer)

    page = client.get("/applications/enter/LX-001/").content.decode()
    said = {"applicant": applicant, "kind": "first", "amount": "80000", "term_months": "48"}
    fresh = client.post("/applications/hints/LX-001/", said, headers={"HX-Request": "true"}).content.decode()

    assert re.search(r'<span id="hints-told">.*待补 \d+ 条<a href="#hints">查看</a>', page)
    assert re.search(r'<span id="hints-told" hx-swap-oob="true">.*不符合 \d+ 条，待补 \d+ 条', fresh)
