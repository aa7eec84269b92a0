"""What a value sent by a program may be: every number bounded, every text short, every day written one way.

Amounts are whole fen, and a number is a number: ``"100"``, ``100.0`` and ``true`` are none.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any

from ninja import Schema
from ninja.params.functions import Header
from pydantic import BeforeValidator, ConfigDict, Field, StringConstraints, WithJsonSchema

MOST_FEN = 10**12
"""Ten thousand million yuan: more than any county lends."""
MOST_ROWS = 500
MOST_KEY = 2**63 - 1
"""The largest key of a row."""
_DAY = re.compile(r"(?:19|20)[0-9]{2}-[0-9]{2}-[0-9]{2}")
_PLAIN = r"^[^\x00-\x1f\x7f]*$"


def _written_as_day(said: Any) -> Any:
    """Let a day through as it should be written, and nothing that could be read as one."""
    if isinstance(said, date) or (isinstance(said, str) and _DAY.fullmatch(said)):
        return said
    raise ValueError("日期要写成 2026-01-31。")


Fen = Annotated[int, Field(strict=True, ge=0, le=MOST_FEN, description="金额，整数，单位：分")]
Day = Annotated[
    date,
    BeforeValidator(_written_as_day),
    WithJsonSchema(
        {
            "type": "string",
            "format": "date",
            "pattern": r"^(19|20)[0-9]{2}-[0-9]{2}-[0-9]{2}$",
            "description": "日期，如 2026-01-31",
        }
    ),
]
Contract = Annotated[
    str, StringConstraints(min_length=1, max_length=60, pattern=_PLAIN), Field(description="合同号")
]
Reason = Annotated[str, StringConstraints(max_length=200, pattern=_PLAIN), Field(description="原因")]
Key = Annotated[int, Field(ge=1, le=MOST_KEY, description="序号")]
IdempotencyKey = Annotated[
    str,
    StringConstraints(min_length=8, max_length=100, pattern=r"^[A-Za-z0-9._:-]+$"),
]
NAMED: Any = Header(alias="Idempotency-Key")
"""Where the key stands in a call."""


def described(words: str) -> ConfigDict:
    """What OpenAPI says of a shape: the words people read, and not our docstring."""
    return ConfigDict(json_schema_extra={"description": words})


class Asked(Schema):
    """What a program sends; a field we do not know is refused, for it was meant to say something."""

    model_config = ConfigDict(extra="forbid")


class Trouble(Schema):
    """One thing wrong with a request."""

    model_config = described("一处问题")

    type: Annotated[str, Field(description="哪一种问题，写法同错误表里 type 的结尾，如 reason-wanted")]
    where: Annotated[
        str, Field(description="在请求的什么位置，如 rows.3.paid_on，行从 0 数起；整个请求的为空")
    ]
    told: Annotated[str, Field(description="怎么了、怎么改，给人看")]
    clause: Annotated[str, Field(description="所依据条款的编号；没有的为空")] = ""


class Problem(Schema):
    """What could not be done (RFC 9457)."""

    model_config = described("办不成的答复（RFC 9457）")

    type: Annotated[str, Field(description="哪一种错误，urn:hudai:problem: 开头，给程序判断")]
    title: Annotated[str, Field(description="这一种错误的名称")]
    status: Annotated[int, Field(description="HTTP 状态码")]
    detail: Annotated[str, Field(description="这一次怎么了，给人看")]
    instance: Annotated[str, Field(description="系统出错时的编号，系统日志里能查到；其他时候没有这一项")] = ""
    problems: Annotated[list[Trouble], Field(description="所有的问题，一次列全")]
