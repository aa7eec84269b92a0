"""Lists: one declaration for page, telephone, chooser and workbook; what an officer chose stays chosen."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

import made_cases as cases
import made_offices as offices
from hudai.records.models import (
    Application,
    Job,
    JournalLine,
    Listing,
    ListPreference,
    Membership,
    NameList,
    Officer,
    Rating,
    Region,
    Station,
)

pytestmark = pytest.mark.django_db

LISTS = {
    "/applications/": Station.OFFICE,
    "/waiting/": Station.TOWN,
    "/households/": Station.OFFICE,
    "/should-lend/": Station.TOWN,
    "/ratings/": Station.OFFICE,
    "/ratings/waiting/": Station.BANK,
    "/ratings/coverage/": Station.OFFICE,
    "/pre-approved/": Station.OFFICE,
    "/name-lists/": Station.OFFICE,
    "/name-lists/1/": Station.OFFICE,
    "/name-lists/compare/?older=1&newer=2&what=came": Station.OFFICE,
    "/name-lists/compare/?older=1&newer=2&what=left": Station.OFFICE,
    "/name-lists/compare/?older=1&newer=2&what=category": Station.OFFICE,
    "/name-lists/compare/?older=1&newer=2&what=moved": Station.OFFICE,
    "/jobs/": Station.OFFICE,
}
"""Every list page, and a desk that sees its rows."""


def signed_in(client: Client, station: Station) -> Officer:
    who = cases.at(station).officer
    client.force_login(who)
    return who


def rows_of(answer: Any) -> list[tuple[Any, ...]]:
    assert answer.status_code == 200, answer.content[:300]
    return list(load_workbook(BytesIO(answer.content)).active.iter_rows(values_only=True))


def fill(first: int, count: int) -> None:
    """So many households more, each with something in every list there is."""
    cases.lead_bank()
    second = NameList.objects.get_or_create(
        number=2,
        defaults={
            "as_of": date(2025, 6, 1),
            "source": "新名单",
            "imported_by": cases.at(Station.OFFICE).posting,
            "imported_at": cases.START,
        },
    )[0]
    for place in range(first, first + count):
        village = Region.objects.create(
            level="village", name=f"第{place}村", parent=offices.town(), since=offices.SINCE
        )
        home = cases.household(f"LX-{place:03}", f"户主{place}", f"{1940 + place}0129", village)
        _in_every_list(place, home, second, village)


def _in_every_list(place: int, home: Any, second: NameList, village: Region) -> None:
    office, bank = cases.at(Station.OFFICE), cases.at(Station.BANK)
    Application.objects.create(
        number=f"XD{place:06}",
        household=home,
        applicant=cases.head(home),
        branch=offices.branch(Station.BRANCH),
        amount=100_000 * place,
        term_months=12,
        purpose="养猪",
        applied_on=cases.APPLIED_ON,
        policy="yubei-2021",
        state="under_way",
        step=2,
        entered_by=office.posting,
        entered_at=office.at,
        step_since=office.at,
    )
    rating: dict[str, Any] = {
        "policy": "yubei-2021",
        "score": 80,
        "grade": "良好",
        "suggested_limit": 3_000_000,
        "limit": 3_000_000,
        "rated_on": date(2025, 9, 1),
        "valid_until": date(2099, 9, 1),
        "office": office.posting,
        "facts": {},
        "lines": [],
    }
    others = [
        cases.household(f"Z{kind}-{place:03}", f"别户{kind}{place}", born, village)
        for kind, born in zip(
            "abcd",
            (
                f"1971{place % 12 + 1:02}{place % 28 + 1:02}",
                f"1972{place % 12 + 1:02}{place % 28 + 1:02}",
                f"1973{place % 12 + 1:02}{place % 28 + 1:02}",
                f"1974{place % 12 + 1:02}{place % 28 + 1:02}",
            ),
            strict=True,
        )
    ]
    came, left, changed, moved = others
    Rating.objects.create(household=came, confirmed_at=bank.at, bank=bank.posting, **rating)
    Rating.objects.create(household=left, **rating)
    Listing.objects.filter(household=came).update(came_with=second)
    Listing.objects.filter(household=left).update(
        left_with=second, until=second.as_of, exit_reason="自然减少"
    )
    Listing.objects.filter(household=changed).update(
        left_with=second, until=second.as_of, exit_reason="类别变化"
    )
    Listing.objects.create(household=changed, kind="监测户", came_with=second, since=second.as_of)
    old = moved.memberships.get()
    Membership.objects.filter(pk=old.pk).update(until=date(2025, 5, 1), exit_reason="迁户")
    Membership.objects.create(person=old.person, household=home, relation="子", since=date(2025, 5, 1))
    Job.objects.create(kind="name_list_read", asked_by=office.posting, asked_at=office.at)


def test_no_list_asks_more_questions_of_fifty_rows_than_of_five(client: Client, settings: Any):
    settings.AXES_ENABLED = False
    fill(1, 5)
    few = {address: _asked(client, address, station) for address, station in LISTS.items()}
    fill(6, 45)
    many = {address: _asked(client, address, station) for address, station in LISTS.items()}

    assert {address: asked for address, (asked, _) in few.items()} == {
        address: asked for address, (asked, _) in many.items()
    }
    short = {address for address, (_, rows) in few.items() if rows < 5} - {"/name-lists/"}
    assert not short
    assert {address for address, (_, rows) in many.items() if rows < 50} <= {"/name-lists/"}


def _asked(client: Client, address: str, station: Station) -> tuple[int, int]:
    """Questions to the database for a page of a list, and how many rows there are in it."""
    signed_in(client, station)
    client.get(address)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        page = client.get(address)
    assert page.status_code == 200, address
    return len(asked), page.context["table"].page.paginator.count


def test_columns_and_page_size_stay_as_an_officer_chose_them_and_nobody_else_sees_that(client: Client):
    for place in range(25):
        cases.household(f"LX-{place:03}", f"户主{place}", f"1980{place % 12 + 1:02}{place + 1:02}")
    town = signed_in(client, Station.TOWN)

    answer = client.post(
        "/lists/households/",
        {"column": ["head"], "page_size": "20", "next": "/households/?order=-number"},
    )

    assert (answer.status_code, answer["Location"]) == (302, "/households/?order=-number")
    page = client.get(answer["Location"]).content.decode()
    head = page[page.index("<thead>") : page.index("</thead>")]
    assert "户编号" in head
    assert "户主" in head
    assert "人口类别" not in head
    assert page.count('<td data-label="户编号"') == 20
    assert ListPreference.objects.get().officer == town
    signed_in(client, Station.OFFICE)
    assert (
        "人口类别</" in client.get("/households/").content.decode()
        or "人口类别" in client.get("/households/").content.decode()
    )

    client.force_login(town)
    client.post("/lists/households/", {"usual": "1"})
    assert not ListPreference.objects.exists()


@pytest.mark.parametrize(
    ("key", "said", "status"),
    [
        ("nothing", {"page_size": "20"}, 404),
        ("households", {"page_size": "7"}, 409),
        ("households", {"page_size": "99999999999"}, 409),
        ("households", {"page_size": "20", "column": ["x" * 50]}, 409),
        ("households", {"page_size": "20", "column": ["x"] * 100}, 409),
    ],
)
def test_a_choice_no_list_offers_is_refused_and_not_kept(client: Client, key: str, said: Any, status: int):
    signed_in(client, Station.TOWN)

    assert client.post(f"/lists/{key}/", said).status_code == status
    assert not ListPreference.objects.exists()


def test_the_way_back_from_a_choice_leads_to_no_other_site(client: Client):
    signed_in(client, Station.TOWN)

    answer = client.post("/lists/households/", {"page_size": "20", "next": "https://elsewhere.example/"})

    assert answer["Location"] == "/"


def test_a_head_sorts_and_the_address_keeps_it_with_filter_and_page(client: Client):
    for place, name in enumerate(("甲", "乙", "丙")):
        home = cases.household(f"LX-{place:03}", name, f"198503{place + 10}")
        cases.draft(home, amount=1_000_000 * (3 - place))
    signed_in(client, Station.OFFICE)

    rising = client.get("/applications/", {"order": "amount", "state": "draft"})
    falling = client.get("/applications/", {"order": "-amount", "state": "draft"}).content.decode()

    amounts = [row.amount for row in rising.context["table"].page]
    assert amounts == [1_000_000, 2_000_000, 3_000_000]
    page = rising.content.decode()
    assert 'aria-sort="ascending"' in page
    assert "state=draft&amp;order=-amount" in page or "order=-amount&amp;state=draft" in page
    assert '<input type="hidden" name="order" value="amount">' in page
    assert falling.index("30,000.00") < falling.index("20,000.00") < falling.index("10,000.00")


@pytest.mark.parametrize(
    "order", ["id_number", "applicant__id_number", "-pk", "'; DROP TABLE x", "password", "-"]
)
def test_a_list_is_sorted_by_its_own_columns_alone(client: Client, order: str):
    cases.draft()
    signed_in(client, Station.OFFICE)

    answer = client.get("/applications/", {"order": order})

    assert answer.status_code == 200
    assert "aria-sort" not in answer.content.decode()


def test_the_workbook_has_what_is_filtered_masked_summed_and_says_who_took_it(client: Client):
    cases.draft(amount=4_000_000)
    cases.draft(cases.household("LX-002", "钱大山", "19700101"), amount=3_000_000)
    cases.draft(cases.household("LX-003", "孙小河", "19710101"), amount=2_000_000)
    office = signed_in(client, Station.OFFICE)
    JournalLine.objects.all().count()

    rows = rows_of(client.get("/applications/", {"state": "draft", "words": "大山", "xlsx": "applications"}))

    assert rows[0][0] == "查询条件：编号、姓名、户编号、身份证号：大山；状态：填写中" or (
        "大山" in rows[0][0] and "填写中" in rows[0][0]
    )
    assert rows[1][0] == "贷款申请"
    assert rows[2][0] == f"制表单位：{offices.OFFICES[Station.OFFICE]}"
    head, line, total, foot = rows[3], rows[4], rows[5], rows[6]
    assert head[:4] == ("序号", "编号", "申请人", "身份证号码")
    assert line[0] == 1
    assert line[2:4] == ("钱大山", "50*************" + cases.id_number("19700101")[-3:])
    assert line[head.index("申贷金额（元）")] == 30_000
    assert total[0] == "合计"
    assert foot[0].startswith(f"导出人：{office.name}（区县主管部门）　导出时间：")
    line = JournalLine.objects.get(action="导出清单")
    assert line.officer == office
    assert (line.facts["list"], line.facts["rows"]) == ("applications", 1)
    assert "大山" not in str(line.facts)


def test_a_whole_id_number_in_the_search_box_is_masked_in_the_workbook_and_absent_from_the_journal(
    client: Client,
):
    cases.household()
    number = cases.id_number("19850307")
    signed_in(client, Station.TOWN)

    rows = rows_of(client.get("/households/", {"words": number, "xlsx": "households"}))

    assert "LX-001" in rows[4]
    assert number not in str(rows)
    assert f"{number[:2]}*************{number[-3:]}" in rows[0][0]
    assert number not in str(JournalLine.objects.get(action="导出清单").facts)


def test_a_workbook_has_the_columns_its_officer_chose(client: Client):
    cases.draft()
    office = signed_in(client, Station.OFFICE)
    ListPreference.objects.create(
        officer=office, key="applications", columns=["amount", "gone_since"], page_size=20
    )

    rows = rows_of(client.get("/applications/", {"xlsx": "applications"}))

    assert [cell for cell in rows[3] if cell] == ["序号", "编号", "申贷金额（元）"]


def test_a_workbook_of_another_places_rows_is_empty(client: Client):
    cases.draft()
    town = Region.objects.create(level="town", name="云台镇", parent=offices.county(), since=offices.SINCE)
    other = offices.officer("stranger")
    offices.Posting.objects.create(
        officer=other, station=Station.TOWN, region=town, office="云台镇", since=offices.SINCE
    )
    client.force_login(other)

    rows = rows_of(client.get("/applications/", {"xlsx": "applications"}))

    assert rows[4][0] == "没有符合条件的记录。"


def test_text_that_looks_like_a_formula_stays_text_in_the_workbook(client: Client):
    cases.draft(cases.household("LX-002", "=HYPERLINK(1)", "19700101"))
    signed_in(client, Station.OFFICE)

    book = load_workbook(
        BytesIO(client.get("/applications/", {"xlsx": "applications"}).content), data_only=False
    )

    (cell,) = [each for row in book.active for each in row if "HYPERLINK" in str(each.value)]
    assert cell.data_type in ("s", "inlineStr")


@pytest.mark.parametrize("address", LISTS)
def test_every_list_can_be_taken_out(client: Client, address: str):
    fill(1, 2)
    signed_in(client, LISTS[address])
    key = client.get(address).context["table"].table.key

    rows = rows_of(client.get(f"{address}{'&' if '?' in address else '?'}xlsx={key}"))

    assert rows[4][0] == 1
    assert JournalLine.objects.get(action="导出清单").facts["list"] == key


def test_the_villages_of_should_lend_are_a_list_of_their_own(client: Client):
    fill(1, 3)
    signed_in(client, Station.TOWN)
    page = client.get("/should-lend/?should_lend_coverage-order=-open").content.decode()

    rows = rows_of(client.get("/should-lend/?xlsx=should_lend_coverage"))

    assert page.count('aria-sort="descending"') == 1
    listed = rows[3].index("名单内（户）")
    assert [row[listed] for row in rows[4:7]] == [4, 4, 4]


def test_a_page_of_another_version_is_not_found(client: Client):
    signed_in(client, Station.OFFICE)

    assert client.get("/name-lists/77/").status_code == 404
