"""The work calendar, reminders and the pictures of the first page, as an eye sees them."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

import made_cases as cases
from browsing import WIDTHS, PageFor, picture
from hudai.core.workflow import Opinion
from hudai.records.models import CalendarDay, Officer, Station
from made_offices import posted

pytestmark = pytest.mark.django_db(transaction=True)
each_width = pytest.mark.parametrize("width", WIDTHS)

OVERLAPPING = """
svg => {
  const texts = [...svg.querySelectorAll('text')];
  const boxes = texts.map(each => each.getBoundingClientRect()).filter(box => box.width);
  let found = 0;
  boxes.forEach((one, nth) => boxes.slice(nth + 1).forEach(other => {
    if (Math.min(one.right, other.right) - Math.max(one.left, other.left) > 1
        && Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top) > 1) found += 1;
  }));
  return found;
}
"""


def office() -> Officer:
    return Officer.objects.filter(username="office").first() or posted(Station.OFFICE)


@each_width
def test_the_office_enters_a_day_and_strikes_it_again(page_for: PageFor, width: str):
    page: Page = page_for(office(), width)
    page.goto("/calendar/2025/")
    page.get_by_text("全年 248 个工作日").wait_for()
    picture(page, f"calendar-2025-{width}")

    page.locator("[name=since]").fill("2025-12-22")
    page.get_by_label("名称").fill("换届选举")
    page.get_by_role("button", name="录入", exact=True).click()
    page.get_by_text("已录入 1 天").wait_for()
    page.get_by_text("全年 247 个工作日").wait_for()
    assert page.locator(".day-by-hand[title*='12月22日 休息 换届选举']").count() == 1
    picture(page, f"calendar-entered-{width}")
    page.get_by_role("button", name="删除 2025-12-22").click()
    page.get_by_text("已删除 2025-12-22 的录入").wait_for()
    assert not CalendarDay.objects.exists()

    page.goto("/calendar/2027/")
    page.get_by_text("2027 年的放假安排还没有录入，按周末推算").wait_for()
    picture(page, f"calendar-unknown-year-{width}")


@each_width
def test_reminders_stand_on_the_first_page_and_no_label_of_a_picture_hides_another(
    page_for: PageFor, width: str
):
    cases.waiting_at(2)
    back = cases.waiting_at(2, cases.household("LX-002", "钱大山", "19700101"))
    cases.decide(back, cases.at(Station.TOWN, 30), Opinion.RETURN, text="写清用途。", returned_to=0)
    cases.waiting_at(3, cases.household("LX-003", "周敏军", "19750307"))
    cases.waiting_at(4, cases.household("LX-004", "吴敏军", "19760307"))
    cases.submitted(cases.household("LX-005", "郑敏军", "19770307"))
    page = page_for(cases.at(Station.TOWN).officer, width)
    page.goto("/")
    page.get_by_text("1 件已超过办理期限").wait_for()
    page.locator("[data-chart-of=ages] svg").wait_for()
    picture(page, f"home-reminders-{width}")

    for svg in page.locator(".chart svg").all():
        assert svg.evaluate(OVERLAPPING) == 0
    page.goto("/reminders/")
    picture(page, f"reminders-{width}")
    page.goto("/reminders/address/")
    page.get_by_label("工作邮箱").fill("qian@example.gov.cn")
    page.get_by_role("button", name="保存").click()
    page.get_by_text("有事项时每个工作日早上发一封").wait_for()
    picture(page, f"reminder-address-{width}")
