"""Reminders (提醒): what presses at this desk, the officer's own address for mails, and how mails went."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods, require_safe

from hudai.actions import mail_address
from hudai.actions.calendar import county_calendar
from hudai.actions.reminder import Kind, Reminder, pressing, reminders
from hudai.actions.reminder_mail import KIND, MOST_TRIES, NOT_SET_UP, SEND_AT, is_set_up
from hudai.core.errors import Refusal
from hudai.core.policy import Policy
from hudai.records.models import Digest, Job, Station
from hudai.records.queries import reminder as queries
from hudai.web import law as laws
from hudai.web.acting import actor
from hudai.web.application import SEES_CASES
from hudai.web.forms.reminder import MailForm
from hudai.web.frame import NavItem, offer
from hudai.web.request import Request
from hudai.web.stations import Desk
from hudai.web.working_days import calendar_of

SEES_MAILS = (Station.ADMINISTRATOR, Station.AUDITOR)
MAILS_OVER = timedelta(days=30)
FAILURES_OVER = timedelta(days=1)
"""Failures of so many days before today are counted in the menu."""
TONES = {
    Kind.LATE: "red",
    Kind.DUE_SOON: "orange",
    Kind.RETURNED: "orange",
    Kind.NOT_SIGNED_FOR: "orange",
    Kind.BATCHES_WAITING: "orange",
    Kind.BATCHES_LATE: "red",
    Kind.REGISTERS_MISSING: "red",
    Kind.REGISTERS_RETURNED: "orange",
    Kind.REGISTERS_OUTDATED: "orange",
    Kind.REGISTERS_TO_SIGN: "orange",
    Kind.REGISTERS_OVERDUE: "red",
    Kind.MATURITIES: "orange",
    Kind.VISITS_OVERDUE: "orange",
    Kind.INTEREST_NEAR: "blue",
    Kind.RATINGS_ENDING: "blue",
}
BADGES = {
    Kind.LATE: "已超期",
    Kind.DUE_SOON: "将到期",
    Kind.RETURNED: "被退回",
    Kind.NOT_SIGNED_FOR: "待签收",
    Kind.BATCHES_WAITING: "待办理",
    Kind.BATCHES_LATE: "拨付迟缓",
    Kind.REGISTERS_MISSING: "未报送",
    Kind.REGISTERS_RETURNED: "被退回",
    Kind.REGISTERS_OUTDATED: "待更正",
    Kind.REGISTERS_TO_SIGN: "待签收",
    Kind.REGISTERS_OVERDUE: "迟报",
    Kind.MATURITIES: "贷款到期",
    Kind.VISITS_OVERDUE: "检查逾期",
    Kind.INTEREST_NEAR: "将结息",
    Kind.RATINGS_ENDING: "评级到期",
}
PAGES = {
    Kind.LATE: "waiting",
    Kind.DUE_SOON: "waiting",
    Kind.RETURNED: "applications",
    Kind.NOT_SIGNED_FOR: "name_lists",
    Kind.BATCHES_WAITING: "subsidies",
    Kind.BATCHES_LATE: "subsidies",
    Kind.REGISTERS_MISSING: "reports",
    Kind.REGISTERS_RETURNED: "reports",
    Kind.REGISTERS_OUTDATED: "reports",
    Kind.REGISTERS_TO_SIGN: "reports",
    Kind.REGISTERS_OVERDUE: "reports",
    Kind.MATURITIES: "maturities",
    Kind.VISITS_OVERDUE: "visits",
    Kind.INTEREST_NEAR: "interest_due",
    Kind.RATINGS_ENDING: "ratings",
}
"""Where each kind is dealt with."""
THINGS = {
    Kind.LATE: "application",
    Kind.DUE_SOON: "application",
    Kind.RETURNED: "application",
    Kind.BATCHES_WAITING: "subsidy",
    Kind.BATCHES_LATE: "subsidy",
}
"""The page of one of the numbers a reminder names."""


def _pressing_count(desk: Desk, day: date) -> int:
    found = pressing(desk.posting, policies=policies(), calendar=county_calendar(), today=day)
    return sum(each.count for each in found)


offer(NavItem("提醒", "bell", "reminders", stations=SEES_CASES, order=5, count=_pressing_count))
offer(
    NavItem(
        "提醒邮件",
        "envelope",
        "reminder_mails",
        stations=SEES_MAILS,
        order=80,
        count=lambda _, day: queries.not_sent(day - FAILURES_OVER),
    )
)


@cache
def policies() -> dict[str, Policy]:
    """Every pack by name."""
    return {name: laws.law(name).policy for name in laws.names()}


def shown(request: Request) -> list[dict[str, Any]]:
    """The desk's reminders as a page draws them."""
    posting, today = request.desk.posting, actor(request).today
    found = reminders(posting, policies=policies(), calendar=calendar_of(request), today=today)
    return [_line(each) for each in found]


