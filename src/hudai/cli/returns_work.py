"""What ``hudai returns`` does: the actions of banks' returns, and their outcome in words.

This module needs Django awake when it is imported; :mod:`hudai.cli.returns` sees to that.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from hudai.actions import bank_return as actions
from hudai.actions.actor import NotYours
from hudai.actions.bank_return import Answers
from hudai.actions.packs import laws
from hudai.cli.acting import Who
from hudai.cli.at_desk import at_desk
from hudai.cli.job_in_hand import see_through
from hudai.cli.returns_shown import line_of, preview, written
from hudai.cli.rows_shown import aligned
from hudai.core.errors import Refusal
from hudai.records.models import Bank, BankReturn, Posting
from hudai.records.queries.bank_return import returns_seen_by

MOST_LISTED = 30


def list_returns(who: Who) -> None:
    """The newest returns the desk sees."""
    with at_desk(who) as actor:
        found = returns_seen_by(actor.posting).order_by("-asked_at", "-pk")[:MOST_LISTED]
        lines = [line_of(each) for each in found]
    if not lines:
        click.echo("还没有银行报表。")
        return
    heads = ("编号", "银行", "表", "截至", "状态", "新增", "变化", "错行", "文件")
    click.echo(aligned([heads, *lines], right={0, 5, 6, 7}))


def hand_in(who: Who, sheet: Path, bank: str, kind: str, as_of: date, policy: str, *, whole: bool) -> None:
    """Hand a sheet in, have it read, and show what it would change."""
    with at_desk(who) as actor:
        found = actions.hand_in(
            actor=actor,
            kind=kind,
            bank=_bank(bank),
            policy=policy or laws().adopted,
            as_of=as_of,
            file_name=sheet.name,
            content=sheet.read_bytes(),
            whole=whole,
        )
        see_through(found.job)
    found.refresh_from_db()
    _show(found, who)


def _bank(name: str) -> Bank:
    found = Bank.objects.filter(name=name.strip()).first()
    if found is None:
        known = "、".join(Bank.objects.order_by("pk").values_list("name", flat=True))
        raise Refusal(f"没有银行“{name}”。系统里有：{known or '（还没有银行）'}。")
    return found


def show(who: Who, number: int) -> None:
    """One return as it stands."""
    with at_desk(who, number) as actor:
        found = _seen(actor.posting, number)
    _show(found, who)


def _seen(posting: Posting, number: int) -> BankReturn:
    found = returns_seen_by(posting).filter(pk=number).first()
    if found is None:
        raise NotYours("没有找到这份报表，或它不归您办理。")
    return found


def _show(found: BankReturn, who: Who) -> None:
    click.echo("\n".join(preview(found)))
    if found.state == BankReturn.State.READY:
        click.echo(f"核对无误后确认导入：hudai returns confirm {found.pk} --as {who.username}")


def confirm(
    who: Who, number: int, *, only_right_rows: bool, accept_doubts: bool, void_missing: bool, reason: str
) -> None:
    """Have a return carried out, and say what was written."""
    answers = Answers(
        only_right_rows=only_right_rows,
        accept_doubts=accept_doubts,
        void_missing=void_missing,
        reason=reason,
    )
    with at_desk(who, number) as actor:
        found = actions.confirm(actor=actor, return_id=number, answers=answers)
        see_through(found.job)
    found.refresh_from_db()
    click.echo(written(found))


def undo(who: Who, number: int) -> None:
    """Take a return back."""
    with at_desk(who, number) as actor:
        found = actions.undo(actor=actor, return_id=number)
        see_through(found.job)
    click.echo(f"第 {number} 号报表已撤销。")


def drop(who: Who, number: int) -> None:
    """Give a return up before it changed anything."""
    with at_desk(who, number) as actor:
        actions.drop(actor=actor, return_id=number)
    click.echo(f"已放弃第 {number} 号报表，数据没有改动。")
