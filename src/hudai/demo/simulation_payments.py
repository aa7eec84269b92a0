"""The subsidy of a simulated quarter: drawn up, dropped and drawn up anew, paid, some of it returned."""

from __future__ import annotations

from datetime import date, timedelta

from hudai.actions import loan_correction as correcting
from hudai.actions import subsidy, subsidy_clawback
from hudai.actions import subsidy_payment as paying
from hudai.actions.budget import receive_funds
from hudai.actions.subsidy_drawing import draw_up
from hudai.actions.subsidy_result import Result
from hudai.core.errors import Refusal
from hudai.demo.simulation_life import Life
from hudai.demo.simulation_offices import SECOND
from hudai.records.models import Loan, Payout, Source, Station, SubsidyBatch
from hudai.records.queries.subsidy_payment import refundable, refunded

_DAYS = {
    "draw": 3,
    "check": 4,
    "review": 5,
    "publish": 6,
    "approve": 17,
    "send": 18,
    "answer": 20,
    "late": 45,
}
"""Days after the end of the quarter on which each thing is done."""


def pay_batches(life: Life, through: date) -> None:
    """Everything that becomes of a quarter's subsidy, scheme by scheme."""
    for policy in sorted(set(Loan.objects.values_list("policy", flat=True))):
        try:
            batch = _drawn_up(life, policy, through)
        except Refusal as refusal:
            life.told.append(f"{through} {policy}：{refusal}")
            continue
        _approve(life, batch, through)
        if batch.to_pay:
            _pay(life, batch, through)
        _ask_back(life, batch, through)


def _day(through: date, what: str) -> date:
    return through + timedelta(days=_DAYS[what])


def _drawn_up(life: Life, policy: str, through: date) -> SubsidyBatch:
    town = life.offices.at(Station.TOWN, _day(through, "draw"))
    law = life.laws.of(policy)
    batch = draw_up(actor=town, law=law, town=life.offices.town, through=through)
    if life.chance.happens(20, policy, through, "drop"):
        subsidy.drop(actor=town, number=batch.number, reason="核对时发现数据未交齐。")
        batch = draw_up(actor=town, law=law, town=life.offices.town, through=through)
    return batch


def _approve(life: Life, batch: SubsidyBatch, through: date) -> None:
    at, number = life.offices.at, batch.number
    subsidy.check(actor=at(Station.TOWN_HEAD, _day(through, "check")), number=number, opinion="核对无误。")
    subsidy.review(actor=at(Station.OFFICE, _day(through, "review")), number=number, opinion="同意。")
    published_on = _day(through, "publish")
    subsidy.publish(
        actor=at(Station.OFFICE, published_on),
        law=life.laws.of(batch.policy),
        number=number,
        published_on=published_on,
    )
    subsidy.approve(
        actor=at(Station.FINANCE, _day(through, "approve")),
        law=life.laws.of(batch.policy),
        number=number,
        opinion="同意拨付。",
    )


def _pay(life: Life, batch: SubsidyBatch, through: date) -> None:
    """Money comes, the list goes out, some rows come back and go out again; some batches stay open."""
    source = life.chance.one_of(list(Source), batch.number, "source")
    finance = life.offices.at(Station.FINANCE, _day(through, "approve"))
    document = f"财农〔2022〕8号（{batch.number}）"
    receive_funds(actor=finance, source=source, amount=batch.to_pay, on=finance.today, document=document)
    payer = life.offices.at(SECOND, _day(through, "send"))
    first = paying.make_file(actor=payer, number=batch.number, source=source)
    answered_on = _day(through, "answer")
    answering = life.offices.at(SECOND, answered_on)
    returned = []
    results = []
    for payout in first.payouts.select_related("line__loan").order_by("pk"):
        back = life.chance.happens(12, batch.number, payout.line.number, "returned")
        cause = "户名不符" if back else ""
        results.append(Result(payout.line.number, paid=not back, cause=cause, on=answered_on))
        if back:
            returned.append(payout.line.loan)
    paying.record_results(actor=answering, number=batch.number, file_number=1, results=results)
    if returned and life.chance.happens(30, batch.number, "left open"):
        return
    if returned:
        _pay_again(life, batch, source, returned, answered_on)
    paying.close(actor=answering, number=batch.number)
    if life.chance.happens(30, batch.number, "came back late"):
        _come_back_late(life, batch, source, through)


def _come_back_late(life: Life, batch: SubsidyBatch, source: Source, through: date) -> None:
    """A bank returns money after the batch was closed; it is sent out once more."""
    on = _day(through, "late")
    payout = Payout.objects.filter(file__batch=batch, result__paid=True).select_related("file", "line")
    lost = payout.latest("pk")
    paying.come_back(
        actor=life.offices.at(Station.FINANCE, on),
        number=batch.number,
        file_number=lost.file.number,
        line_number=lost.line.number,
        cause="帐户已销户",
        on=on,
    )
    payer = life.offices.at(SECOND, on)
    again = paying.make_file(actor=payer, number=batch.number, source=source)
    arrived = Result(lost.line.number, paid=True, cause="", on=on)
    paying.record_results(actor=payer, number=batch.number, file_number=again.number, results=[arrived])


def _pay_again(life: Life, batch: SubsidyBatch, source: Source, loans: list[Loan], on: date) -> None:
    bank, payer = life.offices.at(Station.BRANCH, on), life.offices.at(SECOND, on)
    for nth, loan in enumerate(loans):
        correcting.correct(
            actor=bank,
            laws=life.laws,
            loan_id=loan.pk,
            field="account",
            value=f"6299{on:%Y%m%d}{nth:04d}{loan.pk:04d}",
            reason="帐号录错。",
        )
    again = paying.make_file(actor=payer, number=batch.number, source=source)
    results = [
        Result(payout.line.number, paid=True, cause="", on=on)
        for payout in again.payouts.select_related("line")
    ]
    paying.record_results(actor=payer, number=batch.number, file_number=again.number, results=results)


def _ask_back(life: Life, batch: SubsidyBatch, through: date) -> None:
    """What was granted too much on a loan that is paid off is asked back, and half of it comes."""
    finance = life.offices.at(Station.FINANCE, _day(through, "answer"))
    for line in batch.lines.filter(due__lt=0).select_related("loan"):
        if life.owed(line.loan):
            continue
        demand = subsidy_clawback.demand(
            actor=finance, number=batch.number, line_number=line.number, reason="贷款已结清，无法抵扣。"
        )
        if life.chance.happens(30, batch.number, line.number, "asked in error"):
            subsidy_clawback.reverse_demand(
                actor=life.offices.at(SECOND, finance.today), demand_id=demand.pk, reason="原因写错。"
            )
            demand = subsidy_clawback.demand(
                actor=finance, number=batch.number, line_number=line.number, reason="贷款已还清，无法抵扣。"
            )
        if life.chance.happens(50, batch.number, line.number, "refund"):
            for source, paid in refundable(demand).items():
                left = demand.amount - refunded(demand)
                if left:
                    subsidy_clawback.record_refund(
                        actor=finance,
                        demand_id=demand.pk,
                        amount=min(left, paid),
                        source=Source(source),
                        received_on=finance.today,
                    )
