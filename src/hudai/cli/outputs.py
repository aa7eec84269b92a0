"""A folder of results: all of them or none."""

from __future__ import annotations

import errno
import json
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import polars as pl

from hudai.cli.arguments import WrongUsage

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


@contextmanager
def results(folder: Path, *, instead_of: Iterable[str] = ()) -> Iterator[Path]:
    """A folder to write results into, moved to ``folder`` only when everything is written.

    Files of the same name from an earlier run are replaced, and so are those named in
    ``instead_of``, which would contradict the new ones; others stay.  When anything goes wrong
    everything is as it was.

    Raises:
        WrongUsage: if the folder cannot be written.
    """
    made = _missing_folders(folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder, prefix=".未完成-", ignore_cleanup_errors=True) as staged:
            fresh, aside = Path(staged, "新"), Path(staged, "旧")
            fresh.mkdir()
            aside.mkdir()
            yield fresh
            _exchange(fresh, aside, folder, instead_of)
    except OSError as error:
        raise WrongUsage(_cannot_write(folder, error)) from error
    finally:
        for each in made:
            with suppress(OSError):
                each.rmdir()


def _missing_folders(folder: Path) -> list[Path]:
    """The folders that must be made for ``folder`` to be there, the innermost first."""
    return [each for each in (folder, *folder.parents) if not each.exists()]


def _exchange(fresh: Path, aside: Path, folder: Path, instead_of: Iterable[str]) -> None:
    """Move the old files aside and the new ones in; back again when one of them cannot be moved."""
    names = sorted(each.name for each in fresh.iterdir())
    leaving = [name for name in (*names, *instead_of) if (folder / name).exists()]
    moves = [(folder / name, aside / name) for name in dict.fromkeys(leaving)]
    moves += [(fresh / name, folder / name) for name in names]
    if any((folder / name).is_dir() for name in leaving):
        raise IsADirectoryError(errno.EISDIR, "")
    done: list[tuple[Path, Path]] = []
    try:
        for source, target in moves:
            done.append((source, target))
            source.replace(target)
    except BaseException:
        for source, target in reversed(done):
            if not source.exists():
                target.replace(source)
        raise


def _cannot_write(folder: Path, error: OSError) -> str:
    """Why the folder cannot be written, and what to do."""
    if isinstance(error, FileExistsError | NotADirectoryError):
        return f"“{folder}”是一个文件，不能当文件夹用，请换一个 --out。"
    if isinstance(error, IsADirectoryError):
        return f"“{folder}”里有文件夹和结果文件同名，没有写出结果。请改名，或换一个 --out。"
    if error.errno in _FULL:
        return f"“{folder}”所在的磁盘满了，没有写出结果。请腾出空间，或换一个 --out。"
    if error.errno == errno.ENAMETOOLONG:
        return f"“{folder}”的名称太长，请换一个 --out。"
    if isinstance(error, PermissionError):
        return f"不能写入“{folder}”：没有权限，或里面的文件正被打开。请关闭后再试。"
    return f"不能写入“{folder}”：磁盘可能满了或拔掉了，没有写出结果。请检查后再试，或换一个 --out。"


def write_csv(frame: pl.DataFrame, path: Path) -> None:
    """UTF-8 with a byte order mark, which is how spreadsheets know it; ISO dates.

    A text a spreadsheet would calculate gets an apostrophe in front of it.
    """
    texts = [name for name, kind in frame.schema.items() if kind == pl.String]
    shown = (pl.col(name).str.replace(r"^([=+@\t])", "'${1}") for name in texts)
    frame.with_columns(shown).write_csv(path, include_bom=True, date_format="%Y-%m-%d")


def write_json(content: Mapping[str, Any], path: Path) -> None:
    """Readable JSON, Chinese as Chinese."""
    path.write_text(json.dumps(content, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
