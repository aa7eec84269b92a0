"""The road of a case: one of 柳溪村 waits for the town, of somebody of 70 so that a principle is broken."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

import made_cases as cases
import made_offices as offices
from hudai.core.workflow import Opinion
from hudai.records.models import Deputy, Station
from rights.walking import Ask, Asks

TABLE = """
                            村 外村 镇 外镇 镇长 区 财政 金融 网点 外网点 银行 外银行 担保 监管 审计 管理 无
GET  applications           +  +    +  +    +    +  +    +    +    +      +    +      +    +    +    +    >
GET  application_household  +  +    +  +    !    !  !    !    +    +      !    !      !    !    !    !    >
GET  application_enter      +  ?    +  ?    !    !  !    !    +    ?      !    !      !    !    !    !    >
POST application_enter      +  ?    +  ?    !    !  !    !    +    ?      !    !      !    !    !    !    >
POST application_hints      +  ?    +  ?    !    !  !    !    +    ?      !    !      !    !    !    !    >
GET  application_sheet      +  +    +  +    !    !  !    !    +    +      !    !      !    !    !    !    >
POST application_sheet      +  +    +  +    !    !  !    !    +    +      !    !      !    !    !    !    >
GET  application_template   +  +    +  +    !    !  !    !    +    +      !    !      !    !    !    !    >
GET  application            +  ?    +  ?    +    +  +    +    +    ?      +    ?      ?    +    +    ?    >
GET  application_edit       +  ?    +  ?    !    !  !    !    +    ?      !    !      !    !    !    !    >
POST application_edit       +  ?    +  ?    !    !  !    !    +    ?      !    !      !    !    !    !    >
POST application_submit     +  ?    +  ?    !    !  !    !    +    ?      !    ?      ?    !    !    ?    >
POST application_withdraw   +  ?    +  ?    !    !  !    !    +    ?      !    ?      ?    !    !    ?    >
POST application_survey     +  ?    +  ?    +    !  !    !    +    ?      !    ?      ?    !    !    ?    >
POST application_commitment +  ?    +  ?    !    !  !    !    +    ?      !    ?      ?    !    !    ?    >
POST application_waive      !  ?    !  ?    +    +  !    !    !    ?      !    ?      ?    !    !    ?    >
POST application_attest     !  ?    !  ?    !    !  !    !    !    ?      !    ?      ?    !    !    ?    >
POST application_assess     !  ?    !  ?    !    !  !    !    !    ?      !    ?      ?    !    !    ?    >
POST application_decide     !  ?    +  ?    +    !  !    !    !    ?      !    ?      ?    !    !    ?    >
POST application_look       +  ?    +  ?    +    +  !    !    +    ?      +    ?      ?    !    +    ?    >
GET  waiting                +  +    +  +    +    +  +    +    +    +      +    +      +    +    +    +    >
POST agree_to_many          +  +    +  +    +    +  +    +    +    +      +    +      +    +    +    +    >
GET  processing_times       +  +    +  +    +    +  +    +    +    +      +    +      +    +    +    +    >
GET  hand_over              +  +    +  +    +    +  +    +    +    +      +    +      +    +    !    !    >
POST hand_over              +  +    +  +    +    +  +    +    +    +      +    +      +    +    !    !    >
POST take_back              !  !    +  !    !    !  !    !    !    !      !    !      !    !    !    !    >
"""


def ready() -> Asks:
    """The case, another one sent back to the household's side, and a deputy at the town's desk."""
    cases.lead_bank()
    case = cases.waiting_at(2, cases.household(born="19550307"))
    other = cases.waiting_at(2, cases.household("LX-002", "钱大山", "19700101"))
    draft = cases.decide(other, cases.at(Station.TOWN, 30), Opinion.RETURN, text="写清用途。", returned_to=0)
    at_case, at_draft = f"/applications/{case.number}", f"/applications/{draft.number}"
    seen = {"seen_version": "0", "seen_step": "2"}
    survey = {"subject": "household", "surveyed_on": "2025-09-20", "surveyors": "某", "content": "好"}
    figures = ("cycle_months", "project_income", "other_income", "living_costs", "debts_due")
    found = {"industry": "生猪育肥", **dict.fromkeys(figures, "6"), "seen_version": "0"}
    promise = {"helper": "周帮扶", "helper_employer": "镇政府", "signed_on": "2025-09-20"}
    return {
        "GET applications": Ask("/applications/"),
        "GET application_household": Ask("/applications/enter/"),
        "GET application_enter": Ask("/applications/enter/LX-001/"),
        "POST application_enter": Ask("/applications/enter/LX-001/", {"purpose": "养蜂"}),
        "POST application_hints": Ask("/applications/hints/LX-001/"),
        "GET application_sheet": Ask("/applications/sheet/"),
        "POST application_sheet": Ask("/applications/sheet/"),
        "GET application_template": Ask("/applications/sheet/template/"),
        "GET application": Ask(f"{at_case}/"),
        "GET application_edit": Ask(f"{at_draft}/edit/"),
        "POST application_edit": Ask(f"{at_draft}/edit/", {"purpose": "养蜂"}),
        "POST application_submit": Ask(f"{at_draft}/submit/", {"seen_version": "1"}),
        "POST application_withdraw": Ask(f"{at_case}/withdraw/", {"withdraw-reason": "不办了"}),
        "POST application_survey": Ask(f"{at_case}/survey/", _of("survey", {**survey, "favourable": "yes"})),
        "POST application_commitment": Ask(f"{at_draft}/commitment/", _of("commitment", promise)),
        "POST application_waive": Ask(f"{at_case}/waive/", {"waive-rule": "age", "waive-reason": "身体好"}),
        "POST application_attest": Ask(f"{at_case}/attest/", {"bank-rated": "yes", "bank-seen_version": "0"}),
        "POST application_assess": Ask(
            f"{at_case}/assess/", {f"assess-{name}": value for name, value in found.items()}
        ),
        "POST application_decide": Ask(f"{at_case}/decide/", {"opinion": "agree", "text": "同意", **seen}),
        "POST application_look": Ask(f"{at_case}/look/"),
        "GET waiting": Ask("/waiting/"),
        "POST agree_to_many": Ask("/waiting/agree/", {"case": f"{case.number}:0:2", "text": "同意"}),
        "GET processing_times": Ask("/processing-times/"),
        "GET hand_over": Ask("/hand-over/"),
        "POST hand_over": Ask("/hand-over/", _another_week()),
        "POST take_back": Ask(f"/hand-over/{_deputyship().pk}/take-back/"),
    }


def _of(form: str, said: dict[str, str]) -> dict[str, str]:
    return {f"{form}-{field}": value for field, value in said.items()}


def _deputyship() -> Deputy:
    today = timezone.localdate()
    return Deputy.objects.create(
        posting=cases.at(Station.TOWN).posting,
        officer=offices.officer("stand_in"),
        since=today - timedelta(days=3),
        until=today + timedelta(days=3),
        reason="出差",
    )


def _another_week() -> dict[str, str]:
    since = timezone.localdate() + timedelta(days=30)
    last = since + timedelta(days=6)
    return {"username": "stand_in", "since": f"{since}", "last": f"{last}", "reason": "学习"}
