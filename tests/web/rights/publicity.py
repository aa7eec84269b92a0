"""Households explained to, publicity events, typical cases, and public notices of loans."""

from __future__ import annotations

from datetime import date

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

import made_cases as cases
import made_loans as loans
import made_offices as offices
from hudai.actions import explanation as explaining
from hudai.actions import notice as noticing
from hudai.actions import publicity as publicising
from hudai.actions.explanation import Answer, Round
from hudai.actions.notice import Draft
from hudai.actions.publicity import Case, Event
from hudai.records.models import Station
from made_photos import photo
from rights.walking import Ask, Asks

TABLE = """
                          村 外村 镇 外镇 镇长 区 财政 金融 网点 外网点 银行 外银行 担保 监管 审计 管理 无
GET  explanations         +  +    +  +    +    +  +    +    +    +      +    +      ?    +    +    ?    >
GET  explanation_log      +  +    +  +    +    +  +    +    +    +      +    +      ?    +    +    ?    >
GET  explanation_record   +  +    +  +    !    !  !    !    !    !      !    !      ?    !    !    ?    >
POST explanation_record   +  +    +  +    !    !  !    !    !    !      !    !      ?    !    !    ?    >
GET  explanation          +  ?    +  ?    +    +  +    +    +    ?      +    ?      ?    +    +    ?    >
GET  explanation_withdraw +  ?    +  ?    !    !  !    !    !    ?      !    ?      ?    !    !    ?    >
POST explanation_withdraw +  ?    +  ?    !    !  !    !    !    ?      !    ?      ?    !    !    ?    >
GET  explanation_papers   +  ?    +  ?    +    +  +    +    +    ?      +    ?      ?    +    +    ?    >
POST explanation_papers   +  ?    +  ?    !    !  !    !    !    ?      !    ?      ?    !    !    ?    >
GET  publicity_events     +  +    +  +    +    +  +    +    +    +      +    +      ?    +    +    ?    >
GET  publicity_event_new  +  +    +  +    +    +  !    +    +    +      +    +      ?    !    !    ?    >
POST publicity_event_new  +  +    +  +    +    +  !    +    +    +      +    +      ?    !    !    ?    >
GET  publicity_event      +  ?    +  ?    +    +  +    +    +    ?      +    ?      ?    +    +    ?    >
GET  publicity_withdraw   +  ?    !  ?    !    +  !    !    !    ?      !    ?      ?    !    !    ?    >
POST publicity_withdraw   +  ?    !  ?    !    +  !    !    !    ?      !    ?      ?    !    !    ?    >
GET  typical_cases        +  +    +  +    +    +  +    +    +    +      +    +      ?    +    +    ?    >
GET  typical_case_new     +  +    +  +    +    +  !    +    +    +      +    +      ?    !    !    ?    >
POST typical_case_new     +  +    +  +    +    +  !    +    +    +      +    +      ?    !    !    ?    >
GET  typical_case         +  ?    ?  ?    ?    +  ?    ?    ?    ?      ?    ?      ?    ?    ?    ?    >
POST typical_case         !  ?    ?  ?    ?    +  ?    ?    ?    ?      ?    ?      ?    ?    ?    ?    >
GET  notices              +  +    +  +    +    +  +    +    +    +      +    +      ?    +    +    ?    >
GET  notice_new           +  +    +  +    !    +  !    !    !    !      !    !      ?    !    !    ?    >
POST notice_new           +  +    +  +    !    +  !    !    !    !      !    !      ?    !    !    ?    >
GET  notice               +  ?    +  ?    +    +  +    +    +    ?      +    ?      ?    +    +    ?    >
POST notice_object        +  ?    +  ?    +    +  !    !    !    ?      !    ?      ?    !    !    ?    >
POST notice_answer        !  ?    +  ?    +    +  !    !    !    ?      !    ?      ?    !    !    ?    >
GET  notice_take_down     +  ?    !  ?    !    +  !    !    !    ?      !    ?      ?    !    !    ?    >
POST notice_take_down     +  ?    !  ?    !    +  !    !    !    ?      !    ?      ?    !    !    ?    >
GET  notice_paper         +  ?    +  ?    +    +  +    +    +    ?      +    ?      ?    +    +    ?    >
"""

TODAY = date(2025, 10, 8)


