"""One's own account and first page: what everybody has, at whatever desk.

Whoever leaves is sent to the sign-in page, and so is who has no code to give; a second factor
that was not begun has no picture.
"""

from __future__ import annotations

from rights.walking import Ask, Asks

TABLE = """
                           村 外村 镇 外镇 镇长 区 财政 金融 网点 外网点 银行 外银行 担保 监管 审计 管理 无
GET  sign_in               +  +    +  +    +    +  +    +    +    +      +    +      +    +    +    +    +
POST sign_in               +  +    +  +    +    +  +    +    +    +      +    +      +    +    +    +    +
GET  second_factor_code    >  >    >  >    >    >  >    >    >    >      >    >      >    >    >    >    >
POST second_factor_code    >  >    >  >    >    >  >    >    >    >      >    >      >    >    >    >    >
POST sign_out              >  >    >  >    >    >  >    >    >    >      >    >      >    >    >    >    >
GET  station               +  +    +  +    +    +  +    +    +    +      +    +      +    +    +    +    >
POST station               +  +    +  +    +    +  +    +    +    +      +    +      +    +    +    +    >
GET  password              +  +    +  +    +    +  +    +    +    +      +    +      +    +    +    +    >
POST password              +  +    +  +    +    +  +    +    +    +      +    +      +    +    +    +    >
GET  second_factor         +  +    +  +    +    +  +    +    +    +      +    +      +    +    +    +    >
POST second_factor         +  +    +  +    +    +  +    +    +    +      +    +      +    +    +    +    >
GET  second_factor_picture ?  ?    ?  ?    ?    ?  ?    ?    ?    ?      ?    ?      ?    ?    ?    ?    >
GET  favicon.ico           +  +    +  +    +    +  +    +    +    +      +    +      +    +    +    +    +
GET  kept_form             +  +    +  +    +    +  +    +    +    +      +    +      +    +    +    +    >
POST kept_form             +  +    +  +    +    +  +    +    +    +      +    +      +    +    +    +    >
GET  home                  +  +    +  +    +    +  +    +    +    +      +    +      +    +    +    +    >
POST list_choice           +  +    +  +    +    +  +    +    +    +      +    +      +    +    +    +    >
"""


def ready() -> Asks:
    """Nothing has to be there."""
    choice = {"page_size": "20", "column": "amount"}
    return {
        "GET sign_in": Ask("/sign-in/"),
        "POST sign_in": Ask("/sign-in/", {"username": "nobody", "password": "x"}),
        "GET second_factor_code": Ask("/sign-in/code/"),
        "POST second_factor_code": Ask("/sign-in/code/", {"code": "123456"}),
        "POST sign_out": Ask("/sign-out/"),
        "GET station": Ask("/station/"),
        "POST station": Ask("/station/", {"desk": "p0"}),
        "GET password": Ask("/password/"),
        "POST password": Ask("/password/", {"old_password": "x"}),
        "GET second_factor": Ask("/second-factor/"),
        "POST second_factor": Ask("/second-factor/", {"step": "begin"}),
        "GET second_factor_picture": Ask("/second-factor/picture.svg"),
        "GET favicon.ico": Ask("/favicon.ico"),
        "GET kept_form": Ask("/kept-form/"),
        "POST kept_form": Ask("/kept-form/"),
        "GET home": Ask("/"),
        "POST list_choice": Ask("/lists/applications/", choice),
    }
