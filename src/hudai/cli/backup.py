"""``hudai backup`` and ``hudai restore``: everything into a folder, and back into an empty place."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any

import click
from django.conf import settings
from django.utils import timezone

from hudai.cli.awake import awake, ready
from hudai.cli.chinese import Command
from hudai.cli.ownership import as_owner
from hudai.cli.progress import step

BACKUP_EXAMPLES = """\
hudai backup /mnt/备份/2026-11-26
hudai backup /mnt/备份/$(date +%F)
hudai backup /media/保险柜/2026-11-26 --with-keys"""
RESTORE_EXAMPLES = """\
hudai restore /mnt/备份/2026-11-26 --check
HUDAI_HOME=/srv/hudai hudai restore /mnt/备份/2026-11-26"""
_FOLDER = click.Path(path_type=Path)


@click.command(cls=Command, examples=BACKUP_EXAMPLES)
@click.argument("folder", type=_FOLDER, metavar="文件夹")
@click.option("--with-keys", is_flag=True, help="连密钥文件一起备份；这样的备份要像密钥一样保管。")
def backup(folder: Path, *, with_keys: bool) -> None:
    """备份数据库和全部材料文件到一个新的或空的文件夹，写完再核对一遍。

    不用停机。备份里写明要用哪几把密钥，但没有密钥本身，密钥文件请另外保存。
    """
    ready()
    actions = import_module("hudai.actions.backup")
    with step("备份") as told, as_owner():
        manifest, digest = actions.make(folder, at=timezone.localtime(), with_keys=with_keys)
        told.append(_size(manifest))
    click.echo(f"已备份到 {folder}，逐个文件核对无误。")
    click.echo(f"校验码（SHA-256）：{digest}")
    click.echo(f"恢复时要用的密钥：{_keys(manifest)}，在 {settings.HUDAI_KEYS.path}")
    if with_keys:
        click.echo("密钥文件也在里面：拿到这份备份的人能打开全部加密的内容，请妥善保管。")
    else:
        click.echo("密钥没有备份在里面，请把密钥文件另存一份，不要和备份放在一起。")


@click.command(cls=Command, examples=RESTORE_EXAMPLES)
@click.argument("folder", type=_FOLDER, metavar="文件夹")
@click.option("--check", "only_checks", is_flag=True, help="只核对备份是否完整，不恢复。")
def restore(folder: Path, *, only_checks: bool) -> None:
    """从备份恢复到空的数据文件夹和空的数据库；先逐个文件核对，有一处不对就什么也不写。"""
    awake()
    actions = import_module("hudai.actions.restore")
    if only_checks:
        with step("核对备份") as told:
            manifest = actions.look_through(folder)
            told.append(_size(manifest))
        click.echo(f"备份完整：{manifest.made_at}，版本 {manifest.edition}，密钥 {_keys(manifest)}。")
        return
    with step("恢复") as told, as_owner() as role:
        manifest = actions.restore(folder)
        if role:
            import_module("hudai.records.grants").grant(role)
        told.append(_size(manifest))
    click.echo(f"已恢复 {manifest.made_at} 的备份到 {settings.HUDAI_HOME}。")
    click.echo("请接着执行：hudai migrate、hudai doctor、hudai ledger check，都没有 ✗ 再启动。")


def _size(manifest: Any) -> str:
    total = sum(entry.size for entry in manifest.entries)
    return f"{len(manifest.entries):,} 个文件，{total / 1_000_000:,.1f} MB"


def _keys(manifest: Any) -> str:
    return "、".join(name for name in manifest.keys if name != "index")
