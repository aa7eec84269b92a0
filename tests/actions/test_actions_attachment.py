"""Attachments: kept once and whole under their digest, for the desks of the case, never removed."""

from __future__ import annotations

import hashlib
import io
import stat
from pathlib import Path

import pytest
from PIL import Image

import made_cases as cases
from hudai.actions import attachment as actions
from hudai.actions import attachment_file
from hudai.actions.actor import NotYours
from hudai.core.errors import Refusal
from hudai.core.workflow import NotNow, Opinion
from hudai.records.models import Attachment, JournalLine, Station
from hudai.records.queries.attachment import checklist

pytestmark = pytest.mark.django_db

ROUTE = cases.LAW.policy.route


def photo(colour: str = "#8899aa") -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (900, 600), colour).save(made, "JPEG")
    return made.getvalue()


@pytest.fixture(autouse=True)
def media(settings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path / "files"
    return settings.MEDIA_ROOT


def added(number: str, paper: str = "身份证", content: bytes | None = None, station=Station.VILLAGE):
    return actions.add(
        actor=cases.at(station),
        number=number,
        paper=paper,
        name="C:\\照片\\身份证.jpg",
        chunks=[content or photo()],
    )


def files(media: Path) -> list[Path]:
    return sorted(path for path in media.rglob("*") if path.is_file())


def test_a_photo_is_kept_under_its_digest_readable_by_nobody_else(media):
    case = cases.draft()

    attachment = added(case.number)

    kept = attachment_file.where(attachment.digest)
    assert photo()[:100] not in kept.read_bytes()
    assert attachment_file.content(attachment.digest) == photo()
    assert attachment.digest == hashlib.sha256(photo()).hexdigest() == kept.name
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert attachment_file.thumbnail_of(attachment.digest).is_file()
    assert (attachment.name, attachment.media_type, attachment.size) == (
        "身份证.jpg",
        "image/jpeg",
        len(photo()),
    )
    assert JournalLine.objects.filter(action="上传材料", key=str(case.pk)).count() == 1


def test_the_same_file_twice_is_there_once_and_in_two_papers_twice(media):
    case = cases.draft()

    first, again = added(case.number), added(case.number)
    other = added(case.number, paper="户口簿")

    assert first == again
    assert other != first
    assert len([path for path in files(media) if path.suffix == ""]) == 1


@pytest.mark.parametrize("content", [b"", b"#!/bin/sh\nrm -rf /", photo()[:500]])
def test_what_is_refused_leaves_neither_row_nor_file(media, content):
    case = cases.draft()

    with pytest.raises(Refusal):
        actions.add(
            actor=cases.at(Station.VILLAGE), number=case.number, paper="身份证", name="a", chunks=[content]
        )

    assert not Attachment.objects.exists()
    assert files(media) == []


def test_a_file_too_large_is_refused_while_it_comes_and_leaves_nothing(media, settings):
    settings.HUDAI_ATTACHMENT_BYTES = 3 << 20
    case, taken = cases.draft(), []

    def chunks():
        for n in range(300):
            taken.append(n)
            yield b"%PDF-1.4" + bytes(1 << 20)

    with pytest.raises(Refusal, match="每个附件最多 3 MB"):
        actions.add(
            actor=cases.at(Station.VILLAGE), number=case.number, paper="身份证", name="a", chunks=chunks()
        )

    assert len(taken) == 3
    assert files(media) == []


@pytest.mark.parametrize(
    ("command", "said"),
    [("false", "没有通过病毒检查"), ("/no/such/scanner --quick", "病毒检查没有完成")],
)
def test_a_file_the_scanner_objects_to_or_cannot_look_at_is_not_taken(media, settings, command, said):
    settings.HUDAI_SCANNER = command
    case = cases.draft()

    with pytest.raises(Refusal, match=said):
        added(case.number)

    assert files(media) == []


def test_a_file_the_scanner_passes_is_taken(settings):
    settings.HUDAI_SCANNER = "test -s"

    assert added(cases.draft().number).pk


def test_a_desk_that_does_not_see_the_case_can_neither_add_nor_look(media):
    case = cases.draft()
    attachment = added(case.number)

    for station in (Station.FINANCE, Station.AUDITOR, Station.ADMINISTRATOR):
        with pytest.raises(NotYours):
            added(case.number, station=station)
    for station in (Station.FINANCE, Station.ADMINISTRATOR, Station.REGULATOR):
        with pytest.raises(NotYours):
            actions.look(actor=cases.at(station), key=attachment.pk)


def test_every_look_is_in_the_journal():
    case = cases.draft()
    attachment = added(case.number)

    _, content = actions.look(actor=cases.at(Station.AUDITOR), key=attachment.pk)

    assert content == photo()
    line = JournalLine.objects.get(action="查看材料")
    assert (line.key, line.facts["attachment"]) == (str(case.pk), attachment.pk)


def test_a_withdrawn_file_stays_with_its_reason_and_no_longer_counts(media):
    case = cases.draft()
    attachment = added(case.number)

    actions.withdraw(actor=cases.at(Station.VILLAGE), key=attachment.pk, reason="拍反了")

    attachment.refresh_from_db()
    assert attachment.withdrawn_for == "拍反了"
    assert attachment_file.where(attachment.digest).is_file()
    assert next(i for i in checklist(case, ROUTE) if i.paper == "身份证").missing
    assert added(case.number) != attachment


def test_only_its_own_desk_withdraws_a_file_and_only_with_a_reason():
    attachment = added(cases.submitted().number)

    with pytest.raises(NotYours, match="别的岗位上传"):
        actions.withdraw(actor=cases.at(Station.TOWN), key=attachment.pk, reason="错了")
    with pytest.raises(Refusal, match="请写明作废的原因"):
        actions.withdraw(actor=cases.at(Station.VILLAGE), key=attachment.pk, reason=" ")


def test_what_a_decision_rested_on_can_no_longer_be_withdrawn_but_a_voucher_still_comes_in():
    case = cases.waiting_at(4)
    attachment = added(case.number)
    case = cases.agree(case, cases.at(Station.BRANCH, 96), terms=cases.TERMS)

    with pytest.raises(NotNow, match="不能作废"):
        actions.withdraw(actor=cases.at(Station.VILLAGE), key=attachment.pk, reason="错了")
    assert added(case.number, "放款凭证", photo("#123456"), Station.BRANCH).paper == "放款凭证"


def test_a_rejected_case_takes_no_more_papers():
    case = cases.submitted()
    cases.decide(case, cases.at(Station.VILLAGE, 2), Opinion.REJECT, text="不符合条件。")

    with pytest.raises(NotNow, match="不再收材料"):
        added(case.number)


def test_the_checklist_names_what_is_due_by_now_and_nothing_later():
    draft = cases.draft()
    missing = {item.paper for item in checklist(draft, ROUTE) if item.missing}
    assert missing == {"身份证", "评级授信"}

    case = cases.submitted(cases.household("LX-002", "周小满", "19900101"), papers=False)
    missing = {item.paper for item in checklist(case, ROUTE) if item.missing}
    assert missing == {"申请表", "承诺书", "身份证", "农户调查表", "产业项目调查表", "评级授信"}
