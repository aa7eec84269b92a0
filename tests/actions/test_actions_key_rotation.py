"""Changing the sealing key: everything opens at every moment, and in the end under the new key."""

from __future__ import annotations

import os
import secrets
import signal
import subprocess
import sys
import time
from base64 import b64encode
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from test_actions_attachment import photo

import made_cases as cases
from hudai.actions import attachment as attaching
from hudai.actions import attachment_file, key_rotation, name_list_file
from hudai.actions.job import work_once
from hudai.core.errors import Refusal
from hudai.records import resealing
from hudai.records.fields import seal, sealed_under
from hudai.records.models import Household, Job, JournalLine, Membership, Person, Station

NOW = cases.START + timedelta(days=400)


@pytest.fixture
def keys(settings: Any) -> dict[str, Any]:
    """The keys of the tests, to which a new one can be added that goes with the test."""
    settings.HUDAI_KEYS = {name: settings.HUDAI_KEYS[name] for name in ("active", "keys", "index")}
    settings.HUDAI_KEYS["keys"] = dict(settings.HUDAI_KEYS["keys"])
    return settings.HUDAI_KEYS


def another(keys: dict[str, Any]) -> Any:
    """Adds a key, as ``KeyFile.add`` does."""

    def add() -> str:
        key_id = f"t{secrets.token_hex(4)}"
        keys["keys"][key_id] = secrets.token_bytes(32)
        keys["active"] = key_id
        return key_id

    return add


def work_all() -> None:
    while work_once(lambda: NOW, "tester"):
        pass


def people(count: int) -> list[Person]:
    home = Household.objects.create(number="LX-900", village=cases.offices.village())
    made = []
    for place in range(count):
        born = f"19{50 + place % 50}{place // 28 % 12 + 1:02}{place % 28 + 1:02}"
        person = Person.objects.create(
            name=f"户主{place}",
            id_number=cases.id_number(born, f"{471 + 2 * place}"[:3]) + f"{place:04}",
            sex="male",
            born_on=cases.APPLIED_ON,
            phone="13800001234" if place % 2 else "",
        )
        Membership.objects.create(person=person, household=home, relation="子", since=cases.APPLIED_ON)
        made.append(person)
    return made


def stored(column: str = "id_number") -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM records_person ORDER BY id")
        return [value for (value,) in cursor.fetchall()]


