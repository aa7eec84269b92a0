"""Papers of consents and explanations: one file of one owner, handed in by who writes them down, and kept."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, transaction

import made_cases as cases
import made_loans as loans
import made_projects as made
from hudai.actions import attachment as attachments
from hudai.actions import attachment_file
from hudai.actions import explanation as explaining
from hudai.actions import household_attachment as actions
from hudai.actions import participation as parts
from hudai.actions.actor import NotYours
from hudai.actions.explanation import Answer, Round
from hudai.core.errors import Refusal
from hudai.core.workflow import NotNow
from hudai.records.models import Attachment, Explanation, JournalLine, Participation, Station
from made_photos import PAPER, photo

pytestmark = pytest.mark.django_db
DAY = date(2025, 9, 20)
KEEPERS = {
    "participation": {Station.VILLAGE, Station.TOWN, Station.TOWN_HEAD, Station.OFFICE},
    "explanation": {Station.VILLAGE, Station.TOWN},
}
ADD: dict[str, Callable[..., Attachment]] = {
    "participation": actions.add_to_participation,
    "explanation": actions.add_to_explanation,
}
PAPERS = {"participation": "参与项目同意书", "explanation": "宣讲签字单"}
KINDS = pytest.mark.parametrize("kind", list(ADD))


@pytest.fixture(autouse=True)
def _media(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"


def thing(kind: str) -> Participation | Explanation:
    """孙平磊's part in a project, or what was explained to him."""
    home = loans.disbursed().household
    if kind == "participation":
        return made.taken_in(home, made.project())
    said = Round(DAY, ["team"], "周书记", ["policy"])
    (found,) = explaining.record(
        actor=loans.on(DAY, Station.VILLAGE), said=said, answers={home.pk: Answer("willing", "", True)}
    )
    return found


def handed_in(
    of: Any, station: Station = Station.VILLAGE, key: int | None = None, **changes: Any
) -> Attachment:
    kind = of._meta.model_name
    said = {"paper": PAPERS[kind], "name": "签字.jpg", "chunks": [photo()], **changes}
    return ADD[kind](actor=cases.at(station), **{f"{kind}_id": of.pk if key is None else key}, **said)


@KINDS
def test_a_scan_lies_sealed_beside_it_once_and_the_journal_tells_of_the_household(kind: str):
    of = thing(kind)

    assert handed_in(of) == handed_in(of)

    (kept,) = of.attachments.all()
    owners = {name: getattr(kept, f"{name}_id") for name in ("application", "loan", "visit", *ADD)}
    assert {name: key for name, key in owners.items() if key} == {kind: of.pk}
    assert attachment_file.content(kept.digest) == photo()
    assert attachment_file.where(kept.digest).read_bytes() != photo(), "sealed"
    assert attachment_file.thumbnail(kept.digest) is not None
    line = JournalLine.objects.get(action="上传材料")
    assert (line.noun, line.key, line.facts["paper"]) == ("household", str(of.household_id), PAPERS[kind])


@KINDS
@pytest.mark.parametrize("station", list(Station))
def test_only_who_writes_it_down_hands_in(kind: str, station: Station):
    cases.lead_bank()
    of = thing(kind)
    if station in KEEPERS[kind]:
        assert handed_in(of, station).added_by.station == station
    else:
        with pytest.raises(NotYours):
            handed_in(of, station)
        assert not Attachment.objects.exists()


@KINDS
def test_who_handles_cases_looks_at_it_and_nobody_else(kind: str):
    cases.lead_bank()
    kept = handed_in(thing(kind))

    for station in (Station.VILLAGE, Station.TOWN_HEAD, Station.OFFICE, Station.BRANCH, Station.AUDITOR):
        assert attachments.look(actor=cases.at(station), key=kept.pk)[1] == photo()
    for station in (Station.FINANCE, Station.FINANCE_OFFICE, Station.REGULATOR, Station.ADMINISTRATOR):
        with pytest.raises(NotYours):
            attachments.look(actor=cases.at(station), key=kept.pk)
    assert JournalLine.objects.filter(action="查看材料", noun="household").count() == 5


@KINDS
@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"paper": "借款合同"}, "请选择这是什么材料"),
        ({"chunks": [b"PK\x03\x04 no scan"]}, "JPG"),
        ({"chunks": []}, "这个文件是空的"),
        ({"chunks": [b"\xff\xd8\xff broken"]}, "打不开"),
    ],
)
def test_wrong_files_are_refused_and_leave_nothing(
    kind: str, changes: dict[str, Any], told: str, settings: Any
):
    of = thing(kind)

    with pytest.raises(Refusal, match=told):
        handed_in(of, **changes)

    assert not Attachment.objects.exists()
    assert attachment_file.kept_files() == []


@KINDS
def test_a_file_too_large_and_a_thing_that_is_not_there_are_refused(kind: str, settings: Any):
    settings.HUDAI_ATTACHMENT_BYTES = 1 << 20
    of = thing(kind)

    with pytest.raises(Refusal, match="最多 1 MB"):
        handed_in(of, chunks=[photo(), b"\0" * (1 << 20)])
    with pytest.raises(NotYours):
        handed_in(of, key=of.pk + 1)
    assert not Attachment.objects.exists()


@KINDS
def test_it_is_withdrawn_with_a_reason_by_who_handed_it_in_and_stays(kind: str):
    kept = handed_in(thing(kind))

    with pytest.raises(NotYours):
        attachments.withdraw(actor=cases.at(Station.TOWN), key=kept.pk, reason="传错了")
    with pytest.raises(Refusal):
        attachments.withdraw(actor=cases.at(Station.VILLAGE), key=kept.pk, reason=" ")
    attachments.withdraw(actor=cases.at(Station.VILLAGE), key=kept.pk, reason="传错了")

    assert Attachment.objects.get().withdrawn_for == "传错了"


def test_a_consent_is_handed_in_after_the_household_left_and_an_explanation_that_was_withdrawn_takes_none():
    part = made.taken_in(loans.disbursed().household, made.project())
    parts.leave(actor=made.at(), participation_id=part.pk, left_on=date(2025, 9, 1), reason="外出务工")
    assert handed_in(part, chunks=[PAPER]).media_type == "application/pdf"
    said = Round(DAY, ["team"], "周书记", ["policy"])
    actor = loans.on(DAY, Station.VILLAGE)
    (told,) = explaining.record(actor=actor, said=said, answers={part.household_id: Answer("willing")})
    explaining.withdraw(actor=actor, explanation_id=told.pk, reason="写错了")

    with pytest.raises(NotNow, match="已经作废"):
        handed_in(told)


@KINDS
def test_a_file_has_one_owner(kind: str):
    of = thing(kind)
    kept = handed_in(of)
    loan = of.household.loans.get()

    for owners in ({kind: None}, {"loan": loan}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Attachment.objects.filter(pk=kept.pk).update(**owners)
