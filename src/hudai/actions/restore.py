"""A backup brought back into an empty place: everything is looked at first, then all of it or nothing."""

from __future__ import annotations

import shutil
from pathlib import Path

from django.conf import settings

from hudai.actions import backup_manifest
from hudai.actions.backup_manifest import FILES, KEYS, Manifest
from hudai.core.errors import Refusal
from hudai.records import database_copy

_MOST_TOLD = 10


def look_through(folder: Path) -> Manifest:
    """Read a backup through, every file by its digest, and the database as a database.

    Raises:
        Refusal: if anything in it is not as it was written, or it comes from elsewhere.
    """
    manifest = backup_manifest.read(folder)
    problems = list(backup_manifest.damaged(folder, manifest))
    if problems:
        told = "；".join(problems[:_MOST_TOLD])
        raise Refusal(f"备份不完整，不能用来恢复，共 {len(problems)} 处：{told}。")
    unknown = set(manifest.steps) - database_copy.steps_known()
    if unknown:
        raise Refusal(
            f"这份备份来自更新的版本（{manifest.edition}），有本程序不认识的升级步骤：{min(unknown)}。请先升级程序再恢复。"
        )
    if manifest.database == database_copy.kind():
        database_copy.check(folder / database_copy.file_name())
    return manifest


def restore(folder: Path) -> Manifest:
    """Bring a backup back; the database, the files and, where they are in it, the keys.

    Raises:
        Refusal: if the backup is not sound, does not fit, the place is not empty, or the keys are not
            those that open it; then nothing was written.
    """
    manifest = look_through(folder)
    _require_fitting(manifest)
    root, keys = Path(settings.MEDIA_ROOT), Path(settings.HUDAI_KEYS.path)
    coming = root.with_name(f".coming-{root.name}")
    brings_keys = not keys.exists()
    try:
        shutil.rmtree(coming, ignore_errors=True)
        root.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _lay_out(folder, manifest, coming)
        if root.is_dir():
            root.rmdir()
        coming.rename(root)
        if brings_keys:
            _bring_keys(folder, keys)
        database_copy.restore(folder / database_copy.file_name())
    except BaseException as wrong:
        shutil.rmtree(coming, ignore_errors=True)
        shutil.rmtree(root, ignore_errors=True)
        if brings_keys:
            keys.unlink(missing_ok=True)
        if isinstance(wrong, OSError):
            raise Refusal(
                f"恢复写不下去：{wrong}。请检查磁盘空间和权限；没有留下恢复了一半的内容。"
            ) from wrong
        raise
    return manifest


def _require_fitting(manifest: Manifest) -> None:
    """Refuse another kind of database, a place where something is, and keys that do not open it."""
    if manifest.database != database_copy.kind():
        names = {database_copy.SQLITE: "SQLite", database_copy.POSTGRESQL: "PostgreSQL"}
        raise Refusal(
            f"备份的数据库是 {names[manifest.database]}，这里设的是 {names[database_copy.kind()]}。"
            "请检查 HUDAI_DATABASE。"
        )
    if not database_copy.is_empty():
        raise Refusal("这里的数据库里已经有表，没有改动它。只能恢复到空的数据库，请换一个。")
    root = Path(settings.MEDIA_ROOT)
    if root.exists() and any(root.iterdir()):
        raise Refusal(f"“{root}”里已有文件，没有改动它。只能恢复到空的数据文件夹，请换一个 HUDAI_HOME。")
    path = Path(settings.HUDAI_KEYS.path)
    if not path.exists() and not manifest.has_keys:
        raise Refusal(
            f"备份里没有密钥。请先把当时的密钥文件（密钥 {_named(manifest)}）放到 {path}，再恢复；"
            "没有它，加密的内容打不开。"
        )
    if path.exists():
        _require_keys(manifest, path)


def _require_keys(manifest: Manifest, path: Path) -> None:
    there = backup_manifest.fingerprints(settings.HUDAI_KEYS)
    wrong = [name for name, print_ in manifest.keys.items() if there.get(name) != print_]
    if wrong:
        raise Refusal(
            f"{path} 不是这份备份用的密钥文件：{'、'.join(wrong)} 对不上。请换成当时的密钥文件再恢复。"
        )


def _named(manifest: Manifest) -> str:
    return "、".join(name for name in manifest.keys if name != backup_manifest.INDEX)


def _lay_out(folder: Path, manifest: Manifest, coming: Path) -> None:
    """The kept files, each read again by its digest, where they will be one level up."""
    coming.mkdir(mode=0o700)
    for entry in manifest.entries:
        if not entry.path.startswith(f"{FILES}/"):
            continue
        target = coming / entry.path.removeprefix(f"{FILES}/")
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        shutil.copyfile(folder / entry.path, target)
        target.chmod(0o600)
        if backup_manifest.entry_of(target.parent, target.name).digest != entry.digest:
            raise OSError(f"{entry.path} 写下去的和备份的不一样")


def _bring_keys(folder: Path, keys: Path) -> None:
    keys.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    keys.touch(mode=0o600)
    keys.write_bytes((folder / KEYS).read_bytes())
