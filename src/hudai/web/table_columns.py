"""One column of a list: what the page, the phone, the chooser and the workbook all go by."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString

from hudai.documents import columns as paper
from hudai.documents.columns import Kind
from hudai.web.templatetags import zh

__all__ = ["Column", "Kind"]

_SHOWN: dict[Kind, Callable[[Any], str]] = {
    Kind.COUNT: zh.amount,
    Kind.YUAN: zh.yuan,
    Kind.WAN: zh.wan,
    Kind.RATE: zh.percent,
    Kind.DAY: zh.short_day,
}
_WIDTHS = {
    Kind.NAME: 14,
    Kind.TEXT: 26,
    Kind.CODE: 20,
    Kind.COUNT: 10,
    Kind.YUAN: 15,
    Kind.WAN: 13,
    Kind.RATE: 10,
    Kind.DAY: 12,
}
_FIGURES = (Kind.COUNT, Kind.YUAN, Kind.WAN, Kind.RATE)


@dataclass(frozen=True, slots=True)
class Column:
    """A column; it has a ``field``, a ``value``, or only a ``cell`` (buttons, boxes to tick).

    What ``field`` and ``beside`` name is all that ``made`` is given, so a list whose columns do without
    ``value`` is taken out as a workbook without a single row being made into an object.
    """

    key: str
    """Names it in the address and in what an officer chose: stays as it is once people use it."""
    heading: str
    field: str = ""
    """Where its value is, as a query says it (``household__village__name``); it is sorted by this."""
    kind: Kind = Kind.NAME
    value: Callable[[Any], Any] | None = None
    """The row's value where ``field`` and ``beside`` do not say it all: fen, ppm, a day, a text."""
    made: Callable[..., Any] | None = None
    """Works the value out from what is in ``field`` (if any) and in each of ``beside``."""
    beside: tuple[str, ...] = ()
    """Further fields ``made`` needs; what is sealed stands here, for nothing can be sorted by it."""
    link: Callable[[Any], str] | None = None
    """The address its value leads to; empty for none."""
    tone: Callable[[Any], str] | None = None
    """Makes a badge of it: blue, green, orange, red or grey; empty for plain text."""
    cell: Callable[[Any], str] | None = None
    """What stands in its place on the page, from ``format_html``; the workbook has the value all the same."""
    shown: bool = True
    """Whether somebody who chose nothing sees it."""
    fixed: bool = False
    """Always there, and first or last where it is declared: no choice about it."""
    ordered: bool = True
    """Whether a click on its head sorts; only what has a field does."""
    summed: bool = False
    """Whether the whole list's sum is shown; only whole numbers that have a field."""
    of_sums: Callable[[Mapping[str, int]], Any] | None = None
    """What the row of sums shows here, worked out from the sums of the others by their keys."""
    head: str = ""
    """What stands in the head on the page instead of the heading, from ``format_html``."""
    width: int = 0
    """Room in the workbook in Latin characters; its kind's own width when not given."""
    ellipsis: int = 0
    """Characters of a text the page shows; all of it when not given."""

    def __post_init__(self) -> None:
        assert self.field or not self.summed, f"{self.key} is summed and needs a field"
        assert self.made or not self.beside, f"{self.key} has no use for further fields"
        assert not (self.made and self.value), f"{self.key} has two ways to its value"

    @property
    def exported(self) -> bool:
        """Whether there is anything in it for a workbook."""
        return bool(self.field or self.value or self.made)

    @property
    def sources(self) -> tuple[str, ...]:
        """The fields its value is made from, where it is made from nothing else."""
        return (self.field, *self.beside) if self.field else self.beside

    @property
    def sorts(self) -> bool:
        """Whether the list can be sorted by it."""
        return bool(self.field) and self.ordered

    @property
    def style(self) -> str:
        """The class of its cells."""
        if self.kind in _FIGURES:
            return "num"
        return {Kind.CODE: "id", Kind.TEXT: "wrap"}.get(self.kind, "") if not self.ellipsis else ""

    def of(self, row: Any) -> Any:
        """The value of a row, as the product keeps it; None where there is none."""
        if self.value is not None:
            return self.value(row)
        found = [reduce(_step, source.split("__"), row) for source in self.sources]
        return self.made(*found) if self.made else next(iter(found), None)

    def of_columns(self, found: Sequence[Sequence[Any]]) -> Sequence[Any]:
        """The values of many rows, from what each of :attr:`sources` holds for them."""
        return [self.made(*each) for each in zip(*found, strict=True)] if self.made else found[0]

    def text(self, value: Any) -> str:
        """A value as people read it; a dash for none."""
        if value is None or value == "":
            return zh.UNKNOWN
        said = _SHOWN.get(self.kind, str)(value)
        return said if not self.ellipsis or len(said) <= self.ellipsis else f"{said[: self.ellipsis - 1]}…"

    def on_page(self, row: Any) -> SafeString:
        """The cell of a row."""
        if self.cell is not None:
            return conditional_escape(self.cell(row))
        text = self.text(self.of(row))
        tone = self.tone(row) if self.tone else ""
        shown = zh.badge(text, tone) if tone else conditional_escape(text)
        address = self.link(row) if self.link else ""
        return format_html('<a href="{}">{}</a>', address, shown) if address else conditional_escape(shown)

    def on_paper(self) -> paper.Column:
        """The same column of a workbook."""
        return paper.Column(
            self.key, self.heading, self.width or _WIDTHS[self.kind], self.kind, summed=self.summed
        )


def _step(row: Any, name: str) -> Any:
    """What hangs on a row under a name; None where nothing does, as a query answers."""
    try:
        return None if row is None else getattr(row, name)
    except ObjectDoesNotExist:
        return None
