"""What is on file of a case, held against what its step needs (双调查、承诺书)."""

from __future__ import annotations

from hudai.core.gates import GateFinding, Papers, gate_findings
from hudai.core.policy import Policy
from hudai.records.models import Application, Commitment, Survey


def papers_of(application: Application) -> Papers:
    """The newest survey of each kind, and whether the commitment is signed; two queries."""
    newest: dict[str, bool] = dict(
        application.surveys.order_by("surveyed_on", "pk").values_list("subject", "favourable")
    )
    signed = Commitment.objects.filter(application=application).exists()
    return Papers(
        household_survey=newest.get(Survey.Subject.HOUSEHOLD),
        project_survey=newest.get(Survey.Subject.PROJECT),
        commitment=True if signed else None,
    )


def gates(application: Application, policy: Policy) -> list[GateFinding]:
    """The answers on the papers of a case where it stands."""
    return list(
        gate_findings(papers_of(application), policy=policy, step=application.step, on=application.applied_on)
    )
