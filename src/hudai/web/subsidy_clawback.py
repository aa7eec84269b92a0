"""The lines below zero on a batch's page: asked back, come back, reversed, and the forms for what comes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch
from django.forms import Form
from django.utils import timezone

from hudai.core.words import yuan
from hudai.records.models import Demand, Refund, Source, SubsidyBatch, SubsidyLine
from hudai.records.queries.subsidy import worked_out_again
from hudai.records.queries.subsidy_payment import refundable
from hudai.web.forms import subsidy as forms

DEMAND_FORM, REFUND_FORM = "demand_form", "refund_form"
UNDO_DEMAND_FORM, UNDO_REFUND_FORM = "undo_demand_form", "undo_refund_form"


@dataclass(frozen=True, slots=True)
class Came:
    """Money that came back, with the form that reverses it."""

    refund: Refund
    source: str
    form: Form | None
    """None for the officer who recorded it: somebody else reverses it."""


@dataclass(frozen=True, slots=True)
class ClawedBack:
    """A line below zero with what was done about it, and the forms for what comes next."""

    line: SubsidyLine
    demand: Demand | None
    """The one that stands."""
    back: int
    """Fen that came back on it."""
    left: int
    form: Form
    """Asks the money back, or takes in what came back."""
    undo: Form | None
    """Reverses the demand; None while money that came back on it stands, and for who recorded it."""
    mine: bool
    """Whether the officer recorded the demand."""
    came: Sequence[Came]
    reversals: Sequence[str]
    """What was reversed, in words, the oldest first."""
    later: str
    """The batch that worked the loan out anew, where a line nobody asked back goes on; empty without."""


def clawed_back(batch: SubsidyBatch, sent: Mapping[str, Any], officer: int) -> list[ClawedBack]:
    """The batch's lines below zero, as an officer (by key) may go on with them.

    ``sent`` holds the forms as they were sent; each stands with its own line again.
    """
    refunds = Refund.objects.select_related("recorded_by", "replaced_by__recorded_by")
    demands = Demand.objects.select_related("demanded_by", "replaced_by__demanded_by").order_by("pk")
    given = demands.filter(void=False).prefetch_related(
        Prefetch("refunds", queryset=refunds.filter(void=False).order_by("pk"))
    )
    lines = batch.lines.filter(due__lt=0).order_by("number")
    whole = list(lines.prefetch_related(Prefetch("demands", queryset=given)))
    later = worked_out_again(batch, [line.loan_id for line in whole if not _standing(line)])
    return [_line(line, sent, officer, later.get(line.loan_id, "")) for line in whole]


def _line(line: SubsidyLine, sent: Mapping[str, Any], officer: int, later: str) -> ClawedBack:
    every, demand = list(line.demands.all()), _standing(line)
    standing = [each for each in demand.refunds.all() if not _reversal(each)] if demand else []
    back = sum(refund.amount for refund in standing)
    mine = demand is not None and demand.demanded_by.officer_id == officer
    return ClawedBack(
        line=line,
        demand=demand,
        back=back,
        left=-line.due - back,
        form=_next(line, demand, sent),
        undo=(
            _undo(UNDO_DEMAND_FORM, "demand", demand.pk, sent)
            if demand and not standing and not mine
            else None
        ),
        mine=mine,
        came=[_came(each, sent, officer) for each in standing],
        reversals=[words for each in every for words in _reversals(each)],
        later=later,
    )


def _standing(line: SubsidyLine) -> Demand | None:
    """The line's demand that stands."""
    return next((each for each in line.demands.all() if not _reversal(each)), None)


def _came(refund: Refund, sent: Mapping[str, Any], officer: int) -> Came:
    mine = refund.recorded_by.officer_id == officer
    form = None if mine else _undo(UNDO_REFUND_FORM, "refund", refund.pk, sent)
    return Came(refund, Source(refund.source).label, form)


def _reversal(row: Demand | Refund) -> Any:
    """The row that takes it back; None where it stands."""
    return getattr(row, "replaced_by", None)


def _reversals(demand: Demand) -> list[str]:
    """What was reversed of a demand and of the money on it, who did, and why."""
    found = [
        f"冲销退回 {yuan(refund.amount)} 元：{void.reason}（{_who(void.recorded_by, void.recorded_at)}）"
        for refund in demand.refunds.all()
        if (void := _reversal(refund))
    ]
    void = _reversal(demand)
    if void:
        who = _who(void.demanded_by, void.demanded_at)
        found.append(f"冲销追回 {yuan(demand.amount)} 元：{void.reason}（{who}）")
    return found


def _who(posting: Any, at: Any) -> str:
    return f"{posting.office} {timezone.localdate(at)}"


def _next(line: SubsidyLine, demand: Demand | None, sent: Mapping[str, Any]) -> Form:
    """The form to ask a line's money back, or to take in what came back on a demand."""
    which, field, key = (
        (REFUND_FORM, "demand", demand.pk) if demand else (DEMAND_FORM, "line_number", line.number)
    )
    if again := _sent(which, field, key, sent):
        return again
    if demand is None:
        return forms.DemandForm(initial={"line_number": line.number}, auto_id=f"id_demand_{line.number}_%s")
    form = forms.RefundForm(
        initial={"demand": demand.pk, "received_on": timezone.localdate()},
        auto_id=f"id_refund_{demand.pk}_%s",
    )
    # Money goes back to where it came from: offered is what paid the loan, with what can still come back.
    source: Any = form.fields["source"]
    source.choices = [
        (each, f"{Source(each).label}（最多 {yuan(fen)} 元）") for each, fen in refundable(demand).items()
    ]
    return form


def _undo(which: str, field: str, key: int, sent: Mapping[str, Any]) -> Form:
    """The form that reverses a demand or a refund."""
    made = forms.UndoDemandForm if which == UNDO_DEMAND_FORM else forms.UndoRefundForm
    return _sent(which, field, key, sent) or made(initial={field: key}, auto_id=f"id_undo_{field}_{key}_%s")


def _sent(which: str, field: str, key: int, sent: Mapping[str, Any]) -> Form | None:
    found: Form | None = sent.get(which)
    return found if found and found.data.get(field) == str(key) else None
