"""``hudai demo --sheets``: the main job on the sheets that come with the product, and a page of it."""

from __future__ import annotations

import io
import shutil
from collections.abc import Callable
from contextlib import redirect_stdout
from pathlib import Path

import click

from hudai.cli.arguments import WrongUsage
from hudai.cli.outputs import results
from hudai.cli.register import register
from hudai.cli.screen import screen
from hudai.cli.settle import settle
from hudai.demo import shipped
from hudai.demo.page import result_page
from hudai.demo.story import REGISTERED, SCREENED, SETTLED, SHEETS, read_story, told
from hudai.documents import policy_files

PAGE = "结果.html"


def show(out: Path, opened: Callable[[str], bool]) -> None:
    """Screen, settle and register the shipped sheets into ``out``, and have the result opened.

    Raises:
        WrongUsage: if ``out`` is a file.
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
    if not opened(page.resolve().as_uri()):
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
