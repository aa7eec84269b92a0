"""B3: every eligibility rule on a million applications, against the plain loop over the same rules."""

from __future__ import annotations

import sys
from datetime import date

import polars as pl

from bench.children import ROOT
from bench.made_up import Law, law
from bench.measuring import timed
from bench.reporting import Part, Row, reached
from hudai.core.screening import Screening, screen
from hudai.demo.applications import made_up_applications

sys.path.insert(0, str(ROOT / "tests"))

from reference_screening import Reference

SIZE, QUICK_SIZE = 1_000_000, 500
LOOPED, QUICK_LOOPED = 10_000, 200
SHOWN = 10_000
TIMES_THE_LOOP = 40
ON = date(2025, 10, 31)


def measure(*, runs: int, quick: bool) -> Part:
    """All of B3; ``quick`` only shows that it runs."""
    rules = law()
    size, looped = (QUICK_SIZE, QUICK_LOOPED) if quick else (SIZE, LOOPED)
    asked = made_up_applications(count=size, policy=rules.policy, national=rules.national, on=ON)
    columns = timed(lambda: _screen(asked, rules), runs=runs)
    screening = _screen(asked, rules)
    loop = timed(lambda: _loop(asked.head(looped), rules), runs=runs)
    _agree(screening, _loop(asked.head(looped), rules))
    ratio = (loop.median / looped) / (columns.median / size)
    shown = list(range(1, min(SHOWN, size) + 1))
    told = timed(lambda: screening.findings(shown), runs=runs)
    lines = screening.findings(shown).height
    return Part(
        "B3",
        "screen",
        [
            Row(
                f"verdict and failed rules of {size:,} applications, {len(screening.rules)} rules",
                f"{columns.median:.2f} s, {size / columns.median:,.0f} applications/s",
                str(columns),
            ),
            Row(
                f"plain loop over the same rules, {looped:,} of them",
                f"{looped / loop.median:,.0f} applications/s",
                str(loop),
            ),
            Row("ratio", f"{ratio:.0f} ×", "", f"≥ {TIMES_THE_LOOP} ×", reached(ratio, TIMES_THE_LOOP)),
            Row(
                f"in words: {lines:,} findings of {len(shown):,} applications",
                f"{told.median:.2f} s",
                str(told),
            ),
        ],
        NOTES,
    )


def _screen(asked: pl.DataFrame, rules: Law) -> Screening:
    return screen(asked, policy=rules.policy, national=rules.national)


def _loop(asked: pl.DataFrame, rules: Law) -> list[tuple[dict[str, bool | None], str]]:
    reference = Reference(rules.policy, rules.national)
    return [reference.answers(facts) for facts in asked.iter_rows(named=True)]


def _agree(screening: Screening, looped: list[tuple[dict[str, bool | None], str]]) -> None:
    verdicts = screening.verdicts["verdict"].head(len(looped)).cast(pl.String).to_list()
    assert verdicts == [verdict for _, verdict in looped], "columns and loop disagree"
    for answers, (found, _) in zip(
        screening.answers.head(len(looped)).iter_rows(named=True), looped, strict=True
    ):
        assert {rule: answers[rule] for rule in found} == found, "columns and loop disagree"


NOTES = [
    "The loop is the tests' own reference: the numbers of law of a day are looked up once and kept. Handing "
    "out the rows as dicts is part of its time, as reading the columns is of the other's.",
    "Both give one answer a rule (pass, fail, cannot tell) and the verdict, and must agree on them.",
]
