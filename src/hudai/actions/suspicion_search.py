"""Every check of an auditor asked of all the records at once (R15); writes nothing.

What one contract says by itself is judged by the pack it stands under; what several records say side by
side, and how long things may take, by the pack the county has adopted.  Whose repayments somebody else
makes (R15.2), and who is on the public payroll (R15.17), no record here tells.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

import polars as pl
from django.db.models import QuerySet

from hudai.actions.application import Law
from hudai.actions.laws import Laws
from hudai.actions.subsidy_reckoning import settled
from hudai.core import detection
from hudai.core import suspicion as patterns
from hudai.core import suspicion_of_one as singles
from hudai.core.dates import ONE_DAY, settlement_days
from hudai.core.errors import Refusal
from hudai.core.policy import Policy
from hudai.records.among import among
from hudai.records.models import Application, Loan
from hudai.records.queries import suspicion_facts as records
from hudai.records.queries.loan_facts import (
    loan_facts,
    loan_terms,
    terms_and_repayments,
    with_originals,
)

LABELS = {**detection.LABELS, **patterns.LABELS, **singles.LABELS}
"""What people call each check."""

_OWN_WAY = ("shared_account", "interest")
"""Checks of a sheet that are asked of the records in a way of their own, or when something is recorded."""


@dataclass(frozen=True, slots=True)
class Search:
    """What was found."""

    rows: pl.DataFrame
    """One row for each record of each suspicion: :data:`hudai.core.suspicion.COLUMNS`, policy, and
    household and branch of the record (keys, null for a batch)."""
    unasked: frozenset[str] = field(default_factory=frozenset)
    """Packs by which loans could not be judged, because a number of law is not known."""


def search(*, laws: Laws, today: date) -> Search:
    """Ask every check of all the records as they stand at the end of ``today``."""
    loans, applications = records.loans_on_record(), records.applications_on_record()
    adopted = laws.of(laws.adopted).policy
    lines = records.granted_lines()
    together = _patterns(loans, applications, lines, adopted, today)
    found = [together.with_columns(policy=pl.lit(laws.adopted))]
    unasked = set()
    for name, law in laws.by_name.items():
        mine, own = loans.filter(policy=name), applications.filter(policy=name)
        parts = [*_times(own, lines.filter(policy=name), law.policy, today), *_singles(mine, own, law.policy)]
        try:
            parts += _by_contract(mine, name, law, today)
        except Refusal:
            unasked.add(name)
        found += [part.with_columns(policy=pl.lit(name)) for part in parts]
    rows = pl.concat([part.cast({"key": pl.Int64, "stake_fen": pl.Int64}) for part in found])
    return Search(_whose(rows, loans, applications), frozenset(unasked))


def _patterns(
    loans: pl.DataFrame, applications: pl.DataFrame, lines: pl.DataFrame, policy: Policy, today: date
) -> pl.DataFrame:
    """What several records say side by side."""
    new_money = loans.filter(pl.col("kind") != Loan.Kind.RENEWAL.value)
    return pl.concat(
        [
            patterns.shared_payees(new_money, policy=policy, on=today),
            patterns.shared_accounts(loans, policy=policy, on=today),
            patterns.shared_phones(applications, policy=policy, on=today),
            patterns.several_first_loans(loans, policy=policy, on=today),
            patterns.paid_twice(lines, policy=policy, on=today),
        ]
    )


def _times(
    applications: pl.DataFrame, lines: pl.DataFrame, policy: Policy, today: date
) -> list[pl.DataFrame]:
    """What took too long."""
    waiting = applications.filter(
        pl.col("approved_on").is_not_null(),
        pl.col("kind") != Application.Kind.EXTENSION.value,
        pl.col("given_up_on").is_null(),
    )
    return [
        singles.late_disbursements(waiting, policy=policy, on=today),
        singles.late_subsidies(lines, policy=policy, on=today),
    ]


def _singles(loans: pl.DataFrame, applications: pl.DataFrame, policy: Policy) -> list[pl.DataFrame]:
    """What one loan says once another table is held beside it."""
    new_money = loans.filter(pl.col("kind") != Loan.Kind.RENEWAL.value)
    of_cases = loans.join(
        applications.select("application_key", "approved_on", *records.CHARGES), on="application_key"
    )
    found = [
        singles.dead(loans, policy=policy),
        singles.unapproved(of_cases, policy=policy),
        singles.charged(of_cases, policy=policy),
    ]
    listings = records.listings_on_record()
    if listings is not None:
        found.append(singles.off_list(new_money, listings, policy=policy))
    return found


def _by_contract(loans: pl.DataFrame, name: str, law: Law, today: date) -> list[pl.DataFrame]:
    """What the contracts of one scheme say, and what they were granted too much.

    Raises:
        CannotTell: if a number of law is not known.
    """
    if loans.is_empty():
        return []
    scheme = Loan.objects.filter(policy=name)
    return [_objections(scheme, loans, law, today), *_over_granted(scheme, loans, law, today)]


def _objections(scheme: QuerySet[Loan], loans: pl.DataFrame, law: Law, today: date) -> pl.DataFrame:
    """What a sheet of these loans would be told, without what was waived.

    What was paid is read of households with several loans alone: nobody else's add up to anything.
    """
    several = records.several_loans() & set(loans["household"])
    _, paid = terms_and_repayments(with_originals(scheme.filter(among("household", several))))
    known = loans.select("loan_key", "kind", "purpose", "born_on", id_number="borrower")
    terms = loan_terms(with_originals(scheme)).join(known, on="loan_key", how="left", maintain_order="left")
    told = detection.portfolio_findings(
        terms.with_columns(account=pl.lit(None, dtype=pl.String)).rechunk(),
        paid.drop("loan_key"),
        policy=law.policy,
        national=law.national,
        as_of=today,
    )
    ours = told.join(loans.select("contract", "loan_key"), on="contract")
    kept = ours.filter(~pl.col("rule").is_in(_OWN_WAY)).join(
        records.waived_rules(), on=["loan_key", "rule"], how="anti"
    )
    # Two objections of one check to one contract are one suspicion; the first says it.
    first = kept.unique(["rule", "loan_key"], keep="first", maintain_order=True).rechunk()
    return first.select(
        "rule",
        subject=pl.format("loan {}", "loan_key"),
        thing=pl.lit(patterns.LOAN),
        key="loan_key",
        level="level",
        clause="clause",
        message=pl.col("message").str.head(300),
        stake_fen="stake_fen",
    )


def _over_granted(scheme: QuerySet[Loan], loans: pl.DataFrame, law: Law, today: date) -> list[pl.DataFrame]:
    """Subsidy granted above what was earned by the end of the last settlement period."""
    households = records.put_right_later() & set(loans["household"])
    facts = loan_facts(with_originals(scheme.filter(among("household", households))))
    if facts.granted.is_empty():
        return []
    frequency, day = law.policy.settlement_frequency.on(today), law.policy.settlement_day.on(today)
    through = settlement_days(today, today, frequency, day)[0] - ONE_DAY
    lines = settled(facts, law=law, through=through).lines
    ours = lines.join(loans.select("contract", "loan_key", "signed_on"), on="contract")
    return [singles.over_granted(ours, policy=law.policy)]


def _whose(rows: pl.DataFrame, loans: pl.DataFrame, applications: pl.DataFrame) -> pl.DataFrame:
    """The rows with household and branch of each record."""
    owners = pl.concat(
        [
            frame.select("household", "branch", thing=pl.lit(thing), key=pl.col(key).cast(pl.Int64))
            for frame, thing, key in (
                (loans, patterns.LOAN, "loan_key"),
                (applications, patterns.APPLICATION, "application_key"),
            )
        ]
    )
    return rows.join(owners, on=["thing", "key"], how="left", maintain_order="left")
