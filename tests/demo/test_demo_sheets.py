"""The sheets that come with the product: made again cell for cell, and read without a problem."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook

from hudai.core.findings import Outcome
from hudai.core.screening import screen
from hudai.demo import shipped
from hudai.documents import policy_files
from hudai.documents.imports.applications import read_applications
from hudai.documents.imports.portfolio import read_portfolio

SHEETS = (
    shipped.LOAN_SHEET,
    shipped.REPAYMENT_SHEET,
    shipped.STOP_SHEET,
    shipped.GRANTED_SHEET,
    shipped.APPLICATION_SHEET,
)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sheets")
    shipped.write(folder)
    return folder


def contents(path: Path) -> object:
    """What a person sees: a text as it is, of a workbook its cells and its merged ranges."""
    if path.suffix == ".csv":
        return path.read_text("utf-8-sig")
    book = load_workbook(path)
    return [
        (sheet.title, list(sheet.iter_rows(values_only=True)), sorted(map(str, sheet.merged_cells.ranges)))
        for sheet in book
    ]


@pytest.mark.parametrize("name", SHEETS)
def test_a_shipped_sheet_is_what_its_seed_makes(made: Path, name: str):
    assert contents(shipped.FOLDER / name) == contents(made / name)


def test_nothing_else_is_shipped():
    assert sorted(path.name for path in shipped.FOLDER.iterdir()) == sorted(SHEETS)


def test_the_banks_sheets_are_read_without_a_problem():
    loans, repayments, stops, granted = (shipped.FOLDER / name for name in SHEETS[:4])
    read = read_portfolio(loans, repayments, stops, granted)

    assert read.problems == ()
    assert read.loans.height == 120
    assert read.loans["town"].n_unique() == 6
    assert read.loans["bank"].n_unique() == 3
    assert read.loans.select("account", "payee_bank").null_count().row(0) == (0, 0)
    # The total row, the note that all is invented and the line of signatures.
    skipped = read.readings["loans"].skipped
    assert (skipped.totals, skipped.notes) == (1, 2)


def test_the_applications_show_every_verdict():
    read = read_applications(shipped.FOLDER / shipped.APPLICATION_SHEET)
    policy = policy_files.load(shipped.POLICY)
    verdicts = screen(read.frame, policy=policy, national=policy_files.read_national()).verdicts["verdict"]

    assert read.problems == ()
    assert read.frame.height == 25
    assert set(verdicts) == {outcome.value for outcome in Outcome}
