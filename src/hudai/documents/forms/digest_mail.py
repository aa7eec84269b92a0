"""The reminder mail: plain text with counts and case numbers, and nothing that names a person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

WEEKDAYS = "一二三四五六日"


@dataclass(frozen=True, slots=True)
class DigestLine:
    """One reminder."""

    words: str
    """3 件已超过办理期限."""
    count: int
    numbers: Sequence[str]
    """Those named; fewer than ``count`` when there are many."""


@dataclass(frozen=True, slots=True)
class DigestDesk:
    """One desk's reminders."""

    desk: str
    """Office and station, as the sign-in page has them."""
    lines: Sequence[DigestLine]


def subject(desks: Sequence[DigestDesk], day: date) -> str:
    """How much there is, at a glance."""
    first = desks[0].lines[0].words.partition("，")[0]
    more = sum(len(desk.lines) for desk in desks) - 1
    return f"户贷通提醒 {day:%m-%d}：{first}{f'，另有 {more} 项' if more else ''}"


def body(desks: Sequence[DigestDesk], day: date, product: str) -> str:
    """The mail."""
    parts = [f"{product}　{day.year}年{day.month}月{day.day}日（星期{WEEKDAYS[day.weekday()]}）", ""]
    for desk in desks:
        parts.append(f"【{desk.desk}】")
        parts += [text for line in desk.lines for text in _written(line)]
        parts.append("")
    parts.append("请登录系统办理。不想再收到这类邮件，可在系统右上角“提醒邮件”中关闭。")
    return "\n".join(parts) + "\n"


def _written(line: DigestLine) -> list[str]:
    if not line.numbers:
        return [f"· {line.words}"]
    named = "、".join(line.numbers)
    rest = f" 等 {line.count} 项" if line.count > len(line.numbers) else ""
    return [f"· {line.words}：", f"  {named}{rest}"]
