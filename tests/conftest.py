"""What all tests share: how hard hypothesis looks, and which tests touch the database.

``HYPOTHESIS_PROFILE`` says how many examples a random test tries where it does not say so itself:
``short`` 25 (``dev.py test``), ``full`` 100 (``dev.py check``, and pytest by itself), ``deep`` 10 000.

Tests that use Django's database carry the marker ``db`` without saying so; dev.py runs those on
PostgreSQL as well (tests/site_for_tests.py).
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
import pytest_django
from django.db import connection
from django.test.utils import teardown_databases
from hypothesis import HealthCheck, settings

import migrated_once
import site_for_tests
from append_only_flush import flushable

# No deadline: a shared machine stalls now and then, and a slow example is not a wrong one.
settings.register_profile("short", max_examples=25, deadline=None)
settings.register_profile("full", max_examples=100, deadline=None)
settings.register_profile(
    "deep", max_examples=10_000, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "full"))

SELDOM = "历时长，平常不跑；改了它试的东西时，设 HUDAI_TEST_SELDOM=1 跑"


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what touches the database, and skip it when the one asked for is not to be had."""
    for item in items:
        if item.get_closest_marker("seldom") and not os.environ.get("HUDAI_TEST_SELDOM"):
            item.add_marker(pytest.mark.skip(reason=SELDOM))
        if item.get_closest_marker("django_db") or {"db", "transactional_db"} & set(
            getattr(item, "fixturenames", ())
        ):
            item.add_marker("db")
            if site_for_tests.POSTGRES_MISSING:
                item.add_marker(pytest.mark.skip(reason=site_for_tests.POSTGRES_MISSING))


@pytest.fixture(scope="session")
def run_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all processes of this run of the tests share."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if os.environ.get("PYTEST_XDIST_WORKER") else own


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None,
    django_db_blocker: pytest_django.DjangoDbBlocker,
    django_db_modify_db_settings: None,
    run_folder: Path,
) -> Iterator[None]:
    """The test database, in place of pytest-django's own: see tests/migrated_once.py."""
    with django_db_blocker.unblock():
        made = migrated_once.set_up(run_folder)
    yield
    with django_db_blocker.unblock():
        teardown_databases(made, verbosity=0)


@pytest.fixture(scope="session", autouse=True)
def _tables_can_be_emptied_between_tests() -> Iterator[None]:
    """Tests with transactions of their own end by emptying all tables, the append-only ones too."""
    with flushable(connection):
        yield
