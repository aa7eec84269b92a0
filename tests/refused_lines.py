"""Lines of the journal about what was refused, as tests of hostile input look at them."""

from __future__ import annotations

from typing import Any

from hudai.records.models import JournalLine

REFUSALS = (
    "越权操作被拒绝",
    "打开管理范围外的内容",
    "上传过大被拒收",
    "表格被拒收",
    "文件被拒收",
    "超时自动退出",
)


def refusals() -> list[tuple[str, str, dict[str, Any]]]:
    """Action, page and facts of the lines about what was refused, without the address."""
    lines = JournalLine.objects.filter(action__in=REFUSALS).order_by("pk")
    told = lines.values_list("action", "key", "facts")
    return [(action, key, {n: v for n, v in facts.items() if n != "address"}) for action, key, facts in told]
