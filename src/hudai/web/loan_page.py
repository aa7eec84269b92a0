"""The page of one loan: figures, terms, what falls due, repayments, subsidy, chain, what is to be done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from hudai.actions import loan as lending
from hudai.actions import loan_correction as correcting
from hudai.actions import repayment as repaying
from hudai.actions import stop as stopping
from hudai.actions.actor import Actor
from hudai.actions.application import Law
from hudai.actions.signing import late_after_approval
from hudai.actions.subsidy_papers import SEES_NUMBERS
from hudai.core import words
from hudai.core.errors import Refusal
from hudai.core.findings import Verdict
from hudai.core.policy import Policy
from hudai.records.models import Loan, LoanCorrection, Repayment, Stop
from hudai.records.queries import loan as queries
from hudai.records.queries.bank_return import told_days
from hudai.records.queries.loan_chain import chain_of, due_in_force, owed_of
from hudai.web import law as laws
from hudai.web import loan_figures as figures
from hudai.web import loan_sections
from hudai.web.acting import actor
from hudai.web.request import Request
from hudai.web.subsidy_page import REQUEST_FORMATS
from hudai.web.templatetags import zh

LINES = 30
"""Lines of the journal on the page."""

CLASS_TONES = {"正常": "green", "关注": "orange", "次级": "red", "可疑": "red", "损失": "red"}
STATE_TONES = {
    queries.WAITING: "orange",
    queries.OPEN: "blue",
    queries.OVERDUE: "red",
    queries.PAID_OFF: "green",
    queries.GIVEN_UP: "grey",
}


@dataclass(frozen=True, slots=True)
class Corrected:
    """A correction as the page shows it."""

    label: str
    before: str
    after: str
    reason: str
    who: str
    at: Any


@dataclass(frozen=True, slots=True)
class Link:
    """One contract of a chain."""

    loan: Loan
    due_on: date
    balance: int
    here: bool


def loan_page(request: Request, loan: Loan, *, status: int = 200, **more: Any) -> HttpResponse:
    """The loan, worked out from its facts as they are now."""
    acting = actor(request)
    law = laws.law(loan.policy)
    history = queries.history(loan)
    known = figures.known_of(loan)
    standing = figures.standing_now(loan, known.own, law.policy, acting.today)
    subsidy, no_subsidy = figures.subsidy_or_why_not(loan, known.household, law, acting.today, history.lines)
    steps = figures.steps(known.own, acting.today)
    state = _state(loan, standing)
    told_to = told_days(acting.today).get(loan.branch_id)
    facts = {
        "title": f"{loan.borrower.name}的贷款",
        "loan": loan,
        "policy": law.policy,
        "state": queries.STATES[state],
        "state_tone": STATE_TONES[state],
        "standing": standing,
        "balance": standing["balance_fen"] if standing else None,
        "class_tone": CLASS_TONES.get(standing["class"], "grey") if standing else "grey",
        "due_on": due_in_force(loan),
        "paid_out_note": f"{zh.short_day(loan.disbursed_on)} 放款" if loan.disbursed_on else "还没有放款",
        "dues": figures.dues(known.own, law.policy, acting.today, told_to) if loan.disbursed_on else [],
        "told_to": told_to,
        "steps": steps,
        "repayments": history.repayments,
        "stands": {row.pk for row in history.repayments if _stands(row)},
        "paid": _totals(history.repayments),
        "subsidy": subsidy,
        "no_subsidy": no_subsidy,
        "request_formats": REQUEST_FORMATS if acting.station in SEES_NUMBERS else (),
        "chain": _chain(loan),
        "extensions": history.extensions,
        "stops": history.stops,
        "classes": history.classes,
        "earlier_grants": history.earlier_grants,
        "may_lift": [row.pk for row in history.stops if _may_lift(acting, row)],
        "corrections": [_corrected(row) for row in history.corrections],
        "correction_count": len(history.corrections),
        "frozen": _frozen(loan),
        "late": _late(loan, law, acting.today),
        "journal": queries.journal_of(loan)[:LINES],
        "sections": loan_sections.shown(request, loan),
        "may": may(acting, loan, standing),
        **more,
    }
    return render(request, "loan/loan.html", facts, status=status)


def may(acting: Actor, loan: Loan, standing: Any) -> dict[str, bool]:
    """What this desk may do now; the actions ask again."""
    lends = acting.station in lending.LENDS
    waiting = loan.disbursed_on is None and loan.given_up_on is None
    paid_out = loan.disbursed_on is not None
    # A bank recalls and converts what is owed; what the county finds counts for a loan paid off too.
    to_stop = acting.station not in stopping.BANK or bool(standing and standing["balance_fen"] > 0)
    return {
        "disburse": lends and waiting,
        "give_up": lends and waiting,
        "repay": paid_out and acting.station in repaying.BOOKS and bool(standing),
        "correct_repayment": paid_out and acting.station in repaying.BOOKS,
        "correct": acting.station in correcting.CORRECTS and loan.given_up_on is None,
        "stop": paid_out and to_stop and bool(stopping.kinds_for(acting.station)),
    }


def _state(loan: Loan, standing: Any) -> str:
    if loan.given_up_on is not None:
        return queries.GIVEN_UP
    if standing is None:
        return queries.WAITING
    if standing["balance_fen"] <= 0:
        return queries.PAID_OFF
    return queries.OVERDUE if standing["days_overdue"] else queries.OPEN


def _stands(row: Repayment) -> bool:
    return not row.void and not hasattr(row, "replaced_by")


def _totals(rows: list[Repayment]) -> dict[str, int]:
    """The sums of what stands, fen."""
    standing = [row for row in rows if _stands(row)]
    return {
        name: sum(getattr(row, name) for row in standing) for name in ("principal", "interest", "penalty")
    }


def _may_lift(acting: Actor, row: Stop) -> bool:
    stands = not row.void and not hasattr(row, "replaced_by")
    return stands and acting.station in stopping.STOPS[row.kind]


def _chain(loan: Loan) -> list[Link]:
    chain = chain_of(loan)
    if len(chain) < 2:
        return []
    owed = owed_of(chain)
    return [Link(each, due_in_force(each), owed[each.pk], here=each.pk == loan.pk) for each in chain]


def _corrected(row: LoanCorrection) -> Corrected:
    label = correcting.FIELDS.get(row.field, row.field)
    if row.field == correcting.SEALED:
        before, after = "（不显示）", "（已改）"
    else:
        before, after = _term(row.field, row.before), _term(row.field, row.after)
    who = f"{row.recorded_by.office} {row.recorded_by.officer.name}"
    return Corrected(label, before, after, row.reason, who, row.recorded_at)


def _term(field: str, value: Any) -> str:
    """A kept term as people read it."""
    if value is None or value == "":
        return zh.UNKNOWN
    if field == "principal":
        return f"{words.yuan(value)} 元"
    return words.percent(value) if field == "rate" else str(value)


def _frozen(loan: Loan) -> dict[str, Any]:
    """What the contract keeps of its signing day, for the page."""
    kept = loan.frozen or {}
    return {
        "highest_rate": kept.get("highest_rate"),
        "series": kept.get("series", ""),
        "published_on": kept.get("published_on", ""),
        "unknown": kept.get("highest_rate_unknown", ""),
        "digest": str(kept.get("digest", ""))[:12],
        "answers": [
            {
                "message": row["message"],
                "place": laws.place(row["clause"]),
                "words": laws.words(row["clause"]),
                "passed": row["verdict"] == Verdict.PASS,
            }
            for row in kept.get("findings", ())
        ],
    }


def _late(loan: Loan, law: Law, today: date) -> dict[str, str]:
    """The advice where the money went out, or still waits, too long after the approval."""
    if loan.application is None or loan.given_up_on is not None:
        return {}
    row = late_after_approval(law, lending.approved_on(loan.application), loan.disbursed_on or today)
    if row is None:
        return {}
    return {"message": row["message"], "place": laws.place(row["clause"]), "words": laws.words(row["clause"])}


def days_to_pay_out(policy: Policy, today: date) -> int | None:
    """Days after the approval within which the money should go out; None where nobody knows."""
    try:
        return policy.disburse_within_days.on(today)
    except Refusal:
        return None


def address(loan: Loan) -> str:
    """The page of a loan."""
    return reverse("loan", args=[loan.pk])
