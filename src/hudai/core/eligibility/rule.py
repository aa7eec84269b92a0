"""One rule in columns, and a number of law as the column of its versions.

A rule's answer is a nullable Boolean: true passes, false fails, null cannot tell.  ``&``, ``|``
and ``~`` on such columns are three-valued already (false & null is false, true & null is null),
so a missing fact spreads to exactly the answers that rest on it and nobody has to remember it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

import polars as pl

from hudai.core.eligibility.kinds import CONTINUES
from hudai.core.findings import Level
from hudai.core.policy import Dated, Policy, Version
from hudai.core.versions import holds

T = TypeVar("T")

DAY = pl.col("applied_on")
"""The application's day; at screening it stands for the contract's day too."""
FIRST_SIGNED = pl.col("original_signed_on")
"""The day the first contract was signed of the chain a renewal or an extension carries on."""

ALWAYS = pl.lit(True)
NO_TEXT = pl.lit(None, dtype=pl.String)


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: its answer on every row, and the words for it.

    ``answer`` and ``applies`` are nullable Booleans, the texts and ``clause`` are Strings.
    """

    id: str
    label: str
    """What a notice calls it, in Chinese."""
    answer: pl.Expr
    needs: tuple[str, ...]
    """The facts it rests on, named in the message when they are missing."""
    clause: pl.Expr
    level: Level | pl.Expr
    """An expression (String) where the level differs from row to row."""
    passes: pl.Expr
    fails: pl.Expr
    doubt: pl.Expr = NO_TEXT
    """Why it cannot tell although the facts are there; null where that is not so."""
    applies: pl.Expr = ALWAYS
    """Where it is false the rule is not asked: it stops nothing and is not reported."""

    def verdict(self) -> pl.Expr:
        """The answer, with true where the rule is not asked."""
        if self.applies is ALWAYS:
            return self.answer
        return ~self.applies | self.answer

    def level_text(self) -> pl.Expr:
        """The level as a column of text."""
        return pl.lit(self.level.value) if isinstance(self.level, Level) else self.level


@dataclass(frozen=True, slots=True)
class Days:
    """From the first to the last application day of a frame; None where it has no row with a day."""

    first: date | None
    last: date | None
    gaps: bool
    """Whether some row has no day."""

    def touch(self, version: Version[T]) -> bool:
        """Whether the version may be in force on one of the days."""
        if self.first is None or self.last is None:
            return True
        return version.since <= self.last and (version.until is None or self.first < version.until)

    def lie_within(self, version: Version[T]) -> bool:
        """Whether the version is in force on every row."""
        if self.first is None or self.last is None or self.gaps:
            return False
        return version.since <= self.first and (version.until is None or self.last < version.until)


