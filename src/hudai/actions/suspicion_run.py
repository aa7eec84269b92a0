"""Runs of an auditor's checks over the records: daily, after changes, and when the county office asks.

A suspicion that is found again stays the row it was.  One that is found no longer is marked as lapsed;
one that was looked into or closed opens again only when its records or its stake are other ones.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import polars as pl
from django.db import models, transaction
from django.db.models import Case, Max, Value, When
from django.utils import timezone

from hudai.actions import job as jobs
from hudai.actions.actor import Actor
from hudai.actions.job import Clock, Piece, handles
from hudai.actions.journal import note, note_without_row
from hudai.actions.packs import laws
from hudai.actions.suspicion_search import Search, search
from hudai.core.workflow import NotNow
from hudai.records import bulk
from hudai.records.among import among
from hudai.records.columns import frame
from hudai.records.models import (
    Application,
    BatchStep,
    Decision,
    Extension,
    Job,
    Listing,
    Loan,
    LoanCorrection,
    PayoutResult,
    Repayment,
    Station,
    Stop,
    Suspicion,
    SuspicionItem,
    SuspicionStep,
)

KIND = "suspicion_run"
RUNS = (Station.OFFICE,)
"""Desks that may ask for a run."""
REST = timedelta(minutes=15)
"""How long the records may change before they are looked through again."""
_TABLES: Mapping[str, type[models.Model]] = {
    "application": Application,
    "decision": Decision,
    "loan": Loan,
    "correction": LoanCorrection,
    "repayment": Repayment,
    "extension": Extension,
    "stop": Stop,
    "listing": Listing,
    "batch_step": BatchStep,
    "payout": PayoutResult,
}
"""What the checks rest on.  Imports, returns and batches all add to one of these."""

_State, _Deed = Suspicion.State, SuspicionStep.Deed
_JUDGED = (_State.LOOKED_INTO, _State.CLOSED)
_SAID = ("policy", "level", "clause", "message", "stake", "households", "digest")
"""What a run says of a suspicion."""


@dataclass(frozen=True, slots=True)
class Counts:
    """What a run changed."""

    found: int
    new: int
    again: int
    """Opened again, because the records changed."""
    lapsed: int


@transaction.atomic
def ask(*, actor: Actor) -> Job:
    """Have the records looked through now.

    Raises:
        NotYours: if the desk may not ask for it.
        NotNow: if they are being looked through.
    """
    actor.require(*RUNS)
    if Job.objects.filter(kind=KIND, state__in=Job.NOT_OVER).exists():
        raise NotNow("正在核查，请稍候刷新再看。")
    job = jobs.start(KIND, {}, actor.posting, actor.at)
    note(actor, "要求核查疑点", job)
    return job


def arrange(now: datetime) -> Job | None:
    """Queue a run where none was today, or where the records changed since the last and it is a while ago."""
    if not Loan.objects.exists() and not Application.objects.exists():
        return None
    last = Job.objects.filter(kind=KIND).order_by("-asked_at", "-pk").first()
    if last is not None and not _due(last, now):
        return None
    return jobs.start(KIND, {}, None, now)


def _due(last: Job, now: datetime) -> bool:
    if not last.is_over:
        return False
    if timezone.localtime(last.asked_at).date() < timezone.localtime(now).date():
        return True
    rested = last.ended_at is not None and last.ended_at <= now - REST
    return rested and last.outcome.get("marks") != marks()


def marks() -> dict[str, int]:
    """How far the tables the checks rest on are written: the highest key of each."""
    return {
        name: table._default_manager.aggregate(top=Max("pk"))["top"] or 0 for name, table in _TABLES.items()
    }


@handles(KIND)
def work(job: Job, now: Clock) -> Iterator[Piece]:
    """Look through the records, then write what was found, all at once."""
    at = timezone.localtime(now())
    reached = marks()
    found = search(laws=laws(), today=at.date())
    outcome: dict[str, Any] = {"marks": reached}

    def write() -> None:
        counts = keep(found, at=at)
        told = {name: getattr(counts, name) for name in ("found", "new", "again", "lapsed")}
        outcome.update(told)
        note_without_row("suspicion", "", "核查疑点", at=at, officer=None, **told)

    yield Piece(write, size=1, total=1, outcome=outcome)


@transaction.atomic
def keep(found: Search, *, at: datetime) -> Counts:
    """Bring the suspicions in step with what a run found."""
    today = at.date()
    told = _told(found.rows)
    # Held, so that what somebody signs meanwhile is either seen here or signed on what is said here.
    list(Suspicion.objects.select_for_update(no_key=True).order_by("pk").values_list("pk"))
    known = _known()
    both = told.join(known, on=["rule", "subject"], how="left")
    new = both.filter(pl.col("pk").is_null())
    changed = both.filter(pl.col("pk").is_not_null(), pl.col("digest") != pl.col("digest_known"))
    gone = known.join(told, on=["rule", "subject"], how="anti").filter(
        pl.col("lapsed") == 0, ~pl.col("policy_known").is_in(list(found.unasked))
    )
    back = both.filter(pl.col("lapsed") == 1)
    _add(new, found.rows, today)
    again = _change(changed, found.rows, at)
    lapsed = _lapse(gone, today, at)
    _come_back(back, at)
    there = _known().join(told, on=["rule", "subject"], how="semi")
    Suspicion.objects.filter(among("pk", there["pk"].to_list())).update(last_on=today)
    return Counts(told.height, new.height, again, lapsed)


def _told(rows: pl.DataFrame) -> pl.DataFrame:
    """One row a suspicion: rule, subject, and what is said of it."""
    record = pl.format("{} {}", "thing", "key")
    grouped = rows.group_by("rule", "subject", maintain_order=True).agg(
        pl.col("policy", "level", "clause", "message").first(),
        stake=pl.col("stake_fen").first(),
        households=pl.col("household").drop_nulls().n_unique(),
        records=record.unique().sort().str.join(","),
    )
    written = [
        hashlib.sha256(f"{records}|{stake}".encode()).hexdigest()
        for records, stake in grouped.select("records", "stake").iter_rows()
    ]
    return grouped.with_columns(digest=pl.Series(written, dtype=pl.String)).drop("records")


def _known() -> pl.DataFrame:
    """The suspicions there are."""
    columns = {
        "pk": pl.Int64,
        "rule": pl.String,
        "subject": pl.String,
        "digest_known": pl.String,
        "state": pl.String,
        "policy_known": pl.String,
        "lapsed": pl.Int64,
    }
    lapsed = Case(When(lapsed_on=None, then=Value(0)), default=Value(1))
    asked = Suspicion.objects.order_by().values_list(
        "pk", "rule", "subject", "digest", "state", "policy", lapsed
    )
    return frame(asked, columns)


def _add(new: pl.DataFrame, rows: pl.DataFrame, today: date) -> None:
    """Write suspicions nobody knew, with their records."""
    names = ("rule", "subject", *_SAID)
    bulk.insert(
        Suspicion,
        (*names, "found_on", "last_on"),
        [(*values, today, today) for values in new.select(names).iter_rows()],
    )
    if new.height:
        keys = _known().select("rule", "subject", suspicion="pk")
        _write_items(new.select("rule", "subject").join(keys, on=["rule", "subject"]), rows)


def _write_items(suspicions: pl.DataFrame, rows: pl.DataFrame) -> None:
    """Write the records of some suspicions — rule, subject, suspicion (key)."""
    items = rows.join(suspicions, on=["rule", "subject"]).unique(
        ["suspicion", "thing", "key"], maintain_order=True
    )
    names = ("loan", "application", "batch")
    of = [pl.when(pl.col("thing") == name).then("key").alias(name) for name in names]
    bulk.insert(
        SuspicionItem,
        ("suspicion_id", "household_id", "branch_id", *(f"{name}_id" for name in names)),
        items.select("suspicion", "household", "branch", *of).iter_rows(),
    )


def _change(changed: pl.DataFrame, rows: pl.DataFrame, at: datetime) -> int:
    """Bring what is said up to date; open again what was judged on other records; how many were."""
    if changed.is_empty():
        return 0
    keys = changed["pk"].to_list()
    bulk.update(Suspicion, _SAID, {key: values for key, *values in changed.select("pk", *_SAID).iter_rows()})
    SuspicionItem.objects.filter(among("suspicion", keys)).delete()
    _write_items(changed.select("rule", "subject", suspicion="pk"), rows)
    judged = changed.filter(pl.col("state").is_in([str(state) for state in _JUDGED]))
    Suspicion.objects.filter(among("pk", judged["pk"].to_list())).update(
        state=_State.ASSIGNED, result="", measure=""
    )
    _note(judged.select("pk", "digest").rows(), _Deed.CHANGED, at)
    return judged.height


def _lapse(gone: pl.DataFrame, today: date, at: datetime) -> int:
    """Mark what is found no longer; told of where somebody may still be at it."""
    if gone.is_empty():
        return 0
    Suspicion.objects.filter(among("pk", gone["pk"].to_list())).update(lapsed_on=today)
    _note(_open(gone), _Deed.LAPSED, at)
    return gone.height


def _come_back(back: pl.DataFrame, at: datetime) -> None:
    """Take the mark away from what is found again."""
    if back.height:
        Suspicion.objects.filter(among("pk", back["pk"].to_list())).update(lapsed_on=None)
        _note(_open(back), _Deed.BACK, at)


def _open(rows: pl.DataFrame) -> list[tuple[Any, ...]]:
    still = rows.filter(pl.col("state") != _State.CLOSED.value)
    return still.select("pk", "digest_known").rows()


def _note(rows: Sequence[tuple[Any, ...]], deed: str, at: datetime) -> None:
    """A step of each: key and digest."""
    bulk.insert(
        SuspicionStep,
        ("suspicion_id", "digest", "deed", "at"),
        [(key, digest, str(deed), at) for key, digest in rows],
    )
