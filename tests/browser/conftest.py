"""A browser for the tests of this folder (tests/browsing.py), and pages signed in to.

A page handed out by ``page_for`` belongs to an officer who is signed in.  When the test ends, the
page must have made no mistake: no error in the console, nothing the security policy blocked, no
answer missing, nothing sticking out of a narrow screen.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from browsing import PageFor, Pages, chromium_here, launched
from hudai.web import frame
from sample_pages import SAMPLE_MENU, TEMPLATES


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder drives a browser, where there is one."""
    missing = pytest.mark.skip(reason="没有 Chromium：请安装 chromium")
    for item in items:
        if item.path.parent == Path(__file__).parent:
            item.add_marker("browser")
            if not chromium_here():
                item.add_marker(missing)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for all tests."""
    # Playwright runs a loop in this thread, and Django would not let tests near the database.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with launched() as browser:
        yield browser
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def with_sample_pages(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The pages that exist only in tests, beside the real ones, and a menu that leads to them."""
    settings.ROOT_URLCONF = "sample_pages"
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [TEMPLATES]}]
    monkeypatch.setattr(frame, "_offered", {})
    for item in SAMPLE_MENU:
        frame.offer(item)


@pytest.fixture
def page_for(chromium: Browser, live_server: LiveServer) -> Iterator[PageFor]:
    """A page of the width asked for, of somebody signed in at the station, or of nobody."""
    pages = Pages(chromium, live_server.url)
    yield pages.open
    pages.close()
