"""The list of waivers: the county's offices, the town's head, and banks for the cases that are theirs; what
waits to be waived is for those who may."""

from __future__ import annotations

from rights.walking import Ask, Asks

TABLE = """
                    村 外村 镇 外镇 镇长 区 财政 金融 网点 外网点 银行 外银行 担保 监管 审计 管理 无
GET  waivers        ?  ?    ?  ?    +    +  +    +    +    +      +    +      ?    +    +    ?    >
GET  waivers_wanted ?  ?    ?  ?    +    +  ?    ?    ?    ?      ?    ?      ?    ?    ?    ?    >
"""


def ready() -> Asks:
    """Nothing has to be there."""
    return {"GET waivers": Ask("/waivers/"), "GET waivers_wanted": Ask("/waivers/wanted/")}
