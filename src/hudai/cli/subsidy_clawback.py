"""Demands and refunds recorded in error, reversed from a terminal.

This module needs Django awake when it is imported; :mod:`hudai.cli.subsidy_money` sees to that.
"""

from __future__ import annotations

import click

from hudai.actions import subsidy_clawback as actions
from hudai.cli.acting import Who
from hudai.cli.at_desk import at_desk
from hudai.cli.subsidy_steps import seen
from hudai.core.errors import Refusal
from hudai.core.words import yuan
from hudai.records.models import Demand, Refund


def reverse_demand(who: Who, number: str, demand: int, reason: str) -> None:
    """What was asked back in error is carried again."""
    with at_desk(who, number) as actor:
        batch = seen(actor.posting, number)
        if not Demand.objects.filter(pk=demand, line__batch=batch).exists():
            raise Refusal(f"批次 {number} 没有编号 {demand} 的追回。")
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
