"""What the demonstration's commands worked out, read back from the files they wrote.

The story and the page tell nothing that does not stand in those files.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import polars as pl

from hudai.core.findings import Outcome
from hudai.core.words import percent, yuan
from hudai.demo import shipped
from hudai.documents.imports.loans import read_loans

SHEETS, SCREENED, SETTLED, REGISTERED = "示例表", "审查", "结算", "台账"
"""The folders of the results: what was read, and what each command wrote."""

OUTCOMES = {
    Outcome.ELIGIBLE: "符合条件",
    Outcome.NEEDS_WAIVER: "需说明理由",
    Outcome.NEEDS_FACTS: "材料待补",
    Outcome.INELIGIBLE: "不符合条件",
}


@dataclass(frozen=True, slots=True)
class Story:
    """The figures of one run; money in fen, ratios in ppm."""

    outcomes: dict[str, int]
    """How many applications of each outcome, in words."""
    lines: pl.DataFrame
    """The settlement's lines, with town, bank and principal of the loan."""
    worksheet: pl.DataFrame
    findings: pl.DataFrame
    county: dict[str, int | None]
    """loans with a balance, balance_fen, overdue_fen, npl_fen, overdue_ppm, npl_ppm."""
    towns: pl.DataFrame
    """One row a town: town, loans, balance_fen, overdue_ppm, npl_ppm, due_fen, due_loans."""
    repayments: int

    @property
    def due(self) -> pl.Series:
        """What is due on each loan, fen."""
        return self.lines["due_fen"]

    def total(self, column: str) -> int:
        """The sum of one of the lines' amounts, fen."""
        return int(self.lines[column].sum())

    @property
    def to_pay(self) -> tuple[int, int]:
        """Loans something is paid on, and how much."""
        due = self.due.filter(self.due > 0)
        return len(due), int(due.sum())

    @property
    def clawback(self) -> tuple[int, int]:
        """Loans on which something is to be paid back (多贴应退), and how much."""
        back = self.due.filter(self.due < 0)
        return len(back), -int(back.sum())


def read_story(out: Path) -> Story:
    """The story of the results in ``out``."""
    lent = read_loans(out / SHEETS / shipped.LOAN_SHEET).frame
    known = lent.select("contract", "town", "bank", "principal")
    lines = pl.read_csv(out / SETTLED / "settlement.csv", schema_overrides=_TEXTS)
    lines = lines.join(known, on="contract", maintain_order="left")
    areas = pl.read_csv(out / REGISTERED / "areas.csv", schema_overrides={"area": pl.String})
    county = areas.filter(pl.col("level") == "county")
    figures = ("loans", "balance_fen", "overdue_fen", "npl_fen", "overdue_ppm", "npl_ppm")
    verdicts = pl.read_csv(out / SCREENED / "verdicts.csv")["verdict"]
    return Story(
        outcomes={label: int((verdicts == outcome.value).sum()) for outcome, label in OUTCOMES.items()},
        lines=lines,
        worksheet=pl.read_csv(out / SETTLED / "worksheet.csv", schema_overrides=_TEXTS, try_parse_dates=True),
        findings=pl.read_csv(out / SETTLED / "findings.csv", schema_overrides=_TEXTS),
        county=county.select(figures).row(0, named=True),
        towns=_towns(areas, lines),
        repayments=pl.read_csv(out / SHEETS / shipped.REPAYMENT_SHEET).height,
    )


_TEXTS = {"contract": pl.String, "household": pl.String, "reason": pl.String}


def _towns(areas: pl.DataFrame, lines: pl.DataFrame) -> pl.DataFrame:
    due = lines.group_by("town").agg(
        pl.col("due_fen").sum(), due_loans=(pl.col("due_fen") != 0).sum(), lent=pl.len()
    )
    stood = areas.filter(pl.col("level") == "town").rename({"area": "town"})
    columns = ("town", "loans", "balance_fen", "overdue_ppm", "npl_ppm", "lent", "due_fen", "due_loans")
    return due.join(stood, on="town", how="left").select(columns).sort("balance_fen", "town", descending=True)


def told(story: Story, out: Path) -> str:
    """The run in five lines."""
    paid, back = story.to_pay, story.clawback
    households, banks = story.lines["household"].n_unique(), story.lines["bank"].n_unique()
    outcomes = "，".join(f"{label} {count}" for label, count in story.outcomes.items())
    return "\n".join(
        [
            f"① 虚构的一个县：{story.towns.height} 个镇、{banks} 家银行、{households} 户、"
            f"{story.lines.height} 笔贷款、{story.repayments:,} 笔还款，直接读银行的表。",
            f"② 审查 {sum(story.outcomes.values())} 件申请：{outcomes}，每条结论都有条款。",
            f"③ 结算到 {shipped.THROUGH}：应贴 {yuan(story.total('entitled_fen'))} 元，"
            f"已贴 {yuan(story.total('granted_fen'))} 元，本期应付 {paid[0]} 笔 {yuan(paid[1])} 元，"
            f"多贴应退 {back[0]} 笔 {yuan(back[1])} 元。",
            f"④ 台账到 {shipped.AS_OF}：贷款余额 {yuan(story.county['balance_fen'] or 0)} 元，"
            f"逾期率 {ratio(story.county['overdue_ppm'])}，不良率 {ratio(story.county['npl_ppm'])}。",
            f"⑤ 核查发现 {story.findings.height} 条；附件4、附件5、审查意见书和计算底稿都在 {out}。",
        ]
    )


def ratio(ppm: int | None) -> str:
    """A ratio with two decimals, rounded half up; a dash where there is no balance."""
    return "—" if ppm is None else percent((ppm + 50) // 100 * 100)
