"""Service points: the desk of 柳溪村, with somebody who works there."""

from __future__ import annotations

from datetime import date

import made_cases as cases
import made_offices as offices
from hudai.actions import service_point as actions
from hudai.actions.service_point import PointSaid, StaffSaid
from hudai.records.models import Station
from rights.walking import Ask, Asks

TABLE = """
                              村 外村 镇 外镇 镇长 区 财政 金融 网点 外网点 银行 外银行 担保 监管 审计 管理 无
GET  service_points           +  +    +  +    +    +  ?    +    ?    ?      ?    ?      ?    +    +    ?    >
GET  service_point_gaps       +  +    +  +    +    +  ?    +    ?    ?      ?    ?      ?    +    +    ?    >
GET  service_point_new        ?  ?    +  +    ?    +  ?    ?    ?    ?      ?    ?      ?    ?    ?    ?    >
POST service_point_new        ?  ?    +  +    ?    +  ?    ?    ?    ?      ?    ?      ?    ?    ?    ?    >
GET  service_point            +  ?    +  ?    +    +  ?    +    ?    ?      ?    ?      ?    +    +    ?    >
GET  service_point_correct    ?  ?    +  ?    ?    +  ?    ?    ?    ?      ?    ?      ?    ?    ?    ?    >
POST service_point_correct    ?  ?    +  ?    ?    +  ?    ?    ?    ?      ?    ?      ?    ?    ?    ?    >
POST service_point_staff      ?  ?    +  ?    ?    +  ?    ?    ?    ?      ?    ?      ?    ?    ?    ?    >
POST service_point_leave      ?  ?    +  ?    ?    +  ?    ?    ?    ?      ?    ?      ?    ?    ?    ?    >
GET  service_point_strike_out ?  ?    +  ?    ?    +  ?    ?    ?    ?      ?    ?      ?    ?    ?    ?    >
POST service_point_strike_out ?  ?    +  ?    ?    +  ?    ?    ?    ?      ?    ?      ?    ?    ?    ?    >
POST service_point_close      ?  ?    +  ?    ?    +  ?    ?    ?    ?      ?    ?      ?    ?    ?    ?    >
"""


def ready() -> Asks:
    """The point and its one member of staff."""
    town, opened = cases.at(Station.TOWN), date(2025, 3, 1)
    point = actions.register(
        actor=town,
        region_id=offices.village().pk,
        said=PointSaid("柳溪村金融服务部", "村委会一楼", opened),
    )
    said = StaffSaid("孙村干", "general", is_fixed=True, knows_business=True, since=opened)
    member = actions.take_on(actor=town, point_id=point.pk, said=said)
    how = {"name": "柳溪村服务部", "address": "村委会", "opened_on": f"{opened}"}
    address = f"/service-points/{point.pk}"
    staff = {"name": "钱村干", "duty": "general", "since": f"{opened}"}
    return {
        "GET service_points": Ask("/service-points/"),
        "GET service_point_gaps": Ask("/service-points/gaps/"),
        "GET service_point_new": Ask("/service-points/new/"),
        "POST service_point_new": Ask("/service-points/new/", {**how, "region": point.region_id}),
        "GET service_point": Ask(f"{address}/"),
        "GET service_point_correct": Ask(f"{address}/correct/"),
        "POST service_point_correct": Ask(f"{address}/correct/", how),
        "POST service_point_staff": Ask(f"{address}/staff/", staff),
        "POST service_point_leave": Ask(f"/service-points/staff/{member.pk}/leave/"),
        "GET service_point_strike_out": Ask(f"/service-points/staff/{member.pk}/strike-out/"),
        "POST service_point_strike_out": Ask(
            f"/service-points/staff/{member.pk}/strike-out/", {"reason": "登错了"}
        ),
        "POST service_point_close": Ask(f"{address}/close/", {"close-on": "2025-10-01"}),
    }
