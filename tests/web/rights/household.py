"""Households of 柳溪村, one with an application under way and one nobody lends to, and regions."""

from __future__ import annotations

from django.core.files.uploadedfile import SimpleUploadedFile

import made_cases as cases
import made_offices as offices
from hudai.records.models import Helper, Region, Station
from rights.walking import Ask, Asks

TABLE = """
                        村 外村 镇 外镇 镇长 区 财政 金融 网点 外网点 银行 外银行 担保 监管 审计 管理 无
GET  households         +  +    +  +    +    +  +    +    +    +      +    +      ?    +    +    ?    >
GET  household          +  ?    +  ?    +    +  +    +    +    ?      +    ?      ?    +    +    ?    >
POST household_look     +  !    +  !    +    +  +    !    +    !      +    !      !    !    +    !    >
GET  household_helper   +  ?    +  ?    +    +  ?    ?    ?    ?      ?    ?      ?    ?    ?    ?    >
POST household_helper   +  ?    +  ?    +    +  ?    ?    ?    ?      ?    ?      ?    ?    ?    ?    >
POST household_helper_end +  ?    +  ?    +    +  ?    ?    ?    ?      ?    ?      ?    ?    ?    ?    >
GET  helper_sheet       +  +    +  +    +    +  ?    ?    ?    ?      ?    ?      ?    ?    ?    ?    >
POST helper_sheet       +  !    +  !    +    +  ?    ?    ?    ?      ?    ?      ?    ?    ?    ?    >
GET  should_lend        +  +    +  +    +    +  +    +    +    +      +    +      ?    +    +    ?    >
GET  should_lend_reason +  ?    +  ?    +    ?  ?    ?    +    ?      ?    ?      ?    ?    ?    ?    >
POST should_lend_reason +  ?    +  ?    +    ?  ?    ?    +    ?      ?    ?      ?    ?    ?    ?    >
POST should_lend_reasons +  +    +  +    +    ?  ?    ?    +    +      ?    ?      ?    ?    ?    ?    >
GET  regions            ?  ?    ?  ?    ?    +  ?    ?    ?    ?      ?    ?      ?    ?    +    +    >
POST regions            ?  ?    ?  ?    ?    +  ?    ?    ?    ?      ?    ?      ?    ?    ?    +    >
POST region_import      ?  ?    ?  ?    ?    +  ?    ?    ?    ?      ?    ?      ?    ?    ?    +    >
GET  region             ?  ?    ?  ?    ?    +  ?    ?    ?    ?      ?    ?      ?    ?    +    +    >
POST region             ?  ?    ?  ?    ?    +  ?    ?    ?    ?      ?    ?      ?    ?    ?    +    >
POST region_lead_bank   ?  ?    ?  ?    ?    +  ?    ?    ?    ?      ?    ?      ?    ?    ?    !    >
GET  region_correct     ?  ?    ?  ?    ?    +  ?    ?    ?    ?      ?    ?      ?    ?    ?    +    >
POST region_correct     ?  ?    ?  ?    ?    +  ?    ?    ?    ?      ?    ?      ?    ?    ?    +    >
POST region_end         ?  ?    ?  ?    ?    +  ?    ?    ?    ?      ?    ?      ?    ?    ?    +    >
"""


def ready() -> Asks:
    """Two households, and an empty village."""
    cases.lead_bank()
    served = cases.waiting_at(1).household
    unserved = cases.household("LX-002", "钱大山", "19700101")
    empty = Region.objects.create(level="village", name="新设村", parent=offices.town(), since=offices.SINCE)
    town, branch = offices.town(), offices.branch(Station.BANK)
    sheet = SimpleUploadedFile("区划.csv", "镇,村\n石门镇,高坪村\n".encode())
    Helper.objects.create(household=served, name="周帮扶", employer="镇政府", since=offices.SINCE)
    helper = {"name": "吴帮扶", "employer": "镇政府", "since": "2025-01-01"}
    helpers = SimpleUploadedFile("帮扶.csv", "户编号,帮扶责任人,工作单位\nLX-002,吴帮扶,镇政府\n".encode())
    lead = {"branch": branch.pk, "lead_since": "2025-01-01"}
    return {
        "GET households": Ask("/households/"),
        "GET household": Ask(f"/households/{served.pk}/"),
        "POST household_look": Ask(f"/households/{served.pk}/look/{cases.head(served).pk}/"),
        "GET household_helper": Ask(f"/households/{served.pk}/helper/"),
        "POST household_helper": Ask(f"/households/{served.pk}/helper/", helper),
        "POST household_helper_end": Ask(f"/households/{served.pk}/helper/end/", {"until": "2025-02-01"}),
        "GET helper_sheet": Ask("/households/helpers/"),
        "POST helper_sheet": Ask("/households/helpers/", {"file": helpers, "sheet_since": "2025-01-01"}),
        "GET should_lend": Ask("/should-lend/"),
        "GET should_lend_reason": Ask(f"/should-lend/{unserved.pk}/"),
        "POST should_lend_reason": Ask(f"/should-lend/{unserved.pk}/", {"reason": "没有贷款意愿"}),
        "POST should_lend_reasons": Ask(
            "/should-lend/reasons/", {"household": [unserved.pk], "reason": "没有贷款意愿"}
        ),
        "GET regions": Ask("/regions/"),
        "POST regions": Ask("/regions/", {"name": "大湾镇", "since": "2025-01-01"}),
        "POST region_import": Ask("/regions/import/", {"file": sheet, "sheet_since": "2025-01-01"}),
        "GET region": Ask(f"/regions/{town.pk}/"),
        "POST region": Ask(f"/regions/{town.pk}/", {"name": "高坪村", "since": "2025-01-01"}),
        "POST region_lead_bank": Ask(f"/regions/{town.pk}/lead-bank/", lead),
        "GET region_correct": Ask(f"/regions/{empty.pk}/correct/"),
        "POST region_correct": Ask(f"/regions/{empty.pk}/correct/", {"name": "新建村"}),
        "POST region_end": Ask(f"/regions/{empty.pk}/end/", {"until": "2025-01-01"}),
    }
