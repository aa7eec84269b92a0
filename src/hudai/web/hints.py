"""Hints beside the fields of the application form: what the rules say of what is typed so far.

They come from the very screening that stands at the gates; nothing is worked out a second time
here and nothing is written.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from typing import Any

from hudai.actions.application import Law
from hudai.actions.screening import screened
from hudai.core import words
from hudai.core.errors import Refusal
from hudai.core.findings import Level, Outcome, Verdict
from hudai.core.gates import LABELS, GateFinding
from hudai.core.policy import Dated, NotRegulated
from hudai.records.models import Application, Household
from hudai.records.queries.household import likely_applicant
from hudai.web import law as laws
from hudai.web.forms.application import ApplicationForm

TONES = {Verdict.PASS: "green", Verdict.FAIL: "red", Verdict.UNKNOWN: "orange"}
VERDICT_LABELS = {Verdict.PASS: "符合", Verdict.FAIL: "不符合", Verdict.UNKNOWN: "待补"}
LEVEL_LABELS = {Level.HARD: "必须", Level.PRINCIPLE: "原则上", Level.ADVICE: "提示"}
OUTCOME_LABELS = {
    Outcome.ELIGIBLE: ("符合条件", "green"),
    Outcome.NEEDS_WAIVER: ("需说明理由", "orange"),
    Outcome.NEEDS_FACTS: ("材料待补", "orange"),
    Outcome.INELIGIBLE: ("不符合条件", "red"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One rule's answer as a page shows it."""

    rule: str
    label: str
    verdict: Verdict
    level: Level
    place: str
    """Where the clause stands: 一（2）."""
    words: str
    """The clause's own words."""
    message: str
    waiver: Any = None

    @property
    def verdict_label(self) -> str:
        """符合, 不符合, 待补; a broken principle that was set aside says so."""
        return "已豁免" if self.waiver else VERDICT_LABELS[self.verdict]

    @property
    def tone(self) -> str:
        """The colour of its badge."""
        if self.waiver or (self.verdict is Verdict.FAIL and self.level is not Level.HARD):
            return "orange"
        return TONES[self.verdict]

    @property
    def level_label(self) -> str:
        """必须, 原则上, 提示."""
        return LEVEL_LABELS[self.level]

    @property
    def may_be_waived(self) -> bool:
        """Whether it is a broken principle nobody set aside yet."""
        return self.level is Level.PRINCIPLE and self.verdict is Verdict.FAIL and self.waiver is None


@dataclass(frozen=True, slots=True)
class Hints:
    """What the rules say of one application as it stands."""

    outcome: str
    tone: str
    lines: tuple[Line, ...]
    beside: Mapping[str, str] = field(default_factory=dict)
    """Field → the rule beside it, in a sentence with its clause."""

    @property
    def open_lines(self) -> list[Line]:
        """Answers that somebody has to do something about."""
        return [line for line in self.lines if line.verdict is not Verdict.PASS]

    @property
    def told(self) -> str:
        """How many of them there are, by what their badges say: 不符合 1 条，待补 3 条."""
        counted = Counter(line.verdict_label for line in self.open_lines)
        said = "，".join(
            f"{label} {counted[label]} 条" for label in VERDICT_LABELS.values() if counted[label]
        )
        return said or "所填内容符合各项规定"


def hints(application: Application, law: Law, on: date | None = None) -> Hints:
    """What the law says of ``application``, saved or not; ``on`` is the day its loans are looked at."""
    screening = screened(application, law.policy, law.national, on)
    labels = screening.labels
    outcome, tone = OUTCOME_LABELS[Outcome(screening.verdicts["verdict"][0])]
    lines = tuple(line(labels, row) for row in screening.findings().iter_rows(named=True))
    return Hints(outcome, tone, lines, _beside(screening.facts.row(0, named=True), law))


def with_gates(found: Hints, gates: Sequence[GateFinding]) -> Hints:
    """With the papers on file and what the case's step needs of them."""
    lines = (*found.lines, *(line(LABELS, asdict(each)) for each in gates))
    said = [OUTCOME_LABELS[each] for each in _WORSE_AND_WORSE]
    papers = [OUTCOME_LABELS[_outcome(each)] for each in gates]
    outcome, tone = max([(found.outcome, found.tone), *papers], key=said.index)
    return replace(found, outcome=outcome, tone=tone, lines=lines)


