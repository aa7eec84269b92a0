"""Clause by clause: what a document demands, and what became of each demand.

Every sentence of an official document is registered under a stable id and has one status.  A
sentence nobody answered for is *silent*, and a silent sentence is a fault of the pack.  Broken
numbering and other oddities stay in the text as found; a :class:`Doubt` says what a person
should look up.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from hudai.core.policy import Dated, Policy

_BOOKMARK = re.compile(r"\[bookmark: [^]]*\]")


class Status(StrEnum):
    """What became of a clause."""

    CODED = "coded"
    """Numbers or switches of the policy carry it; planned while no rule, page or report reads them."""
    CARRIED_OUT = "carried_out"
    """A page, command or report carries it out."""
    DUTY = "duty"
    """Somebody's duty that software cannot do."""
    INFORMATIVE = "informative"
    """Headings, reasons, greetings: nothing is demanded."""
    LEFT_OUT = "left_out"
    """Not carried out, for a reason."""


STATUS_LABELS: Mapping[Status, str] = {
    Status.CODED: "已编入规则",
    Status.CARRIED_OUT: "由功能落实",
    Status.DUTY: "人员职责",
    Status.INFORMATIVE: "说明性文字",
    Status.LEFT_OUT: "未落实（有理由）",
}


@dataclass(frozen=True, slots=True)
class Clause:
    """One sentence or entry of a document."""

    id: str
    """``yubei-2021#1.2``."""
    place: str
    """Where it stands, as printed: 一（2）."""
    text: str
    """The exact words."""
    status: Status
    by: tuple[str, ...]
    """Coded: fields of the policy, ``window``, ``route``, ``purposes`` or ``demands.<fact>``."""
    how: str
    """Carried out: the page or report; coded: the page its numbers work on, where there is one; duty:
    whose; left out: why; informative: empty.  A page is named as in the menu: “贴息批次”."""
    planned: bool
    """Not live yet (未实现): what is to carry it out, or whatever is to read its numbers."""
    stops: tuple[str, ...] = ()
    """Kinds of stop events that rest on it (R4.5): ``diversion``."""
    tests: tuple[str, ...] = ()
    """Tests that prove it beside the pack's worked cases: ``tests/web/test_web_visit.py``, or one of its
    functions behind ``::``."""

    @property
    def printed(self) -> str:
        """Its words as they stand on paper: without the bookmarks a word processor left in the file."""
        return _BOOKMARK.sub("", self.text).strip()


@dataclass(frozen=True, slots=True)
class Doubt:
    """An oddity of the source, kept as found."""

    clause: str
    found: str
    check: str
    """What a person should look up."""


@dataclass(frozen=True, slots=True)
class Document:
    """One official document, registered clause by clause."""

    name: str
    """The pack's directory."""
    title: str
    number: str
    """The document's own number; empty where it has none."""
    issuer: str
    issued: str
    """As far as known, in words."""
    sha256: str
    """Of the text as received; empty where no text was received."""
    missing: str
    """Why there is no text; empty where there is one."""
    clauses: tuple[Clause, ...]
    doubts: tuple[Doubt, ...]

    def clause(self, clause_id: str) -> Clause | None:
        """The clause of that id."""
        return next((clause for clause in self.clauses if clause.id == clause_id), None)

    def stops(self) -> dict[str, str]:
        """Id of the clause each kind of stop event rests on; a kind the document is silent on has none."""
        return {kind: clause.id for clause in self.clauses for kind in clause.stops}


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many clauses of a document have which status."""

    title: str
    total: int
    by_status: Mapping[Status, int]
    planned_by_status: Mapping[Status, int]
    """Of these, not live yet."""

    @property
    def planned(self) -> int:
        """How many are not live yet, of any status."""
        return sum(self.planned_by_status.values())


def coverage(document: Document) -> Coverage:
    """Clauses by status, every status named."""
    counts = Counter(clause.status for clause in document.clauses)
    planned = Counter(clause.status for clause in document.clauses if clause.planned)
    return Coverage(
        title=document.title,
        total=len(document.clauses),
        by_status={status: counts[status] for status in Status},
        planned_by_status={status: planned[status] for status in Status},
    )


def bare(text: str) -> str:
    """``text`` without blanks, tabs and line breaks: what remains is words.

    >>> bare(" 原则上\\u3000 5万元 ")
    '原则上5万元'
    """
    return "".join(text.split())


def gap(text: str, clauses: Sequence[Clause]) -> str:
    """Where the clauses, one after the other, stop being the document; empty when they are it.

    Every word of the document then belongs to exactly one clause, in the document's order.
    """
    rest = bare(text)
    for clause in clauses:
        words = bare(clause.text)
        if not words:
            return f"{clause.id} 没有文字"
        if not rest.startswith(words):
            return f"{clause.id}（{clause.place}）处对不上：原文此处为“{rest[:20]}”，登记为“{words[:20]}”"
        rest = rest[len(words) :]
    return f"文末有文字未登记：“{rest[:20]}”" if rest else ""


def citations(policy: Policy) -> Mapping[str, frozenset[str]]:
    """For each field of the policy (and window, route, purposes, demands) the clauses it cites."""
    cited = {
        "window": {policy.window_clause},
        "purposes": {use.clause for use in policy.purposes},
        "route": {step.clause for step in policy.route},
    }
    for demand in policy.demands:
        cited.setdefault(f"demands.{demand.fact}", set()).add(demand.clause)
    for field in Policy.__dataclass_fields__:
        dated = getattr(policy, field)
        if isinstance(dated, Dated):
            cited[field] = {each for version in dated.versions for each in (version.clause, *version.also)}
    return {field: frozenset(clauses) for field, clauses in cited.items()}


def unanswered(document: Document, policy: Policy) -> list[str]:
    """Clauses and numbers that do not know of each other, one sentence each.

    A coded clause must be cited by every field it names, and a number that cites a clause must
    be named there: then one gets from the sentence to the number and back.
    """
    cited = citations(policy)
    problems = []
    for clause in document.clauses:
        for field in clause.by:
            if field not in cited:
                problems.append(f"{clause.id}：没有“{field}”这一项，请改 by")
            elif clause.id not in cited[field]:
                problems.append(f"{clause.id}：“{field}”没有引用本条，请在数值处写明 clause 或改 by")
    for field, clauses in cited.items():
        for clause_id in sorted(clauses):
            found = document.clause(clause_id)
            if found is None:
                problems.append(f"{field}：条款“{clause_id}”没有登记，请补入 clauses.toml")
            elif found.status is Status.CODED and field not in found.by:
                problems.append(f"{clause_id}：“{field}”引用了本条，请在 by 中列出")
    return problems
