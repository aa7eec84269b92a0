"""``hudai keys``: the sealing key, changing it, and how far the change is."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import click
from django.conf import settings
from django.utils import timezone

from hudai.cli.arguments import WrongUsage
from hudai.cli.awake import pending, ready
from hudai.cli.chinese import Command, Group

EXAMPLES = """\
hudai keys rotate
hudai keys rotate --same-key
hudai keys status"""


@click.group(cls=Group)
def keys() -> None:
    """密钥：更换加密身份证号、电话、账号和材料文件的密钥，查看换到哪一步。"""


@keys.command(cls=Command, examples=EXAMPLES)
@click.option("--same-key", is_flag=True, help="不添新密钥，只把以前没有加密的文件和旧密钥下的内容补加密。")
def rotate(*, same_key: bool) -> None:
    """添一把新密钥并立即启用，由后台工作把原有内容逐段改用新密钥。

    不用停机；中断后会从断点接着做。旧密钥留在密钥文件里：旧备份和不可改动的表还要用它打开。
    换好后请立即另存一份密钥文件，没有它加密的资料打不开。
    """
    rotation = _awake()
    job = rotation.rotate(at=timezone.localtime(), new_key=None if same_key else settings.HUDAI_KEYS.add)
    click.echo(f"现在使用的密钥：{settings.HUDAI_KEYS['active']}。后台工作第 {job.pk} 号正在改用它。")
    click.echo("网页系统或 hudai worker 运行时会自动完成；用 hudai keys status 查看进度。")


@keys.command(cls=Command, examples=EXAMPLES)
def status() -> None:
    """现在使用哪把密钥，还有多少内容在旧密钥下。"""
    found = _awake().standing()
    click.echo(f"现在使用的密钥：{found.active}")
    if found.job:
        click.echo(f"最近一次更换：{found.job.get_state_display()}，{found.job.done:,} / {found.job.total:,}")
    for name, count in found.values.items():
        click.echo(f"旧密钥下的内容：{name} {count:,} 处")
    if found.files:
        click.echo(f"未加密或旧密钥下的文件：{found.files:,} 个")
    if not found.values and not found.files:
        click.echo("全部内容都在现用密钥下。")


def _awake() -> Any:
    """The actions, once Django is awake and the tables are there."""
    ready()
    if pending():
        raise WrongUsage("数据库还没有建立，或者不是最新的。请先执行：hudai migrate")
    return import_module("hudai.actions.key_rotation")
