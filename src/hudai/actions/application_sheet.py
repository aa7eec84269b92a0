"""A sheet of applications: each row found its person, household and branch, and screened together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from hudai.actions.actor import Actor
from hudai.actions.application import BANK_FACTS, Entry, Law, Request
from hudai.actions.screening import FROM_RECORDS, screened_together
from hudai.core.application_facts import FACTS
from hudai.core.errors import Problem
from hudai.documents.cells import money
from hudai.documents.header import WAN, YUAN
from hudai.documents.imports.application_keys import read_keys
from hudai.documents.imports.applications import read_applications
from hudai.documents.sheets import Reading
from hudai.documents.tabs import position
from hudai.records.among import among
from hudai.records.fields import blind_index
from hudai.records.models import Application, Branch, LeadBank, Membership, Station
from hudai.records.queries.visibility import of_households_seen_by

EDUCATION_ROOM = 10
"""Characters of 文化程度 that annex 1 has room for."""
_NO_DEBT = ("无", "没有", "否")


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the sheet, and the application it is."""

    row: int
    tab: str
    entry: Entry


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet read and held against the tables."""

    reading: Reading
    lines: list[Line]
    """In the order of the sheet; those of wrong rows are left out."""
    problems: list[Problem]
    """Everything wrong in it, of the cells and of what they say, in the order of the cells."""


def read(path: Path, actor: Actor) -> Sheet:
    """The applications of a sheet, each with its household; one query a kind of thing, not a row.

    The branch is the lead bank's of the household's town, or the bank's own where a bank enters.
    Nothing is taken of a sheet with problems; what can be read of a wrong row is looked at all the same.
    """
    return held_against_tables(path, read_applications(path), actor)


def held_against_tables(path: Path, reading: Reading, actor: Actor) -> Sheet:
    """As :func:`read`, of a sheet read already."""
    rows = reading.frame.to_dicts()
    taken = {(row["tab"], row["row"]) for row in rows}
    faulty = read_keys(path, taken) if reading.problems else []
    members = _members(actor, [row["id_number"] for row in (*rows, *faulty) if row["id_number"]])
    branches = _branches(actor)
    lines, problems = [], list(reading.problems)
    for row in rows:
        member = members.get(blind_index(row["id_number"])) if row["id_number"] else None
        branch = branches(member) if member else None
        wrong = [*_wrong_person(row, member, branch), *_wrong_request(row, actor.today)]
        problems += [_problem(reading, row, *each) for each in wrong]
        if member and branch and not wrong:
            entry = Entry(member.household, member.person, _request(row, branch, actor.today))
            lines.append(Line(row["row"], row["tab"], entry))
    for row in faulty:
        member = members.get(blind_index(row["id_number"])) if row["id_number"] else None
        wrong = [*_wrong_person(row, member, branches(member) if member else None), *_left_empty(row)]
        problems += [_problem(reading, row, *each) for each in wrong]
    # Where the sheet lacks a column every row would say the same of no cell.
    return Sheet(reading, lines, sorted(dict.fromkeys(problems), key=_place))


def _problem(reading: Reading, row: Mapping[str, Any], column: str, remedy: str) -> Problem:
    return reading.problem(column, row["row"], row["tab"], str(row.get(column) or ""), remedy)


def _place(problem: Problem) -> tuple[str, tuple[int, int]]:
    return problem.sheet, position(problem.cell) if problem.cell else (-1, -1)


def _members(actor: Actor, id_numbers: Sequence[str]) -> dict[str, Membership]:
    """Open memberships within the actor's place, by blind index of the ID number."""
    indexes = [blind_index(number) for number in id_numbers]
    memberships = Membership.objects.filter(
        of_households_seen_by(actor.posting), among("person__id_index", indexes), until=None
    )
    related = memberships.select_related("person", "household__village")
    return {each.person.id_index: each for each in related}


def _branches(actor: Actor) -> Any:
    """From a membership to the branch its household's applications go to."""
    if actor.station is Station.BRANCH:
        return lambda member: actor.posting.branch
    leads = LeadBank.objects.filter(until=None).select_related("branch")
    by_town = {each.town_id: each.branch for each in leads}
    return lambda member: by_town.get(member.household.village.parent_id)


def _wrong_person(
    row: Mapping[str, Any], member: Membership | None, branch: Branch | None
) -> Iterator[tuple[str, str]]:
    """The columns that are wrong about who applies, and what to write instead."""
    if not row["id_number"]:
        yield "id_number", "请填写申请人的 18 位身份证号码。"
    elif member is None:
        yield "id_number", "您辖区的名单里没有这个人，请核对号码，或先更新名单。"
    else:
        if member.person.name != row["name"]:
            yield "name", f"这个身份证号码登记的姓名是“{member.person.name}”，请核对姓名和号码。"
        if branch is None:
            yield "id_number", "这户所在的镇还没有主责任银行，请先由区县主管部门指定。"


