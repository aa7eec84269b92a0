"""Jobs: taken by one worker, taken over from a dead one, stopped, and never done twice."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from threading import Barrier, Thread

import pytest
from django.db import OperationalError, connection, connections

from hudai.actions import job as jobs
from hudai.actions import name_list
from hudai.actions.actor import NotYours
from hudai.actions.job import Clock, Piece
from hudai.core.errors import Refusal
from hudai.core.workflow import NotNow
from hudai.records.models import Counter, Household, Job, Listing, Membership, Person, Region, Station
from made_name_lists import FIRST, NOON, at_desk, county_office, id_number, person, sheet, work_all

pytestmark = pytest.mark.django_db


class Crash(BaseException):
    """The worker dies."""


def count() -> None:
    counter, _ = Counter.objects.get_or_create(prefix="T")
    counter.last += 1
    counter.save()


def counted() -> int:
    return sum(Counter.objects.filter(prefix="T").values_list("last", flat=True))


def noon() -> datetime:
    return NOON


def later(seconds: int) -> Clock:
    return lambda: NOON + timedelta(seconds=seconds)


@pytest.fixture
def work(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Make a job of five pieces that does something before each."""

    def of(before: Callable[[int], None] = lambda at: None) -> None:
        def handler(job: Job, now: Clock) -> Iterator[Piece]:
            for at in range(job.checkpoint.get("at", 0), 5):
                before(at)
                yield Piece(count, size=1, total=5, checkpoint={"at": at + 1})

        monkeypatch.setitem(jobs._handlers, "test", handler)

    return of


def test_a_job_is_done_piece_by_piece_and_ends(work):
    work()
    job = jobs.start("test", {}, None, NOON)

    done = jobs.work_once(noon, "a")

    assert done is not None
    assert done.pk == job.pk
    assert (done.state, done.done, done.total, done.checkpoint) == ("done", 5, 5, {"at": 5})
    assert counted() == 5
    assert jobs.work_once(noon, "a") is None


def test_a_dead_workers_job_is_taken_over_after_its_lease_and_no_piece_is_done_twice(work):
    def die_at_three(at: int) -> None:
        if at == 3:
            raise Crash

    work(die_at_three)
    jobs.start("test", {}, None, NOON)
    with pytest.raises(Crash):
        jobs.work_once(noon, "a")
    assert counted() == 3
    work()
    assert jobs.work_once(later(29), "b") is None

    done = jobs.work_once(later(31), "b")

    assert done is not None
    assert (done.state, done.done, done.attempts) == ("done", 5, 2)
    assert counted() == 5


def test_a_beat_keeps_the_job_from_others(work):
    work()
    jobs.start("test", {}, None, NOON)
    jobs.take(NOON, "a")
    assert jobs.beat(NOON + timedelta(seconds=25), "a") == 1

    assert jobs.take(NOON + timedelta(seconds=40), "b") is None
    assert jobs.take(NOON + timedelta(seconds=56), "b") is not None


def test_a_worker_that_lost_its_lease_writes_nothing_more(work):
    def overtaken_at_two(at: int) -> None:
        if at == 2:
            Job.objects.update(worker="b")

    work(overtaken_at_two)
    jobs.start("test", {}, None, NOON)

    job = jobs.work_once(noon, "a")

    assert job is not None
    assert (job.state, job.worker, job.done) == ("running", "b", 2)
    assert counted() == 2


def test_a_cancelled_job_stops_after_the_piece_it_is_at(work):
    actor = county_office()

    def cancel_at_two(at: int) -> None:
        if at == 2:
            jobs.cancel(actor=actor, job_id=Job.objects.get().pk)

    work(cancel_at_two)
    jobs.start("test", {}, actor.posting, NOON)

    job = jobs.work_once(noon, "a")

    assert job is not None
    assert job.state == "cancelled"
    assert counted() == 2
    with pytest.raises(Refusal, match="已经结束"):
        jobs.cancel(actor=actor, job_id=job.pk)


def test_nobody_cancels_another_desks_job(work):
    work()
    job = jobs.start("test", {}, county_office().posting, NOON)
    with pytest.raises(NotYours):
        jobs.cancel(actor=at_desk(Station.ADMINISTRATOR, Region.objects.get(level="county")), job_id=job.pk)
    job.refresh_from_db()
    assert not job.cancel_asked


