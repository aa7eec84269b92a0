"""A batch's payment files, their answers, and its papers in a folder.

This module needs Django awake when it is imported; :mod:`hudai.cli.subsidy_money` sees to that.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from hudai.actions import subsidy_papers as writing
from hudai.actions import subsidy_payment as paying
from hudai.actions import subsidy_requests as asking
from hudai.actions.actor import Actor
from hudai.actions.packs import laws
from hudai.actions.subsidy_answer import from_sheet
from hudai.cli import outputs
from hudai.cli.acting import Who
from hudai.cli.at_desk import at_desk
from hudai.cli.subsidy_steps import seen
from hudai.core.words import yuan
from hudai.records.models import Source, Station, SubsidyBatch

_NOT_PUBLIC = (SubsidyBatch.State.DRAWN_UP, SubsidyBatch.State.CHECKED, SubsidyBatch.State.DROPPED)
_SEES_PAYMENTS = (*writing.PAYS, Station.AUDITOR)


def payment_file(
    who: Who, number: str, source: str, out: Path, reason: str, *, only_with_account: bool
) -> None:
    """Make the list for the paying bank, and write it out."""
    with at_desk(who, number) as actor, outputs.results(out) as folder:
        made = paying.make_file(
            actor=actor,
            number=number,
            source=Source(source),
            only_with_account=only_with_account,
            reason=reason,
        )
        name = _list_name(number, made.number)
        content = writing.payment_list(actor=actor, number=number, file_number=made.number)
        (folder / name).write_bytes(content)
    click.echo(
        f"第 {made.number} 次拨付文件已生成，合计 {yuan(made.total)} 元：{out / name}\n"
        f"请交经办银行填写结果、原因、日期后发回，再登记：hudai subsidy results {number} "
        f"--file-number {made.number} 回盘表"
    )


def _list_name(number: str, file: int) -> str:
    return f"拨付明细 {number}-{file}.xlsx"


def results(who: Who, number: str, file_number: int, sheet: Path) -> None:
    """Write down what the paying bank says of each row."""
    with at_desk(who, number) as actor:
        answers = from_sheet(sheet, number=number, file_number=file_number)
        paying.record_results(actor=actor, number=number, file_number=file_number, results=answers)
    arrived = sum(each.paid for each in answers)
    click.echo(f"已登记：到账 {arrived} 行，退回 {len(answers) - arrived} 行。")


def came_back(who: Who, number: str, file_number: int, line: int, cause: str, on: date | None) -> None:
    """A row recorded as arrived came back after all."""
    with at_desk(who, number) as actor:
        paying.come_back(
            actor=actor,
            number=number,
            file_number=file_number,
            line_number=line,
            cause=cause,
            on=on or actor.today,
        )
    click.echo(f"批次 {number} 第 {line} 行已登记退回，下一次拨付文件可以再付。")


def close(who: Who, number: str) -> None:
    """Everything has arrived."""
    with at_desk(who, number) as actor:
        paying.close(actor=actor, number=number)
    click.echo(f"批次 {number} 已办结，以后不能再改动。")


def papers(who: Who, number: str, out: Path) -> None:
    """Write every paper of the batch the desk may take out."""
    with at_desk(who, number) as actor, outputs.results(out) as folder:
        batch = seen(actor.posting, number)
        for name, content in _papers(actor, batch).items():
            (folder / name).write_bytes(content)
        written = sorted(each.name for each in folder.iterdir())
    click.echo("\n".join(f"{out / name}" for name in written))


def _papers(actor: Actor, batch: SubsidyBatch) -> dict[str, bytes]:
    policy, number, town = laws().of(batch.policy).policy, batch.number, batch.town.name
    found = {
        f"附件4 {town} {number}.{form}": writing.summary(actor=actor, policy=policy, number=number, form=form)
        for form in writing.SUMMARY_FORMATS
    }
    parts = asking.parts_of(actor.posting, batch)
    for part in range(1, len(parts) + 1):
        which = f" 第{part}份" if len(parts) > 1 else ""
        for form in asking.FORMATS:
            found[f"附件3 {town} {number}{which}.{form}"] = asking.requests_of_batch(
                actor=actor, policy=policy, number=number, part=part, form=form
            )
    if batch.state not in _NOT_PUBLIC:
        notice = writing.notice(actor=actor, policy=policy, number=number)
        found[f"贴息公示 {town} {number}.pdf"] = notice
    if actor.station in _SEES_PAYMENTS:
        for file in batch.payment_files.order_by("number"):
            content = writing.payment_list(actor=actor, number=number, file_number=file.number)
            found[_list_name(number, file.number)] = content
    return found
