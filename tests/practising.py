"""A county whose last quarters are left to practise on, and those who work them by command.

Each desk's officer says what is theirs to say; the clock is turned on for a public notice to end.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from clerks_desk import Desk, Ran
from hudai.cli.main import SHOW_DEFECTS
from hudai.demo.clock import OPENS_ON
from hudai.demo.county import build
from hudai.demo.practice import Practice
from hudai.demo.workdays import on
from hudai.records.models import (
    BankReturn,
    Deputy,
    Loan,
    Officer,
    Posting,
    Region,
    Station,
    SubsidyBatch,
    SubsidyLine,
)

PASSWORD = "Yunping-000000"
SMALL = 60
"""Households: the fewest a made-up county can have; each of its banks has loans."""
NOTICE = timedelta(days=11)
"""What goes by between putting a list up and approving it."""
AFTERWARDS = date(2025, 12, 19)
"""The banks' last sheets, of the quarter that is not over."""

Granted = dict[tuple[date, str], int]
"""First day after the quarter and contract → fen."""


def granted() -> Granted:
    """What each line of each batch comes to."""
    lines = SubsidyLine.objects.exclude(batch__state=SubsidyBatch.State.DROPPED)
    asked = lines.values_list("batch__period_end", "loan__contract", "due")
    return {(end, contract): due for end, contract, due in asked}


def by_quarter() -> dict[date, int]:
    """What all towns' batches of each quarter come to."""
    asked = SubsidyBatch.objects.order_by().values_list("period_end")
    return dict(asked.annotate(fen=Sum("to_pay")))


def lent() -> set[tuple[str, date]]:
    """Every contract that was paid out, and when."""
    return set(Loan.objects.exclude(disbursed_on=None).values_list("contract", "disbursed_on"))


@dataclass(frozen=True)
class Books:
    """What a county has lent and granted."""

    granted: Granted
    by_quarter: dict[date, int]
    lent: set[tuple[str, date]]


def books() -> Books:
    """Of the county that is there."""
    return Books(granted(), by_quarter(), lent())


def books_of_the_ordinary_county() -> Books:
    """Of the county that settles its quarters itself; nothing of it is left."""
    with transaction.atomic():
        build(SMALL, password=PASSWORD)
        found = books()
        transaction.set_rollback(True)
    return found


