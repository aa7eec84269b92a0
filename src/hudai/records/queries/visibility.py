"""What a posting sees: its own villages, its own branch's customers, and nothing by default.

Every list and every page starts from one of these, so that another office's case number typed
into the address finds nothing.
"""

from __future__ import annotations

from django.db.models import Q, QuerySet

from hudai.records.models import Application, Household, LeadBank, Posting, Region, Station

_DEPTH = {Region.Level.VILLAGE: "", Region.Level.TOWN: "__parent", Region.Level.COUNTY: "__parent__parent"}
_WHOLE_REGION = frozenset(
    {
        Station.VILLAGE,
        Station.TOWN,
        Station.TOWN_HEAD,
        Station.OFFICE,
        Station.FINANCE,
        Station.FINANCE_OFFICE,
        Station.REGULATOR,
        Station.AUDITOR,
    }
)


def households_seen_by(posting: Posting) -> QuerySet[Household]:
    """Households of the posting's region; for a branch those of the towns it leads in, and its applicants."""
    return Household.objects.filter(_of_region(posting, "village") | _of_branch(posting)).distinct()


def applications_seen_by(posting: Posting) -> QuerySet[Application]:
    """Applications of the region's households; for a branch those handed to it, for a bank its branches'."""
    mine = _of_region(posting, "household__village")
    if posting.station == Station.BRANCH:
        mine |= Q(branch=posting.branch_id)
    elif posting.station == Station.BANK and posting.branch:
        mine |= Q(branch__bank=posting.branch.bank_id)
    return Application.objects.filter(mine)


def villages_seen_by(posting: Posting) -> QuerySet[Region]:
    """Villages of the posting's region, or of the towns its branch leads in."""
    villages = Region.objects.filter(level=Region.Level.VILLAGE, until=None)
    if posting.branch_id:
        return villages.filter(parent__in=_led_towns(posting))
    depth = _depth(posting)
    if depth is None:
        return villages.none()
    return villages.filter(**{depth.removeprefix("__") or "pk": posting.region_id})


def _depth(posting: Posting) -> str | None:
    if posting.station not in _WHOLE_REGION or posting.region is None:
        return None
    return _DEPTH.get(Region.Level(posting.region.level))


def _of_region(posting: Posting, village: str) -> Q:
    depth = _depth(posting)
    return _nothing() if depth is None else Q(**{village + depth: posting.region_id})


def _of_branch(posting: Posting) -> Q:
    if posting.branch is None:
        return _nothing()
    if posting.station == Station.BRANCH:
        return Q(village__parent__in=_led_towns(posting)) | Q(applications__branch=posting.branch_id)
    bank = posting.branch.bank_id
    return Q(village__parent__in=_led_towns(posting)) | Q(applications__branch__bank=bank)


def _led_towns(posting: Posting) -> QuerySet[LeadBank, int]:
    led = LeadBank.objects.filter(until=None)
    if posting.station == Station.BANK and posting.branch:
        led = led.filter(branch__bank=posting.branch.bank_id)
    else:
        led = led.filter(branch=posting.branch_id)
    return led.values_list("town_id", flat=True)


def _nothing() -> Q:
    return Q(pk__in=[])
