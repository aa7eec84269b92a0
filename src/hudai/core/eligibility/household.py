"""Who may borrow: the window, the category, the age and the plain conditions on people (R1, R4.4, R7).

Source: 渝北区实施方案 一（1）、一（10）、一（11）；上蔡县意见 一、九.
"""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from hudai.core.application_facts import FACTS, Fact
from hudai.core.eligibility.kinds import CONTINUES, IS_ENTERPRISE, NEW_CONTRACT, TO_HOUSEHOLD
from hudai.core.eligibility.rule import DAY, FIRST_SIGNED, Ground, Law, Rule, joined, level_of_either
from hudai.core.findings import Level
from hudai.core.policy import Demand, NotRegulated, Policy

RATING = "rating"

CONDITION_LABELS = {
    "credit_record": "信用记录",
    "law_abiding": "遵纪守法",
    "capacity": "民事行为能力",
    "willing": "贷款意愿",
    "skill": "劳动生产技能",
    "able_to_repay": "还款能力",
    "project": "产业项目",
    "no_extra_condition": "无附加条件",
}
"""What a notice calls the rules that a pack's demands make."""


def household_rules(ground: Ground) -> Iterable[Rule]:
    """Every rule about the household, in the order of a notice."""
    yield _window(ground)
    yield _category(ground)
    yield _age(ground)
    yield from _conditions(ground)
    yield _rating(ground)
    yield from _enterprise(ground)


def _window(ground: Ground) -> Rule:
    """Signed inside the window, or carrying on a chain whose first contract was (R4.4)."""
    policy = ground.policy
    today, first = _in_window(policy, DAY), _in_window(policy, FIRST_SIGNED)
    since = policy.window_since.isoformat()
    until = f"，{policy.window_until.isoformat()} 起停止受理" if policy.window_until else ""
    told = f"不在政策实施期内，政策自 {since} 起实施{until}。请咨询现行政策。"
    asked_on, signed_on = DAY.dt.strftime("%Y-%m-%d"), FIRST_SIGNED.dt.strftime("%Y-%m-%d")
    return Rule(
        id="window",
        label="实施时间",
        answer=today | (CONTINUES & first),
        needs=("applied_on", "kind"),
        clause=pl.lit(policy.window_clause),
        level=Level.HARD,
        passes=pl.when(today)
        .then(pl.format("申请日期 {} 在政策实施期内。", asked_on))
        .otherwise(pl.format("原合同 {} 签订，在政策实施期内，续贷、展期仍按这一政策办理。", signed_on)),
        fails=pl.when(CONTINUES)
        .then(pl.format("申请日期 {} 和原合同签订日期 {} 都{}", asked_on, signed_on, pl.lit(told)))
        .otherwise(pl.format("申请日期 {} {}", asked_on, pl.lit(told))),
        doubt=pl.when(CONTINUES & FIRST_SIGNED.is_null()).then(
            pl.lit(f"还不知道：{FACTS['original_signed_on'].label}（续贷、展期看第一笔合同）。请补充后再审。")
        ),
    )


def _in_window(policy: Policy, day: pl.Expr) -> pl.Expr:
    begun = day >= policy.window_since
    return begun if policy.window_until is None else begun & (day < policy.window_until)


def _category(ground: Ground) -> Rule:
    kinds = ground.law(ground.policy.household_kinds)
    demanded = "on_list" in ground.policy.facts
    # Being struck off the list always counts; not having looked counts where the pack asks to look.
    listed = pl.col("on_list") if demanded else pl.col("on_list").fill_null(True)
    word = pl.col("household_kind")
    right = kinds.each(lambda names, _: word.is_in(names))
    named = kinds.each(lambda names, _: pl.lit("、".join(names)), pl.String)
    return Rule(
        id="category",
        label="支持对象",
        answer=right & listed,
        needs=("household_kind", "applied_on", "kind") + (("on_list",) if demanded else ()),
        clause=kinds.clause(),
        level=kinds.level(Level.HARD),
        passes=pl.format("您家是“{}”，属于支持对象。", word),
        fails=pl.when(~right)
        .then(
            pl.format("您家登记为“{}”，本贷款只支持{}。如登记有误，请向村（居）委会申请核实。", word, named)
        )
        .otherwise(pl.lit("您家现在不在帮扶名单内。如有疑问，请向村（居）委会申请核实。")),
        doubt=kinds.doubt(),
        applies=NEW_CONTRACT,
    )


def _age(ground: Ground) -> Rule:
    youngest, oldest = ground.law(ground.policy.age_min), ground.law(ground.policy.age_max)
    age = pl.col("age")
    old_enough = youngest.each(lambda years, _: age >= years)
    low = youngest.each(lambda years, _: pl.lit(years), pl.Int64)
    high = oldest.each(lambda years, _: pl.lit(years), pl.Int64)
    return Rule(
        id="age",
        label="年龄",
        answer=old_enough & oldest.each(lambda years, _: age <= years),
        needs=("id_number", "applied_on", "kind"),
        # The lower bound's clause and level where it is the one broken, else the upper's.
        clause=pl.when(~old_enough).then(youngest.clause()).otherwise(oldest.clause()),
        level=level_of_either(~old_enough, youngest, oldest, Level.PRINCIPLE),
        passes=pl.format("申请时 {} 周岁，在 {} 至 {} 周岁之间。", age, low, high),
        fails=pl.format(
            "申请时 {} 周岁，借款人年龄应在 {} 至 {} 周岁之间（含）。可由家中符合条件的成员申请；"
            "确需本人申请的，请写明理由，交审批单位决定。",
            age,
            low,
            high,
        ),
        doubt=joined(_wrong_number(), pl.coalesce(youngest.doubt(), oldest.doubt())),
        applies=TO_HOUSEHOLD,
    )