@dataclass
class Class:
    """Those who practise, at their terminals."""

    desk: Desk
    """Where commands are typed."""
    folder: Path
    clock: pytest.MonkeyPatch
    today: date = OPENS_ON
    by_posting: dict[int, str] = field(default_factory=dict)
    """User name at each posting."""

    def begin(self, quarters: int) -> None:
        """Build the county, with so many quarters left, and come in on its first day."""
        self.turn_to(OPENS_ON)
        made = build(SMALL, password=PASSWORD, practice=Practice(quarters, self.folder / "练习"))
        self.by_posting = {each.posting.pk: each.username for each in made.sign_ins}

    def turn_to(self, day: date) -> None:
        """From now on it is that day, and the clock runs on."""
        self.today = day
        shift = on(day).astimezone(UTC) - datetime.now(UTC)
        self.clock.setattr(timezone, "now", lambda: datetime.now(UTC) + shift)

    def let_the_notice_end(self) -> None:
        """Eleven days go by."""
        self.turn_to(self.today + NOTICE)

    def user(self, station: Station, **at: object) -> str:
        """The user name of the first desk of a kind, at a place."""
        found = Posting.objects.filter(station=station, pk__in=self.by_posting, **at).order_by("pk")
        return self.by_posting[found[0].pk]

    def head_of(self, town: Region) -> str:
        """The user name of a town's head, or of whoever stands in today."""
        away = Deputy.objects.filter(posting__region=town, since__lte=self.today, until__gt=self.today)
        deputy = away.select_related("officer").first()
        return deputy.officer.username if deputy else self.user(Station.TOWN_HEAD, region=town)

    def officer(self, username: str) -> Officer:
        """Who signs in under that name."""
        return Officer.objects.get(username=username)

    def say(self, username: str, *words: object) -> Ran:
        """``hudai …`` as typed by an officer; it must be done."""
        done = self.desk.run(*words, "--as", username)
        assert done.code == 0, f"{words}: {done.err}"
        return done

    def sheets(self, as_of: date) -> list[Path]:
        """The banks' sheets of a day, in the order they are handed in."""
        order = ("贷款明细", "还款明细", "五级分类")
        found = (self.folder / "练习" / f"截至 {as_of}").iterdir()
        return sorted(found, key=lambda each: (order.index(each.name.split(" ")[1]), each.name))

    def hand_in(self, sheets: Iterable[Path]) -> None:
        """Each sheet by its own bank: previewed, confirmed."""
        for sheet in sheets:
            bank, kind, as_of = sheet.stem.split(" ")
            clerk = self.user(Station.BANK, branch__bank__name=bank)
            words = ("--bank", bank, "--kind", kind, "--as-of", as_of)
            read = self.say(clerk, "returns", "hand-in", sheet, *words)
            found = BankReturn.objects.latest("pk")
            assert "错行 0" in read.out
            if found.state == BankReturn.State.READY:
                self.say(clerk, "returns", "confirm", found.pk)

    def draw_up(self, towns: Iterable[Region], through: date) -> list[SubsidyBatch]:
        """A batch of every town where something is due, each by its own desk."""
        made = []
        for town in towns:
            clerk = self.user(Station.TOWN, region=town)
            words = ("subsidy", "draw-up", "--town", town.name, "--through", through, "--as", clerk)
            if self.desk.run(*words).code == 0:
                made.append(SubsidyBatch.objects.get(town=town, period_end=through + timedelta(days=1)))
        return made

    def publish(self, batches: Iterable[SubsidyBatch]) -> None:
        """Checked by the town's head, reviewed and put up by the county office."""
        office = self.user(Station.OFFICE)
        for batch in batches:
            number = batch.number
            desk = ("--desk", f"{batch.town.name}镇负责人")
            self.say(self.head_of(batch.town), "subsidy", "check", number, "--opinion", "核对无误", *desk)
            self.say(office, "subsidy", "review", number)
            self.say(office, "subsidy", "publish", number)

    def pay(self, batches: Iterable[SubsidyBatch]) -> None:
        """Approved, paid by the other officer, answered by the paying bank, closed; annex 4 written."""
        approves, pays = "caizheng", "chuna"
        for batch in batches:
            number, out = batch.number, self.folder / batch.number
            self.say(approves, "subsidy", "approve", number)
            money = ("--source", "区县级", "--out", out)
            self.say(pays, "subsidy", "payment-file", number, *money)
            answer = filled_in(out / f"拨付明细 {number}-1.xlsx", on=self.today)
            self.say(pays, "subsidy", "results", number, answer, "--file-number", "1")
            self.say(pays, "subsidy", "close", number)
            self.say(pays, "subsidy", "papers", number, "--out", out)
            annex = out / f"附件4 {batch.town.name} {number}.xlsx"
            assert total_of(annex) == batch.to_pay


def gathered(
    folder: Path, told: pytest.CaptureFixture[str], clock: pytest.MonkeyPatch, settings: Any
) -> Class:
    """Those who practise, at an empty desk; their password stands in the environment."""
    settings.MEDIA_ROOT = folder / "files"
    clock.setenv("HUDAI_PASSWORD", PASSWORD)
    clock.setenv(SHOW_DEFECTS, "1")
    return Class(Desk(folder, told), folder, clock)


def filled_in(path: Path, *, on: date | str) -> Path:
    """The paying bank's answer to a payment file: everything arrived."""
    book = openpyxl.load_workbook(path)
    sheet = book.active
    head = next(row for row in sheet.iter_rows() if row[0].value == "行号")
    places = {cell.value: cell.column for cell in head}
    for row in sheet.iter_rows(min_row=head[0].row + 1):
        if isinstance(row[0].value, int):
            sheet.cell(row[0].row, places["结果"], "成功")
            sheet.cell(row[0].row, places["日期"], f"{on}")
    answer = path.with_name("回盘表.xlsx")
    book.save(answer)
    return answer


def total_of(annex: Path) -> int:
    """What the bottom line of annex 4's cover applies for, fen."""
    cover = openpyxl.load_workbook(annex, data_only=True).worksheets[0]
    rows = [[cell.value for cell in row] for row in cover.iter_rows()]
    heads = next(row for row in rows if row[0] == "序号")
    total = next(row for row in rows if row[0] == "合计")
    return round(Decimal(f"{total[heads.index('申请贴息金额')]}") * 100)
