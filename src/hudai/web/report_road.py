"""The road of a register: handed in, replaced, sent back, taken into a summary, signed for."""

from __future__ import annotations

from typing import Any

from hudai.records.models import Posting, Submission
from hudai.records.queries.report import OFFICES


def road(found: Submission) -> list[dict[str, Any]]:
    """Its steps, as the timeline draws them."""
    steps = []
    if found.supersedes:
        steps.append(_step("上一次报送", found.supersedes.handed_in_by, found.supersedes.handed_in_at))
    title = "报送" if found.ordinal == 1 else f"更正报送（第 {found.ordinal} 次）"
    steps.append(_step(title, found.handed_in_by, found.handed_in_at, found.reason))
    returned = getattr(found, "sent_back", None)
    if returned:
        back = _step("退回", returned.returned_by, returned.returned_at, returned.reason)
        steps.append({**back, "state": "stopped"})
    steps += _received(found, stopped=bool(returned))
    return steps


def _received(found: Submission, *, stopped: bool) -> list[dict[str, Any]]:
    """Who has it in hand, and who has not yet."""
    if found.level == Submission.Level.BRANCH:
        taken = found.taken_into.select_related("summary__handed_in_by__officer").last()
        if taken:
            return [_step("纳入汇总", taken.summary.handed_in_by, taken.summary.handed_in_at)]
        return [] if stopped else [{"title": "等银行汇总", "state": "now"}]
    receipts = {each.station: each for each in found.receipts.select_related("signed_by__officer")}
    steps = []
    for station in OFFICES:
        receipt = receipts.get(station)
        if receipt:
            steps.append(_step(f"{station.label}签收", receipt.signed_by, receipt.signed_at))
        elif not stopped:
            steps.append({"title": f"等{station.label}签收", "state": "later"})
    return steps


def _step(title: str, by: Posting, at: Any, words: str = "") -> dict[str, Any]:
    return {
        "title": title,
        "who": f"{by.office} {by.officer.name}",
        "at": at,
        "words": words,
        "state": "done",
    }
