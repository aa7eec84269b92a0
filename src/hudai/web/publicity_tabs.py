"""What the rooms of publicity share: one line of the menu, the tabs between them, and who comes in."""

from __future__ import annotations

from django.http import Http404

from hudai.web.frame import NavItem, offer
from hudai.web.household import SEES_HOUSEHOLDS
from hudai.web.request import Request

SEES = SEES_HOUSEHOLDS
"""Desks that look at what was explained, held and put up; each only around its own places."""
TABS = (
    ("explanations", "入户宣讲"),
    ("publicity_events", "宣传活动"),
    ("typical_cases", "典型案例"),
    ("notices", "公示"),
)

offer(NavItem("宣讲公示", "megaphone", "explanations", stations=SEES, order=46))


def require(request: Request) -> None:
    """Not found for a desk that has nothing to do with publicity."""
    if request.desk.posting.station not in SEES:
        raise Http404
