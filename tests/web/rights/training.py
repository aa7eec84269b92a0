"""Trainings and insurances of 柳溪村."""

from __future__ import annotations

import made_cases as cases
import made_loans as loans
import made_offices as offices
from hudai.actions import insurance as insuring
from hudai.actions import training as actions
from hudai.actions.insurance import Cover
from hudai.actions.training import Came, Session
from hudai.records.models import Station
from rights.walking import Ask, Asks

TABLE = """
                           村 外村 镇 外镇 镇长 区 财政 金融 网点 外网点 银行 外银行 担保 监管 审计 管理 无
GET  trainings             +  +    +  +    +    +  +    +    +    +      +    +      ?    +    +    ?    >
GET  training              +  ?    +  ?    +    +  +    +    +    ?      +    ?      ?    +    +    ?    >
GET  training_register     +  +    +  +    +    +  ?    ?    ?    ?      ?    ?      ?    ?    ?    ?    >
POST training_register     +  +    +  +    +    +  ?    ?    ?    ?      ?    ?      ?    ?    ?    ?    >
GET  attendance_strike_out +  ?    +  ?    +    +  ?    ?    ?    ?      ?    ?      ?    ?    ?    ?    >
POST attendance_strike_out +  ?    +  ?    +    +  ?    ?    ?    ?      ?    ?      ?    ?    ?    ?    >
GET  insurances            +  +    +  +    +    +  +    +    +    +      +    +      ?    +    +    ?    >
GET  household_insurance   +  ?    +  ?    +    +  ?    ?    ?    ?      ?    ?      ?    ?    ?    ?    >
POST household_insurance   +  ?    +  ?    +    +  ?    ?    ?    ?      ?    ?      ?    ?    ?    ?    >
GET  insurance_strike_out  +  ?    +  ?    +    +  ?    ?    ?    ?      ?    ?      ?    ?    ?    ?    >
POST insurance_strike_out  +  ?    +  ?    +    +  ?    ?    ?    ?      ?    ?      ?    ?    ?    ?    >
"""


def ready() -> Asks:
    """A borrower who was taught something."""
    cases.lead_bank()
    loan = loans.disbursed()
    day = loans.SIGNED_ON
    session = Session("生猪疫病防治", offices.village().pk, day, 4, "郑兽医")
    made = actions.record(
        actor=loans.on(day, Station.VILLAGE), session=session, came=[Came(loan.household.number)]
    )
    known = made.attendances.get()
    insured = insuring.record(
        actor=loans.on(day, Station.VILLAGE),
        household_id=loan.household_id,
        cover=Cover("farming", "", "云坪财险", day, day.replace(day.year + 1), 960_000, 48_000, "shared"),
    )
    wrong = {"reason": "登错了户"}
    again = {
        "subject": "果树修剪",
        "village": f"{offices.village().pk}",
        "held_on": f"{day}",
        "hours": "4",
        "trainer": "郑农艺",
        "people": loan.household.number,
    }
    cover = {
        "kind": "farming",
        "insurer": "云坪财险",
        "since": "2025-09-01",
        "until": "2026-09-01",
        "insured": "9600",
        "premium": "480",
        "paid_by": "household",
    }
    return {
        "GET trainings": Ask("/trainings/"),
        "GET training": Ask(f"/trainings/{made.pk}/"),
        "GET training_register": Ask("/trainings/register/"),
        "POST training_register": Ask("/trainings/register/", again),
        "GET attendance_strike_out": Ask(f"/trainings/attendances/{known.pk}/strike-out/"),
        "POST attendance_strike_out": Ask(f"/trainings/attendances/{known.pk}/strike-out/", wrong),
        "GET insurance_strike_out": Ask(f"/trainings/insurances/{insured.pk}/strike-out/"),
        "POST insurance_strike_out": Ask(f"/trainings/insurances/{insured.pk}/strike-out/", wrong),
        "GET insurances": Ask("/trainings/insurances/"),
        "GET household_insurance": Ask(f"/households/{loan.household_id}/insurance/"),
        "POST household_insurance": Ask(f"/households/{loan.household_id}/insurance/", cover),
    }
