"""Banks' programs for tests: a token at a desk, and calls made with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.test import Client

import made_cases as cases
import made_offices as offices
from hudai.actions import api_token
from hudai.records.models import ApiToken, Bank, Branch, Posting, Station


@dataclass(frozen=True)
class Program:
    """A bank's system that holds a token."""

    token: ApiToken
    secret: str

    @property
    def headers(self) -> dict[str, str]:
        """How it says who it is."""
        return {"Authorization": f"Bearer {self.secret}"}

    def get(self, address: str, **query: Any) -> Any:
        """Look something up."""
        return Client().get(f"/api/v1{address}", query, headers=self.headers)

    def post(self, address: str, sent: Any, key: str = "call-0001", **headers: str) -> Any:
        """Send JSON under a key; ``sent`` may be bytes that are none."""
        named = {"Idempotency-Key": key} if key else {}
        return Client().post(
            f"/api/v1{address}",
            sent,
            content_type="application/json",
            headers={**self.headers, **named, **headers},
        )


def program(station: Station = Station.BRANCH) -> Program:
    """A program at the county's desk of that kind."""
    return _at(cases.at(station).posting)


def of_another_bank() -> Program:
    """A program of 云坪邮储, which has nothing to do with 柳溪村."""
    branch = Branch.objects.create(bank=Bank.objects.create(name="云坪邮储"), name="石门营业所")
    posting = Posting.objects.create(
        officer=offices.officer("other.bank"),
        station=Station.BRANCH,
        branch=branch,
        office="云坪邮储石门营业所",
        since=offices.SINCE,
    )
    return _at(posting)


def _at(posting: Posting) -> Program:
    return Program(
        *api_token.make(actor=cases.at(Station.ADMINISTRATOR), posting_id=posting.pk, name="核心系统")
    )
