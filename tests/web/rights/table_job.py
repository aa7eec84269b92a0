"""A long list taken out by the county office: its workbook is made and waits to be fetched."""

from __future__ import annotations

from django.utils import timezone

import made_cases as cases
from hudai.actions import table_export as actions
from hudai.records.models import Job, Station
from rights.walking import Ask, Asks

TABLE = """
                     村 外村 镇 外镇 镇长 区 财政 金融 网点 外网点 银行 外银行 担保 监管 审计 管理 无
GET  taken_out       ?  ?    ?  ?    ?    +  ?    ?    ?    ?      ?    ?      ?    ?    ?    ?    >
POST taken_out_file  !  !    !  !    !    +  !    !    !    !      !    !      !    !    !    !    >
"""


def ready() -> Asks:
    """One workbook, kept as the worker keeps it."""
    office = cases.at(Station.OFFICE)
    job = actions.start(actor=office, title="农户", address="/households/", columns=["number"], rows=1)
    taken = actions.TakenOut("households", "农户", 1, ["户编号"], [])
    actions.keeping(job, office, b"PK", "农户.xlsx", taken)()
    Job.objects.filter(pk=job.pk).update(state=Job.State.DONE, ended_at=timezone.now())
    page = f"/taken-out/{job.pk}/"
    return {"GET taken_out": Ask(page), "POST taken_out_file": Ask(f"{page}file/")}
