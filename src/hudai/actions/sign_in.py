"""Signing in and out as the journal tells it, and what an officer does to their own sign-in.

Whoever fails to sign in is not known to be who they say, so such a line has no officer; the name
stands in it, as the thing, only where it is one of ours.  People type their password into the wrong
field, so what else they typed is written nowhere.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth import authenticate
from django.db import transaction
from django.http import HttpRequest
from django_otp.plugins.otp_totp.models import TOTPDevice

from hudai.actions.actor import Actor
from hudai.actions.journal import note, note_of, note_without_row
from hudai.core.errors import Refusal
from hudai.records.models import JournalLine, Officer, Posting

SIGNED_IN = "登录"
SIGNED_OUT = "退出登录"
RAN_OUT = "超时自动退出"
WRONG_PASSWORD = "密码错误"
WRONG_CODE = "验证码错误"
LOCKED = "登录名锁定"
CHANGED_DESK = "切换岗位"
CHANGED_PASSWORD = "修改密码"
SECOND_FACTOR_ON = "开启两步验证"
SECOND_FACTOR_OFF = "关闭两步验证"

WRONG = "登录名或密码不对，请检查大小写后重试。连续输错 5 次，账号将锁定 15 分钟。"
LOCKED_OUT = "连续输错密码，账号已锁定，请 15 分钟后再试，或请系统管理员解锁。"
TOO_LATE = "这个一次性密码已过期，请联系系统管理员重新设置。"
WRONG_CODE_TOLD = "验证码不对或已过期，请输入手机上现在显示的 6 位数字。"
TOO_OFTEN = "验证码输错次数较多，请过一会儿再试。"

STRANGERS_EVERY = timedelta(minutes=1)
"""Names that are nobody's get a line at most so often: whoever guesses names must not fill the disk."""


def identify(request: HttpRequest, *, username: str, password: str, at: datetime) -> Officer:
    """Whom a name and a password belong to; one that is wrong is written down, five in a row lock the name.

    Args:
        request: the door's; tries are counted by it.

    Raises:
        Refusal: if they belong to nobody, the name is locked, or a one-time password has run out.
    """
    officer = authenticate(request, username=username, password=password)
    if not isinstance(officer, Officer):
        locked = bool(getattr(request, "axes_locked_out", False))
        failed(username, at=at, locked=locked)
        raise Refusal(LOCKED_OUT if locked else WRONG)
    if officer.one_time_until is not None and officer.one_time_until < at:
        raise Refusal(TOO_LATE)
    return officer


def second_factor_of(officer: Officer) -> TOTPDevice | None:
    """The device whose code is wanted beside the password; None where the password alone opens."""
    return TOTPDevice.objects.filter(user=officer, confirmed=True).order_by("-pk").first()


def require_code(device: TOTPDevice, officer: Officer, *, code: str, at: datetime) -> None:
    """Refuse a code that is not the one the device shows now; wrong ones in a row make it wait longer.

    Raises:
        Refusal: if it is wrong, or it is too early for another try.
    """
    plain = "".join(code.split())
    if not plain.isdecimal():
        raise Refusal(WRONG_CODE_TOLD)
    if not device.verify_is_allowed()[0]:
        raise Refusal(TOO_OFTEN)
    if not device.verify_token(plain):
        wrong_code(officer, at=at)
        raise Refusal(WRONG_CODE_TOLD)


def signed_in(officer: Officer, *, at: datetime, with_code: bool) -> None:
    """Somebody is in; ``with_code``: after the second factor."""
    note_of(officer, SIGNED_IN, at=at, officer=officer, with_code=with_code)


def signed_out(officer: Officer, *, at: datetime, posting: Posting | None, ran_out: bool = False) -> None:
    """Somebody has left, or was away for too long."""
    note_of(officer, RAN_OUT if ran_out else SIGNED_OUT, at=at, officer=officer, posting=posting)


def failed(username: str, *, at: datetime, locked: bool) -> None:
    """A name and a password that do not belong together.

    Args:
        locked: whether the name is locked now; while it stays so, further tries add no line.
    """
    officer = Officer.objects.filter(username=username).first()
    if officer is None:
        _stranger(at)
        return
    if not locked:
        note_of(officer, WRONG_PASSWORD, at=at, officer=None)
    elif not _said_since(LOCKED, at - settings.AXES_COOLOFF_TIME, key=f"{officer.pk}"):
        note_of(officer, WRONG_PASSWORD, at=at, officer=None)
        note_of(officer, LOCKED, at=at, officer=None)


def wrong_code(officer: Officer, *, at: datetime) -> None:
    """The password was right and the code was not."""
    note_of(officer, WRONG_CODE, at=at, officer=None)


def _stranger(at: datetime) -> None:
    if not _said_since(WRONG_PASSWORD, at - STRANGERS_EVERY, key=""):
        note_without_row("officer", "", WRONG_PASSWORD, at=at, officer=None)


def _said_since(action: str, since: datetime, *, key: str) -> bool:
    return JournalLine.objects.filter(action=action, noun="officer", key=key, at__gt=since).exists()


def changed_desk(*, actor: Actor) -> None:
    """Somebody sat down at another of their desks."""
    note(actor, CHANGED_DESK, actor.posting)


@transaction.atomic
def change_password(officer: Officer, *, at: datetime, password: str) -> None:
    """Give oneself a new password, already looked at by the form; a one-time password is over with it."""
    officer.set_password(password)
    officer.one_time_until = None
    officer.save(update_fields=["password", "one_time_until"])
    note_of(officer, CHANGED_PASSWORD, at=at, officer=officer)


@transaction.atomic
def confirm_second_factor(device: TOTPDevice, officer: Officer, *, at: datetime) -> None:
    """From now on a code is wanted beside the password."""
    device.confirmed = True
    device.save(update_fields=["confirmed"])
    note_of(officer, SECOND_FACTOR_ON, at=at, officer=officer)


@transaction.atomic
def remove_second_factor(device: TOTPDevice, officer: Officer, *, at: datetime) -> None:
    """The password alone opens again."""
    device.delete()
    note_of(officer, SECOND_FACTOR_OFF, at=at, officer=officer)
