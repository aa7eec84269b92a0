"""Papers and ratings in a real browser: printed, photographed, rated, confirmed, told."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import Page

import made_cases as cases
from browsing import WIDTHS, PageFor, picture
from hudai.records.models import Application, Attachment, Rating, Station

pytestmark = pytest.mark.django_db(transaction=True)
each_width = pytest.mark.parametrize("width", WIDTHS)


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"


def photo(folder: Path, name: str, colour: str, size: tuple[int, int] = (1200, 800)) -> Path:
    """Something like a photo of a paper."""
    image = Image.new("RGB", size, colour)
    ImageDraw.Draw(image).rectangle((120, 90, size[0] - 120, size[1] - 90), fill="white", outline="black")
    path = folder / name
    made = io.BytesIO()
    image.save(made, "JPEG")
    path.write_bytes(made.getvalue())
    return path


def hand_in(page: Page, paper: str, file: Path, expected: int) -> None:
    page.get_by_label("材料", exact=False).first.select_option(paper)
    page.get_by_label("照片或扫描件").set_input_files(file)
    page.get_by_role("button", name="上传").click()
    page.locator(".scans li").nth(expected - 1).wait_for()


@each_width
def test_papers_are_printed_and_photos_handed_in(page_for: PageFor, width: str, tmp_path: Path):
    case = cases.waiting_at(2)
    page = page_for(cases.at(Station.VILLAGE).officer, width, refused=(422,))
    page.goto(f"/applications/{case.number}/papers/")

    hand_in(page, "身份证", photo(tmp_path, "身份证.jpg", "#b9cbe0"), 1)
    hand_in(page, "申请表", photo(tmp_path, "申请表签字.jpg", "#d8d2c4", (800, 1130)), 2)
    wrong = tmp_path / "假照片.jpg"
    wrong.write_bytes(b"<script>alert(1)</script>")
    page.get_by_label("照片或扫描件").set_input_files(wrong)
    page.get_by_label("材料", exact=False).first.select_option("户口簿")
    page.get_by_role("button", name="上传").click()
    page.get_by_text("不是照片、扫描件").wait_for()
    picture(page, f"papers-{width}")

    with page.expect_download() as printed:
        page.get_by_role("button", name="PDF").first.click()
    assert printed.value.suggested_filename == f"申请表-{case.number}.pdf"
    assert Attachment.objects.count() == 2


@each_width
def test_a_household_is_rated_confirmed_and_told(page_for: PageFor, width: str):
    cases.lead_bank()
    household = cases.household()
    cases.household("LX-002", "周小满", "19900101")
    village = page_for(cases.at(Station.VILLAGE).officer, width)
    village.goto("/ratings/")
    picture(village, f"rating-1-list-{width}")
    village.get_by_role("link", name="LX-001").click()
    for answer in ("没有贷款记录", "会一般农活", "已有项目，经营一年以上"):
        village.get_by_text(answer).click()
    village.locator("input[name=standing]").first.check()
    for name, value in (("labour", "2"), ("income", "12000"), ("debt", "0")):
        village.locator(f"input[name={name}]").fill(value)
    picture(village, f"rating-2-form-{width}")
    village.get_by_role("button", name="评分并送银行确认").click()
    village.get_by_text("评定为“良好”，82 分").wait_for()

    bank = page_for(cases.at(Station.BRANCH).officer, width)
    bank.goto("/ratings/waiting/")
    picture(bank, f"rating-3-waiting-{width}")
    bank.get_by_role("link", name="LX-001").click()
    picture(bank, f"rating-4-bank-{width}")
    bank.get_by_label("授信额度（元）").fill("30000")
    bank.get_by_role("button", name="确认授信").click()
    bank.get_by_text("评级已确认").wait_for()
    with bank.expect_download():
        bank.get_by_role("button", name="打印告知书").click()
    bank.goto("/ratings/coverage/")
    picture(bank, f"rating-5-coverage-{width}")
    bank.goto("/pre-approved/")
    picture(bank, f"rating-6-lines-{width}")

    rating = Rating.objects.get(household=household)
    assert (rating.limit, rating.notified_at is not None) == (3_000_000, True)
    assert not Application.objects.exists()
