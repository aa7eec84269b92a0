"""利率定价: read where loans' rates are read, a bank its own alone; entered by the bank's institution."""

from __future__ import annotations

from django.utils import timezone

import made_pricings as pricings
from rights.walking import Ask, Asks

TABLE = """
                 村 外村 镇 外镇 镇长 区 财政 金融 网点 外网点 银行 外银行 担保 监管 审计 管理 无
GET  pricings    +  +    +  +    +    +  +    +    +    +      +    +      ?    +    +    ?    >
GET  pricing_new ?  ?    ?  ?    ?    ?  ?    ?    ?    ?      +    +      ?    ?    ?    ?    >
POST pricing_new ?  ?    ?  ?    ?    ?  ?    ?    ?    ?      +    +      ?    ?    ?    ?    >
"""


def ready() -> Asks:
    """The bank's table, and another of today: whoever enters it enters their own bank's."""
    pricings.enter()
    points = {f"points_{at}_{over}": "7" for at in range(3) for over in (0, 12)}
    return {
        "GET pricings": Ask("/pricing/"),
        "GET pricing_new": Ask("/pricing/new/"),
        "POST pricing_new": Ask("/pricing/new/", {"since": f"{timezone.localdate()}", **points}),
    }
