"""发放台账: the rows of a day and place, masked; annex 5 as a file, in full only for who may look."""

from __future__ import annotations

import io
from datetime import date

import openpyxl
import pytest
from django.test import Client
from docx import Document

import made_batches as loans
import made_cases as cases
import made_offices as offices
from hudai.records.models import JournalLine, Loan, Officer, Region, Station

pytestmark = pytest.mark.django_db
NUMBER = cases.id_number("19850307")
PAGE = "/loan-register/"


@pytest.fixture
def county() -> None:
    """Two loans of two branches in two villages, one half repaid."""
    for station in Station:
        if not Officer.objects.filter(username=str(station)):
            offices.posted(station)
    loans.repaid(loans.loan(), date(2022, 3, 1), principal=2_000_000)
    village = Region.objects.create(
        level="village", name="山背村", parent=offices.town(), since=date(2021, 1, 1)
    )
    other = cases.household("LX-002", "钱大山", "19700101", village)
    loans.loan(other, "HT-002", branch=offices.branch(Station.BANK), disbursed_on=date(2022, 2, 1))


def page(client: Client, station: Station, **asked: str) -> str:
    client.force_login(Officer.objects.get(username=str(station)))
    return client.get(PAGE, asked).content.decode()


def annex(client: Client, station: Station, form: str = "xlsx", **asked: str):
    client.force_login(Officer.objects.get(username=str(station)))
    return client.post(f"{PAGE}annex5.{form}", asked)


@pytest.mark.usefixtures("county")
def test_the_page_lists_the_loans_paid_out_by_the_day_with_that_days_balance(client: Client):
    before = page(client, Station.OFFICE, day="2022-01-31")
    after = page(client, Station.OFFICE, day="2022-03-20")

    assert "孙平磊" in before
    assert "钱大山" not in before
    assert "50,000.00" in before
    # 50 000 less the 20 000 of 1 March.
    assert "30,000.00" in after
    assert "钱大山" in after


@pytest.mark.usefixtures("county")
def test_the_page_and_its_workbook_mask_every_id_number(client: Client):
    shown = page(client, Station.OFFICE)
    taken = client.get(PAGE, {"xlsx": "loan_register"}).content

    assert NUMBER not in shown
    assert "50*************" in shown
    cells = [
        cell.value for row in openpyxl.load_workbook(io.BytesIO(taken)).active.iter_rows() for cell in row
    ]
    assert "孙平磊" in cells
    assert NUMBER not in cells


@pytest.mark.usefixtures("county")
@pytest.mark.parametrize(
    ("station", "full"),
    [
        (Station.BRANCH, True),
        (Station.BANK, True),
        (Station.OFFICE, True),
        (Station.AUDITOR, True),
        (Station.VILLAGE, False),
        (Station.TOWN, False),
        (Station.FINANCE, False),
        (Station.FINANCE_OFFICE, False),
        (Station.REGULATOR, False),
    ],
)
def test_annex_5_has_full_numbers_for_who_may_look_and_a_line_in_the_journal(
    client: Client, station: Station, full: bool
):
    answer = annex(client, station, day="2022-03-20")

    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    cells = {cell.value for sheet in book for row in sheet.iter_rows() for cell in row}
    assert (NUMBER in cells) is full
    line = JournalLine.objects.get(action="打印发放台账")
    assert (line.key, line.facts["full_numbers"]) == ("2022-03-20", full)
    assert NUMBER not in str(line.facts)


@pytest.mark.usefixtures("county")
@pytest.mark.parametrize("form", ["xlsx", "docx", "pdf"])
def test_annex_5_comes_in_three_forms(client: Client, form: str):
    answer = annex(client, Station.OFFICE, form)

    assert answer.status_code == 200
    assert answer.content[:2] == (b"%P" if form == "pdf" else b"PK")


@pytest.mark.usefixtures("county")
def test_the_file_is_of_what_the_page_was_narrowed_to_and_names_the_offices_of_the_day(client: Client):
    branch = offices.branch(Station.BANK)
    answer = annex(client, Station.OFFICE, "docx", day="2022-03-20", lender=f"branch-{branch.pk}")

    document = Document(io.BytesIO(answer.content))
    rows = [[cell.text for cell in row.cells] for row in document.tables[0].rows]
    assert [row[1] for row in rows[2:]] == ["钱大山", "合计"]
    assert (
        "每月5日前报送云坪县农业农村局、云坪县财政局、云坪县金融工作办公室。" in document.paragraphs[-2].text
    )
    assert JournalLine.objects.get(action="打印发放台账").facts["narrowed"] == branch.name


@pytest.mark.usefixtures("county")
def test_words_typed_to_find_somebody_do_not_reach_the_journal(client: Client):
    annex(client, Station.OFFICE, words="孙平磊")

    assert JournalLine.objects.get(action="打印发放台账").facts["narrowed"] == ""


@pytest.mark.usefixtures("county")
@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"words": "钱大"}, ["钱大山"]),
        ({"words": "HT-001"}, ["孙平磊"]),
        ({"village": "山背村"}, ["钱大山"]),
        ({"town": "石门镇"}, ["孙平磊", "钱大山"]),
        ({"policy": "yubei-2021"}, ["孙平磊", "钱大山"]),
        ({"day": "2021-12-31"}, []),
        ({"day": "gestern"}, ["孙平磊", "钱大山"]),
    ],
)
def test_the_register_is_narrowed_by_place_day_and_words(
    client: Client, asked: dict[str, str], found: list[str]
):
    keys = {
        name: str(Region.objects.get(name=value).pk) if name in ("town", "village") else value
        for name, value in asked.items()
    }

    shown = page(client, Station.OFFICE, **keys)

    assert [name for name in ("孙平磊", "钱大山") if name in shown] == found


@pytest.mark.usefixtures("county")
def test_a_village_sees_its_own_and_a_branch_its_own(client: Client):
    assert "钱大山" not in page(client, Station.VILLAGE)
    assert "钱大山" not in page(client, Station.BRANCH)
    assert "钱大山" in page(client, Station.BANK)


@pytest.mark.usefixtures("county")
def test_a_later_day_than_today_is_not_printed(client: Client):
    answer = annex(client, Station.OFFICE, day="2099-01-01")

    # The form takes today for it, as the page does.
    assert answer.status_code == 200
    assert JournalLine.objects.get(action="打印发放台账").key != "2099-01-01"


@pytest.mark.usefixtures("county")
def test_an_unknown_form_is_refused(client: Client):
    assert annex(client, Station.OFFICE, "exe").status_code == 409
    assert not JournalLine.objects.filter(action="打印发放台账").exists()


@pytest.mark.usefixtures("county")
def test_the_number_of_questions_does_not_grow_with_the_rows(client: Client, django_assert_max_num_queries):
    page(client, Station.OFFICE)
    with django_assert_max_num_queries(33) as few:
        client.get(PAGE)
    village = offices.village()
    for place in range(3, 23):
        home = cases.household(f"LX-{place:03d}", f"周{place}", f"198501{place:02d}", village)
        loans.loan(home, f"HT-{place:03d}")
    with django_assert_max_num_queries(len(few)):
        client.get(PAGE)

    assert Loan.objects.count() == 22
