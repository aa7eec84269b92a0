"""审查意见书: what became of one application and why, one page a household, to read and to keep.

The page is an official document (GB/T 9704): what was applied for, the conclusion in a word, the
decision or where the case waits, then what stands in the way, each item with its clause and what to
do.  Items that are in order are named in one line with their clauses, so that the page stays a page.
A case that is only screened, without a road of opinions, has the rules' word for its conclusion.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from hudai.core.findings import Level, Outcome, Verdict
from hudai.core.identity import mask
from hudai.core.words import in_words, yuan
from hudai.core.workflow import State
from hudai.documents.fonts import FontBook
from hudai.documents.forms.decision_standing import DECISIONS, Standing, in_day, next_step, told
from hudai.documents.pdf import render, save

TEMPLATE = Path(__file__).with_name("decision_notice.typ")
MOST_PER_FILE = 500
"""Notices in one PDF: what an office prints in one go, and a moderate use of memory."""

OUTCOMES = {
    Outcome.ELIGIBLE: "符合条件",
    Outcome.INELIGIBLE: "不符合条件",
    Outcome.NEEDS_WAIVER: "需说明理由",
    Outcome.NEEDS_FACTS: "材料待补",
}
NEXT_STEPS = {
    Outcome.ELIGIBLE: "申请转入下一环节办理，请保持电话畅通，配合村（居）委会、镇和经办银行核实情况。",
    Outcome.INELIGIBLE: "上列事项解决后可以重新申请；认为与事实不符的，请带证明材料向本单位申请复核。",
    Outcome.NEEDS_WAIVER: "上列事项原则上应当符合。确有需要的，请写明理由交村（居）委会，由有权的岗位审批。",
    Outcome.NEEDS_FACTS: "请按上表补齐材料后交村（居）委会，补齐后继续审查，无需重新申请。",
}
BANK_SAYS = "由经办银行在审批时确定，不需要您补充。"
_ORDER = ("不符合", "需说明理由", "材料待补", "待银行确定", "已豁免", "提示")


@dataclass(frozen=True, slots=True)
class Waived:
    """Why a principle was set aside for the case, by which office and when."""

    reason: str
    office: str
    on: date


@dataclass(frozen=True, slots=True)
class NoticeFinding:
    """One rule's answer as the page prints it."""

    rule: str
    """The rule's label: 年龄."""
    level: Level
    verdict: Verdict
    clause: str
    """The clause's label: 实施方案一（10）."""
    message: str
    waived: Waived | None = None
    is_the_banks: bool = False
    """Whether what cannot be told yet is for the bank to say, at its own step."""


@dataclass(frozen=True, slots=True)
class Notice:
    """One application and what was found."""

    applicant: str
    id_number: str
    """In full or masked; the page shows it masked."""
    village: str
    """Town and village; empty when unknown."""
    amount_fen: int | None
    term_months: int | None
    applied_on: date | None
    outcome: Outcome
    findings: Sequence[NoticeFinding]
    standing: Standing | None = None
    """None where rows of a sheet are screened, which no office decides on."""


@dataclass(frozen=True, slots=True)
class NoticeHead:
    """What all notices of one screening share."""

    office: str
    """Who examined: 渝北区扶贫办."""
    scheme: str
    """脱贫人口小额信贷."""
    policy_title: str
    """The document's title, without 《》."""
    digest: str
    """Of the policy pack the findings were made with."""
    made_on: date
    """The day of the notice."""


def write_pdf(
    path: Path, notices: Sequence[Notice], *, head: NoticeHead, fonts: FontBook | None = None
) -> tuple[Path, ...]:
    """Write the notices as PDF, each on a new page.

    More than :data:`MOST_PER_FILE` of them go to several files, numbered behind the name of
    ``path``; without a notice nothing is written.

    Returns:
        The files written, in the order of the notices.

    Raises:
        Refusal: if a character cannot be printed.
    """
    parts = list(_parts(notices))
    paths = [path] if len(parts) == 1 else [_numbered(path, at) for at in range(1, len(parts) + 1)]
    for part, file in zip(parts, paths, strict=False):
        data = {
            "title": f"{head.scheme}申请审查意见书",
            "office": head.office,
            "day": in_day(head.made_on),
            "basis": f"依据《{head.policy_title}》，规则版本 {head.digest[:16]}",
            "notices": [_page(notice, head) for notice in part],
        }
        save(file, render(TEMPLATE, data, made_on=head.made_on, tagged=True, fonts=fonts))
    return tuple(paths)