def _line(reminder: Reminder) -> dict[str, Any]:
    kind = reminder.kind
    return {
        "words": reminder.words,
        "badge": BADGES[kind],
        "tone": TONES[kind],
        "url": reverse(PAGES[kind]),
        "numbers": [
            (number, reverse(THINGS[kind], args=[number]) if kind in THINGS else "")
            for number in reminder.numbers
        ],
        "rest": reminder.count - len(reminder.numbers) if reminder.numbers else 0,
    }


@require_safe
def page(request: Request) -> HttpResponse:
    """Everything this desk is reminded of today."""
    if request.desk.posting.station not in SEES_CASES:
        raise Http404
    doubt = calendar_of(request).doubt(actor(request).today)
    facts = {"title": "提醒", "lines": shown(request), "doubt": doubt}
    return render(request, "reminder/reminders.html", facts)


@require_http_methods(["GET", "HEAD", "POST"])
def address(request: Request) -> HttpResponse:
    """The officer's own address, and whether they want the daily mail."""
    officer = request.user
    now = {"email": officer.email, "wants_digest": officer.wants_digest}
    form = MailForm(request.POST or None, initial=now)
    if request.method == "POST" and form.is_valid():
        try:
            mail_address.set_mail(actor=actor(request), **form.cleaned_data)
        except Refusal as refusal:
            form.add_error("email", str(refusal))
        else:
            messages.success(request, _told(**form.cleaned_data))
            return redirect("reminder_address")
    facts = {
        "title": "提醒邮件",
        "form": form,
        "not_set_up": "" if is_set_up() else NOT_SET_UP,
        "last": officer.digests.first(),
        "send_at": SEND_AT,
    }
    return render(request, "reminder/address.html", facts, status=422 if form.errors else 200)


def _told(*, email: str, wants_digest: bool) -> str:
    if not wants_digest:
        return "已关闭提醒邮件，提醒仍在系统里显示。"
    return "已保存，有事项时每个工作日早上发一封。" if email else "已清除邮箱，不再发提醒邮件。"


@require_safe
def mails(request: Request) -> HttpResponse:
    """How the mails of the last weeks went, and what failed."""
    if request.desk.posting.station not in SEES_MAILS:
        raise Http404
    since = actor(request).today - MAILS_OVER
    failed = queries.digests(since).exclude(state=Digest.State.SENT)
    runs = Job.objects.filter(kind=KIND, state=Job.State.FAILED, asked_at__date__gte=since)
    facts = {
        "title": "提醒邮件",
        "not_set_up": "" if is_set_up() else NOT_SET_UP,
        "host": settings.HUDAI_MAIL_HOST,
        "sender": settings.DEFAULT_FROM_EMAIL,
        "recipients": queries.recipients().count(),
        "days": queries.digest_days(since),
        "failed": failed[:100],
        "runs": runs[:20],
        "most_tries": MOST_TRIES,
        "send_at": SEND_AT,
    }
    return render(request, "reminder/mails.html", facts)


urlpatterns = [
    path("reminders/", page, name="reminders"),
    path("reminders/address/", address, name="reminder_address"),
    path("reminders/mails/", mails, name="reminder_mails"),
]
