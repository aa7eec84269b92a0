"""What people do about suspicions: hand one to a desk, say what was found, close it (疑点处置).

What a measure does to a loan (收回、转为一般农户贷款、停止贴息) is done at the loan, by
:mod:`hudai.actions.stop`; here stands that it is the measure, and closing asks whether it was done.
"""

from __future__ import annotations

from django.db import transaction

from hudai.actions.actor import Actor, NotYours
from hudai.actions.journal import note
from hudai.core.errors import Refusal
from hudai.core.workflow import NotNow
from hudai.records.models import Station, Suspicion, SuspicionStep
from hudai.records.queries.suspicion import (
    IN_THE_COUNTY,
    Place,
    handed_to,
    loans_without,
    places_of,
    suspicions_seen_by,
)

ASSIGNS = (Station.OFFICE,)
"""Desks that hand suspicions over, and close them."""
ANSWERS = (Station.VILLAGE, Station.TOWN, Station.BRANCH, Station.BANK, Station.OFFICE)
"""Desks that look into what was handed to them."""
SEES = (*IN_THE_COUNTY, Station.VILLAGE, Station.TOWN, Station.TOWN_HEAD, Station.BRANCH, Station.BANK)
LONGEST = 500
_State, _Result, _Measure, _Deed = (
    Suspicion.State,
    Suspicion.Result,
    Suspicion.Measure,
    SuspicionStep.Deed,
)


@transaction.atomic
def assign(*, actor: Actor, suspicion_id: int, to: str, words: str = "") -> Suspicion:
    """Hand a suspicion to the desk that is to look into it; again, to another.

    Args:
        to: a desk of one of its records' places, as :attr:`~hudai.records.queries.suspicion.Place.value`.

    Raises:
        NotYours: if the desk hands none over, or does not see it.
        NotNow: if it is closed.
        Refusal: if none of its records is of that place.
    """
    actor.require(*ASSIGNS)
    found = _still_open(actor, suspicion_id)
    place = next((each for each in places_of(found) if each.value == to), None)
    if place is None:
        raise Refusal("请选择交给哪个岗位；只能交给疑点涉及的村、镇、银行，或由区县主管部门自己核查。")
    _hand(found, place)
    found.state, found.result, found.measure = _State.ASSIGNED, "", ""
    found.save()
    _step(actor, found, _Deed.ASSIGN, words, assigned_to=place.label)
    note(actor, "交办疑点", found, place=place.label)
    return found


def _hand(found: Suspicion, place: Place) -> None:
    at_a_bank = place.station in (Station.BRANCH, Station.BANK)
    found.station = place.station
    found.branch_id = place.key if at_a_bank else None
    found.region_id = None if at_a_bank else place.key


@transaction.atomic
def answer(*, actor: Actor, suspicion_id: int, result: str, measure: str, words: str) -> Suspicion:
    """Say what looking into it came to.  The county office may look into any itself.

    Raises:
        NotYours: if it was handed to another desk.
        NotNow: if it is closed.
        Refusal: without a result or without words, or where it is true and nothing is done about it.
    """
    actor.require(*ANSWERS)
    found = _still_open(actor, suspicion_id)
    mine = Suspicion.objects.filter(handed_to(actor.posting), pk=found.pk).exists()
    if not mine and actor.station not in ASSIGNS:
        raise NotYours("这条疑点没有交给您这个岗位核查。")
    if result not in _Result.values:
        raise Refusal("请选择核查结论：属实、不属实，还是无法核实。")
    if measure and measure not in _Measure.values:
        raise Refusal("请选择处理措施。")
    if result == _Result.FOUNDED and not measure:
        raise Refusal("疑点属实的，请选择处理措施。")
    if result == _Result.UNFOUNDED and measure:
        raise Refusal("疑点不属实的，不用选择处理措施。")
    if not words.strip():
        raise Refusal("请写明核查情况：看了什么、问了谁、结论的依据。")
    if not found.station:
        _hand(found, Place(Station.OFFICE, None, Station.OFFICE.label))
    found.state, found.result, found.measure = _State.LOOKED_INTO, result, measure
    found.save()
    _step(actor, found, _Deed.ANSWER, words, result=result, measure=measure)
    note(actor, "核查疑点结论", found, result=found.get_result_display(), measure=found.get_measure_display())
    return found


@transaction.atomic
def close(*, actor: Actor, suspicion_id: int, reason: str) -> Suspicion:
    """Close a suspicion; it opens again only when a run finds other records or another stake.

    Raises:
        NotYours: if the desk closes none, or does not see it.
        NotNow: if nobody has looked into it yet, or it is closed.
        Refusal: without a reason, or while its measure was not carried out at its loans.
    """
    actor.require(*ASSIGNS)
    found = _still_open(actor, suspicion_id)
    if found.state != _State.LOOKED_INTO:
        raise NotNow("还没有核查结论，不能办结。请先交办核查，或登记核查结论。")
    if not reason.strip():
        raise Refusal("请写明办结的原因，如整改结果、文件名称和文号。")
    left = loans_without(found, found.measure)
    if left:
        named = "、".join(loan.contract for loan in left[:5])
        raise Refusal(
            f"处理措施是“{found.get_measure_display()}”，还没有在这些贷款上登记：{named}"
            f"{'等' if len(left) > 5 else ''}。请先在贷款页面登记；改用其他措施的，请重新登记核查结论。"
        )
    found.state = _State.CLOSED
    found.save(update_fields=["state"])
    _step(actor, found, _Deed.CLOSE, reason, result=found.result, measure=found.measure)
    note(actor, "办结疑点", found, reason=reason.strip())
    return found


def _still_open(actor: Actor, suspicion_id: int) -> Suspicion:
    seen = suspicions_seen_by(actor.posting).filter(pk=suspicion_id).order_by().values("pk")
    found = Suspicion.objects.select_for_update().filter(pk__in=seen).first()
    if found is None:
        raise NotYours("没有找到这条疑点，或它不归您办理。")
    if found.state == _State.CLOSED:
        raise NotNow("这条疑点已经办结；涉及的记录有变化时会重新列出。")
    return found


def _step(actor: Actor, found: Suspicion, deed: str, words: str, **more: str) -> None:
    SuspicionStep.objects.create(
        suspicion=found,
        deed=deed,
        words=words.strip()[:LONGEST],
        digest=found.digest,
        posting=actor.posting,
        officer=actor.officer,
        at=actor.at,
        **more,
    )
