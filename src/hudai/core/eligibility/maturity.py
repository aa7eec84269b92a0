"""What is owed already: topping up, renewing and extending a loan that is there (R11, R12).

Source: 渝北区实施方案 二（3）、二（4）；上蔡县意见 五.
"""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from hudai.core.eligibility.kinds import CONTINUES, EXTENDS, TOPS_UP
from hudai.core.eligibility.rule import DAY, Ground, Rule, joined, level_of_either, money
from hudai.core.findings import Level
from hudai.core.money import PPM
from hudai.core.policy import NotRegulated

OWED = pl.col("outstanding")
TERM = pl.col("term_months")
ORIGINAL_TERM = pl.col("original_term_months")


def maturity_rules(ground: Ground) -> Iterable[Rule]:
    """Every rule about a loan the household has already, in the order of a notice."""
    yield _top_up(ground)
    yield _renew_once(ground)
    yield _renewal_in_time(ground)
    yield _extension_length(ground)


def _top_up(ground: Ground) -> Rule:
    """A top-up needs a loan to top up, in good standing, and a written reason."""
    policy = ground.policy
    regulated = not isinstance(policy.household_total, NotRegulated)
    clause = ground.law(
        policy.ceiling if isinstance(policy.household_total, NotRegulated) else policy.household_total
    )
    good = pl.col("in_good_standing")
    # A reason nobody wrote may still come: that is unknown, not refused.
    explained = pl.when(pl.col("reason").is_not_null()).then(True)
    owes = OWED > 0
    return Rule(
        id="top_up",
        label="追加贷款",
        answer=owes & good & explained if regulated else pl.lit(False),
        needs=("outstanding", "in_good_standing", "reason", "kind") if regulated else ("kind",),
        clause=clause.clause(),
        level=Level.HARD,
        passes=pl.format("现有贷款 {}，情况正常，已写明追加理由。", money(OWED)),
        fails=joined(
            pl.when(~owes).then(pl.lit("您家没有未还清的这项贷款，请按第一次贷款申请。")),
            pl.when(owes.fill_null(True) & ~good).then(
                pl.lit("现有贷款有逾期或欠息，不能追加。请先还清欠款和利息。")
            ),
        )
        if regulated
        else pl.lit("本政策没有追加贷款的规定。请还清后再申请，或者办理续贷。"),
        applies=TOPS_UP,
    )


def _renew_once(ground: Ground) -> Rule:
    limit = ground.law(ground.policy.renewals_per_chain)
    before = pl.col("renewals_before")
    times = limit.each(lambda most, _: pl.lit(most), pl.Int64)
    return Rule(
        id="renew_once",
        label="续贷或展期次数",
        answer=limit.each(lambda most, _: before < most),
        needs=("renewals_before", "applied_on", "kind"),
        clause=limit.clause(),
        level=limit.level(Level.HARD),
        passes=pl.format("以前续贷、展期 {} 次，可以办理。", before),
        fails=pl.format(
            "这笔贷款已经续贷、展期 {} 次，最多 {} 次。请按期还款；还清后可以重新申请。", before, times
        ),
        doubt=limit.doubt(),
        applies=CONTINUES,
    )


def _renewal_in_time(ground: Ground) -> Rule:
    """Asked for by the due day; from the day after, only by waiver."""
    clause = ground.law(ground.policy.renewals_per_chain)
    due = pl.col("original_due_on")
    shown = due.dt.strftime("%Y-%m-%d")
    return Rule(
        id="renewal_in_time",
        label="到期前申请",
        answer=due >= DAY,
        needs=("original_due_on", "applied_on", "kind"),
        clause=clause.clause(),
        level=Level.PRINCIPLE,
        passes=pl.format("原贷款 {} 到期，申请及时。", shown),
        fails=pl.format(
            "原贷款 {} 已经到期，续贷、展期应在到期前申请。请先归还贷款；"
            "确有特殊原因的，请写明理由，交审批单位决定。",
            shown,
        ),
        applies=CONTINUES,
    )


def _extension_length(ground: Ground) -> Rule:
    """Not longer than a share of the original term: one share up to some length, another above (R12)."""
    split = ground.law(ground.policy.extension_short_months)
    short = ground.law(ground.policy.extension_share_short)
    long = ground.law(ground.policy.extension_share_long)
    is_short = split.each(lambda months, _: months >= ORIGINAL_TERM)
    short_share = short.each(lambda ppm, _: pl.lit(ppm), pl.Int64)
    long_share = long.each(lambda ppm, _: pl.lit(ppm), pl.Int64)
    share = pl.when(is_short).then(short_share).when(~is_short).then(long_share)
    return Rule(
        id="extension_length",
        label="展期期限",
        answer=(TERM >= 1) & (ORIGINAL_TERM * share >= TERM * PPM),
        needs=("term_months", "original_term_months", "applied_on", "kind"),
        clause=pl.when(~is_short).then(long.clause()).otherwise(short.clause()),
        level=level_of_either(~is_short, long, short, Level.HARD),
        passes=pl.format("展期 {} 个月，没有超过规定。", TERM),
        fails=pl.coalesce(
            pl.format(
                "您申请展期 {} 个月；原期限 {} 个月，展期应在 1 到 {} 个月之间，请修改。",
                TERM,
                ORIGINAL_TERM,
                ORIGINAL_TERM * share // PPM,
            ),
            # Too short by itself, whatever the original term.
            pl.format("您申请展期 {} 个月，展期至少 1 个月，请修改。", TERM),
        ),
        doubt=pl.coalesce(split.doubt(), pl.when(~is_short).then(long.doubt()).otherwise(short.doubt())),
        applies=EXTENDS,
    )
