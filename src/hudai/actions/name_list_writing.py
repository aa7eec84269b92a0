"""Carrying out a confirmed name list, piece by piece.

First everybody who leaves a household leaves it, then the households of the list are written a
few thousand people at a time, then those who left the list are signed off.  Pieces are cut by the
sheet alone and what is in them is worked out against the tables as they are, so that a worker that
takes over finds what is left to do and doubles nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial

import polars as pl

from hudai.actions import name_list_file
from hudai.actions.actor import Actor
from hudai.actions.job import Clock, Piece, handles
from hudai.actions.journal import note
from hudai.actions.name_list_comparison import Comparison, compare
from hudai.actions.name_list_piece import PieceNote, write_households, write_listings, write_people
from hudai.actions.region_group import by_village
from hudai.core.place_names import Place
from hudai.documents.imports.name_list import read_name_list
from hudai.records.models import Job, Listing, Membership, Officer, Posting
from hudai.records.models.name_list import NameListImport
from hudai.records.queries.name_list import standing_villages

WRITE = "name_list_write"
PIECE = 4_000
"""People in a piece; a household is never cut."""
MOVED_AWAY = "迁入其他户"


@dataclass(frozen=True, slots=True)
class _Plan:
    """A comparison cut into pieces, numbered from 1 in the column ``piece``."""

    people: pl.DataFrame
    households: pl.DataFrame
    pieces: int


@handles(WRITE)
def write(job: Job, now: Clock) -> Iterator[Piece]:
    """Carry the list out from the checkpoint on."""
    found = NameListImport.objects.select_related("name_list").get(pk=job.payload["import"])
    with name_list_file.laid_out(found.stored, found.file_name) as path:
        frame = read_name_list(path, found.as_of).frame
    plan = _cut(compare(frame, villages_of(found), found.as_of, whole=found.whole))
    total = plan.people.filter(pl.col("piece").is_not_null()).height
    begun = job.checkpoint.get("pieces", 0)
    if begun == 0:
        yield Piece(partial(_leave, found, plan), total=total, checkpoint={"pieces": 1})
    for number in range(max(begun, 1), plan.pieces + 1):
        people = plan.people.filter(pl.col("piece") == number)
        homes = plan.households.filter(pl.col("piece") == number)
        yield Piece(
            partial(_write_piece, found, people, homes),
            size=people.height,
            total=total,
            checkpoint={"pieces": number + 1},
        )
    yield Piece(lambda: _finish(found, plan, job, now()), total=total)
    name_list_file.forget(found.stored, found.marked)


def villages_of(found: NameListImport) -> dict[Place, int]:
    """The county's villages, and those the county office has chosen for names it did not know."""
    chosen = {
        (place["town"], place["village"]): place["chosen"] for place in found.places if place.get("chosen")
    }
    return standing_villages() | chosen


def _cut(comparison: Comparison) -> _Plan:
    """Number the pieces by the sheet alone: households in its order, a few thousand people each."""
    listed = comparison.people.filter(~pl.col("left"))
    sizes = listed.group_by("household", maintain_order=True).agg(size=pl.len())
    numbered = sizes.select("household", piece=(pl.col("size").cum_sum() - pl.col("size")) // PIECE + 1)
    people = comparison.people.join(numbered, on="household", how="left", maintain_order="left")
    homes = comparison.households.join(numbered, on="household", how="left", maintain_order="left")
    last = numbered["piece"].max()
    return _Plan(people, homes, last if isinstance(last, int) else 0)


def _leave(found: NameListImport, plan: _Plan) -> None:
    """End the memberships of those who moved, and of those who are missing from their household."""
    leaving = plan.people.filter(pl.col("left") | pl.col("moved"), pl.col("membership_id").is_not_null())
    written = PieceNote()
    rows = {
        key: [_after(since, found.as_of), MOVED_AWAY if moved else found.exit_reason]
        for key, since, moved in leaving.select("membership_id", "member_since", "moved").iter_rows()
    }
    written.update(Membership, ["until", "exit_reason"], rows)
    written.keep(found)


def _write_piece(found: NameListImport, people: pl.DataFrame, homes: pl.DataFrame) -> None:
    """Households, people, their places and the entries on the list, all of one piece."""
    assert found.name_list is not None, "a confirmed import has its version"
    written = PieceNote()
    keys = write_households(written, homes, found.as_of)
    write_people(written, people, keys, found.as_of)
    write_listings(written, homes, keys, found.name_list, found.as_of)
    written.keep(found)


def _finish(found: NameListImport, plan: _Plan, job: Job, at: datetime) -> None:
    """Sign off who left the list, and note that it is done."""
    assert found.name_list is not None, "a confirmed import has its version"
    left = plan.households.filter(pl.col("change") == "left", pl.col("listing_id").is_not_null())
    left = left.select("listing_id", "listed_since", "left_on", "exit_reason")
    rows = {
        key: [found.name_list.pk, max(on or found.as_of, since), (reason or found.exit_reason)[:40]]
        for key, since, on, reason in left.iter_rows()
    }
    written = PieceNote()
    written.update(Listing, ["left_with_id", "until", "exit_reason"], rows)
    written.keep(found)
    keys = [
        key for created in found.pieces.values_list("created", flat=True) for key in created.get("Region", [])
    ]
    NameListImport.objects.filter(pk=found.pk).update(
        state=NameListImport.State.DONE,
        under_way=False,
        ended_at=at,
        stored="",
        marked="",
        counts={**found.counts, "groups": by_village(keys)},
    )
    note(
        actor_of(job, at), "导入名单", found, version=found.name_list.number, left=len(rows), groups=len(keys)
    )


def actor_of(job: Job, at: datetime) -> Actor:
    """Who asked for a job: it acts in their name."""
    officer = Officer.objects.get(pk=job.payload["officer"])
    return Actor(officer, Posting.objects.get(jobs=job), at)


def _after(since: date, as_of: date) -> date:
    """The day something ends that began on ``since``: as of the list, at least one day later."""
    return max(as_of, since + timedelta(days=1))