def ready() -> Asks:
    """A loan paid out on 2025-09-25, its household explained to, and on a notice with an objection."""
    cases.lead_bank()
    loan = loans.disbursed()
    home, village, town = loan.household, offices.village(), offices.town()
    at_village = loans.on(TODAY, Station.VILLAGE)
    said = Round(date(2025, 10, 1), ["team"], "周书记", ["policy"])
    (explained,) = explaining.record(actor=at_village, said=said, answers={home.pk: Answer("willing")})
    event = publicising.hold(
        actor=at_village,
        event=Event("policy", "院坝宣讲会", date(2025, 9, 1), village, "院坝", "柳溪村村委会", 42, "讲政策"),
    )
    case = publicising.hand_in(
        actor=at_village,
        case=Case("养猪脱贫", "project", village, "", may_be_named=False, consent="", text="养猪带动3户"),
    )
    draft = Draft(village, date(2025, 9, 1), date(2025, 9, 30), TODAY, 10, "023-67800000")
    notice = noticing.put_up(actor=at_village, laws=loans.LAWS, draft=draft)
    objection = noticing.object_to(
        actor=at_village, number=notice.number, content="没有领到", received_on=TODAY
    )
    again = {
        "household": [home.pk],
        "explained_on": "2025-10-02",
        "roles": ["team"],
        "explainers": "周书记",
        "topics": ["policy"],
        f"h{home.pk}-wish": "unsaid",
    }
    held = {
        "kind": "policy",
        "title": "赶场宣传",
        "held_on": "2025-10-01",
        "host": "镇政府",
        "audience": "80",
        "content": "发资料",
    }
    told = {"title": "又一例", "subject": "project", "text": "花椒基地"}
    firms = {"firm-TOTAL_FORMS": "0", "firm-INITIAL_FORMS": "0"}
    put_up = {
        "region": village.pk,
        "lent_since": "2025-09-25",
        "lent_through": "2025-09-25",
        "published_on": f"{timezone.localdate()}",
        "days": "10",
        "phone": "023-67800000",
        **firms,
    }
    notices = "/publicity/notices/"
    one = f"{notices}{notice.number}/"
    return {
        "GET explanations": Ask("/publicity/"),
        "GET explanation_log": Ask("/publicity/log/"),
        "GET explanation_record": Ask(f"/publicity/record/?household={home.pk}"),
        "POST explanation_record": Ask("/publicity/record/", again),
        "GET explanation": Ask(f"/publicity/{explained.pk}/"),
        "GET explanation_withdraw": Ask(f"/publicity/{explained.pk}/withdraw/"),
        "POST explanation_withdraw": Ask(f"/publicity/{explained.pk}/withdraw/", {"reason": "写错"}),
        "GET explanation_papers": Ask(f"/publicity/{explained.pk}/papers/"),
        "POST explanation_papers": Ask(
            f"/publicity/{explained.pk}/papers/",
            {"paper": "宣讲签字单", "file": SimpleUploadedFile("签字单.jpg", photo())},
        ),
        "GET publicity_events": Ask("/publicity/events/"),
        "GET publicity_event_new": Ask("/publicity/events/new/"),
        "POST publicity_event_new": Ask("/publicity/events/new/", {**held, "region": town.pk}),
        "GET publicity_event": Ask(f"/publicity/events/{event.pk}/"),
        "GET publicity_withdraw": Ask(f"/publicity/events/{event.pk}/withdraw/"),
        "POST publicity_withdraw": Ask(f"/publicity/events/{event.pk}/withdraw/", {"reason": "写错"}),
        "GET typical_cases": Ask("/publicity/cases/"),
        "GET typical_case_new": Ask("/publicity/cases/new/"),
        "POST typical_case_new": Ask("/publicity/cases/new/", {**told, "region": town.pk}),
        "GET typical_case": Ask(f"/publicity/cases/{case.pk}/"),
        "POST typical_case": Ask(f"/publicity/cases/{case.pk}/", {"approved": "yes"}),
        "GET notices": Ask(notices),
        "GET notice_new": Ask(f"{notices}new/"),
        "POST notice_new": Ask(f"{notices}new/", put_up),
        "GET notice": Ask(one),
        "POST notice_object": Ask(f"{one}object/", {"received_on": "2025-10-09", "content": "金额不对"}),
        "POST notice_answer": Ask(
            f"{one}objections/{objection.pk}/",
            {f"answer{objection.pk}-upheld": "no", f"answer{objection.pk}-text": "已核实"},
        ),
        "GET notice_take_down": Ask(f"{one}take-down/"),
        "POST notice_take_down": Ask(f"{one}take-down/", {"reason": "电话写错"}),
        "GET notice_paper": Ask(f"{one}notice.docx"),
    }
