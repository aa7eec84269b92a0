"""``hudai remind``: the day's reminder mails, now; the worker sends them by itself every morning."""

from __future__ import annotations

from importlib import import_module

import click

from hudai.cli.arguments import WrongUsage
from hudai.cli.awake import pending, ready
from hudai.cli.chinese import Command

EXAMPLES = """\
hudai remind
HUDAI_MAIL_HOST=smtp.example.gov.cn HUDAI_MAIL_USER=hudai@example.gov.cn hudai remind"""


@click.command(cls=Command, examples=EXAMPLES)
def remind() -> None:
    """发送今天的提醒邮件；每人每天至多一封，已发过的不再发。

    后台工作（hudai serve 自带）每个工作日 7:30 后会自动发送，通常不用单独执行，可用来试邮件设置。
    """
    ready()
    if pending():
        raise WrongUsage("数据库还没有建立，或者不是最新的。请先执行：hudai migrate")
    # What it sends has tables, which can be named only now that Django is awake.
    click.echo(import_module("hudai.cli.reminding").run())
