"""Money of the made-up county that came back after its batch was closed: once paid again, once it waits."""

from __future__ import annotations

from datetime import date

from hudai.actions import subsidy_payment as paying
from hudai.actions.subsidy_result import Result
from hudai.demo.lives import Lives
from hudai.demo.workdays import on
from hudai.records.models import Payout, Source, Station, SubsidyBatch

PAID_AGAIN, WAITS = date(2025, 11, 6), date(2025, 12, 8)


def come_back_late(lives: Lives) -> None:
    """A row of each of the two batches closed first."""
    closed = SubsidyBatch.objects.filter(state=SubsidyBatch.State.CLOSED, to_pay__gt=0)
    for batch, day in zip(closed.order_by("period_end", "pk")[:2], (PAID_AGAIN, WAITS), strict=False):
        _come_back(lives, batch, day)
        if day == PAID_AGAIN:
            _pay_again(lives, batch)


def _come_back(lives: Lives, batch: SubsidyBatch, day: date) -> None:
    payout = Payout.objects.filter(file__batch=batch, result__paid=True).select_related("line").latest("pk")
    paying.come_back(
        actor=lives.offices.county_actor(Station.FINANCE, on(day)),
        number=batch.number,
        file_number=1,
        line_number=payout.line.number,
        cause="帐户长期不动，银行退回",
        on=day,
    )


def _pay_again(lives: Lives, batch: SubsidyBatch) -> None:
    cashier = lives.offices.cashier
    assert cashier is not None, "the finance bureau has two"
    payer = lives.offices.acting(cashier, on(date(2025, 11, 13)))
    file = paying.make_file(actor=payer, number=batch.number, source=Source.COUNTY)
    results = [
        Result(payout.line.number, paid=True, cause="", on=payer.today)
        for payout in file.payouts.select_related("line")
    ]
    paying.record_results(actor=payer, number=batch.number, file_number=file.number, results=results)
