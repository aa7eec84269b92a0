"""``hudai regions``: the county's list of towns, villages and groups taken in by command."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from hudai.cli.acting import Who, acting, awake
from hudai.cli.chinese import Command, Day, Sheet

EXAMPLES = """\
hudai regions 区划.xlsx --as wang.wu
hudai regions 区划.csv --since 2021-01-01 --as wang.wu"""


@click.command("regions", cls=Command, examples=EXAMPLES)
@click.argument("sheet", metavar="文件", type=Sheet())
@click.option("--since", type=Day(), metavar="日期", help="表中没有写启用日期的从哪一天起，默认今天。")
@acting
def regions(who: Who, sheet: Path, since: date | None) -> None:
    """从表格导入区划：乡镇、村、组，一行一个；有一处不对就一行也不导入。

    和网页“区域与主责任银行”里是同一件事，权限也一样。
    """
    awake("region_work").take_in(who, sheet, since)
