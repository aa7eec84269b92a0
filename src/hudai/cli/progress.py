"""Progress of long work, on the standard error so that it never mixes with results."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

import click


@contextmanager
def step(what: str) -> Iterator[list[str]]:
    """Say what is being done, and when it is done how long it took.

    What the caller appends to the list is said with it: ``200,000 笔``.
    """
    click.echo(f"{what}……", nl=False, err=True)
    began = time.perf_counter()
    told: list[str] = []
    try:
        yield told
    except BaseException:
        click.echo("停止", err=True)
        raise
    click.echo("，".join([*told, f"{time.perf_counter() - began:.1f} 秒"]), err=True)
