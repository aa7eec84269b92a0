"""Officers, as the administrator keeps them: taken on, let go, helped back in.

Nobody does any of this to themselves: a password of one's own is changed on one's own page, and whoever
could give themselves a right would have every right.  The last administrator in office cannot be let go,
for nobody could take on the next.
"""

from __future__ import annotations

import re
import secrets
from datetime import date, datetime, timedelta

from axes.utils import reset as forget_failures
from django.db import IntegrityError, transaction
from django.db.models import Q
from django_otp.plugins.otp_totp.models import TOTPDevice

from hudai.actions.actor import Actor, NotYours
from hudai.actions.journal import note
from hudai.core.errors import Refusal
from hudai.records.models import Officer, Posting, Station

KEEPS_OFFICERS = (Station.ADMINISTRATOR,)
"""Stations that keep officers, postings and banks."""

ONE_TIME_FOR = timedelta(days=7)
"""So long a password an administrator gave opens the page to change it."""

_USERNAME = re.compile(r"[a-z][a-z0-9._-]{1,39}")
# Nothing that is misread or misheard: no 0 and o, 1, l and i, no v beside w.
_SIGNS = "abcdefghjkmnpqrstuwxyz23456789"


@transaction.atomic
def take_on(
    *, actor: Actor, username: str, name: str, email: str = "", signs_in: bool = True
) -> tuple[Officer, str]:
    """A new officer, at no desk yet, and the one-time password to hand them.

    Args:
        signs_in: False for somebody who is not to sign in yet: there is no password, and the empty
            text in its place, until :func:`reset_password` gives one.

    Raises:
        NotYours: if the station keeps no officers.
        Refusal: if the sign-in name is taken or cannot be one, or there is no name.
    """
    actor.require(*KEEPS_OFFICERS)
    officer = named(username, name)
    officer.email = email.strip()
    password = give_password(officer, actor.at) if signs_in else ""
    if not signs_in:
        officer.set_unusable_password()
    try:
        with transaction.atomic():
            officer.save()
    except IntegrityError:
        raise Refusal(f"登录名“{username}”已经有人用了，请换一个。") from None
    note(actor, "新增人员", officer, username=username)
    return officer, password


@transaction.atomic
def correct(*, actor: Actor, officer_id: int, name: str, email: str) -> Officer:
    """Correct a name or a mail address; the sign-in name stays, for the journal goes by it."""
    officer = _somebody_else(actor, officer_id)
    name = " ".join(name.split())
    if not name:
        raise Refusal("请填写姓名。")
    officer.name, officer.email = name, email.strip()
    officer.save(update_fields=["name", "email"])
    note(actor, "修改人员信息", officer, username=officer.username)
    return officer


@transaction.atomic
def let_go(*, actor: Actor, officer_id: int) -> Officer:
    """From this moment on the officer cannot sign in; where they are signed in, they are no longer.

    Raises:
        NotYours: if the station keeps no officers, or for oneself.
        Refusal: if nobody else in office administers.
    """
    officer = _somebody_else(actor, officer_id)
    require_another_administrator(actor, without=Q(officer=officer), on=actor.today)
    if officer.is_active:
        officer.is_active = False
        officer.save(update_fields=["is_active"])
        note(actor, "停用人员", officer, username=officer.username)
    return officer


@transaction.atomic
def take_back(*, actor: Actor, officer_id: int) -> Officer:
    """Let an officer who had left sign in again, with the password of before."""
    officer = _somebody_else(actor, officer_id)
    if not officer.is_active:
        officer.is_active = True
        officer.save(update_fields=["is_active"])
        note(actor, "恢复人员", officer, username=officer.username)
    return officer


@transaction.atomic
def reset_password(*, actor: Actor, officer_id: int) -> tuple[Officer, str]:
    """A one-time password for who forgot theirs; it also ends a lock-out and every session of theirs."""
    officer = _somebody_else(actor, officer_id)
    password = give_password(officer, actor.at)
    officer.save(update_fields=["password", "one_time_until"])
    forget_failures(username=officer.username)
    note(actor, "重置密码", officer, username=officer.username)
    return officer, password


@transaction.atomic
def unlock(*, actor: Actor, officer_id: int) -> Officer:
    """End a lock-out before its quarter of an hour is over."""
    officer = _somebody_else(actor, officer_id)
    forget_failures(username=officer.username)
    note(actor, "解除锁定", officer, username=officer.username)
    return officer


@transaction.atomic
def remove_second_factor(*, actor: Actor, officer_id: int) -> Officer:
    """Take the second factor off, for who lost their telephone.

    Raises:
        Refusal: if there is none.
    """
    officer = _somebody_else(actor, officer_id)
    removed, _ = TOTPDevice.objects.filter(user=officer).delete()
    if not removed:
        raise Refusal(f"{officer.name}没有开启两步验证。")
    note(actor, "取消两步验证", officer, username=officer.username)
    return officer


def named(username: str, name: str) -> Officer:
    """An officer of that name, not yet written down.

    Raises:
        Refusal: if one of the two cannot be one.
    """
    name = " ".join(name.split())
    if not name:
        raise Refusal("请填写姓名。")
    if not _USERNAME.fullmatch(username):
        raise Refusal("登录名用小写字母开头，后面可以有小写字母、数字、点、横线，2 到 40 个字符。")
    return Officer(username=username, name=name)


def require_another_administrator(actor: Actor, *, without: Q, on: date) -> None:
    """Refuse unless somebody in office still administers from a day on.

    The postings are locked in one order, so that two administrators who would end each other wait for
    one another.

    Args:
        without: the postings that are about to end.
    """
    desks = (
        Posting.objects.select_for_update(no_key=True).filter(station=Station.ADMINISTRATOR).order_by("pk")
    )
    lasting = [each.pk for each in desks if each.since <= on and each.until is None]
    staying = Posting.objects.filter(pk__in=lasting, officer__is_active=True).exclude(without)
    if lasting and not staying.exists():
        raise Refusal("这是最后一位在用的系统管理员，不能停用或结束岗位。请先安排好接替的人。")


def _somebody_else(actor: Actor, officer_id: int) -> Officer:
    """The officer, locked for this action; not their key, or the journal's line of whoever they are busy
    with would wait for it, and two administrators for each other.

    Raises:
        NotYours: if the station keeps no officers, or it is the actor's own self.
        Refusal: if there is no such officer.
    """
    actor.require(*KEEPS_OFFICERS)
    if officer_id == actor.officer.pk:
        raise NotYours("不能管理自己的账号和权限，请由另一位系统管理员办理；改密码请点右上角“修改密码”。")
    officer = Officer.objects.select_for_update(no_key=True).filter(pk=officer_id).first()
    if officer is None:
        raise Refusal("没有这位工作人员，请刷新后再看。")
    return officer


def give_password(officer: Officer, at: datetime) -> str:
    """A one-time password nobody chose, in groups that can be read out on the telephone; not yet saved."""
    groups = ("".join(secrets.choice(_SIGNS) for _ in range(4)) for _ in range(4))
    password = "-".join(groups)
    officer.set_password(password)
    officer.one_time_until = at + ONE_TIME_FOR
    return password
