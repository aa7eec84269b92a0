"""The two lists of a scheme: its numbers of law through time, and its clauses with what carries them out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from hudai.core.clauses import Clause, Status
from hudai.core.policy import Policy
from hudai.web.law import Worked
from hudai.web.policy_words import Said, numbers
from hudai.web.table import Column, Kind, Table
from hudai.web.templatetags.zh import short_day

OPEN_END = "未定"


@dataclass(frozen=True, slots=True)
class NumberLine:
    """One version of a number, or that the document has none."""

    pack: str
    label: str
    anchor: str
    """The event whose day picks the version; empty where there is none."""
    said: Said | None
    silent: str

    @property
    def value(self) -> str:
        """What is laid down, in words."""
        return self.said.value if self.said else f"没有规定：{self.silent}"

    @property
    def since(self) -> date | None:
        """The first day."""
        return self.said.since if self.said else None

    @property
    def last(self) -> str:
        """The last day, or that it is open."""
        if self.said is None:
            return ""
        return short_day(self.said.last) if self.said.last else OPEN_END

    @property
    def place(self) -> str:
        """Where the clause stands."""
        return self.said.place if self.said else ""

    @property
    def ground(self) -> str:
        """The words it rests on, and how they were read where they leave it open."""
        if self.said is None:
            return ""
        quoted = f"“{self.said.quote}”" if self.said.quote else ""
        return quoted + (f"解释：{self.said.interpretation}" if self.said.interpretation else "")

    @property
    def checked_on(self) -> date | None:
        """The day somebody last held it against the document."""
        return self.said.checked_on if self.said else None

    @property
    def checked(self) -> str:
        """That day, and who did."""
        return f"{self.checked_on or ''} {self.said.checked_by if self.said else ''}".strip()


def number_lines(pack: str, policy: Policy) -> Iterator[NumberLine]:
    """Every number, version by version."""
    for number in numbers(policy):
        for said in number.versions:
            yield NumberLine(pack, number.label, number.anchor, said, "")
        if not number.versions:
            yield NumberLine(pack, number.label, "", None, number.silent)


def _clause_page(line: NumberLine) -> str:
    return f"{reverse('policy_clauses', args=[line.pack])}#{line.said.anchor}" if line.said else ""


def _checked(line: NumberLine) -> str:
    """One below the other: the list is wide enough."""
    day, _, who = line.checked.partition(" ")
    return format_html("{}<br>{}", day, who) if who else day


NUMBERS = Table(
    "policy_numbers",
    "数值与依据",
    (
        Column("label", "项目", value=lambda line: line.label, fixed=True, width=26),
        Column("value", "规定", kind=Kind.TEXT, value=lambda line: line.value, width=30),
        Column("since", "生效", kind=Kind.DAY, value=lambda line: line.since),
        Column("last", "止", value=lambda line: line.last, width=12),
        Column("clause", "条款", value=lambda line: line.place, link=_clause_page),
        Column("ground", "原文或解释", kind=Kind.TEXT, value=lambda line: line.ground, width=60),
        Column("anchor", "按哪一天", value=lambda line: line.anchor, width=12),
        Column("checked_on", "核对", value=lambda line: line.checked, cell=_checked, width=22),
    ),
    empty="没有数值",
    hint="政策包里还没有录入数值。",
    icon="book",
    whole=True,
)


@dataclass(frozen=True, slots=True)
class ClauseLine:
    """A clause, and how far it is carried out."""

    clause: Clause
    anchor: str
    status: str
    mark: str
    """``planned`` where nothing carries it out yet; else empty."""
    label: str
    tone: str
    by: str
    """What carries it out, as people call it."""
    cases: Sequence[Worked]
    """The pack's worked cases that cite it."""

    @property
    def carried_out_by(self) -> str:
        """That, and how."""
        return "；".join(each for each in (self.by, self.clause.how) if each)

    @property
    def proof(self) -> str:
        """Which worked cases and tests prove it, in words; empty where nothing of it is for software."""
        live = self.clause.status in (Status.CODED, Status.CARRIED_OUT) and not self.clause.planned
        found = [*self.case_lines, *self.clause.tests]
        return "；".join(found) or ("没有算例，也没有指明测试" if live else "")

    @property
    def case_lines(self) -> list[str]:
        """Each case with its outcome."""
        return [
            f"算例“{case.name}”：{'不符，' + '，'.join(case.differences) if case.differences else '相符'}"
            for case in self.cases
        ]

    @property
    def proof_told(self) -> str:
        """How much proves it, in a few words."""
        wrong = sum(bool(case.differences) for case in self.cases)
        parts = (
            f"算例 {len(self.cases)} 个，{f'{wrong} 个不符' if wrong else '全部相符'}" if self.cases else "",
            f"测试 {len(self.clause.tests)} 处" if self.clause.tests else "",
        )
        return "；".join(filter(None, parts))


def _proof(line: ClauseLine) -> str:
    """Folded, for a clause may have a dozen; what there is not is said."""
    if not line.proof_told:
        return format_html('<span class="aside">{}</span>', line.proof)
    rows = format_html_join("", "<li>{}</li>", ((each,) for each in (*line.case_lines, *line.clause.tests)))
    return format_html("<details><summary>{}</summary><ul>{}</ul></details>", line.proof_told, rows)


def _place(line: ClauseLine) -> SafeString:
    """Links to a clause lead to its row."""
    return format_html('<span id="{}">{}</span>', line.anchor, line.clause.place)


CLAUSES = Table(
    "policy_clauses",
    "条款对照",
    (
        Column("clause", "条款", value=lambda line: line.clause.place, cell=_place, fixed=True),
        Column("text", "原文", kind=Kind.TEXT, value=lambda line: line.clause.printed, width=70),
        Column("status", "落实情况", value=lambda line: line.label, tone=lambda line: line.tone),
        Column("by", "由什么落实", kind=Kind.TEXT, value=lambda line: line.carried_out_by, width=50),
        Column("proof", "由什么证明", kind=Kind.TEXT, value=lambda line: line.proof, cell=_proof, width=50),
    ),
    empty="没有这一类条款",
    hint="请选择其他类别。",
    icon="book",
    whole=True,
)
