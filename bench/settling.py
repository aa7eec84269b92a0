"""B1: settle a county in memory, against the plain reference and against the memory's own speed."""

from __future__ import annotations

import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path

import polars as pl

from bench.children import ROOT, in_child
from bench.made_up import THROUGH, Law, law, settled_frames, store
from bench.measuring import GIB, Timing, memory_bandwidth, timed
from bench.reporting import Part, Row, reached
from hudai.core.settlement import settle

sys.path.insert(0, str(ROOT / "tests"))

from reference.facts import Granted, Loan, Repayment, Stop
from reference.plain import settle as plain_settle
from reference.seeds import YUBEI

SIZES, QUICK_SIZES = (10_000, 100_000, 1_000_000), (300, 1_000)
PLAIN_LOANS, QUICK_PLAIN_LOANS = 300, 20
BATCH, BATCHES = 500_000, 20
LOANS_A_SECOND, AIM = 300_000, 1_000_000
MOST_AT_A_MILLION, MOST_IN_BATCHES = 1.5 * GIB, 4 * GIB


def measure(*, runs: int, quick: bool) -> Part:
    """All of B1; ``quick`` only shows that it runs."""
    rules = law()
    sizes = QUICK_SIZES if quick else SIZES
    timings, rows = {}, []
    for size in sizes:
        made = settled_frames(size, rules)
        timings[size] = timed(lambda made=made: _settle(made, rules), runs=runs)
        rows.append(_speed(size, timings[size], largest=size == sizes[-1]))
    rows.append(_linear(timings))
    rows += _worksheet(made, rules, runs)
    rows.append(_peak(sizes[-1], made))
    limit = _limit(made, timings[sizes[-1]], rules)
    rows += _one_after_the_other(sizes[-1], rules, timings[sizes[-1]])
    del made
    rows += [
        limit,
        _against_plain(rules, timings[sizes[-1]], sizes[-1], QUICK_PLAIN_LOANS if quick else PLAIN_LOANS),
    ]
    rows.append(_in_batches(200, 2) if quick else _in_batches(BATCH, BATCHES))
    return Part("B1", "settle", rows, NOTES)


def _settle(made: dict[str, pl.DataFrame], rules: Law) -> pl.DataFrame:
    return settle(**made, policy=rules.policy, national=rules.national, through=THROUGH).lines


def _speed(size: int, timing: Timing, *, largest: bool) -> Row:
    speed = size / timing.median
    target = f"≥ {LOANS_A_SECOND:,}, aim {AIM:,} loans/s" if largest else ""
    return Row(
        f"settle {size:,} loans from columns",
        f"{timing.median:.2f} s, {speed:,.0f} loans/s",
        str(timing),
        target,
        reached(speed, LOANS_A_SECOND) if largest else "",
    )


def _linear(timings: dict[int, Timing]) -> Row:
    """How the processor's time grows with size: 1.0 is exactly in proportion."""
    small, large = sorted(timings)[-2:]
    growth = timings[large].work / timings[small].work / (large / small)
    return Row(
        f"from {small:,} to {large:,} loans: processor time a loan grows by a factor of",
        f"{growth:.2f}",
        target="linear (≤ 1.2)",
        reached=reached(growth, 1.2, at_most=True),
    )


def _worksheet(made: dict[str, pl.DataFrame], rules: Law, runs: int) -> list[Row]:
    """The worksheet of a settlement already made."""
    settlement = settle(**made, policy=rules.policy, national=rules.national, through=THROUGH)
    timing = timed(settlement.worksheet, runs=runs)
    height = settlement.worksheet().height
    return [Row(f"its worksheet, {height:,} segments", f"{timing.median:.2f} s", str(timing))]


