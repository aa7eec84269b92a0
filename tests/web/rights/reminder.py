"""Reminders: each desk its own, each officer their own address; how mails went is the administrator's to see.

The address asked for is none, as a password asked to be changed is wrong: a walk changes nobody's.
"""

from __future__ import annotations

from rights.walking import Ask, Asks

TABLE = """
                       村 外村 镇 外镇 镇长 区 财政 金融 网点 外网点 银行 外银行 担保 监管 审计 管理 无
GET  reminders         +  +   +  +   +   +  +   +   +   +    +   +    +   +   +   ?   >
GET  reminder_address  +  +   +  +   +   +  +   +   +   +    +   +    +   +   +   +   >
POST reminder_address  +  +   +  +   +   +  +   +   +   +    +   +    +   +   +   +   >
GET  reminder_mails    ?  ?   ?  ?   ?   ?  ?   ?   ?   ?    ?   ?    ?   ?   +   +   >
"""


def ready() -> Asks:
    """Nothing has to be there."""
    return {
        "GET reminders": Ask("/reminders/"),
        "GET reminder_address": Ask("/reminders/address/"),
        "POST reminder_address": Ask("/reminders/address/", {"email": "nobody"}),
        "GET reminder_mails": Ask("/reminders/mails/"),
    }
