"""``hudai demo``: the main job on the sheets that come with the product, and a page that shows it."""

from __future__ import annotations

import io
import os
import shutil
import sys
import webbrowser
from contextlib import redirect_stdout
from pathlib import Path

import click

from hudai.cli.chinese import Command, WrongUsage
from hudai.cli.outputs import results
from hudai.cli.register import register
from hudai.cli.screen import screen
from hudai.cli.settle import settle
from hudai.demo import shipped
from hudai.demo.page import result_page
from hudai.demo.story import REGISTERED, SCREENED, SETTLED, SHEETS, read_story, told
from hudai.documents import policy_files

PAGE = "结果.html"
EXAMPLES = """\
hudai demo
hudai demo --out 试用 --no-open"""


@click.command(cls=Command, examples=EXAMPLES)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    default=Path("hudai-demo"),
    metavar="文件夹",
    help="结果放在哪个文件夹（默认 hudai-demo）。",
)
@click.option("--open/--no-open", "opens", default=True, help="做完是否用浏览器打开结果（默认打开）。")
def demo(out: Path, *, opens: bool) -> None:
    """试用：用自带的示例表审查申请、结算贴息、编制台账，并打开结果。

    示例是一个虚构的县，120 笔贷款；不需要任何准备，几秒钟做完。
    """
    if out.exists() and not out.is_dir():
        raise WrongUsage(f"“{out}”是一个文件，不能当文件夹用，请换一个 --out。")
    _hand_in(out / SHEETS)
    # The commands tell their own results; here the whole story is told once, at the end.
    with redirect_stdout(io.StringIO()):
        _do_the_job(out)
    story = read_story(out)
    page = out / PAGE
    document = policy_files.load_clauses(shipped.POLICY)
    page.write_text(result_page(story, policy_files.load(shipped.POLICY), document), encoding="utf-8")
    click.echo(told(story, out))
    if not (opens and _opened(page)):
        click.echo(f"请用浏览器打开 {page}", err=True)


def _hand_in(folder: Path) -> None:
    """Lay the shipped sheets where the person can look at them."""
    with results(folder) as staged:
        for sheet in sorted(shipped.FOLDER.iterdir()):
            shutil.copyfile(sheet, staged / sheet.name)


def _do_the_job(out: Path) -> None:
    """Screen, settle and register, each into a folder of its own."""
    sheets = out / SHEETS
    lent = [
        "--loans",
        str(sheets / shipped.LOAN_SHEET),
        "--repayments",
        str(sheets / shipped.REPAYMENT_SHEET),
    ]
    law = ["--policy", shipped.POLICY]
    asked = ["--applications", str(sheets / shipped.APPLICATION_SHEET), "--on", str(shipped.APPLIED_BY)]
    also = ["--stops", str(sheets / shipped.STOP_SHEET), "--granted", str(sheets / shipped.GRANTED_SHEET)]
    _carry_out(screen, *law, *asked, "--out", str(out / SCREENED))
    _carry_out(
        settle, *law, "--through", str(shipped.THROUGH), *lent, *also, "--pdf", "--out", str(out / SETTLED)
    )
    _carry_out(register, *law, "--as-of", str(shipped.AS_OF), *lent, "--out", str(out / REGISTERED))


def _carry_out(command: click.Command, *arguments: str) -> None:
    command.main(args=list(arguments), prog_name=f"hudai {command.name}", standalone_mode=False)


def _opened(page: Path) -> bool:
    """Whether a browser shows the page; a machine without a screen is no mistake of anybody's."""
    if sys.platform.startswith("linux") and not (
        os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    ):
        return False
    try:
        return webbrowser.open(page.resolve().as_uri())
    except (OSError, webbrowser.Error):
        return False
