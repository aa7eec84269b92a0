"""The made-up county's helpers (帮扶责任人): most listed households have one, by a sheet of the office."""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from hudai.actions.household_helper import import_helpers
from hudai.demo import places
from hudai.demo.chance import Chance
from hudai.demo.offices import Offices
from hudai.demo.people import TOWNS, Home
from hudai.demo.workdays import on
from hudai.documents.imports.household_helper import read_helpers
from hudai.records.models import Station

SINCE = date(2025, 3, 10)
HELPED_IN_HUNDRED = 92
HEADS = ("户编号", "帮扶责任人", "工作单位", "联系电话")
EMPLOYERS = ("云坪县农业农村局", "云坪县教育局", "云坪县水利局", "云坪县卫生健康局")
HELPERS_A_VILLAGE = 8


def help_out(people: Sequence[Home], offices: Offices, chance: Chance) -> None:
    """Register the helpers through the import, as the county office does."""
    listed = [home for home in people if home.fate != "leaves"]
    helped = [home for home in listed if chance.happens(HELPED_IN_HUNDRED, "helped", home.serial)]
    with tempfile.TemporaryDirectory(prefix="hudai-") as folder:
        path = Path(folder) / "帮扶责任人.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([HEADS, *(_row(home, chance) for home in helped)])
        reading = read_helpers(path)
    import_helpers(actor=offices.county_actor(Station.OFFICE, on(SINCE)), reading=reading, since=SINCE)


def _row(home: Home, chance: Chance) -> tuple[str, str, str, str]:
    """Neighbours share a helper: who it is follows from the village and a small number."""
    which = (home.place, home.serial % HELPERS_A_VILLAGE)
    name = chance.one_of(places.SURNAMES, "helper", *which) + chance.one_of(places.MEN, "helper's", *which)
    employer = chance.one_of((f"{TOWNS[home.town]}人民政府", *EMPLOYERS), "helper's employer", *which)
    return home.number, name, employer, f"199{chance.below(10**8, 'helper phone', *which):08d}"
