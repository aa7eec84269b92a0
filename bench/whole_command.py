"""The main job as its user runs it: sheets in, every output on disk, from a cold start."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path
from typing import Any

import polars as pl

from bench.children import in_child
from bench.made_up import AS_OF, POLICY, THROUGH, frames, law
from bench.measuring import GIB, Timing
from bench.reporting import Part, Row, reached
from hudai.demo.sheet_text import write_csv
from hudai.documents.imports import granted, loans, repayments, stops

LOANS, QUICK_LOANS = 200_000, 200
WELL_UNDER_A_MINUTE = 45
"""Seconds that still count as well under a minute."""
_STEP = re.compile(r"^(.+?)……(?:.*，)?([\d.]+) 秒$", re.MULTILINE)


def measure(*, runs: int, quick: bool) -> Part:
    """``hudai settle`` and ``hudai register`` on csv sheets; ``quick`` only shows that they run."""
    made = frames(QUICK_LOANS if quick else LOANS, law())
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        sizes = _hand_in(made, folder)
        lent = ["--loans", str(folder / "贷款明细.csv"), "--repayments", str(folder / "还款明细.csv")]
        also = ["--stops", str(folder / "停止贴息.csv"), "--granted", str(folder / "已批贴息.csv")]
        counts = f"{made['loans'].height:,} loans, {made['repayments'].height:,} repayments"
        del made
        out = ["--out", str(folder / "out")]
        settled = _runs("settle", [f"--policy={POLICY}", f"--through={THROUGH}", *lent, *also, *out], runs)
        listed = _runs("register", [f"--policy={POLICY}", f"--as-of={AS_OF}", *lent, *out], runs)
    rows = [*_rows("hudai settle", counts, sizes, settled), *_rows("hudai register", counts, sizes, listed)]
    return Part("whole", "the whole command", rows, NOTES)


def _hand_in(made: dict[str, pl.DataFrame], folder: Path) -> int:
    """The csv sheets; their bytes together."""
    write_csv(folder / "贷款明细.csv", loans.LAYOUT, made["loans"].drop("bank_class"))
    write_csv(folder / "还款明细.csv", repayments.LAYOUT, made["repayments"])
    write_csv(folder / "停止贴息.csv", stops.LAYOUT, made["stops"])
    write_csv(folder / "已批贴息.csv", granted.LAYOUT, made["granted"])
    return sum(path.stat().st_size for path in folder.iterdir())


def _runs(name: str, arguments: list[str], runs: int) -> list[dict[str, Any]]:
    """Each run is a new process: a person starts the command cold."""
    return [in_child("command", name, *arguments) for _ in range(runs)]


def _rows(command: str, counts: str, sizes: int, found: list[dict[str, Any]]) -> list[Row]:
    timing = Timing(tuple(run["seconds"] for run in found), tuple(run["processor"] for run in found))
    middle = min(found, key=lambda run: abs(run["seconds"] - timing.median))
    steps = [f"starting {middle['starting']:.1f} s"]
    steps += [f"{what.split('、')[0]} {seconds} s" for what, seconds in _STEP.findall(middle["stderr"])]
    peak = max(run["peak"] for run in found)
    return [
        Row(
            f"{command}: {counts}, {sizes / 2**20:.0f} MiB of csv to all outputs",
            f"{timing.median:.1f} s, peak {peak / GIB:.2f} GiB",
            str(timing),
            f"well under a minute (≤ {WELL_UNDER_A_MINUTE} s)",
            reached(timing.median, WELL_UNDER_A_MINUTE, at_most=True),
        ),
        Row(f"{command}, by steps", "; ".join(steps)),
    ]


NOTES = [
    "Every run is a process of its own without a warm-up, as when a person types the command; the first step "
    "is the loading of libraries.",
    "All outputs: settlement, worksheet, findings, annex 4 and summary; standing, areas, findings, annex 5 "
    "and summary.",
]
