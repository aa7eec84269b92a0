"""Explaining the scheme house by house (入户宣讲): who goes, and what there is to explain.

Source: 上蔡县意见 十二：村级金融服务部工作人员、驻村第一书记及工作队员逐户进行政策宣讲.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from hudai.core.money import share_ppm

ROLES: Mapping[str, str] = {
    "service_point": "村级金融服务部工作人员",
    "first_secretary": "驻村第一书记",
    "team": "驻村工作队员",
    "helper": "帮扶责任人",
    "bank": "银行客户经理",
    "official": "镇村干部",
}
"""Who goes to a household; the first three are those the opinions name."""

TOPICS: Mapping[str, str] = {
    "policy": "贷款对象、额度、期限和利率",
    "procedure": "申请办法和办理流程",
    "subsidy": "贴息办法",
    "repayment": "还款与逾期后果",
    "rating": "评级授信结果",
    "own_use": "自贷自用，不得转借、入股或交企业使用",
    "no_fee": "不用担保、抵押，不收任何费用",
}
"""What is explained; a round of visits ticks some of them."""


def told(keys: Iterable[str], labels: Mapping[str, str]) -> str:
    """The labels of some keys in the order of the catalogue; a key that is there no more tells itself.

    >>> told(["own_use", "policy"], {"policy": "政策", "own_use": "自用"})
    '政策、自用'
    """
    chosen = list(keys)
    known = [label for key, label in labels.items() if key in chosen]
    return "、".join([*known, *(key for key in chosen if key not in labels)])


def coverage_ppm(explained: int, listed: int) -> int | None:
    """Households explained to of the listed ones; None where none is listed.

    >>> coverage_ppm(3, 4), coverage_ppm(0, 0)
    (750000, None)
    """
    return share_ppm(explained, listed)
