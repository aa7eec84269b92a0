"""Officers, postings, offices, banks, the journal and the state of the system.

What is done is done to an officer of the town, to a second desk of theirs, and to a bank of two branches.
"""

from __future__ import annotations

from django_otp.plugins.otp_totp.models import TOTPDevice

import made_offices as offices
from hudai.records.models import Bank, Branch, Officer, Station
from rights.walking import Ask, Asks

TABLE = """
                            村 外村 镇 外镇 镇长 区 财政 金融 网点 外网点 银行 外银行 担保 监管 审计 管理 无
GET  officers               ?  ?    ?  ?    ?    ?  ?    ?    ?    ?      ?    ?      ?    ?    +    +    >
GET  officer_new            ?  ?    ?  ?    ?    ?  ?    ?    ?    ?      ?    ?      ?    ?    ?    +    >
POST officer_new            ?  ?    ?  ?    ?    ?  ?    ?    ?    ?      ?    ?      ?    ?    ?    +    >
GET  officer                ?  ?    ?  ?    ?    ?  ?    ?    ?    ?      ?    ?      ?    ?    +    +    >
POST officer_correct        ?  ?    ?  ?    ?    ?  ?    ?    ?    ?      ?    ?      ?    ?    ?    +    >
POST officer_reset_password ?  ?    ?  ?    ?    ?  ?    ?    ?    ?      ?    ?      ?    ?    ?    +    >
POST officer_let_go         ?  ?    ?  ?    ?    ?  ?    ?    ?    ?      ?    ?      ?    ?    ?    +    >
POST officer_take_back      ?  ?    ?  ?    ?    ?  ?    ?    ?    ?      ?    ?      ?    ?    ?    +    >
POST officer_unlock         ?  ?    ?  ?    ?    ?  ?    ?    ?    ?      ?    ?      ?    ?    ?    +    >
POST officer_drop_factor    ?  ?    ?  ?    ?    ?  ?    ?    ?    ?      ?    ?      ?    ?    ?    +    >
POST posting_give           ?  ?    ?  ?    ?    ?  ?    ?    ?    ?      ?    ?      ?    ?    ?    +    >
GET  posting_end            ?  ?    ?  ?    ?    ?  ?    ?    ?    ?      ?    ?      ?    ?    ?    +    >
POST posting_end            ?  ?    ?  ?    ?    ?  ?    ?    ?    ?      ?    ?      ?    ?    ?    +    >
GET  offices                ?  ?    ?  ?    ?    ?  ?    ?    ?    ?      ?    ?      ?    ?    +    +    >
POST offices                ?  ?    ?  ?    ?    ?  ?    ?    ?    ?      ?    ?      ?    ?    ?    +    >
GET  banks                  ?  ?    ?  ?    ?    +  ?    ?    ?    ?      ?    ?      ?    ?    +    +    >
POST banks                  ?  ?    ?  ?    ?    ?  ?    ?    ?    ?      ?    ?      ?    ?    ?    +    >
GET  bank_rename            ?  ?    ?  ?    ?    ?  ?    ?    ?    ?      ?    ?      ?    ?    ?    +    >
POST bank_rename            ?  ?    ?  ?    ?    ?  ?    ?    ?    ?      ?    ?      ?    ?    ?    +    >
POST bank_account           ?  ?    ?  ?    ?    +  ?    ?    ?    ?      ?    ?      ?    ?    ?    ?    >
POST branch_enter           ?  ?    ?  ?    ?    ?  ?    ?    ?    ?      ?    ?      ?    ?    ?    +    >
GET  branch_rename          ?  ?    ?  ?    ?    ?  ?    ?    ?    ?      ?    ?      ?    ?    ?    +    >
POST branch_rename          ?  ?    ?  ?    ?    ?  ?    ?    ?    ?      ?    ?      ?    ?    ?    +    >
POST branch_close           ?  ?    ?  ?    ?    ?  ?    ?    ?    ?      ?    ?      ?    ?    ?    +    >
GET  journal                ?  ?    ?  ?    ?    ?  ?    ?    ?    ?      ?    ?      ?    ?    +    +    >
GET  journal_looks          ?  ?    ?  ?    ?    ?  ?    ?    ?    ?      ?    ?      ?    ?    +    ?    >
GET  system                 ?  ?    ?  ?    ?    ?  ?    ?    ?    ?      ?    ?      ?    ?    +    +    >
"""


def ready() -> Asks:
    """Somebody to do it to."""
    who = Officer.objects.create_user("wang.wu", "王五", offices.PASSWORD)
    posting = offices.post(who, Station.TOWN)
    TOTPDevice.objects.create(user=who, name="手机验证码", confirmed=True)
    bank = Bank.objects.create(name="江源银行")
    branch = Branch.objects.create(bank=bank, name="江源银行机构")
    desk = {
        "station": "village",
        "region": offices.village().pk,
        "office": "柳溪村村委会",
        "since": "2025-01-01",
    }
    at_officer = f"/officers/{who.pk}"
    return {
        "GET officers": Ask("/officers/"),
        "GET officer_new": Ask("/officers/new/"),
        "POST officer_new": Ask("/officers/new/", {"name": "赵六", "username": "zhao.liu"}),
        "GET officer": Ask(f"{at_officer}/"),
        "POST officer_correct": Ask(f"{at_officer}/correct/", {"name": "王武"}),
        "POST officer_reset_password": Ask(f"{at_officer}/reset-password/"),
        "POST officer_let_go": Ask(f"{at_officer}/let-go/"),
        "POST officer_take_back": Ask(f"{at_officer}/take-back/"),
        "POST officer_unlock": Ask(f"{at_officer}/unlock/"),
        "POST officer_drop_factor": Ask(f"{at_officer}/remove-second-factor/"),
        "POST posting_give": Ask(f"{at_officer}/postings/", desk),
        "GET posting_end": Ask(f"/postings/{posting.pk}/end/"),
        "POST posting_end": Ask(f"/postings/{posting.pk}/end/", {"last": "2099-01-01"}),
        "GET offices": Ask("/offices/"),
        "POST offices": Ask("/offices/", {"old": posting.office, "new": "石门街道办事处"}),
        "GET banks": Ask("/banks/"),
        "POST banks": Ask("/banks/", {"name": "新银行", "institution": "新银行总行"}),
        "GET bank_rename": Ask(f"/banks/{bank.pk}/rename/"),
        "POST bank_rename": Ask(f"/banks/{bank.pk}/rename/", {"name": "江源农商行"}),
        "POST bank_account": Ask(f"/banks/{bank.pk}/account/", {"account": "6011000022223333"}),
        "POST branch_enter": Ask(f"/banks/{bank.pk}/branches/", {"name": "江源支行"}),
        "GET branch_rename": Ask(f"/branches/{branch.pk}/rename/"),
        "POST branch_rename": Ask(f"/branches/{branch.pk}/rename/", {"name": "江源分行"}),
        "POST branch_close": Ask(f"/branches/{branch.pk}/close/"),
        "GET journal": Ask("/journal/"),
        "GET journal_looks": Ask("/journal/looks/"),
        "GET system": Ask("/system/"),
    }
