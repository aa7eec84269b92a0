"""The household's commitment on the use of the money: registered, and corrected while nobody relies on it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Max

from hudai.actions.actor import Actor
from hudai.actions.application import ENTERS, in_hand, turn_of
from hudai.actions.journal import note
from hudai.core.errors import Refusal
from hudai.core.workflow import NotNow, Opinion
from hudai.records.models import Application, Commitment, JournalLine

COMMITTED, CORRECTED = "登记承诺书", "更正承诺书"


@transaction.atomic
def commit(
    *, actor: Actor, number: str, helper: str, helper_employer: str, helper_phone: str, signed_on: date
) -> Commitment:
    """Record the signed commitment on the use of the money (附件2), or correct it; the same again is nothing.

    Raises:
        NotNow: if the case is over, or somebody agreed to it on the commitment as it stands.
        Refusal: without a helper, or if it was signed in the future.
    """
    actor.require(*ENTERS)
    application = in_hand(actor, number)
    if not turn_of(application).is_open:
        raise NotNow("这份申请已经办结，不能再登记承诺书。")
    if not helper.strip():
        raise Refusal("请填写帮扶责任人。")
    if signed_on > actor.today:
        raise Refusal("签订日期不能晚于今天。")
    said = {
        "helper": helper,
        "helper_employer": helper_employer,
        "helper_phone": helper_phone,
        "signed_on": signed_on,
    }
    old = Commitment.objects.filter(application=application).first()
    if old is None:
        made = Commitment.objects.create(application=application, **said)
        note(actor, COMMITTED, application)
        return made
    changed = {name: getattr(old, name) for name, new in said.items() if getattr(old, name) != new}
    if changed:
        _require_nobody_agreed_on(application)
        for name, new in said.items():
            setattr(old, name, new)
        old.save()
        new = {name: said[name] for name in changed}
        note(actor, CORRECTED, application, old=_in_words(changed), new=_in_words(new))
    return old


def rests_on_commitment(application: Application) -> bool:
    """Whether an agreement that still stands was given after the commitment was last written.

    A return undoes the agreements from the step it goes back to: who finds the commitment wrong
    sends the case back, and it is corrected before those stations are asked afresh.
    """
    written = JournalLine.objects.filter(
        noun="application", key=str(application.pk), action__in=(COMMITTED, CORRECTED)
    )
    last = written.aggregate(last=Max("at"))["last"]
    agreed = application.decisions.filter(verdict=Opinion.AGREE, step__lt=application.step)
    return agreed.filter(decided_at__gte=last).exists() if last else agreed.exists()


def _require_nobody_agreed_on(application: Application) -> None:
    if rests_on_commitment(application):
        raise NotNow("已有单位按现在的承诺书签署同意，不能再改；需要更正的请由审批单位退回。")


def _in_words(values: Mapping[str, Any]) -> list[str]:
    """What was written, for the journal, which keeps no telephone number."""
    labels = {field.name: field.verbose_name for field in Commitment._meta.fields}
    return [
        f"{labels[name]}（不记号码）" if name == "helper_phone" else f"{labels[name]} {value}"
        for name, value in values.items()
    ]
