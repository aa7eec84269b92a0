"""Signing in from a terminal, and sitting down at a desk for one command.

It is the sign-in of the pages: the same check, lock-out, second factor and lines in the journal.
What was not the officer's to do is written down, as it is on a page.  This module needs Django
awake when it is imported; :func:`hudai.cli.acting.awake` sees to that.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import click
from django.contrib.auth.signals import user_logged_in
from django.http import HttpRequest
from django.utils import timezone

from hudai.actions import refused
from hudai.actions import sign_in as actions
from hudai.actions.actor import Actor, hearing
from hudai.cli.acting import PASSWORD, Who
from hudai.cli.arguments import WrongUsage
from hudai.core.errors import Refusal
from hudai.records.models import Officer, Posting
from hudai.records.queries.desk import Desk, desks

ONE_TIME = "一次性密码只能用来在网页上改成自己的密码，请先登录网页修改。"


@contextmanager
def at_desk(who: Who, number: str | int = "") -> Iterator[Actor]:
    """Who acts, signed in, for as long as the block lasts.

    Args:
        number: of the thing the command is about; stands in the journal where it was not theirs.

    Raises:
        Refusal: if name, password or code are wrong, or the officer has no such desk.
        WrongUsage: if the officer has several desks and named none.
    """
    now = timezone.localtime()
    officer = _signed_in(who.username, now)
    actor = Actor(officer, _posting(officer, who.desk, now), now)
    with hearing() as said:
        try:
            yield actor
        finally:
            if said:
                _tell(actor, who, str(number), len(said))


def _signed_in(username: str, now: datetime) -> Officer:
    request = HttpRequest()
    request.META["REMOTE_ADDR"] = "127.0.0.1"
    officer = actions.identify(request, username=username, password=_password(), at=now)
    if officer.one_time_until is not None:
        raise Refusal(ONE_TIME)
    device = actions.second_factor_of(officer)
    if device is not None:
        code = click.prompt("手机验证码", prompt_suffix="：", err=True)
        actions.require_code(device, officer, code=code, at=now)
    # Failures in a row are forgotten by whoever listens, and the last sign-in is noted.
    user_logged_in.send(sender=Officer, request=request, user=officer)
    actions.signed_in(officer, at=now, with_code=device is not None)
    return officer


def _password() -> str:
    """From the environment for scripts, else typed without being shown."""
    kept = os.environ.get(PASSWORD)
    return kept or str(click.prompt("密码", prompt_suffix="：", hide_input=True, err=True))


def _posting(officer: Officer, said: str, now: datetime) -> Posting:
    found = desks(officer, now.date())
    if not found:
        raise Refusal("您现在没有岗位，不能办理业务。如需办理，请联系系统管理员。")
    meant = [desk for desk in found if not said or said in _names(desk)]
    if len(meant) == 1:
        return meant[0].posting
    told = "、".join(f"{desk.place}{desk.station}" for desk in found)
    if not meant:
        raise Refusal(f"您没有“{said}”这个岗位。您的岗位有：{told}。")
    raise WrongUsage(f"您有几个岗位，请用 --desk 写明用哪一个：{told}。")


def _names(desk: Desk) -> tuple[str, ...]:
    """What a desk may be called: its kind, its place, or both."""
    return desk.station, desk.place, f"{desk.place}{desk.station}"


def _tell(actor: Actor, who: Who, number: str, times: int) -> None:
    asked = refused.Asked(actor.at, who.asked, number, who.asked, actor.officer, actor.posting)
    refused.refused(asked, refused.NOT_YOURS, times=times)
