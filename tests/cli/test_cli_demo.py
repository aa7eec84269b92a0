"""``hudai demo --sheets``: the whole job on the shipped sheets, told in five lines and on one page."""

from __future__ import annotations

import re
from datetime import timedelta
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import polars as pl
import pytest
from click.testing import CliRunner, Result

from hudai.cli.chinese import WrongUsage
from hudai.cli.demo import demo
from hudai.cli.demo_sheets import PAGE
from hudai.core.words import yuan
from hudai.demo import shipped
from hudai.documents.imports.portfolio import read_portfolio
from reference.facts import Granted, Loan, Repayment, Stop
from reference.plain import settle as plain_settle
from reference.seeds import YUBEI


def run(*arguments: str) -> Result:
    return CliRunner().invoke(demo, ["--sheets", *arguments], catch_exceptions=False)


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Result]:
    out = tmp_path_factory.mktemp("demo") / "试用"
    return out, run("--out", str(out), "--no-open")


@pytest.fixture(scope="module")
def page(done: tuple[Path, Result]) -> str:
    return (done[0] / PAGE).read_text("utf-8")


def test_it_tells_the_story_in_five_lines(done: tuple[Path, Result]):
    _, result = done
    lines = result.stdout.splitlines()

    assert result.exit_code == 0
    assert [line[0] for line in lines] == list("①②③④⑤")


def test_the_totals_told_are_those_of_the_plain_reference(done: tuple[Path, Result]):
    names = (shipped.LOAN_SHEET, shipped.REPAYMENT_SHEET, shipped.STOP_SHEET, shipped.GRANTED_SHEET)
    read = read_portfolio(*(shipped.FOLDER / name for name in names))
    loan = ("contract", "original", "household", "signed_on", "disbursed_on", "due_on", "extended_due_on")
    rows = plain_settle(
        [Loan(*row) for row in read.loans.select(*loan, "principal", "rate").iter_rows()],
        [Repayment(*row) for row in read.repayments.drop("row", "tab").iter_rows()],
        [Stop(*row) for row in read.stops.drop("row", "tab").iter_rows()],
        [Granted(*row) for row in read.granted.drop("row", "tab").iter_rows()],
        YUBEI,
        shipped.THROUGH + timedelta(days=1),
    )
    due = [row.due for row in rows]

    told = done[1].stdout.splitlines()[2]
    assert f"应贴 {yuan(sum(row.entitled for row in rows))} 元" in told
    assert f"本期应付 {sum(fen > 0 for fen in due)} 笔 {yuan(sum(fen for fen in due if fen > 0))} 元" in told
    assert f"多贴应退 {sum(fen < 0 for fen in due)} 笔 {yuan(-sum(fen for fen in due if fen < 0))} 元" in told


def test_every_link_of_the_page_leads_to_a_file_that_is_there(done: tuple[Path, Result], page: str):
    links = re.findall(r'href="([^"]+)"', page)

    assert len(links) == 15
    assert [link for link in links if not (done[0] / unquote(link)).is_file()] == []


def test_the_page_asks_nothing_of_any_other_place(page: str):
    assert not re.search(r"https?:|//|<script|<link|<img|@import|url\(", page)


def test_the_page_keeps_to_what_old_browsers_understand(page: str):
    assert not re.search(r":has\(|color-mix|oklch|light-dark|@container|@layer|aspect-ratio|\binset\b", page)


class Balance(HTMLParser):
    """Counts the tags left open; void ones never are."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_every_tag_of_the_page_is_closed(page: str):
    balance = Balance()
    balance.feed(page)

    assert balance.open == []


def test_the_page_explains_a_loan_with_the_sums_a_clerk_can_redo(page: str):
    # 5 000.00 x 4.30 % x 32 / 360 = 19.111 ; 20 000.00 x 4.30 % x 48 / 360 = 114.667
    rows = [re.findall(r"<td[^>]*>(.*?)</td>", row) for row in re.findall(r"<tr>(.*?)</tr>", page)]
    amounts = {row[6].partition("：")[2]: row[5] for row in rows if len(row) == 8}

    assert amounts["5,000.00 × 4.30% × 32 ÷ 360"] == "19.11"
    assert amounts["20,000.00 × 4.30% × 48 ÷ 360"] == "114.67"
    assert "中间 3 段略" in page


def test_the_towns_add_up_to_the_county(page: str, done: tuple[Path, Result]):
    lines = pl.read_csv(done[0] / "结算" / "settlement.csv")
    total = re.findall(r'<tr class="total">(.*?)</tr>', page)

    assert len(total) == 1
    assert yuan(int(lines["due_fen"].sum())) in total[0]


def test_without_a_screen_it_says_what_to_open(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    monkeypatch.setattr("webbrowser.open", lambda address: pytest.fail(f"opened {address}"))

    result = run("--out", str(tmp_path / "试用"))

    assert result.exit_code == 0
    assert PAGE in result.stderr


def test_a_broken_browser_spoils_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    def broken(address: str) -> bool:
        raise OSError(address)

    monkeypatch.setenv("DISPLAY", ":0")
    monkeypatch.setattr("webbrowser.open", broken)

    result = run("--out", str(tmp_path / "试用"))

    assert result.exit_code == 0
    assert (tmp_path / "试用" / PAGE).is_file()


def test_a_file_in_place_of_the_folder_is_refused_in_words(tmp_path: Path):
    taken = tmp_path / "试用"
    taken.write_text("这里已经有一个文件")

    with pytest.raises(WrongUsage, match="试用”是一个文件"):
        run("--out", str(taken), "--no-open")

    assert taken.read_text() == "这里已经有一个文件"
