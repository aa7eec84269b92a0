"""What is on file of a case, held against what its step needs (双调查、承诺书)."""

from __future__ import annotations

from datetime import date

from hudai.core.gates import GateFinding, Papers, gate_findings, simple_review
from hudai.core.policy import Policy
from hudai.core.run_off import law_day
from hudai.records.models import Application, Commitment, Survey
from hudai.records.queries.loan_chain import begun_on
from hudai.records.queries.rating import takes_simple_path


def papers_of(application: Application) -> Papers:
    """The newest survey of each kind, the commitment, and a rating that covers the amount; three queries."""
    newest: dict[str, bool] = dict(
        application.surveys.order_by("surveyed_on", "pk").values_list("subject", "favourable")
    )
    signed = Commitment.objects.filter(application=application).exists()
    return Papers(
        household_survey=newest.get(Survey.Subject.HOUSEHOLD),
        project_survey=newest.get(Survey.Subject.PROJECT),
        commitment=True if signed else None,
        rated_line=True if takes_simple_path(application) else None,
    )


def spared_by(application: Application, policy: Policy) -> str:
    """The clause by which the case's rating spares the household survey; empty where it does not."""
    clause = simple_review(policy, day_of_law(application, policy))
    return clause if clause and takes_simple_path(application) else ""


def gates(application: Application, policy: Policy) -> list[GateFinding]:
    """The answers on the papers of a case where it stands."""
    return answers_on_papers(application, papers_of(application), policy)


def answers_on_papers(application: Application, papers: Papers, policy: Policy) -> list[GateFinding]:
    """The answers on papers that were looked up."""
    day = day_of_law(application, policy)
    return list(gate_findings(papers, policy=policy, step=application.step, on=day))


def day_of_law(application: Application, policy: Policy) -> date:
    """The day whose numbers count for a case: that of the application, or the window's last (run-off)."""
    until = policy.window_until
    if until is None or application.applied_on < until:
        return application.applied_on
    return law_day(policy, application.applied_on, begun_on(application))
