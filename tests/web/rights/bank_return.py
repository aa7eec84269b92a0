"""Banks' returns: one carried out, one to confirm, one that cannot be read, all handed in by a branch.

A return that is done is not carried on, so that row refuses everybody.
"""

from __future__ import annotations

from datetime import date

from django.core.files.uploadedfile import SimpleUploadedFile

import made_cases as cases
import made_offices as offices
from hudai.actions import bank_return as actions
from hudai.records.models import BankReturn, Station
from made_name_lists import work_all
from made_returns import LOANS, POLICY, loan, sheet
from rights.walking import Ask, Asks

TABLE = """
                             村 外村 镇 外镇 镇长 区 财政 金融 网点 外网点 银行 外银行 担保 监管 审计 管理 无
GET  bank_returns            ?  ?    ?  ?    ?    +  ?    ?    +    +      +    +      ?    ?    +    ?    >
GET  bank_return_hand_in     ?  ?    ?  ?    ?    +  ?    ?    +    +      +    +      ?    ?    ?    ?    >
POST bank_return_hand_in     ?  ?    ?  ?    ?    +  ?    ?    +    +      +    +      ?    ?    ?    ?    >
GET  bank_return             ?  ?    ?  ?    ?    +  ?    ?    +    ?      +    ?      ?    ?    +    ?    >
GET  bank_return_differences ?  ?    ?  ?    ?    +  ?    ?    +    ?      +    ?      ?    ?    +    ?    >
POST bank_return_columns     !  !    !  !    !    +  !    !    +    !      +    !      !    !    !    !    >
POST bank_return_confirm     !  !    !  !    !    +  !    !    +    !      +    !      !    !    !    !    >
POST bank_return_read_again  !  !    !  !    !    +  !    !    +    !      +    !      !    !    !    !    >
POST bank_return_carry_on    !  !    !  !    !    !  !    !    !    !      !    !      !    !    !    !    >
POST bank_return_undo        !  !    !  !    !    +  !    !    +    !      +    !      !    !    !    !    >
POST bank_return_drop        !  !    !  !    !    +  !    !    +    !      +    !      !    !    !    !    >
POST bank_return_marked      !  !    !  !    !    +  !    !    +    !      +    !      !    !    !    !    >
"""


def ready() -> Asks:
    """Three returns of the branch's."""
    offices.village()
    done = _handed_in([loan()])
    actions.confirm(actor=cases.at(Station.BRANCH), return_id=done.pk, answers=actions.Answers())
    work_all()
    waiting = _handed_in([loan("HT2", rate="3.65")])
    wrong = _handed_in([loan("HT3", rate="385")])
    bank = offices.branch(Station.BANK).bank
    file = SimpleUploadedFile("贷款.csv", sheet(LOANS, [loan("HT4")]))
    handed_in = {"file": file, "kind": "loans", "bank": bank.pk, "as_of": "2024-05-31", "policy": POLICY}
    returns = "/bank-returns"
    return {
        "GET bank_returns": Ask(f"{returns}/"),
        "GET bank_return_hand_in": Ask(f"{returns}/hand-in/"),
        "POST bank_return_hand_in": Ask(f"{returns}/hand-in/", handed_in),
        "GET bank_return": Ask(f"{returns}/{done.pk}/"),
        "GET bank_return_differences": Ask(f"{returns}/{waiting.pk}/differences/"),
        "POST bank_return_columns": Ask(
            f"{returns}/{waiting.pk}/columns/", {"heading": "备用", "column": "-"}
        ),
        "POST bank_return_confirm": Ask(f"{returns}/{waiting.pk}/confirm/"),
        "POST bank_return_read_again": Ask(f"{returns}/{waiting.pk}/read-again/"),
        "POST bank_return_carry_on": Ask(f"{returns}/{done.pk}/carry-on/"),
        "POST bank_return_undo": Ask(f"{returns}/{done.pk}/undo/"),
        "POST bank_return_drop": Ask(f"{returns}/{waiting.pk}/drop/"),
        "POST bank_return_marked": Ask(f"{returns}/{wrong.pk}/marked/"),
    }


def _handed_in(rows: list[list[str]]) -> BankReturn:
    found = actions.hand_in(
        actor=cases.at(Station.BRANCH),
        kind="loans",
        bank=offices.branch(Station.BANK).bank,
        policy=POLICY,
        as_of=date(2024, 5, 31),
        file_name="贷款.csv",
        content=sheet(LOANS, rows),
    )
    work_all()
    return found
