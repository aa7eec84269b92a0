"""The sheets a command was given: read, or refused with a problem report and marked-up copies."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path

import click
import polars as pl

from hudai.cli.outputs import results
from hudai.cli.problems_told import SHOWN, told
from hudai.cli.progress import step
from hudai.core.errors import Problem, Refusal
from hudai.documents.imports.portfolio import Portfolio, read_portfolio
from hudai.documents.markup import mark_up
from hudai.documents.problems import write_problems
from hudai.documents.sheets import Reading

PROBLEM_LIST = "问题清单.csv"


def portfolio_in(
    out: Path,
    *,
    loans: Path,
    repayments: Path | None = None,
    stops: Path | None = None,
    granted: Path | None = None,
) -> Portfolio:
    """The portfolio of the sheets named.

    Raises:
        Refusal: if anything is wrong with them; the report lies in ``out`` by then.
    """
    files = [path for path in (loans, repayments, stops, granted) if path]
    with step(f"读取{'、'.join(path.name for path in files)}") as told:
        found = read_portfolio(loans, repayments, stops, granted)
        told.append(f"{found.loans.height:,} 笔贷款")
        if repayments:
            told.append(f"{found.repayments.height:,} 笔还款")
    if found.problems:
        sources = dict(zip(found.readings, files, strict=True))
        report(out, found.problems, found.readings, sources)
    passed_over(found.readings)
    return found


def passed_over(readings: Mapping[str, Reading]) -> None:
    """Say what of the sheets was not read, so that nothing is missed in silence."""
    for reading in readings.values():
        if parts := list(_passed_over(reading)):
            click.echo(f"  {reading.name}：{'；'.join(parts)}", err=True)


def _passed_over(reading: Reading) -> Iterator[str]:
    skipped = reading.skipped
    counts = (("合计", skipped.totals), ("备注", skipped.notes), ("重复的表头", skipped.heads))
    if rows := "、".join(f"{what} {count:,} 行" for what, count in counts if count):
        yield f"跳过{rows}"
    if reading.extra:
        yield f"没有用到的列：{_listed(reading.extra)}"
    if reading.ignored:
        yield f"没有读的工作表：{_listed(reading.ignored)}"


def _listed(names: Sequence[str]) -> str:
    return "、".join(names[:SHOWN]) + ("……" if len(names) > SHOWN else "")


def later(given: Portfolio, day: date, option: str) -> dict[str, int]:
    """How many facts are dated after ``day`` and therefore do not count; said as a notice, too."""
    counts = {
        "loans": given.loans.filter(pl.col("disbursed_on") > day).height,
        "repayments": given.repayments.filter(pl.col("paid_on") > day).height,
        "stops": given.stops.filter(pl.col("since") > day).height,
    }
    if any(counts.values()):
        labels = {"loans": "贷款", "repayments": "还款", "stops": "停贴"}
        told = "、".join(f"{labels[name]} {count:,} 笔" for name, count in counts.items() if count)
        everything = "，所有贷款都在其中，请核对日期" if counts["loans"] == given.loans.height else ""
        click.echo(f"注意：{told}在 {option} {day.isoformat()} 以后，没有计入{everything}。", err=True)
    return counts


def report(
    out: Path, problems: tuple[Problem, ...], readings: Mapping[str, Reading], sources: Mapping[str, Path]
) -> None:
    """Write the problem list and a marked-up copy of each faulty sheet, and refuse.

    Raises:
        Refusal: always.
    """
    with results(out) as folder:
        write_problems(problems, folder / PROBLEM_LIST)
        for name, reading in readings.items():
            found = any(problem.cell and problem.sheet.startswith(reading.name) for problem in problems)
            if found:
                target = folder / f"{reading.layout.title}（标出问题）.xlsx"
                mark_up(sources[name], reading, problems, target)
    for line in told(problems, further=f"，见 {PROBLEM_LIST}"):
        click.echo(f"  · {line}", err=True)
    raise Refusal(
        f"表格有 {len(problems):,} 处问题，没有计算。清单和标出问题的表在 {out}，改好后再运行一次。"
    )


def described(readings: Mapping[str, Reading]) -> dict[str, dict[str, object]]:
    """The sheets read, for ``summary.json``: file, digest, rows and what was passed over."""
    return {
        name: {
            "file": reading.name,
            "sha256": reading.digest,
            "rows": reading.rows,
            "skipped": {
                "blank": reading.skipped.blank,
                "totals": reading.skipped.totals,
                "notes": reading.skipped.notes,
                "heads": reading.skipped.heads,
            },
            "unknown_columns": list(reading.extra),
            "ignored_tabs": list(reading.ignored),
        }
        for name, reading in readings.items()
    }
