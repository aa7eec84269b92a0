"""The page of one case: head, road, findings, facts, papers, journal, and what this desk may do."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from hudai.actions import application as application_actions
from hudai.actions import decision as decision_actions
from hudai.actions.actor import Actor
from hudai.actions.attestation import ATTESTED
from hudai.actions.commitment import rests_on_commitment
from hudai.actions.gates import gates, spared_by
from hudai.actions.levels import barred
from hudai.actions.pricing import above_table
from hudai.core import words, workflow
from hudai.core.application_facts import FACTS
from hudai.core.calendar import Calendar
from hudai.core.findings import Verdict
from hudai.core.gates import SPARED
from hudai.core.policy import Policy, Step
from hudai.core.workflow import State
from hudai.records.models import Application, Decision
from hudai.records.queries import application as queries
from hudai.records.queries.attachment import checklist
from hudai.records.queries.rating import fresh_rating
from hudai.web import assessment as assessing
from hudai.web import hints as hinting
from hudai.web import law as laws
from hudai.web import project_funding as funding
from hudai.web.acting import actor
from hudai.web.forms.application import short_label
from hudai.web.forms.decision import (
    MARKED_LABELS,
    AttestationForm,
    CommitmentForm,
    DecisionForm,
    ReasonForm,
    SurveyForm,
    WaiverForm,
    attestation_initial,
    terms_initial,
)
from hudai.web.forms.terms import GradedTermsForm
from hudai.web.loan_step import step_of
from hudai.web.pricing_hint import hint as pricing_hint
from hudai.web.request import Request
from hudai.web.working_days import calendar_of

LONG_WAIT = timedelta(days=7)
"""Where nobody set days for a step: after a week without an opinion the pages warn all the same."""
LINES = 30
"""Lines of the journal on the page."""

STATE_TONES = {
    State.DRAFT: "grey",
    State.UNDER_WAY: "blue",
    State.APPROVED: "green",
    State.REJECTED: "red",
    State.WITHDRAWN: "grey",
}


@dataclass(frozen=True, slots=True)
class RoadStep:
    """One line of the timeline."""

    title: str
    state: str
    """done, now, later or stopped."""
    who: str = ""
    at: datetime | None = None
    words: str = ""
    took: str = ""


@dataclass(frozen=True, slots=True)
class Wait:
    """How long a case has waited where it is, and until when it should."""

    since: datetime
    days: int
    due_on: date | None
    late: bool
    """Past its deadline, or past a week where none is set."""
    doubt: str = ""
    """That a year the deadline lies in has no known days off; empty where it has."""

    @property
    def told(self) -> str:
        """今天到达, 已等 3 天, with the deadline where there is one."""
        waited = f"已等 {self.days} 天" if self.days else "今天到达"
        return f"{waited}，{self.due_on:%m-%d} 到期" if self.due_on else waited


def wait_of(application: Application, policy: Policy, calendar: Calendar, today: date) -> Wait:
    """The wait of an open case, and by the county's working days how long it may last."""
    since = timezone.localtime(application.step_since)
    days, arrived_on = (today - since.date()).days, since.date()
    due = calendar.due_on(arrived_on, workflow.working_days(policy, application.step, arrived_on))
    late = today > due if due else days > LONG_WAIT.days
    doubt = calendar.doubt(arrived_on, due) if due else ""
    return Wait(since, days, due, late and application.state == State.UNDER_WAY, doubt)


def state_label(application: Application, route: tuple[Step, ...]) -> str:
    """Where the case stands, in a few words: 镇帮扶干部意见 while it waits there."""
    if application.state == State.UNDER_WAY and application.step <= len(route):
        return f"待{workflow.label(route, application.step)}"
    if application.state == State.DRAFT and application.version:
        return "退回修改"
    return application.get_state_display()


def took(time: timedelta) -> str:
    """A time as people say it.

    >>> took(timedelta(days=3, hours=5)), took(timedelta(minutes=7))
    ('3 天 5 小时', '不到 1 小时')
    """
    hours = int(time.total_seconds()) // 3600
    if not hours:
        return "不到 1 小时"
    days, hours = divmod(hours, 24)
    return " ".join(part for part in (f"{days} 天" if days else "", f"{hours} 小时" if hours else "") if part)


