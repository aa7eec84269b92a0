"""Reminder mails: one a working day to who wants it, never two, whatever the server or the worker does."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.core import mail

import made_cases as cases
import made_offices as offices
from hudai.actions import job as jobs
from hudai.actions import reminder_mail
from hudai.actions.mail_address import set_mail
from hudai.core.errors import Refusal
from hudai.records.models import Deputy, Digest, Job, JournalLine, Officer, Station
from mail_server import MailServer, mail_server

pytestmark = pytest.mark.django_db
DAY = date(2025, 9, 29)
MORNING = datetime(2025, 9, 29, 8, 0, tzinfo=cases.SHANGHAI)
"""A Monday; the town's case of the 21st was due on the 26th."""


def clock() -> datetime:
    return MORNING


@pytest.fixture(autouse=True)
def set_up(settings: Any) -> None:
    settings.HUDAI_MAIL_HOST = "smtp.example"
    settings.DEFAULT_FROM_EMAIL = "hudai@example.gov.cn"


def wants_mail(station: Station, address: str = "") -> Officer:
    officer = cases.at(station).officer
    officer.email = address or f"{station}@example.gov.cn"
    officer.save()
    return officer


@pytest.fixture
def late_case() -> str:
    """A case of 孙平磊 that waits for the town too long; the town wants mail."""
    number = cases.waiting_at(2).number
    wants_mail(Station.TOWN)
    return number


def send() -> dict[str, int]:
    return reminder_mail.send_now(DAY, clock, by="test")


def test_a_mail_holds_counts_and_numbers_and_nothing_that_names_a_household(late_case: str):
    wants_mail(Station.OFFICE)

    assert send() == {"sent": 1, "failed": 0, "unclear": 0}

    (sent,) = mail.outbox
    assert sent.to == ["town@example.gov.cn"]
    assert sent.subject == "户贷通提醒 09-29：1 件已超过办理期限"
    assert late_case in sent.body
    assert "石门镇乡村振兴办公室 镇经办" in sent.body
    for personal in ("孙平磊", "13800001234", cases.id_number("19850307"), "LX-001", "钱青山"):
        assert personal not in sent.body


def test_nobody_gets_a_second_mail_on_one_day_and_the_next_day_another(late_case: str):
    send()
    send()
    assert len(mail.outbox) == 1

    reminder_mail.send_now(DAY + timedelta(days=1), clock, by="test")
    assert [each.subject[:12] for each in mail.outbox] == ["户贷通提醒 09-29：", "户贷通提醒 09-30："]
    assert Digest.objects.count() == 2


@pytest.mark.parametrize("change", [{"email": ""}, {"wants_digest": False}, {"is_active": False}])
def test_who_has_no_address_switched_it_off_or_left_gets_none(late_case: str, change: dict[str, Any]):
    Officer.objects.filter(username="town").update(**change)

    assert send()["sent"] == 0
    assert (mail.outbox, Digest.objects.count()) == ([], 0)


def test_a_deputy_is_reminded_of_the_desk_they_hold_on_the_days_they_hold_it(late_case: str):
    deputy = offices.officer("stand_in")
    deputy.email = "stand_in@example.gov.cn"
    deputy.save()
    held = {"since": DAY, "until": DAY + timedelta(days=1), "reason": "出差"}
    Deputy.objects.create(posting=cases.at(Station.TOWN).posting, officer=deputy, **held)

    send()
    assert sorted(each.to[0] for each in mail.outbox) == ["stand_in@example.gov.cn", "town@example.gov.cn"]
    reminder_mail.send_now(DAY + timedelta(days=1), clock, by="test")
    assert [each.to[0] for each in mail.outbox[2:]] == ["town@example.gov.cn"]


def run_job() -> Job:
    done = jobs.work_once(clock, "worker")
    assert done is not None
    return done


def test_the_worker_arranges_the_mails_once_each_working_day_after_half_past_seven(late_case: str):
    early, holiday = MORNING.replace(hour=7), MORNING + timedelta(days=2)
    assert reminder_mail.arrange(early) is None
    assert reminder_mail.arrange(holiday) is None, "1 October is National Day"
    assert reminder_mail.arrange(MORNING) is not None
    assert reminder_mail.arrange(MORNING) is None

    done = run_job()

    assert (done.state, done.outcome) == ("done", {"sent": 1, "failed": 0, "unclear": 0})
    assert (done.done, done.total) == (1, 1)
    assert reminder_mail.arrange(MORNING + timedelta(hours=5)) is None
    assert reminder_mail.arrange(MORNING + timedelta(days=1)) is not None


def test_two_workers_that_arrange_the_same_day_send_one_mail(late_case: str):
    for _ in range(2):
        jobs.start("remind", {"day": f"{DAY}"}, None, MORNING)

    assert [run_job().state for _ in range(2)] == ["done", "done"]
    assert len(mail.outbox) == 1


