"""The register of dishonest debtors: the list, proposing, one entry, telling, reviewing, letting go."""

from __future__ import annotations

import made_debtors as made
from hudai.records.models import DishonestDebtor
from rights.walking import Ask, Asks

TABLE = """
                             村 外村 镇 外镇 镇长 区 财政 金融 网点 外网点 银行 外银行 担保 监管 审计 管理 无
GET  dishonest_debtors       +  +    +  +    +    +  +    +    +    +      +    +      ?    +    +    ?    >
GET  dishonest_debtor_propose  !  ?  !  ?    !    !  !    !    +    ?      +    ?      ?    !    !    ?    >
POST dishonest_debtor_propose  !  ?  !  ?    !    !  !    !    !    ?      !    ?      ?    !    !    ?    >
GET  dishonest_debtor        +  ?    +  ?    +    +  +    +    +    ?      +    ?      ?    +    +    ?    >
POST dishonest_debtor_notify !  ?    !  ?    !    !  !    !    !    ?      !    ?      ?    !    !    ?    >
POST dishonest_debtor_decide !  ?    !  ?    !    !  !    !    !    ?      !    ?      ?    !    !    ?    >
POST dishonest_debtor_leave  !  ?    !  ?    !    +  !    !    !    ?      !    ?      ?    !    !    ?    >
"""


def ready() -> Asks:
    """A borrower of 柳溪村 on the register; proposing and telling again is not now."""
    entry = made.listed()
    assert entry.state == DishonestDebtor.State.LISTED
    page = f"/dishonest-debtors/{entry.pk}/"
    left = {"cause": "error", "left_on": f"{made.LISTED_ON}", "why": "有误", "evidence": "更正函"}
    told = {"notified_on": f"{made.NOTIFIED_ON}", "notify_words": "送达"}
    review = {"lists": "no", "decided_on": f"{made.LISTED_ON}", "opinion": "无"}
    return {
        "GET dishonest_debtors": Ask("/dishonest-debtors/"),
        "GET dishonest_debtor_propose": Ask(f"/loans/{entry.loan_id}/dishonest-debtor/"),
        "POST dishonest_debtor_propose": Ask(
            f"/loans/{entry.loan_id}/dishonest-debtor/", {"grounds": made.GROUNDS}
        ),
        "GET dishonest_debtor": Ask(page),
        "POST dishonest_debtor_notify": Ask(f"{page}notify/", told),
        "POST dishonest_debtor_decide": Ask(f"{page}decide/", review),
        "POST dishonest_debtor_leave": Ask(f"{page}leave/", left),
    }
