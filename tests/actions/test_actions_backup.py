"""A backup holds the database and every kept file, sealed as they are; it is whole, or there is none."""

from __future__ import annotations

import errno
import hashlib
import json
import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from hudai.actions import backup, backup_manifest, restore, sealed_file, table_export
from hudai.core.errors import Refusal
from hudai.records import database_copy
from hudai.site.keys import KeyFile

pytestmark = pytest.mark.django_db

AT = datetime(2025, 12, 1, 9, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
SCAN = "attachments/ab/abcd"


@pytest.fixture(autouse=True)
def _files(settings: Any, tmp_path: Path) -> None:
    """A scan, an unfinished file and a workbook somebody took out."""
    settings.MEDIA_ROOT = tmp_path / "home" / "files"
    settings.HUDAI_KEYS = KeyFile(tmp_path / "home" / "keys.json")
    sealed_file.write(settings.MEDIA_ROOT / SCAN, b"scan", "files.attachment.abcd")
    (settings.MEDIA_ROOT / "attachments" / f"{sealed_file.COMING}x").write_bytes(b"half")
    table_export.FILES.keep(b"workbook")


def made(folder: Path, *, with_keys: bool = False) -> backup_manifest.Manifest:
    return backup.make(folder, at=AT, with_keys=with_keys)[0]


def everything(folder: Path) -> dict[str, bytes]:
    return {f"{path.relative_to(folder)}": path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_it_holds_database_and_finished_files_as_they_lie_there_and_no_key(settings: Any, tmp_path: Path):
    manifest = made(tmp_path / "backup")

    found = everything(tmp_path / "backup")
    assert set(found) == {
        "backup.json",
        "backup.json.sha256",
        database_copy.file_name(),
        f"files/{SCAN}",
    }
    assert found[f"files/{SCAN}"] == (settings.MEDIA_ROOT / SCAN).read_bytes()
    assert found[f"files/{SCAN}"].startswith(b"hudai sealed")
    assert set(manifest.keys) == {"k1", "index"}
    secrets = json.loads(settings.HUDAI_KEYS.path.read_text())
    for secret in (secrets["keys"]["k1"], secrets["index"], secrets["secret"]):
        assert secret.encode() not in found["backup.json"]
    assert restore.look_through(tmp_path / "backup") == manifest


def test_nobody_else_on_the_machine_can_read_it(tmp_path: Path):
    made(tmp_path / "backup", with_keys=True)

    files = [path for path in (tmp_path / "backup").rglob("*") if path.is_file()]
    assert [path for path in files if path.stat().st_mode & 0o077] == []
    assert (tmp_path / "backup").stat().st_mode & 0o077 == 0


def test_asked_for_them_it_holds_the_keys_byte_for_byte(settings: Any, tmp_path: Path):
    manifest = made(tmp_path / "backup", with_keys=True)

    assert manifest.has_keys
    assert (tmp_path / "backup" / "keys.json").read_bytes() == settings.HUDAI_KEYS.path.read_bytes()


def test_an_empty_folder_is_filled_and_a_full_one_left_as_it_is(tmp_path: Path):
    (tmp_path / "empty").mkdir()
    made(tmp_path / "empty")
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "notes.txt").write_text("重要")

    with pytest.raises(Refusal, match="已有别的内容"):
        made(tmp_path / "full")
    with pytest.raises(Refusal, match="是一个文件"):
        made(tmp_path / "full" / "notes.txt")

    assert everything(tmp_path / "full") == {"notes.txt": "重要".encode()}


@pytest.mark.parametrize("was_there", [False, True])
def test_a_full_disk_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, was_there: bool):
    def full(source: Path, target: Path) -> None:
        target.parent.mkdir(parents=True)
        target.write_bytes(b"ha")
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(backup, "_copied", full)
    folder = tmp_path / "backup"
    if was_there:
        folder.mkdir()

    with pytest.raises(Refusal, match="没有留下不完整的备份"):
        made(folder)

    assert folder.exists() is was_there
    assert not was_there or list(folder.iterdir()) == []


def test_a_copy_that_comes_back_from_the_disk_changed_is_no_backup(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(database_copy, "check", _damaged)

    with pytest.raises(Refusal, match="已损坏"):
        made(tmp_path / "backup")

    assert not (tmp_path / "backup").exists()


def _damaged(path: Path) -> None:
    raise Refusal("数据库的备份已损坏：……")


def _flip(folder: Path) -> None:
    path = folder / f"files/{SCAN}"
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)


def _cut_database(folder: Path) -> None:
    path = folder / database_copy.file_name()
    path.write_bytes(path.read_bytes()[:-1])


def _rewritten(change: Callable[[dict[str, Any]], None]) -> Callable[[Path], None]:
    """A manifest somebody rewrote, its digest with it."""

    def rewrite(folder: Path) -> None:
        manifest = backup_manifest.read(folder)
        content = json.loads((folder / "backup.json").read_text("utf-8"))
        change(content)
        backup_manifest.write(folder, manifest)
        text = json.dumps(content, ensure_ascii=False).encode()
        (folder / "backup.json").write_bytes(text)
        digest = hashlib.sha256(text).hexdigest()
        (folder / "backup.json.sha256").write_text(f"{digest}  backup.json\n")

    return rewrite