def _wrong_request(row: Mapping[str, Any], today: date) -> Iterator[tuple[str, str]]:
    """The columns that are wrong about what is asked for, and what to write instead."""
    if row["amount"] is None:
        yield "amount", "请填写申贷金额，如 50000。"
    yield from _left_empty({"term": row["term_months"], "purpose": row["purpose"]})
    if (row["kind"] or "first") not in Application.Kind.values:
        yield "kind", "这里只能录入第一次贷款、追加贷款和续贷；展期请在贷款页面办理。"
    if row["bank_debt"] and debt_of(row["bank_debt"]) is None:
        yield "bank_debt", "请填写金额，如 20000；没有填 无，不清楚的留空。"
    if row["applied_on"] and row["applied_on"] > today:
        yield "applied_on", "申请日期不能晚于今天。"


def _left_empty(row: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    if not row["term"]:
        yield "term", "请填写申贷期限，如 36个月。"
    if not row["purpose"]:
        yield "purpose", "请填写申贷用途，写清产业，如 生猪养殖。"


def _request(row: Mapping[str, Any], branch: Branch, today: date) -> Request:
    facts = {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in row.items()
        if name in FACTS and name not in {*FROM_RECORDS, *BANK_FACTS} and value is not None
    }
    return Request(
        kind=row["kind"] or Application.Kind.FIRST,
        branch=branch,
        amount=row["amount"],
        term_months=row["term_months"],
        purpose=row["purpose"],
        applied_on=row["applied_on"] or today,
        bank_debt=debt_of(row["bank_debt"]),
        phone=row["phone"] or "",
        reason=row["reason"] or "",
        facts=facts,
        education="".join((row["education"] or "").split())[:EDUCATION_ROOM],
    )


def debt_of(said: str | None) -> int | None:
    """Fen of 已有银行负债 as people write it: 无, 20000, 2万元; None for nothing and for what cannot be read.

    >>> debt_of("无"), debt_of("20,000元"), debt_of("1.5万元"), debt_of("若干")
    (0, 2000000, 1500000, None)
    """
    text = "".join((said or "").split())
    if text in _NO_DEBT:
        return 0
    in_wan = text.endswith(("万", "万元"))
    amount = money(pl.lit(text.removesuffix("元").removesuffix("万")), WAN if in_wan else YUAN)
    return pl.select(amount).item() if text else None


def answers(lines: Sequence[Line], law: Law) -> tuple[pl.DataFrame, pl.DataFrame]:
    """What the law says of each application of a sheet; writes nothing.

    Returns the applications, a row each: ``row`` (of the sheet), ``household``, ``applicant``, ``kind``
    (as the form says it), ``amount`` (fen), ``term_months``, ``outcome``; and the answers, a row an
    application and rule: ``row``, ``household``, ``applicant``, ``rule`` (its label), ``level``,
    ``verdict``, ``clause``, ``message``.
    """
    screening = screened_together([_unsaved(line.entry) for line in lines], law.policy, law.national)
    asked = pl.DataFrame([_asked(line) for line in lines], schema=_ASKED, orient="row")
    verdicts = screening.verdicts["verdict"].cast(pl.String)
    who = asked.select("row", "household", "applicant").with_row_index("place", 1)
    findings = (
        screening.findings()
        .with_columns(place=pl.col("row").cast(pl.UInt32), rule=pl.col("rule").replace(screening.labels))
        .drop("row", "name")
        .join(who, on="place", maintain_order="left")
    )
    return asked.with_columns(outcome=verdicts), findings.select(*FINDINGS)


_ASKED = {
    "row": pl.Int64, "household": pl.String, "applicant": pl.String, "kind": pl.String, "amount": pl.Int64,
    "term_months": pl.Int64,
}  # fmt: skip
FINDINGS = ("row", "household", "applicant", "rule", "level", "verdict", "clause", "message")


def _asked(line: Line) -> tuple[object, ...]:
    entry, request = line.entry, line.entry.request
    who = (line.row, entry.household.number, entry.applicant.name)
    return (*who, request.kind_label, request.amount, request.term_months)


def _unsaved(entry: Entry) -> Application:
    request = entry.request
    return Application(
        household=entry.household,
        applicant=entry.applicant,
        kind=request.kind,
        amount=request.amount,
        term_months=request.term_months,
        purpose=request.purpose,
        applied_on=request.applied_on,
        reason=request.reason,
        facts=dict(request.facts),
    )
