"""``hudai register``: the loan register of a day: annex 5, overdue, classes, ratios, breaker."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import click
import polars as pl

from hudai.cli.arguments import Day, ResultFolder, Sheet
from hudai.cli.chinese import Command
from hudai.cli.outputs import results, write_csv, write_json
from hudai.cli.policies import EXTRA, loaded, require_begun
from hudai.cli.progress import step
from hudai.cli.settle import counted, named
from hudai.cli.sheets_in import PROBLEM_LIST, described, later, portfolio_in
from hudai.core.breaker import area_ratios, with_tripped
from hudai.core.chains import due_in_force, known_extensions
from hudai.core.detection import COLUMNS, milder_classes, portfolio_findings
from hudai.core.identity import masked
from hudai.core.loan_register import remark
from hudai.core.money import half_up
from hudai.core.policy import Policy
from hudai.core.standing import CLASSES, standing
from hudai.core.words import percent, yuan
from hudai.documents import policy_files
from hudai.documents.forms import loan_register
from hudai.documents.imports.portfolio import Portfolio

EXAMPLES = """\
hudai register --loans 贷款明细.xlsx --repayments 还款明细.csv --as-of 2023-09-20 --out 台账
hudai register --loans 贷款.csv --repayments 还款.csv --as-of 2021-06-20 \\
    --policy shangcai-2019 --pdf --out 台账"""

MADE = ("standing.csv", "areas.csv", "findings.csv", "summary.json", "附件5.xlsx", "附件5.pdf")
NO_POLICY_FOOTNOTE = loan_register.footnote(level="区县", branch_day=None, bank_day=None, offices=())
"""Without a policy nobody knows by which day it goes where."""


@click.command(cls=Command, examples=EXAMPLES)
@click.option("--loans", type=Sheet(), required=True, help="贷款明细表（xlsx、xls、ods、csv）。")
@click.option("--as-of", "as_of", type=Day(), required=True, help="台账日期：这一天结束时的情况。")
@click.option("--repayments", type=Sheet(), help="还款明细表；不给则按一分未还计算。")
@click.option("--policy", "name", metavar="政策", help="按哪个政策判断熔断和核查；不写则不判断。")
@click.option("--out", type=ResultFolder(), required=True, help="结果放在哪个文件夹，没有就新建。")
@click.option("--pdf", is_flag=True, help="附件5另存一份 PDF。")
@click.option("--unmasked", is_flag=True, help="身份证号码写全号（默认遮住中间）。")
@EXTRA
def register(
    loans: Path,
    as_of: date,
    repayments: Path | None,
    name: str | None,
    out: Path,
    pdf: bool,
    unmasked: bool,
    extra: Path | None,
) -> None:
    """编制台账：附件5（每家银行一张表）、逾期和五级分类、各镇村不良率。

    没有余额的贷款不分类，也不计入任何比率。
    """
    policy = loaded(name, extra) if name else None
    if policy:
        require_begun(policy, as_of, "--as-of")
    given = portfolio_in(out, loans=loans, repayments=repayments)
    if repayments is None:
        click.echo("注意：没有给还款明细，余额和逾期按一分未还计算。", err=True)
    after = later(given, as_of, "--as-of")
    with step("分类和比率") as told:
        standings = standing(loans=given.loans, repayments=given.repayments, as_of=as_of, policy=policy)
        areas = _areas(standings, given, policy, as_of)
        told.append(f"{standings.height:,} 笔有余额")
    findings = _findings(standings, given, policy, as_of)
    rows = _annex_5(standings, given, as_of, unmasked=unmasked)
    with step("写出结果"), results(out, instead_of=("附件5.pdf", PROBLEM_LIST)) as folder:
        write_csv(_standing(standings, as_of), folder / "standing.csv")
        write_csv(_areas_out(areas), folder / "areas.csv")
        write_csv(named(findings, given), folder / "findings.csv")
        _write_annex_5(folder, rows, policy, as_of, pdf=pdf)
        summary = _summary(standings, areas, findings, given, policy, as_of) | {"later": after}
        write_json(summary, folder / "summary.json")
    judged = areas["tripped"].is_not_null().any()
    click.echo(_told(summary, out, MADE if pdf else MADE[:-1], judged=judged))


def _areas(standings: pl.DataFrame, given: Portfolio, policy: Policy | None, as_of: date) -> pl.DataFrame:
    places = given.loans.select("contract", "town", "village", "bank")
    located = standings.join(places, on="contract", how="left", maintain_order="left")
    areas = area_ratios(located)
    if policy is None:
        return areas.with_columns(tripped=pl.lit(None, dtype=pl.Boolean))
    return with_tripped(areas, policy=policy, as_of=as_of)


def _findings(standings: pl.DataFrame, given: Portfolio, policy: Policy | None, as_of: date) -> pl.DataFrame:
    """The bank's classes milder than the days say; with a policy also what breaks its rules."""
    milder = milder_classes(standings)
    if policy is None:
        return milder
    national = policy_files.read_national()
    broken = portfolio_findings(given.loans, given.repayments, policy=policy, national=national, as_of=as_of)
    return pl.concat([broken, milder.select(COLUMNS)])