def _out_of_it(content: dict[str, Any]) -> None:
    content["entries"][1]["path"] = "files/../../outside"


@pytest.mark.parametrize(
    ("harm", "told"),
    [
        (_flip, f"files/{SCAN} 已损坏或被改动"),
        (_cut_database, "已损坏或被改动"),
        (lambda folder: (folder / f"files/{SCAN}").unlink(), f"缺少 files/{SCAN}"),
        (lambda folder: (folder / "backup.json").unlink(), "没有完整的备份"),
        (lambda folder: (folder / "backup.json.sha256").write_text(""), "没有完整的备份"),
        (lambda folder: (folder / "backup.json").write_text("{}"), "backup.json 已损坏或被改动"),
        (lambda folder: shutil.rmtree(folder), "没有完整的备份"),
        (_rewritten(lambda content: content.update(format=2)), "不认识这份备份的格式"),
        (_rewritten(lambda content: content["steps"].append("records.9999_from_tomorrow")), "更新的版本"),
        (_rewritten(_out_of_it), "指向备份以外的路径"),
    ],
)
def test_a_backup_that_is_not_as_it_was_written_is_refused(
    harm: Callable[[Path], Any], told: str, settings: Any, tmp_path: Path
):
    made(tmp_path / "backup")
    harm(tmp_path / "backup")
    _elsewhere(settings, tmp_path)

    with pytest.raises(Refusal, match=told):
        restore.restore(tmp_path / "backup")

    assert not (tmp_path / "new").exists()


def _elsewhere(settings: Any, tmp_path: Path) -> None:
    """A data folder where nothing is."""
    settings.MEDIA_ROOT = tmp_path / "new" / "files"
    settings.HUDAI_KEYS = KeyFile(tmp_path / "new" / "keys.json")


def test_a_database_with_tables_is_left_alone(settings: Any, tmp_path: Path):
    made(tmp_path / "backup", with_keys=True)
    _elsewhere(settings, tmp_path)

    with pytest.raises(Refusal, match="已经有表"):
        restore.restore(tmp_path / "backup")

    assert not (tmp_path / "new").exists()


@pytest.fixture
def _empty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database_copy, "is_empty", lambda: True)
    monkeypatch.setattr(database_copy, "restore", _full)


def _full(path: Path) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


@pytest.mark.usefixtures("_empty")
def test_without_its_keys_it_is_not_restored_and_says_which_are_wanted(settings: Any, tmp_path: Path):
    made(tmp_path / "backup")
    _elsewhere(settings, tmp_path)

    with pytest.raises(Refusal, match="备份里没有密钥。请先把当时的密钥文件（密钥 k1）"):
        restore.restore(tmp_path / "backup")
    assert not (tmp_path / "new").exists()

    len(settings.HUDAI_KEYS)  # Another key file is made on first use.
    with pytest.raises(Refusal, match="k1、index 对不上"):
        restore.restore(tmp_path / "backup")
    assert list((tmp_path / "new").iterdir()) == [tmp_path / "new" / "keys.json"]


@pytest.mark.usefixtures("_empty")
def test_files_that_are_there_already_are_left_alone(settings: Any, tmp_path: Path):
    made(tmp_path / "backup", with_keys=True)
    _elsewhere(settings, tmp_path)
    sealed_file.write(settings.MEDIA_ROOT / "attachments/aa/aaaa", b"other", "files.attachment.aaaa")
    before = everything(tmp_path / "new")

    with pytest.raises(Refusal, match="已有文件"):
        restore.restore(tmp_path / "backup")

    assert everything(tmp_path / "new") == before


@pytest.mark.usefixtures("_empty")
def test_a_disk_that_fills_up_at_the_end_leaves_neither_files_nor_keys(settings: Any, tmp_path: Path):
    made(tmp_path / "backup", with_keys=True)
    _elsewhere(settings, tmp_path)

    with pytest.raises(Refusal, match="没有留下恢复了一半的内容"):
        restore.restore(tmp_path / "backup")

    assert list((tmp_path / "new").iterdir()) == []


@pytest.mark.usefixtures("_empty")
def test_a_backup_of_the_other_kind_of_database_is_refused(
    settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    made(tmp_path / "backup", with_keys=True)
    _elsewhere(settings, tmp_path)
    other = {"sqlite": "postgresql", "postgresql": "sqlite"}[database_copy.kind()]
    monkeypatch.setattr(database_copy, "kind", lambda: other)

    with pytest.raises(Refusal, match="请检查 HUDAI_DATABASE"):
        restore.restore(tmp_path / "backup")

    assert not (tmp_path / "new").exists()


def test_without_the_servers_programs_it_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(database_copy, "kind", lambda: database_copy.POSTGRESQL)
    monkeypatch.setattr(database_copy, "_address", lambda: "dbname=hudai")
    monkeypatch.setenv("PATH", f"{tmp_path}")

    with pytest.raises(Refusal, match=r"没有 pg_dump。.*postgresql-client"):
        made(tmp_path / "backup")

    assert not (tmp_path / "backup").exists()
