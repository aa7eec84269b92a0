"""What an auditor would raise on a portfolio: lawful form, unlawful content (R15).

Each check takes the loans and gives back the ones it objects to.  None of them refuses anything:
a rate above its cap is settled at the cap and reported here.

Every check returns the same columns — contract, rule, level, clause, message, stake_fen (what is
at stake, Int64).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

import polars as pl

from hudai.core.balances import stretches
from hudai.core.chains import due_in_force, with_chain
from hudai.core.dates import term_months
from hudai.core.eligibility.rule import money, percent
from hudai.core.findings import Level
from hudai.core.identity import age_on, born_on
from hudai.core.money import PPM
from hudai.core.policy import Dated, NotRegulated, Policy, RateRule
from hudai.core.purposes import read_purposes
from hudai.core.rates import RateSeries, with_ceiling_rate
from hudai.core.repayment import doubt, hard_to_believe
from hudai.core.versions import clause_in_force, in_force, level_in_force

COLUMNS = ("contract", "rule", "level", "clause", "message", "stake_fen")

LABELS = {
    "window": "实施时间",
    "rate": "贷款利率",
    "base_rate": "基准利率",
    "term": "贷款期限",
    "campaign_end": "攻坚期内到期",
    "amount": "单户金额",
    "household_total": "户贷款总额",
    "renew_once": "续贷展期次数",
    "renewal_in_time": "到期前续贷",
    "extension_length": "展期期限",
    "age": "借款人年龄",
    "purpose": "贷款用途",
    "shared_account": "贴息账户",
    "two_households": "一人多户",
    "interest": "还息金额",
    "bank_class": "五级分类",
}
"""What a report calls the rules."""

_SIGNED = pl.col("signed_on")


def portfolio_findings(
    loans: pl.DataFrame,
    repayments: pl.DataFrame,
    *,
    policy: Policy,
    national: Mapping[str, RateSeries],
    as_of: date,
) -> pl.DataFrame:
    """Everything objectionable on the loans disbursed by the end of ``as_of``.

    ``loans``: as :func:`hudai.core.settlement.settle` takes them, and borrower's id_number,
    purpose, account (null where the sheet has none) and kind (first, top_up, renewal or null).
    With a column born_on the id_number may be anything that tells people apart.
    ``repayments``: contract, paid_on, principal, interest (fen).

    Returns :data:`COLUMNS` in the order of the loans given and of the checks; empty when clean.
    """
    known = loans.filter(pl.col("disbursed_on") <= as_of)
    chained = with_chain(loans.with_row_index("given")).join(
        known.select("contract"), on="contract", how="semi", maintain_order="left"
    )
    termed = chained.with_columns(
        term_months=term_months(pl.col("disbursed_on"), pl.col("due_on")),
        renews=pl.col("original").is_not_null(),
    )
    rated = with_ceiling_rate(termed, policy=policy, national=national)
    found = [check.with_columns(place=pl.lit(place)) for place, check in enumerate(_checks(rated, policy))]
    found.append(_household_total(rated, repayments, policy, as_of).with_columns(place=pl.lit(len(found))))
    found.append(_interest(rated, repayments, as_of).with_columns(place=pl.lit(len(found))))
    order = rated.select("contract", "given")
    return pl.concat(found).join(order, on="contract").sort("given", "place").select(COLUMNS)


def milder_classes(standings: pl.DataFrame) -> pl.DataFrame:
    """Loans whose bank reports a milder class than the days overdue say (R8).

    ``standings``: as :func:`hudai.core.standing.standing` gives.  Returns :data:`COLUMNS`.
    """
    return standings.filter("milder").select(
        "contract",
        rule=pl.lit("bank_class"),
        level=pl.lit(Level.ADVICE.value),
        clause=pl.lit(""),
        message=pl.format("银行报为“{}”，逾期 {} 天应为“{}”。", "class", "days_overdue", "class_by_days"),
        stake_fen="balance_fen",
    )


def _checks(loans: pl.DataFrame, policy: Policy) -> Iterable[pl.DataFrame]:
    yield _window(loans, policy)
    yield _rate(loans, policy)
    yield _term(loans, policy.term_max_months)
    if not isinstance(policy.campaign_end, NotRegulated):
        yield _campaign_end(loans, policy.campaign_end)
    yield _amount(loans, policy.ceiling)
    yield _renew_once(loans, policy.renewals_per_chain)
    yield _renewal_in_time(loans, policy.renewals_per_chain)
    yield _extension_length(loans, policy)
    yield _age(loans, policy)
    yield _purpose(loans, policy)
    yield _shared_account(loans, policy.subsidised_principal)
    yield _two_households(loans, policy.subsidised_principal)


def _raised(
    loans: pl.DataFrame,
    objection: pl.Expr,
    rule: str,
    dated: Dated[Any],
    message: pl.Expr,
    *,
    stake: pl.Expr | None = None,
    level: Level = Level.HARD,
) -> pl.DataFrame:
    """The rows of ``loans`` on which ``objection`` holds (null does not), as findings."""
    # Polars stumbles over pieces that a filter left empty, where a frame came in several.
    return (
        loans.filter(objection)
        .rechunk()
        .select(
            "contract",
            rule=pl.lit(rule),
            level=level_in_force(dated, _SIGNED, level),
            clause=clause_in_force(dated, _SIGNED),
            message=message,
            stake_fen=pl.col("principal") if stake is None else stake,
        )
    )


def _window(loans: pl.DataFrame, policy: Policy) -> pl.DataFrame:
    """A loan no signing day of which lies inside the window (R4.4): chain, renewal, extension."""

    def outside(day: str) -> pl.Expr:
        before = pl.col(day) < policy.window_since
        return before if policy.window_until is None else before | (pl.col(day) >= policy.window_until)

    objection = outside("chain_signed_on") & (~pl.col("renews") | outside("signed_on"))
    if "extended_on" in loans.columns:
        objection &= outside("extended_on").fill_null(value=True)
    message = pl.format(
        "签订日 {} 不在本方案实施时间（{}）内，本方案不贴息。",
        _SIGNED.dt.to_string("%Y-%m-%d"),
        pl.lit(_window_in_words(policy)),
    )
    return (
        loans.filter(objection)
        .rechunk()
        .select(
            "contract",
            rule=pl.lit("window"),
            level=pl.lit(Level.HARD.value),
            clause=pl.lit(policy.window_clause),
            message=message,
            stake_fen="principal",
        )
    )


def _window_in_words(policy: Policy) -> str:
    since = policy.window_since.isoformat()
    if policy.window_until is None:
        return f"{since} 起"
    return f"{since} 至 {(policy.window_until - timedelta(days=1)).isoformat()}"


def _rate(loans: pl.DataFrame, policy: Policy) -> pl.DataFrame:
    """Rate above the published one of its tier; where the rule is EQUAL, any other rate."""
    ceiling = pl.col("ceiling_ppm")
    must_equal = in_force(policy.rate_rule, _SIGNED, pl.String).eq(RateRule.EQUAL.value)
    objection = pl.when(must_equal).then(pl.col("rate") != ceiling).otherwise(pl.col("rate") > ceiling)
    message = pl.format(
        "年利率 {}，签订日同档次{}是 {}；贴息按其中较低的计算。",
        percent(pl.col("rate")),
        pl.when(must_equal).then(pl.lit("应执行的利率")).otherwise(pl.lit("上限")),
        percent(ceiling),
    )
    stake = (pl.col("principal") * (pl.col("rate") - ceiling).abs() + PPM // 2) // PPM
    raised = _raised(loans, objection, "rate", policy.rate_tiers, message, stake=stake)
    equal_days = loans.filter(must_equal)["contract"]
    named = pl.when(pl.col("contract").is_in(equal_days.implode())).then(pl.lit("base_rate"))
    return raised.with_columns(rule=named.otherwise("rule"))


def _term(loans: pl.DataFrame, longest: Dated[int]) -> pl.DataFrame:
    limit = in_force(longest, _SIGNED, pl.Int64)
    message = pl.format("期限 {} 个月，超过 {} 个月的上限。", "term_months", limit)
    return _raised(loans, pl.col("term_months") > limit, "term", longest, message)


def _campaign_end(loans: pl.DataFrame, end: Dated[date]) -> pl.DataFrame:
    limit = in_force(end, _SIGNED, pl.Date)
    message = pl.format(
        "{} 到期，原则上应在 {} 前到期。",
        pl.col("due_on").dt.to_string("%Y-%m-%d"),
        limit.dt.to_string("%Y-%m-%d"),
    )
    return _raised(
        loans, pl.col("due_on") > limit, "campaign_end", end, message, level=Level.PRINCIPLE
    )  # fmt: skip


def _amount(loans: pl.DataFrame, ceiling: Dated[int]) -> pl.DataFrame:
    """A first loan above the ceiling; what a sheet does not call a top-up or renewal is one."""
    limit = in_force(ceiling, _SIGNED, pl.Int64)
    is_first = ~pl.col("renews") & ~pl.col("kind").fill_null("first").is_in(["top_up", "renewal"])
    message = pl.format("借款 {}，原则上不超过 {}。", money(pl.col("principal")), money(limit))
    return _raised(
        loans,
        is_first & (pl.col("principal") > limit),
        "amount",
        ceiling,
        message,
        stake=pl.col("principal") - limit,
        level=Level.PRINCIPLE,
    )


def _renew_once(loans: pl.DataFrame, most: Dated[int]) -> pl.DataFrame:
    """Renewals and extensions together beyond the number a chain may have."""
    used = pl.col("renews").cast(pl.Int64) + pl.col("extended_due_on").is_not_null().cast(pl.Int64)
    counted = loans.sort("disbursed_on", "contract").with_columns(
        times=used.cum_sum().over("chain", order_by="disbursed_on"), used=used
    )
    limit = in_force(most, _SIGNED, pl.Int64)
    message = pl.format("本链贷款已续贷或展期 {} 次，只能 {} 次。", "times", limit)
    return _raised(counted, (pl.col("used") > 0) & (pl.col("times") > limit), "renew_once", most, message)


def _renewal_in_time(loans: pl.DataFrame, most: Dated[int]) -> pl.DataFrame:
    """A renewal or extension signed after the due day: lawful only by waiver, may hide an overdue loan."""
    old_due = loans.select(original="contract", old_due=due_in_force())
    renewed = loans.join(old_due, on="original", how="left", maintain_order="left")
    message = pl.format(
        "原贷款 {} 已于 {} 到期，{} 才续贷。",
        "original",
        pl.col("old_due").dt.to_string("%Y-%m-%d"),
        _SIGNED.dt.to_string("%Y-%m-%d"),
    )
    raised = [_raised(renewed, pl.col("old_due") < _SIGNED, "renewal_in_time", most, message)]
    if "extended_on" in loans.columns:
        late = pl.format(
            "已于 {} 到期，{} 才签订展期。",
            pl.col("due_on").dt.to_string("%Y-%m-%d"),
            pl.col("extended_on").dt.to_string("%Y-%m-%d"),
        )
        raised.append(_raised(loans, pl.col("extended_on") > pl.col("due_on"), "renewal_in_time", most, late))
    # The clause is that of renewals, which are hard to repeat; being late is a principle (R12).
    return pl.concat(raised).with_columns(level=pl.lit(Level.PRINCIPLE.value))


def _extension_length(loans: pl.DataFrame, policy: Policy) -> pl.DataFrame:
    """Not longer than the original term of a short loan, than the share of it of a longer one (R12)."""
    short = pl.col("term_months") <= in_force(policy.extension_short_months, _SIGNED, pl.Int64)
    months = term_months(pl.col("due_on"), pl.col("extended_due_on"))
    message = pl.format("展期 {} 个月，原期限 {} 个月，展期过长。", months, "term_months")
    return pl.concat(
        _raised(
            loans,
            of_length & (months * PPM > pl.col("term_months") * in_force(share, _SIGNED, pl.Int64)),
            "extension_length",
            share,
            message,
        )
        for of_length, share in ((short, policy.extension_share_short), (~short, policy.extension_share_long))
    )


def _age(loans: pl.DataFrame, policy: Policy) -> pl.DataFrame:
    """Age in full years on the contract day; the sheet knows no earlier day to ask about."""
    born = pl.col("born_on") if "born_on" in loans.columns else born_on(pl.col("id_number"))
    age = age_on(born, _SIGNED)
    low = in_force(policy.age_min, _SIGNED, pl.Int64)
    high = in_force(policy.age_max, _SIGNED, pl.Int64)
    message = pl.format("签订合同时 {} 周岁，原则上应在 {} 至 {} 周岁之间。", age, low, high)
    return _raised(loans, (age < low) | (age > high), "age", policy.age_max, message, level=Level.PRINCIPLE)


def _purpose(loans: pl.DataFrame, policy: Policy) -> pl.DataFrame:
    """Purpose text of a forbidden kind; one that reads as a lawful trade too is for a person to read."""
    read = read_purposes(pl.col("purpose"), policy.purposes)
    told = pl.format("用途“{}”属于不得使用的“{}”。", "purpose", read.use)
    return (
        loans.filter(~read.allowed | read.conflict.is_not_null())
        .rechunk()
        .select(
            "contract",
            rule=pl.lit("purpose"),
            level=pl.when(read.conflict.is_null())
            .then(pl.lit(Level.HARD.value))
            .otherwise(pl.lit(Level.ADVICE.value)),
            clause=read.clause,
            message=pl.coalesce(pl.format("用途“{}”中{}，请核对实际用途。", "purpose", read.conflict), told),
            stake_fen="principal",
        )
    )


def _nothing(loans: pl.DataFrame) -> pl.DataFrame:
    """No finding, in the columns every check returns."""
    texts = (pl.lit("").alias(name) for name in ("rule", "level", "clause", "message"))
    return loans.clear().select("contract", *texts, stake_fen="principal")


def _shared_account(loans: pl.DataFrame, cap: Dated[int]) -> pl.DataFrame:
    """One account for several households: the subsidy reaches somebody else's pocket."""
    households = pl.col("household").n_unique().over("account")
    shared = pl.col("account").is_not_null() & (households > 1)
    message = pl.format("贴息账户被 {} 户共用，请核对是否本人账户。", households)
    counted = loans.with_columns(message=message, shared=shared)
    return _raised(counted, pl.col("shared"), "shared_account", cap, pl.col("message"), level=Level.ADVICE)


