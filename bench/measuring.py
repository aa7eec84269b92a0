"""Clocks, peaks of memory, and what the machine can do at best."""

from __future__ import annotations

import os
import platform
import resource
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

GIB = 2**30
MEASURED_WITH = ("polars", "python-calamine", "XlsxWriter", "typst", "openpyxl")


@dataclass(frozen=True, slots=True)
class Timing:
    """Seconds of several runs of the same work."""

    seconds: tuple[float, ...]
    processor: tuple[float, ...] = ()
    """Seconds of work of all cores together, which other people's work does not lengthen."""

    @property
    def median(self) -> float:
        return statistics.median(self.seconds)

    @property
    def work(self) -> float:
        """The median of the processor's seconds."""
        return statistics.median(self.processor)

    def __str__(self) -> str:
        runs = f"{len(self.seconds)} runs" if len(self.seconds) > 1 else "1 run"
        work = f"; processor {self.work:.2f} s" if self.processor else ""
        return f"{min(self.seconds):.2f} … {max(self.seconds):.2f} s, {runs}{work}"


def timed(work: Callable[[], Any], *, runs: int) -> Timing:
    """Time ``work`` so many times in this process, after one run that does not count."""
    work()
    seconds, processor = [], []
    for _ in range(runs):
        began, worked = time.perf_counter(), time.process_time()
        work()
        seconds.append(time.perf_counter() - began)
        processor.append(time.process_time() - worked)
    return Timing(tuple(seconds), tuple(processor))


def peak_bytes() -> int:
    """The most memory this process has held at once.

    On Linux the kernel's own mark of this program alone: what getrusage says there includes the
    process that started it.
    """
    status = Path("/proc/self/status")
    if status.exists():
        for line in status.read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


def memory_bandwidth(size: int = GIB // 4, runs: int = 5) -> float:
    """Bytes a second that copying memory reads and writes, the best of some runs."""
    source, target = bytearray(os.urandom(1 << 20) * (size >> 20)), bytearray(size)
    view = memoryview(target)
    best = 0.0
    for _ in range(runs):
        began = time.perf_counter()
        view[:] = source
        best = max(best, 2 * size / (time.perf_counter() - began))
    return best


def machine() -> dict[str, str]:
    """What everything was measured on."""
    pages, page = os.sysconf("SC_PHYS_PAGES"), os.sysconf("SC_PAGE_SIZE")
    return {
        "processor": _processor(),
        "cores": str(len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()),
        "memory": f"{pages * page / GIB:.1f} GiB",
        "system": f"{platform.system()} {platform.machine()}",
        "versions": ", ".join(
            [f"Python {platform.python_version()}", *(f"{name} {version(name)}" for name in MEASURED_WITH)]
        ),
    }


def load() -> str:
    """How busy the machine was in the last minute, in processes."""
    return f"{os.getloadavg()[0]:.2f}"


def _processor() -> str:
    described = Path("/proc/cpuinfo")
    if described.exists():
        for line in described.read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or "unknown"
