"""The frame: who sees which line of the menu, what stands in the head line, and what browsers are told."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.paginator import Paginator
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from hudai.records.models import Region, Station
from hudai.web import frame
from hudai.web.templatetags import zh
from made_offices import posted
from sample_pages import SAMPLE_MENU

WEB = Path(frame.__file__).parent
STATIC = WEB / "static"


@pytest.fixture
def own_menu(monkeypatch: pytest.MonkeyPatch) -> None:
    """A menu of three lines, whatever rooms there are."""
    monkeypatch.setattr(frame, "_offered", {})
    for item in SAMPLE_MENU:
        frame.offer(item)


@pytest.mark.django_db
@pytest.mark.usefixtures("sample_pages", "own_menu")
def test_the_menu_holds_what_the_station_may_open_in_its_order_with_what_waits(client: Client):
    client.force_login(posted(Station.TOWN))
    seen = client.get("/sample/parts/").content.decode()
    client.force_login(posted(Station.BANK))
    unseen = client.get("/").content.decode()

    assert re.findall(r"</i><span>(\w+)</span>", seen) == ["工作台", "贷款申请", "贷款台账"]
    assert 'aria-label="待办 7 件">7<' in seen
    assert re.findall(r'aria-current="page">\s*<i class="bi bi-([\w-]+)"', seen) == ["journal-text"]
    assert "贷款台账" not in unseen


@pytest.mark.django_db
def test_a_long_menu_stands_in_sections_and_an_empty_one_has_no_heading(client: Client):
    client.force_login(posted(Station.OFFICE))
    page = client.get("/").content.decode()
    menu = page[page.index('aria-label="主菜单"') : page.index("</nav>")]

    headings = re.findall(r'class="side-section">(\w+)<', menu)

    assert headings == ["申请和审批", "贷款和还款", "农户和产业", "贴息和资金", "银行和机构", "规则和系统"]
    assert menu.index("<span>工作台") < menu.index("申请和审批") < menu.index("<span>贷款申请")
    assert menu.index("<span>贷款管理") < menu.index("农户和产业") < menu.index("<span>农户")

    client.force_login(posted(Station.GUARANTOR))
    assert "农户和产业" not in client.get("/").content.decode()


@pytest.mark.django_db
def test_the_head_line_says_which_office_where_and_who(client: Client):
    client.force_login(posted(Station.VILLAGE))

    page = client.get("/").content.decode()

    assert "<strong>柳溪村村委会</strong>" in page
    assert '<span class="top-place">柳溪村</span>' in page
    assert "赵青山<small>村（社区）</small>" in page


@pytest.mark.django_db
@pytest.mark.usefixtures("sample_pages", "own_menu")
def test_the_frame_costs_a_handful_of_queries(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
):
    client.force_login(posted(Station.TOWN))
    client.get("/sample/parts/")

    with django_assert_max_num_queries(4):
        client.get("/sample/parts/")


@pytest.mark.django_db
def test_browsers_are_told_to_run_nothing_that_is_not_ours(client: Client):
    client.force_login(posted(Station.TOWN))
    page = client.get("/")

    policy = page.headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert page.headers["X-Frame-Options"] == "DENY"
    assert page.headers["Referrer-Policy"] == "same-origin"
    assert page.headers["X-Content-Type-Options"] == "nosniff"


def test_no_page_carries_script_or_style_of_its_own():
    inline = re.compile(
        r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)|javascript:|hx-on", re.IGNORECASE
    )

    carrying = [page.name for page in WEB.rglob("*.html") if inline.search(page.read_text("utf-8"))]

    assert carrying == []


def test_no_style_is_newer_than_the_old_browsers_of_county_desks():
    sheets = sorted(STATIC.rglob("*.css"))
    new = re.compile(r"color-mix\(|light-dark\(|oklch\(|oklab\(|@layer|@scope|@container", re.IGNORECASE)

    assert {"tabler.min.css", "bootstrap-icons.min.css", "look.css"} <= {sheet.name for sheet in sheets}
    assert [sheet.name for sheet in sheets if new.search(sheet.read_text("utf-8"))] == []


def test_the_files_of_others_come_with_their_licences_and_ask_for_no_map():
    vendor = STATIC / "vendor"

    for part in ("tabler", "bootstrap-icons", "echarts"):
        assert (vendor / f"{part}.LICENSE.txt").stat().st_size > 500
    asking = [file.name for file in vendor.glob("*.min.*") if b"sourceMappingURL" in file.read_bytes()]
    assert asking == []


def test_an_old_htmx_setting_lets_nothing_be_evaluated():
    head = (WEB / "templates" / "head.html").read_text("utf-8")

    assert '"allowEval":false' in head
    assert '"includeIndicatorStyles":false' in head
    assert '"historyCacheSize":0' in head


@pytest.mark.parametrize(
    ("number", "offered"),
    [
        (1, [1, 2, 3, None, 40]),
        (4, [1, 2, 3, 4, 5, 6, None, 40]),
        (20, [1, None, 18, 19, 20, 21, 22, None, 40]),
        (40, [1, None, 38, 39, 40]),
    ],
)
def test_first_last_and_neighbouring_pages_are_offered(number: int, offered: list[int | None]):
    page = Paginator(range(400), 10).page(number)

    assert zh.page_numbers(page) == offered


@pytest.mark.django_db
@pytest.mark.usefixtures("sample_pages")
def test_turning_the_page_keeps_the_filters(client: Client):
    client.force_login(posted(Station.TOWN))

    page = client.get("/sample/parts/?town=1&q=孙&page=2").content.decode()

    assert 'href="?town=1&amp;q=%E5%AD%99&amp;page=3"' in page
    assert "共 <strong>430</strong> 条，合计 <strong>8,291,000.00</strong> 元，第 2 / 22 页" in page


@pytest.mark.django_db
@pytest.mark.usefixtures("sample_pages")
def test_every_field_has_its_label_its_rule_and_what_is_wrong_with_it(client: Client):
    client.force_login(posted(Station.TOWN))

    page = client.post("/sample/form/", {"name": "<script>alert(1)</script>长长长长长"}).content.decode()

    for field in ("name", "id_number", "amount", "term", "purpose", "promised"):
        assert f'for="id_{field}"' in page or f'id="id_{field}"' in page
    assert "单户上限 50,000 元" in page
    assert 'aria-invalid="true"' in page
    assert "<script>alert" not in page
    assert page.count('class="field-error"') >= 6


def test_every_page_of_the_sign_in_has_an_address():
    assert reverse("sign_in") == "/sign-in/"


@pytest.mark.django_db
def test_what_waits_is_counted_no_further_than_is_told():
    regions = [Region(level="county", name=name, since=date(2021, 1, 1)) for name in ("甲", "乙%s", "丙")]
    Region.objects.bulk_create(regions)
    desk: Any = None
    items = [
        frame.NavItem("区域", "map", "regions", count=lambda *_: Region.objects.all()),
        frame.NavItem("空", "map", "regions"),
        frame.NavItem("数", "map", "regions", count=lambda *_: 7),
        frame.NavItem("无", "map", "regions", count=lambda *_: Region.objects.none()),
        frame.NavItem("乙", "map", "regions", count=lambda *_: Region.objects.filter(name="乙%s")),
        frame.NavItem("两", "map", "regions", count=lambda *_: (Region.objects.all(), Region.objects.all())),
    ]

    with CaptureQueriesContext(connection) as asked:
        assert frame.waiting_in(items, desk, date(2025, 9, 20)) == [3, 0, 7, 0, 1, 6]
    assert len(asked) == 1
    assert frame.waiting_in(items, desk, date(2025, 9, 20), at_most=2) == [2, 0, 7, 0, 1, 4]
    told = [frame.NavLine("区域", "map", "/", waiting, here=False).told for waiting in (1, 99, 100)]
    assert told == ["1", "99", "99+"]
