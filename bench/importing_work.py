"""One import into an empty database, timed from the bytes of the sheet to the last row written.

Needs Django awake when it is imported: :mod:`bench.system_child` sees to that.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import polars as pl

from bench.made_up import frames, law
from bench.measuring import peak_bytes
from bench.stages import Clock
from hudai.actions import bank_return, name_list
from hudai.actions.actor import Actor
from hudai.actions.bank_return_choices import CREATE
from hudai.actions.job import work_once
from hudai.demo.chance import Chance
from hudai.demo.exported_list import first_list
from hudai.demo.people import homes
from hudai.demo.sheet_text import typed
from hudai.documents.imports import loans, repayments
from hudai.documents.layout import Layout
from hudai.records.models import (
    Bank,
    Branch,
    Household,
    Loan,
    Officer,
    Person,
    Posting,
    Region,
    Repayment,
    Station,
)

AT = datetime(2025, 10, 8, 1, 0, tzinfo=UTC)
AS_OF, SINCE = date(2025, 9, 30), date(2021, 1, 1)
_PEOPLE_A_HOME = 2.6
"""Fewer than there are, so that there are enough rows."""


def main(what: str, size: str) -> dict[str, Any]:
    """Carry one import out and say how long each step took."""
    return _WORK[what](_office(), int(size)) | {"peak": peak_bytes()}


def _office() -> Actor:
    """The county office of an empty county."""
    county = Region.objects.create(level="county", name="云坪县", since=SINCE)
    officer = Officer.objects.create(username="office", name="钱青山")
    desk = Posting.objects.create(
        officer=officer, station=Station.OFFICE, region=county, office="农业农村局", since=SINCE
    )
    return Actor(officer, desk, AT)


def _name_list(office: Actor, size: int) -> dict[str, Any]:
    chance = Chance(20)
    content = first_list(homes(int(size / _PEOPLE_A_HOME), chance), chance)
    clock = Clock()
    found = name_list.hand_in(
        actor=office, file_name="名单.xlsx", content=content, as_of=AS_OF, whole=True, exit_reason=""
    )
    _work()
    clock.read()
    found.refresh_from_db()
    chosen = dict.fromkeys(range(len(found.places)), name_list.CREATE)
    name_list.confirm(actor=office, import_id=found.pk, chosen=chosen)
    _work()
    told = clock.told(found.counts["rows"])
    assert Person.objects.count() == told["rows"], "somebody is missing"
    return told


def _loans(office: Actor, size: int) -> dict[str, Any]:
    made = frames(size, law())["loans"].drop("bank_class")
    found = _returned(office, "loans", _workbook(loans.LAYOUT, made))
    assert Loan.objects.count() == made.height, "a loan is missing"
    return found


def _repayments(office: Actor, size: int) -> dict[str, Any]:
    """So many loans first, which are not timed, then their repayments."""
    made = frames(size, law())
    _returned(office, "loans", _workbook(loans.LAYOUT, made["loans"].drop("bank_class")))
    rows = made["repayments"]
    found = _returned(
        office, "repayments", typed(repayments.LAYOUT, rows).write_csv(include_bom=True).encode()
    )
    assert Repayment.objects.count() == rows.height, "a repayment is missing"
    return found


def _returned(office: Actor, kind: str, content: bytes) -> dict[str, Any]:
    bank, _ = Bank.objects.get_or_create(name="云坪农商行")
    Branch.objects.get_or_create(bank=bank, name="总行")
    clock = Clock()
    found = bank_return.hand_in(
        actor=office,
        kind=kind,
        bank=bank,
        policy="yubei-2021",
        as_of=AS_OF,
        file_name=kind,
        content=content,
    )
    _work()
    clock.read()
    found.refresh_from_db()
    assert not found.counts["wrong"], found.counts["samples"]
    answers = bank_return.Answers(
        villages=dict.fromkeys(range(len(found.choices["places"])), CREATE),
        branches=dict.fromkeys(range(len(found.choices["branches"])), CREATE),
        accept_doubts=True,
    )
    bank_return.confirm(actor=office, return_id=found.pk, answers=answers)
    _work()
    return clock.told(found.counts["rows"])


def _work() -> None:
    done = work_once(lambda: AT, "bench")
    assert done is not None, "there was work to do"
    assert done.state == "done", done.message


def _workbook(layout: Layout, rows: pl.DataFrame) -> bytes:
    """Rows as a spreadsheet would hold them, every cell a text."""
    out = io.BytesIO()
    typed(layout, rows).write_excel(out)
    return out.getvalue()


def _rival_name_list(office: Actor, size: int) -> dict[str, Any]:
    from bench import importing_rival as rival  # only the benchmarks' environment has it

    chance = Chance(20)
    content = first_list(homes(int(size / _PEOPLE_A_HOME), chance), chance)
    found = rival.name_list(content, office.posting)
    assert Person.objects.count() == found["rows"], "somebody is missing"
    return found


def _rival_loans(office: Actor, size: int) -> dict[str, Any]:
    from bench import importing_rival as rival  # only the benchmarks' environment has it

    made = frames(size, law())["loans"].drop("bank_class")
    found = rival.loans(_workbook(loans.LAYOUT, made), office.posting)
    assert Loan.objects.count() == made.height == found["rows"], "a loan is missing"
    assert Household.objects.exists()
    return found


_WORK: dict[str, Callable[[Actor, int], dict[str, Any]]] = {
    "name_list": _name_list,
    "loans": _loans,
    "repayments": _repayments,
    "rival_name_list": _rival_name_list,
    "rival_loans": _rival_loans,
}
