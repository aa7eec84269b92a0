"""Patterns among records that are each lawful by themselves: what an auditor puts side by side (R15).

An account or a telephone number comes as anything that is the same for the same one; nothing is opened
to compare it.  A fact that is missing raises nothing.

Every check gives one row for each record of each suspicion, in the columns of :data:`COLUMNS`: rule and
subject (the same next time it is found), thing and key of the record, level, clause, message, and
stake_fen, what the whole suspicion puts at stake; the last four are alike on all its rows.  A message
names no person, account or number.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl

from hudai.core.errors import CannotTell, NotYetInForce
from hudai.core.findings import Level
from hudai.core.policy import Dated, Policy, Version

COLUMNS = ("rule", "subject", "thing", "key", "level", "clause", "message", "stake_fen")
SCHEMA: dict[str, Any] = dict.fromkeys(COLUMNS, pl.String) | {"key": pl.Int64, "stake_fen": pl.Int64}
LOAN, APPLICATION, BATCH = "loan", "application", "batch"

LABELS = {
    "shared_payee": "多户贷款打入同一账户",
    "shared_account": "多户共用贴息账户",
    "shared_phone": "多份申请同一电话",
    "first_loans": "一户多笔首贷",
    "paid_twice": "同期重复贴息",
}
"""What people call these checks."""


def shared_payees(loans: pl.DataFrame, *, policy: Policy, on: date) -> pl.DataFrame:
    """Loans of several households paid out to one account within some days (R15.1).

    ``loans``: loan_key, household, account (what tells accounts apart), disbursed_on, principal (fen);
    without those that renew another, for nothing is paid out on them.

    Of an account, every loan counts that lies with enough other households' within the days; two loans
    are within 30 days when the later is paid out at most 30 days after the earlier.
    """
    rule = _in_force(policy.payee_households, on)
    most_days = _in_force(policy.payee_days, on)
    if rule is None or most_days is None:
        return nothing()
    least, days = rule.known(policy.payee_households.label), most_days.known(policy.payee_days.label)
    paid = loans.filter(_given("account"), pl.col("disbursed_on").is_not_null())
    several = paid.filter(pl.col("household").n_unique().over("account") >= least)
    if several.is_empty():
        return nothing()
    crowded = _crowded_ends(several, least, days)
    inside = (
        several.sort("disbursed_on")
        .join_asof(
            crowded.sort("end"),
            left_on="disbursed_on",
            right_on="end",
            by="account",
            strategy="forward",
            check_sortedness=False,
        )
        .filter((pl.col("end") - pl.col("disbursed_on")).dt.total_days() <= days)
    )
    message = pl.format(
        "{} 天内有 {} 户的贷款打入同一账户，请核实是否本人用款。", pl.lit(days), _households()
    )
    return _of_group(inside, "shared_payee", "account", rule, message, key="loan_key", stake="principal")


def _crowded_ends(loans: pl.DataFrame, least: int, days: int) -> pl.DataFrame:
    """account, end: the days by which enough households were paid out within ``days``."""
    by_day = loans.group_by("account", "disbursed_on").agg(pl.col("household").unique())
    windows = (
        by_day.sort("account", "disbursed_on")
        .rolling("disbursed_on", period=f"{days + 1}d", closed="right", group_by="account")
        .agg(households=pl.col("household").explode().n_unique())
    )
    return windows.filter(pl.col("households") >= least).select("account", end="disbursed_on")


def shared_accounts(loans: pl.DataFrame, *, policy: Policy, on: date) -> pl.DataFrame:
    """One subsidy account for several households: it is somebody else's for all but one (R15.3).

    ``loans``: as :func:`shared_payees` takes them.
    """
    rule = _in_force(policy.subsidised_principal, on)
    if rule is None:
        return nothing()
    shared = loans.filter(_given("account")).filter(pl.col("household").n_unique().over("account") > 1)
    message = pl.format("贴息账户被 {} 户共用，请核对是否借款人本人的账户。", _households())
    return _of_group(shared, "shared_account", "account", rule, message, key="loan_key", stake="principal")


def shared_phones(applications: pl.DataFrame, *, policy: Policy, on: date) -> pl.DataFrame:
    """One telephone number on several applications, of more than one household (R15.4).

    ``applications``: application_key, household, phone (what tells numbers apart), amount (fen).  However
    often a household applies with its own number, that alone says nothing.
    """
    rule = _in_force(policy.phone_applications, on)
    if rule is None:
        return nothing()
    least = rule.known(policy.phone_applications.label)
    given = applications.filter(_given("phone"))
    shared = given.filter(
        pl.len().over("phone") >= least, pl.col("household").n_unique().over("phone") > 1
    )  # fmt: skip
    message = pl.format(
        "{} 户的 {} 份申请留了同一个联系电话，请核实是否有人代办、冒名。",
        _households("phone"),
        pl.len().over("phone"),
    )
    return _of_group(
        shared,
        "shared_phone",
        "phone",
        rule,
        message,
        thing=APPLICATION,
        key="application_key",
        stake="amount",
    )


def several_first_loans(loans: pl.DataFrame, *, policy: Policy, on: date) -> pl.DataFrame:
    """Several first loans of one household that are not paid back (R15.6).

    ``loans``: loan_key, household, kind (first, top_up, renewal), balance (fen, null where not known),
    principal (fen).
    """
    rule = _in_force(policy.ceiling, on)
    if rule is None:
        return nothing()
    owing = loans.filter(pl.col("kind") == "first", pl.col("balance") > 0)
    several = owing.filter(pl.len().over("household") > 1)
    message = pl.format("这户有 {} 笔首贷没有还清，请核实是否重复放款。", pl.len().over("household"))
    return _of_group(several, "first_loans", "household", rule, message, key="loan_key", stake="principal")


def paid_twice(lines: pl.DataFrame, *, policy: Policy, on: date) -> pl.DataFrame:
    """One household subsidised in two batches for one stretch of days (R15.20).

    ``lines``: those above zero of approved batches — loan_key, household, batch (key), period_start,
    period_end (not in it), due (fen).  At stake is the smaller of the two amounts.
    """
    rule = _in_force(policy.subsidised_principal, on)
    if rule is None:
        return nothing()
    sums = lines.group_by("household", "batch", "period_start", "period_end").agg(pl.col("due").sum())
    many = sums.filter(pl.len().over("household") > 1)
    pairs = many.join(many, on="household", suffix="_later").filter(
        pl.col("batch") < pl.col("batch_later"),
        pl.col("period_start") < pl.col("period_end_later"),
        pl.col("period_start_later") < pl.col("period_end"),
    )
    told = pairs.select(
        "household",
        subject=pl.format("{} {} {}", "household", "batch", "batch_later"),
        batch=pl.concat_list("batch", "batch_later"),
        stake_fen=pl.min_horizontal("due", "due_later"),
    ).explode("batch")
    found = told.join(lines.select("household", "batch", "loan_key"), on=["household", "batch"])
    return found.unique(["subject", "loan_key"]).select(
        rule=pl.lit("paid_twice"),
        subject="subject",
        thing=pl.lit(LOAN),
        key="loan_key",
        level=pl.lit((rule.level or Level.ADVICE).value),
        clause=pl.lit(rule.clause),
        message=pl.lit("这户在时间重叠的两个贴息批次里都领了贴息，请核实是否重复。"),
        stake_fen="stake_fen",
    )


def nothing() -> pl.DataFrame:
    """No suspicion, in the columns every check gives."""
    return pl.DataFrame(schema=SCHEMA)


def _in_force(dated: Dated[Any], day: date) -> Version[Any] | None:
    """The version of a day; None where none is, or nobody knows its value."""
    try:
        version = dated.version(day)
        version.known(dated.label)
    except (NotYetInForce, CannotTell):
        return None
    return version


def _given(column: str) -> pl.Expr:
    return pl.col(column).is_not_null() & (pl.col(column) != "")


def _households(by: str = "account") -> pl.Expr:
    return pl.col("household").n_unique().over(by)


def _of_group(
    rows: pl.DataFrame,
    rule: str,
    by: str,
    version: Version[Any],
    message: pl.Expr,
    *,
    key: str,
    stake: str,
    thing: str = LOAN,
) -> pl.DataFrame:
    """The rows as records of one suspicion for each value of ``by``."""
    # Polars stumbles over pieces that a filter left empty, where a frame came in several.
    return rows.rechunk().select(
        rule=pl.lit(rule),
        subject=pl.col(by).cast(pl.String),
        thing=pl.lit(thing),
        key=pl.col(key),
        level=pl.lit((version.level or Level.ADVICE).value),
        clause=pl.lit(version.clause),
        message=message,
        stake_fen=pl.col(stake).sum().over(by),
    )
