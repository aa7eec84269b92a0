"""Steps on a batch's road, taken from a terminal.

This module needs Django awake when it is imported; :mod:`hudai.cli.subsidy_road` sees to that.
"""

from __future__ import annotations

from datetime import date

import click

from hudai.actions import subsidy as actions
from hudai.actions.actor import NotYours
from hudai.actions.packs import laws
from hudai.actions.subsidy_drawing import draw_up as draw_up_batch
from hudai.cli.acting import Who
from hudai.cli.at_desk import at_desk
from hudai.core.dates import ONE_DAY
from hudai.core.errors import Refusal
from hudai.core.words import yuan
from hudai.records.models import Posting, Region, SubsidyBatch
from hudai.records.queries.visibility import batches_seen_by, towns_seen_by


def seen(posting: Posting, number: str) -> SubsidyBatch:
    """The batch, if the desk sees it.

    Raises:
        NotYours: if not; the same words whether it exists or not.
    """
    found = batches_seen_by(posting).select_related("town").filter(number=number).first()
    if found is None:
        raise NotYours(f"没有找到批次 {number}，或它不归您办理。")
    return found


def draw_up(who: Who, town: str, through: date, policy: str) -> None:
    """Draw a batch up, and say what it comes to."""
    with at_desk(who, town) as actor:
        named = Region.objects.filter(level=Region.Level.TOWN, until=None, name=town)
        # Another county may have a town of that name.
        region = towns_seen_by(actor.posting).filter(name=town).first() or named.first()
        if region is None:
            raise Refusal(f"没有“{town}”，请写镇的全名，如石门镇。")
        name = policy or laws().adopted
        if name not in laws().by_name:
            raise Refusal(f"没有政策“{name}”。可用的有：{'、'.join(laws().by_name)}。")
        batch = draw_up_batch(actor=actor, law=laws().of(name), town=region, through=through)
    before = "" if batch.drawn_up_at == actor.at else "（这一期已有批次，没有重新生成）"
    click.echo(
        f"批次 {batch.number}：{region.name}，结息到 {batch.period_end - ONE_DAY}，{batch.line_count} 笔，"
        f"应贴 {yuan(batch.to_pay)} 元，应退 {yuan(batch.to_take_back)} 元；"
        f"{batch.get_state_display()}{before}。"
    )


def check(who: Who, number: str, opinion: str) -> None:
    """The town's head has checked it."""
    with at_desk(who, number) as actor:
        actions.check(actor=actor, number=number, opinion=opinion)
    click.echo(f"批次 {number} 已核对，转区县主管部门审核。")


def review(who: Who, number: str, opinion: str) -> None:
    """The county office has reviewed it."""
    with at_desk(who, number) as actor:
        actions.review(actor=actor, number=number, opinion=opinion)
    click.echo(f"批次 {number} 已审核，可以公示了。")


def publish(who: Who, number: str, published_on: date | None) -> None:
    """Put the list up."""
    with at_desk(who, number) as actor:
        law = laws().of(seen(actor.posting, number).policy)
        day = published_on or actor.today
        batch = actions.publish(actor=actor, law=law, number=number, published_on=day)
    assert batch.public_until is not None, "a published batch has its days"
    click.echo(
        f"批次 {number} 公示到 {batch.public_until - ONE_DAY} 为止，请打印公示表张贴"
        f"（hudai subsidy papers {number}）。"
    )


def object_to(who: Who, number: str, content: str, received_on: date, line: int | None) -> None:
    """Record an objection."""
    with at_desk(who, number) as actor:
        found = actions.object_to(
            actor=actor, number=number, content=content, received_on=received_on, line_number=line
        )
    click.echo(f"异议已登记，编号 {found.pk}，请及时核查处理。")


def answer(who: Who, number: str, objection: int, text: str, *, upheld: bool) -> None:
    """Say what became of an objection."""
    with at_desk(who, number) as actor:
        if not seen(actor.posting, number).objections.filter(pk=objection).exists():
            raise Refusal(f"批次 {number} 没有编号 {objection} 的异议。")
        actions.answer(actor=actor, objection_id=objection, upheld=upheld, text=text)
    click.echo("异议已处理。" + ("异议成立，请作废这个批次，更正后重新生成。" if upheld else ""))


def approve(who: Who, number: str, opinion: str, reason: str) -> None:
    """Finance approves."""
    with at_desk(who, number) as actor:
        law = laws().of(seen(actor.posting, number).policy)
        batch = actions.approve(actor=actor, law=law, number=number, opinion=opinion, reason=reason)
    click.echo(f"批次 {number} 已批准，应贴 {yuan(batch.to_pay)} 元，可以由另一人制作拨付文件了。")


def drop(who: Who, number: str, reason: str) -> None:
    """Give a batch up."""
    with at_desk(who, number) as actor:
        actions.drop(actor=actor, number=number, reason=reason)
    click.echo(f"批次 {number} 已作废，可以更正后重新生成。")
