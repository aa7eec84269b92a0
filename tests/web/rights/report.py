"""Registers of 石门支行, one summed up by its bank, one waiting for it."""

from __future__ import annotations

import made_batches as loans
from hudai.actions import report as actions
from hudai.core.dates import add_months
from hudai.core.report_day import month_of
from hudai.records.models import Station
from rights.rating import _now
from rights.walking import Ask, Asks

TABLE = """
                         村 外村 镇 外镇 镇长 区 财政 金融 网点 外网点 银行 外银行 担保 监管 审计 管理 无
GET  loan_register       +  +    +  +    +    +  +    +    +    +      +    +      ?    +    +    ?    >
POST loan_register_paper +  +    +  +    +    +  +    +    +    +      +    +      ?    +    +    ?    >
GET  reports             ?  ?    ?  ?    ?    +  +    +    +    +      +    +      ?    +    +    ?    >
GET  report_month        ?  ?    ?  ?    ?    +  +    +    ?    ?      +    +      ?    +    +    ?    >
GET  report_hand_in      !  !    !  !    !    !  !    !    +    !      +    +      !    !    !    !    >
POST report_hand_in      !  !    !  !    !    !  !    !    +    !      +    +      !    !    !    !    >
GET  report              ?  ?    ?  ?    ?    +  +    +    +    ?      +    ?      ?    +    +    ?    >
POST report_return       !  !    !  !    !    +  +    +    !    !      !    ?      !    !    !    !    >
POST report_sign         !  !    !  !    !    +  +    +    !    !      !    !      !    !    !    !    >
POST report_paper        ?  ?    ?  ?    ?    +  +    +    +    ?      +    ?      ?    +    +    ?    >
"""


def ready() -> Asks:
    """Registers of two months; the summary of the earlier one is handed in, the later one to come."""
    loans.loan()
    branch, bank = _now(Station.BRANCH), _now(Station.BANK)
    last = add_months(month_of(branch.today), -1)
    earlier = add_months(last, -1)
    policy = loans.LAW.policy
    part = actions.hand_in(actor=branch, policy=policy, month=earlier)
    summary = actions.hand_in(actor=bank, policy=policy, month=earlier)
    # Without anything to sum up the bank would be refused for that.
    actions.hand_in(actor=branch, policy=policy, month=last)
    part_page, page = f"/reports/{part.pk}/", f"/reports/{summary.pk}/"
    to_come = f"/reports/hand-in/yubei-2021/{last:%Y-%m}/"
    return {
        "GET loan_register": Ask("/loan-register/"),
        "POST loan_register_paper": Ask("/loan-register/annex5.xlsx"),
        "GET reports": Ask("/reports/"),
        "GET report_month": Ask(f"/reports/month/yubei-2021/{earlier:%Y-%m}/"),
        "GET report_hand_in": Ask(to_come),
        "POST report_hand_in": Ask(to_come, {"seen": "?"}),
        "GET report": Ask(part_page),
        "POST report_return": Ask(f"{page}return/", {"reason": "余额不符"}),
        "POST report_sign": Ask(f"{page}sign/"),
        "POST report_paper": Ask(f"{part_page}annex5.xlsx"),
    }
