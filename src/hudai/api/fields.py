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
    WithJsonSchema({"type": "string", "format": "date", "pattern": r"^(19|20)[0-9]{2}-[0-9]{2}-[0-9]{2}$"}),
]
Contract = Annotated[
    str, StringConstraints(min_length=1, max_length=60, pattern=_PLAIN), Field(description="合同号")
]
Reason = Annotated[str, StringConstraints(max_length=200, pattern=_PLAIN), Field(description="原因")]
Key = Annotated[int, Field(ge=1, le=MOST_KEY)]
IdempotencyKey = Annotated[
    str,
    StringConstraints(min_length=8, max_length=100, pattern=r"^[A-Za-z0-9._:-]+$"),
    Field(description="本次调用在银行方的唯一编号；重发时不变"),
]
NAMED: Any = Header(alias="Idempotency-Key")
"""Where the key stands in a call."""


class Asked(Schema):
    """What a program sends; a field we do not know is refused, for it was meant to say something."""

    model_config = ConfigDict(extra="forbid")


class Trouble(Schema):
    """One thing wrong with a request."""

    where: str
    """Where in it: ``rows.3.paid_on``; empty where the whole is meant."""
    told: str
    clause: str = ""
    """The clause it rests on, where there is one."""


class Problem(Schema):
    """What could not be done (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str
    instance: str = ""
    """Of a fault of ours: what it is called in our log; otherwise left out."""
    problems: list[Trouble]
