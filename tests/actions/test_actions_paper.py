"""Papers from the records: whose opinion stands, what the journal says, who may print full numbers."""

from __future__ import annotations

import io

import pytest
from docx import Document

import made_cases as cases
from hudai.actions import paper as actions
from hudai.actions.actor import NotYours
from hudai.actions.commitment import commit
from hudai.core.errors import Refusal
from hudai.core.workflow import Opinion
from hudai.records.models import Helper, JournalLine, Station

pytestmark = pytest.mark.django_db

ROUTE = cases.LAW.policy.route


def shown(content: bytes) -> str:
    document = Document(io.BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([paragraph.text for paragraph in document.paragraphs] + cells)


def form(number: str, station: Station = Station.VILLAGE) -> str:
    paper = actions.application_paper(actor=cases.at(station), law=cases.LAW, number=number, form="docx")
    return shown(paper.content)


def test_the_form_has_the_households_own_data_in_full():
    case = cases.draft()

    said = form(case.number)

    assert cases.id_number("19850307") in said
    for part in (case.number, "孙平磊", "40", "男", "云坪县石门镇柳溪村三组", "生猪养殖", "36 个月"):
        assert part in said
    assert "伍万元整（￥50,000.00）" in said


def test_each_box_has_what_its_station_said_and_who_signed_when():
    case = cases.waiting_at(3)

    boxes = actions.opinions(case, ROUTE)

    assert [(box.heading, box.given_by, str(box.given_on)) for box in boxes[:2]] == [
        ("村（居）委会意见", "赵青山", "2025-09-21"),
        ("镇帮扶干部意见", "钱青山", "2025-09-22"),
    ]
    assert boxes[0].words == "情况属实，同意。"
    assert [box.words for box in boxes[2:]] == ["", ""]


def test_a_clerks_opinion_leaves_the_heads_signature_and_day_open():
    case = cases.waiting_at(3)

    boxes = actions.opinions(case, ROUTE)

    assert [(box.signed_by, box.signed_on) for box in boxes] == [("", None)] * 4
    said = form(case.number)
    assert "镇政府负责人（签字盖章）：\t年　　月　　日" in said
    assert "（经办：钱青山，2025年9月22日在系统中签署意见）" in said
    assert "申请人签字：\t年　　月　　日" in said


def test_a_head_who_gave_the_opinion_has_signed_it():
    case = cases.waiting_at(2)
    case = cases.agree(case, cases.at(Station.TOWN_HEAD, 48))

    box = actions.opinions(case, ROUTE)[1]

    assert (box.signed_by, str(box.signed_on), box.given_by) == ("孙青山", "2025-09-22", "")


def test_a_return_clears_the_box_it_goes_back_to_and_those_behind_it():
    case = cases.waiting_at(3)

    case = cases.decide(case, cases.at(Station.OFFICE, 72), Opinion.RETURN, text="请核实。", returned_to=2)

    assert [bool(box.words) for box in actions.opinions(case, ROUTE)] == [True, False, False, False]


def test_a_rejection_stands_in_its_box():
    case = cases.submitted()

    case = cases.decide(case, cases.at(Station.VILLAGE, 2), Opinion.REJECT, text="已有逾期。")

    assert actions.opinions(case, ROUTE)[0].words == "不同意。已有逾期。"


def test_a_deputy_signs_as_one():
    case = cases.submitted()
    other = cases.offices.officer("deputy", "周代")
    case = cases.agree(case, cases.at(Station.VILLAGE, 2, other))

    assert actions.opinions(case, ROUTE)[0].given_by == "周代（代）"


def test_until_the_bank_agrees_the_form_is_a_draft():
    case = cases.waiting_at(4)

    def mark() -> str:
        return actions._application_form(case, cases.LAW.policy).watermark

    assert mark() == "草稿"
    case = cases.agree(case, cases.at(Station.BRANCH, 96), terms=cases.TERMS)
    assert mark() == ""


def test_every_print_with_full_numbers_is_a_line_of_the_journal_without_them():
    case = cases.draft()

    for kind in ("pdf", "docx"):
        actions.application_paper(actor=cases.at(Station.TOWN), law=cases.LAW, number=case.number, form=kind)
        actions.commitment_paper(actor=cases.at(Station.TOWN), law=cases.LAW, number=case.number, form=kind)

    lines = JournalLine.objects.filter(action__startswith="打印", key=str(case.pk))
    assert lines.count() == 4
    assert cases.id_number("19850307") not in str(list(lines.values_list("facts", flat=True)))


def test_a_desk_that_handles_no_cases_or_does_not_see_this_one_prints_nothing():
    case = cases.draft()

    for station in (Station.FINANCE, Station.REGULATOR, Station.ADMINISTRATOR):
        with pytest.raises(NotYours):
            form(case.number, station)
    assert not JournalLine.objects.filter(action__startswith="打印").exists()


def test_there_are_two_formats():
    with pytest.raises(Refusal, match="PDF 或 Word"):
        actions.application_paper(
            actor=cases.at(Station.VILLAGE), law=cases.LAW, number=cases.draft().number, form="exe"
        )


def test_the_commitment_takes_the_households_helper_until_one_is_registered():
    case = cases.draft()
    Helper.objects.create(
        household=case.household,
        name="何平",
        employer="石门镇人民政府",
        phone="13900000001",
        since="2021-01-01",
    )

    def said() -> str:
        case.refresh_from_db()
        paper = actions.commitment_paper(
            actor=cases.at(Station.VILLAGE), law=cases.LAW, number=case.number, form="docx"
        )
        return shown(paper.content)

    assert "何平" in said()
    commit(
        actor=cases.at(Station.VILLAGE),
        number=case.number,
        helper="罗安",
        helper_employer="县农业农村局",
        helper_phone="",
        signed_on=cases.APPLIED_ON,
    )
    assert "罗安" in said()
    assert "2025年9月19日" in said()
