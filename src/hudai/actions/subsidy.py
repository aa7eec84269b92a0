"""The road of a subsidy batch: checked, reviewed, published, approved, or dropped (R6, 附件4).

Nothing in a batch can be changed once it is drawn up.  Whoever finds something wrong drops it with
the reason, has the facts corrected, and draws it up anew.
"""

from __future__ import annotations

from datetime import date, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from hudai.actions.actor import Actor, NotYours
from hudai.actions.application import Law
from hudai.actions.journal import note
from hudai.actions.ledger import post
from hudai.actions.objection import put_answer, require_raised, write_down
from hudai.actions.standing import hold_facts
from hudai.actions.subsidy_recheck import require_unchanged
from hudai.core.dates import ONE_DAY
from hudai.core.errors import Refusal
from hudai.core.ledger import EXPENSE, PAYABLE, Move
from hudai.core.workflow import NotNow
from hudai.records.models import BatchStep, Objection, Station, SubsidyBatch
from hudai.records.queries.visibility import batches_seen_by

DRAWS_UP = (Station.TOWN, Station.OFFICE)
CHECKS = (Station.TOWN_HEAD,)
REVIEWS = (Station.OFFICE,)
APPROVES = (Station.FINANCE,)
TAKES_OBJECTIONS = (Station.TOWN, Station.TOWN_HEAD, Station.OFFICE)

State = SubsidyBatch.State
Deed = BatchStep.Deed

OPEN = SubsidyBatch.NOT_APPROVED
"""States in which a batch has granted nothing yet and can be dropped."""


@transaction.atomic
def check(*, actor: Actor, number: str, opinion: str) -> SubsidyBatch:
    """The town's head has checked the list against the households' slips.

    Raises:
        NotYours: if the desk is not the town's head, or the officer drew the batch up.
        NotNow: if it is not waiting for this.
    """
    return _move(actor, number, CHECKS, State.DRAWN_UP, State.CHECKED, Deed.CHECK, opinion)


@transaction.atomic
def review(*, actor: Actor, number: str, opinion: str) -> SubsidyBatch:
    """The county office has reviewed it."""
    return _move(actor, number, REVIEWS, State.CHECKED, State.REVIEWED, Deed.REVIEW, opinion)


@transaction.atomic
def publish(*, actor: Actor, law: Law, number: str, published_on: date) -> SubsidyBatch:
    """Put the list up for the public, masked, for as many days as the pack says (公示).

    Raises:
        NotNow: if it is not waiting for this.
        Refusal: if the day lies in the future or before the review.
    """
    batch = in_hand(actor, number, REVIEWS)
    if not timezone.localdate(batch.state_since) <= published_on <= actor.today:
        raise Refusal("公示开始日期不能早于审核之日，也不能晚于今天。")
    batch.published_on = published_on
    batch.public_until = published_on + timedelta(days=law.policy.notice_days.on(published_on))
    return _moved(actor, batch, State.REVIEWED, State.PUBLISHED, Deed.PUBLISH, "")


@transaction.atomic
def object_to(
    *, actor: Actor, number: str, content: str, received_on: date, line_number: int | None = None
) -> Objection:
    """Record an objection raised during the notice; the same sent again is one.

    Raises:
        NotNow: if the batch is not public.
        Refusal: if it says nothing, names no line of the batch, or came outside the notice.
    """
    batch = in_hand(actor, number, TAKES_OBJECTIONS)
    if batch.state != State.PUBLISHED or batch.published_on is None or batch.public_until is None:
        raise NotNow("这个批次不在公示期，不能登记异议。")
    require_raised(content, received_on, since=batch.published_on, until=actor.today)
    line = batch.lines.filter(number=line_number).first() if line_number else None
    if line_number and line is None:
        raise Refusal(f"这个批次没有第 {line_number} 行。")
    found, is_new = write_down(Objection.objects.all(), actor, content, received_on, batch=batch, line=line)
    if is_new:
        note(actor, "登记公示异议", batch, objection=found.pk, line=line_number)
    return found


@transaction.atomic
def answer(*, actor: Actor, objection_id: int, upheld: bool, text: str) -> Objection:
    """Say what became of an objection; one that is upheld means the batch must be dropped.

    Raises:
        NotNow: if it was answered.
        Refusal: without words.
    """
    actor.require(*REVIEWS)
    seen = Objection.objects.filter(pk=objection_id, batch__in=batches_seen_by(actor.posting))
    found = seen.select_for_update().first()
    if found is None:
        raise NotYours("没有找到这条异议，或它不归您办理。")
    put_answer(actor, found, upheld=upheld, text=text)
    note(actor, "处理公示异议", found.batch, objection=found.pk, upheld=upheld)
    return found


