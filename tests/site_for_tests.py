"""The settings the tests run with: the product's own, on a data folder and a database of their own.

``HUDAI_TEST_DATABASE=postgres`` takes a PostgreSQL that is found or started (tests/postgres.py);
anything else an SQLite file, as a county office would have it.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from pathlib import Path

# The processes that the tests are spread over have the cores already; more threads only wait.
os.environ.setdefault("POLARS_MAX_THREADS", "1")

HOME = tempfile.mkdtemp(prefix="hudai-tests-")
atexit.register(shutil.rmtree, HOME, ignore_errors=True)
for name in [name for name in os.environ if name.startswith("HUDAI_") and "_TEST_" not in name]:
    if name != "HUDAI_PG_DSN":
        del os.environ[name]
os.environ["HUDAI_HOME"] = HOME
(Path(HOME) / "static").mkdir()  # whitenoise warns of a folder that is not there
os.environ["HUDAI_OFFICE"] = "云坪县脱贫人口小额信贷管理系统"

import postgres  # noqa: E402 - the settings below read the variables above
from hudai.site import environment  # noqa: E402
from hudai.site.settings import *  # noqa: E402,F403

WANTS_POSTGRES = os.environ.get("HUDAI_TEST_DATABASE") == "postgres"
POSTGRES_MISSING = ""
"""Why the database tests are skipped; empty when they are not."""

if WANTS_POSTGRES:
    try:
        DATABASES = {"default": environment.postgres(postgres.address())}
    except postgres.Missing as missing:
        POSTGRES_MISSING = str(missing)
else:
    # A file, as in real life: in memory there is neither WAL nor a second connection.
    DATABASES["default"]["TEST"] = {"NAME": f"{HOME}/test.sqlite3"}

STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}  # noqa: F405
# The real one takes a tenth of a second for every password, on purpose.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
