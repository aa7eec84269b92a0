"""Findings: a rule's answer, kept whether it passed or not.

A rule answers pass, fail or *cannot tell*.  A missing fact is never a clean one: a credit record
nobody supplied is unknown, not spotless.
"""

from __future__ import annotations

from enum import StrEnum


class Verdict(StrEnum):
    """A rule's answer on one case."""

    PASS = "pass"
    FAIL = "fail"
    UNKNOWN = "unknown"


class Level(StrEnum):
    """What a failed rule does."""

    HARD = "hard"
    """Blocks the operation."""
    PRINCIPLE = "principle"
    """原则上: may pass with a written reason by a station entitled to waive."""
    ADVICE = "advice"
    """Shown, never blocks."""


class Outcome(StrEnum):
    """What all rules together say of one application."""

    ELIGIBLE = "eligible"
    INELIGIBLE = "ineligible"
    """At least one hard rule fails."""
    NEEDS_WAIVER = "needs_waiver"
    """No hard rule fails and nothing is missing, but a principle is broken."""
    NEEDS_FACTS = "needs_facts"
    """No hard rule fails, but a hard rule or a principle cannot tell."""
