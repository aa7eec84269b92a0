"""Tokens of the banks' systems: the administrator keeps them, the auditor sees that they are there."""

from __future__ import annotations

import made_cases as cases
from hudai.actions import api_token as actions
from hudai.records.models import Station
from rights.walking import Ask, Asks

TABLE = """
                       村 外村 镇 外镇 镇长 区 财政 金融 网点 外网点 银行 外银行 担保 监管 审计 管理 无
GET  api_tokens        ?  ?    ?  ?    ?    ?  ?    ?    ?    ?      ?    ?      ?    ?    +    +    >
POST api_tokens        ?  ?    ?  ?    ?    ?  ?    ?    ?    ?      ?    ?      ?    ?    ?    +    >
POST api_token_revoke  ?  ?    ?  ?    ?    ?  ?    ?    ?    ?      ?    ?      ?    ?    ?    +    >
"""


def ready() -> Asks:
    """A token of the branch."""
    desk = cases.at(Station.BRANCH).posting
    token, _ = actions.make(actor=cases.at(Station.ADMINISTRATOR), posting_id=desk.pk, name="核心系统")
    return {
        "GET api_tokens": Ask("/api-tokens/"),
        "POST api_tokens": Ask("/api-tokens/", {"posting": desk.pk, "name": "信贷系统"}),
        "POST api_token_revoke": Ask(f"/api-tokens/{token.pk}/revoke/"),
    }
