"""What a desk should be reminded of, and whom the reminder mails go to."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from hudai.records.models import Delivery, Digest, Officer, Posting, Rating, Station
from hudai.records.queries.maturity import pipeline, without_note
from hudai.records.queries.rating import fresh_on
from hudai.records.queries.visibility import of_households_seen_by
from hudai.records.queries.visit import overdue
from hudai.records.queries.waiting import Steps, to_fill_in, waiting_for

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


def loans_to_see_to(posting: Posting, today: date, windows: Sequence[int]) -> tuple[int, int]:
    """Loans near their due day with nothing arranged, and those whose visit is overdue."""
    near = without_note(pipeline(posting, today, windows), today, windows)
    return near.count(), overdue(posting, today).count()


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
