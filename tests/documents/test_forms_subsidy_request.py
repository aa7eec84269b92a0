"""Annex 3: its own words, amounts in capitals and figures, slips behind it, gaps where nothing is known."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from docx import Document

from hudai.documents.forms.subsidy_request import (
    InterestSlip,
    RequestHead,
    SubsidyRequest,
    write_docx,
    write_pdf,
)

HEAD = RequestHead("附件3", "渝北区", "脱贫人口小额信贷", "重庆市渝北区扶贫办", date(2022, 4, 1))
REQUEST = SubsidyRequest(
    name="张三",
    id_number="500112198001010011",
    town="统景镇",
    village="江口村",
    group="3组",
    contract="HT-001",
    lent_on=date(2022, 1, 5),
    bank="重庆农村商业银行统景支行",
    principal_fen=5_000_000,
    paid_until=date(2022, 6, 20),
    # 374.31 + 16 034.71 = 16 409.02
    slips=[InterestSlip(date(2022, 3, 20), 37_431), InterestSlip(date(2022, 6, 20), 1_603_471)],
)
BLANK = SubsidyRequest("", "", "", "", "", "", None, "", None, None, [])


def texts(folder: Path, *requests: SubsidyRequest) -> list[str]:
    path = folder / "附件3.docx"
    write_docx(path, requests, head=HEAD)
    return [paragraph.text for paragraph in Document(str(path)).paragraphs]


def pages(folder: Path, *requests: SubsidyRequest) -> list[str]:
    path = folder / "附件3.pdf"
    write_pdf(path, requests, head=HEAD)
    if not shutil.which("pdftotext"):
        pytest.skip("没有 poppler-utils")
    said = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, check=True)
    return [page.replace(" ", "").replace("\n", "") for page in said.stdout.decode().split("\f")[:-1]]


def test_the_form_says_what_the_annex_says_with_its_gaps_filled(tmp_path: Path):
    found = texts(tmp_path, REQUEST)

    assert found[:3] == ["附件3", "渝北区脱贫人口小额信贷贴息申请", "重庆市渝北区扶贫办："]
    assert found[3] == "申请人： 张三 ，身份证号码： 500112198001010011 "
    assert found[4].replace(" ", "") == (
        "家庭住址：统景镇江口村3组，于2022年1月5日在重庆农村商业银行统景支行申请脱贫人口小额贷款"
        "伍万元整（大写）（小写：￥50,000.00元），截止2022年6月20日共支付银行利息"
        "壹万陆仟肆佰零玖元零贰分（大写）（小写：￥16,409.02元）。"
    )
    assert found[5:8] == [
        "我因为家庭经济困难，为更好发展生产，特向贵办申请小额信贷贴息资金，特此申请，望批准为谢！",
        "特此申请",
        "申请人签字：",
    ]


def test_a_blank_form_has_the_annexs_own_words_and_no_page_of_slips(tmp_path: Path):
    found = texts(tmp_path, BLANK)

    assert "付息凭证清单" not in found
    assert found[4].replace(" ", "").replace("　", "") == (
        "家庭住址：镇村组，于年月日在银行申请脱贫人口小额贷款（大写）元（小写：￥元），"
        "截止年月日共支付银行利息（大写）元（小写：￥元）。"
    )


def test_a_sub_district_a_community_and_a_she_bring_their_own_word(tmp_path: Path):
    found = texts(tmp_path, replace(REQUEST, town="双龙湖街道", village="旭辉社区", group="3社"))

    assert found[4].replace(" ", "").startswith("家庭住址：双龙湖街道旭辉社区3社，于2022年1月5日在")


def test_the_slips_stand_on_a_page_of_their_own_with_their_sum(tmp_path: Path):
    form, slips = pages(tmp_path, REQUEST)

    assert "付息凭证清单" not in form
    assert "12022年3月20日374.31" in slips
    assert "合计16,409.02" in slips
    assert "合计（大写）：壹万陆仟肆佰零玖元零贰分" in slips
    assert "合同号：HT-001" in slips


def test_many_households_are_one_pdf_each_from_a_new_page_on(tmp_path: Path):
    found = pages(tmp_path, REQUEST, BLANK, replace(REQUEST, name="李四"))

    assert ["申请人签字" in page for page in found] == [True, False, True, True, False]
    assert "李四" in found[3]


def test_slips_longer_than_a_page_go_on_under_the_same_heads(tmp_path: Path):
    many = replace(REQUEST, slips=[InterestSlip(date(2022, 3, 20), 100)] * 60)

    _, *slips = pages(tmp_path, many)

    assert len(slips) > 1
    assert all("付息日期" in page for page in slips)


def test_what_somebody_typed_stays_text(tmp_path: Path):
    odd = replace(REQUEST, bank="{{ 7*7 }}<w:b/>", name="#张[三]")

    assert "{{ 7*7 }}<w:b/>" in texts(tmp_path, odd)[4]
    assert "#张[三]" in pages(tmp_path, odd)[0]
