"""``hudai ledger``: whether the fund books agree with themselves and with what they book; balances."""

from __future__ import annotations

from datetime import date, datetime
from importlib import import_module
from typing import Any

import click

from hudai.cli.arguments import WrongUsage
from hudai.cli.awake import pending, ready
from hudai.cli.chinese import Command, Group

CHECK_EXAMPLES = "hudai ledger check"
BALANCE_EXAMPLES = """\
hudai ledger balance
hudai ledger balance --month 2026-03"""


class Month(click.ParamType[date]):
    """A month such as 2026-03; its first day."""

    name = "月份"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """The month's first day.

        Raises:
            WrongUsage: if it is none.
        """
        try:
            return datetime.strptime(str(value), "%Y-%m").date()
        except ValueError:
            raise WrongUsage(f"月份请写成 2026-03 这样，现在是“{value}”。") from None


@click.group(cls=Group)
def ledger() -> None:
    """资金账：核对账目，查看余额。"""


@ledger.command(cls=Command, examples=CHECK_EXAMPLES)
def check() -> int:
    """核对资金账：从每一笔分录重新算起，和凭证、余额、批次、拨付、结账逐项对比；有不符的返回 1。"""
    return int(_awake().check())


@ledger.command(cls=Command, examples=BALANCE_EXAMPLES)
@click.option(
    "--month", type=Month(), metavar="月份", help="哪个月的试算平衡表，如 2026-03；默认是现在的余额。"
)
def balance(month: date | None) -> None:
    """显示各科目的余额；加 --month 显示一个月的试算平衡表。"""
    _awake().balance(month)


def _awake() -> Any:
    """What reads the tables, which can be named only now that Django is awake."""
    ready()
    if pending():
        raise WrongUsage("数据库还没有建立，或者不是最新的。请先执行：hudai migrate")
    return import_module("hudai.cli.ledger_reading")
