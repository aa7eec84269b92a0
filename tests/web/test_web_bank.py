"""Banks and branches: entered, renamed and closed by the administrator."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

import made_cases as cases
from hudai.records.models import Bank, Branch, JournalLine, LeadBank, Posting, Station
from made_offices import branch, posted

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator(client: Client) -> Client:
    client.force_login(posted(Station.ADMINISTRATOR))
    return client


def test_a_bank_comes_with_its_institution_and_branches_stand_below_it(administrator: Client):
    administrator.post("/banks/", {"name": "惠农 村镇银行", "institution": "惠农村镇银行总行"})
    bank = Bank.objects.get()
    administrator.post(f"/banks/{bank.pk}/branches/", {"name": "石门支行"})

    made = Branch.objects.order_by("pk").values_list("name", "parent__name", "bank__name")
    assert list(made) == [
        ("惠农村镇银行总行", None, "惠农村镇银行"),
        ("石门支行", "惠农村镇银行总行", "惠农村镇银行"),
    ]
    page = administrator.get("/banks/").content.decode()
    assert "石门支行" in page


@pytest.mark.parametrize("name", ["", "  ", "长" * 61])
def test_a_branch_wants_a_name(administrator: Client, name: str):
    branch(Station.BRANCH)

    page = administrator.post(f"/banks/{Bank.objects.get().pk}/branches/", {"name": name})

    assert page.status_code == 409
    assert "最多 60 个字" in page.content.decode()
    assert Branch.objects.count() == 2


def test_a_name_is_not_given_twice(administrator: Client):
    there = branch(Station.BRANCH)

    twice = administrator.post("/banks/", {"name": "云坪农商行", "institution": "总行"})
    renamed = administrator.post(f"/branches/{there.pk}/rename/", {"name": "云坪农商行总行"})

    assert (twice.status_code, renamed.status_code) == (422, 409)
    there.refresh_from_db()
    assert (Bank.objects.count(), there.name) == (1, "石门支行")


def test_a_renamed_branch_keeps_its_old_name_in_the_journal(administrator: Client):
    there = branch(Station.BRANCH)

    administrator.post(f"/branches/{there.pk}/rename/", {"name": "石门镇支行"})
    administrator.post(f"/banks/{there.bank_id}/rename/", {"name": "云坪农村商业银行"})

    there.refresh_from_db()
    assert (there.name, there.bank.name) == ("石门镇支行", "云坪农村商业银行")
    lines = JournalLine.objects.order_by("pk").values_list("action", "facts")
    assert list(lines) == [
        ("修改网点名称", {"old": "石门支行", "new": "石门镇支行"}),
        ("修改银行名称", {"old": "云坪农商行", "new": "云坪农村商业银行"}),
    ]


def test_a_branch_with_something_in_its_hands_does_not_close(administrator: Client):
    cases.lead_bank()
    cases.draft()
    posted(Station.BRANCH)
    there, head = branch(Station.BRANCH), branch(Station.BANK)

    page = administrator.post(f"/branches/{there.pk}/close/").content.decode()

    assert "还是 1 个乡镇的主责任银行、有 1 件申请没有办结、有 1 个岗位没有结束" in page
    above = administrator.post(f"/branches/{head.pk}/close/").content.decode()
    assert "下面还有 1 个网点" in above
    there.refresh_from_db()
    assert there.closed_on is None


def test_a_closed_branch_is_offered_nowhere_and_with_the_last_the_bank_closes(administrator: Client):
    there, head = branch(Station.BRANCH), branch(Station.BANK)
    yesterday = timezone.localdate() - timedelta(days=1)
    posting = Posting.objects.get(officer=posted(Station.BRANCH))
    administrator.post(f"/postings/{posting.pk}/end/", {"last": f"{yesterday}"})

    administrator.post(f"/branches/{there.pk}/close/")
    assert Bank.objects.get().closed_on is None
    administrator.post(f"/branches/{head.pk}/close/")

    assert Bank.objects.get().closed_on == timezone.localdate()
    cases.household()
    village = Client()
    village.force_login(cases.at(Station.VILLAGE).officer)
    assert "石门支行" not in village.get("/applications/enter/LX-001/").content.decode()
    office = Client()
    office.force_login(cases.at(Station.OFFICE).officer)
    town = cases.offices.town()
    assert "石门支行" not in office.get(f"/regions/{town.pk}/").content.decode()
    given = {"branch": there.pk, "lead_since": f"{timezone.localdate()}"}
    office.post(f"/regions/{town.pk}/lead-bank/", given)
    assert not LeadBank.objects.exists()
    again = administrator.post(f"/banks/{there.bank_id}/branches/", {"name": "新支行"})
    assert "没有这家在用的银行" in again.content.decode()


@pytest.mark.parametrize("station", [Station.OFFICE, Station.BANK, Station.AUDITOR])
def test_nobody_else_changes_banks(client: Client, station: Station):
    there = branch(Station.BRANCH)
    client.force_login(posted(station))

    answers = [
        client.post("/banks/", {"name": "新银行", "institution": "总行"}),
        client.post(f"/banks/{there.bank_id}/branches/", {"name": "新支行"}),
        client.post(f"/branches/{there.pk}/rename/", {"name": "新支行"}),
        client.post(f"/branches/{there.pk}/close/"),
    ]

    assert [answer.status_code for answer in answers] == [404] * 4
    assert (Bank.objects.count(), Branch.objects.count()) == (1, 2)
    there.refresh_from_db()
    assert (there.name, there.closed_on) == ("石门支行", None)
