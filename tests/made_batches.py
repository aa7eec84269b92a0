"""Loans with repayments, written straight to the tables, and a subsidy batch of 石门镇 at any step."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import made_cases as cases
import made_offices as offices
from hudai.actions import subsidy
from hudai.actions.actor import Actor
from hudai.actions.application import Law
from hudai.actions.subsidy_drawing import draw_up
from hudai.documents import policy_files
from hudai.records.models import (
    Household,
    Loan,
    Officer,
    Posting,
    Region,
    Repayment,
    Station,
    SubsidyBatch,
)

SHANGHAI = ZoneInfo("Asia/Shanghai")
THROUGH = date(2022, 3, 20)
"""Last day of the quarter the batches here are drawn up for."""
LAW = Law(policy_files.load("yubei-2021"), policy_files.read_national())
ACCOUNT = "6217000012345678"


def at(
    station: Station, day: date = date(2022, 3, 25), hour: int = 9, officer: Officer | None = None
) -> Actor:
    """The officer of the county's desk of that kind, on a day."""
    desk = cases._desk(station)
    when = datetime(day.year, day.month, day.day, hour, tzinfo=SHANGHAI)
    return Actor(officer or desk.officer, desk, when)


def second(station: Station, name: str = "沈远山") -> Actor:
    """A colleague at the same kind of desk."""
    desk = Posting.objects.filter(officer__username=f"{station}2").first()
    if desk is None:
        desk = offices.post(offices.officer(f"{station}2", name), station)
    return Actor(desk.officer, desk, datetime(2022, 4, 8, 9, tzinfo=SHANGHAI))


def loan(of: Household | None = None, contract: str = "HT-001", **changes: Any) -> Loan:
    """50 000 yuan at 3.8 %, the 1-year LPR of its day, 2022-01-10 to 2023-01-10.

    By 2022-03-20 that is 70 days: 5 000 000 × 38 000 × 70 / 360 000 000 = 36 944.4 fen.
    """
    whose = of or cases.household()
    plain: dict[str, Any] = {
        "contract": contract,
        "household": whose,
        "borrower": cases.head(whose),
        "branch": offices.branch(Station.BRANCH),
        "policy": "yubei-2021",
        "principal": 5_000_000,
        "rate": 38_000,
        "signed_on": date(2022, 1, 10),
        "disbursed_on": date(2022, 1, 10),
        "due_on": date(2023, 1, 10),
        "purpose": "生猪养殖",
        "payee_bank": "云坪农商行石门支行",
        "account": ACCOUNT,
        "entered_by": cases._desk(Station.BRANCH),
        "entered_at": cases.START,
    }
    return Loan.objects.create(**{**plain, **changes})


def repaid(of: Loan, paid_on: date, interest: int = 0, principal: int = 0, **more: Any) -> Repayment:
    """Money the household paid, fen."""
    return Repayment.objects.create(
        loan=of,
        paid_on=paid_on,
        interest=interest,
        principal=principal,
        recorded_by=cases._desk(Station.BRANCH),
        recorded_at=cases.START,
        **more,
    )


def paying_loan(number: int = 1) -> Loan:
    """A loan of a household and with an account of its own that paid the first quarter's interest,
    369.44 yuan."""
    born = f"1985{1 + number // 28 % 12:02d}{1 + number % 28:02d}"
    home = cases.household(f"LX-{number:03d}", f"孙平{'甲乙丙丁戊己庚辛'[number % 8]}", born)
    found = loan(home, f"HT-{number:03d}", account=f"{int(ACCOUNT) + number - 1}")
    repaid(found, THROUGH, 36_944)
    return found


def moved(household: Household) -> Region:
    """The household's village is another town's, 青山镇's, from now on."""
    town = Region.objects.create(
        level=Region.Level.TOWN, name="青山镇", parent=offices.county(), since=offices.SINCE
    )
    household.village = Region.objects.create(
        level=Region.Level.VILLAGE, name="桥头村", parent=town, since=offices.SINCE
    )
    household.group = None
    household.save()
    return town


def drawn_up_for(town: Region, day: date = date(2022, 3, 25), through: date = THROUGH) -> SubsidyBatch:
    """Another town's batch, by the county office."""
    return draw_up(actor=at(Station.OFFICE, day), law=LAW, town=town, through=through)


def drawn_up(day: date = date(2022, 3, 25), through: date = THROUGH) -> SubsidyBatch:
    """The town's batch of what is there."""
    return draw_up(actor=at(Station.TOWN, day), law=LAW, town=offices.town(), through=through)


def published(batch: SubsidyBatch | None = None) -> SubsidyBatch:
    """A batch in its public notice, from 2022-03-28."""
    return _published(batch or drawn_up(), [date(2022, 3, day) for day in (26, 27, 28)])


def approved(batch: SubsidyBatch | None = None) -> SubsidyBatch:
    """One that finance approved on 2022-04-07, the day after the notice."""
    return _approved(published(batch), date(2022, 4, 7))


def approved_later(batch: SubsidyBatch, reason: str = "", law: Law = LAW) -> SubsidyBatch:
    """Any batch carried to its approval, some days after it was drawn up."""
    day = batch.drawn_up_at.astimezone(SHANGHAI).date()
    public = _published(batch, [day + timedelta(days=more) for more in (1, 2, 3)], law)
    return _approved(public, day + timedelta(days=14), reason, law)


def _published(batch: SubsidyBatch, days: list[date], law: Law = LAW) -> SubsidyBatch:
    number = batch.number
    subsidy.check(actor=at(Station.TOWN_HEAD, days[0]), number=number, opinion="核对无误。")
    subsidy.review(actor=at(Station.OFFICE, days[1]), number=number, opinion="同意。")
    return subsidy.publish(actor=at(Station.OFFICE, days[2]), law=law, number=number, published_on=days[2])


def _approved(batch: SubsidyBatch, day: date, reason: str = "", law: Law = LAW) -> SubsidyBatch:
    return subsidy.approve(
        actor=at(Station.FINANCE, day), law=law, number=batch.number, opinion="同意拨付。", reason=reason
    )
