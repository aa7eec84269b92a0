"""Policies built by hand for tests of the core, which knows no files.

``yubei()`` and ``shangcai()`` say of screening what the two documents say; every other number is
unknown, so a rule that leaned on one would show it.
"""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date
from typing import Any

from hudai.core.findings import Level
from hudai.core.policy import (
    Anchor,
    Dated,
    Demand,
    NotRegulated,
    Policy,
    Purpose,
    RateRule,
    RateTier,
    Version,
)
from hudai.core.rates import RateSeries

CHECKED = date(2026, 11, 22)

LPR = RateSeries(
    "lpr",
    "贷款市场报价利率（LPR）",
    {
        "1y": ((date(2020, 4, 20), 38_500), (date(2022, 1, 20), 37_000), (date(2022, 8, 22), 36_500)),
        "5y": ((date(2020, 4, 20), 46_500), (date(2022, 1, 20), 46_000), (date(2022, 8, 22), 43_000)),
    },
    date(2026, 9, 20),
)
BENCHMARK = RateSeries(
    "benchmark",
    "贷款基准利率",
    {"up_to_1y": ((date(2015, 10, 24), 43_500),), "1y_to_5y": ((date(2015, 10, 24), 47_500),)},
    None,
)
NATIONAL = {"lpr": LPR, "benchmark": BENCHMARK}


def version(
    since: date,
    until: date | None,
    value: Any,
    clause: str = "test#0",
    level: Level | None = None,
    unknown: str = "",
) -> Version[Any]:
    return Version(since, until, value, unknown, clause, "", None, level, CHECKED, CHECKED)


def dated(label: str, *versions: Version[Any]) -> Dated[Any]:
    return Dated(label, Anchor.APPLICATION, versions)


def with_changes(policy: Policy, **changes: Any) -> Policy:
    return replace(policy, **changes)


def _policy(
    name: str, since: date, until: date | None, law: dict[str, tuple[Any, ...]], **rest: Any
) -> Policy:
    given: dict[str, Any] = {
        "name": name, "title": name, "county": "", "scheme": "", "digest": "",
        "interpretations": (), "route": (), "purposes": (), "facts": (),
        "window_since": since, "window_until": until, "window_clause": f"{name}#window",
    }  # fmt: skip
    given |= {key: dated(key, version(since, until, *value)) for key, value in law.items()} | rest
    for each in fields(Policy):
        if each.name not in given and "Dated" in str(each.type):
            given[each.name] = dated(each.name, version(since, until, None, unknown="审查用不到"))
    return Policy(**given)


def yubei() -> Policy:
    """The window 2021-01-01 … 2025-12-31, 50 000 in principle, 100 000 in all, LPR."""
    hard, principle = Level.HARD, Level.PRINCIPLE
    tiers = (RateTier(0, 12, "lpr", "1y"), RateTier(12, 36, "lpr", "5y"))
    asked = (
        ("law_abiding", "law_abiding", True),
        ("credit_record", "credit_clean", True),
        ("capacity", "capacity", True),
        ("willing", "willing", True),
        ("skill", "skilled", True),
        ("able_to_repay", "able_to_repay", True),
        ("project", "project_lawful", True),
        ("project", "project_promising", True),
    )
    return _policy(
        "yubei",
        date(2021, 1, 1),
        date(2026, 1, 1),
        {
            "household_kinds": (("脱贫户", "边缘易致贫户"), "yubei#1.1", hard),
            "age_min": (18, "yubei#1.10", principle),
            "age_max": (65, "yubei#1.10", principle),
            "ceiling": (5_000_000, "yubei#1.2", principle),
            "household_total": (10_000_000, "yubei#2.4", hard),
            "amount_step": (10_000, "yubei#A1", hard),
            "term_max_months": (36, "yubei#1.3", hard),
            "renewals_per_chain": (1, "yubei#2.3", hard),
            "extension_short_months": (12, "yubei#2.3", None),
            "extension_share_short": (1_000_000, "yubei#2.3", None),
            "extension_share_long": (500_000, "yubei#2.3", None),
            "rate_rule": (RateRule.AT_MOST, "yubei#1.4", hard),
            "rate_tiers": (tiers, "yubei#1.4", hard),
            "unsecured": (True, "yubei#1.6", hard),
            "fee_free": (True, "yubei#3.3", hard),
            "rating_required": (True, "yubei#1.10", hard),
            "enterprise_loans": (False, "yubei#1.9", hard),
        },
        purposes=(
            Purpose("养殖业", True, ("养殖", "养猪", "生猪", "养鸡"), "yubei#1.9"),
            Purpose("种植业", True, ("种植", "果园"), "yubei#1.9"),
            Purpose("结婚", False, ("结婚", "彩礼"), "yubei#1.9"),
            Purpose("建房", False, ("建房", "装修房屋"), "yubei#1.9"),
            Purpose("入股分红", False, ("入股", "转贷"), "yubei#1.9", always=True),
        ),
        demands=tuple(Demand(*each, "yubei#1.10", hard) for each in asked),
        campaign_end=NotRegulated("攻坚期", "过渡期政策不要求"),
        enterprise_needs_no_labour=NotRegulated("无劳动能力", "本区没有企贷企用"),
        rating_spares_survey=NotRegulated("简易复核", "方案没有简易复核"),
    )


def shangcai() -> Policy:
    """The window 2019 … 2020, the benchmark rate itself, an end of the campaign, firms' loans."""
    hard, principle = Level.HARD, Level.PRINCIPLE
    tiers = (RateTier(0, 12, "benchmark", "up_to_1y"), RateTier(12, 60, "benchmark", "1y_to_5y"))
    return _policy(
        "shangcai",
        date(2019, 1, 1),
        date(2021, 1, 1),
        {
            "household_kinds": (("建档立卡贫困户",), "shangcai#1", hard),
            "age_min": (18, "shangcai#9", hard),
            "age_max": (65, "shangcai#9", principle),
            "ceiling": (5_000_000, "shangcai#3", principle),
            "amount_step": (10_000, "shangcai#3", hard),
            "term_max_months": (36, "shangcai#3", hard),
            "campaign_end": (date(2020, 12, 31), "shangcai#3", principle),
            "renewals_per_chain": (1, "shangcai#5", hard),
            "extension_short_months": (12, "shangcai#5", None),
            "extension_share_short": (1_000_000, "shangcai#5", None),
            "extension_share_long": (500_000, "shangcai#5", None),
            "rate_rule": (RateRule.EQUAL, "shangcai#3", hard),
            "rate_tiers": (tiers, "shangcai#3", hard),
            "unsecured": (False, "shangcai#4", hard),
            "fee_free": (False, "shangcai#4", hard),
            "rating_required": (True, "shangcai#9", hard),
            "enterprise_loans": (True, "shangcai#1", hard),
            "enterprise_needs_no_labour": (True, "shangcai#1", hard),
            "rating_spares_survey": (True, "shangcai#9", None),
        },
        purposes=(
            Purpose("种养", True, ("养殖", "种植"), "shangcai#11"),
            Purpose("户贷企用", False, ("入股", "户贷企用"), "shangcai#14", always=True),
        ),
        demands=(
            Demand("willing", "willing", True, "shangcai#1", hard),
            Demand("no_extra_condition", "extra_condition", False, "shangcai#1", hard),
        ),
        facts=("on_list",),
        household_total=NotRegulated("单户总额", "文件没有追加贷款"),
    )
