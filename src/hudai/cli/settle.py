"""``hudai settle``: a bank's sheets in; subsidy list, worksheet and annex 4 out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import click
import polars as pl

from hudai.cli.arguments import Day, ResultFolder, Sheet, WrongUsage
from hudai.cli.chinese import Command
from hudai.cli.outputs import results, write_csv, write_json
from hudai.cli.policies import EXTRA, loaded, require_begun
from hudai.cli.progress import step
from hudai.cli.sheets_in import PROBLEM_LIST, described, later, portfolio_in
from hudai.core.dates import ONE_DAY, settlement_days
from hudai.core.detection import portfolio_findings
from hudai.core.identity import masked
from hudai.core.policy import Policy
from hudai.core.settlement import Settlement
from hudai.core.settlement import settle as settled
from hudai.core.words import yuan
from hudai.documents import policy_files
from hudai.documents.forms import subsidy_summary
from hudai.documents.imports.portfolio import Portfolio

EXAMPLES = """\
hudai settle --policy yubei-2021 --through 2023-09-20 --loans 贷款明细.xlsx \\
    --repayments 还款明细.csv --out 结果
hudai settle --policy shangcai-2019 --through 2021-06-20 --loans 贷款.csv --repayments 还款.csv \\
    --stops 停止贴息.csv --granted 已批贴息.csv --pdf --out 结果"""

SINCE_INCEPTION = "支付利息从放款算起，以前已批的已减去"
MADE = ("settlement.csv", "worksheet.csv", "findings.csv", "summary.json", "附件4.xlsx", "附件4.pdf")


@click.command(cls=Command, examples=EXAMPLES)
@click.option("--policy", "name", required=True, metavar="政策", help="政策名，见 hudai policies。")
@click.option("--through", type=Day(), required=True, help="结算到哪一天：最后一个结息期的最后一天。")
@click.option("--loans", type=Sheet(), required=True, help="贷款明细表（xlsx、xls、ods、csv）。")
@click.option("--repayments", type=Sheet(), required=True, help="还款明细表。")
@click.option("--stops", type=Sheet(), help="停止贴息表。")
@click.option("--granted", type=Sheet(), help="已批贴息表。")
@click.option("--out", type=ResultFolder(), required=True, help="结果放在哪个文件夹，没有就新建。")
@click.option("--pdf", is_flag=True, help="附件4另存一份 PDF。")
@click.option("--unmasked", is_flag=True, help="身份证号码写全号（默认遮住中间）。")
@EXTRA
def settle(
    name: str,
    through: date,
    loans: Path,
    repayments: Path,
    stops: Path | None,
    granted: Path | None,
    out: Path,
    pdf: bool,
    unmasked: bool,
    extra: Path | None,
) -> None:
    """结算贴息：读入贷款和还款明细，写出结算表、计算底稿和附件4。

    结算从放款之日算起，晚到的还款、更正过的日期、补报的停贴都会在这一期自动多退少补。
    """
    policy = loaded(name, extra)
    _require_settlement_day(policy, through)
    national = policy_files.read_national()
    given = portfolio_in(out, loans=loans, repayments=repayments, stops=stops, granted=granted)
    after = later(given, through, "--through")
    with step("计算贴息") as told:
        settlement = settled(
            loans=given.loans,
            repayments=given.repayments,
            stops=given.stops,
            granted=given.granted,
            policy=policy,
            national=national,
            through=through,
        )
        told.append(f"{settlement.lines.height:,} 笔")
    with step("核查") as told:
        findings = portfolio_findings(
            given.loans, given.repayments, policy=policy, national=national, as_of=through
        )
        told.append(f"{findings.height:,} 条发现")
    with step("写出结果"), results(out, instead_of=("附件4.pdf", PROBLEM_LIST)) as folder:
        write_csv(_lines(settlement, given), folder / "settlement.csv")
        write_csv(settlement.worksheet(), folder / "worksheet.csv")
        write_csv(named(findings, given), folder / "findings.csv")
        _write_annex_4(folder, _annex_4(settlement, given, unmasked=unmasked), policy, through, pdf=pdf)
        summary = _summary(settlement, findings, given, policy) | {"later": after}
        write_json(summary, folder / "summary.json")
    click.echo(_told(summary, out, MADE if pdf else MADE[:-1]))


def _require_settlement_day(policy: Policy, through: date) -> None:
    """Refuse a day that ends no settlement period, before anything is read.

    Raises:
        WrongUsage: if it ends none, naming those before and after it; or lies before the scheme.
    """
    require_begun(policy, through, "--through")
    frequency, day = policy.settlement_frequency.on(through), policy.settlement_day.on(through)
    before, after = settlement_days(through, through + ONE_DAY, frequency, day)
    if after != through + ONE_DAY:
        raise WrongUsage(
            f"{through.isoformat()} 不是结息期的最后一天，不能结算到这一天。"
            f"前后的结息日是 {(before - ONE_DAY).isoformat()} 和 {(after - ONE_DAY).isoformat()}。"
        )


def _lines(settlement: Settlement, given: Portfolio) -> pl.DataFrame:
    names = given.loans.select("contract", "borrower")
    lines = settlement.lines.join(names, on="contract", how="left", maintain_order="left")
    return lines.select(
        "contract", "household", "borrower", "entitled_fen", "paid_fen", "granted_fen", "due_fen"
    )


def named(findings: pl.DataFrame, given: Portfolio) -> pl.DataFrame:
    """Findings with the borrower's name beside the contract."""
    names = given.loans.select("contract", "borrower")
    return findings.join(names, on="contract", how="left", maintain_order="left").select(
        "contract", "borrower", "rule", "level", "clause", "message", "stake_fen"
    )