def road(application: Application, route: tuple[Step, ...], wait: Wait) -> list[RoadStep]:
    """The whole road: what was said, where the case stands and since when, what is to come."""
    entry = application.entered_by
    steps = [RoadStep("填写申请", "done", f"{entry.office} {entry.officer.name}", application.entered_at)]
    given = application.decisions.select_related("posting", "officer")
    steps += [_said(decision, route) for decision in given]
    if application.state == State.WITHDRAWN:
        return [*steps, RoadStep("已撤回", "stopped", at=application.step_since)]
    if application.state in (State.APPROVED, State.REJECTED):
        return steps
    waiting = wait.told
    if application.state == State.DRAFT:
        title = "等待修改后重新提交" if application.version else "等待提交"
        now = RoadStep(title, "now", words=waiting)
        return [*(steps if application.version else steps[:1]), now, *_later(route, 1)]
    now = RoadStep(workflow.label(route, application.step), "now", words=f"正在办理，{waiting}")
    return [*steps, now, *_later(route, application.step + 1)]


def _later(route: tuple[Step, ...], first: int) -> list[RoadStep]:
    return [RoadStep(step.label, "later") for step in route[first - 1 :]]


def _said(decision: Decision, route: tuple[Step, ...]) -> RoadStep:
    verdict = decision.get_verdict_display()
    if decision.returned_to is not None:
        verdict += f"到“{workflow.label(route, decision.returned_to)}”"
    marked = "、".join(MARKED_LABELS.get(name, name) for name in decision.marked_fields)
    said = f"{verdict}：{decision.opinion}" if decision.opinion else verdict
    deputy = "（代）" if decision.officer_id != decision.posting.officer_id else ""
    return RoadStep(
        decision.label,
        "done" if decision.verdict == Decision.Verdict.AGREE else "stopped",
        f"{decision.posting.office} {decision.officer.name}{deputy}",
        decision.decided_at,
        f"{said}（需更正：{marked}）" if marked else said,
        took(decision.decided_at - decision.arrived_at),
    )


def case_page(request: Request, application: Application, *, status: int = 200, **forms: Any) -> HttpResponse:
    """The case, with fresh forms except those handed in (with what is wrong in them)."""
    acting = actor(request)
    law = laws.law(application.policy)
    may = _may(acting, application, law.policy)
    wait = wait_of(application, law.policy, calendar_of(request), acting.today)
    simple = spared_by(application, law.policy)
    items = checklist(application, law.policy.route, simple=bool(simple))
    facts = {
        "title": f"{application.applicant.name}的申请",
        "application": application,
        "policy": law.policy,
        "state_label": state_label(application, law.policy.route),
        "state_tone": STATE_TONES[State(application.state)],
        "wait": wait if _is_open(application) else None,
        "road": road(application, law.policy.route, wait),
        "facts": _facts(application),
        "rating": fresh_rating(application.household, application.applied_on),
        "approved_note": _approved(application),
        "above_table": above_table(application, law),
        "journal": queries.journal_of(application)[:LINES],
        "surveys": application.surveys.select_related("recorded_by"),
        "commitment": getattr(application, "commitment", None),
        "missing": [item.paper for item in items if item.missing],
        "simple": laws.place(simple),
        "simple_words": laws.words(simple),
        "spared": SPARED,
        "print_links": _print_links(application),
        "may": may,
        "barred": _barred(acting, application, law.policy),
        "loan_step": step_of(acting, application),
        **_findings(application, law, acting.today),
        **_forms(application, acting, law, may),
        **assessing.on_case(application, form_too=may["grant"]),
        "funding": funding.on_case(acting, application),
        **forms,
    }
    return render(request, "application/case.html", facts, status=status)


def _is_open(application: Application) -> bool:
    return application.state in (State.DRAFT, State.UNDER_WAY)


def _may(acting: Actor, application: Application, policy: Policy) -> dict[str, bool]:
    """What this desk may do now; the actions ask again."""
    enters = acting.station in application_actions.ENTERS
    is_open = _is_open(application)
    decides = decision_actions.has_turn(acting, application, policy.route)
    draft = application.state == State.DRAFT
    return {
        "decide": decides,
        "grant": decides and policy.route[application.step - 1].station == "bank",
        "fill_in": enters and draft,
        "withdraw": enters and is_open,
        "commit": enters and is_open and not _is_settled(application),
        "survey": is_open and acting.station in application_actions.SURVEYS,
        "waive": is_open and acting.station in decision_actions.WAIVES,
        "copy": enters and not is_open,
        "look": acting.station in decision_actions.LOOKS,
    }


def _barred(acting: Actor, application: Application, policy: Policy) -> str:
    """Why an officer at the desk whose turn it is may not speak, and who may; else empty."""
    if application.state != State.UNDER_WAY or application.step not in decision_actions.steps_of(
        acting.station, policy.route
    ):
        return ""
    return barred(application, acting, policy.route[application.step - 1])


def _is_settled(application: Application) -> bool:
    """Whether the commitment is there and somebody agreed to the case on it."""
    return hasattr(application, "commitment") and rests_on_commitment(application)


