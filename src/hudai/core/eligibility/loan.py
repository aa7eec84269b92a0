"""What is asked for: how much, how long, at what rate, on what security and for what (R5, R11).

Source: 渝北区实施方案 一（2）–（6）、一（9）、二（4）、三（三）；上蔡县意见 三.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

import polars as pl

from hudai.core.application_facts import FACTS
from hudai.core.eligibility.kinds import (
    IS_FIRST,
    NEW_CONTRACT,
    RENEWS,
    TO_HOUSEHOLD,
    TOPS_UP,
    kind_label,
)
from hudai.core.eligibility.rule import DAY, Ground, Law, Rule, money, percent
from hudai.core.findings import Level
from hudai.core.policy import NotRegulated, RateRule
from hudai.core.purposes import read_purposes

AMOUNT = pl.col("amount")
OWED = pl.col("outstanding")
TERM = pl.col("term_months")
RATE = pl.col("rate")


def loan_rules(ground: Ground) -> Iterable[Rule]:
    """Every rule about the loan asked for, in the order of a notice."""
    yield _amount(ground)
    if not isinstance(ground.policy.household_total, NotRegulated):
        yield _household_total(ground.law(ground.policy.household_total))
    yield _one_loan(ground)
    yield _amount_step(ground.law(ground.policy.amount_step))
    yield _credit_line(ground)
    yield _term(ground.law(ground.policy.term_max_months))
    if not isinstance(ground.policy.campaign_end, NotRegulated):
        yield _campaign_end(ground.law(ground.policy.campaign_end))
    yield from _rate(ground)
    yield _free_of(
        "no_security", "免担保免抵押", "guarantor_or_collateral", ground.law(ground.policy.unsecured)
    )
    yield _free_of("no_fee", "不收费用", "fee_charged", ground.law(ground.policy.fee_free))
    if ground.policy.purposes:
        yield _purpose(ground)


def _amount(ground: Ground) -> Rule:
    """A first loan's ceiling; where top-ups have no rule of their own they count towards it."""
    ceiling = ground.law(ground.policy.ceiling)
    own_rule = not isinstance(ground.policy.household_total, NotRegulated)
    asked = AMOUNT if own_rule else pl.when(TOPS_UP).then(AMOUNT + OWED).otherwise(AMOUNT)
    limit = ceiling.each(lambda fen, _: pl.lit(fen, pl.Int64), pl.Int64)
    way_out = ceiling.each(
        lambda _, level: pl.lit(
            "请减少申贷金额。" if level is Level.HARD else "确有需要的，请写明理由，交审批单位决定。"
        ),
        pl.String,
    )
    in_principle = ceiling.each(lambda _, level: pl.lit("" if level is Level.HARD else "原则上"), pl.String)
    subject = pl.coalesce(kind_label(), pl.lit("贷款"))
    return Rule(
        id="amount",
        label="贷款金额",
        answer=ceiling.each(lambda fen, _: asked <= fen),
        needs=("amount", "applied_on", "kind")
        if own_rule
        else ("amount", "applied_on", "kind", "outstanding"),
        clause=ceiling.clause(),
        level=ceiling.level(Level.PRINCIPLE),
        passes=pl.format("您申请 {}，没有超过 {}。", money(AMOUNT), money(limit)),
        fails=pl.format(
            "您申请 {}，{}{}不超过 {}。{}", money(AMOUNT), subject, in_principle, money(limit), way_out
        ),
        doubt=ceiling.doubt(),
        applies=TO_HOUSEHOLD & ~TOPS_UP if own_rule else TO_HOUSEHOLD,
    )


def _household_total(total: Law[int]) -> Rule:
    """All loans of the household together; a renewed loan replaces one that is owed already."""
    together = pl.when(RENEWS).then(pl.max_horizontal(AMOUNT, OWED)).otherwise(AMOUNT + OWED)
    # The greater of two is known only when both are.
    together = pl.when(AMOUNT.is_not_null() & OWED.is_not_null()).then(together)
    limit = total.each(lambda fen, _: pl.lit(fen, pl.Int64), pl.Int64)
    return Rule(
        id="household_total",
        label="单户总额",
        # One of the two alone above the total is enough to fail, whatever the other.
        answer=total.each(lambda fen, _: (together <= fen) & (fen >= AMOUNT) & (fen >= OWED)),
        needs=("amount", "outstanding", "applied_on", "kind"),
        clause=total.clause(),
        level=total.level(Level.HARD),
        passes=pl.format("贷款后您家合计 {}，没有超过 {}。", money(together), money(limit)),
        fails=pl.format(
            "{}，您家这项贷款合计不得超过 {}，请减少申贷金额。",
            pl.coalesce(
                pl.format("贷款后您家合计 {}", money(together)),
                pl.format("您申请 {}", money(AMOUNT)),
                pl.format("您家已有余额 {}", money(OWED)),
            ),
            money(limit),
        ),
        doubt=total.doubt(),
        applies=TO_HOUSEHOLD,
    )