def _peak(size: int, made: dict[str, pl.DataFrame]) -> Row:
    with tempfile.TemporaryDirectory() as folder:
        store(made, Path(folder))
        found = in_child("settle", folder)
    return Row(
        f"peak memory at {size:,} loans",
        f"{found['peak'] / GIB:.2f} GiB",
        f"{found['loaded'] / GIB:.2f} GiB of it before settling",
        f"≤ {MOST_AT_A_MILLION / GIB:.1f} GiB",
        reached(found["peak"], MOST_AT_A_MILLION, at_most=True),
    )


def _limit(made: dict[str, pl.DataFrame], timing: Timing, rules: Law) -> Row:
    """Reading the facts once and writing the lines once, as fast as memory goes."""
    touched = sum(frame.estimated_size() for frame in made.values()) + _settle(made, rules).estimated_size()
    bandwidth = memory_bandwidth()
    least = touched / bandwidth
    return Row(
        f"physical: {touched / GIB:.2f} GiB at {bandwidth / GIB:.1f} GiB/s",
        f"{least:.3f} s; settling takes {timing.median / least:,.0f} ×",
    )


def _one_after_the_other(size: int, rules: Law, whole: Timing) -> list[Row]:
    """The same county in ten batches of households."""
    parts = [settled_frames(size // 10, rules, first_household=batch * size) for batch in range(10)]
    timing = timed(lambda: [_settle(part, rules) for part in parts], runs=len(whole.seconds))
    speed = size / timing.median
    return [
        Row(f"settle {size:,} loans, 10 batches", f"{timing.median:.2f} s, {speed:,.0f} loans/s", str(timing))
    ]


def _against_plain(rules: Law, timing: Timing, size: int, loans: int) -> Row:
    """The reference in the tests, one day after the other, on a slice."""
    made = settled_frames(loans, rules)
    facts = (
        [Loan(*row) for row in made["loans"].iter_rows()],
        [Repayment(*row) for row in made["repayments"].iter_rows()],
        [Stop(*row) for row in made["stops"].iter_rows()],
        [Granted(*row) for row in made["granted"].iter_rows()],
    )
    began = time.perf_counter()
    rows = plain_settle(*facts, YUBEI, THROUGH + timedelta(days=1))
    seconds = time.perf_counter() - began
    lines = _settle(made, rules)
    assert lines["due_fen"].to_list() == [row.due for row in rows], "columns and reference disagree"
    ratio = (seconds / loans) / (timing.median / size)
    return Row(
        f"against the plain day-by-day reference ({loans} loans, {loans / seconds:,.0f} loans/s, same fen)",
        f"{ratio:,.0f} ×",
        "1 run",
    )


def _in_batches(loans: int, batches: int) -> Row:
    found = in_child("batches", str(loans), str(batches))
    total, peak = loans * batches, found["peak"]
    return Row(
        f"settle {total:,} loans, {batches} batches of households",
        f"{found['seconds']:.1f} s, {total / found['seconds']:,.0f} loans/s, peak {peak / GIB:.2f} GiB",
        f"1 run; processor {found['processor']:.1f} s",
        f"≤ {MOST_IN_BATCHES / GIB:.0f} GiB",
        reached(peak, MOST_IN_BATCHES, at_most=True),
    )


NOTES = [
    "Facts of a made-up county: 1.3 loans a household, 12 repayments a loan, renewals, top-ups above the "
    "cap, extensions, stops, late and unpaid interest. Columns in memory in, one line a loan out.",
    "Settling works through the county some whole households at a time. Where the seconds go at a million: "
    "balances and coverage of the stretches three tenths, adding them up by settlement period a quarter, "
    "each contract's terms and rate ceiling a fifth, finding the loans of twelve million repayments by their "
    "contract numbers a sixth; each is one sorting or joining pass, and what is below the aim is their sum. "
    "Of the peak of memory 1.1 GiB are the facts handed in, most of it those contract numbers as text.",
    "The peak of the batches includes making each batch's facts, which its seconds do not.",
    "The reference is written to be right, not to be fast; the ratio says what working in columns is worth.",
]
