"""The breaker's word: no new money goes into a town or village whose bad loans are too many (R9).

Derived from how loans stand, never stored: where the ratio is back at the threshold, lending goes on.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

import polars as pl

from hudai.actions.application import Obstacles
from hudai.core import words
from hudai.core.breaker import with_tripped
from hudai.core.policy import NotRegulated, Policy
from hudai.records.models import Application, Region
from hudai.records.queries.breaker import ratios_around, ratios_then
from hudai.records.queries.loan_chain import owed

Then = Callable[[Region, date], pl.DataFrame]
"""The ratios around a village at the end of an earlier day."""


def require_not_suspended(village: Region, policy: Policy, *, on: date, new_money: bool) -> None:
    """Refuse where lending in the village is suspended.

    Args:
        on: the day; it picks the thresholds.
        new_money: whether more is owed afterwards than before; a renewal that lends nothing new may
            go on where the pack lets it.

    Raises:
        Obstacles: with the ratio, the threshold and the clause.

    Source: 上蔡县意见 六：不良率超过5%的乡镇和超过7%的行政村，暂停贷款发放.
    """
    if _is_free(policy, on, new_money=new_money):
        return
    refused = _refused(village, policy, ratios_around(village), on)
    if refused is not None:
        raise refused


def require_was_not_suspended(
    village: Region, policy: Policy, then: Then, *, on: date, today: date, new_money: bool
) -> None:
    """Refuse money that went out on a day on which lending was suspended, as far as is known today.

    Banks tell of it later: a town suspended meanwhile refuses nothing that went out before.

    Args:
        then: of :func:`looked_back`.

    Raises:
        Obstacles: as :func:`require_not_suspended`, with the ratio of the day.
    """
    try:
        require_not_suspended(village, policy, on=today, new_money=new_money)
    except Obstacles:
        if on >= today:
            raise
        if _is_free(policy, on, new_money=new_money):
            return
        refused = _refused(village, policy, then(village, on), on)
        if refused is not None:
            raise refused from None


def looked_back(policies: Mapping[str, Policy]) -> Then:
    """The ratios of earlier days, worked out once for each town and day however many payouts ask.

    Good for one action that holds the facts.  Each loan around is judged by its own policy, by name.
    """
    found: dict[tuple[int | None, date], pl.DataFrame] = {}

    def then(village: Region, on: date) -> pl.DataFrame:
        key = village.parent_id, on
        if key not in found:
            found[key] = ratios_then(village, on, policies)
        return found[key]

    return then


def _is_free(policy: Policy, on: date, *, new_money: bool) -> bool:
    """Whether the breaker stops nothing like this, whatever the ratios."""
    if not policy.breaker_on.on(on):
        return True
    lets = policy.breaker_lets_renewals
    return not new_money and not isinstance(lets, NotRegulated) and lets.on(on)


def _refused(village: Region, policy: Policy, ratios: pl.DataFrame, on: date) -> Obstacles | None:
    """The refusal, where the village or its town is suspended by the ratios."""
    areas = with_tripped(ratios, policy=policy, as_of=on)
    for level, region in (("town", village.parent), ("village", village)):
        assert region is not None, "a village lies in a town"
        mine = areas.filter(
            pl.col("level") == level,
            pl.col(level) == str(region.pk),
            pl.col("tripped").fill_null(value=False),
        )
        if mine.height:
            return _suspended(level, region, mine["npl_ppm"][0], policy, on)
    return None


def _suspended(level: str, region: Region, ratio: int, policy: Policy, on: date) -> Obstacles:
    threshold = policy.breaker_town if level == "town" else policy.breaker_village
    assert not isinstance(threshold, NotRegulated), "nothing trips without a threshold"
    version = threshold.version(on)
    told = (
        f"{on} {region.name}的不良率 {words.percent(ratio)}，超过 {words.percent(threshold.on(on))}，"
        "已暂停审批和发放新贷款；不良率降回来以后恢复。"
    )
    return Obstacles("这个地方已暂停放贷（熔断）。", [told], [version.clause])


def lends_new_money(application: Application) -> bool:
    """Whether what is asked for puts more money into the household than it owes on the loan carried on."""
    if application.kind == Application.Kind.EXTENSION:
        return False
    if application.kind != Application.Kind.RENEWAL or application.loan is None:
        return True
    asked: int = application.approved_amount or application.amount
    return asked > owed(application.loan)
