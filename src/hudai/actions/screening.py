"""Screening at a gate: the application's facts against the law, the answers written down.

What the records know (the person, the list, a valid rating) comes from the records; what somebody
established for this case comes from the application's own facts.  A fact of the second kind can
never take the place of one of the first.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

import polars as pl

from hudai.actions.actor import Actor
from hudai.actions.gates import answers_on_papers, papers_of
from hudai.core.application_facts import FACTS
from hudai.core.findings import Level, Verdict
from hudai.core.gates import Papers
from hudai.core.policy import Policy
from hudai.core.rates import RateSeries
from hudai.core.screening import Screening as Answers
from hudai.core.screening import screen
from hudai.records.models import Application, Finding, LabourCapacity, Listing, Loan, Screening
from hudai.records.queries.dishonest_debtor import listed_since
from hudai.records.queries.household_books import facts_of_books
from hudai.records.queries.rating import fresh_rating

FROM_RECORDS = frozenset(
    {
        "name",
        "id_number",
        "household",
        "household_kind",
        "on_list",
        "kind",
        "amount",
        "term_months",
        "purpose",
        "applied_on",
        "rate",
        "reason",
        "dishonest_since",
    }
)
"""Facts that an application's ``facts`` cannot supply."""

_ABLE = (
    LabourCapacity.Capacity.SKILLED,
    LabourCapacity.Capacity.ORDINARY,
    LabourCapacity.Capacity.WEAK,
)


def screened(
    application: Application, policy: Policy, national: Mapping[str, RateSeries], on: date | None = None
) -> Answers:
    """The law's answers on one application as it stands, saved or not; writes nothing.

    Args:
        on: the day the household's loans are looked at; the application day where it is not given.
    """
    return screen(facts_of(application, policy, on), policy=policy, national=national)


def screened_together(
    applications: Sequence[Application], policy: Policy, national: Mapping[str, RateSeries]
) -> Answers:
    """The law's answers on many applications at once; ``row`` counts them from 1; writes nothing."""
    frames = [facts_of(application, policy) for application in applications]
    together = pl.concat(frames) if frames else _frame({})
    return screen(together, policy=policy, national=national)


def facts_of(application: Application, policy: Policy | None = None, on: date | None = None) -> pl.DataFrame:
    """The application as a frame of one row: its columns, and what was established beside them.

    What the household owes here, and how it stands, are taken from the books and not from the form.
    """
    books = facts_of_books(
        application.household_id,
        on=on or application.applied_on,
        policy=policy,
        loan=application.loan,
        without=Loan.objects.filter(application=application).first() if application.pk else None,
    )
    day = on or application.applied_on
    known = {
        **_established(application.facts),
        **_on_record(application, day),
        **books,
        **_asked(application),
    }
    return _frame(known)


def _frame(known: Mapping[str, Any]) -> pl.DataFrame:
    columns = {name: [known[name]] if name in known else [None] for name in FACTS}
    frame = pl.DataFrame(columns, schema={name: fact.dtype for name, fact in FACTS.items()})
    return frame if known else frame.clear()


def _established(facts: Mapping[str, Any]) -> dict[str, Any]:
    """What was found out for this case, days read back from their text."""
    return {
        name: date.fromisoformat(value) if value and FACTS[name].dtype == pl.Date else value
        for name, value in facts.items()
        if name in FACTS and name not in FROM_RECORDS
    }


def _asked(application: Application) -> dict[str, Any]:
    """What the form asks for, and what the bank grants where it has spoken."""
    return {
        "kind": application.kind or None,
        "amount": application.approved_amount or application.amount,
        "term_months": application.approved_term_months or application.term_months,
        "purpose": application.purpose or None,
        "applied_on": application.applied_on,
        "rate": application.approved_rate,
        "reason": application.reason or None,
    }


def _on_record(application: Application, day: date) -> dict[str, Any]:
    """What the records say of the person and the household; ``day`` is the one it is asked for."""
    household = application.household
    listing = Listing.objects.filter(household=household, left_with=None).first()
    known: dict[str, Any] = {
        "name": application.applicant.name,
        "id_number": application.applicant.id_number,
        "household": household.number,
        "household_kind": listing.kind if listing else None,
        "on_list": listing is not None,
    }
    rating = fresh_rating(household, application.applied_on)
    if rating:
        # A rating that grants no line (不授信) was not passed; a confirmed one outweighs any claim.
        known |= {"rated": rating.limit > 0, "credit_line": rating.limit}
    since = listed_since(application.applicant_id, day)
    if since is not None:
        # Whatever was said of the credit record: the county itself has listed the applicant.
        known |= {"credit_clean": False, "dishonest_since": since}
    labour = _labour(application)
    return known if labour is None else known | {"labour": labour}


def _labour(application: Application) -> bool | None:
    """Whether anybody of the household can work; None where it is not known of everybody."""
    day = application.applied_on
    members = application.household.memberships.filter(until=None).values_list("person_id", flat=True)
    newest: dict[int, str] = dict(
        LabourCapacity.objects.filter(person__in=members, since__lte=day)
        .order_by("since")
        .values_list("person_id", "capacity")
    )
    if any(capacity in _ABLE for capacity in newest.values()):
        return True
    return False if newest and len(newest) == len(members) else None


def keep_findings(
    actor: Actor, application: Application, policy: Policy, national: Mapping[str, RateSeries]
) -> list[Finding]:
    """Screen at the application's present step and keep every answer with what it rests on.

    The papers on file are held against the step's needs along with the rules.
    """
    answered = screened(application, policy, national, actor.today)
    papers = papers_of(application)
    on_file = answers_on_papers(application, papers, policy)
    rows = [*answered.findings().iter_rows(named=True), *map(asdict, on_file)]
    screening = Screening.objects.create(
        application=application,
        gate=application.step,
        version=application.version,
        facts=kept_facts(answered.facts.row(0, named=True), papers),
        pack_digest=policy.digest,
        found_at=actor.at,
    )
    return Finding.objects.bulk_create(finding_of(screening, row) for row in rows)


def finding_of(screening: Screening, row: Mapping[str, Any]) -> Finding:
    """One answer as it is kept below its screening."""
    return Finding(
        screening=screening,
        rule=row["rule"],
        level=row["level"],
        verdict=row["verdict"],
        clause=row["clause"],
        message=row["message"],
    )


def kept_facts(row: Mapping[str, Any], papers: Papers) -> dict[str, Any]:
    """The facts as kept with a screening, without what names a person and what nobody knows."""
    personal = {"name", "id_number", "row"}
    return {
        name: value.isoformat() if hasattr(value, "isoformat") else value
        for name, value in {**row, **asdict(papers)}.items()
        if name not in personal and value is not None
    }


def obstacles(findings: list[Finding], waived: set[str], *, complete: bool) -> list[Finding]:
    """What stands in the way: failed hard rules; with ``complete`` also unknowns and unwaived principles."""
    found = []
    for finding in findings:
        failed = finding.verdict == Verdict.FAIL
        if finding.level == Level.HARD:
            blocks = failed or (complete and finding.verdict == Verdict.UNKNOWN)
        elif finding.level == Level.PRINCIPLE:
            blocks = complete and finding.verdict != Verdict.PASS and finding.rule not in waived
        else:
            blocks = False
        if blocks:
            found.append(finding)
    return found
