"""Seconds of an import's two stages: up to the preview, and from the confirmation to the last row."""

from __future__ import annotations

import time
from typing import Any


class Clock:
    """Begins when it is made."""

    def __init__(self) -> None:
        self.began, self.worked = time.perf_counter(), time.process_time()
        self.preview = self.began

    def read(self) -> None:
        """The preview is there."""
        self.preview = time.perf_counter()

    def told(self, rows: int) -> dict[str, Any]:
        """What it took, now that all is written."""
        ended, worked = time.perf_counter(), time.process_time()
        return {
            "rows": rows,
            "read": self.preview - self.began,
            "write": ended - self.preview,
            "seconds": ended - self.began,
            "processor": worked - self.worked,
        }
