"""Two batches of 石门镇: one approved with a payment file, one in its public notice.

The neighbouring town that wants to draw one up gets its form back: 石门镇 is none of its towns.
"""

from __future__ import annotations

from datetime import date

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

import made_batches as batches
import made_offices as offices
from hudai.actions import subsidy
from hudai.actions import subsidy_payment as paying
from hudai.actions.budget import receive_funds
from hudai.records.models import Source, Station, SubsidyBatch
from hudai.web.subsidy import ended
from rights.walking import Ask, Asks

TABLE = """
                           村 外村 镇 外镇 镇长 区 财政 金融 网点 外网点 银行 外银行 担保 监管 审计 管理 无
GET  subsidies             ?  ?    +  +    +    +  +    +    +    +      +    +      ?    +    +    ?    >
GET  subsidy_outlook       ?  ?    +  +    +    +  +    +    +    +      +    +      ?    +    +    ?    >
GET  subsidy_draw_up       !  !    +  +    !    +  !    !    !    !      !    !      !    !    !    !    >
POST subsidy_draw_up       !  !    +  +    !    +  !    !    !    !      !    !      !    !    !    !    >
GET  subsidy               ?  ?    +  ?    +    +  +    +    +    ?      +    ?      ?    +    +    ?    >
GET  subsidy_line          ?  ?    +  ?    +    +  +    +    +    ?      +    ?      ?    +    +    ?    >
GET  subsidy_notice        ?  ?    +  ?    +    +  +    +    +    ?      +    ?      ?    +    +    ?    >
POST subsidy_annex_4       ?  ?    +  ?    +    +  +    !    +    ?      +    ?      ?    !    +    ?    >
POST subsidy_annex_3       ?  ?    +  ?    +    +  +    !    +    ?      +    ?      ?    !    +    ?    >
POST subsidy_line_annex_3  ?  ?    +  ?    +    +  +    !    +    ?      +    ?      ?    !    +    ?    >
POST subsidy_prove         ?  ?    +  ?    +    +  +    +    +    ?      +    ?      ?    +    +    ?    >
POST subsidy_check         ?  ?    !  ?    !    !  !    !    !    ?      !    ?      ?    !    !    ?    >
POST subsidy_review        ?  ?    !  ?    !    !  !    !    !    ?      !    ?      ?    !    !    ?    >
POST subsidy_publish       ?  ?    !  ?    !    !  !    !    !    ?      !    ?      ?    !    !    ?    >
POST subsidy_object        ?  ?    +  ?    +    +  !    !    !    ?      !    ?      ?    !    !    ?    >
POST subsidy_answer        ?  ?    !  ?    !    +  !    !    !    ?      !    ?      ?    !    !    ?    >
POST subsidy_approve       ?  ?    !  ?    !    !  !    !    !    ?      !    ?      ?    !    !    ?    >
POST subsidy_drop          ?  ?    +  ?    +    +  +    !    !    ?      !    ?      ?    !    !    ?    >
POST subsidy_file          ?  ?    !  ?    !    !  !    !    !    ?      !    ?      ?    !    !    ?    >
POST subsidy_payment_list  ?  ?    !  ?    !    !  +    !    !    ?      !    ?      ?    !    +    ?    >
POST subsidy_results       ?  ?    !  ?    !    !  +    !    !    ?      !    ?      ?    !    !    ?    >
POST subsidy_result_sheet  ?  ?    !  ?    !    !  +    !    !    ?      !    ?      ?    !    !    ?    >
POST subsidy_come_back     ?  ?    !  ?    !    !  !    !    !    ?      !    ?      ?    !    !    ?    >
POST subsidy_close         ?  ?    !  ?    !    !  !    !    !    ?      !    ?      ?    !    !    ?    >
POST subsidy_demand        ?  ?    !  ?    !    !  !    !    !    ?      !    ?      ?    !    !    ?    >
POST subsidy_refund        ?  ?    !  ?    !    !  !    !    !    ?      !    ?      ?    !    !    ?    >
POST subsidy_undo_demand   ?  ?    !  ?    !    !  !    !    !    ?      !    ?      ?    !    !    ?    >
POST subsidy_undo_refund   ?  ?    !  ?    !    !  !    !    !    ?      !    ?      ?    !    !    ?    >
"""


