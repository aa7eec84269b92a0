"""贷款评估 on the page of a case: the bank's form at its turn, the worksheet for whoever sees the case."""

from __future__ import annotations

from functools import cache
from typing import Any

from hudai.actions import assessment as actions
from hudai.actions.decision import Terms
from hudai.core.industry import Catalogue
from hudai.documents import industry_files
from hudai.records.models import Application
from hudai.web import law as laws
from hudai.web.forms.assessment import AssessmentForm, assessment_initial


@cache
def catalogue(policy: str) -> Catalogue:
    """The industries of a policy pack's county."""
    return industry_files.load(policy, laws.own_packs())


def on_case(application: Application, *, form_too: bool) -> dict[str, Any]:
    """The latest assessment, what a grant beyond it says, and at the bank's turn the form."""
    standing = actions.latest(application)
    facts: dict[str, Any] = {"assessment": standing}
    if application.approved_amount is not None and application.approved_term_months is not None:
        facts["beyond"] = actions.beyond_latest(
            application, application.approved_amount, application.approved_term_months
        )
    if form_too:
        known = catalogue(application.policy)
        # What was found before a return is mostly still so; it counts again once it is registered again.
        before = standing or application.assessments.order_by("-pk").first()
        initial = assessment_initial(application, before, known)
        facts["assessment_form"] = AssessmentForm(initial=initial, catalogue=known, prefix="assess")
        facts["catalogue"] = known
    return facts


def advice(application: Application, terms: Terms | None, text: str) -> str:
    """What to add to an opinion that grants more than was suggested and says no reason; else empty."""
    if terms is None or text.strip():
        return ""
    said = actions.beyond_latest(application, terms.amount, terms.term_months)
    return f"审批{said}，意见里没有写理由；建议另行说明，以便日后查考。" if said else ""
