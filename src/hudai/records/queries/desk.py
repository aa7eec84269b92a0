"""Desks: at which stations an officer may work on a day, in their own name or for somebody else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from hudai.records.models import Deputy, Officer, Posting


@dataclass(frozen=True, slots=True)
class Desk:
    """A posting, the officer's own or one held for somebody else."""

    posting: Posting
    deputy: Deputy | None = None

    @property
    def key(self) -> str:
        """What names it in a session and in a form: ``p7`` own posting 7, ``d3`` deputyship 3."""
        return f"d{self.deputy.pk}" if self.deputy else f"p{self.posting.pk}"

    @property
    def station(self) -> str:
        """The kind of desk, in the user's words."""
        return self.posting.get_station_display()

    @property
    def place(self) -> str:
        """The region or branch it answers for."""
        return str(self.posting.region or self.posting.branch)

    @property
    def stands_in_for(self) -> str:
        """Whose desk it is when it is not one's own; else empty."""
        return self.posting.officer.name if self.deputy else ""


def desks(officer: Officer, day: date) -> list[Desk]:
    """Every desk the officer may work at on a day, their own first; two queries."""
    standing = Q(until=None) | Q(until__gt=day)
    own = Posting.objects.filter(standing, officer=officer, since__lte=day).select_related(
        "region", "branch", "officer"
    )
    held = Deputy.objects.filter(
        Q(posting__until=None) | Q(posting__until__gt=day),
        officer=officer,
        posting__since__lte=day,
        since__lte=day,
        until__gt=day,
    ).select_related("posting__region", "posting__branch", "posting__officer")
    return [
        *(Desk(posting) for posting in own.order_by("station", "pk")),
        *(Desk(deputy.posting, deputy) for deputy in held.order_by("pk")),
    ]
