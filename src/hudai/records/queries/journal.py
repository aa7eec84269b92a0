"""The journal as its readers find it.

The auditor reads all of it, the administrator what concerns sign-ins and administration.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.apps import apps
from django.db.models import CharField, Count, F, Model, Q, QuerySet
from django.db.models.functions import Cast

from hudai.records.models import JournalLine, Posting, Station

READS_ALL = (Station.AUDITOR,)
ADMINISTRATION = ("officer", "posting", "deputy", "bank", "branch", "apitoken", "region")
"""What the administrator keeps, by the name of its table; lines about it hold nothing of any case."""
_LOOKS = ("查看", "打印", "下载")
"""How the actions begin by which somebody saw numbers or papers unmasked, or took them away."""
_TOOK_A_LIST = "导出清单"


@dataclass(frozen=True, slots=True)
class Filters:
    """What the journal is narrowed to; empty means everything."""

    since: date | None = None
    until: date | None = None
    """The last day, counted in."""
    officer: str = ""
    """A name or a sign-in name; lines about that officer count as theirs."""
    action: str = ""
    noun: str = ""
    number: str = ""
    """A case's, a loan's, a household's number as people write it, or the key of a row."""


@dataclass(frozen=True, slots=True)
class Looker:
    """How often an officer looked, and at how many things."""

    officer: str
    office: str
    looks: int
    things: int


Numbered = Mapping[str, str]
"""The name of a table → its column with the number people write."""


def journal_seen_by(posting: Posting) -> QuerySet[JournalLine]:
    """Lines the posting may read; none by default."""
    lines = JournalLine.objects.select_related(
        "officer", "posting__region", "posting__branch", "posting__officer"
    )
    if posting.station in READS_ALL:
        return lines
    if posting.station == Station.ADMINISTRATOR:
        return lines.filter(noun__in=ADMINISTRATION).exclude(action=_TOOK_A_LIST)
    return lines.none()


def looks(found: QuerySet[JournalLine]) -> QuerySet[JournalLine]:
    """Of some lines those by which somebody saw numbers or papers in full."""
    looked = Q(pk__in=[])
    for beginning in _LOOKS:
        looked |= Q(action__startswith=beginning)
    return found.filter(looked)


def journal(posting: Posting, filters: Filters, numbered: Numbered) -> QuerySet[JournalLine]:
    """The lines a posting may read, narrowed, the newest first."""
    found = journal_seen_by(posting)
    if filters.since:
        found = found.filter(at__date__gte=filters.since)
    if filters.until:
        found = found.filter(at__date__lte=filters.until)
    if filters.officer:
        found = found.filter(_of_officer(filters.officer))
    if filters.action:
        found = found.filter(action=filters.action)
    if filters.noun:
        found = found.filter(noun=filters.noun)
    if filters.number:
        found = found.filter(_about(filters.number, numbered))
    return found.order_by("-at", "-pk")


def _of_officer(words: str) -> Q:
    """Lines somebody of that name wrote, and those about them."""
    officer = apps.get_model("records", "Officer").objects.filter(
        Q(username__iexact=words) | Q(name__icontains=words)
    )
    keys = [f"{key}" for key in officer.values_list("pk", flat=True)]
    return Q(officer__in=keys) | Q(noun="officer", key__in=keys)


def _about(number: str, numbered: Numbered) -> Q:
    """Lines about what bears that number, and about a refused page with that number in its address."""
    found = Q(key=number) | Q(facts__number=number)
    for noun, field in numbered.items():
        rows = _model(noun)._default_manager.filter(**{f"{field}__iexact": number})
        keys = [f"{key}" for key in rows.values_list("pk", flat=True)[:100]]
        if keys:
            found |= Q(noun=noun, key__in=keys)
    return found


def actions_of(posting: Posting) -> list[str]:
    """Every action there is a line of that the posting may read."""
    lines = journal_seen_by(posting).select_related(None).order_by("action")
    return list(lines.values_list("action", flat=True).distinct())


def nouns_of(posting: Posting) -> list[str]:
    """Every kind of thing there is a line about that the posting may read."""
    lines = journal_seen_by(posting).select_related(None).order_by("noun")
    return list(lines.values_list("noun", flat=True).distinct())


def numbers(lines: Sequence[JournalLine], numbered: Numbered) -> dict[tuple[str, str], str]:
    """(noun, key) → number, for lines about something numbered; one query a kind of thing."""
    said: dict[tuple[str, str], str] = {}
    for noun, field in numbered.items():
        keys = {line.key for line in lines if line.noun == noun and line.key.isdecimal()}
        if keys:
            rows = _model(noun)._default_manager.filter(pk__in=keys).values_list("pk", field)
            said |= {(noun, f"{key}"): str(number) for key, number in rows}
    return said


def all_numbers(found: QuerySet[JournalLine], numbered: Numbered) -> dict[tuple[str, str], str]:
    """As :func:`numbers` for a list of any length; one query a kind of thing."""
    said: dict[tuple[str, str], str] = {}
    for noun, field in numbered.items():
        keys = found.select_related(None).filter(noun=noun).order_by().values("key")
        written = _model(noun)._default_manager.annotate(written=Cast("pk", CharField(max_length=40)))
        rows = written.filter(written__in=keys).values_list("written", field)
        said |= {(noun, key): str(number) for key, number in rows}
    return said


def lookers(found: QuerySet[JournalLine]) -> list[Looker]:
    """Who looked how often, the most curious first."""
    counted = (
        found.select_related(None)
        .order_by()
        .values(name=F("officer__name"), office=F("posting__office"))
        .annotate(looks=Count("pk"), things=Count("key", distinct=True))
    )
    rows = [Looker(each["name"], each["office"] or "", each["looks"], each["things"]) for each in counted]
    return sorted(rows, key=lambda each: (-each.looks, each.officer))


def _model(noun: str) -> type[Model]:
    return apps.get_model("records", noun)
