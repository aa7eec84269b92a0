"""The settings are safe as they stand, and what the operator sets is taken or refused in plain words."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from hudai.site import environment

CLEAN = {name: value for name, value in os.environ.items() if not name.startswith(("HUDAI_", "DJANGO_"))}


def django(home: Path, *words: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run one of Django's commands on the product's own settings."""
    set_here = {"HUDAI_HOME": str(home), "DJANGO_SETTINGS_MODULE": "hudai.site.settings", **variables}
    argv = [sys.executable, "-m", "django", *words]
    return subprocess.run(argv, env={**CLEAN, **set_here}, capture_output=True, text=True, check=False)


@pytest.mark.long
def test_an_installation_behind_https_passes_every_check_for_deployment(tmp_path: Path):
    done = django(
        tmp_path,
        *("check", "--deploy", "--fail-level", "WARNING"),
        HUDAI_HTTPS="1",
        HUDAI_HSTS_SECONDS="31536000",
    )

    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout


def test_looking_at_the_settings_writes_nothing(tmp_path: Path):
    home = tmp_path / "home"

    done = django(home, "diffsettings", "--output", "unified")

    assert done.returncode == 0, done.stderr
    assert "Asia/Shanghai" in done.stdout


@pytest.mark.long
def test_every_change_of_the_tables_has_its_migration(tmp_path: Path):
    done = django(tmp_path, "makemigrations", "--check", "--dry-run")

    assert done.returncode == 0, done.stdout + done.stderr


def test_a_sqlite_file_waits_its_turn_and_keeps_foreign_keys(tmp_path: Path, monkeypatch):
    monkeypatch.delenv("HUDAI_DATABASE", raising=False)
    found = environment.database(tmp_path)

    assert found["NAME"] == str(tmp_path / "hudai.sqlite3")
    assert found["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert found["OPTIONS"]["timeout"] == 20
    assert "foreign_keys=ON" in found["OPTIONS"]["init_command"]


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        (
            "postgres://hudai:p%40ss@10.0.0.5:5433/county?sslmode=require",
            {
                "NAME": "county",
                "USER": "hudai",
                "PASSWORD": "p@ss",
                "HOST": "10.0.0.5",
                "PORT": "5433",
                "OPTIONS": {"sslmode": "require", "options": environment.POSTGRES_OPTIONS},
            },
        ),
        (
            "postgresql:///county?host=%2Frun%2Fpostgresql",
            {"NAME": "county", "USER": "", "HOST": "/run/postgresql", "PORT": ""},
        ),
        (
            "postgres:///county?options=-c%20random_page_cost%3D4",
            {"OPTIONS": {"options": "-c random_page_cost=4"}},
        ),
    ],
)
def test_a_postgres_address_is_taken_apart(monkeypatch, tmp_path: Path, address: str, expected: dict):
    monkeypatch.setenv("HUDAI_DATABASE", address)

    found = environment.database(tmp_path)

    assert found["ENGINE"] == "django.db.backends.postgresql"
    assert {name: found[name] for name in expected} == expected


@pytest.mark.parametrize(
    ("name", "value", "read", "words"),
    [
        ("HUDAI_HTTPS", "yes", lambda: environment.flag("HUDAI_HTTPS"), "请写 1（是）或 0（否）"),
        ("HUDAI_UPLOAD_MB", "-5", lambda: environment.number("HUDAI_UPLOAD_MB", 60), "请写整数"),
        ("HUDAI_MAIL_TLS", "yes", lambda: environment.mail(), "ssl、starttls 或 none"),
        ("HUDAI_MAIL_HOST", "smtp.example", lambda: environment.mail(), "HUDAI_MAIL_FROM"),
        ("HUDAI_DATABASE", "mysql://x/y", lambda: environment.database(Path()), "postgres://"),
    ],
)
def test_what_cannot_be_is_refused_with_what_to_write(monkeypatch, name, value, read, words):
    monkeypatch.setenv(name, value)

    with pytest.raises(ImproperlyConfigured, match=words):
        read()


@pytest.mark.parametrize(
    ("way", "port", "ssl", "starttls"),
    [
        ("", 465, True, False),
        ("ssl", 465, True, False),
        ("starttls", 587, False, True),
        ("none", 25, False, False),
    ],
)
def test_a_mail_server_is_reached_safely_unless_told_otherwise(
    monkeypatch, way: str, port: int, ssl: bool, starttls: bool
):
    for name, value in {
        "HOST": "smtp.example",
        "USER": "hudai@example",
        "PASSWORD": " pass ",
        "TLS": way,
    }.items():
        monkeypatch.setenv(f"HUDAI_MAIL_{name}", value)

    found = environment.mail()

    assert (found["EMAIL_PORT"], found["EMAIL_USE_SSL"], found["EMAIL_USE_TLS"]) == (port, ssl, starttls)
    assert found["EMAIL_BACKEND"] == "django.core.mail.backends.smtp.EmailBackend"
    assert (found["DEFAULT_FROM_EMAIL"], found["EMAIL_HOST_PASSWORD"]) == ("hudai@example", " pass ")


def test_without_a_mail_server_mails_go_nowhere(monkeypatch):
    monkeypatch.delenv("HUDAI_MAIL_HOST", raising=False)

    assert environment.mail()["EMAIL_BACKEND"] == "django.core.mail.backends.dummy.EmailBackend"