@dataclass(frozen=True, slots=True)
class Law(Generic[T]):
    """One number of law as columns over the applications' days.

    What ended with the scheme's window holds on for what carries on a loan of it (core/run_off.py).
    """

    dated: Dated[T]
    days: Days
    policy: Policy
    own_day: bool = False
    """Whether only the application's own day counts, for what carries on a loan too."""

    def each(
        self,
        build: Callable[[T, Level | None], pl.Expr],
        dtype: type[pl.DataType] = pl.Boolean,
    ) -> pl.Expr:
        """What ``build`` makes of the value and level in force; null where no known value is."""
        nothing = pl.lit(None, dtype=dtype)
        return self._by_version(
            lambda version: nothing if version.value is None else build(version.value, version.level), nothing
        )

    def values(self) -> set[T]:
        """The known values of all versions."""
        return {version.value for version in self.dated.versions if version.value is not None}

    def clause(self) -> pl.Expr:
        """The clause of the version in force; that of the scheme's window where none is."""
        return self._by_version(lambda version: pl.lit(version.clause), pl.lit(self.policy.window_clause))

    def level(self, default: Level) -> Level | pl.Expr:
        """The level of the version in force, ``default`` where the pack gives none."""
        levels = {version.level or default for version in self._versions()}
        if not any(self.days.lie_within(version) for version in self.dated.versions):
            # Some row may have no day, or one on which nothing is in force.
            levels.add(default)
        if len(levels) == 1:
            return levels.pop()
        return self._by_version(
            lambda version: pl.lit((version.level or default).value), pl.lit(default.value)
        )

    def doubt(self) -> pl.Expr:
        """Why there is no value to hold a row against; null where there is one."""
        label = self.dated.label
        none = pl.format("{} 没有生效的“{}”规定。", DAY.dt.strftime("%Y-%m-%d"), pl.lit(label))
        return self._by_version(
            lambda version: NO_TEXT if version.value is not None else pl.lit(_not_known(version, label)), none
        )

    def _versions(self) -> list[Version[T]]:
        return [
            version for version in self.dated.versions if self.days.touch(version) or self._runs_on(version)
        ]

    def _runs_on(self, version: Version[T]) -> bool:
        """Whether it ends with the scheme's window, and some row lies behind that."""
        last, until = self.days.last, self.policy.window_until
        return (
            not self.own_day
            and until is not None
            and version.until == until
            and (last is None or last >= until)
        )

    def _holds(self, version: Version[T]) -> pl.Expr:
        """Whether it counts for a row: it is in force on its day, or held while its chain began."""
        held = holds(version, DAY)
        if not self._runs_on(version):
            return held
        begun_inside = (self.policy.window_since <= FIRST_SIGNED) & (version.until > FIRST_SIGNED)
        return held | (CONTINUES & (version.until <= DAY) & begun_inside)

    def _by_version(self, build: Callable[[Version[T]], pl.Expr], otherwise: pl.Expr) -> pl.Expr:
        found = otherwise
        for version in self._versions():
            if self.days.lie_within(version):
                return build(version)
            found = pl.when(self._holds(version)).then(build(version)).otherwise(found)
        return found


@dataclass(frozen=True, slots=True)
class Ground:
    """What the rules of one screening stand on: the county's policy and the days asked about."""

    policy: Policy
    days: Days

    def law(self, dated: Dated[T], *, own_day: bool = False) -> Law[T]:
        """A number of this policy as columns over these days."""
        return Law(dated, self.days, self.policy, own_day)


def level_of_either(is_first: pl.Expr, first: Law[T], second: Law[T], default: Level) -> Level | pl.Expr:
    """The level of ``first`` where ``is_first``, of ``second`` elsewhere."""
    levels = (first.level(default), second.level(default))
    if isinstance(levels[0], Level) and levels[0] is levels[1]:
        return levels[0]
    texts = [pl.lit(level.value) if isinstance(level, Level) else level for level in levels]
    return pl.when(is_first).then(texts[0]).otherwise(texts[1])


def _not_known(version: Version[T], label: str) -> str:
    return f"“{label}”尚不明确：{version.unknown.rstrip('。')}。"


def joined(*texts: pl.Expr) -> pl.Expr:
    """Texts one after the other, nulls left out; null where all are."""
    text = pl.concat_str(*texts, ignore_nulls=True)
    return pl.when(text != "").then(text)


def money(fen: pl.Expr | int) -> pl.Expr:
    """Fen as people say it: ``5 万元``, ``5.25 万元``, else in yuan and fen, ``50000.01 元``."""
    amount = pl.lit(fen, pl.Int64) if isinstance(fen, int) else fen
    hundredths = (amount // 10_000 % 100).cast(pl.String).str.zfill(2)
    ten_thousands = pl.format("{}.{}", amount // 1_000_000, hundredths).str.strip_chars_end("0")
    yuan = pl.format("{}.{} 元", amount // 100, (amount % 100).cast(pl.String).str.zfill(2))
    return (
        pl.when((amount % 10_000 == 0) & (amount >= 1_000_000))
        .then(pl.format("{} 万元", ten_thousands.str.strip_chars_end(".")))
        .otherwise(yuan.str.replace(".00 元", " 元", literal=True))
    )


def percent(ppm: pl.Expr) -> pl.Expr:
    """An annual rate: ``3.85%``, with four decimals where two do not hold it."""
    decimals = (ppm % 10_000).cast(pl.String).str.zfill(4)
    shown = pl.when(ppm % 100 == 0).then(decimals.str.head(2)).otherwise(decimals)
    return pl.format("{}.{}%", ppm // 10_000, shown)
