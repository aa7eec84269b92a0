"""Reading the books for the command line.

This module needs Django awake when it is imported; :mod:`hudai.cli.ledger` sees to that.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import click

from hudai.cli.help_page import room
from hudai.core.ledger import Kind, TrialRow, balances, shown
from hudai.core.ledger_check import Check
from hudai.core.ledger_check import check as checks
from hudai.core.words import yuan
from hudai.records.models import Account
from hudai.records.queries.ledger import month_rows, rows_now
from hudai.records.queries.ledger_check import books, one_moment

AGREES, DIFFERS = 0, 1


def check() -> int:
    """Say of every check whether it holds; 0 when all do, else 1."""
    with one_moment():
        found = books()
    answers = list(checks(found))
    for each in answers:
        _tell(each)
    failed = sum(not each.passed for each in answers)
    click.echo(f"{failed} 项不符，请按上面的提示查明。" if failed else "资金账全部相符。")
    return DIFFERS if failed else AGREES


def _tell(answer: Check) -> None:
    click.echo(f"{'✓' if answer.passed else '✗'} {answer.name}（{answer.looked_at:,} 条）")
    for problem in answer.problems:
        click.echo(f"    · {problem}")


def balance(month: date | None) -> None:
    """The trial balance of a month, or of everything until now."""
    rows = month_rows(month) if month else rows_now()
    if not rows:
        click.echo("账上还没有凭证。")
        return
    titles = (
        ("期初余额", "借方发生", "贷方发生", "期末余额") if month else ("", "借方合计", "贷方合计", "余额")
    )
    _table([("科目", *titles), *_lines(rows)], hide_opening=month is None)
    click.echo("借贷平衡。" if balances(rows) else "借贷不平衡，请执行 hudai ledger check 查明。")


def _lines(rows: Sequence[TrialRow]) -> list[tuple[str, ...]]:
    accounts = {each.code: each for each in Account.objects.select_related("bank")}
    lines = []
    for row in rows:
        account = accounts[row.code]
        kind = Kind(account.kind)
        figures = (shown(kind, row.opening), row.debits, row.credits, shown(kind, row.closing))
        lines.append((str(account), *map(yuan, figures)))
    total = (yuan(sum(row.debits for row in rows)), yuan(sum(row.credits for row in rows)))
    return [*lines, ("合计", "", *total, "")]


def _table(lines: Sequence[tuple[str, ...]], *, hide_opening: bool) -> None:
    """Names on the left, figures under one another."""
    shown_lines = [line[:1] + line[2:] for line in lines] if hide_opening else list(lines)
    widths = [max(room(line[column]) for line in shown_lines) for column in range(len(shown_lines[0]))]
    for name, *figures in shown_lines:
        padded = [" " * (width - room(text)) + text for text, width in zip(figures, widths[1:], strict=True)]
        click.echo("  ".join([name + " " * (widths[0] - room(name)), *padded]).rstrip())
