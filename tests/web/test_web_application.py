"""Entering applications: finding the household, the form with its hints, lists, sheets, wrong input."""

from __future__ import annotations

import re
from datetime import date, timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook
from pytest_django import DjangoAssertNumQueries

import made_cases as cases
import made_loans as loans
import made_offices as offices
from hudai.records.models import (
    Application,
    JournalLine,
    Loan,
    Membership,
    Officer,
    Person,
    Region,
    Station,
)
from hudai.web.forms.fields import YuanField

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


def signed_in(client: Client, station: Station) -> Client:
    found = Officer.objects.filter(username=str(station)).first()
    client.force_login(found or offices.posted(station))
    return client


def form_of(application_or_none: Application | None = None, **changes: str) -> dict[str, str]:
    """What a good form says, as a browser sends it."""
    said = {
        "kind": "first",
        "branch": str(offices.branch(Station.BRANCH).pk),
        "amount": "50000",
        "term_months": "36",
        "purpose": "生猪养殖",
        "applied_on": "2025-09-19",
        "phone": "13800001234",
        "bank_debt": "0",
        "outstanding": "0",
        "credit_line": "50000",
    }
    for name, value in cases.GOOD.items():
        if isinstance(value, bool):
            said[name] = "yes" if value else "no"
    return said | changes


def test_a_village_finds_its_household_and_enters_an_application(client: Client):
    whose = cases.household()
    signed_in(client, Station.VILLAGE)

    found = client.get("/applications/enter/", {"words": "平磊"}).content.decode()
    assert "/applications/enter/LX-001/" in found
    answer = client.post("/applications/enter/LX-001/", form_of(applicant=str(cases.head(whose).pk)))

    entered = Application.objects.get()
    assert answer.headers["Location"] == f"/applications/{entered.number}/"
    assert (entered.amount, entered.facts["outstanding"], entered.facts["credit_clean"]) == (
        5_000_000,
        0,
        True,
    )


def test_what_is_not_known_stays_unknown_and_is_no_no(client: Client):
    whose = cases.household()
    signed_in(client, Station.VILLAGE)

    client.post("/applications/enter/LX-001/", form_of(applicant=str(cases.head(whose).pk), credit_clean=""))

    assert "credit_clean" not in Application.objects.get().facts


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"amount": "五万"}, "请填写阿拉伯数字，单位是元"),
        ({"amount": "-1"}, "不能小于 0"),
        ({"amount": "0"}, "请填写大于 0 的金额"),
        ({"term_months": "400"}, "不能大于"),
        ({"applied_on": "2999-01-01"}, "申请日期不能晚于今天"),
        ({"phone": "打电话"}, "联系电话只能是数字"),
        ({"branch": "999999"}, "请从列出的里面选"),
        ({"kind": "enterprise"}, "请从列出的里面选"),
        ({"credit_clean": "perhaps"}, "请从列出的里面选"),
        ({"applicant": "999999"}, "请从列出的里面选"),
    ],
)
def test_wrong_input_is_told_beside_its_field_and_what_was_typed_stays(
    client: Client, changed: dict[str, str], told: str
):
    whose = cases.household()
    signed_in(client, Station.VILLAGE)

    said = form_of(applicant=str(cases.head(whose).pk), purpose="柑橘种植二十亩") | changed
    answer = client.post("/applications/enter/LX-001/", said)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert told in page
    assert "柑橘种植二十亩" in page
    assert not Application.objects.exists()


def test_the_rules_speak_beside_the_fields_while_typing(client: Client):
    """Born on 7 March 1985: 40 on 19 September 2025, when the LPR above five years was 3.5 %."""
    whose = cases.household()
    signed_in(client, Station.VILLAGE)

    said = form_of(applicant=str(cases.head(whose).pk), outstanding="20000", amount="80000")
    page = client.post("/applications/hints/LX-001/", said, headers=HTMX).content.decode()

    assert "申请日 40 周岁（政策：18—65 周岁），依据一（10）" in page
    assert "全户上限 50,000 元，现有余额 20,000 元，还可申请 30,000 元，依据一（2）" in page
    assert "该期限当日最高年利率 3.50%，依据一（4）" in page
    assert "<!doctype" not in page
    assert not Application.objects.exists()


