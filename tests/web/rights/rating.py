"""Ratings of two households of 柳溪村: one waits for the bank, one is confirmed."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

import made_cases as cases
from hudai.actions import rating as actions
from hudai.actions.actor import Actor
from hudai.documents import scorecard_files
from hudai.records.models import Household, Rating, Station
from rights.walking import Ask, Asks

TABLE = """
                      村 外村 镇 外镇 镇长 区 财政 金融 网点 外网点 银行 外银行 担保 监管 审计 管理 无
GET  ratings          +  +    +  +    +    +  +    +    +    +      +    +      ?    +    +    ?    >
GET  ratings_waiting  !  !    !  !    !    !  !    !    +    +      +    +      !    !    !    !    >
POST ratings_waiting  !  !    !  !    !    !  !    !    +    +      +    +      !    !    !    !    >
GET  rating_coverage  +  +    +  +    +    +  +    +    +    +      +    +      ?    +    +    ?    >
GET  household_rating +  ?    +  ?    +    +  +    +    +    ?      +    ?      ?    +    +    ?    >
POST household_rating +  ?    +  ?    !    +  !    !    !    ?      !    ?      ?    !    !    ?    >
GET  rating           +  ?    +  ?    +    +  +    +    +    ?      +    ?      ?    +    +    ?    >
POST rating_confirm   !  !    !  !    !    !  !    !    +    ?      +    ?      !    !    !    !    >
POST rating_decline   !  !    !  !    !    !  !    !    +    ?      +    ?      !    !    !    !    >
POST rating_notice    +  ?    +  ?    !    +  !    !    +    ?      +    ?      ?    !    !    ?    >
GET  pre_approved     +  +    +  +    +    +  +    +    +    +      +    +      ?    +    +    ?    >
GET  rating_sheet     +  +    +  +    !    +  !    !    !    !      !    !      !    !    !    !    >
POST rating_sheet     +  +    +  +    !    +  !    !    !    !      !    !      !    !    !    !    >
GET  rating_sheet_template + + +  +    !    +  !    !    !    !      !    !      !    !    !    !    >
"""
CARD = scorecard_files.load("yubei-2021")
COLLECTED = {
    "credit": "none",
    "labour": 2,
    "skill": "ordinary",
    "income": 12_000,
    "project": "running",
    "debt": 0,
    "standing": "good",
}


def ready() -> Asks:
    """The two ratings."""
    cases.lead_bank()
    household = cases.household()
    waiting = _drawn_up(household)
    confirmed = _drawn_up(cases.household("LX-002", "钱大山", "19700101"))
    actions.confirm(actor=_now(Station.BRANCH), key=confirmed.pk)
    answers = {**{name: str(said) for name, said in COLLECTED.items()}, "rated_on": f"{_yesterday()}"}
    drawn_up = f"/ratings/household/{household.pk}/"
    confirmation = {"limit": "30000", "seen": actions.digest_of(waiting)}
    return {
        "GET ratings": Ask("/ratings/"),
        "GET ratings_waiting": Ask("/ratings/waiting/"),
        "POST ratings_waiting": Ask("/ratings/waiting/", {"case": waiting.pk}),
        "GET rating_coverage": Ask("/ratings/coverage/"),
        "GET household_rating": Ask(drawn_up),
        "POST household_rating": Ask(drawn_up, answers),
        "GET rating": Ask(f"/ratings/{waiting.pk}/"),
        "POST rating_confirm": Ask(f"/ratings/{waiting.pk}/confirm/", confirmation),
        "POST rating_decline": Ask(f"/ratings/{waiting.pk}/decline/", {"reason": "收入不实"}),
        "POST rating_notice": Ask(f"/ratings/{confirmed.pk}/notice.docx"),
        "GET pre_approved": Ask("/pre-approved/"),
        "GET rating_sheet": Ask("/ratings/sheet/"),
        "POST rating_sheet": Ask("/ratings/sheet/"),
        "GET rating_sheet_template": Ask("/ratings/sheet/template/"),
    }


def _drawn_up(household: Household) -> Rating:
    return actions.draw_up(
        actor=_now(Station.VILLAGE),
        card=CARD,
        household=household,
        collected=COLLECTED,
        rated_on=_yesterday(),
    )


def _yesterday():
    return timezone.localdate() - timedelta(days=1)


def _now(station: Station) -> Actor:
    desk = cases.at(station)
    return Actor(desk.officer, desk.posting, timezone.localtime())
