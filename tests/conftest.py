"""What all tests share: how hard hypothesis looks, and which tests touch the database.

``HYPOTHESIS_PROFILE=deep`` looks a hundred times as long; the ordinary run stays short enough
to be run before every commit.

Tests that use Django's database carry the marker ``db`` without saying so; dev.py runs those on
PostgreSQL as well (tests/site_for_tests.py).
"""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from django.db import connection
from hypothesis import HealthCheck, settings

import site_for_tests
from append_only_flush import flushable

# No deadline: a shared machine stalls now and then, and a slow example is not a wrong one.
settings.register_profile("short", max_examples=100, deadline=None)
settings.register_profile(
    "deep", max_examples=10_000, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "short"))


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what touches the database, and skip it when the one asked for is not to be had."""
    for item in items:
        if item.get_closest_marker("django_db") or {"db", "transactional_db"} & set(
            getattr(item, "fixturenames", ())
        ):
            item.add_marker("db")
            if site_for_tests.POSTGRES_MISSING:
                item.add_marker(pytest.mark.skip(reason=site_for_tests.POSTGRES_MISSING))


@pytest.fixture(scope="session", autouse=True)
def _tables_can_be_emptied_between_tests() -> Iterator[None]:
    """Tests with transactions of their own end by emptying all tables, the append-only ones too."""
    with flushable(connection):
        yield
