"""What only the bank can know of a case, attested by the bank at its own step (一（5）、一（6）、一（10）).

Whether the household passed the bank's rating and up to which line, and whether anybody asked it for
a guarantor, a fee or anything else.  Village and town are not asked; until the bank has spoken these
facts are unknown, which stops nobody before the bank.  A rating on record goes before the bank's word.
Every attestation stays in the journal: who said what, and when.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from hudai.actions.actor import Actor
from hudai.actions.application import BANK_FACTS, Law, in_hand
from hudai.actions.journal import note
from hudai.actions.levels import HANDLERS, require_one_level
from hudai.core.workflow import NotNow, State
from hudai.records.models import Application

ATTESTED = "银行核实"


@transaction.atomic
def attest(
    *, actor: Actor, law: Law, number: str, seen_version: int, facts: Mapping[str, Any]
) -> Application:
    """Keep what the bank found out; what it left open is unknown again.

    Args:
        facts: by name of :data:`BANK_FACTS`, money in fen; anything else is left out.

    Raises:
        NotYours: if the desk is no bank's, or the officer acted on the case at another level.
        NotNow: if it is not the bank's turn, or the case was changed since it was looked at.
    """
    application = at_banks_step(actor, law, number, seen_version, what="银行核实事项")
    said = bank_facts(facts)
    application.facts = with_bank_facts(application.facts, said)
    application.save(update_fields=["facts"])
    note(actor, ATTESTED, application, **said)
    return application


def at_banks_step(actor: Actor, law: Law, number: str, seen_version: int, *, what: str) -> Application:
    """The application, if it is the bank's turn and the actor may speak for the bank.

    Args:
        what: what is to be written down, for the refusal.

    Raises:
        NotYours: if the desk is no bank's, or the officer acted on the case at another level.
        NotNow: if it is not the bank's turn, or the case was changed since it was looked at.
    """
    actor.require(*HANDLERS["bank"])
    application = in_hand(actor, number)
    at_step = 0 < application.step <= len(law.policy.route) and application.state == State.UNDER_WAY
    step = law.policy.route[application.step - 1] if at_step else None
    if step is None or step.station != "bank":
        raise NotNow(f"{what}在经办银行签署意见时登记，这份申请现在不在这一环节。")
    if application.version != seen_version:
        raise NotNow("这份申请刚才已被别人处理，请刷新后再看。")
    require_one_level(application, actor, step)
    return application


def bank_facts(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Of some facts those only the bank can know, without what is unknown."""
    return {name: facts[name] for name in BANK_FACTS if facts.get(name) is not None}


def with_bank_facts(facts: Mapping[str, Any], said: Mapping[str, Any]) -> dict[str, Any]:
    """An application's facts with the bank's word in place of any earlier one."""
    return {name: value for name, value in facts.items() if name not in BANK_FACTS} | dict(said)
