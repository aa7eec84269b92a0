"""``hudai demo``: a made-up county in a folder of its own, and the web application to try it with."""

from __future__ import annotations

import os
import socket
import sys
import threading
import time
import unicodedata
import webbrowser
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

import click
from django.conf import settings
from django.core.management import call_command
from django.db import connections

from hudai.cli import demo_sheets
from hudai.cli.arguments import WrongUsage
from hudai.cli.awake import pending, ready
from hudai.cli.chinese import Command
from hudai.cli.demo_folder import Folder, password
from hudai.cli.progress import step
from hudai.cli.serve import gather_static, server
from hudai.cli.worker import beside

HOST = "127.0.0.1"
THREADS = 4
HOUSEHOLDS, FEWEST, MOST = 3000, 60, 500_000
MOST_OPEN = 4
"""Quarters that can be left to practise on; :mod:`hudai.demo.practice` has them."""
LARGEST_PRACTICE = 5_000
"""Households of a county that is lived from end to end; more of them come in bulk."""
LATEST = 366
UP_WITHIN = 60
"""Seconds to wait for the server before giving the browser up."""
EXAMPLES = """\
hudai demo
hudai demo --households 600 --port 8001 --no-open
hudai demo --home 大县 --households 300000
hudai demo --new
hudai demo --home 练习县 --open-quarters 4 --households 600
hudai demo --home 练习县 --later 11
hudai demo --sheets --out 试用"""


@click.command(cls=Command, examples=EXAMPLES)
@click.option(
    "--home",
    type=click.Path(path_type=Path),
    default=Path("hudai-demo/county"),
    metavar="文件夹",
    help="演示县放在哪个文件夹（默认 hudai-demo/county）；已有的接着用。",
)
@click.option("--new", "anew", is_flag=True, help="丢掉原来的演示县，重新建一个。")
@click.option(
    "--households",
    type=click.IntRange(FEWEST, MOST),
    default=HOUSEHOLDS,
    metavar="户数",
    help=f"名单上有多少户，{FEWEST} 到 {MOST:,}（默认 {HOUSEHOLDS:,}）；超过 5,000 户的成批建，要几分钟。",
)
@click.option(
    "--open-quarters",
    type=click.IntRange(0, MOST_OPEN),
    default=0,
    metavar="几季",
    help="练习：最后几季（1 到 4）的银行报表不导入、贴息不办，报表放在“练习”文件夹，留给人一季一季办。",
)
@click.option(
    "--later",
    type=click.IntRange(0, LATEST),
    default=0,
    metavar="天数",
    help="让演示县的日子往后过几天再打开，例如等公示期满。",
)
@click.option("--port", default=8000, type=click.IntRange(1, 65535), metavar="端口", help="默认 8000。")
@click.option("--open/--no-open", "opens", default=True, help="是否用浏览器打开（默认打开）。")
@click.option("--serve/--no-serve", "serves", default=True, help="是否启动网页系统（默认启动）。")
@click.option("--sheets", is_flag=True, help="不建演示县：用自带的示例表走一遍审查、结算和台账。")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    default=Path("hudai-demo"),
    metavar="文件夹",
    help="--sheets 的结果放在哪个文件夹（默认 hudai-demo）。",
)
def demo(
    home: Path,
    out: Path,
    households: int,
    open_quarters: int,
    later: int,
    port: int,
    *,
    anew: bool,
    opens: bool,
    serves: bool,
    sheets: bool,
) -> None:
    """试用：建一个虚构的县，启动网页系统，并给出各岗位的登录名和密码。

    县里的人、机构和号码都是虚构的；时间停在 2025 年 12 月，那时政策还在受理申请。按 Ctrl+C 停止。
    """
    if sheets:
        demo_sheets.show(out, lambda address: opens and _opened(address))
        return
    if serves:
        _require_free(port)
    if open_quarters and households > LARGEST_PRACTICE:
        raise WrongUsage(f"练习的县最多 {LARGEST_PRACTICE:,} 户，请把 --households 改小。")
    folder = Folder(home)
    folder.prepare(anew=anew, open_quarters=open_quarters)
    folder.pass_days(later)
    folder.enter()
    ready()
    if folder.is_complete:
        click.echo(f"接着用 {home} 里的演示县；要重新建一个，请加 --new。", err=True)
    else:
        _build(folder, households, open_quarters)
    _bring_up_to_date()
    click.echo(_table(_sign_ins(), password(settings.HUDAI_KEYS)))
    if serves:
        _serve(folder, port, opens=opens)


