"""The benchmarks run, compare like with like, and keep what they measured."""

from __future__ import annotations

import importlib
import os
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "bench" / "results.md"


@pytest.fixture
def reporting(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(ROOT))
    return importlib.import_module("bench.reporting")


@pytest.mark.long
@pytest.mark.seldom
def test_every_benchmark_runs_on_tiny_sizes_and_leaves_the_record_alone():
    before = RESULTS.read_bytes() if RESULTS.exists() else None
    environment = os.environ | {"PYTHONPATH": str(ROOT / "src")}
    command = [sys.executable, "-m", "bench", "--quick", "--date", "2026-11-30"]

    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr[-2000:]
    for heading in (
        "## B1 settle",
        "## B2 settle in the system",
        "## B3 screen",
        "## B4 import",
        "## B5 forms",
        "## B6 pages",
        "## B7 correction",
        "## whole the whole command",
    ):
        assert heading in done.stdout
    assert done.stdout.count("2026-11-30") == 8
    assert (RESULTS.read_bytes() if RESULTS.exists() else None) == before


def test_a_missed_target_says_by_how_much(reporting: ModuleType):
    assert reporting.reached(300_000, 300_000) == "yes"
    assert reporting.reached(150_000, 300_000) == "no: 50% of it"
    assert reporting.reached(1.5, 1.5, at_most=True) == "yes"
    assert reporting.reached(3.0, 1.5, at_most=True) == "no: 2.0 × the limit"


def test_measuring_one_part_again_keeps_the_others(reporting: ModuleType, tmp_path: Path):
    store = tmp_path / "data" / "measured.json"
    first = reporting.Part(
        "B1", "settle", [reporting.Row("a", "1 s")], ["note"], "2026-11-29", "0.10", {"cores": "2"}
    )
    second = reporting.Part(
        "B3", "screen", [reporting.Row("b", "2 s")], [], "2026-11-30", "0.20", {"cores": "2"}
    )

    reporting.keep(second, store)
    reporting.keep(first, store)
    parts = reporting.parts_kept(store, ["B1", "B3", "B5"])

    assert parts == [first, second]
    report = reporting.as_markdown(parts)
    assert "| B1 | a | 1 s |  |  |  |" in report
    assert "measured: B1 on 2026-11-29 at load 0.10; B3 on 2026-11-30 at load 0.20" in report
