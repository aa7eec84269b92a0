"""The register of dishonest debtors on its pages: masked lists, one entry, its road, the household's page."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

import made_cases as cases
import made_debtors as made
import made_loans as loans
from hudai.actions import dishonest_debtor as actions
from hudai.records.models import DishonestDebtor, Station

pytestmark = pytest.mark.django_db
State = DishonestDebtor.State


@pytest.fixture(autouse=True)
def _media(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"


def signed_in(client: Client, station: Station) -> Client:
    client.force_login(cases.at(station).officer)
    return client


def cells(client: Client, **asked: str) -> list[list[str]]:
    table = client.get("/dishonest-debtors/", asked).context["table"]
    return [[str(cell) for _, cell in line] for line in table.lines]


def test_the_list_masks_numbers_and_tells_where_each_stands(client: Client):
    entry = made.listed()

    (line,) = cells(signed_in(client, Station.AUDITOR))

    assert f'href="/dishonest-debtors/{entry.pk}/"' in line[0]
    assert line[1].startswith("50*")
    assert entry.person.id_number not in client.get("/dishonest-debtors/").content.decode()
    assert "在名单" in " ".join(line)
    assert "2026-01-30" in line
    assert cells(client, state="left") == []
    assert len(cells(client, state="listed")) == 1


def test_proposed_told_reviewed_and_let_go_on_the_pages(client: Client):
    loan = made.overdue_loan()
    signed_in(client, Station.BRANCH)
    assert "提出列入失信债务人名单" in client.get(f"/loans/{loan.pk}/").content.decode()
    address = f"/loans/{loan.pk}/dishonest-debtor/"
    assert client.post(address, {"grounds": made.GROUNDS}).url == f"/loans/{loan.pk}/"
    entry = DishonestDebtor.objects.get()
    page = f"/dishonest-debtors/{entry.pk}/"
    day = f"{timezone.localdate(entry.proposed_at)}"
    today = client.get(page).context["notify"].initial["notified_on"].isoformat()
    assert client.post(f"{page}notify/", {"notified_on": today, "notify_words": "当面送达"}).url == page

    signed_in(client, Station.OFFICE)
    review = {"lists": "yes", "decided_on": today, "opinion": "证据充分"}
    assert client.post(f"{page}decide/", review).url == page
    said = client.get(page).content.decode()
    for words in (made.GROUNDS, "当面送达", "证据充分", "在名单", "催收和失信认定材料"):
        assert words in said
    leave = {"cause": "error", "left_on": today, "why": "认定有误", "evidence": "更正函 5 号"}
    assert client.post(f"{page}leave/", leave).url == page
    assert "（依据：更正函 5 号）" in client.get(page).content.decode()
    entry.refresh_from_db()
    assert (entry.state, day <= today) == (State.LEFT, True)


def test_what_was_typed_is_kept_when_it_is_refused(client: Client):
    entry = made.listed()
    signed_in(client, Station.OFFICE)
    leave = {"cause": "repaid", "left_on": f"{made.LISTED_ON}", "why": "说已经还了", "evidence": "无凭证"}

    answer = client.post(f"/dishonest-debtors/{entry.pk}/leave/", leave)

    assert answer.status_code == 409
    said = answer.content.decode()
    assert "本金没有还清" in said
    assert "说已经还了" in said
    assert client.post(f"/dishonest-debtors/{entry.pk}/leave/", {}).status_code == 422


def test_a_loan_that_is_not_overdue_offers_nothing_and_refuses_in_words(client: Client):
    loan = loans.disbursed()
    signed_in(client, Station.BRANCH)

    address = f"/loans/{loan.pk}/dishonest-debtor/"
    assert address not in client.get(f"/loans/{loan.pk}/").content.decode()
    loans.repaid(loan, loan.signed_on, principal=loan.principal)
    answer = client.post(address, {"grounds": made.GROUNDS})
    assert answer.status_code == 409
    assert "没有逾期" in answer.content.decode()
    assert made.GROUNDS in answer.content.decode()


def test_the_household_page_warns_while_somebody_stands_on_the_register(client: Client):
    entry = made.listed()
    address = f"/households/{entry.loan.household_id}/"
    signed_in(client, Station.VILLAGE)

    said = client.get(address).content.decode()
    assert "从 2026-01-30 起在失信债务人名单内" in said
    assert "列入失信债务人名单" in said
    actions.leave(
        actor=loans.on(made.LEFT_ON, Station.OFFICE),
        entry_id=entry.pk,
        cause="other",
        on=made.LEFT_ON,
        words="重组",
        evidence="协议",
    )
    said = client.get(address).content.decode()
    assert "起在失信债务人名单内" not in said
    assert "移出失信债务人名单" in said


def test_the_list_asks_the_same_number_of_questions_however_many_there_are(client: Client):
    def questions() -> int:
        client.get("/dishonest-debtors/")
        with CaptureQueriesContext(connection) as asked:
            client.get("/dishonest-debtors/")
        return len(asked)

    entry = made.listed()
    signed_in(client, Station.OFFICE)
    few = questions()
    for nth in range(3):
        DishonestDebtor.objects.create(
            person=cases.head(cases.household(f"LX-1{nth}", "钱大山", f"1970010{nth + 1}")),
            loan=entry.loan,
            grounds="不还",
            days_overdue=1,
            owed=1,
            proposed_by=entry.proposed_by,
            proposed_at=entry.proposed_at,
        )

    assert len(cells(client)) == 4
    assert questions() == few
