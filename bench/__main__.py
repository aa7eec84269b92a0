"""``python -m bench``: run the benchmarks named, or all of them, and write ``bench/results.md``."""

from __future__ import annotations

import argparse
import dataclasses
import sys
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

from bench import correcting, drawing_up, forms, importing, pages, screening, settling, whole_command
from bench.measuring import load, machine
from bench.reporting import Part, as_markdown, keep, parts_kept

HERE = Path(__file__).resolve().parent
STORE = HERE / "data" / "measured.json"
PARTS: dict[str, Callable[..., Part]] = {
    "B1": settling.measure,
    "B2": drawing_up.measure,
    "B3": screening.measure,
    "B4": importing.measure,
    "B5": forms.measure,
    "B6": pages.measure,
    "B7": correcting.measure,
    "whole": whole_command.measure,
}


def main(arguments: Sequence[str]) -> int:
    """Measure, print, and keep what was measured in full."""
    asked = _asked(arguments)
    runs = 1 if asked.quick else asked.runs
    for name in asked.parts or PARTS:
        before = load()
        part = PARTS[name](runs=runs, quick=asked.quick)
        part = dataclasses.replace(part, date=asked.date, load=before, machine=machine())
        print(as_markdown([part]) if asked.quick else _in_short(part), flush=True)
        if not asked.quick:
            keep(part, STORE)
            (HERE / "results.md").write_text(as_markdown(parts_kept(STORE, list(PARTS))), encoding="utf-8")
    return 0


def _asked(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description="Measure the product's speed.")
    parser.add_argument("parts", nargs="*", choices=[*PARTS, []], metavar="PART", help=" ".join(PARTS))
    parser.add_argument("--runs", type=int, default=5, help="runs that count, at least 5 for the record")
    parser.add_argument("--quick", action="store_true", help="tiny sizes, one run, nothing kept")
    parser.add_argument("--date", default=date.today().isoformat(), help="the day written into the report")
    return parser.parse_args(arguments)


def _in_short(part: Part) -> str:
    """The part's figures for the eye."""
    lines = [f"{part.name} {part.title} (load {part.load})"]
    lines += [f"  {row.work}: {row.result}  [{row.spread}]  {row.target} {row.reached}" for row in part.rows]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
