"""Reminder mails: each working day one to every officer with an address and something to do.

The row that says a mail is on its way is committed before the mail leaves, so nobody ever gets two
on one day: a worker killed in between leaves a row behind, the next one calls its end *unclear* and
sends nothing again.  A server that cannot be reached fails the whole job before anything is on its
way; it is tried again an hour later.
"""

from __future__ import annotations

import logging
import smtplib
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from functools import cache, partial
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from hudai.actions.calendar import county_calendar
from hudai.actions.job import Clock, Piece, handles, start
from hudai.actions.reminder import reminders
from hudai.core.calendar import Calendar
from hudai.core.errors import Refusal
from hudai.core.policy import Policy
from hudai.documents import policy_files
from hudai.documents.forms import digest_mail
from hudai.documents.forms.digest_mail import DigestDesk, DigestLine
from hudai.records.models import Digest, Job, Officer
from hudai.records.queries import reminder as queries

KIND = "remind"
SEND_AT = time(7, 30)
AGAIN_AFTER = timedelta(hours=1)
MOST_TRIES = 5
NOT_SET_UP = "没有设置发邮件的服务器（HUDAI_MAIL_HOST），提醒只在系统里显示。"

log = logging.getLogger("hudai.mail")


def is_set_up() -> bool:
    """Whether the operator named a mail server."""
    return bool(settings.HUDAI_MAIL_HOST)


def arrange(now: datetime) -> Job | None:
    """Put the day's mails into the queue, once it is time; None when there is nothing to arrange.

    Two workers may both arrange them: the second job finds every mail already on its way.
    """
    today = timezone.localtime(now).date()
    if not is_set_up() or timezone.localtime(now).time() < SEND_AT or not county_calendar().works(today):
        return None
    tried = list(Job.objects.filter(kind=KIND, payload__day=f"{today}").order_by("-asked_at", "-pk"))
    if tried and not _worth_another(tried, now):
        return None
    return start(KIND, {"day": f"{today}"}, None, now)


def _worth_another(tried: list[Job], now: datetime) -> bool:
    last = tried[0]
    rested = last.ended_at is not None and last.ended_at <= now - AGAIN_AFTER
    return last.state == Job.State.FAILED and rested and len(tried) < MOST_TRIES


@handles(KIND)
def remind(job: Job, now: Clock) -> Iterator[Piece]:
    """The mails of the day the job was arranged for."""
    day, after = date.fromisoformat(job.payload["day"]), job.checkpoint.get("after", 0)
    return mails(day, now, by=f"job {job.pk}", after=after, done=job.done)


def mails(day: date, now: Clock, *, by: str, after: int = 0, done: int = 0) -> Iterator[Piece]:
    """One mail after the other, each claimed, sent, and its end written down.

    Args:
        by: who sends; claims of the same name that are still open were left by one who died.
        after: key of the last officer an earlier worker was through with.
        done: how many officers that were.

    Raises:
        Refusal: if no server is set up, or it cannot be reached.
    """
    if not is_set_up():
        raise Refusal(NOT_SET_UP)
    yield Piece(partial(_close_left_over, day, by, now()))
    connection, calendar = _connected(), county_calendar()
    everybody = list(queries.recipients().filter(pk__gt=after))
    yield Piece(lambda: None, total=done + len(everybody))
    for officer in everybody:
        desks = _desks(officer, day, calendar)
        mine: list[Digest] = []
        if desks:
            yield Piece(partial(_claim, mine, officer, day, desks, by, now()))
        for digest in mine:
            state, told = _send(connection, _message(officer, day, desks))
            yield Piece(partial(_end, digest, state, told, now()))
            if state != Digest.State.SENT:
                connection = _connected()
        yield Piece(lambda: None, size=1, checkpoint={"after": officer.pk}, outcome=_counted(day))
    connection.close()


def send_now(day: date, now: Clock, *, by: str) -> dict[str, int]:
    """Send the day's mails in this process; how many there are of the day in each state.

    Raises:
        Refusal: as :func:`mails`.
    """
    for piece in mails(day, now, by=by):
        with transaction.atomic():
            piece.write()
    return _counted(day)


