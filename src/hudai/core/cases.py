"""Worked cases: small questions with the answer somebody worked out by hand.

They lie beside each pack and are run whenever the pack is checked, so that whoever changes a
number of law sees at once which answers change with it.  A case may replace numbers of the
policy for itself (``overrides``), to show what a later version would do.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any

import polars as pl

from hudai.core.application_facts import FACTS, complete
from hudai.core.breaker import area_ratios, with_tripped
from hudai.core.errors import CannotTell, NotYetInForce, Refusal
from hudai.core.gates import Papers, gate_findings
from hudai.core.policy import NotRegulated, Policy
from hudai.core.rates import RateSeries, with_ceiling_rate
from hudai.core.screening import screen
from hudai.core.settlement import settle
from hudai.core.standing import standing

UNKNOWN = "unknown"
"""The answer of a number nobody knows, or of a figure resting on one."""
NOT_IN_FORCE = "not_in_force"
"""The answer of a number no version of which holds on the day."""
NOT_REGULATED = "not_regulated"
"""The answer of a number the documents do not speak of."""

Row = Mapping[str, Any]


class CaseKind(StrEnum):
    """What a case asks."""

    NUMBER = "number"
    """A field on a day."""
    RATE = "rate"
    """The highest rate of a contract."""
    SCREEN = "screen"
    """The verdict on an application."""
    SETTLE = "settle"
    """What is entitled, paid, granted and due on each loan."""
    STANDING = "standing"
    """Balance, days overdue and class of each loan."""
    BREAKER = "breaker"
    """Which towns and villages are suspended."""
    GATE = "gate"
    """What the papers on file allow at a step of the road."""


@dataclass(frozen=True, slots=True)
class Case:
    """One question and its answer; money in fen, rates in ppm."""

    name: str
    kind: CaseKind
    clause: str
    given: Mapping[str, Any]
    """What the kind needs, see the ``_run_…`` functions here."""
    expect: Mapping[str, Any]
    overrides: Mapping[str, Any]
    """Fields of the policy replaced for this case, each a Dated."""
    working: str = ""
    """How the answer was worked out by hand."""


LOANS: Mapping[str, Any] = {
    "contract": pl.String, "original": pl.String, "household": pl.String, "signed_on": pl.Date,
    "disbursed_on": pl.Date, "due_on": pl.Date, "extended_due_on": pl.Date, "principal": pl.Int64,
    "rate": pl.Int64, "bank_class": pl.String,
}  # fmt: skip
REPAYMENTS: Mapping[str, Any] = {
    "contract": pl.String, "paid_on": pl.Date, "principal": pl.Int64, "interest": pl.Int64,
    "penalty": pl.Int64,
}  # fmt: skip
STOPS: Mapping[str, Any] = {"contract": pl.String, "kind": pl.String, "since": pl.Date}
GRANTED: Mapping[str, Any] = {"contract": pl.String, "amount": pl.Int64}
AREAS: Mapping[str, Any] = {
    "town": pl.String, "village": pl.String, "bank": pl.String, "balance_fen": pl.Int64,
    "principal_days": pl.Int64, "npl": pl.Int64,
}  # fmt: skip


_ASKED: Mapping[CaseKind, tuple[str, ...]] = {
    CaseKind.NUMBER: ("field", "on"),
    CaseKind.RATE: ("signed_on", "term_months"),
    CaseKind.SCREEN: ("facts",),
    CaseKind.SETTLE: ("loans", "through"),
    CaseKind.STANDING: ("loans", "as_of"),
    CaseKind.BREAKER: ("loans", "as_of"),
    CaseKind.GATE: ("applied_on", "step", "papers"),
}
_PAPERS = ("household_survey", "project_survey", "commitment", "rated_line")
_ROWS = {"repayments": REPAYMENTS, "stops": STOPS, "granted": GRANTED}


def misspelt(case: Case) -> list[str]:
    """What a case's ``given`` lacks and holds in vain, one sentence each."""
    wanted, rows = _ASKED[case.kind], _rows_of(case.kind)
    problems = [f"given 缺少 {key}" for key in wanted if key not in case.given]
    problems += [f"given 中不认识 {key}" for key in case.given if key not in (*wanted, *rows)]
    if case.kind is CaseKind.SCREEN:
        problems += [f"facts 中不认识 {key}" for key in case.given.get("facts", {}) if key not in FACTS]
    if case.kind is CaseKind.GATE:
        papers = case.given.get("papers", {})
        problems += [f"papers 中不认识 {key}" for key in papers if key not in _PAPERS]
    for key, schema in rows.items():
        found = {column for row in case.given.get(key, ()) for column in row}
        problems += [f"{key} 中不认识 {column}" for column in sorted(found - set(schema))]
    return problems