def test_a_refusal_is_told_and_a_defect_is_only_logged(work, caplog):
    def refuse(at: int) -> None:
        raise Refusal("表格已经不在了。")

    work(refuse)
    jobs.start("test", {}, None, NOON)
    refused = jobs.work_once(noon, "a")

    def break_down(at: int) -> None:
        raise ValueError("身份证 500112")

    work(break_down)
    jobs.start("test", {}, None, NOON)
    broken = jobs.work_once(noon, "a")

    assert refused is not None
    assert broken is not None
    assert (refused.state, refused.message) == ("failed", "表格已经不在了。")
    assert broken.state == "failed"
    assert "500112" not in broken.message
    assert "系统内部出错" in broken.message
    assert "ValueError" in caplog.text


def test_a_busy_database_is_tried_again(work):
    def busy(at: int) -> None:
        raise OperationalError("database is locked")

    work(busy)
    jobs.start("test", {}, None, NOON)
    first = jobs.work_once(noon, "a")
    work()

    second = jobs.work_once(later(31), "a")

    assert first is not None
    assert second is not None
    assert (first.state, second.state) == ("running", "done")


def test_a_job_that_kills_its_workers_is_given_up(work):
    def die(at: int) -> None:
        raise Crash

    work(die)
    jobs.start("test", {}, None, NOON)
    for turn in range(5):
        with pytest.raises(Crash):
            jobs.work_once(later(turn * 60), f"w{turn}")

    assert jobs.work_once(later(600), "last") is None
    job = Job.objects.get()
    assert job.state == "failed"
    assert "连续中断" in job.message


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_take_a_job_once(work):
    work()
    jobs.start("test", {}, None, NOON)
    barrier, taken = Barrier(4), []

    def try_to_take(name: str) -> None:
        barrier.wait()
        taken.append(jobs.take(NOON, name))
        connections.close_all()

    threads = [Thread(target=try_to_take, args=(f"w{number}",)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sum(job is not None for job in taken) == 1


_SLOW_WORKER = """
import time
from importlib import import_module
from hudai.cli.awake import ready
ready()
writing = import_module("hudai.actions.name_list_writing")
plain = writing.write_listings
def slowly(*given):
    plain(*given)
    print("piece", flush=True)
    time.sleep(0.4)
writing.write_listings, writing.PIECE = slowly, 20
import_module("hudai.cli.working").run("doomed", parent=None, once=True)
"""


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="一个真的进程要连同一个文件")
def test_a_worker_killed_in_an_import_leaves_no_half_row_and_another_finishes(
    monkeypatch, settings, tmp_path
):
    monkeypatch.setattr("hudai.actions.name_list_writing.PIECE", 20)
    office = county_office()
    rows = [
        person(f"YP{home:03d}", f"赵{member}", id_number(home * 3 + member), "户主" if not member else "之子")
        for home in range(60)
        for member in range(3)
    ]
    found = name_list.hand_in(
        actor=office, file_name="名单.xlsx", content=sheet(rows), as_of=FIRST, whole=True, exit_reason=""
    )
    work_all()
    name_list.confirm(actor=office, import_id=found.pk, chosen={})
    environment = os.environ | {
        "HUDAI_DATABASE": str(connection.settings_dict["NAME"]),
        "HUDAI_HOME": str(settings.HUDAI_HOME),
        "DJANGO_SETTINGS_MODULE": "hudai.site.settings",
        "PYTHONPATH": os.pathsep.join(sys.path),
    }
    process = subprocess.Popen(
        [sys.executable, "-c", _SLOW_WORKER], env=environment, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    for _ in range(3):
        assert process.stdout.readline().strip() == "piece"
    time.sleep(0.1)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    process.stdout.close()
    job = Job.objects.get(kind="name_list_write")
    assert job.state == "running"
    written = Person.objects.count()
    assert 0 < written < 180
    assert Membership.objects.count() == written
    assert written == job.done

    Job.objects.filter(pk=job.pk).update(lease_until=NOON - timedelta(seconds=1))
    work_all()

    found.refresh_from_db()
    assert found.state == "done"
    assert Person.objects.count() == 180
    assert Membership.objects.filter(until=None).count() == 180
    assert Household.objects.count() == 60
    assert Listing.objects.filter(left_with=None).count() == 60


def test_a_job_that_broke_off_is_carried_on_after_its_last_piece_and_one_that_goes_on_is_not():
    office = county_office()
    before = jobs.start("test", {"n": 1}, office.posting, NOON)
    with pytest.raises(NotNow, match="还在进行"):
        jobs.carry_on(before, {"n": 1}, kind="test", actor=office)

    Job.objects.filter(pk=before.pk).update(state="cancelled", checkpoint={"at": 3}, done=3, total=5)
    before.refresh_from_db()
    after = jobs.carry_on(before, {"n": 1}, kind="test", actor=office)

    assert (after.state, after.checkpoint, after.done, after.total) == ("waiting", {"at": 3}, 3, 5)
    assert jobs.carry_on(None, {"n": 1}, kind="test", actor=office).checkpoint == {}
