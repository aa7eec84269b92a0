"""Subsidy batches as a terminal shows them: a list, one with its road and lines, one line's worksheet.

This module needs Django awake when it is imported; :mod:`hudai.cli.subsidy` sees to that.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click
from django.conf import settings
from django.utils import timezone

from hudai.actions.actor import NotYours
from hudai.actions.packs import laws
from hudai.actions.subsidy_reckoning import rederive
from hudai.actions.subsidy_worksheet import Stretch, in_words
from hudai.cli.acting import Who
from hudai.cli.at_desk import at_desk
from hudai.cli.rows_shown import aligned
from hudai.cli.subsidy_steps import seen
from hudai.core.dates import ONE_DAY
from hudai.core.words import percent, yuan
from hudai.documents import policy_files
from hudai.records.models import Demand, Refund, Source, SubsidyBatch, SubsidyLine
from hudai.records.queries.subsidy import worksheet_of
from hudai.records.queries.visibility import batches_seen_by, lines_seen_by

SAME, OTHER = 0, 1
MOST_LISTED = 50


def list_batches(who: Who) -> None:
    """The newest batches the desk sees."""
    with at_desk(who) as actor:
        found = batches_seen_by(actor.posting).select_related("town").order_by("-period_end", "-number")
        lines = [_listed(batch) for batch in found[:MOST_LISTED]]
    if not lines:
        click.echo("还没有贴息批次。")
        return
    heads = ("批次号", "镇", "结息截止", "笔数", "应贴（元）", "应退（元）", "状态")
    click.echo(aligned([heads, *lines], right={3, 4, 5}))


def _listed(batch: SubsidyBatch) -> tuple[str, ...]:
    return (
        batch.number, batch.town.name, f"{batch.period_end - ONE_DAY}", f"{batch.line_count}",
        yuan(batch.to_pay), yuan(batch.to_take_back), batch.get_state_display(),
    )  # fmt: skip


def show(who: Who, number: str) -> None:
    """One batch: what it comes to, its road, what is said against it, and its lines."""
    with at_desk(who, number) as actor:
        batch = seen(actor.posting, number)
        lines = list(
            lines_seen_by(actor.posting).filter(batch=batch).select_related("loan").order_by("number")
        )
        told = [*_head(batch), *_road(batch), *_said(batch), *_clawed_back(batch)]
    click.echo("\n".join(told))
    click.echo(_lines(lines))


def _head(batch: SubsidyBatch) -> Iterator[str]:
    yield (
        f"批次 {batch.number}：{batch.town.name}，结息 {batch.period_start} 至 "
        f"{batch.period_end - ONE_DAY}，{batch.get_state_display()}"
    )
    yield (
        f"{batch.line_count} 笔，应贴 {yuan(batch.to_pay)} 元，应退 {yuan(batch.to_take_back)} 元；"
        f"政策 {batch.policy}（校验码 {batch.pack_digest[:12]}），依据校验码 {batch.inputs_digest[:12]}"
    )
    if batch.public_until is not None:
        yield f"公示 {batch.published_on} 至 {batch.public_until - ONE_DAY}"


def _road(batch: SubsidyBatch) -> Iterator[str]:
    for step in batch.steps.select_related("officer", "posting").order_by("pk"):
        at = timezone.localtime(step.at)
        told = f"  {at:%Y-%m-%d %H:%M}  {step.get_deed_display()}  {step.posting.office} {step.officer.name}"
        yield f"{told}  {step.opinion}".rstrip()


def _said(batch: SubsidyBatch) -> Iterator[str]:
    for each in batch.objections.select_related("line").order_by("pk"):
        line = f"第 {each.line.number} 行，" if each.line else ""
        end = f"{'成立' if each.upheld else '不成立'}：{each.answer}" if each.answered_at else "还没有处理"
        yield f"  异议 {each.pk}（{line}{each.received_on}）：{each.content}——{end}"
    for file in batch.payment_files.order_by("number"):
        open_rows = file.payouts.filter(result=None).count()
        state = f"还有 {open_rows} 行没有结果" if open_rows else "结果已登记"
        yield f"  第 {file.number} 次拨付文件（{Source(file.source).label}）：{yuan(file.total)} 元，{state}"


def _clawed_back(batch: SubsidyBatch) -> Iterator[str]:
    """What was asked back and what came of it, each with the number a reversal names."""
    demands = Demand.objects.filter(line__batch=batch, void=False)
    for asked in demands.select_related("line", "replaced_by").order_by("pk"):
        on = timezone.localdate(asked.demanded_at)
        told = (
            f"  追回 {asked.pk}（第 {asked.line.number} 行，{on}）：{yuan(asked.amount)} 元——{asked.reason}"
        )
        yield f"{told}{_reversed(asked)}"
    refunds = Refund.objects.filter(demand__line__batch=batch, void=False)
    for back in refunds.select_related("replaced_by").order_by("pk"):
        told = f"  退回 {back.pk}（追回 {back.demand_id}，{back.received_on}）：{yuan(back.amount)} 元"
        yield f"{told}{_reversed(back)}"


def _reversed(row: Demand | Refund) -> str:
    void = getattr(row, "replaced_by", None)
    return f"（已冲销：{void.reason}）" if void else ""


def _lines(lines: list[SubsidyLine]) -> str:
    heads = ("行号", "借款人", "合同号", "借款金额", "已付利息", "应享受", "以前已批", "本期应贴")
    rows = [
        (
            f"{line.number}", line.borrower, line.loan.contract, yuan(line.principal), yuan(line.paid),
            yuan(line.entitled), yuan(line.granted), yuan(line.due),
        )
        for line in lines
    ]  # fmt: skip
    return aligned([heads, *rows], right={0, 3, 4, 5, 6, 7})


def worksheet(who: Who, number: str, line_number: int) -> None:
    """Every stretch of days of one line, with what it earns or why it does not, and the clause."""
    with at_desk(who, number) as actor:
        batch = seen(actor.posting, number)
        mine = lines_seen_by(actor.posting).filter(batch=batch).select_related("batch", "loan")
        line = mine.filter(number=line_number).first()
        if line is None:
            raise NotYours(f"批次 {number} 没有第 {line_number} 行，或它不归您办理。")
        policy, own = laws().of(batch.policy).policy, settings.HUDAI_POLICIES
        document = policy_files.load_clauses(batch.policy, Path(own) if own else None)
        rows = worksheet_of(line)
        stretches = in_words(rows, policy, line.loan.signed_on, document.clause, document.stops())
    click.echo(
        f"批次 {number} 第 {line_number} 行：{line.borrower}，合同 {line.loan.contract}\n"
        f"应享受 {yuan(line.entitled)} 元，已付利息 {yuan(line.paid)} 元，以前已批 {yuan(line.granted)} 元，"
        f"本期应贴 {yuan(line.due)} 元"
    )
    click.echo(_stretches(stretches))


def _stretches(stretches: list[Stretch]) -> str:
    heads = ("起", "止", "天数", "余额", "可贴部分", "年利率", "比例", "应计（分）", "不贴的原因", "依据")
    rows: list[tuple[str, ...]] = []
    for each in stretches:
        rows.append((
            f"{each.since}", f"{each.last}", f"{each.days}", yuan(each.balance), yuan(each.covered),
            percent(each.rate), percent(each.ratio) if each.ratio is not None else "", each.exact,
            each.reason, each.place,
        ))  # fmt: skip
        if each.period:
            whole = each.period
            told = f"四舍五入 {yuan(whole.fen)} 元"
            rows.append(("本期小计", f"{whole.last}", f"{whole.days}", "", "", "", "", whole.exact, told, ""))
    return aligned([heads, *rows], right={2, 3, 4, 5, 6, 7})


def prove(who: Who, number: str) -> int:
    """Work a batch out once more from what was known then; 0 when it comes to the same bytes, else 1."""
    with at_desk(who, number) as actor:
        batch = seen(actor.posting, number)
        found = rederive(batch, law=laws().of(batch.policy))
    parts = (("依据", found.same_inputs), ("明细", found.same_lines), ("底稿", found.same_worksheet))
    for label, same in parts:
        click.echo(f"{'✓' if same else '✗'} {label}")
    if not found.same_law:
        click.echo("政策包或公布的利率在生成之后改过；算出来不同的，请用当时的政策包复核。")
    click.echo("重新计算，逐字节一致。" if found.holds else "重新计算，有不一致的，请告知系统管理员查明。")
    return SAME if found.holds else OTHER
