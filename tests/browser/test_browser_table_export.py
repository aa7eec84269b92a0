"""A long list taken out in a real browser: the button, the progress, the page it is fetched from."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from openpyxl import load_workbook

import made_cases as cases
from browsing import WIDTHS, PageFor, picture
from hudai.actions.job import work_once
from hudai.records.models import Station
from hudai.web import table_export

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("width", WIDTHS)
def test_a_long_list_is_made_in_the_background_and_then_saved(
    page_for: PageFor, width: str, tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
):
    settings.MEDIA_ROOT = tmp_path / "files"
    monkeypatch.setattr(table_export, "AT_ONCE", 1)
    cases.household()
    cases.household("LX-002", "钱大山", "19700101")
    page = page_for(cases.at(Station.OFFICE).officer, width)

    page.goto("/households/")
    page.get_by_role("link", name="导出 Excel").click()
    page.wait_for_url("**/jobs/*/")
    picture(page, f"table-export-progress-{width}")
    assert work_once(timezone.now, "w") is not None
    page.get_by_role("button", name="下载表格").wait_for()
    picture(page, f"table-export-{width}")
    with page.expect_download() as saved:
        page.get_by_role("button", name="下载表格").click()

    saved.value.save_as(tmp_path / "saved.xlsx")
    rows = list(load_workbook(tmp_path / "saved.xlsx").active.iter_rows(values_only=True))
    assert [row[1] for row in rows[4:6]] == ["LX-001", "LX-002"]