def _annex_4(settlement: Settlement, given: Portfolio, *, unmasked: bool) -> pl.DataFrame:
    """What is asked for now, loan by loan; a line of nothing is not written."""
    id_number = pl.col("id_number") if unmasked else masked(pl.col("id_number"))
    # What was granted before comes without its period, so the interest paid cannot be cut off there.
    since_inception = pl.when(pl.col("granted_fen") > 0, pl.col("due_fen") > 0).then(pl.lit(SINCE_INCEPTION))
    claimed = settlement.lines.filter(pl.col("due_fen") != 0).drop("household")
    loans = given.loans.join(claimed, on="contract", maintain_order="left")
    return loans.select(
        "town", "household", "borrower", id_number.alias("id_number"), "household_size", "bank",
        pl.col("principal").alias("principal_fen"), pl.col("rate").alias("rate_ppm"),
        "paid_fen", "due_fen", "payee_bank", "account",
        since_inception.otherwise(pl.lit("")).alias("note"),
    )  # fmt: skip


def _write_annex_4(folder: Path, lines: pl.DataFrame, policy: Policy, through: date, *, pdf: bool) -> None:
    head = subsidy_summary.SummaryHead(policy.county, policy.scheme, made_on=through, through=through)
    subsidy_summary.write_xlsx(folder / "附件4.xlsx", lines, head=head)
    if pdf:
        subsidy_summary.write_pdf(folder / "附件4.pdf", lines, head=head)


def _summary(
    settlement: Settlement, findings: pl.DataFrame, given: Portfolio, policy: Policy
) -> dict[str, Any]:
    due = settlement.lines["due_fen"]
    totals = settlement.lines.select(pl.col("^.*_fen$").sum()).row(0, named=True)
    return {
        "command": "settle",
        "policy": policy.name,
        "policy_digest": policy.digest,
        "through": settlement.through.isoformat(),
        "time_basis": settlement.basis.value,
        "loans": settlement.lines.height,
        "households": settlement.lines["household"].n_unique(),
        "repayments": given.repayments.height,
        "totals": totals,
        "to_pay": {"loans": int((due > 0).sum()), "fen": int(due.filter(due > 0).sum())},
        "clawbacks": {"loans": int((due < 0).sum()), "fen": int(-due.filter(due < 0).sum())},
        "findings": counted(findings),
        "inputs": described(given.readings),
    }


def counted(findings: pl.DataFrame) -> dict[str, int]:
    """How many findings of each rule."""
    return dict(findings.group_by("rule", maintain_order=True).len().iter_rows())


def _told(summary: dict[str, Any], out: Path, made: Sequence[str]) -> str:
    totals, pay, back = summary["totals"], summary["to_pay"], summary["clawbacks"]
    lines = [
        f"结算到 {summary['through']}：{summary['loans']:,} 笔贷款，{summary['households']:,} 户",
        f"  应享受贴息 {yuan(totals['entitled_fen'])} 元，已批 {yuan(totals['granted_fen'])} 元",
        f"  本期应贴 {pay['loans']:,} 笔 {yuan(pay['fen'])} 元，"
        f"多贴应退 {back['loans']:,} 笔 {yuan(back['fen'])} 元",
        f"  核查发现 {sum(summary['findings'].values()):,} 条，见 findings.csv",
        f"结果在 {out}：{'、'.join(made)}",
    ]
    return "\n".join(lines)
