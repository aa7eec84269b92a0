"""Who acts by command: ``--as``, ``--desk``, and a password that never stands on the command line.

A command that changes something, or shows what only a desk may see, is somebody's deed as much as a
click on a page: its officer signs in (:mod:`hudai.cli.at_desk`), and the same actions ask for the right.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import wraps
from importlib import import_module
from typing import Any

import click

from hudai.cli.arguments import WrongUsage
from hudai.cli.awake import pending, ready

PASSWORD = "HUDAI_PASSWORD"
"""Where a script puts the password; without it the command asks."""


@dataclass(frozen=True, slots=True)
class Who:
    """Who says they act, at which of their desks, with which command."""

    username: str
    desk: str
    """As typed; empty where the officer has only one."""
    asked: str
    """The command, as the journal names it where it was not theirs to give."""


def acting(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options that say who acts; it gets them as ``who``."""

    @click.option("--as", "username", required=True, metavar="登录名", help="谁在办理；密码另外询问。")
    @click.option(
        "--desk", default="", metavar="岗位", help="有几个岗位的，写明用哪一个，如“镇经办”或“石门镇”。"
    )
    @wraps(command)
    def typed(*, username: str, desk: str, **others: Any) -> Any:
        path = click.get_current_context().command_path
        return command(who=Who(username.strip(), desk.strip(), path), **others)

    return typed


def awake(module: str) -> Any:
    """A module that reads tables, which can be named only now that Django is awake.

    Raises:
        WrongUsage: if there are no tables yet, or not today's.
    """
    ready()
    if pending():
        raise WrongUsage("数据库还没有建立，或者不是最新的。请先执行：hudai migrate")
    return import_module(f"hudai.cli.{module}")


class OneOf(click.ParamType[str]):
    """One of a few things, called by its Chinese name or by its own."""

    name = "名称"

    def __init__(self, names: Mapping[str, str]) -> None:
        self.names = names
        """Chinese name → value."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The value.

        Raises:
            WrongUsage: if it is none of them; names those there are.
        """
        said = str(value).strip()
        if said in self.names.values():
            return said
        if said not in self.names:
            option = param.opts[0] if param else ""
            raise WrongUsage(f"{option} 没有“{said}”，可以写：{'、'.join(self.names)}。")
        return self.names[said]