def _two_households(loans: pl.DataFrame, cap: Dated[int]) -> pl.DataFrame:
    """One person under several household numbers: each would have a cap of its own (R3)."""
    households = pl.col("household").n_unique().over("id_number")
    several = pl.col("id_number").is_not_null() & (households > 1)
    message = pl.format("同一借款人登记在 {} 个户编号下，每户会各用一次贴息额度，请核对户编号。", households)
    counted = loans.with_columns(message=message, several=several)
    return _raised(counted, pl.col("several"), "two_households", cap, pl.col("message"))


def _interest(loans: pl.DataFrame, repayments: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """The first interest of each loan that is many times what was due on its day."""
    terms = loans.select("contract", "rate", "disbursed_on", loan_key="contract", lent="principal")
    paid = repayments.filter(pl.col("paid_on") <= as_of).join(terms, on="contract", maintain_order="left")
    numbered = paid.with_columns(at=pl.int_range(pl.len(), dtype=pl.Int64))
    odd = numbered.select("at", "contract", "paid_on").join(
        hard_to_believe(numbered), on="at", maintain_order="right"
    )
    first = odd.unique("contract", keep="first", maintain_order=True)
    told = [
        f"{doubt(interest, due, day)}。"
        for interest, due, day in first.select("interest", "due", "paid_on").iter_rows()
    ]
    return first.select(
        "contract",
        rule=pl.lit("interest"),
        level=pl.lit(Level.ADVICE.value),
        clause=pl.lit(""),
        message=pl.Series(told, dtype=pl.String),
        stake_fen=pl.col("interest") - pl.col("due"),
    )


def _household_total(
    loans: pl.DataFrame, repayments: pl.DataFrame, policy: Policy, as_of: date
) -> pl.DataFrame:
    """A disbursement that lifted the household above its total."""
    total = policy.household_total
    if isinstance(total, NotRegulated):
        return _nothing(loans)
    numbered = loans.sort("household", "disbursed_on", "contract").with_columns(
        loan=pl.int_range(pl.len(), dtype=pl.Int64)
    )
    repaid = repayments.join(numbered.select("contract", "loan"), on="contract")
    owed = stretches(numbered, repaid, until=as_of + timedelta(days=1)).join(
        numbered.select("loan", "household"), on="loan"
    )
    at_disbursement = (
        numbered.select("contract", "household", day="disbursed_on")
        .join(owed.select("household", "since", "until", "balance"), on="household")
        .filter(pl.col("since") <= pl.col("day"), pl.col("day") < pl.col("until"))
        .group_by("contract")
        .agg(together=pl.col("balance").sum())
    )
    limit = in_force(total, _SIGNED, pl.Int64)
    message = pl.format("放款后全户贷款余额 {}，不得超过 {}。", money(pl.col("together")), money(limit))
    summed = numbered.join(at_disbursement, on="contract")
    return _raised(
        summed,
        pl.col("together") > limit,
        "household_total",
        total,
        message,
        stake=pl.col("together") - limit,
    )
