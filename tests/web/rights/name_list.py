"""Name lists: two versions, the first handed to the bank, an import to confirm, one that cannot be read.

An import that is done is not carried on, so that row refuses the county office too.
"""

from __future__ import annotations

from datetime import date

from django.core.files.uploadedfile import SimpleUploadedFile

import made_cases as cases
import made_offices as offices
from hudai.actions import name_list as actions
from hudai.records.models import Job, Station
from hudai.records.models.name_list import NameListImport
from made_name_lists import id_number, person, sheet, work_all
from rights.walking import Ask, Asks

TABLE = """
                          村 外村 镇 外镇 镇长 区 财政 金融 网点 外网点 银行 外银行 担保 监管 审计 管理 无
GET  name_lists           +  +    +  +    +    +  +    +    +    +      +    +      ?    +    +    ?    >
GET  name_list            +  +    +  +    +    +  +    +    +    +      +    +      ?    +    +    ?    >
GET  name_list_compare    +  +    +  +    +    +  +    +    +    +      +    +      ?    +    +    ?    >
GET  name_list_hand_in    ?  ?    ?  ?    ?    +  ?    ?    ?    ?      ?    ?      ?    ?    ?    ?    >
POST name_list_hand_in    ?  ?    ?  ?    ?    +  ?    ?    ?    ?      ?    ?      ?    ?    ?    ?    >
GET  name_list_import     ?  ?    ?  ?    ?    +  ?    ?    ?    ?      ?    ?      ?    ?    +    ?    >
GET  name_list_differences ? ?    ?  ?    ?    +  ?    ?    ?    ?      ?    ?      ?    ?    +    ?    >
POST name_list_confirm    !  !    !  !    !    +  !    !    !    !      !    !      !    !    !    !    >
POST name_list_read_again !  !    !  !    !    +  !    !    !    !      !    !      !    !    !    !    >
POST name_list_carry_on   !  !    !  !    !    !  !    !    !    !      !    !      !    !    !    !    >
POST name_list_undo       !  !    !  !    !    +  !    !    !    !      !    !      !    !    !    !    >
POST name_list_drop       !  !    !  !    !    +  !    !    !    !      !    !      !    !    !    !    >
POST name_list_marked     !  !    !  !    !    +  !    !    !    !      !    !      !    !    !    !    >
POST name_list_deliver    !  !    !  !    !    +  !    !    !    !      !    !      !    !    !    !    >
POST name_list_sign       !  !    !  !    !    !  !    !    +    !      +    !      !    !    !    !    >
GET  jobs                 +  +    +  +    +    +  +    +    +    +      +    +      +    +    +    +    >
GET  job                  ?  ?    ?  ?    ?    +  ?    ?    ?    ?      ?    ?      ?    ?    ?    ?    >
POST job_cancel           !  !    !  !    !    +  !    !    !    !      !    !      !    !    !    !    >
"""
ROWS = [person("YP001", "赵大山", id_number(11)), person("YP002", "钱老四", id_number(44))]


def ready() -> Asks:
    """Four imports, a delivery that waits for its receipt, and a job that waits for a worker."""
    offices.village()
    _carried_out(ROWS, 2022)
    done = _carried_out([*ROWS, person("YP003", "孙新来", id_number(55))], 2023)
    waiting = _handed_in(ROWS, 2024)
    wrong = _handed_in([person("YP004", "错号码", "123", phone="x")], 2025)
    bank = offices.branch(Station.BANK).bank
    delivery = actions.deliver(actor=cases.at(Station.OFFICE), number=1, bank=bank)
    office = cases.at(Station.OFFICE)
    payload = {"import": waiting.pk, "officer": office.officer.pk}
    job = Job.objects.create(
        kind="name_list_read", payload=payload, asked_by=office.posting, asked_at=office.at
    )
    file = SimpleUploadedFile("名单.xlsx", sheet(ROWS))
    handed_in = {"file": file, "as_of": "2025-06-01", "whole": "1", "exit_reason": ""}
    imports = "/name-lists/import"
    return {
        "GET name_lists": Ask("/name-lists/"),
        "GET name_list": Ask("/name-lists/1/"),
        "GET name_list_compare": Ask("/name-lists/compare/", {"older": "1", "newer": "2"}),
        "GET name_list_hand_in": Ask(f"{imports}/"),
        "POST name_list_hand_in": Ask(f"{imports}/", handed_in),
        "GET name_list_import": Ask(f"{imports}/{done.pk}/"),
        "GET name_list_differences": Ask(f"{imports}/{done.pk}/differences/"),
        "POST name_list_confirm": Ask(f"{imports}/{waiting.pk}/confirm/"),
        "POST name_list_read_again": Ask(f"{imports}/{waiting.pk}/read-again/"),
        "POST name_list_carry_on": Ask(f"{imports}/{done.pk}/carry-on/"),
        "POST name_list_undo": Ask(f"{imports}/{done.pk}/undo/"),
        "POST name_list_drop": Ask(f"{imports}/{waiting.pk}/drop/"),
        "POST name_list_marked": Ask(f"{imports}/{wrong.pk}/marked/"),
        "POST name_list_deliver": Ask("/name-lists/1/deliver/", {"bank": bank.pk}),
        "POST name_list_sign": Ask(f"/name-lists/deliveries/{delivery.pk}/sign/"),
        "GET jobs": Ask("/jobs/"),
        "GET job": Ask(f"/jobs/{job.pk}/"),
        "POST job_cancel": Ask(f"/jobs/{job.pk}/cancel/"),
    }


def _carried_out(rows: list[list[str]], year: int) -> NameListImport:
    found = _handed_in(rows, year)
    actions.confirm(actor=cases.at(Station.OFFICE), import_id=found.pk, chosen={})
    work_all()
    return found


def _handed_in(rows: list[list[str]], year: int) -> NameListImport:
    found = actions.hand_in(
        actor=cases.at(Station.OFFICE),
        file_name="名单.xlsx",
        content=sheet(rows),
        as_of=date(year, 3, 1),
        whole=True,
        exit_reason="",
    )
    work_all()
    return found