def _parts(notices: Sequence[Notice]) -> Iterator[Sequence[Notice]]:
    """The notices in stretches that fit one file."""
    for start in range(0, len(notices), MOST_PER_FILE):
        yield notices[start : start + MOST_PER_FILE]


def _numbered(path: Path, number: int) -> Path:
    """``意见书.pdf`` → ``意见书-001.pdf``."""
    return path.with_name(f"{path.stem}-{number:03d}{path.suffix}")


def _page(notice: Notice, head: NoticeHead) -> dict[str, Any]:
    """One notice as the template reads it."""
    hurdles = [(conclusion(f), f) for f in notice.findings if f.verdict is not Verdict.PASS]
    hurdles.sort(key=lambda hurdle: _ORDER.index(hurdle[0]))
    closed = DECISIONS.get(notice.standing.state) if notice.standing else None
    good = closed == DECISIONS[State.APPROVED] if closed else notice.outcome is Outcome.ELIGIBLE
    return {
        "addressee": f"{notice.applicant}：",
        "request": _request(notice, head),
        "outcome": closed or OUTCOMES[notice.outcome],
        "good": good,
        "told": told(notice.standing) if notice.standing else "",
        "findings": [[f.rule, said, f.clause, _message(f)] for said, f in hurdles],
        "passed": _passed([f for f in notice.findings if f.verdict is Verdict.PASS]),
        "next_step": _next_step(notice),
    }


def _next_step(notice: Notice) -> str:
    """What the household does now: by the decision where there is one, else by what stands in the way."""
    standing = notice.standing
    if standing and (standing.state in DECISIONS or notice.outcome is Outcome.ELIGIBLE):
        return next_step(standing)
    return NEXT_STEPS[notice.outcome]


def _message(finding: NoticeFinding) -> str:
    """The rule's answer, and why a broken principle does not stand in the way."""
    if finding.is_the_banks and finding.verdict is Verdict.UNKNOWN:
        return BANK_SAYS
    waived = finding.waived
    if waived is None:
        return finding.message
    reason = waived.reason.rstrip("。")
    return f"{finding.message}{waived.office}于{in_day(waived.on)}准予豁免，理由：{reason}。"


def conclusion(finding: NoticeFinding) -> str:
    """A finding in a word a farmer understands."""
    if finding.verdict is Verdict.PASS:
        return "符合"
    if finding.verdict is Verdict.UNKNOWN:
        return "待银行确定" if finding.is_the_banks else "材料待补"
    if finding.waived:
        return "已豁免"
    return {Level.HARD: "不符合", Level.PRINCIPLE: "需说明理由", Level.ADVICE: "提示"}[finding.level]


def _request(notice: Notice, head: NoticeHead) -> str:
    """What was applied for, leaving out what the application does not say."""
    village = f"，{notice.village}" if notice.village else ""
    when = f"于{in_day(notice.applied_on)}" if notice.applied_on else ""
    amount = ""
    if notice.amount_fen is not None:
        amount = f"{yuan(notice.amount_fen)}元（{in_words(notice.amount_fen, prefix=True)}）"
    term = f"，期限{notice.term_months}个月" if notice.term_months is not None else ""
    return (
        f"您（身份证号码{mask(notice.id_number)}{village}）{when}申请{head.scheme}{amount}{term}。"
        f"依据《{head.policy_title}》逐项审查，意见如下："
    )


def _passed(findings: Sequence[NoticeFinding]) -> str:
    """The items in order, each with its clause, in one sentence; empty when there are none."""
    if not findings:
        return ""
    items = "、".join(f"{f.rule}（{f.clause}）" if f.clause else f.rule for f in findings)
    return f"以下{len(findings)}项符合：{items}。"