def test_the_hints_bear_an_empty_form(client: Client):
    cases.household()
    signed_in(client, Station.VILLAGE)

    assert client.post("/applications/hints/LX-001/", {}, headers=HTMX).status_code == 200


def test_a_new_form_begins_with_the_head_and_says_of_the_head_what_the_rules_say(client: Client):
    """The head was born on 7 March 1985, the son, whose name comes first, twenty years later."""
    since, whose = date(2021, 1, 1), cases.household()
    young = Person.objects.create(
        name="丁小满", id_number=cases.id_number("20050307"), sex="male", born_on=date(2005, 3, 7)
    )
    Membership.objects.create(person=young, household=whose, relation="子", since=since)
    signed_in(client, Station.VILLAGE)

    answer = client.get("/applications/enter/LX-001/")

    form, hints = answer.context["form"], answer.context["hints"]
    assert (form["applicant"].value(), form["kind"].value()) == (cases.head(whose).pk, "first")
    today = timezone.localdate()
    age = today.year - 1985 - ((today.month, today.day) < (3, 7))
    assert hints.beside["applicant"].startswith(f"申请日 {age} 周岁")
    assert {line.rule for line in hints.lines}.isdisjoint({"renew_once", "extension_length", "top_up"})


@pytest.mark.parametrize(("days", "kind"), [(30, "renewal"), (400, "top_up")])
def test_a_new_form_asks_for_what_the_households_loan_suggests(client: Client, days: int, kind: str):
    loan = loans.disbursed(loans.approved())
    Loan.objects.filter(pk=loan.pk).update(due_on=timezone.localdate() + timedelta(days=days))
    signed_in(client, Station.VILLAGE)

    answer = client.get("/applications/enter/LX-001/")

    assert answer.context["form"]["kind"].value() == kind


def test_an_earlier_application_is_copied_into_a_new_form_dated_today(client: Client):
    earlier = cases.draft(purpose="柑橘种植")
    earlier.state = "withdrawn"
    earlier.save()
    signed_in(client, Station.VILLAGE)

    page = client.get("/applications/enter/LX-001/", {"copy": earlier.number}).content.decode()
    said = form_of(applicant=str(cases.head(earlier.household).pk), copied_from=earlier.number)
    client.post("/applications/enter/LX-001/", said)

    assert 'value="柑橘种植"' in page
    assert Application.objects.exclude(pk=earlier.pk).get().copied_from == earlier


def test_a_returned_application_says_what_to_correct_and_an_old_page_is_refused(client: Client):
    application = cases.waiting_at(2)
    cases.decide(
        application,
        cases.at(Station.TOWN, 48),
        cases.Opinion.RETURN,
        text="用途写得不清楚",
        returned_to=0,
        marked_fields=["purpose"],
    )
    signed_in(client, Station.VILLAGE)
    address = f"/applications/{application.number}/edit/"

    page = client.get(address).content.decode()
    old = client.post(address, form_of(seen_version="0", purpose="旧页面"))
    client.post(address, form_of(seen_version="1", purpose="生猪养殖五十头"))

    assert "镇帮扶干部意见退回：" in page
    assert page.count('class="marked') == 1
    assert old.status_code == 422
    assert "刚才已被别人处理" in old.content.decode()
    assert Application.objects.get().purpose == "生猪养殖五十头"


def test_somebody_elses_number_and_no_number_at_all_get_the_same_page(client: Client):
    application = cases.draft()
    other = Region.objects.create(
        level="village", name="山背村", parent=offices.town(), since=date(2021, 1, 1)
    )
    desk = cases.at(Station.VILLAGE).posting
    desk.region = other
    desk.save()
    signed_in(client, Station.VILLAGE)

    pages = [client.get(f"/applications/{number}/") for number in (application.number, "XD2025999999")]

    assert [page.status_code for page in pages] == [404, 404]
    told = [re.search(r"<main.*</main>", page.content.decode(), re.DOTALL).group() for page in pages]
    assert told[0] == told[1]


