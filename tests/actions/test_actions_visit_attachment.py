"""Photos and papers of visits: all or none, once, for the desks that go there, and never without a visit."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, transaction

import made_cases as cases
import made_loans as loans
from hudai.actions import attachment as attachments
from hudai.actions import attachment_file
from hudai.actions import visit as visiting
from hudai.actions import visit_attachment as actions
from hudai.actions.actor import NotYours
from hudai.actions.visit import Seen
from hudai.actions.visit_attachment import Handed
from hudai.core.errors import Refusal
from hudai.records.models import Attachment, JournalLine, Loan, Station, Visit
from made_photos import PAPER, photo

pytestmark = pytest.mark.django_db
TODAY = date(2025, 10, 20)
SEEN = Seen(TODAY, "孙村干", "买了 12 头猪，圈舍已修好。", money_used_as_agreed=True, favourable=True)


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path / "files"
    return settings.MEDIA_ROOT


def files(media: Path) -> list[Path]:
    return [path for path in media.rglob("*") if path.is_file()]


def picture(colour: str = "#8899aa") -> Handed:
    return Handed("现场照片", "相册\\猪圈.jpg", [photo(colour)])


RECEIPT = Handed("用款凭证", "发票.pdf", [PAPER])


def visited(loan: Loan, *handed: Handed, station: Station = Station.VILLAGE) -> Visit:
    return visiting.record(actor=loans.on(TODAY, station), loan_id=loan.pk, seen=SEEN, files=handed).visit


def test_a_visit_comes_with_its_photos_and_the_receipt_for_what_was_bought(media: Path):
    loan = loans.disbursed()

    made = visited(loan, picture(), RECEIPT)

    kept = list(made.attachments.order_by("pk").values_list("paper", "name", "media_type"))
    assert kept == [("现场照片", "猪圈.jpg", "image/jpeg"), ("用款凭证", "发票.pdf", "application/pdf")]
    assert attachment_file.content(made.attachments.get(paper="现场照片").digest) == photo()
    assert all(photo()[:80] not in path.read_bytes() for path in files(media))
    lines = JournalLine.objects.filter(action="上传材料", noun="loan", key=str(loan.pk))
    assert sorted(line.facts["paper"] for line in lines) == ["现场照片", "用款凭证"]


def test_the_same_visit_sent_twice_is_one_with_each_photo_once():
    loan = loans.disbursed()

    first, again = visited(loan, picture(), picture()), visited(loan, picture())

    assert first == again
    assert Attachment.objects.count() == 1


def test_a_file_that_is_not_taken_leaves_neither_visit_nor_photo_and_is_named():
    loan = loans.disbursed()
    wrong = Handed("现场照片", "程序.jpg", [b"#!/bin/sh\nrm -rf /"])

    with pytest.raises(Refusal, match=r"程序\.jpg"):
        visited(loan, picture(), wrong)

    assert not Visit.objects.exists()
    assert not Attachment.objects.exists()
    line = JournalLine.objects.get(action="文件被拒收")
    assert (line.noun, line.key) == ("loan", str(loan.pk))
    assert "程序" not in str(line.facts)


def test_too_many_at_once_and_papers_of_no_visit_are_refused():
    loan = loans.disbursed()
    many = [picture(f"#8899{n:02x}") for n in range(13)]

    with pytest.raises(Refusal, match="一次最多上传 12 个文件"):
        visited(loan, *many)
    with pytest.raises(Refusal, match="请选择这是什么材料"):
        visited(loan, Handed("身份证", "证件.jpg", [photo()]))

    assert not Visit.objects.exists()


def test_more_is_handed_in_later_by_any_desk_that_goes_there():
    loan = loans.disbursed()
    made = visited(loan)
    for station in (Station.VILLAGE, Station.TOWN, Station.BRANCH):
        actor = loans.on(date(2025, 10, 21), station)
        actions.add(actor=actor, visit_id=made.pk, files=[picture(f"#8899{len(station):02x}")])

    assert made.attachments.count() == 3
    with pytest.raises(Refusal, match="请选择要上传"):
        actions.add(actor=loans.on(TODAY, Station.TOWN), visit_id=made.pk, files=[])


@pytest.mark.parametrize("station", [Station.OFFICE, Station.BANK, Station.AUDITOR, Station.GUARANTOR])
def test_other_desks_hand_nothing_in(station: Station):
    made = visited(loans.disbursed())

    with pytest.raises(NotYours):
        actions.add(actor=loans.on(TODAY, station), visit_id=made.pk, files=[picture()])

    assert not Attachment.objects.exists()


@pytest.mark.parametrize("station", [Station.FINANCE, Station.REGULATOR, Station.BANK, Station.AUDITOR])
def test_who_sees_the_loan_looks_at_the_photo_and_every_look_is_a_line(station: Station):
    loan = loans.disbursed()
    kept = visited(loan, picture()).attachments.get()

    found, content = attachments.look(actor=loans.on(TODAY, station), key=kept.pk)

    assert (found, content) == (kept, photo())
    line = JournalLine.objects.get(action="查看材料")
    assert (line.noun, line.key, line.facts["attachment"]) == ("loan", str(loan.pk), kept.pk)


@pytest.mark.parametrize("station", [Station.GUARANTOR, Station.ADMINISTRATOR])
def test_who_does_not_see_the_loan_finds_no_photo(station: Station):
    kept = visited(loans.disbursed(), picture()).attachments.get()

    with pytest.raises(NotYours, match="没有找到这份材料"):
        attachments.look(actor=loans.on(TODAY, station), key=kept.pk)

    assert not JournalLine.objects.filter(action="查看材料").exists()


def test_a_wrong_photo_is_withdrawn_by_who_added_it_and_stays():
    kept = visited(loans.disbursed(), picture()).attachments.get()
    with pytest.raises(NotYours, match="由别的岗位上传"):
        attachments.withdraw(actor=loans.on(TODAY, Station.TOWN), key=kept.pk, reason="不是这一户")
    with pytest.raises(Refusal, match="请写明作废的原因"):
        attachments.withdraw(actor=loans.on(TODAY, Station.VILLAGE), key=kept.pk, reason=" ")

    attachments.withdraw(actor=loans.on(TODAY, Station.VILLAGE), key=kept.pk, reason="不是这一户")

    kept.refresh_from_db()
    assert (kept.withdrawn_for, Attachment.objects.count()) == ("不是这一户", 1)


def test_the_database_takes_no_file_of_neither_or_of_both():
    loan = loans.disbursed()
    made = visited(loan)
    said = {"paper": "现场照片", "name": "a", "media_type": "image/jpeg", "size": 1, "digest": "0" * 64}
    by = {"added_by": cases.at(Station.VILLAGE).posting, "added_at": cases.START}

    for owners in ({}, {"application": loan.application, "visit": made}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Attachment.objects.create(**said, **by, **owners)

    assert not Attachment.objects.exists()
