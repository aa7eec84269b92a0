"""A token of a bank's system in a real browser: made, shown once, used and revoked."""

from __future__ import annotations

import pytest

import made_cases as cases
import made_tokens as tokens
from browsing import WIDTHS, PageFor, picture
from hudai.records.models import ApiToken, Officer, Station

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("width", WIDTHS)
def test_a_token_is_made_shown_once_and_revoked(page_for: PageFor, width: str):
    tokens.of_another_bank().get("/loans")
    cases.at(Station.BRANCH)
    page = page_for(Officer.objects.get(username=str(Station.ADMINISTRATOR)), width)
    page.goto("/api-tokens/")
    picture(page, f"api-token-1-list-{width}")
    page.get_by_label("岗位").select_option(index=1)
    page.get_by_label("名称").fill("信贷系统")
    page.get_by_role("button", name="发放", exact=True).click()
    page.get_by_text("hudai_").wait_for()
    picture(page, f"api-token-2-made-{width}")

    page.goto("/api-tokens/")
    page.once("dialog", lambda asked: asked.dismiss())
    page.get_by_role("button", name="停用").first.click()
    assert ApiToken.objects.filter(revoked_at=None).count() == 2, "it is asked first, and was not wanted"
    page.once("dialog", lambda asked: asked.accept())
    page.get_by_role("button", name="停用").first.click()
    page.get_by_text("已停用").first.wait_for()
    picture(page, f"api-token-3-revoked-{width}")

    assert ApiToken.objects.filter(revoked_at=None).count() == 1
