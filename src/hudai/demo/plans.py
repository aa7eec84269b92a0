"""What happens in the made-up county: each application from its form to where it stands at the end.

A plan is data: a form, and deeds with their instants.  :mod:`hudai.demo.lives` carries plans out
through the actions one deed after the other.  Those from before the county worked with the system were
carried out on paper: all that is known of them is the loan in its bank's sheet.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import Enum
from typing import Any

from hudai.demo.chance import Chance
from hudai.demo.people import Home, Member
from hudai.demo.workdays import MINUTES, moment
from hudai.records.models import Station

GOOD: Mapping[str, Any] = {
    "outstanding": 0,
    "credit_clean": True,
    "law_abiding": True,
    "capacity": True,
    "rated": True,
    "credit_line": 5_000_000,
    "willing": True,
    "skilled": True,
    "able_to_repay": True,
    "project_lawful": True,
    "project_promising": True,
    "guarantor_or_collateral": False,
    "fee_charged": False,
    "extra_condition": False,
}
"""What a good case has established; amounts in fen."""


INTRODUCED = date(2025, 5, 6)
"""First day on which applications are taken in the system; the name lists came before them."""


class Act(Enum):
    """What can be done to an application."""

    ENTER = "enter"
    SURVEY_HOUSEHOLD = "household"
    SURVEY_PROJECT = "project"
    COMMIT = "commit"
    SUBMIT = "submit"
    AMEND = "amend"
    AGREE = "agree"
    WAIVE = "waive"
    RETURN = "return"
    REJECT = "reject"
    WITHDRAW = "withdraw"


@dataclass(frozen=True, slots=True)
class Deed:
    """One thing done, by whom and when."""

    act: Act
    by: Station
    gap: int
    """Working days since the deed before."""
    text: str = ""
    returned_to: int = 0
    marked: tuple[str, ...] = ()
    at: datetime = datetime.min
    """Set when the plan is laid into the calendar."""


@dataclass(frozen=True, slots=True)
class Form:
    """What the application form says; money in fen."""

    kind: str
    amount: int
    term_months: int
    purpose: str
    reason: str
    facts: Mapping[str, Any]
    applied_on: date = date.min
    """The day it is entered."""


@dataclass(frozen=True, slots=True)
class Plan:
    """One application's life."""

    serial: int
    home: Home
    applicant: Member
    form: Form
    deeds: tuple[Deed, ...]

    @property
    def was_on_paper(self) -> bool:
        """Whether the household applied before the county's offices worked with the system."""
        return self.form.applied_on < INTRODUCED

    @property
    def is_granted(self) -> bool:
        """Whether the bank agreed at the end."""
        last = self.deeds[-1]
        return last.act is Act.AGREE and last.by is Station.BRANCH


ENTERING = (
    Deed(Act.ENTER, Station.VILLAGE, 0),
    Deed(Act.SURVEY_HOUSEHOLD, Station.VILLAGE, 1, "入户查看：家庭情况与名单一致，有劳动力，无不良嗜好。"),
    Deed(
        Act.SURVEY_PROJECT, Station.VILLAGE, 0, "查看项目现场：场地、圈舍（地块）已落实，有技术，销路可行。"
    ),
    Deed(Act.COMMIT, Station.VILLAGE, 0),
    Deed(Act.SUBMIT, Station.VILLAGE, 0),
)
"""From the blank form to the first station."""

OPINIONS = (
    (Station.VILLAGE, 1, "经村两委会议研究，该户情况属实，同意推荐。"),
    (Station.TOWN, 2, "经入户核实，产业项目可行，同意。"),
    (Station.OFFICE, 3, "符合贷款条件，同意推荐。"),
    (Station.BRANCH, 3, "经调查审批，同意发放。"),
)
"""Who says what on the road, and after how many working days on average."""


def road(upto: int, chance: Chance, serial: int) -> tuple[Deed, ...]:
    """From the blank form to having the first ``upto`` opinions, at each office's usual pace."""
    pace = [(by, usual + chance.between(-1, 2, "pace", serial, by), text) for by, usual, text in OPINIONS]
    return ENTERING + tuple(Deed(Act.AGREE, by, max(gap, 0), text) for by, gap, text in pace[:upto])


def ended(act: Act, by: Station, gap: int, text: str) -> Deed:
    """A deed that ends a case."""
    return Deed(act, by, gap, text)


def laid(deeds: Sequence[Deed], last_back: int, chance: Chance, serial: int) -> tuple[Deed, ...]:
    """The deeds in the calendar, the last one ``last_back`` working days before the county's last."""
    back = last_back + sum(deed.gap for deed in deeds)
    minute, timed = chance.below(MINUTES // 2, "minute", serial), []
    for nth, deed in enumerate(deeds):
        back -= deed.gap
        if deed.gap:
            minute = chance.below(MINUTES // 2, "minute", serial, nth)
        else:
            minute += chance.between(11, 40, "minute", serial, nth)
        timed.append(replace(deed, at=moment(back, minute)))
    return tuple(timed)


def plan(
    serial: int, home: Home, who: Member, form: Form, deeds: Sequence[Deed], last_back: int, chance: Chance
) -> Plan:
    """A life in the calendar."""
    timed = laid(deeds, last_back, chance, serial)
    return Plan(serial, home, who, replace(form, applied_on=timed[0].at.date()), timed)
