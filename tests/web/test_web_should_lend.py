"""应贷尽贷: who is on the list, who is left out and told, and reasons for one household and for many."""

from __future__ import annotations

from datetime import UTC, date, datetime
from urllib.parse import quote

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

import made_batches
import made_cases as cases
from hudai.core.should_lend import borrowers
from hudai.records.models import (
    Application,
    Household,
    JournalLine,
    Listing,
    LoanStanding,
    Membership,
    Person,
    Posting,
    Region,
    Station,
    UnservedReason,
)
from hudai.records.queries.should_lend import Coverage, coverage, to_lend, unexplained
from hudai.web import should_lend as page
from made_offices import SINCE, town, village

pytestmark = pytest.mark.django_db

DAY = date(2025, 9, 22)
WHO = borrowers(cases.LAW.policy, DAY)
BORN = iter(f"19{year}{month:02}01" for year in range(70, 99) for month in range(1, 13))


@pytest.fixture(autouse=True)
def on_the_day(monkeypatch: pytest.MonkeyPatch) -> None:
    """The pages ask by the law of September 2025: no law of a later day is known."""
    monkeypatch.setattr(page, "_borrowers", lambda day: WHO)


def home(number: str, born: str = "", **changes: str) -> Household:
    """A listed household of one person."""
    made = cases.household(number, f"户{number[-1]}", born or next(BORN))
    if changes:
        Listing.objects.filter(household=made).update(**changes)
    return made


def lent(of: Household, balance: int | None, contract: str) -> None:
    """A loan of 2022 that owes so much today; None where nobody has worked it out."""
    loan = made_batches.loan(of, contract)
    if balance is not None:
        LoanStanding.objects.create(
            loan=loan,
            as_of=DAY,
            balance=balance,
            due_on=loan.due_on,
            principal_days=0,
            interest_days=0,
            days_overdue=0,
        )


def listed_for(station: Station = Station.TOWN) -> list[str]:
    """Numbers of the households on the list of that desk."""
    posting = cases._desk(station)
    return [each.number for each in to_lend(posting, WHO, village=None, explained=None)]


def test_the_list_holds_who_may_borrow_and_has_neither_loan_nor_application():
    home("A1")
    home("A2", kind="突发严重困难户")
    home("A3", born="19590922")  # 66 today
    home("A4", born="20070923")  # 18 tomorrow
    home("A5", born="19590923")  # 65 today still
    lent(home("A6"), 100, "HT-6")
    lent(home("A7"), None, "HT-7")
    cases.draft(home("A8"))
    left = home("A9")
    Listing.objects.filter(household=left).update(
        left_with=cases._name_list(), until=DAY, exit_reason="自然消亡"
    )

    assert listed_for() == ["A1", "A5"]


def test_who_has_repaid_is_on_the_list_again_and_it_says_so():
    repaid = home("A1")
    lent(repaid, 0, "HT-1")
    posting = cases._desk(Station.TOWN)

    (row,) = to_lend(posting, WHO, village=None, explained=None)

    assert (row.number, row.lent_on) == ("A1", date(2022, 1, 10))


def test_an_approved_case_serves_until_its_contract_has_been_repaid():
    approved = cases.draft(home("A1"))
    terms = {"approved_amount": 5_000_000, "approved_term_months": 12, "approved_rate": 38_000}
    Application.objects.filter(pk=approved.pk).update(state="approved", **terms)
    assert listed_for() == []

    loan = made_batches.loan(approved.household, application=approved)
    LoanStanding.objects.create(
        loan=loan, as_of=DAY, balance=0, due_on=loan.due_on, principal_days=0, interest_days=0, days_overdue=0
    )
    posting = cases._desk(Station.TOWN)

    assert [each.number for each in to_lend(posting, WHO, village=None, explained=None)] == ["A1"]


def test_a_contract_given_up_serves_nobody():
    made_batches.loan(home("A1"), disbursed_on=None, given_up_on=date(2022, 2, 1), given_up_for="未放款")

    assert listed_for() == ["A1"]


def test_one_member_of_age_is_enough_and_who_has_died_or_left_does_not_count():
    old, alone, bereaved = home("A1", born="19400101"), home("A2", born="19400202"), home("A3", "19400303")
    for nth, (whose, more) in enumerate(
        [(old, {}), (alone, {"until": date(2024, 1, 1)}), (bereaved, {"died_on": date(2024, 1, 1)})]
    ):
        died_on = more.pop("died_on", None)
        son = Person.objects.create(
            name="子", id_number=cases.id_number(f"1990010{nth + 1}"), sex="male",
            born_on=date(1990, 1, nth + 1), died_on=died_on,
        )  # fmt: skip
        Membership.objects.create(person=son, household=whose, relation="之子", since=SINCE, **more)

    assert listed_for() == ["A1"]


