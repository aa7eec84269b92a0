"""``hudai migrate`` and ``hudai serve``: the web application on this machine.

Where data, keys and database are is set in the environment (``HUDAI_HOME`` and its like).
"""

from __future__ import annotations

import hashlib
import multiprocessing
import shutil
from importlib import import_module
from typing import Any

import click
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.db import connections
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from hudai.cli.arguments import WrongUsage
from hudai.cli.awake import pending, ready
from hudai.cli.chinese import Command
from hudai.cli.ownership import as_owner
from hudai.cli.progress import step
from hudai.cli.worker import beside

MIGRATE_EXAMPLES = """\
hudai migrate
HUDAI_HOME=/srv/hudai HUDAI_DATABASE=postgres://hudai:密码@10.0.0.5/hudai hudai migrate"""
SERVE_EXAMPLES = """\
hudai serve
HUDAI_HOSTS=xiaodai.example.gov.cn HUDAI_HTTPS=1 HUDAI_BEHIND_PROXY=1 hudai serve --port 8080"""

TARGET = "hudai.site.wsgi:application"


@click.command(cls=Command, examples=MIGRATE_EXAMPLES)
def migrate() -> None:
    """建立或升级数据库：首次使用前、每次升级后执行，重复执行没有影响。"""
    ready()
    with step("建立或升级数据库") as told, as_owner() as role:
        missing = pending()
        if missing:
            call_command("migrate", verbosity=0, interactive=False)
        told.append(f"{missing} 步" if missing else "已是最新")
        if role:
            import_module("hudai.records.grants").grant(role)
            told.append(f"已给用户 {role} 授权")
    click.echo(f"数据文件夹：{settings.HUDAI_HOME}")


@click.command(cls=Command, examples=SERVE_EXAMPLES)
@click.option("--host", default="127.0.0.1", metavar="地址", help="在哪个网络地址上等候，默认只限本机。")
@click.option("--port", default=8000, type=click.IntRange(1, 65535), metavar="端口", help="默认 8000。")
@click.option(
    "--threads", default=4, type=click.IntRange(1, 64), metavar="个数", help="同时办理几个请求，默认 4。"
)
def serve(host: str, port: int, threads: int) -> None:
    """启动网页系统和它的后台工作，按 Ctrl+C 停止。"""
    ready()
    if pending():
        raise WrongUsage("数据库还没有建立，或者不是最新的。请先执行：hudai migrate")
    gather_static()
    shown = "localhost" if host in ("127.0.0.1", "0.0.0.0") else host
    click.echo(f"户贷通已启动：http://{shown}:{port}　按 Ctrl+C 停止。")
    connections.close_all()
    with beside():
        server(host, port, threads).serve()


def server(host: str, port: int, threads: int) -> Any:
    """The web server, not yet started.

    Its processes begin anew and are no copies of this one: whoever worked in columns before, as the
    demo does when it builds its county, has threads for them that a copy believes in and does not have,
    and its first page with columns would wait for ever.
    """
    multiprocessing.set_start_method("spawn", force=True)
    return Granian(
        TARGET,
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        blocking_threads=threads,
        websockets=False,
        log_level=LogLevels.warning,
    )


def gather_static() -> None:
    """Put the pages' files where the server looks, once for every edition of them.

    Raises:
        WrongUsage: if the files of others were never fetched.
    """
    if finders.find("vendor/stamp.txt") is None:
        raise WrongUsage("缺少网页用的样式和图标文件。请先在源码目录执行：python3 dev.py setup")
    edition = static_edition()
    stamp = settings.STATIC_ROOT / "edition.txt"
    if stamp.exists() and stamp.read_text() == edition:
        return
    with step("准备网页文件"):
        shutil.rmtree(settings.STATIC_ROOT, ignore_errors=True)
        call_command("collectstatic", verbosity=0, interactive=False)
        stamp.write_text(edition)


def static_edition() -> str:
    """Changes when one of the pages' files does."""
    files = [
        f"{path} {storage.size(path)} {storage.get_modified_time(path).timestamp()}"
        for finder in finders.get_finders()
        for path, storage in finder.list([])
    ]
    return hashlib.sha256("\n".join(sorted(files)).encode()).hexdigest()
