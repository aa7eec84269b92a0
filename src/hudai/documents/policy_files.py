"""Policy packs: folders of TOML that hold one county's law, read into :class:`Policy`.

A pack is ``policy.toml`` (identity and numbers), ``interpretations.toml``, ``purposes.toml``,
``route.toml``, ``clauses.toml`` with ``document.txt``, and ``cases/*.toml``.  It loads whole or
not at all; whoever edits it sees every fault at once.  The packs shipped with the product lie in
``policies``; a county adopts or overrides one by a folder of its own (``extra``).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

from hudai.core.cases import Case, run_cases
from hudai.core.clauses import Document, bare, citations, unanswered
from hudai.core.errors import PolicyRefused
from hudai.core.policy import Bound, Dated, Policy
from hudai.core.policy_fields import MEASURES, Measure
from hudai.core.quote_check import Quoted, disagreement
from hudai.core.rates import RateSeries
from hudai.documents import calendar_files
from hudai.documents.case_files import read_cases
from hudai.documents.clause_files import read_document, text_faults
from hudai.documents.national_files import read_series
from hudai.documents.policy_numbers import Sources, Window, numbers
from hudai.documents.policy_parts import demands, interpretations, purposes, route
from hudai.documents.toml_tables import Table, open_table

SHIPPED = Path(__file__).parent.parent / "policies"
ONE_DAY = timedelta(days=1)
_NATIONAL = "national"


def names(extra: Path | None = None) -> tuple[str, ...]:
    """The packs there are, shipped ones and those in ``extra``, in order of name."""
    folders = [SHIPPED, *([extra] if extra else [])]
    return tuple(sorted({path.parent.name for folder in folders for path in folder.glob("*/policy.toml")}))


def load(name: str, extra: Path | None = None) -> Policy:
    """The policy of pack ``name``; a folder of that name in ``extra`` goes before the shipped one.

    Raises:
        PolicyRefused: if there is no such pack or anything is wrong with it, with all problems.
    """
    return _load(_folder(name, extra))


def load_clauses(name: str, extra: Path | None = None) -> Document:
    """The document of pack ``name``, clause by clause.

    Raises:
        PolicyRefused: if the registry has faults.
    """
    problems: list[str] = []
    document = read_document(_folder(name, extra), problems)
    _refuse(name, problems)
    return document


def load_cases(name: str, extra: Path | None = None) -> tuple[Case, ...]:
    """The worked cases beside pack ``name``, in order of file and place.

    Raises:
        PolicyRefused: if a case cannot be read.
    """
    problems: list[str] = []
    cases = read_cases(_folder(name, extra), problems)
    _refuse(name, problems)
    return cases


def read_national(folder: Path = SHIPPED / _NATIONAL) -> Mapping[str, RateSeries]:
    """The national series by name: ``lpr`` and ``benchmark``.

    Raises:
        PolicyRefused: if a file has faults.
    """
    problems: list[str] = []
    others = (calendar_files.PATH.name, "industries.toml")
    paths = [path for path in sorted(folder.glob("*.toml")) if path.name not in others]
    series = {path.stem: read_series(path, problems) for path in paths}
    _refuse("全国利率资料", problems)
    return series


def check(name: str, extra: Path | None = None) -> list[str]:
    """Everything wrong with pack ``name``: loading, clauses left silent, text not covered, cases failing."""
    try:
        folder = _folder(name, extra)
        policy, national = _load(folder), read_national()
    except PolicyRefused as refused:
        return list(refused.problems)
    problems: list[str] = []
    document = read_document(folder, problems)
    problems += unanswered(document, policy)
    problems += text_faults(folder, document)
    problems += _unknown_series(policy, national)
    for case, differences in run_cases(read_cases(folder, problems), policy, national):
        problems += [f"{name}：算例“{case.name}”：{wrong}" for wrong in differences]
    return problems


def _folder(name: str, extra: Path | None) -> Path:
    for folder in (extra, SHIPPED):
        if folder and name in names(extra) and (folder / name / "policy.toml").is_file():
            return folder / name
    known = "、".join(names(extra))
    raise PolicyRefused(f"没有名为“{name}”的政策包，可用的有：{known}", [f"没有名为“{name}”的政策包"])


def _load(folder: Path) -> Policy:
    problems: list[str] = []
    table = open_table(folder / "policy.toml", problems)
    document = read_document(folder, problems)
    notes = interpretations(folder, problems)
    sources = Sources(document, frozenset(note.id for note in notes))
    window = table.table("window")
    days = Window(window.day("from"), window.day_or_none("until"))
    fields: dict[str, Any] = {
        "name": folder.name,
        "title": table.text("title"),
        "county": table.text("county"),
        "scheme": table.text("scheme"),
        "digest": _digest(folder),
        "interpretations": notes,
        "route": route(folder, problems),
        "purposes": purposes(folder, problems),
        "window_since": days.since,
        "window_until": days.until,
        "window_clause": window.text("clause"),
        "facts": table.texts("facts"),
        "demands": demands(table),
        **numbers(table.table("numbers"), sources, days),
    }
    _check_window(window, sources)
    window.close()
    table.close()
    _refuse(folder.name, problems)
    policy = Policy(**fields)
    _refuse(folder.name, _reference_faults(policy, document))
    return policy


def _check_window(window: Table, sources: Sources) -> None:
    """The window's last day stands in the words it quotes, unless an interpretation set it."""
    note = window.text("interpretation", "")
    quoted = Quoted(window.text("quote", ""), "", excludes=False)
    cited = sources.document.clause(window.text("clause"))
    if note and note not in sources.interpretations:
        window.fault("interpretation", f"没有“{note}”这一条解释，请补入 interpretations.toml")
    if not (note or quoted.words):
        window.fault("quote", "请引用条款原文（quote），或写明是哪一条解释（interpretation）")
    if cited and bare(quoted.words) not in bare(cited.text):
        window.fault("quote", f"引文“{quoted.words}”不在条款 {cited.id} 的原文中，请照抄原文")
    until = window.day_or_none("until")
    if until and quoted.words:
        wrong = disagreement(
            until - ONE_DAY,
            measure=Measure.DATE,
            bound=Bound.AT_MOST,
            quoted=quoted,
            must_hold_number=not note,
        )
        if wrong:
            window.fault("until", f"{wrong}（until 是失效的第一天，应为最后一天的次日）")


