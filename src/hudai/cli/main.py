"""``hudai``: the command line.

Exit codes: 0 done, 1 something is wrong with the data (nothing was written but the problem
report), 2 the command was typed wrongly, 3 a defect of the product (nothing was written), 130
interrupted.
"""

from __future__ import annotations

import io
import os
import signal
import sys
import traceback
from collections.abc import Iterator, Sequence
from importlib import import_module
from importlib.metadata import version
from pathlib import Path

import click
import polars as pl

from hudai.cli.arguments import WrongUsage
from hudai.cli.chinese import Group, in_chinese
from hudai.cli.problems_told import told
from hudai.core.errors import Problem, Refusal

DONE, BAD_DATA, WRONG_USAGE, DEFECT, INTERRUPTED = 0, 1, 2, 3, 130
SHOW_DEFECTS = "HUDAI_DEBUG"
"""Set in the environment, a defect shows its whole traceback."""


MODULES = {
    "backup": "backup",
    "demo": "demo",
    "doctor": "doctor",
    "found": "founding",
    "keys": "keys",
    "ledger": "ledger",
    "let-in": "founding",
    "migrate": "serve",
    "policies": "policies",
    "policy": "policies",
    "regions": "region",
    "register": "register",
    "remind": "remind",
    "restore": "backup",
    "returns": "returns",
    "screen": "screen",
    "serve": "serve",
    "settle": "settle",
    "subsidy": "subsidy",
    "worker": "worker",
}
"""Where each command stands."""


class Commands(Group):
    """All commands; a module is read when its command is wanted, for most need little of what others do."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Their names."""
        return list(MODULES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of a name; None where there is none."""
        if cmd_name not in MODULES:
            return None
        there = vars(import_module(f"hudai.cli.{MODULES[cmd_name]}")).values()
        # Asked of its type: Django's settings among them would wake up at isinstance.
        found: Iterator[click.Command] = (each for each in there if issubclass(type(each), click.Command))
        return next(each for each in found if each.name == cmd_name)


@click.group(cls=Commands)
@click.version_option(version("hudai"), message="户贷通 %(version)s", help="显示版本。")
def commands() -> None:
    """户贷通：脱贫人口小额信贷的审查、贴息结算和台账。

    表格进，法定表格出；每个数字都能查到依据的条款。
    """


def run(arguments: Sequence[str]) -> int:
    """Carry out a command line and return its exit code; never a traceback for a person's mistake."""
    try:
        outcome = commands.main(args=list(arguments), prog_name="hudai", standalone_mode=False)
    except WrongUsage as refusal:
        return _said(f"{refusal}", WRONG_USAGE)
    except Refusal as refusal:
        return _said("\n  · ".join([str(refusal), *_problems(refusal)]), BAD_DATA)
    except click.ClickException as error:
        return _said(f"{in_chinese(error)}\n加 --help 看用法和例子。", WRONG_USAGE)
    except (click.Abort, KeyboardInterrupt):
        return _said("已中断，没有写出结果。", INTERRUPTED)
    except MemoryError:
        return _said("内存不够，没有写出结果。请关闭别的程序，或把表分成几份再运行。", DEFECT)
    except (Exception, pl.exceptions.PanicException) as defect:
        if os.environ.get(SHOW_DEFECTS):
            raise
        return _said(_defect(defect), DEFECT)
    return outcome if isinstance(outcome, int) else DONE


def _problems(refusal: Refusal) -> list[str]:
    """What is wrong, a line each: all of a pack's or an answer's problems, a sheet's first ones."""
    found: Sequence[str | Problem] = getattr(refusal, "problems", ())
    cells = [each for each in found if isinstance(each, Problem) and each.remedy != str(refusal)]
    return [each for each in found if isinstance(each, str)] + list(told(cells))


def _said(message: str, code: int) -> int:
    click.echo(message, err=True)
    return code


def _defect(defect: BaseException) -> str:
    """What a person can read out on the telephone: where it broke, and nothing of the data."""
    frame = traceback.extract_tb(defect.__traceback__)[-1]
    return (
        "程序出了毛病，没有写出结果。请把用的命令和下面这一行告诉维护人员：\n"
        f"  {type(defect).__name__} {Path(frame.filename).name}:{frame.lineno}"
    )


def main() -> None:
    """Entry point of the ``hudai`` command."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A console that lacks a character shows a question mark and goes on.
            stream.reconfigure(errors="replace")
    # Ended from outside, the half-written folder goes away just as after Ctrl-C.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    sys.exit(run(sys.argv[1:]))
