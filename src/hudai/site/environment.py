"""What the operator sets from outside: variables of the environment, read and checked.

``HUDAI_HOME``           the data folder (default: ``.hudai`` in the operator's home)
``HUDAI_KEYS_FILE``      the key file (default: ``keys.json`` in the data folder)
``HUDAI_DATABASE``       a PostgreSQL address or the path of an SQLite file (default: in the data folder)
``HUDAI_DATABASE_OWNER`` the same PostgreSQL database as its tables' owner; for ``hudai migrate`` only
``HUDAI_HOSTS``          names under which the pages are reached, with commas (default: this machine only)
``HUDAI_HTTPS``          1 when people reach the pages by HTTPS
``HUDAI_BEHIND_PROXY``   1 when a proxy in front ends HTTPS and sets ``X-Forwarded-Proto`` itself
``HUDAI_HSTS_SECONDS``   how long browsers must insist on HTTPS (default: 0, not at all)
``HUDAI_OFFICE``         the office whose system this is, as the sign-in page names it
``HUDAI_POLICY``         the policy pack under which new applications are entered (default: yubei-2021)
``HUDAI_POLICIES``       a folder with the county's own policy packs
``HUDAI_SCANNER``        a virus scanner's command; it gets the file as its last argument (default: none)
``HUDAI_ATTACHMENT_MB``  the largest scan or photo of a case (default: 20)
``HUDAI_UPLOAD_MB``      the largest upload (default: 60)
``HUDAI_API_CALLS``      calls a bank's token may make a minute (default: 300; 0: any number)
``HUDAI_MAIL_HOST``      the mail server for reminders (default: none, reminders stay on the pages)
``HUDAI_MAIL_PORT``      its port (default: 465 with ssl, 587 with starttls, 25 with none)
``HUDAI_MAIL_USER``      the name to sign in there with (default: none, no sign-in)
``HUDAI_MAIL_PASSWORD``  the password or authorisation code of that name
``HUDAI_MAIL_FROM``      the address mails come from (default: ``HUDAI_MAIL_USER``)
``HUDAI_MAIL_TLS``       ssl, starttls or none (default: ssl)
``HUDAI_DEBUG``          1 on a developer's own machine, never where real data is
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

POSTGRES = ("postgres", "postgresql")

SQLITE_OPTIONS = {
    # A write transaction takes the lock when it begins: two that read first and write later would
    # both hold a read lock and one would fail at once instead of waiting its turn.
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    # WAL lets readers go on while one writes; NORMAL loses at most the last moments to a power cut,
    # never the consistency of the file.
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
}

POSTGRES_OPTIONS = (
    # On today's disks and in memory a page anywhere costs hardly more than the next one; with the
    # server's own guess, made for turning disks, a town's facts are read by going through the county's.
    "-c random_page_cost=1.1 "
    # Questions here are short: compiling them takes longer than answering them.
    "-c jit=off"
)
"""What the server is told of every session; ``options`` of the address takes its place."""


def text(name: str, default: str = "") -> str:
    """A variable, without blanks around it."""
    return os.environ.get(name, "").strip() or default


def flag(name: str) -> bool:
    """Whether a switch is on.

    Raises:
        ImproperlyConfigured: if it is neither 0 nor 1.
    """
    value = text(name, "0")
    if value not in ("0", "1"):
        raise ImproperlyConfigured(f"{name} 请写 1（是）或 0（否），现在是“{value}”。")
    return value == "1"


def number(name: str, default: int) -> int:
    """A whole number, zero or more.

    Raises:
        ImproperlyConfigured: if it is anything else.
    """
    value = text(name, str(default))
    if not (value.isascii() and value.isdigit()):
        raise ImproperlyConfigured(f"{name} 请写整数，现在是“{value}”。")
    return int(value)


def listed(name: str, default: str) -> list[str]:
    """The parts of a list with commas."""
    return [part.strip() for part in text(name, default).split(",") if part.strip()]


def home() -> Path:
    """The data folder; it need not be there yet."""
    return Path(text("HUDAI_HOME", "~/.hudai")).expanduser().absolute()


def key_file(home: Path) -> Path:
    """Where the keys are, or will be."""
    return Path(text("HUDAI_KEYS_FILE") or home / "keys.json").expanduser().absolute()


def database(home: Path) -> dict[str, Any]:
    """Django's description of the database that ``HUDAI_DATABASE`` names."""
    address = text("HUDAI_DATABASE")
    if address.split(":", 1)[0] in POSTGRES:
        return postgres(address)
    if "://" in address:
        raise ImproperlyConfigured(
            "HUDAI_DATABASE 请写 postgres://用户:密码@主机:端口/库名，或者 SQLite 文件的路径。"
        )
    return sqlite(Path(address).expanduser().absolute() if address else home / "hudai.sqlite3")


def database_owner() -> dict[str, Any]:
    """The database through its tables' owner, as ``HUDAI_DATABASE_OWNER`` names it; empty when unset.

    Raises:
        ImproperlyConfigured: if it is no PostgreSQL address.
    """
    address = text("HUDAI_DATABASE_OWNER")
    if address and address.split(":", 1)[0] not in POSTGRES:
        raise ImproperlyConfigured("HUDAI_DATABASE_OWNER 请写 postgres://用户:密码@主机:端口/库名。")
    return postgres(address) if address else {}


def sqlite(path: Path) -> dict[str, Any]:
    """One file, for one machine."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(path),
        "OPTIONS": SQLITE_OPTIONS,
        "CONN_MAX_AGE": 600,
    }


MAIL_PORTS = {"ssl": 465, "starttls": 587, "none": 25}


def mail() -> dict[str, Any]:
    """Django's settings for sending mail; without a server every mail is dropped unsent.

    Raises:
        ImproperlyConfigured: if a variable cannot be meant so.
    """
    host, user, way = text("HUDAI_MAIL_HOST"), text("HUDAI_MAIL_USER"), text("HUDAI_MAIL_TLS", "ssl")
    if way not in MAIL_PORTS:
        raise ImproperlyConfigured(f"HUDAI_MAIL_TLS 请写 ssl、starttls 或 none，现在是“{way}”。")
    sender = text("HUDAI_MAIL_FROM", user)
    if host and "@" not in sender:
        raise ImproperlyConfigured("请在 HUDAI_MAIL_FROM 写明发件人邮箱，如 hudai@example.gov.cn。")
    backend = "smtp" if host else "dummy"
    return {
        "EMAIL_BACKEND": f"django.core.mail.backends.{backend}.EmailBackend",
        "EMAIL_HOST": host,
        "EMAIL_PORT": number("HUDAI_MAIL_PORT", MAIL_PORTS[way]),
        "EMAIL_HOST_USER": user,
        "EMAIL_HOST_PASSWORD": os.environ.get("HUDAI_MAIL_PASSWORD", ""),
        "EMAIL_USE_SSL": way == "ssl",
        "EMAIL_USE_TLS": way == "starttls",
        "EMAIL_TIMEOUT": 20,
        "DEFAULT_FROM_EMAIL": sender,
    }


def postgres(address: str) -> dict[str, Any]:
    """A server; what stands behind the question mark goes to it as it is (sslmode, host of a socket)."""
    parts = urlsplit(address)
    options = {"options": POSTGRES_OPTIONS} | dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "OPTIONS": options,
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
    }
