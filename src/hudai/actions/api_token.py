"""Tokens by which a bank's own systems come in: made, shown once, revoked; kept by the administrator."""

from __future__ import annotations

import secrets
from datetime import date
from hashlib import sha256

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet

from hudai.actions.actor import Actor
from hudai.actions.journal import note
from hudai.core.errors import Refusal
from hudai.records.models import ApiToken, Posting, Station
from hudai.records.models.officer import IN_A_BRANCH

KEEPS_TOKENS = (Station.ADMINISTRATOR,)
LONGEST_NAME = 40
MARK = "hudai_"
"""What every secret begins with, so that one left in a file is found by who looks for such things."""
_SECRET_BYTES = 32


class TokenRevoked(Refusal):
    """A token was revoked, or its desk ended, while a call made with it waited for its turn."""


@transaction.atomic
def make(*, actor: Actor, posting_id: int, name: str) -> tuple[ApiToken, str]:
    """Make a token for a bank's desk; with its secret, which is never to be had again.

    Raises:
        NotYours: if the station keeps no tokens.
        Refusal: if the desk is no standing one of a bank, or has a token of that name.
    """
    actor.require(*KEEPS_TOKENS)
    posting = desks(actor.today).filter(pk=posting_id).first()
    if posting is None:
        raise Refusal("请选一个在任的银行岗位。")
    name = "".join(name.split())
    if not name or len(name) > LONGEST_NAME:
        raise Refusal(f"请填写令牌名称，最多 {LONGEST_NAME} 个字。")
    secret = MARK + secrets.token_urlsafe(_SECRET_BYTES)
    token = ApiToken(
        posting=posting, name=name, digest=digest_of(secret), made_by=actor.posting, made_at=actor.at
    )
    try:
        with transaction.atomic():
            token.save()
    except IntegrityError:
        raise Refusal(f"这个岗位已经有名为“{name}”的令牌，请换一个名称，或先停用原来的。") from None
    note(actor, "发放接口令牌", token, name=name, office=posting.office, username=posting.officer.username)
    return token, secret


@transaction.atomic
def revoke(*, actor: Actor, token_id: int) -> ApiToken:
    """Let a token open nothing from now on; a second time changes nothing.

    Raises:
        NotYours: if the station keeps no tokens.
        Refusal: if there is none.
    """
    actor.require(*KEEPS_TOKENS)
    token = ApiToken.objects.select_for_update().filter(pk=token_id).first()
    if token is None:
        raise Refusal("没有找到这个令牌，请刷新后再看。")
    if token.revoked_at is None:
        token.revoked_at = actor.at
        token.save(update_fields=["revoked_at"])
        note(actor, "停用接口令牌", token, name=token.name)
    return token


def opened_by(secret: str, *, today: date) -> ApiToken | None:
    """The token of a secret, if it opens anything today; that it was used is noted once a day.

    It does as long as it stands, its desk stands, and the officer of the desk is in office.
    """
    found = _open(today).select_related("posting__officer", "posting__branch")
    token = found.filter(digest=digest_of(secret)).first()
    if token is not None and token.last_used_on != today:
        ApiToken.objects.filter(pk=token.pk).update(last_used_on=today)
    return token


def require_open(token: ApiToken, *, today: date) -> None:
    """Ask once more, when a call that had to wait is carried out.

    Raises:
        TokenRevoked: if it opens nothing any more.
    """
    if not _open(today).filter(pk=token.pk).exists():
        raise TokenRevoked("令牌已停用，或岗位已结束。")


def _open(today: date) -> QuerySet[ApiToken]:
    """Tokens that open something: they stand, their desks stand, and who sits there is in office."""
    return ApiToken.objects.filter(
        Q(posting__until=None) | Q(posting__until__gt=today),
        revoked_at=None,
        posting__since__lte=today,
        posting__officer__is_active=True,
    )


def desks(day: date) -> QuerySet[Posting]:
    """Desks of banks that stand on a day."""
    return Posting.objects.filter(
        Q(until=None) | Q(until__gt=day),
        station__in=IN_A_BRANCH,
        since__lte=day,
        officer__is_active=True,
        branch__closed_on=None,
    ).select_related("officer", "branch__bank")


def digest_of(secret: str) -> str:
    """What is kept of a secret."""
    return sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
