"""What a posting sees: its own villages, its own branch's customers, and nothing by default.

Every list and every page starts from one of these, so that another office's case number typed
into the address finds nothing.
"""

from __future__ import annotations

from django.db.models import Q, QuerySet

from hudai.records.models import (
    Application,
    Household,
    LeadBank,
    Loan,
    Participation,
    Posting,
    Project,
    Region,
    Station,
    SubsidyBatch,
    SubsidyLine,
)

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
    if posting.branch is None:
        return Household.objects.filter(_of_region(posting, "village"))
    led = Household.objects.filter(village__parent__in=_led_towns(posting)).order_by().values("pk")
    if posting.station == Station.BRANCH:
        handed = Application.objects.filter(branch=posting.branch_id)
    else:
        handed = Application.objects.filter(branch__bank=posting.branch.bank_id)
    # Two questions made one list of keys: with an "or" between them each household would be asked both.
    return Household.objects.filter(pk__in=led.union(handed.order_by().values("household")))


def of_households_seen_by(posting: Posting) -> Q:
    """Rows whose ``household`` is one of those; for the only county it asks nothing of the household."""
    if _sees_all(posting):
        return ~_nothing()
    return Q(household__in=households_seen_by(posting).order_by().values("pk"))


def applications_seen_by(posting: Posting) -> QuerySet[Application]:
    """Applications of the region's households; for a branch those handed to it, for a bank its branches'."""
    mine = _of_region(posting, "household__village")
    if posting.station == Station.BRANCH:
        mine |= Q(branch=posting.branch_id)
    elif posting.station == Station.BANK and posting.branch:
        mine |= Q(branch__bank=posting.branch.bank_id)
    return Application.objects.filter(mine)


def loans_seen_by(posting: Posting) -> QuerySet[Loan]:
    """Loans of the region's households; for a branch its own, for a bank those of all its branches."""
    mine = _of_region(posting, "household__village")
    if posting.station == Station.BRANCH:
        mine |= Q(branch=posting.branch_id)
    elif posting.station == Station.BANK and posting.branch:
        mine |= Q(branch__bank=posting.branch.bank_id)
    return Loan.objects.filter(mine)


def projects_seen_by(posting: Posting) -> QuerySet[Project]:
    """Projects of the region, or of the towns a branch leads in; and those its households take part in."""
    if posting.branch_id:
        near = Q(village__parent__in=_led_towns(posting))
    else:
        near = _of_region(posting, "village")
        if _sees_all(posting):
            return Project.objects.filter(near)
    parts = Participation.objects.filter(household__in=households_seen_by(posting).order_by().values("pk"))
    return Project.objects.filter(near | Q(pk__in=parts.order_by().values("project")))


def towns_seen_by(posting: Posting) -> QuerySet[Region]:
    """Towns of the posting's region; a village's or a bank's desk stands for none."""
    return _towns_ever(posting).filter(until=None)


def _towns_ever(posting: Posting) -> QuerySet[Region]:
    """The same with those that were dissolved since."""
    towns = Region.objects.filter(level=Region.Level.TOWN)
    region = posting.region
    if posting.station not in _WHOLE_REGION or region is None:
        return towns.none()
    if region.level == Region.Level.COUNTY:
        return towns.filter(parent=region)
    return towns.filter(pk=region.pk)


def batches_seen_by(posting: Posting) -> QuerySet[SubsidyBatch]:
    """Subsidy batches of the posting's towns, dissolved ones too: what was granted there is paid and kept.

    For a bank those with lines of its own loans.
    """
    if posting.branch_id is None:
        return SubsidyBatch.objects.filter(town__in=_towns_ever(posting))
    ours = SubsidyLine.objects.filter(loan__in=loans_seen_by(posting))
    return SubsidyBatch.objects.filter(pk__in=ours.order_by().values("batch"))


def lines_seen_by(posting: Posting) -> QuerySet[SubsidyLine]:
    """Lines of those batches; for a bank only those of its own loans."""
    if posting.branch_id is None:
        return SubsidyLine.objects.filter(batch__in=batches_seen_by(posting))
    return SubsidyLine.objects.filter(loan__in=loans_seen_by(posting))


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


def _sees_all(posting: Posting) -> bool:
    return _depth(posting) is not None and posting.region is not None and posting.region.is_the_only_county


def _of_region(posting: Posting, village: str) -> Q:
    depth = _depth(posting)
    if depth is None:
        return _nothing()
    if _sees_all(posting):
        # Everything lies in it: asking each row so would join three tables to every list.
        return ~_nothing()
    return Q(**{village + depth: posting.region_id})


def _led_towns(posting: Posting) -> QuerySet[LeadBank, int]:
    led = LeadBank.objects.filter(until=None)
    if posting.station == Station.BANK and posting.branch:
        led = led.filter(branch__bank=posting.branch.bank_id)
    else:
        led = led.filter(branch=posting.branch_id)
    return led.values_list("town_id", flat=True)


def _nothing() -> Q:
    return Q(pk__in=[])