def _standing(standings: pl.DataFrame, as_of: date) -> pl.DataFrame:
    return standings.select(
        "contract", pl.lit(as_of).alias("as_of"), "balance_fen", "days_overdue", "class", "npl"
    )


def _areas_out(areas: pl.DataFrame) -> pl.DataFrame:
    """One name a row: a village with its town's before it, since towns share village names."""
    name = pl.concat_str(pl.col("town").fill_null(""), pl.col("village").fill_null(""))
    return areas.select(
        "level", name.alias("area"), "bank", "loans", "balance_fen", "overdue_fen", "npl_fen",
        "overdue_ppm", "npl_ppm", pl.col("tripped").cast(pl.Int64),
    )  # fmt: skip


def _annex_5(standings: pl.DataFrame, given: Portfolio, as_of: date, *, unmasked: bool) -> pl.DataFrame:
    """Every loan disbursed by the day, one row each."""
    id_number = pl.col("id_number") if unmasked else masked(pl.col("id_number"))
    lent = given.loans.filter(pl.col("disbursed_on") <= as_of)
    known = known_extensions(lent, until=as_of + timedelta(days=1))
    stood = known.join(standings, on="contract", how="left", maintain_order="left")
    return stood.select(
        "bank", "borrower", "town", "village", "group", id_number.alias("id_number"), "purpose",
        pl.col("principal").alias("principal_fen"), "disbursed_on",
        due_in_force().alias("due_on"), remark().alias("note"),
    )  # fmt: skip


def _write_annex_5(
    folder: Path, rows: pl.DataFrame, policy: Policy | None, as_of: date, *, pdf: bool
) -> None:
    county, scheme = (policy.county, policy.scheme) if policy else ("", "脱贫人口小额信贷")
    footnote = loan_register.footnote_of(policy, as_of) if policy else NO_POLICY_FOOTNOTE
    head = loan_register.RegisterHead(county, scheme, made_on=as_of, as_of=as_of, footnote=footnote)
    loan_register.write_xlsx(folder / "附件5.xlsx", rows, head=head)
    if pdf:
        loan_register.write_pdf(folder / "附件5.pdf", rows, head=head)


def _summary(
    standings: pl.DataFrame,
    areas: pl.DataFrame,
    findings: pl.DataFrame,
    given: Portfolio,
    policy: Policy | None,
    as_of: date,
) -> dict[str, Any]:
    county = areas.filter(pl.col("level") == "county").row(0, named=True)
    classes = dict(standings.group_by("class").len().iter_rows())
    figures = ("loans", "balance_fen", "overdue_fen", "npl_fen", "overdue_ppm", "npl_ppm")
    return {
        "command": "register",
        "as_of": as_of.isoformat(),
        "policy": policy.name if policy else None,
        "policy_digest": policy.digest if policy else None,
        "loans": given.loans.height,
        "with_balance": {name: county[name] for name in figures},
        "classes": {name: int(classes.get(name, 0)) for name in CLASSES},
        "tripped": areas.filter("tripped").select("level", "town", "village").to_dicts(),
        "findings": counted(findings),
        "inputs": described(given.readings),
    }


def _told(summary: dict[str, Any], out: Path, made: Sequence[str], *, judged: bool) -> str:
    county = summary["with_balance"]

    def ratio(name: str) -> str:
        return "—" if county[name] is None else percent(half_up(county[name], 100) * 100)

    breaker = f"熔断 {len(summary['tripped'])} 个镇村" if judged else "没有判断熔断"
    lines = [
        f"{summary['as_of']} 台账：{summary['loans']:,} 笔，其中 {county['loans']:,} 笔有余额",
        f"  贷款余额 {yuan(county['balance_fen'])} 元，"
        f"逾期率 {ratio('overdue_ppm')}，不良率 {ratio('npl_ppm')}",
        "  " + "，".join(f"{name} {count:,}" for name, count in summary["classes"].items()),
        f"  {breaker}，核查发现 {sum(summary['findings'].values()):,} 条，见 findings.csv",
        f"结果在 {out}：{'、'.join(made)}",
    ]
    return "\n".join(lines)
