"""The law a job asks by: a worker is called by no door that could hand it in."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from django.conf import settings

from hudai.actions.application import Law, Obstacles
from hudai.actions.laws import Laws
from hudai.core.clauses import Clause, Document
from hudai.documents import policy_files


@cache
def laws() -> Laws:
    """Every pack there is, and the one the county has adopted; read once.

    Raises:
        PolicyRefused: if one of them has faults.
    """
    national, packs = policy_files.read_national(), own_packs()
    by_name = {name: Law(policy_files.load(name, packs), national) for name in policy_files.names(packs)}
    return Laws(by_name, str(settings.HUDAI_POLICY))


@cache
def document(name: str) -> Document:
    """The document of pack ``name``, clause by clause."""
    return policy_files.load_clauses(name, own_packs())


def with_places(refusal: Obstacles) -> list[str]:
    """What stands in the way, each with the place of its clause where it is known."""
    cited = [*refusal.clauses, *[""] * (len(refusal.messages) - len(refusal.clauses))]
    return [
        f"{message}（依据：{place(clause)}）" if clause else message
        for message, clause in zip(refusal.messages, cited, strict=True)
    ]


def place(clause_id: str) -> str:
    """Where a clause stands, as people cite it: 一（2）; the id itself where it is not registered."""
    found = cited(clause_id)
    return found.place if found else clause_id


def cited(clause_id: str) -> Clause | None:
    """The clause of an id; None where it is not registered."""
    pack, _, _ = clause_id.partition("#")
    return document(pack).clause(clause_id) if pack in policy_files.names(own_packs()) else None


def own_packs() -> Path | None:
    """The folder of the county's own packs, which go before the shipped ones."""
    return Path(settings.HUDAI_POLICIES) if settings.HUDAI_POLICIES else None
