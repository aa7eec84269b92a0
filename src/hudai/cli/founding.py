"""``hudai found`` and ``hudai let-in``: the first administrator, and helping the only one back in."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import click
from django.utils import timezone

from hudai.cli.arguments import WrongUsage
from hudai.cli.awake import pending, ready
from hudai.cli.chinese import Command

FOUND_EXAMPLES = "hudai found --county 云坪县 --office 云坪县农业农村局 --name 王五 --username wang.wu"
LET_IN_EXAMPLES = "hudai let-in wang.wu"
TOLD = """\
登录名：{username}
一次性密码：{password}
请当面告知本人；7 天内有效，登录后必须先改成自己的密码。这个密码不会再显示。"""


@click.command(cls=Command, examples=FOUND_EXAMPLES)
@click.option("--county", required=True, metavar="名称", help="区县的名称。")
@click.option("--office", required=True, metavar="名称", help="系统管理员所在的单位。")
@click.option("--name", required=True, metavar="姓名", help="第一位系统管理员的姓名。")
@click.option("--username", required=True, metavar="登录名", help="小写字母开头，如 wang.wu。")
def found(county: str, office: str, name: str, username: str) -> None:
    """首次使用：建立区县和第一位系统管理员；系统里已经有人员的，不会再建。"""
    actions = _actions()
    password = actions.found(
        at=timezone.localtime(), county=county, office=office, username=username, name=name
    )
    click.echo(TOLD.format(username=username, password=password))


@click.command("let-in", cls=Command, examples=LET_IN_EXAMPLES)
@click.argument("username", metavar="登录名")
def let_in(username: str) -> None:
    """唯一的系统管理员进不去时，重设他的密码并取消两步验证；操作日志里有记录。"""
    password = _actions().let_in_again(at=timezone.localtime(), username=username)
    click.echo(TOLD.format(username=username, password=password))


def _actions() -> Any:
    """The actions; they have tables, which can be named only now that Django is awake."""
    ready()
    if pending():
        raise WrongUsage("数据库还没有建立，或者不是最新的。请先执行：hudai migrate")
    return import_module("hudai.actions.founding")
