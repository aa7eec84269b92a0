"""What ``hudai regions`` does.

This module needs Django awake when it is imported; :mod:`hudai.cli.region` sees to that.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from hudai.actions.region_sheet import import_regions
from hudai.cli.acting import Who
from hudai.cli.at_desk import at_desk
from hudai.core.errors import Refusal
from hudai.documents.imports.regions import read_regions
from hudai.records.queries.region import county


def take_in(who: Who, sheet: Path, since: date | None) -> None:
    """Take a list in, and say what it came to."""
    with at_desk(who) as actor:
        here = county()
        if here is None:
            raise Refusal("系统里还没有区县，请先执行：hudai found")
        reading = read_regions(sheet)
        done = import_regions(actor=actor, county=here, reading=reading, since=since or actor.today)
    click.echo(done.in_words)
