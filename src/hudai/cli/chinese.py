"""Commands that speak Chinese: help pages, and what is wrong with a command line.

Click words its own pages in English; the clerk who types the command reads Chinese.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import Any

import click

from hudai.cli.arguments import Day, Sheet, WrongUsage
from hudai.cli.help_page import Screen

__all__ = ["Command", "Day", "Group", "Sheet", "WrongUsage", "in_chinese"]

_PLACE_HOLDERS = {
    "[OPTIONS]": "[选项]",
    "COMMAND": "命令",
    "[COMMAND]": "[命令]",
    "[ARGS]...": "[参数]…",
    "PATH": "文件夹",
    "DIRECTORY": "文件夹",
    "FILE": "文件",
    "TEXT": "文字",
    "INTEGER": "整数",
}

_BEHIND = re.compile(r"\s*\[(?:x>=\d+)?(?:; )?(required)?\]\s*$")
"""What click says of an option behind its help; that a number counts from 1 needs no words."""


class Command(click.Command):
    """A command with a Chinese help page and its examples at the end."""

    context_class = Screen

    def __init__(self, *args: Any, examples: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.examples = examples

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """The arguments; names all missing options at once, and what is too much."""
        typed = list(args)
        try:
            return super().parse_args(ctx, args)
        except click.MissingParameter:
            given, _, _ = self.make_parser(ctx).parse_args(args=typed)
            raise WrongUsage(_missing(self.unnamed(ctx, given), self.missing(ctx, given))) from None

    def unnamed(self, ctx: click.Context, given: Mapping[str, Any]) -> list[str]:
        """What must be given without an option in front of it and is not among ``given``."""
        bare = (each for each in self.get_params(ctx) if isinstance(each, click.Argument) and each.required)
        return [each.make_metavar(ctx) for each in bare if not isinstance(given.get(each.name or ""), str)]

    def missing(self, ctx: click.Context, given: Iterable[str]) -> list[click.Option]:
        """The options that must be given and are not among ``given``."""
        options = (each for each in self.get_params(ctx) if isinstance(each, click.Option))
        return [each for each in options if each.required and each.name not in given]

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The first line of the page."""
        _usage(self, ctx, formatter)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The options, then the examples."""
        _options(self, ctx, formatter)
        if self.examples:
            with formatter.section("举例"):
                for line in self.examples.splitlines():
                    formatter.write(f"  {line}\n")

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """``--help``, explained in Chinese."""
        return _help_option(super().get_help_option(ctx))


class Group(click.Group):
    """A group of commands with a Chinese help page; alone it shows that page."""

    command_class = Command
    context_class = Screen

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """The arguments; without any, shows the page."""
        if not args and not ctx.resilient_parsing:
            click.echo(ctx.get_help())
            ctx.exit()
        return super().parse_args(ctx, args)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command named; refuses an unknown one and names the nearest."""
        name = args[0]
        if self.get_command(ctx, name) is None:
            near = get_close_matches(name, self.list_commands(ctx))
            meant = f"您是不是要写 {'、'.join(near)}？" if near else ""
            raise WrongUsage(f"没有命令“{name}”。{meant}可用的有：{'、'.join(self.list_commands(ctx))}。")
        return super().resolve_command(ctx, args)

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The first line of the page."""
        _usage(self, ctx, formatter)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The options, then the commands."""
        _options(self, ctx, formatter)
        with formatter.section("命令"):
            named = ((name, self.get_command(ctx, name)) for name in self.list_commands(ctx))
            formatter.write_dl([(name, each.get_short_help_str(80)) for name, each in named if each])

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """``--help``, explained in Chinese."""
        return _help_option(super().get_help_option(ctx))


Group.group_class = Group


def _usage(command: click.Command, ctx: click.Context, formatter: click.HelpFormatter) -> None:
    pieces = " ".join(command.collect_usage_pieces(ctx)).split()
    shown = " ".join(_PLACE_HOLDERS.get(piece, piece) for piece in pieces)
    formatter.write_usage(ctx.command_path, shown, prefix="用法：")


def _options(command: click.Command, ctx: click.Context, formatter: click.HelpFormatter) -> None:
    options = (each for each in command.get_params(ctx) if isinstance(each, click.Option))
    records = [record for each in options if (record := each.get_help_record(ctx))]
    with formatter.section("选项"):
        formatter.write_dl([(_shown(name), _marked(text)) for name, text in records])


def _shown(name: str) -> str:
    """``--office TEXT`` with the place holder in Chinese."""
    return " ".join(_PLACE_HOLDERS.get(piece, piece) for piece in name.split())


def _marked(text: str) -> str:
    """The explanation, with 【必填】 in front where click writes ``[required]`` or the like behind."""
    found = _BEHIND.search(text)
    plain = text[: found.start()] if found else text
    return f"【必填】{plain}" if found and found[1] else plain


def _help_option(option: click.Option | None) -> click.Option | None:
    if option:
        option.help = "显示这页说明。"
    return option


def _missing(unnamed: list[str], options: list[click.Option]) -> str:
    lines = [f"  {name}" for name in unnamed]
    lines += [f"  {'/'.join(option.opts)}：{option.help or ''}" for option in options]
    return "\n".join(["命令没有写全，还缺少：", *lines, "加 --help 看用法和例子。"])


def in_chinese(error: click.ClickException) -> str:
    """What is wrong with a command line, in the words of its user."""
    if isinstance(error, click.NoSuchOption):
        near = f"您是不是要写 {'、'.join(error.possibilities)}？" if error.possibilities else ""
        return f"没有选项 {error.option_name}。{near}"
    if isinstance(error, click.BadOptionUsage):
        if "does not take a value" in error.message:
            return f"选项 {error.option_name} 后面不写内容，请去掉等号和后面的字。"
        return f"选项 {error.option_name} 后面要写内容。"
    if isinstance(error, click.BadParameter) and error.param:
        return f"{'/'.join(error.param.opts)} 后面写得不对。"
    if extra := re.search(r"unexpected extra arguments? \((.*)\)", error.message, re.DOTALL):
        return f"多写了“{extra[1]}”。文件名里有空格的，请用引号括起来。"
    return "命令写得不对。"
