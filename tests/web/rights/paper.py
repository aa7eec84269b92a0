"""Papers of a case that waits for the town: printed, handed in by the village, looked at, withdrawn."""

from __future__ import annotations

import io

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

import made_cases as cases
from hudai.actions import attachment as actions
from hudai.records.models import Station
from rights.walking import Ask, Asks

TABLE = """
                          村 外村 镇 外镇 镇长 区 财政 金融 网点 外网点 银行 外银行 担保 监管 审计 管理 无
GET  application_papers   +  ?    +  ?    +    +  +    +    +    ?      +    ?      ?    +    +    ?    >
POST application_print    +  ?    +  ?    +    +  !    !    +    ?      +    ?      ?    !    +    ?    >
POST attachment_add       +  ?    +  ?    +    +  !    !    +    ?      +    ?      !    !    !    !    >
POST attachment           +  ?    +  ?    +    +  !    !    +    ?      +    ?      ?    !    +    ?    >
GET  attachment_thumbnail +  ?    +  ?    +    +  ?    ?    +    ?      +    ?      ?    ?    +    ?    >
POST attachment_withdraw  +  ?    !  ?    !    !  !    !    !    ?      !    ?      ?    !    !    ?    >
"""


def ready() -> Asks:
    """The case and a photo in its file."""
    cases.lead_bank()
    case = cases.waiting_at(2)
    kept = actions.add(
        actor=cases.at(Station.VILLAGE, 30),
        number=case.number,
        paper="身份证",
        name="证件.jpg",
        chunks=[_photo("#8899aa")],
    )
    at_case, at_file = f"/applications/{case.number}", f"/attachments/{kept.pk}"
    file = SimpleUploadedFile("户口本.jpg", _photo("#aa9988"), "image/jpeg")
    return {
        "GET application_papers": Ask(f"{at_case}/papers/"),
        "POST application_print": Ask(f"{at_case}/papers/application.docx"),
        "POST attachment_add": Ask(f"{at_case}/attachments/", {"paper": "身份证", "file": file}),
        "POST attachment": Ask(f"{at_file}/"),
        "GET attachment_thumbnail": Ask(f"{at_file}/small.jpg"),
        "POST attachment_withdraw": Ask(f"{at_file}/withdraw/", {"reason": "拍糊了"}),
    }


def _photo(colour: str) -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (600, 400), colour).save(made, "JPEG")
    return made.getvalue()
