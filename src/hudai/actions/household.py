"""Households: looking at a full number, which is written down, and saying why nobody lends to one."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction

from hudai.actions.actor import Actor, NotYours
from hudai.actions.journal import note
from hudai.core.errors import Refusal
from hudai.records.models import Person, Station, UnservedReason
from hudai.records.queries.should_lend import unserved
from hudai.records.queries.visibility import households_seen_by

SEES_FULL_NUMBERS = (
    Station.VILLAGE,
    Station.TOWN,
    Station.TOWN_HEAD,
    Station.OFFICE,
    Station.FINANCE,
    Station.BRANCH,
    Station.BANK,
    Station.AUDITOR,
)
EXPLAINS = (Station.VILLAGE, Station.TOWN, Station.TOWN_HEAD, Station.BRANCH)
"""Stations that know why a household has no loan."""


@transaction.atomic
def look_in_full(*, actor: Actor, household_id: int, person_id: int) -> Person:
    """A person with everything unmasked; the look is in the journal.

    Raises:
        NotYours: if the station sees no full numbers, or not this household's.
    """
    actor.require(*SEES_FULL_NUMBERS)
    seen = households_seen_by(actor.posting).filter(pk=household_id)
    person = Person.objects.filter(pk=person_id, memberships__household__in=seen.values("pk")).first()
    if person is None:
        raise NotYours("没有找到这个人，或这户不在您的管理范围内。")
    note(actor, "查看完整号码", person, household=household_id)
    return person


@transaction.atomic
def explain(*, actor: Actor, household_id: int, reason: str) -> UnservedReason:
    """Record why a household on the list has no loan (应贷未贷原因).

    Raises:
        NotYours: if the station records none, or not for this household.
        Refusal: without a reason.
    """
    recorded = explain_many(actor=actor, households=[household_id], reason=reason)
    if not recorded:
        raise NotYours("这户不在您的应贷未贷名单里，可能已经申请了贷款。")
    return recorded[0]


@transaction.atomic
def explain_many(*, actor: Actor, households: Collection[int], reason: str) -> list[UnservedReason]:
    """The same reason for many households, a line in the journal each.

    Those that have been served since the list was drawn, or are not the desk's, are left out.

    Raises:
        NotYours: if the station records none.
        Refusal: without a reason.
    """
    actor.require(*EXPLAINS)
    if not reason.strip():
        raise Refusal("请写明没有贷款的原因。")
    said = {"reason": reason.strip()[:200], "recorded_by": actor.posting, "recorded_at": actor.at}
    recorded = []
    for household in unserved(actor.posting).filter(pk__in=households).order_by("pk"):
        recorded.append(UnservedReason.objects.create(household=household, **said))
        note(actor, "登记应贷未贷原因", household)
    return recorded
