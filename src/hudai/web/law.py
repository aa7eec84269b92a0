"""The law the pages ask by: the packs there are, read once, and the one this county has adopted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from django.conf import settings

from hudai.actions import packs as read
from hudai.actions.application import Law
from hudai.actions.decision import steps_of
from hudai.actions.laws import Laws
from hudai.core.cases import run_cases
from hudai.core.visits import Plans, visit_plans
from hudai.documents import policy_files
from hudai.records.models import Station

own_packs, document, cited, place = read.own_packs, read.document, read.cited, read.place
told = read.with_places
"""For pages the same as for jobs (:mod:`hudai.actions.packs`)."""


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


@cache
def steps(station: str) -> Mapping[str, tuple[int, ...]]:
    """For each pack the steps of its route at which a desk gives its opinion."""
    return {name: tuple(steps_of(Station(station), law(name).policy.route)) for name in names()}


def words(clause_id: str) -> str:
    """The exact words of a clause; empty where it is not registered."""
    found = cited(clause_id)
    return found.printed if found else ""