def _reference_faults(policy: Policy, document: Document) -> list[str]:
    """Clauses and interpretations that are referred to and do not exist, or not the other way."""
    where = f"{policy.name}/policy.toml"
    faults = [
        f"{where}：{field}：条款“{clause}”没有登记，请先补入 clauses.toml"
        for field, clauses in citations(policy).items()
        for clause in sorted(clauses)
        if document.clause(clause) is None
    ]
    named = {note.id: note.fields for note in policy.interpretations}
    for field in MEASURES:
        dated = getattr(policy, field)
        for version in dated.versions if isinstance(dated, Dated) else ():
            if version.interpretation and field not in named[version.interpretation]:
                faults.append(f"{where}：{field}：解释“{version.interpretation}”没有列出这一项")
    faults += _stations_off_the_road(policy)
    for note in policy.interpretations:
        for field in note.fields:
            if field not in Policy.__dataclass_fields__ and field != "window":
                faults.append(f"{policy.name}/interpretations.toml：{note.id}：没有“{field}”这一项")
    return faults


def _stations_off_the_road(policy: Policy) -> list[str]:
    """Papers wanted from a station on that no application ever comes to."""
    stations = {step.station for step in policy.route}
    wanted = [
        (field, version.value)
        for field in ("needs_household_survey", "needs_project_survey", "needs_commitment")
        if isinstance(dated := getattr(policy, field), Dated)
        for version in dated.versions
    ]
    return [
        f"{policy.name}/policy.toml：{field}：route.toml 里没有“{station}”这一环节"
        for field, station in wanted
        if station and stations and station not in stations
    ]


def _unknown_series(policy: Policy, national: Mapping[str, RateSeries]) -> list[str]:
    """Rate tiers that point at a series or tenor nobody publishes."""
    return [
        f"{policy.name}：rate_tiers：没有“{tier.series}.{tier.tenor}”这一利率，请核对 policies/national"
        for version in policy.rate_tiers.versions
        for tier in version.value or ()
        if tier.series not in national or tier.tenor not in national[tier.series].tenors
    ]


def _digest(folder: Path) -> str:
    """SHA-256 over the pack's files in order of name, each with its name."""
    digest = sha256()
    for path in sorted(folder.rglob("*")):
        if path.suffix in (".toml", ".txt"):
            content = path.read_bytes()
            digest.update(f"{path.relative_to(folder).as_posix()}\0{len(content)}\0".encode())
            digest.update(content)
    return digest.hexdigest()


def _refuse(name: str, problems: list[str]) -> None:
    if problems:
        raise PolicyRefused(f"政策包“{name}”有 {len(problems)} 处问题，未载入", problems)
