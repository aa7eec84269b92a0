"""Taking back a row that was written down wrongly: it stays, with who took it back, when and why."""

from __future__ import annotations

from hudai.actions.actor import Actor
from hudai.core.errors import Refusal
from hudai.core.workflow import NotNow
from hudai.records.models.withdrawal import Withdrawable

_LONGEST = 200


def take_back(actor: Actor, found: Withdrawable, reason: str, *, what: str, how: str) -> None:
    """Take a row back, for a caller who has locked it and asked whose it is to take back.

    Args:
        what: the row in the user's words, for the refusal: 这条宣讲记录 …
        how: the word for taking it back: 作废, 划去 …

    Raises:
        NotNow: if it was taken back already.
        Refusal: without a reason, or with one too long.
    """
    if found.withdrawn_at is not None:
        raise NotNow(f"{what}已经{how}。")
    if not 0 < len(reason.strip()) <= _LONGEST:
        raise Refusal(f"请写明{how}的原因，最多 {_LONGEST} 个字。")
    found.withdrawn_at, found.withdrawn_by = actor.at, actor.posting
    found.withdrawn_for = reason.strip()
    found.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_for"])
