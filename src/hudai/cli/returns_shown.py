"""A bank's return as a terminal shows it: figures, problems with cell and remedy, differences."""

from __future__ import annotations

from collections.abc import Iterator

from hudai.core.words import yuan
from hudai.records.models import BankReturn

MOST_SHOWN = 20
"""Problems, doubts and differences shown of each; the page and the marked sheet have all of them."""


def line_of(found: BankReturn) -> tuple[str, ...]:
    """A return in a list."""
    counts = found.counts
    figures = (f"{counts[name]:,}" if name in counts else "" for name in ("new", "changed", "wrong"))
    return (
        f"{found.pk}",
        found.bank.name,
        found.get_kind_display(),
        f"{found.as_of}",
        found.get_state_display(),
        *figures,
        found.file_name,
    )


def preview(found: BankReturn) -> Iterator[str]:
    """What a sheet would change, what is wrong with it and what to write instead."""
    yield (
        f"第 {found.pk} 号：{found.bank.name} {found.get_kind_display()}，截至 {found.as_of}，"
        f"{found.get_state_display()}（{found.file_name}）"
    )
    counts = found.counts
    if not counts:
        yield "还没有读取。" if found.state == BankReturn.State.READING else "没有内容。"
        return
    yield (
        f"共 {counts['rows']:,} 行：新增 {counts['new']:,}，有变化 {counts['changed']:,}，"
        f"一致 {counts['unchanged']:,}，错行 {counts['wrong']:,}，待核实 {counts['doubtful']:,}"
        + (f"，表中没有而要作废 {counts['gone']:,}" if counts["gone"] else "")
    )
    if counts["sums"]:
        yield "新增合计：" + "，".join(f"{head} {yuan(fen)} 元" for head, fen in counts["sums"])
    if counts.get("same_file"):
        yield f"注意：同一个文件在 {counts['same_file']} 已经导入过。"
    yield from _listed("问题", counts["problems"], [(cell, told) for _, cell, told in counts["samples"]])
    yield from _listed("待核实", counts["doubts"], counts["doubt_samples"])
    differences = [
        (contract, f"{head}：系统 {known}，表中 {listed}")
        for _, contract, head, known, listed in counts["difference_samples"]
    ]
    yield from _listed("与系统不同", counts["differences"], differences)
    if found.choices.get("places") or found.choices.get("branches"):
        yield "有不认识的村或网点，请在网页上选定后确认。"


def _listed(title: str, number: int, samples: list[tuple[str, str]]) -> Iterator[str]:
    if not number:
        return
    yield f"{title}（{number:,}）："
    for where, told in samples[:MOST_SHOWN]:
        yield f"  · {where}　{told}"
    if number > MOST_SHOWN:
        yield f"  · 还有 {number - MOST_SHOWN:,} 处，见网页上标注的表。"


def written(found: BankReturn) -> str:
    """What was carried out of a return."""
    done = found.counts["written"]
    told = [f"新增 {done['new']:,}，更正 {done['changed']:,}，一致 {done['unchanged']:,}"]
    for name, words in (("paid_out", "登记放款"), ("gone", "作废"), ("left", "没有导入")):
        if done[name]:
            told.append(f"{words} {done[name]:,}")
    return f"第 {found.pk} 号报表已导入：{'，'.join(told)}。"
