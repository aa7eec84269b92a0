"""Due days: the list, and arranging something for a loan that fell due long ago."""

from __future__ import annotations

from datetime import date

import made_loans as loans
from hudai.records.models import LoanStanding
from rights.walking import Ask, Asks

TABLE = """
                    村 外村 镇 外镇 镇长 区 财政 金融 网点 外网点 银行 外银行 担保 监管 审计 管理 无
GET  maturities     +  +    +  +    +    +  +    +    +    +      +    +      ?    +    +    ?    >
GET  maturity_note  +  ?    +  ?    !    !  !    !    +    ?      +    ?      ?    !    !    ?    >
POST maturity_note  +  ?    +  ?    !    !  !    !    +    ?      +    ?      ?    !    !    ?    >
"""


def ready() -> Asks:
    """A loan due on 2026-09-25 and still owed."""
    loan = loans.one_year()
    assert LoanStanding.objects.get(loan=loan).due_on == date(2026, 9, 25)
    address = f"/loans/{loan.pk}/maturity-note/"
    return {
        "GET maturities": Ask("/maturities/"),
        "GET maturity_note": Ask(address),
        "POST maturity_note": Ask(address, {"plan": "renew", "words": "想续贷一年"}),
    }
