"""A county left to practise on: what is settled, what is left, and the banks' sheets of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from hudai.demo.bank_sheets import HANDS
from hudai.demo.borrowing import BEFORE, LIVED_TO
from hudai.demo.county import County, build
from hudai.demo.offices import BANKS
from hudai.demo.practice import Practice
from hudai.demo.settling import QUARTERS
from hudai.documents.imports.classes import read_classes
from hudai.documents.imports.loans import read_loans
from hudai.documents.imports.repayments import read_repayments
from hudai.records.models import BankReturn, Loan, Station, SubsidyBatch

pytestmark = [pytest.mark.django_db, pytest.mark.long, pytest.mark.once]

READ = {"贷款明细": read_loans, "还款明细": read_repayments, "五级分类": read_classes}


@dataclass(frozen=True)
class Left:
    """The county, and the folder with its sheets."""

    county: County
    folder: Path


@pytest.fixture(scope="module")
def left(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Left]:
    """The smallest county with its last two quarters left, once for all tests of this file."""
    folder = tmp_path_factory.mktemp("practice")
    with django_db_blocker.unblock(), transaction.atomic():
        yield Left(build(60, password="Yunping-000000", practice=Practice(2, folder)), folder)
        transaction.set_rollback(True)


def test_the_quarters_before_are_settled_and_nothing_of_the_others_is_entered(left: Left):
    settled = SubsidyBatch.objects.values_list("period_end", flat=True)

    assert {end - timedelta(days=1) for end in settled} == set(QUARTERS[:2])
    assert set(SubsidyBatch.objects.values_list("state", flat=True)) == {"closed"}
    assert set(BankReturn.objects.values_list("as_of", flat=True)) == {BEFORE, *QUARTERS[:2]}
    assert not Loan.objects.filter(disbursed_on__gt=QUARTERS[1]).exists()
    assert Loan.objects.filter(signed_on__gt=QUARTERS[1], disbursed_on=None).exists()


def test_the_banks_sheets_lie_by_quarter_each_in_its_bank_s_own_hand(left: Left):
    folders = {path.name: path for path in left.folder.iterdir()}

    assert set(folders) == {f"截至 {day}" for day in (*QUARTERS[2:], LIVED_TO)}
    last = {path.name for path in folders[f"截至 {QUARTERS[-1]}"].iterdir()}
    assert {name.split(" ")[0] for name in last} == set(BANKS)
    assert {name.split(" ")[1] for name in last} == set(READ)
    assert len({hand.days for hand in HANDS.values()}) == len(BANKS)
    assert len({heads for hand in HANDS.values() for heads in hand.heads.values()}) == 3 * len(BANKS)


def test_every_sheet_is_read_without_a_problem_and_tells_only_of_its_quarter(left: Left):
    day, since = {"贷款明细": "disbursed_on", "还款明细": "paid_on"}, date(2025, 3, 21)
    for path in left.folder.glob("*/*"):
        _, kind, as_of = path.stem.split(" ")
        reading = READ[kind](path)
        assert not reading.problems, path
        assert reading.frame.height > 0
        if kind in day:
            days = reading.frame[day[kind]]
            assert since <= days.min() <= days.max() <= date.fromisoformat(as_of)


def test_everybody_a_batch_passes_can_sign_in(left: Left):
    stations = [each.posting.station for each in left.county.sign_ins]

    assert stations.count(Station.TOWN) == stations.count(Station.TOWN_HEAD) == 12
    assert stations.count(Station.BANK) == len(BANKS)
    assert stations.count(Station.BRANCH) == 6
    assert all(each.posting.officer.has_usable_password() for each in left.county.sign_ins)
