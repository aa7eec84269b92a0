"""The law the pages ask by: the packs there are, read once, and the one this county has adopted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from django.conf import settings

from hudai.actions.application import Law, Obstacles
from hudai.actions.decision import steps_of
from hudai.actions.laws import Laws
from hudai.core.cases import run_cases
from hudai.core.clauses import Clause, Document
from hudai.core.visits import Plans, visit_plans
from hudai.documents import policy_files
from hudai.records.models import Station


@dataclass(frozen=True, slots=True)
class Worked:
    """A worked case, and in what it came out otherwise than somebody worked it out by hand."""

    name: str
    differences: tuple[str, ...]


def adopted() -> str:
    """The policy pack under which new applications are entered."""
    return str(settings.HUDAI_POLICY)


@cache
def law(name: str) -> Law:
    """The law of pack ``name``.

    Raises:
        PolicyRefused: if there is no such pack or it has faults.
    """
    return Law(policy_files.load(name, own_packs()), policy_files.read_national())


@cache
def document(name: str) -> Document:
    """The document of pack ``name``, clause by clause."""
    return policy_files.load_clauses(name, own_packs())


@cache
def cases(name: str) -> Mapping[str, tuple[Worked, ...]]:
    """The worked cases of pack ``name``, by the clause they cite, each worked out once more."""
    law_of = law(name)
    found: dict[str, tuple[Worked, ...]] = {}
    ran = run_cases(policy_files.load_cases(name, own_packs()), law_of.policy, law_of.national)
    for case, differences in ran:
        found[case.clause] = (*found.get(case.clause, ()), Worked(case.name, tuple(differences)))
    return found


def names() -> tuple[str, ...]:
    """Every pack there is."""
    return policy_files.names(own_packs())


def packs() -> Laws:
    """Every pack there is, and the one adopted."""
    return Laws({name: law(name) for name in names()}, adopted())


def plans(on: date) -> Plans:
    """How soon and how often borrowers are visited on a day, by the name of the pack."""
    return visit_plans({name: law(name).policy for name in names()}, on)


def told(refusal: Obstacles) -> list[str]:
    """What stands in the way, each with the place of its clause where it is known."""
    cited = [*refusal.clauses, *[""] * (len(refusal.messages) - len(refusal.clauses))]
    return [
        f"{message}（依据：{place(clause)}）" if clause else message
        for message, clause in zip(refusal.messages, cited, strict=True)
    ]


@cache
def steps(station: str) -> Mapping[str, tuple[int, ...]]:
    """For each pack the steps of its route at which a desk gives its opinion."""
    return {name: tuple(steps_of(Station(station), law(name).policy.route)) for name in names()}


def place(clause_id: str) -> str:
    """Where a clause stands, as people cite it: 一（2）; the id itself where it is not registered."""
    found = cited(clause_id)
    return found.place if found else clause_id


def words(clause_id: str) -> str:
    """The exact words of a clause; empty where it is not registered."""
    found = cited(clause_id)
    return found.text.strip() if found else ""


def cited(clause_id: str) -> Clause | None:
    """The clause of an id; None where it is not registered."""
    pack, _, _ = clause_id.partition("#")
    return document(pack).clause(clause_id) if pack in names() else None


def own_packs() -> Path | None:
    """The folder of the county's own packs, which go before the shipped ones."""
    return Path(settings.HUDAI_POLICIES) if settings.HUDAI_POLICIES else None
