"""Suspicions: the list, one of them, a run, handing over, answering, closing."""

from __future__ import annotations

import made_loans as loans
import made_suspicions as made
from hudai.actions import suspicion as actions
from hudai.records.models import Station
from rights.walking import Ask, Asks

TABLE = """
                        村 外村 镇 外镇 镇长 区 财政 金融 网点 外网点 银行 外银行 担保 监管 审计 管理 无
GET  suspicions         +  +    +  +    +    +  +    +    +    +      +    +      ?    +    +    ?    >
POST suspicion_run      !  !    !  !    !    +  !    !    !    !      !    !      !    !    !    !    >
GET  suspicion          +  ?    +  ?    +    +  +    +    +    ?      +    ?      ?    +    +    ?    >
POST suspicion_assign   !  ?    !  ?    !    +  !    !    !    ?      !    ?      ?    !    !    ?    >
POST suspicion_answer   !  ?    +  ?    !    +  !    !    !    ?      !    ?      ?    !    !    ?    >
POST suspicion_close    !  ?    !  ?    !    +  !    !    !    ?      !    ?      ?    !    !    ?    >
"""


def ready() -> Asks:
    """Three loans to one account: that they are is handed to the town; that it is shared, looked into."""
    found = made.payee()
    office = loans.on(made.ON, Station.OFFICE)
    town = next(each for each in actions.places_of(found) if each.station == Station.TOWN)
    actions.assign(actor=office, suspicion_id=found.pk, to=town.value)
    said = {"result": "unfounded", "measure": "", "words": "查过"}
    other = made.Suspicion.objects.exclude(pk=found.pk).get()
    actions.answer(actor=office, suspicion_id=other.pk, **said)
    page = f"/suspicions/{found.pk}/"
    return {
        "GET suspicions": Ask("/suspicions/"),
        "POST suspicion_run": Ask("/suspicions/run/"),
        "GET suspicion": Ask(page),
        "POST suspicion_assign": Ask(f"{page}assign/", {"to": town.value}),
        "POST suspicion_answer": Ask(f"{page}answer/", said),
        "POST suspicion_close": Ask(f"/suspicions/{other.pk}/close/", {"reason": "查明"}),
    }