def _one_loan(ground: Ground) -> Rule:
    """A household with a loan outstanding asks for a top-up, not for another first loan."""
    kinds = ground.law(ground.policy.household_kinds)
    return Rule(
        id="one_loan",
        label="一户一笔",
        answer=OWED == 0,
        needs=("outstanding", "kind"),
        clause=kinds.clause(),
        level=Level.HARD,
        passes=pl.lit("您家没有未还清的这项贷款。"),
        fails=pl.format(
            "您家还有 {}没有还清，不能再办第一次贷款。请还清后再申请，或者按追加贷款、续贷申请。",
            money(OWED),
        ),
        applies=IS_FIRST,
    )


def _amount_step(step: Law[int]) -> Rule:
    unit = step.each(lambda fen, _: pl.lit(fen, pl.Int64), pl.Int64)
    return Rule(
        id="amount_step",
        label="金额取整",
        answer=step.each(lambda fen, _: (AMOUNT > 0) & (AMOUNT % fen == 0)),
        needs=("amount", "applied_on", "kind"),
        clause=step.clause(),
        level=step.level(Level.HARD),
        passes=pl.format("申贷金额是 {}的整数倍。", money(unit)),
        fails=pl.format("您申请 {}，金额应是 {}的整数倍，请改成整数。", money(AMOUNT), money(unit)),
        doubt=step.doubt(),
        applies=NEW_CONTRACT,
    )


def _credit_line(ground: Ground) -> Rule:
    """What the bank's rating would lend; the bank decides, so this is advice."""
    rating = ground.law(ground.policy.rating_required)
    line = pl.col("credit_line")
    return Rule(
        id="credit_line",
        label="授信额度",
        answer=line >= AMOUNT,
        needs=("amount", "credit_line", "kind"),
        clause=rating.clause(),
        level=Level.ADVICE,
        passes=pl.format("您申请 {}，在银行授信额度 {}之内。", money(AMOUNT), money(line)),
        fails=pl.format(
            "您申请 {}，超过银行授信额度 {}，银行可能只批额度以内的部分。", money(AMOUNT), money(line)
        ),
        applies=TO_HOUSEHOLD,
    )


def _term(longest: Law[int]) -> Rule:
    limit = longest.each(lambda months, _: pl.lit(months), pl.Int64)
    return Rule(
        id="term",
        label="贷款期限",
        answer=longest.each(lambda months, _: TERM.is_between(1, months)),
        needs=("term_months", "applied_on", "kind"),
        clause=longest.clause(),
        level=longest.level(Level.HARD),
        passes=pl.format("期限 {} 个月，没有超过 {} 个月。", TERM, limit),
        fails=pl.format("您申请的期限是 {} 个月，应在 1 到 {} 个月之间，请修改期限。", TERM, limit),
        doubt=longest.doubt(),
        applies=NEW_CONTRACT,
    )


def _campaign_end(end: Law[date]) -> Rule:
    last = end.each(lambda day, _: pl.lit(day), pl.Date)
    return Rule(
        id="campaign_end",
        label="攻坚期内到期",
        answer=end.each(lambda day, _: _ends_by(day)),
        needs=("term_months", "applied_on", "kind"),
        clause=end.clause(),
        level=end.level(Level.PRINCIPLE),
        passes=pl.format("贷款在 {} 前到期。", last.dt.strftime("%Y-%m-%d")),
        fails=pl.format(
            "按 {} 个月算，贷款要到 {} 以后才到期，原则上应在这天之前（含）到期。"
            "请缩短期限；确有需要的，请写明理由，交审批单位决定。",
            TERM,
            last.dt.strftime("%Y-%m-%d"),
        ),
        doubt=end.doubt(),
        applies=NEW_CONTRACT,
    )


def _ends_by(last: date) -> pl.Expr:
    """Whether day + term is on or before ``last``, the day clipped to the month's end."""
    months = DAY.dt.year().cast(pl.Int64) * 12 + DAY.dt.month().cast(pl.Int64) + TERM
    last_month = last.year * 12 + last.month
    is_month_end = (last + timedelta(days=1)).month != last.month
    by_day = pl.lit(True) if is_month_end else DAY.dt.day() <= last.day
    return (months < last_month) | ((months == last_month) & by_day)