def ready() -> Asks:
    """The two batches; the second still has an objection to answer."""
    found = batches.paying_loan()
    paid = batches.approved()
    receive_funds(
        actor=batches.at(Station.FINANCE, date(2022, 4, 7)),
        source=Source.COUNTY,
        amount=1_000_000,
        on=date(2022, 4, 7),
        document="云财农〔2022〕8号",
    )
    paying.make_file(actor=batches.second(Station.FINANCE), number=paid.number, source=Source.COUNTY)
    batches.repaid(found, date(2022, 6, 20), 48_556)
    public = _public(batches.drawn_up(day=date(2022, 6, 25), through=date(2022, 6, 20)))
    objection = subsidy.object_to(
        actor=batches.at(Station.OFFICE, date(2022, 6, 29)),
        number=public.number,
        content="该户已外出务工。",
        received_on=date(2022, 6, 29),
    )
    old, new = f"/subsidies/{paid.number}/", f"/subsidies/{public.number}/"
    today = date(2022, 6, 30).isoformat()
    answer = SimpleUploadedFile("回盘.csv", "行号,结果,日期\n1,成功,2022-04-08\n".encode())
    through = ended(batches.LAW.policy, timezone.localdate())[0].isoformat()
    draws = {"policy": "yubei-2021", "through": through, "towns": offices.town().pk}
    return {
        "GET subsidies": Ask("/subsidies/"),
        "GET subsidy_outlook": Ask("/subsidies/outlook/"),
        "GET subsidy_draw_up": Ask("/subsidies/draw-up/"),
        "POST subsidy_draw_up": Ask("/subsidies/draw-up/", draws),
        "GET subsidy": Ask(new),
        "GET subsidy_line": Ask(f"{new}lines/1/"),
        "GET subsidy_notice": Ask(f"{new}notice.pdf"),
        "POST subsidy_annex_4": Ask(f"{new}annex-4.xlsx"),
        "POST subsidy_annex_3": Ask(f"{new}annex-3.docx"),
        "POST subsidy_line_annex_3": Ask(f"{new}lines/1/annex-3.docx"),
        "POST subsidy_prove": Ask(f"{new}prove/"),
        "POST subsidy_check": Ask(f"{new}check/", {"opinion": "核对无误"}),
        "POST subsidy_review": Ask(f"{new}review/", {"opinion": "同意"}),
        "POST subsidy_publish": Ask(f"{new}publish/", {"publish-published_on": today}),
        "POST subsidy_object": Ask(
            f"{new}object/", {"objection-received_on": today, "objection-content": "不属实"}
        ),
        "POST subsidy_answer": Ask(
            f"{new}objections/{objection.pk}/", {"answer-upheld": "no", "answer-text": "核实无误"}
        ),
        "POST subsidy_approve": Ask(f"{new}approve/", {"opinion": "同意"}),
        "POST subsidy_drop": Ask(f"{new}drop/", {"drop-reason": "重新核对"}),
        "POST subsidy_file": Ask(f"{old}files/", {"file-source": "county"}),
        "POST subsidy_payment_list": Ask(f"{old}files/1/list/"),
        "POST subsidy_results": Ask(
            f"{old}files/1/results/", {"results-on": "2022-04-08", "results-returned": ""}
        ),
        "POST subsidy_result_sheet": Ask(f"{old}files/1/sheet/", {"sheet-sheet": answer}),
        "POST subsidy_come_back": Ask(
            f"{old}files/1/came-back/", {"back-line_number": "1", "back-on": today, "back-cause": "户名不符"}
        ),
        "POST subsidy_close": Ask(f"{old}close/"),
        "POST subsidy_demand": Ask(f"{old}demand/", {"line_number": "1", "reason": "多贴"}),
        "POST subsidy_refund": Ask(
            f"{old}refund/",
            {"demand": "1", "amount": "1", "source": "county", "received_on": today},
        ),
        "POST subsidy_undo_demand": Ask(f"{old}demand/reversal/", {"demand": "1", "reason": "追错了"}),
        "POST subsidy_undo_refund": Ask(f"{old}refund/reversal/", {"refund": "1", "reason": "记错了"}),
    }


def _public(batch: SubsidyBatch) -> SubsidyBatch:
    return batches._published(batch, [date(2022, 6, day) for day in (26, 27, 28)])