@pytest.fixture
def media(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path / "files"
    return settings.MEDIA_ROOT


@pytest.mark.django_db
def test_every_value_and_every_file_is_under_the_new_key_and_reads_as_before(keys, media):
    made = people(7)
    case = cases.draft()
    scan = attaching.add(
        actor=cases.at(Station.VILLAGE), number=case.number, paper="身份证", name="证.jpg", chunks=[photo()]
    )
    sheet = name_list_file.keep(b"PK sheet")
    before = [person.id_number for person in made]

    job = key_rotation.rotate(at=NOW, new_key=another(keys))
    work_all()

    job.refresh_from_db()
    active = keys["active"]
    assert (job.state, job.outcome["kept"]) == ("done", 0)
    assert job.outcome["files"] == 3
    assert all(value.startswith(f"{active}:") for value in stored())
    assert {value[: len(active)] for value in stored("phone")} == {active, ""}
    again = Person.objects.filter(pk__in=[person.pk for person in made]).order_by("pk")
    assert [person.id_number for person in again] == before
    assert attachment_file.content(scan.digest) == photo()
    assert (attachment_file.thumbnail(scan.digest) or b"")[:2] == b"\xff\xd8"
    assert name_list_file.kept(sheet) == b"PK sheet"
    assert all(sealed_under(path.read_bytes()) == active for path in media.rglob("*") if path.is_file())
    standing = key_rotation.standing()
    assert (standing.active, standing.values, standing.files) == (active, {}, 0)
    assert JournalLine.objects.get(action="更换密钥").facts == {"key": active, "new": True}


@pytest.mark.django_db
def test_files_from_before_sealing_are_read_and_sealed(keys, media):
    case = cases.draft()
    scan = attaching.add(
        actor=cases.at(Station.VILLAGE), number=case.number, paper="身份证", name="证.jpg", chunks=[photo()]
    )
    attachment_file.where(scan.digest).write_bytes(photo())
    small = attachment_file.thumbnail(scan.digest)
    attachment_file.thumbnail_of(scan.digest).write_bytes(small or b"")
    old_sheet = media / "name_lists" / "old.sealed"
    old_sheet.parent.mkdir(exist_ok=True)
    old_sheet.write_text(seal(b64encode(b"PK old").decode(), "files.name_list"))
    assert attachment_file.content(scan.digest) == photo()
    assert name_list_file.kept("name_lists/old.sealed") == b"PK old"
    assert key_rotation.standing().files == 3

    key_rotation.rotate(at=NOW, new_key=None)
    work_all()

    assert key_rotation.standing().files == 0
    assert photo()[:200] not in attachment_file.where(scan.digest).read_bytes()
    assert attachment_file.content(scan.digest) == photo()
    assert attachment_file.thumbnail(scan.digest) == small
    assert name_list_file.kept("name_lists/old.sealed") == b"PK old"


@pytest.mark.django_db
def test_a_file_put_in_anothers_place_or_changed_does_not_open(media):
    case = cases.draft()
    village = cases.at(Station.VILLAGE)
    first = attaching.add(actor=village, number=case.number, paper="身份证", name="a.jpg", chunks=[photo()])
    other = attaching.add(
        actor=village, number=case.number, paper="户口簿", name="b.jpg", chunks=[photo((90, 10, 10))]
    )
    path = attachment_file.where(first.digest)
    whole = path.read_bytes()

    path.write_bytes(attachment_file.where(other.digest).read_bytes())
    with pytest.raises(Refusal, match="已损坏或被改动"):
        attachment_file.content(first.digest)
    path.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    with pytest.raises(Refusal, match="已损坏或被改动"):
        attachment_file.content(first.digest)
    path.write_bytes(photo((90, 10, 10)))
    with pytest.raises(Refusal, match="已损坏或被改动"):
        attachment_file.content(first.digest)


@pytest.mark.django_db
def test_a_second_change_waits_for_the_first_and_adds_no_key(keys):
    key_rotation.rotate(at=NOW, new_key=another(keys))
    active = keys["active"]

    with pytest.raises(Refusal, match="还没有完成"):
        key_rotation.rotate(at=NOW, new_key=another(keys))

    assert keys["active"] == active
    assert Job.objects.filter(kind="reseal").count() == 1


@pytest.mark.django_db
def test_a_value_a_clerk_saves_meanwhile_stays(keys, monkeypatch):
    (person,) = people(1)
    plain = resealing._read

    def read_and_overtaken(*given: Any) -> Any:
        found = plain(*given)
        if given[0].model is Person:
            Person.objects.get(pk=person.pk)
            changed = Person.objects.get(pk=person.pk)
            changed.phone = "13900009999"
            changed.save()
        return found

    monkeypatch.setattr(resealing, "_read", read_and_overtaken)
    Person.objects.filter(pk=person.pk).update(phone="13800001234")
    key_rotation.rotate(at=NOW, new_key=another(keys))
    work_all()

    assert Person.objects.get(pk=person.pk).phone == "13900009999"


@pytest.mark.django_db
def test_rows_nobody_may_change_keep_their_key_and_still_open(keys):
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "CREATE TRIGGER records_person_append_only BEFORE UPDATE OR DELETE ON records_person"
                " FOR EACH ROW EXECUTE FUNCTION hudai_append_only()"
            )
        else:
            cursor.execute(
                "CREATE TRIGGER records_person_no_update BEFORE UPDATE ON records_person"
                " BEGIN SELECT RAISE(ABORT, 'records_person is append-only'); END"
            )
    made = people(3)
    old = stored()

    job = key_rotation.rotate(at=NOW, new_key=another(keys))
    work_all()

    job.refresh_from_db()
    assert (job.state, job.outcome["kept"]) == ("done", 3)
    assert stored() == old
    assert Person.objects.get(pk=made[0].pk).id_number == made[0].id_number
    assert key_rotation.standing().values["records_person"] >= 3


_SLOW_WORKER = """
import time
from importlib import import_module
import django
django.setup()
from hudai.actions import key_rotation
from hudai.records import resealing
plain = resealing.reseal
def slowly(*given):
    done = plain(*given)
    print("piece", flush=True)
    time.sleep(0.4)
    return done
resealing.reseal, key_rotation.PIECE = slowly, 5
import_module("hudai.cli.working").run("doomed", parent=None, once=True)
"""


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="一个真的进程要连同一个文件")
def test_a_worker_killed_halfway_leaves_all_readable_and_another_finishes(settings):
    made = people(30)
    before = [person.id_number for person in made]
    old = settings.HUDAI_KEYS["active"]
    job = key_rotation.rotate(at=NOW, new_key=settings.HUDAI_KEYS.add)
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

    assert {value.split(":")[0] for value in stored()} == {old, settings.HUDAI_KEYS["active"]}
    assert [each.id_number for each in Person.objects.order_by("pk")] == before
    Job.objects.filter(pk=job.pk).update(lease_until=NOW - timedelta(seconds=1))
    work_all()

    job.refresh_from_db()
    assert job.state == "done"
    assert {value.split(":")[0] for value in stored()} == {settings.HUDAI_KEYS["active"]}
    assert [each.id_number for each in Person.objects.order_by("pk")] == before
