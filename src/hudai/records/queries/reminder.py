"""What a desk should be reminded of, and whom the reminder mails go to."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from hudai.core.visits import Plans
from hudai.records.models import Delivery, Digest, Officer, Posting, Rating, Station, SubsidyBatch
from hudai.records.queries.maturity import pipeline, without_note
from hudai.records.queries.rating import fresh_on
from hudai.records.queries.visibility import batches_seen_by, of_households_seen_by
from hudai.records.queries.visit import overdue
from hudai.records.queries.waiting import Steps, batches_waiting_for, to_fill_in, waiting_for

AT_A_BANK = (Station.BRANCH, Station.BANK)


def arrivals(posting: Posting, steps: Steps) -> list[tuple[str, str, int, datetime]]:
    """Cases that wait for this desk's opinion: number, policy, step, when it came; the oldest first."""
    waiting = waiting_for(posting, steps)
    return list(waiting.values_list("number", "policy", "step", "step_since"))


def returned(posting: Posting) -> list[str]:
    """Cases sent back to the household's side that this desk may correct, the oldest first."""
    return list(to_fill_in(posting).filter(version__gt=0).values_list("number", flat=True))


def not_signed_for(posting: Posting) -> list[int]:
    """List versions delivered and not signed for: to a bank's desks its own, to the office all, by number."""
    waiting = Delivery.objects.filter(received_at=None)
    if posting.station in AT_A_BANK and posting.branch:
        waiting = waiting.filter(bank=posting.branch.bank_id)
    elif posting.station != Station.OFFICE:
        return []
    return list(waiting.order_by("name_list__number", "bank").values_list("name_list__number", flat=True))


def batches(posting: Posting, day: date) -> list[str]:
    """Numbers of the subsidy batches that wait for this desk, the longest waiting first."""
    return list(batches_waiting_for(posting, day).values_list("number", flat=True))


def batches_to_pay(posting: Posting) -> list[tuple[str, str, date]]:
    """Subsidy batches approved and not closed: number, scheme, day of the approval; the oldest first.

    Batches, not their lines: a county of a million loans has as many lines.
    """
    states = (SubsidyBatch.State.APPROVED, SubsidyBatch.State.PAYING)
    approved = batches_seen_by(posting).filter(state__in=states).order_by("approved_on", "pk")
    rows = approved.values_list("number", "policy", "approved_on")
    return [(number, policy, day) for number, policy, day in rows if day is not None]


def ratings_ending(posting: Posting, day: date, within: timedelta) -> int:
    """Households whose rating holds on ``day`` and ends soon, with none that holds longer."""
    longer = Rating.objects.filter(
        fresh_on(day), household=OuterRef("household"), valid_until__gt=day + within
    )
    ending = Rating.objects.filter(
        fresh_on(day),
        ~Exists(longer),
        of_households_seen_by(posting),
        valid_until__lte=day + within,
    )
    return ending.order_by().aggregate(homes=Count("household", distinct=True))["homes"] or 0


def loans_to_see_to(posting: Posting, today: date, windows: Sequence[int], plans: Plans) -> tuple[int, int]:
    """Loans near their due day with nothing arranged, and those whose visit is overdue."""
    near = without_note(pipeline(posting, today, windows), today, windows)
    return near.count(), overdue(posting, today, plans).count()


def recipients() -> QuerySet[Officer]:
    """Officers in office with an address who have not switched the mails off."""
    return Officer.objects.filter(is_active=True, wants_digest=True).exclude(email="").order_by("pk")


def desks_of(officer: Officer, day: date) -> QuerySet[Posting]:
    """Where an officer works on a day: their own postings, and those they stand in for."""
    standing = Q(until=None) | Q(until__gt=day)
    held = Q(deputies__officer=officer, deputies__since__lte=day, deputies__until__gt=day)
    found = Posting.objects.filter(standing, Q(officer=officer) | held, since__lte=day)
    return found.select_related("region", "branch").order_by("pk").distinct()


def digests(since: date) -> QuerySet[Digest]:
    """Mails from a day on, the newest first."""
    return Digest.objects.filter(day__gte=since).select_related("officer")


def not_sent(since: date) -> int:
    """Mails from a day on that failed or may not have arrived."""
    states = (Digest.State.FAILED, Digest.State.UNCLEAR)
    return Digest.objects.filter(day__gte=since, state__in=states).count()


def digest_days(since: date) -> list[tuple[date, int, int, int]]:
    """Each day from then on: mails sent, failed, and with an unknown end; the newest first."""
    counted = (
        Digest.objects.filter(day__gte=since)
        .order_by()
        .values_list("day")
        .annotate(
            sent=Count("pk", filter=Q(state=Digest.State.SENT)),
            failed=Count("pk", filter=Q(state=Digest.State.FAILED)),
            unclear=Count("pk", filter=Q(state__in=(Digest.State.UNCLEAR, Digest.State.SENDING))),
        )
    )
    return sorted(counted, reverse=True)