def _findings(application: Application, law: application_actions.Law, today: date) -> dict[str, Any]:
    """An open case is answered afresh; a closed one shows what it was decided on."""
    fresh = hinting.with_gates(hinting.hints(application, law, today), gates(application, law.policy))
    standing = application.waivers.filter(version=application.version).select_related("waived_by")
    waivers = {waiver.rule: waiver for waiver in standing}
    labels = {line.rule: line.label for line in fresh.lines}
    kept = [] if _is_open(application) else queries.latest_findings(application)
    rows: list[dict[str, Any]] = [
        {
            "rule": each.rule,
            "verdict": each.verdict,
            "level": each.level,
            "clause": each.clause,
            "message": each.message,
        }
        for each in kept
    ]
    if rows:
        lines = [hinting.line(labels, row, waivers.get(row["rule"])) for row in rows]
    else:
        lines = [_waived(line, waivers.get(line.rule)) for line in fresh.lines]
    return {
        "findings": [line for line in lines if line.verdict is not Verdict.PASS],
        "passed": [line for line in lines if line.verdict is Verdict.PASS],
        "hints": fresh,
        "found_at": kept[0].screening.found_at if kept else None,
    }


def _waived(line: hinting.Line, waiver: Any) -> hinting.Line:
    return line if waiver is None else replace(line, waiver=waiver)


def _facts(application: Application) -> list[tuple[str, str, str]]:
    """What was established, as label and words, and who stands for it since when."""
    written = (application_actions.ENTERED, application_actions.AMENDED)
    who = queries.attested(application, written=written, by_name=ATTESTED)
    shown = []
    for name, value in application.facts.items():
        fact = FACTS.get(name)
        if fact is None:
            continue
        if isinstance(value, bool):
            text = (fact.yes or "是") if value else (fact.no or "否")
        elif name in ("outstanding", "credit_line"):
            text = f"{words.yuan(value)} 元"
        else:
            text = str(value)
        shown.append((short_label(fact), text, _by(who.get(name))))
    return shown


def _by(who: queries.Attested | None) -> str:
    return f"{who.office} {who.officer} {timezone.localtime(who.at):%Y-%m-%d %H:%M}" if who else ""


def _approved(application: Application) -> str:
    """Term and rate granted, in one line; empty before the bank has spoken."""
    if application.approved_rate is None:
        return ""
    return f"{application.approved_term_months} 个月，年利率 {words.percent(application.approved_rate)}"


def _print_links(application: Application) -> list[tuple[str, str]]:
    """Pages of papers, as far as there are such pages."""
    found = []
    for name, label in (("application_papers", "打印与材料"),):
        try:
            found.append((label, reverse(name, args=[application.number])))
        except NoReverseMatch:
            continue
    return found


def _forms(
    application: Application, acting: Actor, law: application_actions.Law, may: dict[str, bool]
) -> dict[str, Any]:
    """Fresh forms for what this desk may do."""
    made: dict[str, Any] = {}
    policy = law.policy
    if may["decide"]:
        seen = {"seen_version": application.version, "seen_step": application.step, "opinion": "agree"}
        made["decision_form"] = DecisionForm(initial=seen, application=application, policy=policy)
    if may["grant"]:
        newest = fresh_rating(application.household, acting.today)
        asked = pricing_hint(application, law, newest.grade if newest else "", acting.today)
        made["pricing"] = asked
        made["terms_form"] = GradedTermsForm(
            initial={**(asked.initial if asked else {}), **terms_initial(application, newest)},
            application=application,
        )
        made["attestation_form"] = AttestationForm(
            initial=attestation_initial(application, newest),
            policy=policy,
            recorded=fresh_rating(application.household, application.applied_on),
            prefix="bank",
        )
    if may["survey"]:
        today = {"surveyed_on": acting.today}
        made["survey_form"] = SurveyForm(initial=today, prefix="survey")
    if may["commit"]:
        made["commitment_form"] = CommitmentForm(
            initial=_helper(application, acting.today), prefix="commitment"
        )
    if may["withdraw"]:
        made["withdraw_form"] = ReasonForm(prefix="withdraw")
    if may["waive"]:
        made["waiver_form"] = WaiverForm(prefix="waive")
    return made


def _helper(application: Application, today: date) -> dict[str, Any]:
    """The commitment as it stands, or the household's own helper."""
    there = getattr(application, "commitment", None)
    if there:
        names = ("helper", "helper_employer", "helper_phone", "signed_on")
        return {name: getattr(there, name) for name in names}
    helper = application.household.helpers.filter(until=None).first()
    known = {"signed_on": today}
    if helper is None:
        return known
    return {**known, "helper": helper.name, "helper_employer": helper.employer, "helper_phone": helper.phone}
