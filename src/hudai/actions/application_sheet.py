"""A sheet of applications: each row found its person, household and branch, and screened together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from hudai.actions.actor import Actor
from hudai.actions.application import Entry, Law, Request
from hudai.actions.screening import FROM_RECORDS, screened_together
from hudai.core.application_facts import FACTS
from hudai.core.errors import SheetRefused
from hudai.core.findings import Outcome, Verdict
from hudai.documents.sheets import Reading
from hudai.records.fields import blind_index
from hudai.records.models import Application, Branch, LeadBank, Membership, Station
from hudai.records.queries.visibility import of_households_seen_by


def entries(*, actor: Actor, reading: Reading) -> list[Entry]:
    """The applications of a sheet, each with its household; one query a kind of thing, not a row.

    The branch is the lead bank's of the household's town, or the bank's own where a bank enters.

    Raises:
        SheetRefused: if a row names nobody of the actor's place, or what it asks for is not clear.
    """
    rows = reading.frame.to_dicts()
    members = _members(actor, [row["id_number"] for row in rows])
    branches = _branches(actor)
    found, problems = [], []
    for row in rows:
        member = members.get(blind_index(row["id_number"]))
        branch = branches(member) if member else None
        wrong = _wrong(row, member, branch, actor.today)
        if wrong:
            column, remedy = wrong
            problems.append(reading.problem(column, row["row"], row["tab"], str(row[column] or ""), remedy))
        elif member and branch:
            found.append(Entry(member.household, member.person, _request(row, branch, actor.today)))
    if problems:
        raise SheetRefused(f"表格有 {len(problems)} 行要改，没有录入任何一行。", problems)
    return found


def _members(actor: Actor, id_numbers: Sequence[str]) -> dict[str, Membership]:
    """Open memberships within the actor's place, by blind index of the ID number."""
    indexes = [blind_index(number) for number in id_numbers]
    memberships = Membership.objects.filter(
        of_households_seen_by(actor.posting), person__id_index__in=indexes, until=None
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


def _wrong(
    row: Mapping[str, Any], member: Membership | None, branch: Branch | None, today: date
) -> tuple[str, str] | None:
    """The column that is wrong in a row, and what to write instead."""
    if member is None:
        return "id_number", "您辖区的名单里没有这个人，请核对号码，或先更新名单。"
    if member.person.name != row["name"]:
        return "name", f"这个身份证号码登记的姓名是“{member.person.name}”，请核对姓名和号码。"
    if branch is None:
        return "id_number", "这户所在的镇还没有主责任银行，请先由区县主管部门指定。"
    if not row["term_months"]:
        return "term", "请填写申贷期限，如 36个月。"
    if not row["purpose"]:
        return "purpose", "请填写申贷用途，写清产业，如 生猪养殖。"
    if (row["kind"] or "first") not in Application.Kind.values:
        return "kind", "这里只能录入第一次贷款、追加贷款和续贷；展期请在贷款页面办理。"
    if row["applied_on"] and row["applied_on"] > today:
        return "applied_on", "申请日期不能晚于今天。"
    return None


def _request(row: Mapping[str, Any], branch: Branch, today: date) -> Request:
    facts = {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in row.items()
        if name in FACTS and name not in FROM_RECORDS and value is not None
    }
    return Request(
        kind=row["kind"] or Application.Kind.FIRST,
        branch=branch,
        amount=row["amount"],
        term_months=row["term_months"],
        purpose=row["purpose"],
        applied_on=row["applied_on"] or today,
        bank_debt=None,
        phone=row["phone"] or "",
        reason=row["reason"] or "",
        facts=facts,
    )


def outcomes(entries: Sequence[Entry], law: Law) -> list[tuple[Entry, Outcome, str]]:
    """What the law says of each entry, and the messages of the rules that do not pass; writes nothing."""
    drafts = [_unsaved(entry) for entry in entries]
    screening = screened_together(drafts, law.policy, law.national)
    told: dict[int, list[str]] = {}
    for finding in screening.findings().iter_rows(named=True):
        if finding["verdict"] != Verdict.PASS:
            told.setdefault(finding["row"], []).append(finding["message"])
    verdicts = screening.verdicts.select("row", "verdict").rows()
    return [
        (entry, Outcome(verdict), "".join(told.get(row, [])))
        for entry, (row, verdict) in zip(entries, verdicts, strict=True)
    ]


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