def _rate(ground: Ground) -> Iterable[Rule]:
    """Not above the published rate, or equal to it: two rules, of which a county mostly has one.

    A renewal goes by the rule of its own contract's day, whatever its chain began under (R12).
    """
    law = ground.law(ground.policy.rate_rule, own_day=True)
    ways = law.values() or {RateRule.AT_MOST}
    if RateRule.AT_MOST in ways:
        yield _rate_rule("rate", "贷款利率", "不得高于", law, RateRule.AT_MOST, ground)
    if RateRule.EQUAL in ways:
        yield _rate_rule("base_rate", "执行基准利率", "必须等于", law, RateRule.EQUAL, ground)


def _rate_rule(
    name: str, label: str, relation: str, law: Law[RateRule], mine: RateRule, ground: Ground
) -> Rule:
    ceiling = pl.col("ceiling_ppm")
    compared = ceiling >= RATE if mine is RateRule.AT_MOST else ceiling == RATE
    is_other = law.each(lambda rule, _: pl.lit(rule is not mine))
    tiers = ground.law(ground.policy.rate_tiers, own_day=True)
    return Rule(
        id=name,
        label=label,
        answer=law.each(lambda rule, _: compared if rule is mine else pl.lit(True)),
        needs=("rate", "term_months", "applied_on", "kind"),
        clause=law.clause(),
        level=law.level(Level.HARD),
        passes=pl.format(
            "年利率 {}，{} {}，符合规定。", percent(RATE), pl.lit(_told(mine)), percent(ceiling)
        ),
        fails=pl.format(
            "年利率 {}，按申请日期和期限{} {}，请银行改正利率。",
            percent(RATE),
            pl.lit(relation),
            percent(ceiling),
        ),
        doubt=pl.coalesce(law.doubt(), tiers.doubt(), _unpublished()),
        applies=NEW_CONTRACT if len(law.values()) < 2 else NEW_CONTRACT & ~is_other,
    )


def _told(rule: RateRule) -> str:
    return "没有高于" if rule is RateRule.AT_MOST else "等于"


def _unpublished() -> pl.Expr:
    """The series says nothing of the day although the day and the term are known."""
    silent = pl.col("ceiling_ppm").is_null() & DAY.is_not_null() & TERM.is_not_null()
    return pl.when(silent).then(
        pl.format("没有 {}、{} 个月期限可用的公布利率。", DAY.dt.strftime("%Y-%m-%d"), TERM)
    )


def _free_of(name: str, label: str, fact: str, law: Law[bool]) -> Rule:
    """Nothing of this kind may be asked of the borrower, where the law says so."""
    words = FACTS[fact]
    return Rule(
        id=name,
        label=label,
        answer=law.each(lambda free, _: ~pl.col(fact) if free else pl.lit(True)),
        needs=(fact, "applied_on", "kind"),
        clause=law.clause(),
        level=law.level(Level.HARD),
        passes=pl.when(~pl.col(fact)).then(pl.lit(f"{words.no}。")).otherwise(pl.lit("本政策不作要求。")),
        fails=pl.lit(f"{words.yes}，这是不允许的。{words.advice}"),
        doubt=law.doubt(),
        applies=NEW_CONTRACT,
    )


def _purpose(ground: Ground) -> Rule:
    """A use the documents forbid, one they allow, or one they leave to a person to read."""
    purposes = ground.policy.purposes
    examples = "、".join([purpose.name for purpose in purposes if purpose.allowed][:3])
    text = pl.col("purpose")
    read = read_purposes(text, purposes)
    unclear = pl.format("从“{}”看不出用在什么产业，请写清楚，例如：{}。", text, pl.lit(examples))
    conflict = pl.format("从“{}”看不准用途：{}。请看清后由人判断，或请申请人改写。", text, read.conflict)
    return Rule(
        id="purpose",
        label="贷款用途",
        answer=pl.col("purpose_allowed"),
        needs=("purpose", "kind"),
        clause=read.clause,
        level=Level.HARD,
        passes=pl.format("用于“{}”（{}），符合规定。", text, read.use),
        fails=pl.format(
            "“{}”属于{}，不能用这项贷款。贷款只能用于本户发展生产和开展经营，请改写用途。", text, read.use
        ),
        doubt=pl.when(text.is_not_null() & pl.col("purpose_allowed").is_null()).then(
            pl.coalesce(conflict, unclear)
        ),
        applies=NEW_CONTRACT,
    )
