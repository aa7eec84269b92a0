"""Who can sign in to a made-up county, as the console tells it."""

from __future__ import annotations

from hudai.demo.offices import USERNAMES
from hudai.records.models import Posting


def sign_ins() -> list[tuple[str, str, str, str]]:
    """Station, place, officer and user name, in the order of the road."""
    postings = Posting.objects.filter(officer__username__in=USERNAMES, until=None)
    by_name = {each.officer.username: each for each in postings.select_related("officer", "region", "branch")}
    return [
        (
            found.get_station_display(),
            str(found.region or found.branch),
            found.officer.name,
            name,
        )
        for name in USERNAMES
        if (found := by_name.get(name))
    ]