_WORSE_AND_WORSE = (
    Outcome.ELIGIBLE,
    Outcome.NEEDS_WAIVER,
    Outcome.NEEDS_FACTS,
    Outcome.INELIGIBLE,
)


def _outcome(gate: GateFinding) -> Outcome:
    """How the case would come out by one paper alone; a missing one is a missing fact."""
    if gate.verdict is Verdict.PASS or gate.level is Level.ADVICE:
        return Outcome.ELIGIBLE
    return Outcome.NEEDS_WAIVER if gate.level is Level.PRINCIPLE else Outcome.NEEDS_FACTS


def line(labels: Mapping[str, str], row: Mapping[str, Any], waiver: Any = None) -> Line:
    """A finding, kept or fresh, as a page shows it."""
    return Line(
        row["rule"],
        labels.get(row["rule"], row["rule"]),
        Verdict(row["verdict"]),
        Level(row["level"]),
        laws.place(row["clause"]),
        laws.words(row["clause"]),
        row["message"],
        waiver,
    )


def typed(form: ApplicationForm, household: Household, today: date) -> Application:
    """An application, never saved, of whatever is in order in a form so far."""
    form.is_valid()
    said = form.cleaned_data
    application = Application(
        household=household,
        kind=said.get("kind") or "",
        purpose=said.get("purpose") or "",
        applied_on=said.get("applied_on") or today,
        reason=said.get("reason") or "",
        facts=form.facts(),
        loan=said.get("loan"),
    )
    for name in ("amount", "term_months"):
        setattr(application, name, said.get(name))
    applicant = said.get("applicant") or likely_applicant(household)
    if applicant is None:
        raise Refusal("这户没有登记家庭成员，请先在名单中补充。")
    application.applicant = applicant
    return application


def _beside(facts: Mapping[str, Any], law: Law) -> dict[str, str]:
    """The rule beside each field, as far as it is known on the day."""
    day: date = facts["applied_on"]
    return {
        "applicant": _age(facts, law, day),
        "amount": _room(facts, law, day),
        "term_months": _term(facts, law, day),
    }


def _age(facts: Mapping[str, Any], law: Law, day: date) -> str:
    if facts["age"] is None:
        return ""
    least, most = _number(law.policy.age_min, day), _number(law.policy.age_max, day)
    bounds = f"（政策：{least}—{most} 周岁）" if least is not None and most is not None else ""
    return f"申请日 {facts['age']} 周岁{bounds}{_cited(law.policy.age_max, day)}"


def _room(facts: Mapping[str, Any], law: Law, day: date) -> str:
    """The room left under the ceiling of the kind asked for."""
    dated = law.policy.household_total if facts["kind"] == "top_up" else law.policy.ceiling
    ceiling = _number(dated, day)
    if ceiling is None:
        return ""
    told = f"全户上限 {_short(ceiling)} 元"
    owed = facts["outstanding"]
    if owed is not None:
        told += f"，现有余额 {_short(owed)} 元，还可申请 {_short(max(0, ceiling - owed))} 元"
    return told + _cited(dated, day)


def _term(facts: Mapping[str, Any], law: Law, day: date) -> str:
    longest = _number(law.policy.term_max_months, day)
    told = f"最长 {longest} 个月{_cited(law.policy.term_max_months, day)}" if longest else ""
    if facts["ceiling_ppm"] is None:
        return told
    rate = f"该期限当日最高年利率 {words.percent(facts['ceiling_ppm'])}{_cited(law.policy.rate_tiers, day)}"
    return f"{told}；{rate}" if told else rate


def _number(dated: Dated[int] | NotRegulated, day: date) -> int | None:
    """The value in force; None where there is none or nobody knows it."""
    if isinstance(dated, NotRegulated):
        return None
    try:
        return dated.on(day)
    except Refusal:
        return None


def _cited(dated: Dated[Any] | NotRegulated, day: date) -> str:
    if isinstance(dated, NotRegulated):
        return ""
    try:
        return f"，依据{laws.place(dated.version(day).clause)}"
    except Refusal:
        return ""


def _short(fen: int) -> str:
    return words.yuan(fen).removesuffix(".00")