def _require_free(port: int) -> None:
    with socket.socket() as tried:
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            tried.bind((HOST, port))
        except OSError:
            raise WrongUsage(
                f"端口 {port} 已被别的程序占用，请换一个，如 --port {port % 65535 + 1}。"
            ) from None


def _build(folder: Folder, households: int, open_quarters: int) -> None:
    with step("建立数据库"):
        call_command("migrate", verbosity=0, interactive=False)
    with step("建立演示县") as told:
        # The county has tables, which can be named only now that Django is awake.
        size = import_module("hudai.demo.size")
        practice = import_module("hudai.demo.practice")
        left = practice.Practice(open_quarters, folder.practice) if open_quarters else None
        made = size.build(households, password=password(settings.HUDAI_KEYS), practice=left)
        told.append(f"{households:,} 户，{made.applications:,} 份申请")
    folder.finish(households, open_quarters)
    if left is not None:
        click.echo(f"最后 {open_quarters} 季留给您办，各家银行的报表在 {folder.practice}。", err=True)


def _bring_up_to_date() -> None:
    """A county of an earlier edition is migrated like any other database."""
    if pending():
        with step("升级数据库"):
            call_command("migrate", verbosity=0, interactive=False)


def _sign_ins() -> list[tuple[str, str, str, str]]:
    """Station, place, officer and user name of everybody who can sign in."""
    found: list[tuple[str, str, str, str]] = import_module("hudai.demo.sign_ins").sign_ins()
    return found


def _table(rows: Sequence[tuple[str, str, str, str]], secret: str) -> str:
    """The sign-ins in columns; the password is the same for all."""
    heads = ("岗位", "管什么地方", "姓名", "登录名")
    widths = [max(_width(row[column]) for row in (heads, *rows)) for column in range(len(heads))]
    lines = [
        "  " + "  ".join(_padded(cell, width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in (heads, *rows)
    ]
    return "\n".join(["", *lines, "", f"  密码都是：{secret}", ""])


def _padded(text: str, width: int) -> str:
    return text + " " * (width - _width(text))


def _width(text: str) -> int:
    """Columns on a console, where a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(each) in "WF" else 1 for each in text)


def _serve(folder: Folder, port: int, *, opens: bool) -> None:
    """The web application and a worker, until Ctrl+C."""
    gather_static()
    address = f"http://localhost:{port}"
    click.echo(f"演示县在 {address}　那里今天是 {folder.day}。按 Ctrl+C 停止。")
    connections.close_all()
    if opens:
        threading.Thread(target=_open_once_up, args=(address, port), daemon=True).start()
    with beside():
        web: Any = server(HOST, port, THREADS)
        web.serve()


def _open_once_up(address: str, port: int) -> None:
    """Open the browser when somebody listens there."""
    for _ in range(UP_WITHIN * 4):
        time.sleep(0.25)
        with socket.socket() as tried:
            if tried.connect_ex((HOST, port)) == 0:
                _opened(address)
                return


def _opened(address: str) -> bool:
    """Whether a browser shows it; a machine without a screen is no mistake of anybody's."""
    if sys.platform.startswith("linux") and not (
        os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    ):
        return False
    try:
        return webbrowser.open(address)
    except (OSError, webbrowser.Error):
        return False
