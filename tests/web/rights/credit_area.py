"""Credit villages: 柳溪村 waits for the county's answer, its town is put forward by nobody yet."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

import made_cases as cases
import made_credit_areas as made
import made_offices as offices
from hudai.actions import credit_area as actions
from hudai.actions.actor import Actor
from hudai.records.models import CreditProposal, Region, Station
from rights.walking import Ask, Asks

TABLE = """
                           村 外村 镇 外镇 镇长 区 财政 金融 网点 外网点 银行 外银行 担保 监管 审计 管理 无
GET  credit_areas          +  +    +  +    +    +  +    +    ?    ?      ?    ?      ?    +    +    ?    >
GET  credit_area           +  ?    +  ?    +    +  +    +    ?    ?      ?    ?      ?    +    +    ?    >
POST credit_area_propose   !  !    !  ?    !    !  !    !    ?    ?      ?    ?      ?    !    !    ?    >
POST credit_area_award     !  ?    !  ?    !    +  !    !    ?    ?      ?    ?      ?    !    !    ?    >
POST credit_area_send_back !  ?    !  ?    !    +  !    !    ?    ?      ?    ?      ?    !    !    ?    >
POST credit_area_revoke    ?  ?    !  ?    !    +  !    !    ?    ?      ?    ?      ?    !    !    ?    >
"""


def ready() -> Asks:
    """One proposal that waits, and one of a second village that was awarded."""
    made.rated()
    waiting = made.proposed()
    second = Region.objects.create(level="village", name="高坪村", parent=offices.town(), since=offices.SINCE)
    made.rated(cases.household("LX-002", "钱大山", "19700101", second), by=Station.TOWN)
    town, office = _now(Station.TOWN), _now(Station.OFFICE)
    criteria = made.without_loans()
    awarded = actions.propose(actor=town, criteria=criteria, area_id=second.pk)
    actions.award(actor=office, criteria=criteria, proposal_id=awarded.pk)
    return {
        "GET credit_areas": Ask("/credit-areas/"),
        "GET credit_area": Ask(f"/credit-areas/{waiting.area_id}/"),
        "POST credit_area_propose": Ask(f"/credit-areas/{waiting.area_id}/propose/"),
        "POST credit_area_award": _about(waiting, "award", {"award-words": "已走访核实"}),
        "POST credit_area_send_back": _about(waiting, "send-back", {"back-reason": "材料不全"}),
        "POST credit_area_revoke": _about(awarded, "revoke", {"revoke-reason": "发现虚报"}),
    }


def _about(proposal: CreditProposal, deed: str, data: dict[str, str]) -> Ask:
    return Ask(f"/credit-areas/proposals/{proposal.pk}/{deed}/", data)


def _now(station: Station) -> Actor:
    desk = cases.at(station)
    return Actor(desk.officer, desk.posting, timezone.localtime() - timedelta(days=1))