def _connected() -> BaseEmailBackend:
    """An open connection.

    Raises:
        Refusal: if the server cannot be reached or does not let us in.
    """
    connection: BaseEmailBackend = get_connection()
    try:
        connection.open()
    except (smtplib.SMTPException, OSError) as error:
        log.error("the mail server cannot be reached: %s", type(error).__name__)
        refused = isinstance(error, smtplib.SMTPAuthenticationError)
        why = "不接受用户名或密码" if refused else f"连不上（{type(error).__name__}）"
        raise Refusal(f"邮件服务器{why}，提醒邮件没有全部发出，一小时后再试。") from None
    return connection


def _close_left_over(day: date, by: str, at: datetime) -> None:
    """Claims whose sender died: nobody knows whether the mail left, so it is not sent again."""
    open_still = Digest.objects.filter(Q(claimed_by=by) | Q(day__lt=day), state=Digest.State.SENDING)
    told = "发送时程序中断，不知道是否送达；没有重发。"
    open_still.update(state=Digest.State.UNCLEAR, message=told, ended_at=at)


def _desks(officer: Officer, day: date, calendar: Calendar) -> list[DigestDesk]:
    """What there is to say, desk by desk."""
    found = []
    for posting in queries.desks_of(officer, day):
        lines = [
            DigestLine(each.words, each.count, each.numbers)
            for each in reminders(posting, policies=_policies(), calendar=calendar, today=day)
        ]
        if lines:
            found.append(DigestDesk(f"{posting.office} {posting.get_station_display()}", lines))
    return found


def _claim(
    mine: list[Digest], officer: Officer, day: date, desks: list[DigestDesk], by: str, at: datetime
) -> None:
    values = {"lines": sum(len(desk.lines) for desk in desks), "claimed_by": by, "claimed_at": at}
    digest, made = Digest.objects.get_or_create(officer=officer, day=day, defaults=values)
    if made:
        mine.append(digest)


def _message(officer: Officer, day: date, desks: list[DigestDesk]) -> EmailMessage:
    text = digest_mail.body(desks, day, settings.HUDAI_OFFICE)
    return EmailMessage(digest_mail.subject(desks, day), text, settings.DEFAULT_FROM_EMAIL, [officer.email])


def _send(connection: BaseEmailBackend, message: EmailMessage) -> tuple[Digest.State, str]:
    """Send one mail: what became of it, and why if nothing did."""
    try:
        connection.send_messages([message])
    except smtplib.SMTPServerDisconnected:
        state, told = Digest.State.UNCLEAR, "与邮件服务器的连接中断，不知道是否送达；没有重发。"
    except smtplib.SMTPRecipientsRefused as error:
        code = next(iter(error.recipients.values()), (0, b""))[0]
        state, told = Digest.State.FAILED, f"邮件服务器拒收这个地址（{code}），请核对邮箱。"
    except smtplib.SMTPResponseException as error:
        state, told = Digest.State.FAILED, f"邮件服务器没有接受这封邮件（{error.smtp_code}）。"
    except (smtplib.SMTPException, OSError) as error:
        state, told = Digest.State.UNCLEAR, f"发送出错（{type(error).__name__}），不知道是否送达；没有重发。"
    else:
        return Digest.State.SENT, ""
    log.error("a reminder mail was not sent: %s", told)
    with suppress(smtplib.SMTPException, OSError):
        connection.close()
    return state, told


def _end(digest: Digest, state: Digest.State, told: str, at: datetime) -> None:
    Digest.objects.filter(pk=digest.pk).update(state=state, message=told, ended_at=at)


def _counted(day: date) -> dict[str, int]:
    found = {day: (sent, failed, unclear) for day, sent, failed, unclear in queries.digest_days(day)}
    sent, failed, unclear = found.get(day, (0, 0, 0))
    return {"sent": sent, "failed": failed, "unclear": unclear}


@cache
def _policies() -> Mapping[str, Policy]:
    own = Path(settings.HUDAI_POLICIES) if settings.HUDAI_POLICIES else None
    return {name: policy_files.load(name, own) for name in policy_files.names(own)}
