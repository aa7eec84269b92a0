"""What waits for a desk, since when, and what its step has taken before.

Which steps are a desk's own follows from each policy's route, which no table knows; the caller
passes it: policy pack → places of the steps this desk gives its opinion at.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from django.db.models import Count, Q, QuerySet

from hudai.core.workflow import ENTRY, State
from hudai.records.models import Application, Decision, Posting, Station, SubsidyBatch
from hudai.records.queries.subsidy_payment import being_paid
from hudai.records.queries.visibility import applications_seen_by, batches_seen_by

ENTERS = (Station.VILLAGE, Station.TOWN, Station.BRANCH)
"""Desks that fill applications in."""
_BATCHES = SubsidyBatch.State
_BATCHES_WAIT_FOR = {
    Station.TOWN_HEAD: (_BATCHES.DRAWN_UP,),
    Station.OFFICE: (_BATCHES.CHECKED, _BATCHES.REVIEWED),
    Station.FINANCE: (_BATCHES.PUBLISHED,),
}
"""In which states a subsidy batch waits for a desk."""
_PAYS = (Station.FINANCE,)
"""Desks for which those wait as well that are to be paid."""

Steps = Mapping[str, Sequence[int]]


def waiting_for(posting: Posting, steps: Steps) -> QuerySet[Application]:
    """Cases that wait for an opinion of this desk, the longest waiting first."""
    mine = Q(pk__in=[])
    for policy, places in steps.items():
        mine |= Q(policy=policy, step__in=list(places))
    under_way = applications_seen_by(posting).filter(mine, state=State.UNDER_WAY)
    return under_way.order_by("step_since", "pk")


def to_fill_in(posting: Posting) -> QuerySet[Application]:
    """Drafts this desk began, and any returned to the household's side within its place."""
    if posting.station not in ENTERS:
        return Application.objects.none()
    drafts = applications_seen_by(posting).filter(state=State.DRAFT, step=ENTRY)
    return drafts.filter(Q(entered_by=posting) | Q(version__gt=0)).order_by("step_since", "pk")


def batches_waiting_for(posting: Posting, day: date) -> QuerySet[SubsidyBatch]:
    """Subsidy batches whose next step is this desk's, the longest waiting first; a notice has to be over.

    A closed one waits, too, where money came back since.
    """
    mine = Q(state__in=_BATCHES_WAIT_FOR.get(Station(posting.station), ()))
    if posting.station in _PAYS:
        mine |= Q(pk__in=being_paid().order_by().values("pk"))
    waiting = batches_seen_by(posting).filter(mine)
    return waiting.exclude(state=_BATCHES.PUBLISHED, public_until__gt=day).order_by("state_since", "pk")


def by_step(posting: Posting) -> list[tuple[str, int, int]]:
    """Cases under way that the posting sees: policy, place of the step, how many."""
    under_way = applications_seen_by(posting).filter(state=State.UNDER_WAY)
    counted = under_way.order_by().values_list("policy", "step").annotate(cases=Count("pk"))
    return sorted((policy, step, cases) for policy, step, cases in counted)


def waiting_since(posting: Posting) -> list[datetime]:
    """When each case under way that the posting sees came to where it is; the oldest first."""
    under_way = applications_seen_by(posting).filter(state=State.UNDER_WAY)
    return list(under_way.order_by("step_since").values_list("step_since", flat=True))


def times_taken(posting: Posting, since: date, until: date) -> list[tuple[str, str, timedelta]]:
    """Step, office and time from arrival to opinion of each opinion given in ``[since, until)``."""
    cases = applications_seen_by(posting).values("pk")
    given = Decision.objects.filter(
        application__in=cases, decided_at__date__gte=since, decided_at__date__lt=until
    )
    rows = given.order_by("step", "posting__office", "pk").values_list(
        "label", "posting__office", "arrived_at", "decided_at"
    )
    return [(label, office, decided - arrived) for label, office, arrived, decided in rows]
