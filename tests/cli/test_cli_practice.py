"""The last four quarters of the made-up county, from the banks' sheets to annex 4, all by command."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from hudai.demo.settling import QUARTERS
from hudai.records.models import BatchStep, Region, SubsidyBatch
from practising import AFTERWARDS, Class, books, books_of_the_ordinary_county, gathered

# The ledger is checked in a transaction of its own.
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.long, pytest.mark.once]


@pytest.fixture
def practice(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, settings: Any
) -> Class:
    """Those who practise."""
    return gathered(tmp_path, capsys, monkeypatch, settings)


def test_all_towns_work_four_quarters_by_command_and_grant_what_the_county_itself_grants(practice: Class):
    expected = books_of_the_ordinary_county()
    practice.begin(4)
    assert not SubsidyBatch.objects.exists()
    towns = Region.objects.filter(level=Region.Level.TOWN).order_by("pk")

    for through in QUARTERS:
        practice.hand_in(practice.sheets(through))
        batches = practice.draw_up(towns, through)
        practice.publish(batches)
        practice.let_the_notice_end()
        practice.pay(batches)
    practice.hand_in(practice.sheets(AFTERWARDS))

    assert set(SubsidyBatch.objects.values_list("state", flat=True)) == {"closed"}
    assert BatchStep.objects.values("officer").distinct().count() > 10
    assert books() == expected
    assert practice.desk.run("ledger", "check").code == 0
