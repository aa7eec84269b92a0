"""The interface against its own description: whatever it says may be sent, and much that it says may not."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

import made_loans as loans
import made_tokens as tokens
from hudai.site.wsgi import application

pytestmark = [pytest.mark.django_db, pytest.mark.long, pytest.mark.once]
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
LABELS = (
    "GET /api/v1/loans",
    "GET /api/v1/loans/{contract}",
    "GET /api/v1/loans/{contract}/classes",
    "GET /api/v1/loans/{contract}/repayments",
    "POST /api/v1/disbursements",
    "POST /api/v1/repayments",
    "POST /api/v1/repayments/{repayment_id}/correction",
    "POST /api/v1/classes",
    "POST /api/v1/reconciliations",
    "GET /api/v1/differences",
    "POST /api/v1/differences/{difference_id}/close",
)
DEEP = os.environ.get("HYPOTHESIS_PROFILE") == "deep"
look = settings(
    max_examples=100 if DEEP else 5,
    derandomize=not DEEP,
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture(autouse=True)
def _calls_without_number(settings: Any) -> None:
    settings.HUDAI_API_CALLS = 0


@pytest.fixture(autouse=True)
def _the_tests_own_connection_stays_open() -> Iterator[None]:
    """A request to the bare application would close it, with all the test has made."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


def operations() -> dict[str, schemathesis.APIOperation]:
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)
    return {found.ok().label: found.ok() for found in schema.get_all_operations()}


def test_no_endpoint_is_left_out():
    assert sorted(operations()) == sorted(LABELS)


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=["good", "bad"])
@pytest.mark.parametrize("label", LABELS)
def test_every_answer_is_one_the_description_tells_of(label: str, mode: GenerationMode):
    loans.repaid(loans.disbursed(contract="0"), loans.RENEWED_ON, principal=100)
    headers = tokens.program().headers
    operation = operations()[label]

    @look
    @given(case=operation.as_strategy(generation_mode=mode))
    def ask(case: schemathesis.Case) -> None:
        answer = case.call(headers=headers)
        case.validate_response(answer, checks=CHECKS)
        # Among what is bad may be the token itself.
        assert answer.status_code != 401 or mode is GenerationMode.NEGATIVE

    ask()