def test_a_household_nobody_is_known_to_be_in_stays_on_the_list():
    empty = home("A1")
    Membership.objects.filter(household=empty).delete()

    assert listed_for() == ["A1"]


def test_where_the_law_does_not_say_nobody_is_left_out():
    home("A1", kind="突发严重困难户")
    home("A2", born="19300101")
    posting = cases._desk(Station.TOWN)
    unsaid = borrowers(cases.LAW.policy, date(2026, 6, 1))

    assert to_lend(posting, unsaid, village=None, explained=None).count() == 2
    (line,) = coverage(posting, unsaid)
    assert (line.listed, line.other_kind, line.out_of_age, line.open) == (2, 0, 0, 2)


def filled() -> dict[str, Household]:
    """One household in each part of 柳溪村 and one open in 杉木村."""
    village()
    other = Region.objects.create(level="village", name="杉木村", parent=town(), since=SINCE)
    homes = {number: home(number) for number in ("open", "explained", "served", "kind", "far")}
    homes["old"] = home("old", born="19400101")
    Household.objects.filter(pk=homes["far"].pk).update(village=other, group=None)
    # Of a category that is not lent to, though it has a loan: counted there and nowhere else.
    Listing.objects.filter(household=homes["kind"]).update(kind="突发严重困难户")
    lent(homes["kind"], 100, "HT-1")
    lent(homes["served"], 100, "HT-2")
    told(homes["explained"])
    return homes


def told(of: Household, on: date = DAY) -> UnservedReason:
    """A reason the village recorded."""
    at = datetime(on.year, on.month, on.day, 4, tzinfo=UTC)
    by = Posting.objects.filter(station=Station.VILLAGE).first() or cases._desk(Station.VILLAGE)
    return UnservedReason.objects.create(household=of, reason="没有贷款意愿", recorded_by=by, recorded_at=at)


def test_coverage_counts_every_listed_household_of_a_village_in_one_part():
    filled()
    posting = cases._desk(Station.TOWN)

    far, near = coverage(posting, WHO)

    assert (far.village, far.listed, far.open, far.share_ppm) == ("杉木村", 1, 1, 0)
    assert near == Coverage(
        near.village_id, "石门镇", "柳溪村", listed=5, other_kind=1, served=1, out_of_age=1, explained=1
    )
    # One served of four that the scheme lends to.
    assert (near.eligible, near.open, near.share_ppm) == (4, 1, 250_000)


def test_coverage_asks_as_many_questions_of_a_hundred_households_as_of_three():
    for number in range(3):
        home(f"B{number}")
    posting = cases._desk(Station.TOWN)
    coverage(posting, WHO)
    with CaptureQueriesContext(connection) as few:
        coverage(posting, WHO)
    for number in range(3, 40):
        home(f"B{number}")

    with CaptureQueriesContext(connection) as many:
        assert coverage(posting, WHO)[0].open == 40

    assert len(many) == len(few) <= 5


def test_a_reason_from_before_the_loan_does_not_explain_why_there_is_none_now():
    repaid, never = home("A1"), home("A2")
    lent(repaid, 0, "HT-1")
    told(repaid, date(2022, 1, 9))
    told(never, date(2022, 1, 9))
    posting = cases._desk(Station.TOWN)

    rows = {each.number: each.reason for each in to_lend(posting, WHO, village=None, explained=None)}

    assert rows == {"A1": None, "A2": "没有贷款意愿"}
    assert [each.number for each in unexplained(posting, WHO)] == ["A1"]

    told(repaid, date(2023, 6, 1))
    assert not unexplained(posting, WHO).exists()


def test_the_page_says_how_many_are_left_out_and_why(client: Client):
    filled()
    client.force_login(cases._desk(Station.TOWN).officer)

    shown = client.get("/should-lend/").content.decode()

    rows = client.get("/should-lend/", headers={"HX-Request": "true"}).content.decode()
    assert all(number in rows for number in ("open", "explained", "far"))
    assert not any(f">{number}<" in rows for number in ("old", "kind", "served"))
    assert "<strong>1</strong> 户：人口类别不属于支持对象（脱贫户、脱贫不稳定户、边缘易致贫户）。" in shown
    assert "<strong>1</strong> 户：没有贷款，家中也没有 18 至 65 周岁的成员。" in shown
    assert "<strong>1</strong> 户：有在办的申请，或贷款还没有还清。" in shown


@pytest.mark.parametrize("explained", ["", "1", "0"])
@pytest.mark.parametrize("narrowed", [False, True])
def test_the_page_and_the_list_alone_count_the_same_rows(client: Client, explained: str, narrowed: bool):
    near = filled()["open"].village_id
    client.force_login(cases._desk(Station.TOWN).officer)
    asked = {"explained": explained, "village": f"{near}" if narrowed else ""}

    whole = client.get("/should-lend/", asked).context["table"].page.paginator.count
    alone = client.get("/should-lend/", asked, headers={"HX-Request": "true"}).context["table"]

    assert whole == alone.page.paginator.count == len(alone.page.object_list)
    # 柳溪村 has one with a reason and one without, 杉木村 one without.
    assert whole == {"": 2, "1": 1, "0": 1}[explained] + (not narrowed and explained != "1")