def _rows_of(kind: CaseKind) -> Mapping[str, Mapping[str, Any]]:
    if kind is CaseKind.BREAKER:
        return {"loans": AREAS}
    if kind is CaseKind.SETTLE:
        return {"loans": LOANS, **_ROWS}
    return {"loans": LOANS, "repayments": REPAYMENTS} if kind is CaseKind.STANDING else {}


def run_case(case: Case, policy: Policy, national: Mapping[str, RateSeries]) -> list[str]:
    """How the product's answer differs from the case's, one sentence each; empty when it does not."""
    asked = replace(policy, **case.overrides) if case.overrides else policy
    try:
        return _RUN[case.kind](case, asked, national)
    except CannotTell as refused:
        return [] if case.expect.get("refused") == UNKNOWN else [f"不能得出：{refused}"]
    except Refusal as refused:
        return [f"被拒绝：{refused}"]


def run_cases(
    cases: Sequence[Case], policy: Policy, national: Mapping[str, RateSeries]
) -> list[tuple[Case, list[str]]]:
    """Every case with its differences, in the order given; quicker than one by one."""
    alike = [case for case in cases if case.kind is CaseKind.SCREEN and not case.overrides]
    try:
        together = dict(zip((case.name for case in alike), _screened(alike, policy, national), strict=True))
    except Refusal:
        # One by one, the refusal is told of the case it belongs to.
        together = {}
    return [
        (case, together[case.name] if case.name in together else run_case(case, policy, national))
        for case in cases
    ]


def _run_number(case: Case, policy: Policy, _national: Mapping[str, RateSeries]) -> list[str]:
    """Given ``field`` and ``on``; expects ``value``, perhaps one of the three special words."""
    dated = getattr(policy, case.given["field"])
    found: object
    if isinstance(dated, NotRegulated):
        found = NOT_REGULATED
    else:
        try:
            found = dated.on(case.given["on"])
        except CannotTell:
            found = UNKNOWN
        except NotYetInForce:
            found = NOT_IN_FORCE
    return _differences({"value": found}, case.expect)


def _run_rate(case: Case, policy: Policy, national: Mapping[str, RateSeries]) -> list[str]:
    """Given ``signed_on`` and ``term_months``; expects ``rate`` (ppm, or unknown)."""
    schema = {"signed_on": pl.Date, "term_months": pl.Int64}
    loan = pl.DataFrame([{key: case.given[key] for key in schema}], schema=schema)
    ceiling = with_ceiling_rate(loan, policy=policy, national=national)["ceiling_ppm"].item()
    return _differences({"rate": UNKNOWN if ceiling is None else ceiling}, case.expect)


def _run_screen(case: Case, policy: Policy, national: Mapping[str, RateSeries]) -> list[str]:
    """Given ``facts``; expects ``outcome`` and, rule by rule, ``verdicts``."""
    return _screened([case], policy, national)[0]


def _screened(cases: Sequence[Case], policy: Policy, national: Mapping[str, RateSeries]) -> list[list[str]]:
    """Differences of several screening cases, screened together: each is one row."""
    if not cases:
        return []
    schema: dict[str, Any] = {name: fact.dtype for name, fact in FACTS.items()}
    # A word that is no kind of loan is for the screening to judge.
    rows = _rows([case.given["facts"] for case in cases], "facts", schema | {"kind": pl.String})
    screening = screen(complete(rows), policy=policy, national=national, on=None)
    found: list[dict[str, str]] = [{"outcome": str(outcome)} for outcome in screening.verdicts["verdict"]]
    for row in screening.findings().iter_rows(named=True):
        found[row["row"] - 1][row["rule"]] = row["verdict"]
    return [
        _differences(answers, {"outcome": case.expect["outcome"], **case.expect.get("verdicts", {})})
        for case, answers in zip(cases, found, strict=True)
    ]


