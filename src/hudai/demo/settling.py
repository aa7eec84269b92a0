"""Subsidy batches of the made-up county: a quarter drawn up and carried on its road, desk by desk.

Of the last quarter one batch waits for its town's head, one for the county office, and of those paid
some rows came back.
"""

from __future__ import annotations

from datetime import date, timedelta

from hudai.actions import subsidy
from hudai.actions import subsidy_payment as paying
from hudai.actions.budget import receive_funds, set_budget
from hudai.actions.subsidy_drawing import draw_up
from hudai.actions.subsidy_result import Result
from hudai.core.dates import ONE_DAY
from hudai.core.errors import Refusal
from hudai.demo.chance import Chance
from hudai.demo.lives import Lives
from hudai.demo.workdays import on
from hudai.records.models import Posting, Source, Station, SubsidyBatch

QUARTERS = (date(2024, 12, 20), date(2025, 3, 20), date(2025, 6, 20), date(2025, 9, 20))
"""Last days of the settlement periods that were settled; the next is for whoever tries the county."""


def settle_quarter(lives: Lives, through: date, chance: Chance) -> None:
    """A batch of every town where something is due."""
    office = lives.offices
    finance, cashier = office.at_county[Station.FINANCE], office.cashier
    assert cashier is not None, "the finance bureau has two"
    for nth, (town, head) in enumerate(zip(office.towns, office.town_heads, strict=True)):
        assert town.region is not None, "a town's desk has its town"
        actor = office.acting(town, on(through + ONE_DAY))
        try:
            batch = draw_up(actor=actor, law=lives.law, town=town.region, through=through)
        except Refusal:
            continue  # A town where nothing was due.
        if through == QUARTERS[-1] and nth < len(_WAITING):
            _WAITING[nth](lives, batch, head, through)
            continue
        _approve(lives, batch, head, through)
        if batch.to_pay:
            _pay(batch, finance, cashier, lives, through, chance)


def give_money(lives: Lives) -> None:
    """The year's budget, and the money itself, on its first working day."""
    at = lives.offices.county_actor(Station.FINANCE, on(date(2025, 1, 6)))
    for source, yuan in ((Source.CENTRAL, 400_000), (Source.COUNTY, 600_000)):
        set_budget(actor=at, year=2025, source=source, amount=yuan * 100, document="云财农〔2025〕3号")
        receive_funds(actor=at, source=source, amount=yuan * 100, on=at.today, document="云财农〔2025〕3号")


def _leave(lives: Lives, batch: SubsidyBatch, head: Posting, through: date) -> None:
    """It waits for its town's head."""


def _check(lives: Lives, batch: SubsidyBatch, head: Posting, through: date) -> None:
    """The town's head has checked it."""
    actor = lives.offices.acting(head, on(through + timedelta(days=2)))
    subsidy.check(actor=actor, number=batch.number, opinion="与利息回单核对无误。")


_WAITING = (_leave, _check)
"""What became of the last quarter's batches of the first towns."""


def _approve(lives: Lives, batch: SubsidyBatch, head: Posting, through: date) -> None:
    offices, number = lives.offices, batch.number

    def day(after: int) -> date:
        return through + timedelta(days=after)

    _check(lives, batch, head, through)
    subsidy.review(actor=offices.county_actor(Station.OFFICE, on(day(4))), number=number, opinion="同意。")
    subsidy.publish(
        actor=offices.county_actor(Station.OFFICE, on(day(5))),
        law=lives.law,
        number=number,
        published_on=day(5),
    )
    subsidy.approve(
        actor=offices.county_actor(Station.FINANCE, on(day(16))),
        law=lives.law,
        number=number,
        opinion="同意拨付。",
    )


def _pay(
    batch: SubsidyBatch, finance: Posting, cashier: Posting, lives: Lives, through: date, chance: Chance
) -> None:
    """Paid from the county's money; of the last quarter some rows came back and wait."""
    payer = lives.offices.acting(cashier, on(through + timedelta(days=18)))
    file = paying.make_file(actor=payer, number=batch.number, source=Source.COUNTY, only_with_account=True)
    answered = lives.offices.acting(cashier, on(through + timedelta(days=20)))
    results = []
    for payout in file.payouts.select_related("line"):
        back = through == QUARTERS[-1] and chance.happens(6, "returned", batch.number, payout.line.number)
        cause = "户名不符" if back else ""
        results.append(Result(payout.line.number, paid=not back, cause=cause, on=answered.today))
    paying.record_results(actor=answered, number=batch.number, file_number=1, results=results)
    if all(result.paid for result in results):
        paying.close(actor=answered, number=batch.number)
