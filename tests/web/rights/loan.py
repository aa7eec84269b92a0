"""Loans: one paid out with a repayment and a stop, one signed, one application to sign, one to extend."""

from __future__ import annotations

from datetime import date

from django.core.files.uploadedfile import SimpleUploadedFile

import made_cases as cases
import made_loans as loans
from hudai.actions import stop as stopping
from hudai.records.models import Station
from made_photos import PAPER
from rights.walking import Ask, Asks

TABLE = """
                            村 外村 镇 外镇 镇长 区 财政 金融 网点 外网点 银行 外银行 担保 监管 审计 管理 无
GET  loans                  +  +    +  +    +    +  +    +    +    +      +    +      ?    +    +    ?    >
GET  loan_sums              +  +    +  +    +    +  +    +    +    +      +    +      ?    +    +    ?    >
GET  loan                   +  ?    +  ?    +    +  +    +    +    ?      +    ?      ?    +    +    ?    >
GET  loan_charts            +  ?    +  ?    +    +  +    +    +    ?      +    ?      ?    +    +    ?    >
GET  interest_due           +  +    +  +    +    +  +    +    +    +      +    +      ?    +    +    ?    >
GET  loan_sign              !  ?    !  ?    !    !  !    !    +    ?      +    ?      ?    !    !    ?    >
POST loan_sign              !  ?    !  ?    !    !  !    !    +    ?      +    ?      ?    !    !    ?    >
GET  loan_extend            !  ?    !  ?    !    !  !    !    +    ?      +    ?      ?    !    !    ?    >
POST loan_extend            !  ?    !  ?    !    !  !    !    +    ?      +    ?      ?    !    !    ?    >
GET  loan_disburse          !  ?    !  ?    !    !  !    !    +    ?      +    ?      ?    !    !    ?    >
POST loan_disburse          !  ?    !  ?    !    !  !    !    +    ?      +    ?      ?    !    !    ?    >
GET  loan_give_up           !  ?    !  ?    !    !  !    !    +    ?      +    ?      ?    !    !    ?    >
POST loan_give_up           !  ?    !  ?    !    !  !    !    +    ?      +    ?      ?    !    !    ?    >
GET  loan_repay             !  ?    !  ?    !    !  !    !    +    ?      +    ?      ?    !    !    ?    >
POST loan_repay             !  ?    !  ?    !    !  !    !    +    ?      +    ?      ?    !    !    ?    >
GET  loan_repayment_correct !  ?    !  ?    !    !  !    !    +    ?      +    ?      ?    !    !    ?    >
POST loan_repayment_correct !  ?    !  ?    !    !  !    !    +    ?      +    ?      ?    !    !    ?    >
GET  loan_repayment_void    !  ?    !  ?    !    !  !    !    +    ?      +    ?      ?    !    !    ?    >
POST loan_repayment_void    !  ?    !  ?    !    !  !    !    +    ?      +    ?      ?    !    !    ?    >
GET  loan_correct           !  ?    !  ?    !    +  !    !    +    ?      +    ?      ?    !    !    ?    >
POST loan_correct           !  ?    !  ?    !    +  !    !    +    ?      +    ?      ?    !    !    ?    >
GET  loan_stop              !  ?    !  ?    !    +  !    !    +    ?      +    ?      ?    !    !    ?    >
POST loan_stop              !  ?    !  ?    !    +  !    !    +    ?      +    ?      ?    !    !    ?    >
GET  loan_lift              !  ?    !  ?    !    +  !    !    !    ?      !    ?      ?    !    !    ?    >
GET  loan_papers            +  ?    +  ?    +    +  +    +    +    ?      +    ?      ?    +    +    ?    >
POST loan_papers            !  ?    +  ?    !    +  !    !    +    ?      +    ?      ?    !    !    ?    >
POST loan_lift              !  ?    !  ?    !    +  !    !    !    ?      !    ?      ?    !    !    ?    >
"""


def ready() -> Asks:
    """All of the branch's; the bank's own institution sees them too, its neighbour none."""
    loan = loans.one_year()
    row = loans.repaid(loan, date(2025, 10, 8), principal=100_000)
    stop = stopping.stop(
        actor=loans.on(date(2025, 12, 1), Station.OFFICE),
        laws=loans.LAWS,
        loan_id=loan.pk,
        kind="waived",
        since=date(2025, 11, 1),
        evidence="农户书面申请",
    )
    extension = loans.about(loan, "extension", term_months=6, amount=4_900_000)
    waiting = loans.signed(loans.approved(cases.household("LX-002", "钱大山", "19700101")), contract="HT-2")
    to_sign = loans.approved(cases.household("LX-003", "周敏军", "19720202"))
    at, signed = f"/loans/{loan.pk}", f"/loans/{waiting.pk}"
    asked = {
        "loan_sign": (
            f"/applications/{to_sign.number}/sign/",
            {
                "contract": "HT-3",
                "signed_on": "2025-09-25",
                "due_on": "2028-09-25",
                "principal": "50000",
                "seen_version": to_sign.version,
            },
        ),
        "loan_extend": (
            f"/applications/{extension.number}/extend/",
            {
                "signed_on": "2025-12-15",
                "due_on": "2027-03-25",
                "cause": "猪价下跌",
                "seen_version": extension.version,
            },
        ),
        "loan_disburse": (f"{signed}/disburse/", {"disbursed_on": "2025-09-26"}),
        "loan_give_up": (f"{signed}/give-up/", {"reason": "农户不再需要"}),
        "loan_repay": (f"{at}/repay/", {"paid_on": "2025-12-20", "principal": "100", "seen": row.pk}),
        "loan_repayment_correct": (
            f"{at}/repayments/{row.pk}/correct/",
            {"paid_on": "2025-10-08", "principal": "900", "reason": "看错"},
        ),
        "loan_repayment_void": (f"{at}/repayments/{row.pk}/void/", {"reason": "记错了户"}),
        "loan_correct": (f"{at}/correct/purpose/", {"value": "种植花椒", "reason": "改种", "seen": "1"}),
        "loan_stop": (
            f"{at}/stop/",
            {"kind": "diversion", "since": "2025-11-01", "evidence": "核查记录 1 号"},
        ),
        "loan_papers": (
            f"{at}/papers/",
            {"paper": "借款合同", "file": SimpleUploadedFile("合同.pdf", PAPER, "application/pdf")},
        ),
        "loan_lift": (f"{at}/stops/{stop.pk}/lift/", {"reason": "撤回放弃"}),
    }
    return {
        "GET loans": Ask("/loans/"),
        "GET interest_due": Ask("/interest-due/"),
        "GET loan_sums": Ask("/loan-sums/"),
        "GET loan": Ask(f"{at}/"),
        "GET loan_charts": Ask(f"{at}/charts.json"),
        **{f"GET {name}": Ask(address) for name, (address, _) in asked.items()},
        **{f"POST {name}": Ask(address, data) for name, (address, data) in asked.items()},
    }
