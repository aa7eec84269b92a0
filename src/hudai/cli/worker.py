"""``hudai worker``: the process that does long work, and one beside the web server."""

from __future__ import annotations

import os
import secrets
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module

import click

from hudai.cli.arguments import WrongUsage
from hudai.cli.awake import pending, ready
from hudai.cli.chinese import Command

EXAMPLES = """\
hudai worker
hudai worker --once"""

_START = "from hudai.cli.worker import worker; worker()"


@click.command(cls=Command, examples=EXAMPLES)
@click.option("--once", is_flag=True, help="做完现有的工作就结束，不再等候。")
@click.option(
    "--beside", "parent", type=int, hidden=True, help="启动它的程序的进程号；那个程序结束时一起结束。"
)
def worker(*, once: bool, parent: int | None) -> None:
    """执行后台工作（导入名单等）。网页系统启动时会自带一个，通常不用单独执行。"""
    ready()
    if pending():
        raise WrongUsage("数据库还没有建立，或者不是最新的。请先执行：hudai migrate")
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    name = f"{socket.gethostname()[:30]}-{os.getpid()}-{secrets.token_hex(4)}"
    try:
        # What it works on has tables, which can be named only now that Django is awake.
        import_module("hudai.cli.working").run(name, parent=parent, once=once)
    except KeyboardInterrupt:
        click.echo("后台工作已停止；没做完的会由下一个接着做。", err=True)


@contextmanager
def beside(*arguments: str) -> Iterator[subprocess.Popen[bytes]]:
    """A worker in a process of its own, for as long as the block lasts."""
    command = [sys.executable, "-c", _START, "--beside", str(os.getpid()), *arguments]
    process = subprocess.Popen(command)
    try:
        yield process
    finally:
        process.terminate()
        process.wait()