@transaction.atomic
def approve(*, actor: Actor, law: Law, number: str, opinion: str, reason: str = "") -> SubsidyBatch:
    """Finance approves: from this moment the lines above zero are granted, and owed.

    Args:
        law: the scheme's, by which the lines are looked at once more.
        reason: why lines that today would grant less, or go to an account of another household as
            well, are approved all the same.

    Raises:
        NotNow: if the notice is not over, or an objection is open or upheld.
        NotYours: if the officer has signed the batch at another level.
        LinesDiffer: if there are such lines and no reason is given.
        Refusal: if what a line grants was granted elsewhere since it was drawn up.
    """
    batch = in_hand(actor, number, APPROVES)
    hold_facts()
    doubted: list[int] = []
    if batch.state == State.PUBLISHED:
        _require_quiet_notice(batch, actor.today)
        require_other_hands(actor, batch, Deed.APPROVE)
        # Before the step is signed: afterwards the batch's own lines count as granted.
        doubted = require_unchanged(batch, law=law, reason=reason)
    batch.approved_on = actor.today
    told = [opinion.strip(), reason.strip() if doubted else ""]
    _moved(actor, batch, State.PUBLISHED, State.APPROVED, Deed.APPROVE, "；".join(filter(None, told)))
    if doubted:
        note(actor, "按原明细批准", batch, number=batch.number, lines=doubted, reason=reason.strip())
    lines = batch.lines.filter(due__gt=0).order_by("number").values_list("pk", "due")
    moves = [Move(debit=EXPENSE, credit=PAYABLE, amount=due, line=key) for key, due in lines]
    if moves:
        post(
            actor=actor,
            on=actor.today,
            memo=f"贴息批次 {batch.number} 批准",
            noun="subsidybatch",
            key=str(batch.pk),
            entries=moves,
        )
    return batch


def _require_quiet_notice(batch: SubsidyBatch, today: date) -> None:
    assert batch.public_until is not None, "a published batch has its days"
    if today < batch.public_until:
        raise NotNow(f"公示到 {batch.public_until - ONE_DAY} 为止，期满后才能批准。")
    open_ones = batch.objections.filter(answered_at=None).count()
    if open_ones:
        raise NotNow(f"还有 {open_ones} 条公示异议没有处理，处理后才能批准。")
    if batch.objections.filter(upheld=True).exists():
        raise NotNow("有公示异议成立，请作废这个批次，更正后重新生成。")


@transaction.atomic
def drop(*, actor: Actor, number: str, reason: str) -> SubsidyBatch:
    """Give a batch up before it has granted anything; the next one is drawn up from corrected facts.

    Raises:
        NotNow: if it is approved.
        Refusal: without a reason.
    """
    batch = in_hand(actor, number, (*DRAWS_UP, *CHECKS, *APPROVES))
    if batch.state not in OPEN:
        raise NotNow("这个批次已经批准或办结，不能作废；多贴少贴会在下一期自动补退。")
    if not reason.strip():
        raise Refusal("请写明作废的原因。")
    return _moved(actor, batch, State(batch.state), State.DROPPED, Deed.DROP, reason)


def in_hand(actor: Actor, number: str, stations: tuple[Station, ...]) -> SubsidyBatch:
    """The batch, locked for this action, if the actor sits at the right desk and sees it.

    Raises:
        NotYours: if not.
    """
    actor.require(*stations)
    seen = batches_seen_by(actor.posting).filter(number=number).values("pk")
    found = SubsidyBatch.objects.select_for_update().filter(pk__in=seen).first()
    if found is None:
        raise NotYours(f"没有找到批次 {number}，或它不归您办理。")
    return found


def _move(
    actor: Actor,
    number: str,
    stations: tuple[Station, ...],
    before: State,
    after: State,
    deed: Deed,
    opinion: str,
) -> SubsidyBatch:
    return _moved(actor, in_hand(actor, number, stations), before, after, deed, opinion)


def _moved(
    actor: Actor, batch: SubsidyBatch, before: State, after: State, deed: Deed, opinion: str
) -> SubsidyBatch:
    """One step on the batch's road, signed.

    Raises:
        NotNow: if the batch stands elsewhere.
        NotYours: if the officer has signed it at another level.
    """
    if batch.state != before:
        raise NotNow(f"这个批次现在是“{batch.get_state_display()}”，不能这样办理，请刷新后再看。")
    require_other_hands(actor, batch, deed)
    batch.state, batch.state_since = after, actor.at
    sign(actor, batch, deed, opinion)
    batch.save()
    note(actor, f"贴息批次：{deed.label}", batch, number=batch.number)
    return batch


ONE_LEVEL = frozenset({Deed.REVIEW, Deed.PUBLISH})
"""Steps of the same office, which one officer may both take."""


def require_other_hands(actor: Actor, batch: SubsidyBatch, deed: Deed) -> None:
    """Refuse an officer who has signed the batch at another level; two people stand at the money.

    Raises:
        NotYours: naming the step already signed.
    """
    if deed is Deed.DROP:
        return
    # Closing is the end of paying, and what comes back later is sent again by whoever closed.
    same = ONE_LEVEL if deed in ONE_LEVEL else {deed, Deed.CLOSE}
    signed = batch.steps.filter(officer=actor.officer).exclude(deed__in=same).first()
    if signed is not None:
        raise NotYours(
            f"您已在“{signed.get_deed_display()}”环节办过这个批次，“{deed.label}”要由另一位工作人员办理。"
        )


def sign(actor: Actor, batch: SubsidyBatch, deed: Deed, opinion: str) -> None:
    """Write down that the actor took a step.

    Raises:
        NotNow: if somebody took it already.
    """
    try:
        with transaction.atomic():
            BatchStep.objects.create(
                batch=batch,
                deed=deed,
                opinion=opinion.strip()[:300],
                posting=actor.posting,
                officer=actor.officer,
                at=actor.at,
            )
    except IntegrityError:
        raise NotNow("这一步刚才已经办过，请刷新后再看。") from None
