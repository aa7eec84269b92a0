"""Tables of a TOML file, read key by key with every fault collected.

A pack is written by hand, so it is read distrustfully: a key nobody asked for is a misspelling,
a missing one a gap, a float a rounding error waiting to happen.  Nothing stops at the first
fault; whoever edits the file sees all of them at once.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

E = TypeVar("E", bound=StrEnum)


class Table:
    """One table of a file, with its path of keys for messages."""

    def __init__(self, content: Mapping[str, Any], *, file: str, path: str, problems: list[str]) -> None:
        self._content = content
        self._asked: set[str] = set()
        self._file = file
        self._path = path
        self._problems = problems

    def fault(self, key: str, message: str) -> None:
        """Report that something is wrong with ``key``; an empty key means the table itself."""
        where = ".".join(part for part in (self._path, key) if part)
        self._problems.append(f"{self._file}：{where}：{message}" if where else f"{self._file}：{message}")

    def has(self, key: str) -> bool:
        """Whether the key is there; asking counts as knowing it."""
        self._asked.add(key)
        return key in self._content

    def names(self) -> tuple[str, ...]:
        """The keys in the order of the file."""
        return tuple(self._content)

    def raw(self, key: str) -> Any:
        """The value as TOML gives it; None and a fault when missing."""
        self._asked.add(key)
        if key not in self._content:
            self.fault(key, "缺少这一项，请补上")
        return self._content.get(key)

    def text(self, key: str, default: str | None = None) -> str:
        """A string; ``default`` where the key may be missing."""
        if default is not None and not self.has(key):
            return default
        found = self.raw(key)
        if isinstance(found, str) and (found.strip() or default is not None):
            return found
        if found is not None:
            self.fault(key, "应为不空的文字")
        return ""

    def texts(self, key: str, *, optional: bool = False) -> tuple[str, ...]:
        """A list of strings."""
        if optional and not self.has(key):
            return ()
        found = self.raw(key)
        if isinstance(found, list) and all(isinstance(each, str) for each in found):
            return tuple(found)
        if found is not None:
            self.fault(key, '应为文字的列表，如 ["甲", "乙"]')
        return ()

    def whole(self, key: str, default: int | None = None) -> int | None:
        """A whole number; ``default`` where the key is missing, which may mean None."""
        if not self.has(key):
            return default
        found = self._content[key]
        if isinstance(found, int) and not isinstance(found, bool):
            return found
        self.fault(key, "应为整数")
        return default

    def switch(self, key: str, default: bool | None = None) -> bool:
        """true or false."""
        if default is not None and not self.has(key):
            return default
        found = self.raw(key)
        if found is not None and not isinstance(found, bool):
            self.fault(key, "应为 true 或 false")
        return found is True

    def day(self, key: str) -> date:
        """A date; a fault and a stand-in where there is none, so that reading can go on."""
        found = self.raw(key)
        if isinstance(found, date) and not isinstance(found, datetime):
            return found
        if found is not None:
            self.fault(key, "应为日期，如 2021-01-01（不加引号）")
        return date.min

    def day_or_none(self, key: str) -> date | None:
        """A date, or None where the key is missing."""
        return self.day(key) if self.has(key) else None

    def choice(self, key: str, words: type[E]) -> E | None:
        """One of an enumeration's words; None where the key is missing."""
        if not self.has(key):
            return None
        found = self._content[key]
        if found in [word.value for word in words]:
            return words(found)
        self.fault(key, f"“{found}”不在可选项中，请用：{'、'.join(words)}")
        return None

    def table(self, key: str) -> Table:
        """A table inside this one; empty where missing."""
        found = self.raw(key)
        if found is not None and not isinstance(found, dict):
            self.fault(key, "应为表")
        return self._inside(key, found if isinstance(found, dict) else {})

    def tables(self, key: str, *, optional: bool = False) -> Iterator[Table]:
        """The tables of a list, in order."""
        if optional and not self.has(key):
            return
        found = self.raw(key)
        if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
            if found is not None:
                self.fault(key, f"应为表的列表，写作 [[{key}]]")
            return
        for place, each in enumerate(found, start=1):
            yield self._inside(f"{key}[{each.get('id') or each.get('name') or place}]", each)

    def close(self) -> None:
        """Report the keys nobody asked for."""
        for key in self._content:
            if key not in self._asked:
                self.fault(key, "不认识的键，请核对拼写或删去")

    def _inside(self, key: str, content: Mapping[str, Any]) -> Table:
        path = f"{self._path}.{key}" if self._path else key
        return Table(content, file=self._file, path=path, problems=self._problems)


def open_table(path: Path, problems: list[str]) -> Table:
    """The whole of a TOML file; an empty table and a fault where it cannot be read."""
    name = f"{path.parent.name}/{path.name}"
    content: dict[str, Any] = {}
    try:
        content = tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        problems.append(f"{name}：没有这个文件，请补上")
    except UnicodeDecodeError:
        problems.append(f"{name}：不是 UTF-8 编码，请另存为 UTF-8")
    except tomllib.TOMLDecodeError as error:
        problems.append(f"{name}：不是合法的 TOML（{error}）")
    for where in _floats(content, ""):
        problems.append(f'{name}：{where}：不能用小数，请写成带引号的文字，如 "3.85"')
    return Table(content, file=name, path="", problems=problems)


def _floats(content: object, path: str) -> Iterator[str]:
    """Where floats stand: in money and rates a float is already a wrong figure."""
    if isinstance(content, float):
        yield path
    elif isinstance(content, Mapping):
        for key, value in content.items():
            yield from _floats(value, f"{path}.{key}" if path else key)
    elif isinstance(content, Sequence) and not isinstance(content, str):
        for place, value in enumerate(content, start=1):
            yield from _floats(value, f"{path}[{place}]")
