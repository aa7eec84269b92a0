"""Credit villages of the made-up county: two villages rated nearly whole, one awarded, one that waits.

A village without a loan yet has no ratio of arrears, so both desks say how they made sure; what the
loans that follow do to the figures is seen on the page.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta

from hudai.actions import credit_area as awarding
from hudai.actions import rating as ratings
from hudai.core.credit_area import AreaCriteria
from hudai.core.findings import Verdict
from hudai.core.rating import Scorecard
from hudai.demo.lives import Lives
from hudai.demo.people import VILLAGES, VILLAGES_PER_TOWN, Home
from hudai.demo.workdays import moment
from hudai.documents import credit_area_files, scorecard_files
from hudai.records.models import CreditProposal, Household, Listing, Rating, Region, Station
from hudai.records.queries import credit_area as queries

RATED, PROPOSED, AWARDED = 40, 24, 12
"""Working days before the last."""
RATED_IN_HUNDRED = 82
"""A little more than the criteria of the pack want."""
SOUND: dict[str, str | int] = {
    "credit": "none",
    "labour": 2,
    "skill": "ordinary",
    "income": 13_000,
    "project": "running",
    "debt": 0,
    "standing": "good",
}
"""82 points: 良好."""
WALKED = "村里逐户走访核实，没有逾期和拖欠。"
CHECKED = "抽查十户，情况属实。"


def award_villages(people: Sequence[Home], lives: Lives) -> None:
    """The smallest village of each of the first two towns is put forward; the first is awarded."""
    policy = lives.law.policy.name
    criteria, card = credit_area_files.load(policy), scorecard_files.load(policy)
    sizes = Counter(home.place for home in people if home.fate == "stays")
    for town in (0, 1):
        places = range(town * VILLAGES_PER_TOWN, (town + 1) * VILLAGES_PER_TOWN)
        there = [place for place in places if sizes[place]]
        if not there:
            continue
        place = min(there, key=lambda each: (sizes[each], each))
        _rate_more(place, lives, card)
        proposal = _put_forward(place, lives, criteria)
        if proposal is not None and town == 0:
            office = lives.offices.county_actor(Station.OFFICE, moment(AWARDED, 40))
            awarding.award(actor=office, criteria=criteria, proposal_id=proposal.pk, reason=CHECKED)


def _rate_more(place: int, lives: Lives, card: Scorecard) -> None:
    """So many more of the village's listed households get a rating, and the bank confirms it."""
    standing = Listing.objects.filter(left_with=None).order_by().values("household")
    listed = Household.objects.filter(village__name=VILLAGES[place], pk__in=standing)
    rated = Rating.objects.order_by().values("household")
    confirmed = Rating.objects.filter(confirmed_at__isnull=False).order_by().values("household")
    wanted = -(-listed.count() * RATED_IN_HUNDRED // 100) - listed.filter(pk__in=confirmed).count()
    at = moment(RATED, 60)
    village = lives.offices.actor(Station.VILLAGE, place, at)
    bank = lives.offices.actor(Station.BRANCH, place, at + timedelta(days=3))
    for household in listed.exclude(pk__in=rated).order_by("number")[: max(0, wanted)]:
        drawn = ratings.draw_up(
            actor=village, card=card, household=household, collected=SOUND, rated_on=at.date()
        )
        ratings.confirm(actor=bank, key=drawn.pk)


def _put_forward(place: int, lives: Lives, criteria: AreaCriteria) -> CreditProposal | None:
    """By its town, unless the figures say no."""
    town = lives.offices.actor(Station.TOWN, place, moment(PROPOSED, 30))
    village = Region.objects.get(name=VILLAGES[place], level=Region.Level.VILLAGE)
    found = queries.area(village, town.today, criteria)
    if found is None or found.verdict is Verdict.FAIL:
        return None
    return awarding.propose(actor=town, criteria=criteria, area_id=village.pk, words=WALKED)