def _wrong_number() -> pl.Expr:
    told = "身份证号码有误（18 位、出生日期或校验码对不上），算不出年龄，请对照身份证改正。"
    return pl.when(pl.col("id_number").is_not_null() & pl.col("age").is_null() & DAY.is_not_null()).then(
        pl.lit(told)
    )


def _conditions(ground: Ground) -> Iterable[Rule]:
    """One rule for each name among the pack's demands, in the pack's order."""
    grouped: dict[str, list[Demand]] = {}
    for demand in ground.policy.demands:
        # The switch rating_required asks for the rating, with the day from which it is asked.
        if demand.rule != RATING:
            grouped.setdefault(demand.rule, []).append(demand)
    return (_condition(name, demands) for name, demands in grouped.items())


def _condition(name: str, demands: list[Demand]) -> Rule:
    met = [_as_wanted(demand) for demand in demands]
    pairs = list(zip(demands, met, strict=True))
    facts = [FACTS[demand.fact] for demand in demands]
    return Rule(
        id=name,
        label=CONDITION_LABELS.get(name, facts[0].label),
        answer=pl.all_horizontal(met),
        needs=(*tuple(fact.name for fact in facts), "kind"),
        clause=pl.lit(demands[0].clause),
        level=_strictest(demands),
        passes=pl.lit("，".join(_sentence(demand, demand.wanted) for demand in demands) + "，符合条件。"),
        fails=joined(*(pl.when(~ok).then(_told(demand)) for demand, ok in pairs)),
        applies=TO_HOUSEHOLD,
    )


def _as_wanted(demand: Demand) -> pl.Expr:
    return pl.col(demand.fact) if demand.wanted else ~pl.col(demand.fact)


def _strictest(demands: list[Demand]) -> Level:
    levels = {demand.level for demand in demands}
    return next(level for level in (Level.HARD, Level.PRINCIPLE, Level.ADVICE) if level in levels)


def _sentence(demand: Demand, value: bool) -> str:
    fact = FACTS[demand.fact]
    return fact.yes if value else fact.no


def _told(demand: Demand) -> pl.Expr:
    """Why a condition is not met; of a credit record also since when its owner is a dishonest debtor."""
    plain = pl.lit(_failure(demand))
    if demand.fact != "credit_clean":
        return plain
    since = pl.col("dishonest_since")
    listed = pl.format(
        "{} 起在失信债务人名单内，不符合贷款条件。还清欠款或认定有误的，请向区县主管部门申请移出名单。",
        since.dt.strftime("%Y-%m-%d"),
    )
    return pl.when(since.is_not_null()).then(listed).otherwise(plain)


def _failure(demand: Demand) -> str:
    return f"{_sentence(demand, not demand.wanted)}，不符合贷款条件。{FACTS[demand.fact].advice}"


def _rating(ground: Ground) -> Rule:
    required = ground.law(ground.policy.rating_required)
    rated: Fact = FACTS["rated"]
    return Rule(
        id=RATING,
        label="评级授信",
        answer=required.each(lambda needed, _: pl.col("rated") if needed else pl.lit(True)),
        needs=("rated", "applied_on", "kind"),
        clause=required.clause(),
        level=required.level(Level.HARD),
        passes=pl.when(pl.col("rated"))
        .then(pl.lit(f"{rated.yes}，符合条件。"))
        .otherwise(pl.lit("本政策不要求先评级授信。")),
        fails=pl.lit(f"{rated.no}，不符合贷款条件。{rated.advice}"),
        doubt=required.doubt(),
        applies=TO_HOUSEHOLD,
    )


def _enterprise(ground: Ground) -> Iterable[Rule]:
    """A firm's loan must exist here at all, and may only name households that cannot work."""
    exist = ground.law(ground.policy.enterprise_loans)
    yield Rule(
        id="enterprise",
        label="企贷企用",
        answer=exist.each(lambda allowed, _: pl.lit(allowed)),
        needs=("applied_on", "kind"),
        clause=exist.clause(),
        level=exist.level(Level.HARD),
        passes=pl.lit("可以按四方协议办理“企贷企用”。"),
        fails=pl.lit("本政策没有“企贷企用”，贷款须户借、户用、户还。请由农户本人申请、自己使用。"),
        doubt=exist.doubt(),
        applies=IS_ENTERPRISE,
    )
    if not isinstance(ground.policy.enterprise_needs_no_labour, NotRegulated):
        yield _no_labour(ground.law(ground.policy.enterprise_needs_no_labour))


def _no_labour(only: Law[bool]) -> Rule:
    return Rule(
        id="no_labour",
        label="无劳动能力户",
        answer=only.each(lambda needed, _: ~pl.col("labour") if needed else pl.lit(True)),
        needs=("labour", "applied_on", "kind"),
        clause=only.clause(),
        level=only.level(Level.HARD),
        passes=pl.lit("符合“企贷企用”对带动农户的要求。"),
        fails=pl.lit("您家有劳动能力，不能采用“企贷企用”。请由本户自己申请、自己使用贷款。"),
        doubt=only.doubt(),
        applies=IS_ENTERPRISE,
    )
