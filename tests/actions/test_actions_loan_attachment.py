"""Papers of a loan: one file of one owner, handed in by who lends or stops, and never removed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, transaction

import made_cases as cases
import made_loans as loans
from hudai.actions import attachment as attachments
from hudai.actions import attachment_file
from hudai.actions import loan_attachment as actions
from hudai.actions.actor import NotYours
from hudai.core.errors import Refusal
from hudai.records.models import Attachment, JournalLine, Loan, Station
from made_photos import PAPER

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _media(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"


def handed_in(loan: Loan, station: Station = Station.BRANCH, **changes: Any) -> Attachment:
    said = {"paper": "借款合同", "name": "合同.pdf", "chunks": [PAPER], **changes}
    return actions.add(actor=cases.at(station), loan_id=loan.pk, **said)


def test_a_contract_lies_in_the_file_of_its_loan_once_and_the_journal_tells():
    loan = loans.disbursed()

    assert handed_in(loan) == handed_in(loan)

    (kept,) = loan.attachments.all()
    assert (kept.paper, kept.name, kept.application, kept.visit) == ("借款合同", "合同.pdf", None, None)
    assert attachment_file.content(kept.digest) == PAPER
    assert JournalLine.objects.filter(action="上传材料", noun="loan", key=str(loan.pk)).count() == 1


def test_who_sees_the_loan_looks_at_it_and_the_look_is_recorded():
    kept = handed_in(loans.disbursed())

    assert attachments.look(actor=cases.at(Station.AUDITOR), key=kept.pk)[1] == PAPER
    assert JournalLine.objects.filter(action="查看材料", noun="loan").exists()


def test_only_its_own_desks_hand_in_and_only_a_loans_papers():
    loan = loans.disbursed()

    for station in (Station.VILLAGE, Station.FINANCE, Station.AUDITOR):
        with pytest.raises(NotYours):
            handed_in(loan, station)
    with pytest.raises(NotYours):
        actions.add(
            actor=cases.at(Station.BRANCH), loan_id=loan.pk + 1, paper="借款合同", name="", chunks=[PAPER]
        )
    with pytest.raises(Refusal, match="请选择这是什么材料"):
        handed_in(loan, paper="身份证")
    with pytest.raises(Refusal):
        handed_in(loan, chunks=[b"no scan"])
    assert not Attachment.objects.exists()


def test_it_is_withdrawn_with_a_reason_by_who_handed_it_in_and_stays():
    kept = handed_in(loans.disbursed())

    with pytest.raises(NotYours):
        attachments.withdraw(actor=cases.at(Station.OFFICE), key=kept.pk, reason="传错了")
    attachments.withdraw(actor=cases.at(Station.BRANCH), key=kept.pk, reason="传错了")

    kept.refresh_from_db()
    assert (kept.withdrawn_for, Attachment.objects.count()) == ("传错了", 1)


def test_a_file_has_one_owner():
    loan = loans.disbursed()
    kept = handed_in(loan)

    for owners in ({"loan": None}, {"application": loan.application}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Attachment.objects.filter(pk=kept.pk).update(**owners)
