"""The steps of ``hudai subsidy`` on a batch's road, each taken by its own desk."""

from __future__ import annotations

from datetime import date
from typing import Any

import click

from hudai.cli.acting import Who, acting, awake
from hudai.cli.chinese import Command, Day

DRAW_UP_EXAMPLES = "hudai subsidy draw-up --town 石门镇 --through 2025-09-20 --as zhang.san"
CHECK_EXAMPLES = "hudai subsidy check TX2025000012 --opinion 与利息回单核对无误 --as li.zhen"
REVIEW_EXAMPLES = "hudai subsidy review TX2025000012 --as wang.wu"
PUBLISH_EXAMPLES = "hudai subsidy publish TX2025000012 --on 2025-09-25 --as wang.wu"
OBJECT_EXAMPLES = """\
hudai subsidy object TX2025000012 --content 金额有误 --received-on 2025-09-28 --line 3 --as wang.wu"""
ANSWER_EXAMPLES = """\
hudai subsidy answer TX2025000012 5 --rejected --text 经核对回单，金额无误 --as wang.wu"""
APPROVE_EXAMPLES = "hudai subsidy approve TX2025000012 --as zhao.liu"
DROP_EXAMPLES = "hudai subsidy drop TX2025000012 --reason 有一笔还款登记错了 --as wang.wu"

batch_number = click.argument("number", metavar="批次号")
opinion = click.option("--opinion", default="", metavar="文字", help="意见，可以不写。")


@click.command("draw-up", cls=Command, examples=DRAW_UP_EXAMPLES)
@click.option("--town", required=True, metavar="镇", help="给哪个镇生成。")
@click.option(
    "--through", required=True, type=Day(), metavar="日期", help="结息期的最后一天，如 2025-09-20。"
)
@click.option("--policy", default="", metavar="政策", help="哪个政策的贷款；默认是本县现行的。")
@acting
def draw_up(who: Who, town: str, through: date, policy: str) -> None:
    """生成一个镇一期的贴息批次；已经生成过的，显示原来的那一个。镇经办或区县主管部门办理。"""
    _work().draw_up(who, town, through, policy)


@click.command(cls=Command, examples=CHECK_EXAMPLES)
@batch_number
@opinion
@acting
def check(who: Who, number: str, opinion: str) -> None:
    """核对无误，上报。镇负责人办理。"""
    _work().check(who, number, opinion)


@click.command(cls=Command, examples=REVIEW_EXAMPLES)
@batch_number
@opinion
@acting
def review(who: Who, number: str, opinion: str) -> None:
    """审核通过。区县主管部门办理。"""
    _work().review(who, number, opinion)


@click.command(cls=Command, examples=PUBLISH_EXAMPLES)
@batch_number
@click.option("--on", "published_on", type=Day(), metavar="日期", help="公示开始的日子；默认是今天。")
@acting
def publish(who: Who, number: str, published_on: date | None) -> None:
    """开始公示；公示几天由政策规定。区县主管部门办理。"""
    _work().publish(who, number, published_on)


@click.command("object", cls=Command, examples=OBJECT_EXAMPLES)
@batch_number
@click.option("--content", required=True, metavar="文字", help="异议内容。")
@click.option("--received-on", required=True, type=Day(), metavar="日期", help="哪天收到的。")
@click.option("--line", type=click.IntRange(1), metavar="行号", help="说的是哪一行。")
@acting
def object_to(who: Who, number: str, content: str, received_on: date, line: int | None) -> None:
    """登记公示期间收到的异议。"""
    _work().object_to(who, number, content, received_on, line)


@click.command(cls=Command, examples=ANSWER_EXAMPLES)
@batch_number
@click.argument("objection", metavar="异议编号", type=click.IntRange(1))
@click.option("--upheld/--rejected", required=True, default=None, help="异议成立，或不成立。")
@click.option("--text", required=True, metavar="文字", help="处理结果。")
@acting
def answer(who: Who, number: str, objection: int, text: str, *, upheld: bool) -> None:
    """处理一条异议；成立的，批次要作废重新生成。区县主管部门办理。"""
    _work().answer(who, number, objection, text, upheld=upheld)


@click.command(cls=Command, examples=APPROVE_EXAMPLES)
@batch_number
@opinion
@click.option(
    "--reason",
    default="",
    metavar="文字",
    help="生成以后情况有变、按现在算要少贴，或帐号同时是别的农户的，仍然批准的理由。",
)
@acting
def approve(who: Who, number: str, opinion: str, reason: str) -> None:
    """批准；公示期满、异议都处理了才能批准。财政部门办理。"""
    _work().approve(who, number, opinion, reason)


@click.command(cls=Command, examples=DROP_EXAMPLES)
@batch_number
@click.option("--reason", required=True, metavar="文字", help="作废的原因。")
@acting
def drop(who: Who, number: str, reason: str) -> None:
    """作废一个还没有批准的批次；更正以后重新生成。"""
    _work().drop(who, number, reason)


def _work() -> Any:
    return awake("subsidy_steps")
