"""A consent handed in, a photo of an explanation, somebody struck out: in a real browser at both widths."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

import made_loans as loans
import made_offices as offices
import made_projects as made
from browsing import WIDTHS, PageFor, picture
from hudai.actions import explanation as explaining
from hudai.actions import insurance as insuring
from hudai.actions import training
from hudai.actions.explanation import Answer, Round
from hudai.actions.insurance import Cover
from hudai.actions.training import Came, Session
from hudai.records.models import Officer, Station
from made_photos import photo

pytestmark = pytest.mark.django_db(transaction=True)
DAY = date(2025, 9, 20)
PHOTO = {"name": "签字.jpg", "mimeType": "image/jpeg", "buffer": photo()}


@pytest.mark.parametrize("width", WIDTHS)
def test_papers_of_a_household_are_handed_in_and_mistakes_struck_out(
    page_for: PageFor, width: str, settings: Any, tmp_path: Path
):
    settings.MEDIA_ROOT = tmp_path / "files"
    home = loans.disbursed().household
    part = made.taken_in(home, made.project())
    actor = loans.on(DAY, Station.VILLAGE)
    said = Round(DAY, ["team"], "周书记", ["policy"])
    (told,) = explaining.record(actor=actor, said=said, answers={home.pk: Answer("willing")})
    taught = training.record(
        actor=actor,
        session=Session("生猪疫病防治", offices.village().pk, DAY, 4, "郑兽医"),
        came=[Came(home.number)],
    )
    cover = Cover("farming", "生猪 12 头", "云坪财险", DAY, date(2026, 9, 20), 960_000, 48_000, "shared")
    insuring.record(actor=actor, household_id=home.pk, cover=cover)
    page = page_for(Officer.objects.get(username=str(Station.VILLAGE)), width)

    page.goto(f"/projects/{part.project_id}/")
    page.get_by_role("link", name="上传扫描件").click()
    page.get_by_label("材料").select_option("参与项目同意书")
    page.get_by_label("照片或扫描件").set_input_files([PHOTO])
    page.get_by_role("button", name="上传").click()
    page.get_by_text("已收下“参与项目同意书”").wait_for()
    picture(page, f"household-papers-1-consent-{width}")
    page.goto(f"/projects/{part.project_id}/")
    picture(page, f"household-papers-2-project-{width}")

    page.goto(f"/publicity/{told.pk}/papers/")
    page.get_by_label("材料").select_option("现场照片")
    page.get_by_label("照片或扫描件").set_input_files([PHOTO])
    page.get_by_role("button", name="上传").click()
    page.goto(f"/publicity/{told.pk}/")
    page.get_by_role("button", name="查看现场照片").wait_for()
    picture(page, f"household-papers-3-explanation-{width}")

    page.goto(f"/trainings/{taught.pk}/")
    page.get_by_role("link", name="划去").click()
    page.get_by_label("划去的原因").fill("同名，来的是另一户")
    page.get_by_role("button", name="划去").click()
    page.get_by_text("已划去", exact=True).wait_for()
    picture(page, f"household-papers-4-training-{width}")

    page.goto(f"/households/{home.pk}/")
    page.get_by_role("link", name="划去农业保险").click()
    page.get_by_label("划去的原因").fill("是邻居家的保单")
    page.get_by_role("button", name="划去").click()
    page.get_by_text("已划去", exact=True).wait_for()
    picture(page, f"household-papers-5-household-{width}")
