"""A sheet of one application that the village sent, looked through and not entered; and a marked copy."""

from __future__ import annotations

import tempfile
from pathlib import Path

import made_cases as cases
from hudai.actions import application_check as checks
from hudai.actions.application_sheet import read
from hudai.actions.table_export import FILES
from hudai.records.models import Station
from hudai.web import marked_sheet
from rights.walking import Ask, Asks

TABLE = """
                             村 外村 镇 外镇 镇长 区 财政 金融 网点 外网点 银行 外银行 担保 监管 审计 管理 无
GET  application_check        +  !    !  !    !    !  !    !    !    !      !    !      !    !    !    !    >
POST application_check_enter  +  !    !  !    !    !  !    !    !    !      !    !      !    !    !    !    >
POST application_findings     +  !    !  !    !    !  !    !    !    !      !    !      !    !    !    !    >
POST marked_sheet             +  !    !  !    !    !  !    !    !    !      !    !      !    !    !    !    >
"""


def ready() -> Asks:
    """The check, as the page makes it."""
    cases.lead_bank()
    cases.household()
    village = cases.at(Station.VILLAGE)
    heads = "姓名,身份证号码,申贷金额（元）,申贷期限,申贷用途"
    text = f"{heads}\n孙平磊,{cases.id_number('19850307')},30000,3年,养猪\n"
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "申请.csv"
        file.write_text(text, encoding="utf-8")
        sheet = read(file, village)
    check = checks.at_once(
        actor=village,
        asked=checks.Asked(cases.LAW, {}, str),
        file_name="申请.csv",
        content=text.encode(),
        sheet=sheet,
    )
    token = marked_sheet.told(village.posting, [], FILES.keep(b"PK")).sheet
    page = f"/applications/sheet/{check.pk}/"
    return {
        "GET application_check": Ask(page),
        "POST application_check_enter": Ask(f"{page}enter/"),
        "POST application_findings": Ask(f"{page}findings/"),
        "POST marked_sheet": Ask("/marked-sheet/", {"sheet": token}),
    }
