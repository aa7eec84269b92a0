"""``hudai doctor``: whether this installation stands as it should, with what to do where it does not."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from typing import Any

import click
from django.conf import settings

from hudai.cli.awake import pending, ready
from hudai.cli.chinese import Command

HEALTHY, ILL = 0, 1
OWNERS = "请按 docs/operations.md“数据库的两个用户”一节分开表的所有者和应用的用户。"


@click.command(cls=Command, examples="hudai doctor")
def doctor() -> int:
    """检查安装：数据文件夹、密钥、数据库、升级步骤、数据库用户的权限；有问题的返回 1。"""
    ready()
    _say("数据文件夹", str(settings.HUDAI_HOME), [])
    _say("密钥文件", str(settings.HUDAI_KEYS.path), [])
    missing = pending()
    rights = import_module("hudai.records.queries.database_rights")
    behind = [f"还差 {missing} 步，请执行：hudai migrate"] if missing else []
    ill = [_say("数据库", rights.database_words(), behind)]
    if not missing:
        ill += [_say(name, "", list(problems)) for name, problems in _examined(rights)]
    ill.append(_say("表的所有者的密码", "", list(_owner_left_behind())))
    click.echo("有需要处理的问题，见上。" if any(ill) else "没有发现问题。")
    return ILL if any(ill) else HEALTHY


def _examined(rights: Any) -> Iterator[tuple[str, list[str]]]:
    """What each examination found."""
    if not rights.is_server():
        said = rights.damage()
        yield "数据库文件", [f"已损坏：{said}。请用备份恢复"] if said else []
        return
    lifted = rights.lifted_guards()
    yield "防改动的触发器", [f"没有一直生效：{'、'.join(lifted)}"] if lifted else []
    complaints = rights.complaints()
    yield "数据库用户的权限", [*complaints, OWNERS] if complaints else []


def _owner_left_behind() -> Iterator[str]:
    if settings.HUDAI_DATABASE_OWNER:
        yield "环境里留着 HUDAI_DATABASE_OWNER；它只在执行 hudai migrate 时设置，平时请去掉"


def _say(name: str, words: str, problems: list[str]) -> bool:
    """One line with a tick or a cross; whether there are problems."""
    click.echo(f"{'✗' if problems else '✓'} {name}{'：' if words else ''}{words}")
    for problem in problems:
        click.echo(f"    · {problem}")
    return bool(problems)
