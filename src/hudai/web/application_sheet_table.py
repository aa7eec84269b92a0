"""The list of a sheet's applications with what the rules say of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from hudai.core.findings import Outcome
from hudai.web.forms.application_sheet import CheckFilters
from hudai.web.hints import OUTCOME_LABELS
from hudai.web.table import Column, Kind, Table


@dataclass(frozen=True, slots=True)
class Checked:
    """One application of the sheet."""

    row: int
    household: str
    applicant: str
    kind: str
    amount: int
    """Fen."""
    term_months: int
    outcome: Outcome
    failed: int
    to_explain: int
    missing: int
    told: Sequence[str]
    """The messages of the rules that do not pass."""


def lines(frame: pl.DataFrame) -> list[Checked]:
    """The rows of :func:`hudai.actions.application_check.lines`."""
    return [Checked(**{**row, "outcome": Outcome(row["outcome"])}) for row in frame.to_dicts()]


def narrowed(found: Sequence[Checked], form: CheckFilters) -> list[Checked]:
    """Those the filters leave."""
    said = form.cleaned_data if form.is_valid() else {}
    words, outcome = said.get("words") or "", said.get("outcome") or ""
    return [
        each
        for each in found
        if (not outcome or each.outcome == outcome) and (words in each.applicant or words in each.household)
    ]


def _messages(row: Checked) -> SafeString:
    """The first message, and the others behind a click."""
    if not row.told:
        return format_html("{}", "—")
    if len(row.told) == 1:
        return format_html("{}", row.told[0])
    told = format_html_join("", "<li>{}</li>", ((each,) for each in row.told))
    return format_html("<details><summary>{} 条说明</summary><ol>{}</ol></details>", len(row.told), told)


CHECKED = Table(
    "application_check",
    "申请审查结果",
    (
        Column("row", "表中第几行", "row", Kind.COUNT, fixed=True),
        Column("applicant", "申请人", "applicant", fixed=True),
        Column("household", "户编号", "household", Kind.CODE),
        Column("kind", "类型", "kind"),
        Column("amount", "申贷金额（元）", "amount", Kind.YUAN, summed=True),
        Column("term_months", "期限（月）", "term_months", Kind.COUNT),
        Column(
            "outcome",
            "结论",
            "outcome",
            value=lambda row: OUTCOME_LABELS[row.outcome][0],
            tone=lambda row: OUTCOME_LABELS[row.outcome][1],
        ),
        Column("failed", "不符合", "failed", Kind.COUNT),
        Column("to_explain", "需说明", "to_explain", Kind.COUNT),
        Column("missing", "待补", "missing", Kind.COUNT),
        Column("told", "说明", kind=Kind.TEXT, value=lambda row: "".join(row.told), cell=_messages, width=60),
    ),
    empty="没有符合条件的申请",
    hint="可以清空条件再查。",
    icon="clipboard-check",
)
