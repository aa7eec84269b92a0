"""Subsidy asked back and come back, recorded and reversed from a terminal.

This module needs Django awake when it is imported; :mod:`hudai.cli.subsidy_money` sees to that.
"""

from __future__ import annotations

from datetime import date

import click

from hudai.actions import subsidy_clawback as actions
from hudai.actions.actor import Actor
from hudai.cli.acting import Who
from hudai.cli.at_desk import at_desk
from hudai.cli.subsidy_steps import seen
from hudai.core.errors import Refusal
from hudai.core.words import yuan
from hudai.records.models import Demand, Refund, Source
from hudai.records.queries.subsidy_payment import refunded


def demand(who: Who, number: str, line: int, reason: str) -> None:
    """What a line below zero says is asked back."""
    with at_desk(who, number) as actor:
        made = actions.demand(actor=actor, number=number, line_number=line, reason=reason)
    click.echo(f"已登记追回 {yuan(made.amount)} 元，编号 {made.pk}；收到退回款时用这个编号登记。")


def refund(who: Who, number: str, demand: int, amount: int, source: str, received_on: date | None) -> None:
    """Money came back on a demand."""
    with at_desk(who, number) as actor:
        _require_demand(actor, number, demand)
        made = actions.record_refund(
            actor=actor,
            demand_id=demand,
            amount=amount,
            source=Source(source),
            received_on=received_on or actor.today,
        )
        left = made.demand.amount - refunded(made.demand)
    rest = f"还差 {yuan(left)} 元" if left else "已全部退回"
    click.echo(f"已登记退回 {yuan(made.amount)} 元，编号 {made.pk}；{rest}。")


def reverse_demand(who: Who, number: str, demand: int, reason: str) -> None:
    """What was asked back in error is carried again."""
    with at_desk(who, number) as actor:
        _require_demand(actor, number, demand)
        made = actions.reverse_demand(actor=actor, demand_id=demand, reason=reason)
    click.echo(f"追回 {yuan(made.amount)} 元已冲销，这一行留待抵扣；确需追回的可以重新登记。")


def reverse_refund(who: Who, number: str, refund: int, reason: str) -> None:
    """Money recorded as come back in error is owed again."""
    with at_desk(who, number) as actor:
        batch = seen(actor.posting, number)
        if not Refund.objects.filter(pk=refund, demand__line__batch=batch).exists():
            raise Refusal(f"批次 {number} 没有编号 {refund} 的退回款。")
        made = actions.reverse_refund(actor=actor, refund_id=refund, reason=reason)
    click.echo(f"退回 {yuan(made.amount)} 元已冲销，可以重新登记。")


def _require_demand(actor: Actor, number: str, demand: int) -> None:
    """Refuse a demand of another batch than the one that was named."""
    batch = seen(actor.posting, number)
    if not Demand.objects.filter(pk=demand, void=False, line__batch=batch).exists():
        raise Refusal(f"批次 {number} 没有编号 {demand} 的追回。")
