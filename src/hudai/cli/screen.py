"""``hudai screen``: applications held against every eligibility rule, with notices to print."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

import click
import polars as pl

from hudai.cli.arguments import Day, ResultFolder, Sheet
from hudai.cli.chinese import Command
from hudai.cli.outputs import results, write_csv, write_json
from hudai.cli.policies import EXTRA, loaded
from hudai.cli.progress import step
from hudai.cli.sheets_in import PROBLEM_LIST, described, passed_over, report
from hudai.core.clauses import Document
from hudai.core.findings import Level, Outcome, Verdict
from hudai.core.policy import Policy
from hudai.core.screening import Screening
from hudai.core.screening import screen as screened
from hudai.documents import policy_files
from hudai.documents.forms import decision_notice
from hudai.documents.forms.decision_notice import Notice, NoticeFinding, NoticeHead
from hudai.documents.imports.applications import read_applications
from hudai.documents.sheets import Reading

OUTCOME_LABELS = {
    Outcome.ELIGIBLE: "符合条件",
    Outcome.NEEDS_WAIVER: "需说明理由",
    Outcome.NEEDS_FACTS: "材料待补",
    Outcome.INELIGIBLE: "不符合条件",
}
NOTICES = "审查意见书.pdf"
MADE = ("verdicts.csv", "findings.csv", "summary.json", NOTICES)
MOST_NOTICES = 5_000
"""Above this many, notices are printed only when asked for with ``--notices``."""

EXAMPLES = """\
hudai screen --policy yubei-2021 --applications 申请明细.xlsx --on 2023-09-20 --out 审查"""


@click.command(cls=Command, examples=EXAMPLES)
@click.option("--policy", "name", required=True, metavar="政策", help="政策名，见 hudai policies。")
@click.option("--applications", type=Sheet(), required=True, help="申请明细表。")
@click.option("--on", type=Day(), help="申请日期：表中没有填申请日期的按这一天。")
@click.option("--out", type=ResultFolder(), required=True, help="结果放在哪个文件夹，没有就新建。")
@click.option(
    "--notices/--no-notices", default=None, help=f"是否写出审查意见书（超过 {MOST_NOTICES:,} 件时默认不写）。"
)
@click.option("--office", metavar="单位", help="意见书落款的单位。")
@EXTRA
def screen(
    name: str,
    applications: Path,
    on: date | None,
    out: Path,
    notices: bool | None,
    office: str | None,
    extra: Path | None,
) -> None:
    """审查申请：逐条对照政策，写出每条结论、总的结论和审查意见书。

    表里空着的项目是“不知道”，不是“没有”，会列出要补的材料。
    """
    policy = loaded(name, extra)
    with step(f"读取{applications.name}") as told:
        reading = read_applications(applications)
        told.append(f"{reading.frame.height:,} 件申请")
    if reading.problems:
        report(out, reading.problems, {"applications": reading}, {"applications": applications})
    passed_over({"applications": reading})
    with step("对照政策"):
        screening = screened(
            reading.frame, policy=policy, national=policy_files.read_national(), on=on, together=True
        )
    wanted = reading.frame.height <= MOST_NOTICES if notices is None else notices
    with step("写出结果"), results(out, instead_of=(NOTICES, PROBLEM_LIST)) as folder:
        findings = screening.findings()
        write_csv(findings, folder / "findings.csv")
        write_csv(screening.verdicts, folder / "verdicts.csv")
        if wanted:
            document = policy_files.load_clauses(name, extra)
            head = NoticeHead(
                office=office or f"{policy.county}小额信贷审查单位",
                scheme=policy.scheme,
                policy_title=policy.title,
                digest=policy.digest,
                made_on=on or _last_day(screening) or date.today(),
            )
            made = list(_notices(screening, findings, document))
            decision_notice.write_pdf(folder / NOTICES, made, head=head)
        write_json(_summary(screening, reading, policy), folder / "summary.json")
    click.echo(_told(screening, out, MADE if wanted else MADE[:-1]))


def _last_day(screening: Screening) -> date | None:
    found = screening.facts["applied_on"].max()
    return found if isinstance(found, date) else None


def _notices(screening: Screening, findings: pl.DataFrame, document: Document) -> Iterator[Notice]:
    labels = screening.labels
    places = {clause.id: clause.place for clause in document.clauses}
    by_row = {
        rows["row"][0]: [
            NoticeFinding(
                rule=labels[each["rule"]],
                level=Level(each["level"]),
                verdict=Verdict(each["verdict"]),
                clause=places.get(each["clause"], each["clause"]),
                message=each["message"],
            )
            for each in rows.iter_rows(named=True)
        ]
        for rows in findings.partition_by("row", maintain_order=True)
    }
    facts = screening.facts.join(screening.verdicts.select("row", "verdict"), on="row", maintain_order="left")
    for each in facts.iter_rows(named=True):
        yield Notice(
            applicant=each["name"] or "",
            id_number=each["id_number"] or "",
            village=_village(each),
            amount_fen=each["amount"],
            term_months=each["term_months"],
            applied_on=each["applied_on"],
            outcome=Outcome(each["verdict"]),
            findings=by_row.get(each["row"], []),
        )


def _village(facts: dict[str, object]) -> str:
    return "".join(str(facts[part]) for part in ("town", "village") if facts.get(part))


def _summary(screening: Screening, reading: Reading, policy: Policy) -> dict[str, object]:
    counts = screening.counts().filter((pl.col("failed") > 0) | (pl.col("unknown") > 0))
    return {
        "command": "screen",
        "policy": policy.name,
        "policy_digest": policy.digest,
        "applications": screening.verdicts.height,
        "verdicts": {outcome.value: _count(screening, outcome) for outcome in Outcome},
        "rules": {rule: {"failed": failed, "unknown": unknown} for rule, failed, unknown in counts.rows()},
        "inputs": described({"applications": reading}),
    }


def _count(screening: Screening, outcome: Outcome) -> int:
    return int((screening.verdicts["verdict"] == outcome.value).sum())


def _told(screening: Screening, out: Path, made: Sequence[str]) -> str:
    parts = "，".join(f"{label} {_count(screening, outcome):,}" for outcome, label in OUTCOME_LABELS.items())
    told = [f"审查 {screening.verdicts.height:,} 件申请：{parts}"]
    several = screening.facts["beside"].count()
    if several:
        told.append(f"其中 {several:,} 件在表里还有同一户或同一人的其他申请，各件分开审查，请合起来看")
    return "\n".join([*told, f"结果在 {out}：{'、'.join(made)}"])
