"""Sending the day's mails from the command line.

This module needs Django awake when it is imported; :mod:`hudai.cli.remind` sees to that.
"""

from __future__ import annotations

import os
import secrets

from django.utils import timezone

from hudai.actions.reminder_mail import send_now


def run() -> str:
    """Send, and say how the day's mails stand.

    Raises:
        Refusal: if no mail server is set up, or it cannot be reached.
    """
    by = f"remind {os.getpid()}-{secrets.token_hex(4)}"
    counts = send_now(timezone.localdate(), timezone.localtime, by=by)
    told = f"今天已发送 {counts['sent']} 封"
    if counts["failed"] or counts["unclear"]:
        told += f"，失败 {counts['failed']} 封，结果不明 {counts['unclear']} 封（原因见网页“提醒邮件”）"
    return f"{told}。没有事项要提醒的人不发。"
