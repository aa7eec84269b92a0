"""The work calendar: everybody reads it, the county office alone changes it."""

from __future__ import annotations

from datetime import date

import made_cases as cases
from hudai.records.models import CalendarDay, CalendarYear, Station
from rights.walking import Ask, Asks

TABLE = """
                       村 外村 镇 外镇 镇长 区 财政 金融 网点 外网点 银行 外银行 担保 监管 审计 管理 无
GET  calendar          +  +   +  +   +   +  +   +   +   +    +   +    +   +   +   +   >
GET  calendar_year     +  +   +  +   +   +  +   +   +   +    +   +    +   +   +   +   >
POST calendar_year     !  !   !  !   !   +  !   !   !   !    !   !    !   !   !   !   >
POST calendar_remove   !  !   !  !   !   +  !   !   !   !    !   !    !   !   !   !   >
POST calendar_confirm  !  !   !  !   !   +  !   !   !   !    !   !    !   !   !   !   >
POST calendar_reopen   !  !   !  !   !   +  !   !   !   !    !   !    !   !   !   !   >
"""


def ready() -> Asks:
    """A day of 2027 entered by hand, and 2028 confirmed."""
    entered = {"entered_by": cases.at(Station.OFFICE).posting, "entered_at": cases.START}
    CalendarDay.objects.create(day=date(2027, 1, 1), works=False, name="元旦", **entered)
    CalendarYear.objects.create(year=2028, notice="2028年的通知", **entered)
    day = {"works": "off", "since": "2027-01-04", "name": "元旦"}
    return {
        "GET calendar": Ask("/calendar/"),
        "GET calendar_year": Ask("/calendar/2027/"),
        "POST calendar_year": Ask("/calendar/2027/", day),
        "POST calendar_remove": Ask("/calendar/2027/1/1/remove/"),
        "POST calendar_confirm": Ask("/calendar/2027/confirm/", {"notice": "2027年的通知"}),
        "POST calendar_reopen": Ask("/calendar/2028/reopen/"),
    }
