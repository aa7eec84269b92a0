"""``hudai returns``: a bank's sheets by command: handed in, looked at, confirmed, taken back."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import click

from hudai.cli.acting import OneOf, Who, acting, awake
from hudai.cli.chinese import Command, Day, Group, Sheet

KINDS = {
    "贷款明细": "loans",
    "还款明细": "repayments",
    "五级分类": "classes",
    "停止贴息": "stops",
    "已批贴息": "granted",
}
LIST_EXAMPLES = "hudai returns list --as li.si"
HAND_IN_EXAMPLES = """\
hudai returns hand-in 还款明细.xlsx --bank 云坪农商银行 --kind 还款明细 --as-of 2025-09-20 --as li.si
HUDAI_PASSWORD=… hudai returns hand-in 贷款.csv --bank 江源银行 --kind 贷款明细 --as-of 2025-09-20 --as li"""
SHOW_EXAMPLES = "hudai returns show 12 --as li.si"
CONFIRM_EXAMPLES = """\
hudai returns confirm 12 --as li.si
hudai returns confirm 12 --only-right-rows --as li.si"""
UNDO_EXAMPLES = "hudai returns undo 12 --as li.si"
DROP_EXAMPLES = "hudai returns drop 12 --as li.si"


@click.group(cls=Group)
def returns() -> None:
    """银行报表：上传、核对、确认导入、撤销。和网页“银行报表”是同一件事，权限也一样。

    密码另外询问，不显示；脚本里放在环境变量 HUDAI_PASSWORD。
    """


@returns.command("list", cls=Command, examples=LIST_EXAMPLES)
@acting
def list_returns(who: Who) -> None:
    """列出看得到的报表，新的在前，最多 30 份。"""
    _work().list_returns(who)


@returns.command("hand-in", cls=Command, examples=HAND_IN_EXAMPLES)
@click.argument("sheet", metavar="文件", type=Sheet())
@click.option("--bank", required=True, metavar="银行", help="哪家银行的表。")
@click.option("--kind", required=True, type=OneOf(KINDS), metavar="表", help=f"{'、'.join(KINDS)}。")
@click.option("--as-of", "as_of", required=True, type=Day(), metavar="日期", help="表的截至日期。")
@click.option("--policy", default="", metavar="政策", help="贷款属于哪个政策；默认是本县现行的。")
@click.option("--whole", is_flag=True, help="还款明细是到截至日期为止的全部还款，表中没有的要作废。")
@acting
def hand_in(who: Who, sheet: Path, bank: str, kind: str, as_of: date, policy: str, *, whole: bool) -> None:
    """上传一份报表并马上读取，显示它会改变什么；确认之前不改动任何数据。"""
    _work().hand_in(who, sheet, bank, kind, as_of, policy, whole=whole)


@returns.command(cls=Command, examples=SHOW_EXAMPLES)
@click.argument("number", metavar="编号", type=click.IntRange(1))
@acting
def show(who: Who, number: int) -> None:
    """显示一份报表：新增、有变化、一致各几行，错在哪一格、怎样改，和系统有什么不同。"""
    _work().show(who, number)


@returns.command(cls=Command, examples=CONFIRM_EXAMPLES)
@click.argument("number", metavar="编号", type=click.IntRange(1))
@click.option("--only-right-rows", is_flag=True, help="有错行的，只导入正确的行。")
@click.option("--accept-doubts", is_flag=True, help="待核实的行已经核实，一并导入。")
@click.option("--void-missing", is_flag=True, help="完整明细中没有的已登记还款作废。")
@click.option("--reason", default="", metavar="文字", help="更正、作废的原因；更正的默认写文件名。")
@acting
def confirm(
    who: Who, number: int, reason: str, *, only_right_rows: bool, accept_doubts: bool, void_missing: bool
) -> None:
    """确认并导入一份报表。"""
    _work().confirm(
        who,
        number,
        only_right_rows=only_right_rows,
        accept_doubts=accept_doubts,
        void_missing=void_missing,
        reason=reason,
    )


@returns.command(cls=Command, examples=UNDO_EXAMPLES)
@click.argument("number", metavar="编号", type=click.IntRange(1))
@acting
def undo(who: Who, number: int) -> None:
    """撤销已导入的一份报表；导入之后已生成贴息批次等情况不能撤销。"""
    _work().undo(who, number)


@returns.command(cls=Command, examples=DROP_EXAMPLES)
@click.argument("number", metavar="编号", type=click.IntRange(1))
@acting
def drop(who: Who, number: int) -> None:
    """放弃一份还没有导入的报表，上传的文件随即删除。"""
    _work().drop(who, number)


def _work() -> Any:
    return awake("returns_work")
