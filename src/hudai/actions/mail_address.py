"""Where an officer gets reminder mails, and whether they want any: their own to say."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from hudai.actions.actor import Actor
from hudai.actions.journal import note
from hudai.core.errors import Refusal
from hudai.records.models import Officer


@transaction.atomic
def set_mail(*, actor: Actor, email: str, wants_digest: bool) -> Officer:
    """Set, change or clear the actor's own address, and switch the daily mail on or off.

    The journal holds that there is an address, not which.

    Raises:
        Refusal: if what stands there is no address.
    """
    email = email.strip()
    try:
        if email:
            validate_email(email)
    except ValidationError:
        raise Refusal("邮箱地址不对，请核对。") from None
    officer = Officer.objects.select_for_update().get(pk=actor.officer.pk)
    officer.email, officer.wants_digest = email, wants_digest
    officer.save(update_fields=["email", "wants_digest"])
    note(actor, "设置提醒邮件", officer, has_address=bool(email), wants_digest=wants_digest)
    return officer