def _run_settle(case: Case, policy: Policy, national: Mapping[str, RateSeries]) -> list[str]:
    """Given loans, repayments, stops, granted, ``through``; expects ``lines`` by contract."""
    settlement = settle(
        loans=_frame(case, "loans", LOANS),
        repayments=_frame(case, "repayments", REPAYMENTS),
        stops=_frame(case, "stops", STOPS),
        granted=_frame(case, "granted", GRANTED),
        policy=policy,
        national=national,
        through=case.given["through"],
    )
    return _differing_rows(settlement.lines, case)


def _run_standing(case: Case, policy: Policy, _national: Mapping[str, RateSeries]) -> list[str]:
    """Given loans, repayments, ``as_of``; expects ``lines`` by contract."""
    found = standing(
        loans=_frame(case, "loans", LOANS),
        repayments=_frame(case, "repayments", REPAYMENTS),
        as_of=case.given["as_of"],
        policy=policy,
    )
    return _differing_rows(found, case)


def _run_breaker(case: Case, policy: Policy, _national: Mapping[str, RateSeries]) -> list[str]:
    """Given ``loans`` (by area) and ``as_of``; expects ``tripped``: names of towns and villages."""
    areas = with_tripped(area_ratios(_frame(case, "loans", AREAS)), policy=policy, as_of=case.given["as_of"])
    tripped = areas.filter(pl.col("tripped")).select(pl.coalesce("village", "town")).to_series()
    return _differences({"tripped": sorted(tripped)}, {"tripped": sorted(case.expect["tripped"])})


def _run_gate(case: Case, policy: Policy, _national: Mapping[str, RateSeries]) -> list[str]:
    """Given ``applied_on``, ``step`` and ``papers``; expects, rule by rule, ``verdicts`` and ``levels``.

    A paper left out is not on file.
    """
    papers = Papers(*(case.given["papers"].get(name) for name in _PAPERS))
    found = list(gate_findings(papers, policy=policy, step=case.given["step"], on=case.given["applied_on"]))
    verdicts = {each.rule: str(each.verdict) for each in found}
    levels = {each.rule: str(each.level) for each in found}
    return [
        *_differences(verdicts, case.expect.get("verdicts", {})),
        *_differences(levels, case.expect.get("levels", {})),
    ]


_RUN = {
    CaseKind.NUMBER: _run_number,
    CaseKind.RATE: _run_rate,
    CaseKind.SCREEN: _run_screen,
    CaseKind.SETTLE: _run_settle,
    CaseKind.STANDING: _run_standing,
    CaseKind.BREAKER: _run_breaker,
    CaseKind.GATE: _run_gate,
}


def _frame(case: Case, key: str, schema: Mapping[str, Any]) -> pl.DataFrame:
    """The rows of ``key`` as a frame."""
    return _rows(case.given.get(key, ()), key, schema)


def _rows(rows: Sequence[Row], key: str, schema: Mapping[str, Any]) -> pl.DataFrame:
    """Rows as a frame; a column a row leaves out is null.

    Raises:
        Refusal: if a value is not of its column's type.
    """
    complete_rows = [{name: row.get(name) for name in schema} for row in rows]
    try:
        return pl.DataFrame(complete_rows, schema=dict(schema))
    except (TypeError, pl.exceptions.PolarsError) as error:
        raise Refusal(f"算例的 {key} 读不懂：{error}") from error


def _differing_rows(found: pl.DataFrame, case: Case) -> list[str]:
    """Differences of the expected lines; a contract with no line found is told."""
    by_contract = {row["contract"]: row for row in found.iter_rows(named=True)}
    problems = []
    for line in case.expect["lines"]:
        row = by_contract.get(line["contract"])
        if row is None:
            problems.append(f"合同 {line['contract']} 没有结果")
        else:
            problems += [f"合同 {line['contract']} 的 {each}" for each in _differences(row, line)]
    return problems


def _differences(found: Row, wanted: Row) -> list[str]:
    return [
        f"{key} 应为 {_shown(value)}，得到 {_shown(found.get(key))}"
        for key, value in wanted.items()
        if found.get(key) != value
    ]


def _shown(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)
