"""Who acts: an officer at a station, on a day; and what a station may do where.

Rights are station × place × bank and default to no.  They are asked for in two places only:
queries narrow what is seen to :meth:`Actor.sees`, actions ask :meth:`Actor.require` before they
write.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date, datetime

from hudai.core.errors import Refusal
from hudai.records.models import Officer, Posting, Station

_heard: ContextVar[list[str] | None] = ContextVar("heard", default=None)


class NotYours(Refusal):
    """The station may not do this, or not here."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        heard = _heard.get()
        if heard is not None:
            heard.append(message)


@contextmanager
def hearing() -> Iterator[list[str]]:
    """Every :class:`NotYours` said within the block, whoever catches it.

    A page may show such a refusal beside what was typed instead of passing it on; that somebody tried
    is to be written down all the same, and after the transaction it undid.
    """
    said: list[str] = []
    token = _heard.set(said)
    try:
        yield said
    finally:
        _heard.reset(token)


@dataclass(frozen=True, slots=True)
class Actor:
    """An officer at one of the stations they hold or stand in for."""

    officer: Officer
    posting: Posting
    at: datetime
    """The instant of the action; the door reads the clock."""

    @property
    def today(self) -> date:
        """The day of the action, in the county's time."""
        return self.at.date()

    @property
    def station(self) -> Station:
        """The desk."""
        return Station(self.posting.station)

    @property
    def is_deputy(self) -> bool:
        """Whether somebody else holds the posting."""
        return self.posting.officer_id != self.officer.pk

    def require(self, *stations: Station) -> None:
        """Refuse unless the actor sits at one of ``stations``.

        Raises:
            NotYours: with the desks that could.
        """
        if self.station not in stations:
            wanted = "、".join(station.label for station in stations)
            raise NotYours(f"这一步由{wanted}办理，您现在的岗位是{self.station.label}。")


def hold_desk(actor: Actor) -> None:
    """Let the desk send nothing else until the transaction ends: of two of the same one finds the other."""
    Posting.objects.select_for_update(no_key=True).get(pk=actor.posting.pk)
