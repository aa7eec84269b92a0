"""The money and the papers of ``hudai subsidy``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from hudai.cli.acting import OneOf, Who, acting, awake
from hudai.cli.arguments import ResultFolder
from hudai.cli.chinese import Command, Sheet

SOURCES = {"中央": "central", "省（市）级": "province", "市级": "city", "区县级": "county"}
FILE_EXAMPLES = "hudai subsidy payment-file TX2025000012 --source 区县级 --out 拨付 --as chu.na"
RESULTS_EXAMPLES = "hudai subsidy results TX2025000012 --file-number 1 回盘表.xlsx --as chu.na"
CLOSE_EXAMPLES = "hudai subsidy close TX2025000012 --as chu.na"
PAPERS_EXAMPLES = "hudai subsidy papers TX2025000012 --out 附件4 --as zhang.san"

batch_number = click.argument("number", metavar="批次号")
out = click.option("--out", required=True, type=ResultFolder(), metavar="文件夹", help="放在哪个文件夹。")


@click.command("payment-file", cls=Command, examples=FILE_EXAMPLES)
@batch_number
@click.option(
    "--source", required=True, type=OneOf(SOURCES), metavar="来源", help=f"资金来源：{'、'.join(SOURCES)}。"
)
@click.option("--only-with-account", is_flag=True, help="没有帐号的行留到以后，先拨付有帐号的。")
@out
@acting
def payment_file(who: Who, number: str, source: str, out: Path, *, only_with_account: bool) -> None:
    """制作拨付文件，写出交经办银行的拨付明细。财政部门办理，不能是批准的那个人。"""
    _work().payment_file(who, number, source, out, only_with_account=only_with_account)


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
    """写出附件4（Excel 和 PDF）；审核以后还有公示表，财政部门还有各次拨付明细。

    附件4 和拨付明细有完整的身份证号码和帐号，导出记在操作日志里。
    """
    _work().papers(who, number, out)


def _work() -> Any:
    return awake("subsidy_papers_out")
