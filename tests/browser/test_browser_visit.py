"""A visit in a real browser: written down with photos and a receipt, looked at, and more handed in later."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import made_cases as cases
import made_loans as loans
from browsing import WIDTHS, PageFor, picture
from hudai.records.models import Attachment, JournalLine, Officer, Station
from made_photos import PAPER, photo

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("width", WIDTHS)
def test_a_visit_is_written_down_with_photos_shown_and_completed(
    page_for: PageFor, width: str, settings: Any, tmp_path: Path
):
    settings.MEDIA_ROOT = tmp_path / "files"
    loan = loans.disbursed()
    cases.at(Station.VILLAGE)
    page = page_for(Officer.objects.get(username=str(Station.VILLAGE)), width)
    page.goto(f"/loans/{loan.pk}/visit/")
    page.get_by_label("检查日期").fill("2025-10-20")
    page.get_by_label("资金用途").select_option("yes")
    page.get_by_label("检查情况").fill("买了 12 头猪，圈舍已修好，长势好。")
    page.get_by_text("情况良好").check()
    pictures = [
        {"name": f"猪圈{n}.jpg", "mimeType": "image/jpeg", "buffer": photo(colour)}
        for n, colour in enumerate(("#aa8866", "#66aa88", "#8866aa"))
    ]
    page.get_by_label("现场照片").set_input_files(pictures)
    page.get_by_label("用款凭证").set_input_files(
        [{"name": "发票.pdf", "mimeType": "application/pdf", "buffer": PAPER}]
    )
    picture(page, f"visit-1-form-{width}")
    page.get_by_role("button", name="登记", exact=True).click()
    page.get_by_text("贷后检查已登记").wait_for()
    picture(page, f"visit-2-loan-{width}")

    with page.context.expect_page() as opened:
        page.get_by_role("button", name="查看现场照片").first.click()
    opened.value.wait_for_load_state()
    opened.value.close()
    page.get_by_role("link", name="补传照片和凭证").click()
    page.get_by_label("现场照片").set_input_files(
        [{"name": "饲料.jpg", "mimeType": "image/jpeg", "buffer": photo("#ccbb66")}]
    )
    page.get_by_role("button", name="上传").click()
    page.get_by_text("已收下 1 个文件").wait_for()
    picture(page, f"visit-3-papers-{width}")

    assert Attachment.objects.count() == 5
    assert JournalLine.objects.filter(action="查看材料").count() == 1