def test_the_page_says_so_where_the_law_does_not_say(client: Client, monkeypatch: pytest.MonkeyPatch):
    home("A1")
    unsaid = borrowers(cases.LAW.policy, date(2026, 6, 1))
    monkeypatch.setattr(page, "_borrowers", lambda day: unsaid)
    client.force_login(cases._desk(Station.TOWN).officer)

    shown = client.get("/should-lend/").content.decode()

    assert "没有按类别区分" in shown
    assert "没有按年龄区分" in shown


def test_a_reason_is_required_and_kept(client: Client):
    homes = filled()
    client.force_login(cases._desk(Station.TOWN).officer)
    address = f"/should-lend/{homes['open'].pk}/"
    assert client.post(address, {"reason": "  "}).status_code == 422
    assert not homes["open"].unserved.exists()

    client.post(address, {"reason": "没有合适的产业项目"})

    assert homes["open"].unserved.get().reason == "没有合适的产业项目"
    assert "没有合适的产业项目" in client.get("/should-lend/").content.decode()
    assert ">open<" not in client.get("/should-lend/?explained=0").content.decode()
    assert client.post(f"/should-lend/{homes['served'].pk}/", {"reason": "已有"}).status_code == 422


def test_after_a_reason_the_list_is_where_it_was(client: Client):
    homes = filled()
    client.force_login(cases._desk(Station.TOWN).officer)
    here = f"/should-lend/?village={village().pk}&explained=0&page=2"
    address = f"/should-lend/{homes['open'].pk}/"
    assert f"{address}?next={quote(here, safe='')}" in client.get(here).content.decode().replace("&amp;", "&")

    asked = client.get(address, {"next": here}).content.decode()
    assert f'name="next" value="{here}"' in asked.replace("&amp;", "&")
    answer = client.post(address, {"reason": "外出务工", "next": here})

    assert answer.status_code == 302
    assert answer.url == here
    elsewhere = client.post(address, {"reason": "外出务工", "next": "https://example.org/"})
    assert elsewhere.url == "/should-lend/"


def test_many_are_ticked_and_given_one_reason(client: Client):
    homes = filled()
    client.force_login(cases._desk(Station.TOWN).officer)
    here = "/should-lend/?explained=0"
    shown = client.get(here).content.decode()
    assert f'form="reasons-batch" name="household" value="{homes["open"].pk}"' in shown
    assert f'form="reasons-batch" name="next" value="{here}"' in shown
    ticked = [homes[name].pk for name in ("open", "far", "served")]

    answer = client.post(
        "/should-lend/reasons/", {"household": [*ticked, "x"], "reason": "没有贷款意愿", "next": here}
    )

    assert answer.url == here
    kept = UnservedReason.objects.exclude(household=homes["explained"])
    assert {(each.household.number, each.reason) for each in kept} == {
        ("open", "没有贷款意愿"),
        ("far", "没有贷款意愿"),
    }
    assert JournalLine.objects.filter(action="登记应贷未贷原因").count() == 2
    after = client.get(here).content.decode()
    assert "已登记 2 户没有贷款的原因。" in after
    assert "有 1 户没有登记" in after


@pytest.mark.parametrize("said", [{"reason": "没有贷款意愿"}, {"household": "1", "reason": " "}])
def test_without_a_tick_or_a_reason_nothing_is_kept(client: Client, said: dict[str, str]):
    filled()
    client.force_login(cases._desk(Station.TOWN).officer)
    before = UnservedReason.objects.count()

    client.post("/should-lend/reasons/", said)

    assert UnservedReason.objects.count() == before


def test_a_village_gives_no_reason_for_another_villages_household(client: Client):
    homes = filled()
    client.force_login(cases._desk(Station.VILLAGE).officer)

    assert client.post(f"/should-lend/{homes['far'].pk}/", {"reason": "x"}).status_code == 404
    client.post("/should-lend/reasons/", {"household": [homes["far"].pk], "reason": "x"})

    assert not homes["far"].unserved.exists()


@pytest.mark.parametrize("station", [Station.OFFICE, Station.AUDITOR])
def test_who_gives_no_reasons_has_nothing_to_tick(client: Client, station: Station):
    homes = filled()
    client.force_login(cases._desk(station).officer)

    assert "reasons-batch" not in client.get("/should-lend/").content.decode()
    answer = client.post("/should-lend/reasons/", {"household": [homes["open"].pk], "reason": "x"})
    assert answer.status_code == 404
    assert not homes["open"].unserved.exists()
