"""The bank's opinion on an extension or a renewal: what is known already is not asked for again."""

from __future__ import annotations

import pytest
from django.test import Client

import made_cases as cases
import made_loans as loans
from hudai.records.models import Application, Officer, Station

pytestmark = pytest.mark.django_db


def waiting_for_the_bank(kind: str) -> Application:
    waiting = loans.submitted_later(loans.one_year(), kind)
    for place, station in enumerate(cases.ROAD[:3], 1):
        waiting = cases.agree(waiting, loans.on_hour(station, place))
    return cases.attest(waiting, loans.on_hour(Station.BRANCH, 4))


def at_the_branch(client: Client) -> None:
    cases.at(Station.BRANCH)
    client.force_login(Officer.objects.get(username=str(Station.BRANCH)))


def granted(application: Application, **changes: str) -> dict[str, str]:
    return {
        "opinion": "agree",
        "text": "同意",
        "seen_version": str(application.version),
        "seen_step": str(application.step),
        "amount": "50000",
        "term_months": "12",
        "rate": "3",
        "grade": "良好",
        **changes,
    }


def test_an_extension_is_granted_without_an_account_and_none_can_be_slipped_in(client: Client):
    waiting = waiting_for_the_bank("extension")
    at_the_branch(client)
    address = f"/applications/{waiting.number}/"
    page = client.get(address).content.decode()
    assert "年利率（%）" in page
    assert 'name="account"' not in page

    client.post(f"{address}decide/", granted(waiting, account="6228000099998888"))

    waiting.refresh_from_db()
    assert (waiting.state, waiting.account) == ("approved", loans.ACCOUNT)


def test_a_renewal_shows_the_account_there_is_masked_and_keeps_it_when_none_is_typed(client: Client):
    waiting = waiting_for_the_bank("renewal")
    at_the_branch(client)
    address = f"/applications/{waiting.number}/"
    page = client.get(address).content.decode()
    assert "不填就用原合同的账户 62*************678。" in page
    assert loans.ACCOUNT not in page

    client.post(f"{address}decide/", granted(waiting))

    waiting.refresh_from_db()
    assert (waiting.state, waiting.account) == ("approved", loans.ACCOUNT)


def test_a_first_loan_still_needs_its_account(client: Client):
    waiting = cases.waiting_at(4)
    at_the_branch(client)

    answer = client.post(
        f"/applications/{waiting.number}/decide/", granted(waiting, term_months="36", rate="3.5")
    )

    waiting.refresh_from_db()
    assert (answer.status_code, waiting.state) == (422, "under_way")
