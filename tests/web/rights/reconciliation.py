"""Monthly reconciliation: a run of the bank's with one difference of the branch's loan, and a refused one.

The branch sees the difference of its loan, and not the run, which has the whole bank's totals.
"""

from __future__ import annotations

from datetime import date

from django.core.files.uploadedfile import SimpleUploadedFile

import made_cases as cases
import made_offices as offices
from hudai.actions import bank_return as returns
from hudai.actions import reconciliation as actions
from hudai.records.models import Difference, Reconciliation, Station
from made_name_lists import work_all
from made_returns import LOANS, POLICY, loan, sheet
from rights.walking import Ask, Asks

TABLE = """
                            村 外村 镇 外镇 镇长 区 财政 金融 网点 外网点 银行 外银行 担保 监管 审计 管理 无
GET  reconciliations        ?  ?    ?  ?    ?    +  ?    ?    +    +      +    +      ?    ?    +    ?    >
GET  reconciliation_hand_in ?  ?    ?  ?    ?    +  ?    ?    +    +      +    +      ?    ?    ?    ?    >
POST reconciliation_hand_in ?  ?    ?  ?    ?    +  ?    ?    +    +      +    +      ?    ?    ?    ?    >
GET  reconciliation         ?  ?    ?  ?    ?    +  ?    ?    ?    ?      +    ?      ?    ?    +    ?    >
POST reconciliation_again   !  !    !  !    !    !  !    !    !    !      !    !      !    !    !    !    >
POST reconciliation_marked  !  !    !  !    !    +  !    !    !    !      +    !      !    !    !    !    >
GET  differences            ?  ?    ?  ?    ?    +  ?    ?    +    +      +    +      ?    ?    +    ?    >
GET  difference             ?  ?    ?  ?    ?    +  ?    ?    +    ?      +    ?      ?    ?    +    ?    >
POST difference             ?  ?    ?  ?    ?    +  ?    ?    +    ?      +    ?      ?    ?    !    ?    >
"""
HEADS = ("合同号", "贷款余额（元）")


def ready() -> Asks:
    """A loan of the branch's of which the bank says another balance."""
    offices.village()
    bank = offices.branch(Station.BANK).bank
    said = {"kind": "loans", "bank": bank, "policy": POLICY, "as_of": date(2024, 5, 31)}
    brought = returns.hand_in(
        actor=cases.at(Station.BRANCH), file_name="贷款.csv", content=sheet(LOANS, [loan()]), **said
    )
    work_all()
    returns.confirm(actor=cases.at(Station.BRANCH), return_id=brought.pk, answers=returns.Answers())
    work_all()
    done, refused = _compared([["HT1", "40000"]]), _compared([["HT1", "四万"]])
    found = Difference.objects.get()
    file = SimpleUploadedFile("台账.csv", sheet(HEADS, [["HT1", "50000"]]))
    runs = "/reconciliations"
    return {
        "GET reconciliations": Ask(f"{runs}/"),
        "GET reconciliation_hand_in": Ask(f"{runs}/hand-in/"),
        "POST reconciliation_hand_in": Ask(
            f"{runs}/hand-in/", {"file": file, "bank": bank.pk, "as_of": "2024-05-31"}
        ),
        "GET reconciliation": Ask(f"{runs}/{done.pk}/"),
        "POST reconciliation_again": Ask(f"{runs}/{done.pk}/read-again/"),
        "POST reconciliation_marked": Ask(f"{runs}/{refused.pk}/marked/"),
        "GET differences": Ask("/differences/"),
        "GET difference": Ask(f"/differences/{found.pk}/"),
        "POST difference": Ask(f"/differences/{found.pk}/", {"reason": "已核实"}),
    }


def _compared(rows: list[list[str]]) -> Reconciliation:
    found = actions.hand_in(
        actor=cases.at(Station.BANK),
        bank=offices.branch(Station.BANK).bank,
        as_of=date(2024, 5, 31),
        file_name="台账.csv",
        content=sheet(HEADS, rows),
    )
    work_all()
    return found
