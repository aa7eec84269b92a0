"""Chromium at a desk's width and a telephone's, watched while it works.

Pictures go to ``var/screens``, which is under no version control.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, Page, Response, sync_playwright

from hudai.records.models import Officer, Station
from made_offices import posted

PICTURES = Path(__file__).resolve().parent.parent / "var" / "screens"
SIZES = {"wide": (1440, 900), "phone": (390, 844)}
WIDTHS = tuple(SIZES)

# Chromium as root, alone in a closed network: no sandbox, and no calls home.
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
]

PageFor = Callable[..., Page]
"""``page_for(who, width, scripts=True, refused=())``; see :meth:`Pages.open`."""

_STICKING_OUT = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def chromium_here() -> str | None:
    """The browser of this machine: the one without windows first, which opens a page in half the time."""
    found = map(shutil.which, ("chromium-headless-shell", "chromium", "chromium-browser"))
    return next(filter(None, found), None)


@contextmanager
def launched() -> Iterator[Browser]:
    """A browser, as long as it is needed."""
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium_here(), args=QUIET)
        yield browser
        browser.close()


class Watch:
    """What a page does wrong while it is used."""

    def __init__(self, page: Page, expected: Collection[int]) -> None:
        self.expected = expected
        self.faults: list[str] = []
        page.on("console", lambda said: self._said(said.type, said.text))
        page.on("pageerror", lambda error: self.faults.append(f"error: {error}"))
        page.on("response", self._answered)

    def _said(self, kind: str, text: str) -> None:
        answered = text.startswith("Failed to load resource") and any(
            f"status of {status} " in text for status in self.expected
        )
        # A click leaves the page while it still asks for hints: that request ends, and nothing is wrong.
        left = text.startswith(("htmx:sendAbort", "htmx:afterRequest"))
        if kind in ("error", "warning") and not answered and not left:
            self.faults.append(f"{kind}: {text}")

    def _answered(self, response: Response) -> None:
        if response.status >= 400 and response.status not in self.expected:
            self.faults.append(f"{response.status}: {response.url}")


class Pages:
    """The pages of one test."""

    def __init__(self, browser: Browser, url: str) -> None:
        self.browser = browser
        self.url = url
        self.opened: list[tuple[Page, Watch]] = []

    def open(
        self,
        who: Station | Officer | None = None,
        width: str = "wide",
        *,
        scripts: bool = True,
        refused: Collection[int] = (),
    ) -> Page:
        """A page of ``who``, or of nobody; ``refused`` are the error answers the test is about."""
        across, down = SIZES[width]
        context = self.browser.new_context(
            base_url=self.url,
            viewport={"width": across, "height": down},
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            java_script_enabled=scripts,
            has_touch=width == "phone",
            reduced_motion="reduce",
        )
        if who is not None:
            officer = posted(who) if isinstance(who, Station) else who
            name = settings.SESSION_COOKIE_NAME
            context.add_cookies([{"name": name, "value": session_of(officer), "url": self.url}])
        page = context.new_page()
        page.set_default_timeout(15_000)
        self.opened.append((page, Watch(page, refused)))
        return page

    def close(self) -> None:
        """Close all pages; none of them may have gone wrong."""
        for page, watch in self.opened:
            address, sideways = page.url, page.evaluate(_STICKING_OUT)
            page.context.close()
            assert not watch.faults, f"{address}: {watch.faults}"
            assert sideways <= 0, f"{address} sticks out by {sideways} pixels"


def session_of(officer: Officer) -> str:
    """The key of a new session of somebody."""
    client = Client()
    client.force_login(officer)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def picture(page: Page, name: str, *, whole: bool = True) -> None:
    """Keep a picture of the page, the whole of it or what a screen shows."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=PICTURES / f"{name}.png", full_page=whole)
