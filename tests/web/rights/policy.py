"""The law is open to everybody who works with it."""

from __future__ import annotations

from rights.walking import Ask, Asks

TABLE = """
                    村 外村 镇 外镇 镇长 区 财政 金融 网点 外网点 银行 外银行 担保 监管 审计 管理 无
GET  policies       +  +    +  +    +    +  +    +    +    +      +    +      +    +    +    +    >
GET  policy_compare +  +    +  +    +    +  +    +    +    +      +    +      +    +    +    +    >
GET  policy         +  +    +  +    +    +  +    +    +    +      +    +      +    +    +    +    >
GET  policy_clauses +  +    +  +    +    +  +    +    +    +      +    +      +    +    +    +    >
"""


def ready() -> Asks:
    """The packs are there."""
    return {
        "GET policies": Ask("/policies/"),
        "GET policy_compare": Ask("/policies/compare/"),
        "GET policy": Ask("/policies/yubei-2021/"),
        "GET policy_clauses": Ask("/policies/yubei-2021/clauses/"),
    }
