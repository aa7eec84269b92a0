"""Lead banks (主责任银行): how many a town has, against how many the county's policy wants.

Source: 渝北区实施方案 四（三）：在各镇分别指定1家银行机构作为脱贫人口小额信贷主责任银行.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from hudai.core.errors import Refusal
from hudai.core.findings import Verdict
from hudai.core.policy import Bound, NotRegulated, Policy


@dataclass(frozen=True, slots=True)
class LeadFinding:
    """What the policy says of a town's lead banks."""

    verdict: Verdict
    clause: str
    message: str


def lead_finding(count: int, policy: Policy, day: date) -> LeadFinding | None:
    """Whether a town has as many lead banks as it should; None where the documents set no number.

    Args:
        count: the banks responsible for the town on ``day``.
    """
    number = policy.lead_bank_per_town
    if isinstance(number, NotRegulated):
        return None
    try:
        version, wanted = number.version(day), number.on(day)
    except Refusal as unknown:
        return LeadFinding(Verdict.UNKNOWN, "", str(unknown))
    kept = {Bound.AT_LEAST: count >= wanted, Bound.AT_MOST: count <= wanted}
    met = kept.get(version.bound, count == wanted) if version.bound else count == wanted
    had = f"现有 {count} 家" if count else "还没有确定"
    return LeadFinding(
        Verdict.PASS if met else Verdict.FAIL, version.clause, f"{had}，规定每镇 {wanted} 家。"
    )