def test_a_worker_killed_while_a_mail_was_on_its_way_leaves_it_unclear_and_nobody_sends_it_again(
    late_case: str, monkeypatch: pytest.MonkeyPatch
):
    class Killed(BaseException):
        """As kill -9 would have it: no handler runs."""

    def killed(*_: Any) -> None:
        raise Killed

    jobs.start("remind", {"day": f"{DAY}"}, None, MORNING)
    with monkeypatch.context() as patched:
        patched.setattr(reminder_mail, "_send", killed)
        with pytest.raises(Killed):
            run_job()
    assert Digest.objects.get().state == "sending"

    later = MORNING + timedelta(minutes=2)
    done = jobs.work_once(lambda: later, "another")

    assert done is not None
    assert done.state == "done"
    digest = Digest.objects.get()
    assert (digest.state, mail.outbox) == ("unclear", [])
    assert "没有重发" in digest.message


def test_whoever_takes_over_goes_on_behind_the_last_officer(late_case: str, monkeypatch: pytest.MonkeyPatch):
    for name in ("second", "third"):
        other = offices.officer(name)
        other.email = f"{name}@example.gov.cn"
        other.save()
        offices.post(other, Station.TOWN)
    sending = reminder_mail._send

    def dies_at_the_second(connection: Any, message: Any) -> Any:
        assert message.to != ["second@example.gov.cn"], "killed"
        return sending(connection, message)

    jobs.start("remind", {"day": f"{DAY}"}, None, MORNING)
    with monkeypatch.context() as patched:
        patched.setattr(reminder_mail, "_send", dies_at_the_second)
        patched.setattr(jobs, "_end", lambda *_: None)
        run_job()
    done = jobs.work_once(lambda: MORNING + timedelta(minutes=2), "another")

    assert done is not None
    assert (done.state, done.done, done.total) == ("done", 3, 3)
    assert done.outcome == {"sent": 2, "failed": 0, "unclear": 1}
    assert [each.to[0] for each in mail.outbox] == ["town@example.gov.cn", "third@example.gov.cn"]


@pytest.fixture
def smtp(settings: Any) -> Iterator[Any]:
    """Point the product's own way of sending at a server."""

    def at(server: MailServer) -> None:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = server.server_address
        settings.EMAIL_USE_SSL = settings.EMAIL_USE_TLS = False
        settings.EMAIL_TIMEOUT = 5

    return at


def test_a_server_that_is_away_fails_the_job_and_it_is_tried_again_an_hour_later(late_case: str, smtp: Any):
    with mail_server() as server:
        smtp(server)
    reminder_mail.arrange(MORNING)
    failed = run_job()

    assert failed.state == "failed"
    assert "邮件服务器连不上" in failed.message
    assert not Digest.objects.exists()
    assert reminder_mail.arrange(MORNING + timedelta(minutes=59)) is None
    again = reminder_mail.arrange(MORNING + timedelta(hours=1))
    assert again is not None
    assert again.pk != failed.pk


def test_a_refused_address_and_a_dropped_line_stop_nobody_elses_mail(late_case: str, smtp: Any):
    wants_mail(Station.TOWN, "nobody@example.gov.cn")
    wants_mail(Station.TOWN_HEAD, "dropped@example.gov.cn")
    third = offices.officer("third")
    third.email = "third@example.gov.cn"
    third.save()
    offices.post(third, Station.TOWN)

    with mail_server(refuses="nobody@example.gov.cn", drops="dropped@example.gov.cn") as server:
        smtp(server)
        counts = send()

    assert counts == {"sent": 1, "failed": 1, "unclear": 1}
    assert server.taken == ["third@example.gov.cn"]
    told = dict(Digest.objects.values_list("officer__username", "message"))
    assert told["town"] == "邮件服务器拒收这个地址（550），请核对邮箱。"
    assert "连接中断" in told["town_head"]
    with mail_server() as server:
        smtp(server)
        send()
    assert server.taken == []


def test_without_a_server_nothing_is_arranged_and_the_command_says_so(late_case: str, settings: Any):
    settings.HUDAI_MAIL_HOST = ""

    assert reminder_mail.arrange(MORNING) is None
    with pytest.raises(Refusal, match="没有设置发邮件的服务器"):
        send()
    assert not Digest.objects.exists()


def test_an_officer_sets_and_clears_the_address_and_the_journal_does_not_hold_it():
    actor = cases.at(Station.TOWN)

    set_mail(actor=actor, email=" qian@example.gov.cn ", wants_digest=True)
    assert Officer.objects.get(pk=actor.officer.pk).email == "qian@example.gov.cn"
    set_mail(actor=actor, email="", wants_digest=False)

    assert Officer.objects.get(pk=actor.officer.pk).email == ""
    facts = JournalLine.objects.filter(action="设置提醒邮件").order_by("pk").values_list("facts", flat=True)
    assert list(facts) == [
        {"has_address": True, "wants_digest": True},
        {"has_address": False, "wants_digest": False},
    ]


def test_what_is_no_address_is_refused():
    with pytest.raises(Refusal, match="邮箱地址不对"):
        set_mail(actor=cases.at(Station.TOWN), email="qian@", wants_digest=True)
    assert not JournalLine.objects.exists()
