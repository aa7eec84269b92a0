"""Upgrading through the tables' owner, where the application's own user owns nothing.

The owner's address is named in ``HUDAI_DATABASE_OWNER`` for the one command that needs it and
nowhere else; the web application never has it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection, connections

from hudai.cli.arguments import WrongUsage

SAME = ("ENGINE", "NAME", "HOST", "PORT")


@contextmanager
def as_owner() -> Iterator[str]:
    """While this lasts, the database is spoken to as the tables' owner.

    Gives the name of the application's user, who is to be granted rights afterwards; empty, and
    nothing changes, where no owner is named.

    Raises:
        WrongUsage: if the owner's address leads to another database, or to the same user.
    """
    owner: dict[str, Any] = settings.HUDAI_DATABASE_OWNER
    if not owner:
        yield ""
        return
    application = connections.settings["default"]
    if any(str(owner[part]) != str(application[part]) for part in SAME):
        raise WrongUsage("HUDAI_DATABASE_OWNER 和 HUDAI_DATABASE 要指同一个数据库，只是用户不同。")
    role = _user()
    _speak_as({**application, **owner})
    try:
        if _user() == role:
            raise WrongUsage(
                "HUDAI_DATABASE_OWNER 和 HUDAI_DATABASE 是同一个用户；表的所有者要另设一个用户。"
            )
        yield role
    finally:
        _speak_as(application)


def _speak_as(described: dict[str, Any]) -> None:
    connections["default"].close()
    del connections["default"]
    connections.settings["default"] = described


def _user() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_user")
            return str(cursor.fetchone()[0])
    except DatabaseError as wrong:
        raise WrongUsage(f"连不上数据库：{wrong}\n请检查 HUDAI_DATABASE 和 HUDAI_DATABASE_OWNER。") from wrong
