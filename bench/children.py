"""Work done in a process of its own, for its peak of memory: ``python -m bench.children WHAT ARGUMENTS``.

What a child found out is the last line it prints, as JSON.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench.made_up import THROUGH, law, settled_frames, stored
from bench.measuring import peak_bytes
from hudai.core.settlement import settle

ROOT = Path(__file__).resolve().parent.parent


def in_child(what: str, *arguments: str) -> dict[str, Any]:
    """Do it in a new process; what it found out, and ``stderr``, what it said meanwhile."""
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "src")])}
    done = subprocess.run(
        [sys.executable, "-m", "bench.children", what, *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"bench.children {what} failed:\n{done.stderr[-2000:]}")
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found | {"stderr": done.stderr}


def _settle_stored(folder: str) -> dict[str, Any]:
    """Settle a stored county once; peaks before and after."""
    rules, made = law(), stored(Path(folder))
    before = peak_bytes()
    settle(**made, policy=rules.policy, national=rules.national, through=THROUGH)
    return {"loaded": before, "peak": peak_bytes()}


def _settle_in_batches(loans: str, batches: str) -> dict[str, Any]:
    """Settle so many batches of so many loans each, one after the other; seconds of settling alone."""
    rules, seconds, processor, due = law(), 0.0, 0.0, 0
    for batch in range(int(batches)):
        made = settled_frames(int(loans), rules, first_household=batch * int(loans))
        began, worked = time.perf_counter(), time.process_time()
        lines = settle(**made, policy=rules.policy, national=rules.national, through=THROUGH).lines
        seconds += time.perf_counter() - began
        processor += time.process_time() - worked
        due += int(lines["due_fen"].sum())
    return {"seconds": seconds, "processor": processor, "due_fen": due, "peak": peak_bytes()}


def _command(name: str, *arguments: str) -> dict[str, Any]:
    """A command of the product as its user runs it, from a cold start."""
    began = time.perf_counter()
    if name == "settle":
        from hudai.cli.settle import settle as command
    else:
        from hudai.cli.register import register as command
    started = time.perf_counter() - began
    command.main(args=list(arguments), prog_name=f"hudai {name}", standalone_mode=False)
    seconds, processor = time.perf_counter() - began, time.process_time()
    return {"starting": started, "seconds": seconds, "processor": processor, "peak": peak_bytes()}


_WORK: dict[str, Callable[..., dict[str, Any]]] = {
    "settle": _settle_stored,
    "batches": _settle_in_batches,
    "command": _command,
}

if __name__ == "__main__":
    print(json.dumps(_WORK[sys.argv[1]](*sys.argv[2:])))
