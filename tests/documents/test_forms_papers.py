"""Annexes 1 and 2 and the rating notice: the documents' words, the fields in their places, one page."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from docx import Document

from hudai.core.errors import Refusal
from hudai.documents.forms import application_form, commitment, rating_notice
from hudai.documents.forms.application_form import ApplicationForm, OpinionBox
from hudai.documents.forms.commitment import Commitment
from hudai.documents.forms.rating_notice import RatingNotice
from hudai.documents.policy_files import SHIPPED

DAY = date(2026, 3, 6)
SEED = (SHIPPED / "yubei-2021" / "document.txt").read_text("utf-8")
BOXES = (
    OpinionBox(
        "村（居）委会意见",
        "村（居）委员会负责人",
        "村（社区）委员会（公章）",
        "经村民代表会议评议，同意推荐。",
        "赵青山",
        date(2026, 3, 3),
    ),
    OpinionBox("镇帮扶干部意见", "镇政府负责人（签字盖章）"),
    OpinionBox("区扶贫办意见", "区扶贫办负责人（签字盖章）"),
    OpinionBox("经办银行意见", "单位负责人（签字盖章）"),
)
FORM = ApplicationForm(
    annex="附件1",
    county="渝北区",
    scheme="脱贫人口小额信贷",
    number="XD2026000001",
    name="张䶮𬱖",
    age=43,
    sex="男",
    education="初中",
    phone="13900005678",
    id_number="500112198001010011",
    address="渝北区统景镇江口村3组",
    amount_fen=5_000_000,
    term_months=36,
    purpose="发展柑橘种植，购买果苗、有机肥",
    bank_debt_fen=0,
    opinions=BOXES,
    watermark="草稿",
)
PROMISE = Commitment(
    annex="附件2",
    county="渝北区",
    scheme="脱贫人口小额信贷",
    name="张䶮𬱖",
    id_number="500112198001010011",
    town="统景镇",
    village="江口村",
    group="3组",
    helper="何平",
    employer="统景镇人民政府",
    phone="13900005678",
    amount_fen=4_550_000,
    purpose="柑橘种植",
    signed_on=date(2026, 3, 1),
)
NOTICE = RatingNotice(
    name="张䶮𬱖",
    id_number="500112198001010011",
    village="统景镇江口村",
    scheme="脱贫人口小额信贷",
    score=86,
    full_score=100,
    grade="优秀",
    limit_fen=5_000_000,
    rated_on=date(2026, 3, 1),
    last_day=date(2028, 2, 29),
    lines=(("信用记录", "都按时还本付息", 30, 30), ("家庭劳动力", "2 人", 12, 15)),
    office="统景镇乡村振兴办公室",
    bank="渝北农商行统景支行",
    made_on=DAY,
)


def pages(pdf: bytes) -> int:
    return pdf.count(b"/Type/Page") - pdf.count(b"/Type/Pages")


def bare(text: str) -> str:
    return "".join(text.split()).replace("　", "").replace("_", "")


def words_of(docx: bytes) -> str:
    """Everything a Word file shows, in the order of its parts."""
    document = Document(io.BytesIO(docx))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([paragraph.text for paragraph in document.paragraphs] + cells)


def test_annex_1_is_one_page_with_a_name_of_rare_characters():
    assert pages(application_form.write_pdf(FORM, made_on=DAY)) == 1


def test_annex_1_as_word_has_the_fields_in_the_boxes_and_open_days_where_nobody_has_signed():
    document = Document(io.BytesIO(application_form.write_docx(FORM)))
    rows = [[cell.text for cell in row.cells] for row in document.tables[0].rows]

    assert [cell for at, cell in enumerate(rows[0])] == ["姓名", "张䶮𬱖", "年龄", "43", "性别", "男"]
    assert rows[4][1] == "伍万元整（￥50,000.00）"
    assert rows[5][-1] == "无"
    assert rows[7][0].splitlines() == [
        "村（居）委会意见：",
        "经村民代表会议评议，同意推荐。",
        "村（居）委员会负责人：赵青山\t村（社区）委员会（公章）",
        "\t2026年3月3日",
    ]
    assert rows[8][0].splitlines() == ["镇帮扶干部意见：", "", "镇政府负责人（签字盖章）：\t年　　月　　日"]
    assert len(rows) == 11


def test_nobody_has_signed_annex_1_for_the_household():
    document = Document(io.BytesIO(application_form.write_docx(FORM)))

    assert document.tables[0].rows[6].cells[0].text.splitlines()[-1] == "申请人签字：\t年　　月　　日"


def test_what_a_clerk_said_is_signed_by_hand_and_small_print_says_who_said_it():
    spoken = replace(BOXES[1], words="情况属实，同意。", given_by="韩秀英", given_on=date(2026, 3, 4))
    form = replace(FORM, opinions=[BOXES[0], spoken, spoken, spoken])

    document = Document(io.BytesIO(application_form.write_docx(form)))

    assert document.tables[0].rows[8].cells[0].text.splitlines() == [
        "镇帮扶干部意见：",
        "情况属实，同意。",
        "（经办：韩秀英，2026年3月4日在系统中签署意见）",
        "镇政府负责人（签字盖章）：\t年　　月　　日",
    ]
    assert pages(application_form.write_pdf(form, made_on=DAY)) == 1


def test_annex_1_says_what_the_document_says():
    said = bare(
        words_of(application_form.write_docx(replace(FORM, opinions=[replace(b, words="") for b in BOXES])))
    )

    pledge = next(line for line in SEED.splitlines() if "因我家发展生产" in line)
    assert bare(pledge) in said
    for label in ("文化程度", "已有银行负债", "村（社区）委员会（公章）", "区扶贫办负责人（签字盖章）"):
        assert bare(label) in said


def test_what_a_person_typed_is_text_and_never_an_instruction_or_markup():
    wicked = "养鸡{{ number }}{% for x in y %}<b>&amp;#pagebreak()"
    form = replace(FORM, purpose=wicked)

    assert wicked in words_of(application_form.write_docx(form))
    assert pages(application_form.write_pdf(form, made_on=DAY)) == 1


def test_an_opinion_of_several_lines_stays_whole_in_both():
    long = "\n".join(f"第{n}条：情况属实，经现场查看，项目可行。" for n in range(1, 13))
    form = replace(FORM, opinions=[replace(BOXES[0], words=long), *BOXES[1:]])

    assert "第12条" in words_of(application_form.write_docx(form))
    assert pages(application_form.write_pdf(form, made_on=DAY)) <= 2


def test_the_draft_mark_is_there_only_while_it_is_one():
    def marked(form: ApplicationForm) -> bool:
        header = Document(io.BytesIO(application_form.write_docx(form))).sections[0].header
        return 'string="草稿"' in header._element.xml

    assert marked(FORM)
    assert not marked(replace(FORM, watermark=""))


def test_an_unknown_debt_is_a_gap_and_none_is_said():
    assert application_form._texts(replace(FORM, bank_debt_fen=None))["debt"] == ""
    assert application_form._texts(replace(FORM, bank_debt_fen=1_200_050))["debt"] == "￥12,000.50"


def test_annex_2_says_what_the_document_says_with_the_gaps_filled():
    said = bare(words_of(commitment.write_docx(PROMISE)))

    assert (
        "本人张䶮𬱖，身份证号码500112198001010011，系统景镇江口村3社建档立卡脱贫户（边缘易致贫户），"
        "经帮扶责任人何平（工作单位：统景镇人民政府联系电话：13900005678）推荐，"
        "申请脱贫人口小额信贷资金，金额：4.55万元,用途为柑橘种植。" in said
    )
    assert pages(commitment.write_pdf(PROMISE, made_on=DAY)) == 1


def test_annex_2_prints_no_second_word_behind_a_place_that_brings_its_own():
    other = replace(PROMISE, town="双龙湖街道", village="旭辉社区")

    said = bare(words_of(commitment.write_docx(other)))

    assert "系双龙湖街道旭辉社区3社建档立卡脱贫户" in said
    assert pages(commitment.write_pdf(other, made_on=DAY)) == 1


def test_annex_2_with_open_gaps_is_the_documents_own_text():
    fields = ("name", "id_number", "town", "village", "group", "helper", "employer", "phone", "purpose")
    open_one = replace(PROMISE, **dict.fromkeys(fields, ""), amount_fen=100)

    said = bare(words_of(commitment.write_docx(open_one))).replace("金额：0.0001万元", "金额：万元")

    printed = next(line for line in SEED.splitlines() if line.startswith("本人"))
    assert bare(printed) in said


def test_the_rating_notice_hides_the_id_number_and_tells_amount_and_last_day():
    said = words_of(rating_notice.write_docx(NOTICE))

    assert "50*************011" in said
    assert NOTICE.id_number not in said
    assert "授信额度50,000.00元（人民币伍万元整）" in said
    assert "评级有效期至2028年2月29日" in said
    assert pages(rating_notice.write_pdf(NOTICE)) == 1


def test_a_household_without_a_line_is_told_so_and_what_to_do():
    said = words_of(rating_notice.write_docx(replace(NOTICE, limit_fen=0, grade="不授信")))

    assert "按本次评级结果不予授信" in said
    assert "申请重新评级" in said
    assert "简易复核" not in said
    assert "评级有效期至2028年2月29日" in said


def test_a_grade_held_down_by_one_finding_says_so_beside_the_points():
    lines = (("信用记录", "现有贷款逾期，或恶意拖欠", 0, 30), ("家庭劳动力", "2 人", 12, 15))
    held = replace(NOTICE, score=70, limit_fen=0, grade="不授信", lines=lines, capped_by="信用记录")

    said = words_of(rating_notice.write_docx(held))

    assert "“信用记录”为“现有贷款逾期，或恶意拖欠”的，评分卡规定最高评为“不授信”" in said
    assert pages(rating_notice.write_pdf(held)) == 1
    assert "评分卡规定最高" not in words_of(rating_notice.write_docx(NOTICE))


def test_a_character_no_font_has_is_named():
    with pytest.raises(Refusal, match=r"U\+10FFFD"):
        application_form.write_pdf(replace(FORM, name="张\U0010fffd"), made_on=DAY)


def test_no_template_holds_a_word_file_from_elsewhere():
    assert not list(Path(application_form.__file__).parent.parent.rglob("*.docx"))