def test_script_in_a_name_is_shown_as_text(client: Client):
    application = cases.draft(
        cases.household(name="<script>alert(1)</script>"), purpose="<img src=x onerror=1>"
    )
    signed_in(client, Station.VILLAGE)

    for address in ("/applications/", f"/applications/{application.number}/", "/"):
        page = client.get(address).content.decode()
        assert "<script>alert" not in page
        assert "<img src=x" not in page


@pytest.mark.parametrize(
    "words", ["' OR 1=1 --", "%'; DROP TABLE records_application; --", "\\", "%", "_" * 40]
)
def test_sql_in_the_search_box_finds_nothing_and_breaks_nothing(client: Client, words: str):
    cases.draft()
    signed_in(client, Station.VILLAGE)

    answer = client.get("/applications/", {"words": words})

    assert answer.status_code == 200
    assert "没有符合条件的申请" in answer.content.decode()
    assert Application.objects.count() == 1


def test_a_whole_id_number_finds_the_case_and_part_of_one_does_not(client: Client):
    cases.draft()
    signed_in(client, Station.VILLAGE)
    number = cases.id_number("19850307")

    assert "XD2025000001" in client.get("/applications/", {"words": number}).content.decode()
    page = client.get("/applications/", {"words": number[:14]}).content.decode()
    assert "XD2025000001" not in page
    assert number not in page


def test_the_list_costs_the_same_number_of_queries_however_long(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
):
    for place, name in enumerate("甲乙丙丁戊己庚辛壬癸子丑"):
        cases.draft(cases.household(f"LX-{place:03}", name, f"198503{place + 10}"))
    signed_in(client, Station.TOWN)
    client.get("/applications/")

    with django_assert_max_num_queries(14):
        page = client.get("/applications/").content.decode()

    assert page.count("/applications/XD2025") == 12
    assert "600,000.00" in page


def test_the_list_as_filtered_can_be_saved_without_personal_numbers(client: Client):
    cases.draft()
    done = cases.waiting_at(4, cases.household("LX-002", "钱大山", "19700101"))
    cases.agree(done, cases.at(Station.BRANCH, 96), terms=cases.TERMS)
    signed_in(client, Station.TOWN)

    answer = client.get("/applications/", {"state": "approved", "xlsx": "applications"})

    sheet = load_workbook(BytesIO(answer.content)).active
    cells = [cell for row in sheet.iter_rows(values_only=True) for cell in row]
    assert "钱大山" in cells
    assert "孙平磊" not in cells
    assert cases.id_number("19700101") not in cells
    assert 50_000 in cells


def test_htmx_gets_the_rows_alone(client: Client):
    cases.draft()
    signed_in(client, Station.VILLAGE)

    page = client.get("/applications/", {"state": "draft"}, headers=HTMX).content.decode()

    assert page.strip().startswith('<div id="table-applications">')


def test_the_case_page_masks_numbers_and_a_full_look_is_recorded(client: Client):
    application = cases.draft()
    signed_in(client, Station.VILLAGE)
    number = cases.id_number("19850307")
    address = f"/applications/{application.number}/"

    page = client.get(address).content.decode()
    assert number not in page
    assert "138****1234" in page
    shown = client.post(f"{address}look/").content.decode()

    assert number in shown
    assert JournalLine.objects.filter(action="查看完整号码").count() == 1
    assert client.get(f"{address}look/").status_code == 405


@pytest.mark.parametrize("name", ["申请.exe", "申请.pdf"])
def test_a_file_that_is_no_sheet_is_refused_in_words(client: Client, name: str):
    signed_in(client, Station.VILLAGE)

    answer = client.post("/applications/sheet/", {"sheet": SimpleUploadedFile(name, b"MZ")})

    assert answer.status_code == 422
    assert "请上传表格文件" in answer.content.decode()


def test_the_empty_sheet_can_be_fetched(client: Client):
    signed_in(client, Station.VILLAGE)

    answer = client.get("/applications/sheet/template/")

    assert BytesIO(b"".join(answer.streaming_content)).read(2) == b"PK"


def test_an_amount_keeps_its_fen():
    assert YuanField().clean("1,234.56") == 123_456
