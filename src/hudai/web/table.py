"""Lists: declared once as columns, and shown, sorted, chosen from, summed and taken out alike.

A list page is a table of columns and a queryset::

    TABLE = Table(
        "loans",
        "贷款台账",
        (
            Column("number", "编号", "number", Kind.CODE, link=lambda row: address(row), fixed=True),
            Column("borrower", "借款人", "borrower__name"),
            Column("id_number", "身份证号码", kind=Kind.CODE, value=lambda row: masked(row.id_number)),
            Column("principal", "本金（元）", "principal", Kind.YUAN, summed=True),
            Column("state", "状态", "state", value=..., tone=lambda row: TONES[row.state]),
        ),
        empty="没有符合条件的贷款",
        hint="可以清空条件再查。",
    )

    @require_safe
    def loans(request: Request) -> HttpResponseBase:
        form = LoanFilters(request.GET)
        return TABLE.page(request, queries.loans(request.desk.posting, form.filters()), filters=form)

``page`` answers with the whole page, for htmx with the table alone, for ``?xlsx=loans`` with the
workbook (and its line in the journal); a long one is made by a worker, which asks the same address
again.  A page with more on it extends ``table/list.html`` (blocks ``actions``, ``before``, ``after``)
and is named by ``template=``; several tables on one page are each made by :meth:`Table.shown` and drawn
by ``parts/table.html``.  ``select_related`` everything the columns reach: the number of queries must not
grow with the rows.  A long list says with ``made`` which fields its values come from instead of taking
the row apart with ``value``: its workbook is then made three times as fast.  What depends on the request
(a column of buttons, another hint) is put in by ``dataclasses.replace``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.core.paginator import Page, Paginator
from django.db.models import Count, F, QuerySet, Sum
from django.http import HttpResponseBase
from django.shortcuts import render
from django.utils.functional import cached_property

from hudai.actions.table import PAGE_SIZES, USUAL_SIZE
from hudai.records.models import ListPreference
from hudai.web import table_export
from hudai.web.request import Request
from hudai.web.table_columns import Column, Kind
from hudai.web.table_rows import Rows
from hudai.web.templatetags.zh import page_numbers

__all__ = ["Column", "Kind", "Shown", "Table"]

Found = QuerySet[Any, Any] | Sequence[Any]

known: set[str] = set()
"""Keys of all lists there are: for no other is a choice kept."""


@dataclass(frozen=True)
class Table:
    """A list as it is declared."""

    key: str
    """Names it in addresses and in what officers chose."""
    title: str
    columns: Sequence[Column]
    empty: str = "没有符合条件的记录"
    hint: str = "可以清空条件再查。"
    icon: str = "inbox"
    note: str = ""
    """A sentence below the rows of the workbook."""
    second: bool = False
    """Whether it stands below another list of the same page, and so keeps its own place in the address."""
    whole: bool = False
    """Whether all rows stand on one page: lists of a few dozen, such as the villages of a county."""

    def __post_init__(self) -> None:
        known.add(self.key)
        keys = [column.key for column in self.columns]
        assert len(set(keys)) == len(keys), f"two columns of {self.key} have one key"

    def shown(
        self,
        request: Request,
        rows: Found,
        *,
        filters: forms.Form | None = None,
        path: str = "",
        height: int | None = None,
    ) -> Shown:
        """The list for one request: what its officer chose, sorted as the address says.

        ``path`` is where the list stands, when the request went somewhere else; ``height`` is how many
        rows there are, where the page has counted them already and none are summed.
        """
        return Shown(self, request, rows, filters, path or request.path, height)

    def page(
        self,
        request: Request,
        rows: Found,
        *,
        filters: forms.Form | None = None,
        template: str = "table/list.html",
        status: int = 200,
        path: str = "",
        height: int | None = None,
        **facts: Any,
    ) -> HttpResponseBase:
        """The whole page; the table alone for htmx; the workbook where the address asks for it."""
        shown = self.shown(request, rows, filters=filters, path=path, height=height)
        if shown.is_taken_out:
            return shown.workbook()
        drawn = "parts/table.html" if request.htmx else template
        return render(request, drawn, {"title": self.title, **facts, "table": shown}, status=status)


@dataclass
class Shown:
    """A list for one request, as the template draws it."""

    table: Table
    request: Request
    found: Found
    filters: forms.Form | None
    path: str
    height: int | None = None
    """How many rows there are, where that was counted already."""
    page_sizes: Sequence[int] = field(default=PAGE_SIZES)

    @property
    def target(self) -> str:
        """The id of what htmx swaps."""
        return f"table-{self.table.key}"

    @property
    def here(self) -> str:
        """The address of this very look of the list."""
        query = self.request.GET.urlencode() if self.path == self.request.path else ""
        return f"{self.path}?{query}" if query else self.path

    @property
    def order_name(self) -> str:
        """How the address names what it is sorted by."""
        return f"{self.table.key}-order" if self.table.second else "order"

    @property
    def page_name(self) -> str:
        """How the address names the page."""
        return f"{self.table.key}-page" if self.table.second else "page"

    @property
    def is_taken_out(self) -> bool:
        """Whether the address asks for this list as a workbook."""
        return self.request.GET.get("xlsx") == self.table.key

    @cached_property
    def _choice(self) -> ListPreference | None:
        return ListPreference.objects.filter(officer=self.request.user, key=self.table.key).first()

    @property
    def is_chosen(self) -> bool:
        """Whether the officer has made a choice for this list."""
        return self._choice is not None

    @cached_property
    def page_size(self) -> int:
        """Rows of a page."""
        return self._choice.page_size if self._choice else USUAL_SIZE

    @cached_property
    def columns(self) -> list[Column]:
        """The columns that are shown, in the order declared."""
        if isinstance(self.request, table_export.AskedAgain):
            return [column for column in self.table.columns if column.key in self.request.columns]
        wanted = set(self._choice.columns) if self._choice else None
        return [
            column
            for column in self.table.columns
            if column.fixed or (column.shown if wanted is None else column.key in wanted)
        ]

    @property
    def choices(self) -> list[tuple[Column, bool]]:
        """Each column there is a choice about, and whether it is shown."""
        return [(column, column in self.columns) for column in self.table.columns if not column.fixed]

    @cached_property
    def _order(self) -> tuple[Column | None, bool]:
        """The column sorted by, and whether the largest comes first."""
        asked = self.request.GET.get(self.order_name, "")
        wanted = asked.removeprefix("-")
        column = next((each for each in self.table.columns if each.sorts and each.key == wanted), None)
        return column, asked.startswith("-")

    @property
    def heads(self) -> list[dict[str, Any]]:
        """For each column its head: which way it is sorted now, and what a click sorts by."""
        by, falling = self._order
        return [
            {
                "column": column,
                "sorted": ("descending" if falling else "ascending") if column is by else "",
                "order": f"-{column.key}" if column is by and not falling else column.key,
            }
            for column in self.columns
        ]

    @cached_property
    def rows(self) -> Found:
        """All rows in their order; those without a value come last."""
        by, falling = self._order
        if by is None:
            return self.found
        if isinstance(self.found, QuerySet):
            name = F(by.field)
            first = name.desc(nulls_last=True) if falling else name.asc(nulls_last=True)
            return self.found.order_by(first, "pk")
        valued = [(by.of(row), row) for row in self.found]
        known_rows = [pair for pair in valued if pair[0] is not None]
        known_rows.sort(key=lambda pair: pair[0], reverse=falling)
        return [row for _, row in known_rows] + [row for value, row in valued if value is None]

    @cached_property
    def page(self) -> Page[Any]:
        """The page the address names."""
        height, _ = self._whole
        paginator = Paginator(self.rows, max(height, 1) if self.table.whole else self.page_size)
        paginator.count = height
        page = paginator.get_page(self.request.GET.get(self.page_name))
        if isinstance(self.rows, QuerySet) and not self.table.whole:
            page.object_list = _read(self.rows, page.object_list)
        return page

    @property
    def page_links(self) -> list[tuple[int | None, str, str]]:
        """Page, what its link says and ``rel``; without a page where some are left out."""
        page = self.page
        links: list[tuple[int | None, str, str]] = [
            (number, "…" if number is None else f"{number}", "") for number in page_numbers(page)
        ]
        if page.has_previous():
            links.insert(0, (page.previous_page_number(), "上一页", "prev"))
        if page.has_next():
            links.append((page.next_page_number(), "下一页", "next"))
        return links

    @property
    def lines(self) -> list[list[tuple[Column, str]]]:
        """The rows of the page, cell by cell."""
        return [[(column, column.on_page(row)) for column in self.columns] for row in self.page.object_list]

    @property
    def sums(self) -> Mapping[str, int]:
        """The sum of each summed column over the whole list."""
        return self._whole[1]

    @cached_property
    def _whole(self) -> tuple[int, Mapping[str, int]]:
        """How many rows the whole list has, and its sums: one question, as each goes through all rows."""
        summed = [column for column in self.table.columns if column.summed]
        if not isinstance(self.found, QuerySet):
            sums = {each.key: sum(each.of(row) or 0 for row in self.found) for each in summed}
            return len(self.found), sums
        if not summed:
            return self.found.count() if self.height is None else self.height, {}
        wanted = {f"sum_{at}": Sum(column.field, default=0) for at, column in enumerate(summed)}
        got = self.found.order_by().aggregate(height=Count("*"), **wanted)
        return got["height"], {column.key: got[f"sum_{at}"] for at, column in enumerate(summed)}

    @property
    def told_sums(self) -> list[tuple[Column, str]]:
        """Each column shown that is summed, and its sum."""
        return [(column, column.text(self.sums[column.key])) for column in self.columns if column.summed]

    @property
    def foot(self) -> list[tuple[Column, str]]:
        """The row of sums, where the list has one that stands still: all rows on one page."""
        if not self.table.whole or not self.told_sums:
            return []
        foot = [(column, self._in_foot(column)) for column in self.columns]
        return [(self.columns[0], "合计"), *foot[1:]]

    def _in_foot(self, column: Column) -> str:
        if column.of_sums is not None:
            return column.text(column.of_sums(self.sums))
        return column.text(self.sums[column.key]) if column.summed else ""

    def workbook(self) -> HttpResponseBase:
        """The list as a file, all rows, in the columns shown; it is in the journal."""
        exported = [column for column in self.columns if column.exported]
        rows = Rows(self.rows, exported)
        export = table_export.Export(self.table.key, self.table.title, rows, self.table.note, self.filters)
        return table_export.answer(self.request, export)


def _read(rows: QuerySet[Any], on_page: Any) -> Any:
    """The rows of a page: which they are is found out first, so that no others are read whole."""
    if rows.query.values_select or rows.query.is_sliced:
        return on_page
    return rows.filter(pk__in=list(on_page.values_list("pk", flat=True)))
