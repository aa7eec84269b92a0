"""``hudai subsidy``: a subsidy batch by command, from drawing up to annex 4, each step by its own desk.

Looking is here; the steps on a batch's road stand in :mod:`hudai.cli.subsidy_road`, its money and papers in
:mod:`hudai.cli.subsidy_money`.
"""

from __future__ import annotations

from typing import Any

import click

from hudai.cli.acting import Who, acting, awake
from hudai.cli.chinese import Command, Group
from hudai.cli.subsidy_money import (
    came_back,
    close,
    demand,
    papers,
    payment_file,
    refund,
    results,
    reverse_demand,
    reverse_refund,
)
from hudai.cli.subsidy_road import answer, approve, check, draw_up, drop, object_to, publish, review

LIST_EXAMPLES = "hudai subsidy list --as zhang.san"
SHOW_EXAMPLES = """\
hudai subsidy show TX2025000012 --as zhang.san
hudai subsidy show TX2025000012 --line 3 --as zhang.san"""
REDERIVE_EXAMPLES = "hudai subsidy rederive TX2025000012 --as zhang.san"


@click.group(cls=Group)
def subsidy() -> None:
    """贴息批次：生成、核对、审核、公示、批准、拨付、办结，导出附件4。

    和网页“贴息批次”是同一件事，每一步由谁办也一样；密码另外询问，不显示，脚本里放在环境变量 HUDAI_PASSWORD。
    """


@subsidy.command("list", cls=Command, examples=LIST_EXAMPLES)
@acting
def list_batches(who: Who) -> None:
    """列出看得到的批次，新的在前，最多 50 个。"""
    _work().list_batches(who)


@subsidy.command(cls=Command, examples=SHOW_EXAMPLES)
@click.argument("number", metavar="批次号")
@click.option("--line", type=click.IntRange(1), metavar="行号", help="显示这一行的计算底稿，每段注明条款。")
@acting
def show(who: Who, number: str, line: int | None) -> None:
    """显示一个批次：金额、办到哪一步、谁办的、每一行；加 --line 显示一行的计算底稿。"""
    if line is None:
        _work().show(who, number)
    else:
        _work().worksheet(who, number, line)


@subsidy.command(cls=Command, examples=REDERIVE_EXAMPLES)
@click.argument("number", metavar="批次号")
@acting
def rederive(who: Who, number: str) -> int:
    """按生成时的依据重新计算一遍，逐字节对比；对不上的返回 1。"""
    return int(_work().prove(who, number))


for _command in (
    draw_up, check, review, publish, object_to, answer, approve, payment_file, results, came_back, demand,
    refund, reverse_demand, reverse_refund, close, drop, papers,
):  # fmt: skip
    subsidy.add_command(_command)


def _work() -> Any:
    return awake("subsidy_shown")
