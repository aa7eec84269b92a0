"""What the rules say of a whole sheet of applications, as a workbook: 汇总 and every single answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import polars as pl

from hudai.documents.columns import Column, Kind
from hudai.documents.forms.table import PLACE, ListBook, TableHead
from hudai.documents.workbooks import FormBook, workbook

_WHO = (
    Column("row", "表中\n第几行", 8, Kind.COUNT),
    Column("household", "户编号", 18, Kind.CODE),
    Column("applicant", "申请人", 12, Kind.NAME),
)
SUMMARY = (
    PLACE,
    *_WHO,
    Column("kind", "类型", 10, Kind.NAME),
    Column("amount", "申贷金额（元）", 15, Kind.YUAN, summed=True),
    Column("term_months", "期限（月）", 10, Kind.COUNT),
    Column("outcome", "结论", 12, Kind.NAME),
    Column("failed", "不符合", 8, Kind.COUNT),
    Column("to_explain", "需说明", 8, Kind.COUNT),
    Column("missing", "待补", 8, Kind.COUNT),
)
FINDINGS = (
    PLACE,
    *_WHO,
    Column("rule", "审查项目", 22, Kind.TEXT),
    Column("level", "要求", 10, Kind.NAME),
    Column("verdict", "审查结果", 10, Kind.NAME),
    Column("clause", "依据", 16, Kind.TEXT),
    Column("message", "说明", 60, Kind.TEXT),
)
PIECE = 20_000


def write_screening(
    path: Path,
    applications: pl.DataFrame,
    findings: pl.DataFrame,
    *,
    words: Mapping[str, str],
    cite: Callable[[str], str],
    head: TableHead,
) -> None:
    """Write both tabs.

    Args:
        applications: the columns of :data:`SUMMARY` but the running number, a row an application.
        findings: those of :data:`FINDINGS` but the running number, a row an application and rule.
        words: what a form calls each outcome, level and verdict.
        cite: where the clause of an id stands.

    Raises:
        Refusal: if the file cannot be written.
    """
    places = {clause: cite(clause) for clause in findings["clause"].unique()}
    told = findings.with_columns(
        pl.col("clause").replace(places), pl.col("level", "verdict").replace(dict(words))
    )
    with workbook(path, head.made_on) as book:
        forms = FormBook(book)
        _tab(
            ListBook(forms, SUMMARY, head), applications.with_columns(pl.col("outcome").replace(dict(words)))
        )
        _tab(ListBook(forms, FINDINGS, replace(head, title="逐条审查结果")), told)


def _tab(book: ListBook, rows: pl.DataFrame) -> None:
    for piece in rows.iter_slices(PIECE):
        book.add(piece)
    book.end()
