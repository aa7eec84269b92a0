"""The county's catalogue of industries: what households raise and run, how long a cycle takes, chain models.

No document says how long a cycle is; the lengths are suggestions the county corrects in its own file.
A length is in whole months, from the day money is spent until the day it comes back.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Industry:
    """One line of business."""

    name: str
    """What it is kept by wherever it is chosen."""
    sector: str
    """特色林果, 高效种养 …: the kind it belongs to, as the documents name kinds."""
    cycle_from: int
    """Months of a usual cycle, at least …"""
    cycle_to: int
    """… and at most."""
    words: tuple[str, ...]
    """What people write as a purpose when they mean it."""
    clause: str = ""
    """Where a document names its sector; empty where none does."""

    @property
    def cycle(self) -> str:
        """The usual cycle in words.

        >>> Industry("肉牛", "高效种养", 12, 18, ()).cycle
        '12–18 个月'
        """
        months = f"{self.cycle_from}–{self.cycle_to}" if self.cycle_to > self.cycle_from else self.cycle_from
        return f"{months} 个月"


@dataclass(frozen=True, slots=True)
class ChainModel:
    """How a household is tied into a chain of production (带动模式)."""

    name: str
    cooperative: bool
    """Whether a cooperative (or family farm) takes part, which a project then names."""
    firm: bool
    """Whether a leading firm does."""
    clause: str = ""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All industries and chain models of a county."""

    title: str
    reason: str
    """Why the lengths are as they are, and whose they are to correct."""
    industries: tuple[Industry, ...]
    models: tuple[ChainModel, ...]

    def industry(self, name: str) -> Industry | None:
        """The industry of that name; None where there is none."""
        return next((each for each in self.industries if each.name == name), None)

    def model(self, name: str) -> ChainModel | None:
        """The chain model of that name; None where there is none."""
        return next((each for each in self.models if each.name == name), None)

    def likely(self, purpose: str) -> Industry | None:
        """The industry whose longest word stands in a purpose; None where none does.

        >>> pig = Industry("生猪育肥", "高效种养", 6, 6, ("猪",))
        >>> sow = Industry("母猪繁育", "高效种养", 12, 12, ("母猪",))
        >>> Catalogue("", "", (pig, sow), ()).likely("购买母猪两头").name
        '母猪繁育'
        """
        found = [
            (len(word), -place, each)
            for place, each in enumerate(self.industries)
            for word in each.words
            if word in purpose
        ]
        return max(found, key=lambda hit: hit[:2])[2] if found else None
