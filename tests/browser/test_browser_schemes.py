"""Lists of a county with loans of two schemes: their long titles fit a telephone."""

from __future__ import annotations

import pytest

import made_batches as loans
import made_cases as cases
from browsing import WIDTHS, PageFor, picture
from hudai.records.models import Station

pytestmark = pytest.mark.django_db(transaction=True)

STICKING_OUT = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.mark.parametrize("width", WIDTHS)
def test_a_choice_between_two_schemes_stays_within_the_page(page_for: PageFor, width: str):
    loans.loan()
    loans.loan(cases.household("LX-002", "钱大山", "19700101"), "HT-002", policy="shangcai-2019")
    page = page_for(cases.at(Station.OFFICE).officer, width)

    for address in ("reports", "loan-register"):
        page.goto(f"/{address}/")
        page.get_by_label("政策").wait_for()
        picture(page, f"schemes-{address}-{width}", whole=False)
        assert page.evaluate(STICKING_OUT) <= 0, address
