"""The money and the papers of ``hudai subsidy``."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import click

from hudai.cli.acting import OneOf, Who, acting, awake
from hudai.cli.arguments import ResultFolder, Yuan
from hudai.cli.chinese import Command, Day, Sheet

SOURCES = {"中央": "central", "省（市）级": "province", "市级": "city", "区县级": "county"}
FILE_EXAMPLES = "hudai subsidy payment-file TX2025000012 --source 区县级 --out 拨付 --as chu.na"
RESULTS_EXAMPLES = "hudai subsidy results TX2025000012 --file-number 1 回盘表.xlsx --as chu.na"
CAME_BACK_EXAMPLES = """\
hudai subsidy came-back TX2025000012 --file-number 1 --line 3 --cause 户名不符 --as zhao.liu"""
DEMAND_EXAMPLES = "hudai subsidy demand TX2025000012 --line 3 --reason 贷款已结清 --as zhao.liu"
REFUND_EXAMPLES = """\
hudai subsidy refund TX2025000012 5 --amount 101.00 --source 区县级 --on 2025-11-03 --as zhao.liu"""
REVERSE_DEMAND_EXAMPLES = """\
hudai subsidy reverse-demand TX2025000012 5 --reason 贷款没有结清，应当抵扣 --as zhao.liu"""
REVERSE_REFUND_EXAMPLES = """\
hudai subsidy reverse-refund TX2025000012 7 --reason 记成了别人的款 --as zhao.liu"""
CLOSE_EXAMPLES = "hudai subsidy close TX2025000012 --as chu.na"
PAPERS_EXAMPLES = "hudai subsidy papers TX2025000012 --out 附件4 --as zhang.san"

batch_number = click.argument("number", metavar="批次号")
reason_of_reversal = click.option("--reason", required=True, metavar="文字", help="冲销的原因。")
out = click.option("--out", required=True, type=ResultFolder(), metavar="文件夹", help="放在哪个文件夹。")


@click.command("payment-file", cls=Command, examples=FILE_EXAMPLES)
@batch_number
@click.option(
    "--source", required=True, type=OneOf(SOURCES), metavar="来源", help=f"资金来源：{'、'.join(SOURCES)}。"
)
@click.option("--only-with-account", is_flag=True, help="没有帐号的行留到以后，先拨付有帐号的。")
@click.option("--reason", default="", metavar="文字", help="帐号改成了别的农户也在用的，仍然拨付的理由。")
@out
@acting
def payment_file(
    who: Who, number: str, source: str, out: Path, reason: str, *, only_with_account: bool
) -> None:
    """制作拨付文件，写出交经办银行的拨付明细。财政部门办理，不能是批准的那个人。"""
    _work().payment_file(who, number, source, out, reason, only_with_account=only_with_account)


@click.command(cls=Command, examples=RESULTS_EXAMPLES)
@batch_number
@click.argument("sheet", metavar="回盘表", type=Sheet())
@click.option(
    "--file-number", required=True, type=click.IntRange(1), metavar="次", help="第几次拨付文件的结果。"
)
@acting
def results(who: Who, number: str, sheet: Path, file_number: int) -> None:
    """登记经办银行的回盘表：哪些行到账，哪些行退回、为什么；有一行不对就一行也不登记。"""
    _work().results(who, number, file_number, sheet)


@click.command("came-back", cls=Command, examples=CAME_BACK_EXAMPLES)
@batch_number
@click.option("--file-number", required=True, type=click.IntRange(1), metavar="次", help="第几次拨付文件。")
@click.option("--line", required=True, type=click.IntRange(1), metavar="行号", help="哪一行。")
@click.option("--cause", required=True, metavar="文字", help="退回原因。")
@click.option("--on", type=Day(), metavar="日期", help="退回的日子；默认是今天。")
@acting
def came_back(who: Who, number: str, file_number: int, line: int, cause: str, on: date | None) -> None:
    """登记到账后又退回的一行，办结以后也可以：钱回到原来的资金，下一次再付。

    由没有登记这一行到账的另一人办理。
    """
    _work().came_back(who, number, file_number, line, cause, on)


@click.command(cls=Command, examples=DEMAND_EXAMPLES)
@batch_number
@click.option("--line", required=True, type=click.IntRange(1), metavar="行号", help="哪一行多贴应退的。")
@click.option("--reason", required=True, metavar="文字", help="追回的原因。")
@acting
def demand(who: Who, number: str, line: int, reason: str) -> None:
    """登记追回一行多贴的贴息，不再留待抵扣；金额就是这一行多贴的。区县主管部门或财政部门办理。"""
    _clawing_back().demand(who, number, line, reason)


@click.command(cls=Command, examples=REFUND_EXAMPLES)
@batch_number
@click.argument("demand", metavar="追回编号", type=click.IntRange(1))
@click.option("--amount", required=True, type=Yuan(), metavar="金额", help="退回多少，元。")
@click.option(
    "--source",
    required=True,
    type=OneOf(SOURCES),
    metavar="来源",
    help=f"退回到哪项资金，就是当初拨付的那一项：{'、'.join(SOURCES)}。",
)
@click.option("--on", "received_on", type=Day(), metavar="日期", help="收到的日子；默认是今天。")
@acting
def refund(who: Who, number: str, demand: int, amount: int, source: str, received_on: date | None) -> None:
    """登记一笔追回收到的退回款，可以分几次；追回的编号在 show 里。财政部门办理。"""
    _clawing_back().refund(who, number, demand, amount, source, received_on)


@click.command("reverse-demand", cls=Command, examples=REVERSE_DEMAND_EXAMPLES)
@batch_number
@click.argument("demand", metavar="追回编号", type=click.IntRange(1))
@reason_of_reversal
@acting
def reverse_demand(who: Who, number: str, demand: int, reason: str) -> None:
    """冲销一笔登记错了的追回，这一行留待抵扣；编号在 show 里。登记了退回款的，先冲销退回款。

    由没有登记它的另一人办理。
    """
    _clawing_back().reverse_demand(who, number, demand, reason)


@click.command("reverse-refund", cls=Command, examples=REVERSE_REFUND_EXAMPLES)
@batch_number
@click.argument("refund", metavar="退回编号", type=click.IntRange(1))
@reason_of_reversal
@acting
def reverse_refund(who: Who, number: str, refund: int, reason: str) -> None:
    """冲销一笔登记错了的退回款，可以重新登记；编号在 show 里。财政部门没有登记它的另一人办理。"""
    _clawing_back().reverse_refund(who, number, refund, reason)


@click.command(cls=Command, examples=CLOSE_EXAMPLES)
@batch_number
@acting
def close(who: Who, number: str) -> None:
    """办结；全部到账后办理，以后不能再改动。财政部门办理。"""
    _work().close(who, number)


@click.command(cls=Command, examples=PAPERS_EXAMPLES)
@batch_number
@out
@acting
def papers(who: Who, number: str, out: Path) -> None:
    """写出附件4（Excel、Word、PDF）和附件3（Word、PDF）；审核以后还有公示表，财政部门还有各次拨付明细。

    附件3 只有先付后贴的才有。附件3、附件4 和拨付明细有完整的身份证号码和帐号，导出记在操作日志里。
    """
    _work().papers(who, number, out)


def _work() -> Any:
    return awake("subsidy_papers_out")


def _clawing_back() -> Any:
    return awake("subsidy_clawback")
