"""Long work of the made-up county, done at the instant somebody asks for it."""

from __future__ import annotations

from datetime import datetime

from hudai.actions.job import work_once


def work(at: datetime) -> None:
    """Do the one job that waits."""
    done = work_once(lambda: at, "demo")
    assert done is not None, "there was work to do"
    assert done.state == "done", done.message
