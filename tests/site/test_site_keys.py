"""The key file: made once, read by its owner alone, never replaced in silence."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from hudai.site.keys import KeyFile, read


def test_keys_are_made_on_first_use_for_the_owners_eyes_alone(tmp_path: Path):
    path = tmp_path / "home" / "keys.json"
    keys = KeyFile(path)
    assert not path.exists()

    assert len(keys["keys"][keys["active"]]) == len(keys["index"]) == 32
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert list(path.parent.iterdir()) == [path]


def test_the_same_file_gives_the_same_keys_and_another_others(tmp_path: Path):
    first, again, other = (KeyFile(tmp_path / name) for name in ("a.json", "a.json", "b.json"))

    assert dict(first) == dict(again)
    assert first.secret == again.secret
    assert first["index"] != other["index"]


def test_keys_that_others_may_read_are_not_used(tmp_path: Path):
    path = tmp_path / "keys.json"
    read(path)
    path.chmod(0o640)

    with pytest.raises(ImproperlyConfigured, match="chmod 600"):
        read(path)


@pytest.mark.parametrize("damage", ["", "{}", '{"active": "k2"}', "[1]"])
def test_a_damaged_file_is_refused_and_left_as_it_is(tmp_path: Path, damage: str):
    path = tmp_path / "keys.json"
    path.write_text(damage)
    path.chmod(0o600)

    with pytest.raises(ImproperlyConfigured, match="已损坏"):
        read(path)
    assert path.read_text() == damage


def test_a_key_of_the_wrong_length_is_refused(tmp_path: Path):
    path = tmp_path / "keys.json"
    content = read(path)
    path.write_text(json.dumps({**content, "index": "c2hvcnQ="}))

    with pytest.raises(ImproperlyConfigured, match="已损坏"):
        read(path)


def test_a_newer_key_seals_and_the_older_one_still_opens(tmp_path: Path, settings):
    from hudai.records.fields import seal

    path = tmp_path / "keys.json"
    content = read(path)
    settings.HUDAI_KEYS = KeyFile(path)
    old = seal("13800001234", "person.phone")
    added = {**content["keys"], "key2": read(tmp_path / "other.json")["keys"]["k1"]}
    path.write_text(json.dumps({**content, "active": "key2", "keys": added}))
    settings.HUDAI_KEYS = KeyFile(path)

    new = seal("13800001234", "person.phone")

    assert old.startswith("k1:")
    assert new.startswith("key2:")


def test_a_key_added_beside_the_others_is_active_at_once_in_whoever_has_the_file_open(tmp_path: Path):
    path = tmp_path / "keys.json"
    running, other = KeyFile(path), KeyFile(path)
    before = dict(running)

    added = other.add()

    assert added == running["active"] == "k2"
    assert running["keys"]["k1"] == before["keys"]["k1"]
    assert len(running["keys"]["k2"]) == 32
    assert (running["index"], running.secret) == (before["index"], other.secret)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [path]
    assert other.add() == "k3"
