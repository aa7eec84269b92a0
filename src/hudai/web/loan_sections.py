"""Sections that other rooms put on the page of a loan: visits, papers, findings.

A room offers one when it is imported::

    loan_sections.offer(Section("贷后检查", "visit/of_loan.html", order=30, facts=visits_of))

``facts`` is asked for the request and the loan, and gives what the template needs; it asks a bounded
number of questions, or gives None where the desk sees nothing of it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from hudai.records.models import Loan
from hudai.web.request import Request


@dataclass(frozen=True, slots=True)
class Section:
    """One card of the page."""

    title: str
    template: str
    facts: Callable[[Request, Loan], Mapping[str, Any] | None]
    order: int = 50
    """Where it stands: lower is higher up."""


_offered: dict[str, Section] = {}


def offer(section: Section) -> Section:
    """Put a section on the page; one of the same title takes the place of the earlier one."""
    _offered[section.title] = section
    return section


@dataclass(frozen=True, slots=True)
class Shown:
    """A section with its facts, as the page draws it."""

    title: str
    template: str
    facts: Mapping[str, Any]


def shown(request: Request, loan: Loan) -> list[Shown]:
    """The sections this desk sees of a loan, from top to bottom."""
    asked = sorted(_offered.values(), key=lambda each: (each.order, each.title))
    found = ((section, section.facts(request, loan)) for section in asked)
    return [Shown(section.title, section.template, facts) for section, facts in found if facts is not None]
