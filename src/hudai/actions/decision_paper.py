"""审查意见书: what was decided on a case or where it waits, and what the rules say of it, to hand out."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from hudai.actions.actor import Actor
from hudai.actions.application import BANK_FACTS, Law, in_hand, turn_of
from hudai.actions.gates import gates
from hudai.actions.journal import note
from hudai.actions.paper import Paper, branch_name
from hudai.actions.screening import screened
from hudai.core.findings import Level, Outcome, Verdict
from hudai.core.gates import LABELS
from hudai.core.policy import Policy
from hudai.core.screening import Screening
from hudai.core.workflow import ENTRY, State, label
from hudai.documents.forms import decision_notice
from hudai.documents.forms.decision_notice import Notice, NoticeFinding, NoticeHead, Waived
from hudai.documents.forms.decision_standing import Granted, Refused, Standing
from hudai.documents.media_types import PDF
from hudai.records.models import Application, Decision, Finding, Waiver
from hudai.records.queries.application import latest_findings
from hudai.records.queries.officer import office_in_charge

FOR_THE_BANK = frozenset({*BANK_FACTS, "rate"})
"""What nobody but the bank can say, and says at its own step."""


@transaction.atomic
def decision_paper(*, actor: Actor, law: Law, places: Mapping[str, str], number: str) -> Paper:
    """The notice of what was decided on a case or where it waits, and of what the rules say of it.

    The rules' answers are those last found; a case never screened is screened now.

    Args:
        places: clause id → where it stands, as the notice cites it.

    Raises:
        NotYours: if the desk does not see the case.
    """
    application = in_hand(actor, number)
    notice = _notice(application, law, places)
    head = NoticeHead(
        office=_examiner(application, law.policy),
        scheme=law.policy.scheme,
        policy_title=law.policy.title,
        digest=law.policy.digest,
        made_on=actor.today,
    )
    content = _written(lambda path: decision_notice.write_pdf(path, [notice], head=head))
    note(actor, "打印审查意见书", application)
    return Paper(f"审查意见书-{number}.pdf", PDF, content)


def _notice(application: Application, law: Law, places: Mapping[str, str]) -> Notice:
    """The case and its findings; the labels of the rules come from screening it as it stands."""
    fresh = screened(application, law.policy, law.national)
    kept = latest_findings(application)
    rows: list[dict[str, Any]] = (
        [
            {name: getattr(each, name) for name in ("rule", "level", "verdict", "clause", "message")}
            for each in kept
        ]
        if kept
        else [*fresh.findings().iter_rows(named=True), *map(asdict, gates(application, law.policy))]
    )
    standing = application.waivers.filter(version=application.version).select_related("waived_by")
    waivers = {waiver.rule: waiver for waiver in standing}
    labels, open_to_bank = {**fresh.labels, **LABELS}, _open_to_bank(fresh, kept)
    found = [
        replace(
            _finding(row, labels, places, waivers.get(row["rule"])), is_the_banks=row["rule"] in open_to_bank
        )
        for row in rows
    ]
    findings = found if turn_of(application).is_open else [each for each in found if not _is_pending(each)]
    village = application.household.village
    return Notice(
        applicant=application.applicant.name,
        id_number=application.applicant.id_number,
        village=f"{village.parent or ''}{village}",
        amount_fen=application.amount,
        term_months=application.term_months,
        applied_on=application.applied_on,
        outcome=_outcome(findings),
        findings=findings,
        standing=_standing(application, law.policy),
    )


def _is_pending(finding: NoticeFinding) -> bool:
    """Whether the bank would still have to say; it never will of a case that is over."""
    return finding.is_the_banks and finding.verdict is Verdict.UNKNOWN


def _open_to_bank(fresh: Screening, kept: Sequence[Finding]) -> set[str]:
    """Rules that could not tell, from the facts they had, for want of nothing but what the bank says."""
    known = kept[0].screening.facts if kept else fresh.facts.row(0, named=True)
    wanted = {rule.id: {name for name in rule.needs if known.get(name) is None} for rule in fresh.rules}
    return {rule for rule, names in wanted.items() if names and names <= FOR_THE_BANK}


def _standing(application: Application, policy: Policy) -> Standing:
    """How the case came out, or where it waits; the opinion that sent it there where one did."""
    state = State(application.state)
    last = application.decisions.select_related("posting").order_by("-decided_at", "-pk").first()
    return Standing(
        state=state,
        since=timezone.localtime(application.step_since).date(),
        step=label(policy.route, application.step) if state is State.UNDER_WAY else "",
        refused=_refused(last, application) if last else None,
        granted=_granted(application) if state is State.APPROVED else None,
    )


def _refused(last: Decision, application: Application) -> Refused | None:
    """The last opinion where it rejected the case or sent it to where it stands; None where it agreed.

    A return is told until the step it went back to has spoken; a draft handed in again is mended.
    """
    mended = last.returned_to == ENTRY and application.step != ENTRY
    if last.verdict == Decision.Verdict.AGREE or mended:
        return None
    on = timezone.localtime(last.decided_at).date()
    return Refused(last.label, last.posting.office, on, last.opinion)


def _granted(application: Application) -> Granted:
    amount, months = application.approved_amount, application.approved_term_months
    assert amount, "an approval has its amount"
    assert months, "an approval has its term"
    assert application.approved_rate is not None, "an approval has its rate"
    kind = Application.Kind(application.kind)
    return Granted(
        amount_fen=amount,
        term_months=months,
        rate_ppm=application.approved_rate,
        bank=branch_name(application.branch),
        kind="贷款" if kind is Application.Kind.FIRST else kind.label,
        signed=hasattr(application, "extension") or hasattr(application, "contract"),
    )


def _finding(
    row: Mapping[str, Any], labels: Mapping[str, str], places: Mapping[str, str], waiver: Waiver | None
) -> NoticeFinding:
    return NoticeFinding(
        rule=labels.get(row["rule"], row["rule"]),
        level=Level(row["level"]),
        verdict=Verdict(row["verdict"]),
        clause=places.get(row["clause"], row["clause"]),
        message=row["message"],
        waived=_waived(waiver) if waiver else None,
    )


def _waived(waiver: Waiver) -> Waived:
    return Waived(waiver.reason, waiver.waived_by.office, timezone.localtime(waiver.waived_at).date())


def _outcome(findings: list[NoticeFinding]) -> Outcome:
    """What stands in the household's way, in a word: not what was waived, nor what the bank will say."""
    failed = {each.level for each in findings if each.verdict is Verdict.FAIL and not each.waived}
    unknown = {each.level for each in findings if each.verdict is Verdict.UNKNOWN and not each.is_the_banks}
    if Level.HARD in failed:
        return Outcome.INELIGIBLE
    if unknown & {Level.HARD, Level.PRINCIPLE}:
        return Outcome.NEEDS_FACTS
    return Outcome.NEEDS_WAIVER if Level.PRINCIPLE in failed else Outcome.ELIGIBLE


def _examiner(application: Application, policy: Policy) -> str:
    """Who signs the notice: the county's office by its own name, or as the document calls it."""
    town = application.household.village.parent
    if town is not None and (office := office_in_charge(town.parent_id)):
        return office
    label = next((step.label for step in policy.route if step.station == "office"), "")
    return label.removesuffix("意见") or f"{policy.county}小额信贷审查单位"


def _written(write: Callable[[Path], object]) -> bytes:
    """What a form writes to a file, as bytes; the file is gone at once."""
    with tempfile.TemporaryDirectory(prefix="hudai-") as folder:
        path = Path(folder) / "paper"
        write(path)
        return path.read_bytes()
