"""The administrator's first page: whether people get in, jobs get done, mails go out and backups are made."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from hudai.records.models import Officer
from hudai.records.queries import officer as officers
from hudai.records.queries import reminder as mails
from hudai.records.queries import system as queries
from hudai.web.acting import actor
from hudai.web.home_figures import Figure
from hudai.web.request import Request
from hudai.web.system import BACKUPS, last_backup

MOST_SHOWN = 20
"""Locked names on the page."""
MAILS_OVER = timedelta(days=30)
"""As the page of the mails goes back."""
BACKUP_EVERY = timedelta(hours=36)
"""A daily backup that is older than this was missed."""


def page(request: Request) -> HttpResponse:
    """Figures of the system, each leading to its page, and who has locked themselves out."""
    now = actor(request).at
    work, behind = queries.work(now), queries.migrations().waiting
    locked = officers.locked(now)
    facts = {
        "title": "工作台",
        "figures": [
            _accounts(now),
            _figure("账号已锁定", len(locked), "个", "lock", "officers", "下面列出，可以解锁"),
            _figure(
                "近 30 天失败的后台工作", work.failed, "项", "x-octagon", "system", f"等待 {work.waiting} 项"
            ),
            _figure(
                "停住的后台工作", work.stalled, "项", "pause-circle", "system", f"进行中 {work.running} 项"
            ),
            _figure(
                "近 30 天没有发出的邮件",
                mails.not_sent(now.date() - MAILS_OVER),
                "封",
                "envelope-x",
                "reminder_mails",
                "失败和结果不明的",
            ),
            _backup(now),
        ],
        "locked": locked[:MOST_SHOWN],
        "locked_count": len(locked),
        "migrations_waiting": behind,
    }
    return render(request, "home/health.html", facts)


def _accounts(now: datetime) -> Figure:
    active = Officer.objects.filter(is_active=True).count()
    url = f"{reverse('officers')}?active=1"
    return Figure("在用账号", f"{active:,}", "个", "people", url, f"登录会话 {queries.sessions(now):,} 个")


def _figure(label: str, count: int, unit: str, icon: str, page: str, note: str) -> Figure:
    """Something there should be none of."""
    return Figure(label, f"{count:,}", unit, icon, reverse(page), note, "red" if count else "green")


def _backup(now: datetime) -> Figure:
    found = last_backup(settings.HUDAI_HOME / BACKUPS)
    if found is None:
        return Figure("最近一次备份", "没有找到", "", "hdd", reverse("system"), "请安排每天备份", "red")
    late = now - found[1] > BACKUP_EVERY
    note = "超过一天半没有备份" if late else found[0]
    return Figure(
        "最近一次备份",
        f"{found[1]:%m-%d %H:%M}",
        "",
        "hdd",
        reverse("system"),
        note,
        "red" if late else "green",
    )
