"""Visits after the payout: the list, writing one down, its photos and papers."""

from __future__ import annotations

from datetime import date

from django.core.files.uploadedfile import SimpleUploadedFile

import made_loans as loans
from hudai.actions import visit as visiting
from hudai.actions.visit import Seen
from hudai.records.models import Station
from made_photos import photo
from rights.walking import Ask, Asks

TABLE = """
                  村 外村 镇 外镇 镇长 区 财政 金融 网点 外网点 银行 外银行 担保 监管 审计 管理 无
GET  visits       +  +    +  +    +    +  +    +    +    +      +    +      ?    +    +    ?    >
GET  visit        +  ?    +  ?    !    !  !    !    +    ?      !    ?      ?    !    !    ?    >
POST visit        +  ?    +  ?    !    !  !    !    +    ?      !    ?      ?    !    !    ?    >
GET  visit_papers +  ?    +  ?    +    +  +    +    +    ?      +    ?      ?    +    +    ?    >
POST visit_papers +  ?    +  ?    !    !  !    !    +    ?      !    ?      ?    !    !    ?    >
"""


def ready() -> Asks:
    """A loan paid out on 2025-09-25, and visited on 2025-10-08."""
    loan = loans.disbursed()
    address = f"/loans/{loan.pk}/visit/"
    seen = {
        "visited_on": "2025-10-20",
        "visitors": "孙村干",
        "money_used_as_agreed": "yes",
        "situation": "圈舍已修好",
        "favourable": "yes",
    }
    earlier = visiting.record(
        actor=loans.on(date(2025, 10, 8), Station.TOWN),
        loan_id=loan.pk,
        seen=Seen(date(2025, 10, 8), "钱镇干", "猪已买回", money_used_as_agreed=True, favourable=True),
    )
    papers = f"/visits/{earlier.visit.pk}/"
    file = SimpleUploadedFile("圈舍.jpg", photo(), "image/jpeg")
    return {
        "GET visits": Ask("/visits/"),
        "GET visit": Ask(address),
        "POST visit": Ask(address, seen),
        "GET visit_papers": Ask(papers),
        "POST visit_papers": Ask(papers, {"photos": file}),
    }
