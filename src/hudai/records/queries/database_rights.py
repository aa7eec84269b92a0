"""What the application's database user could do and should not; asked by ``hudai doctor``."""

from __future__ import annotations

from typing import Any

from django.db import connection

from hudai.records.grants import tables

_ALL = ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER")

_WHO = """
SELECT current_user, rolsuper, rolcreaterole, rolreplication OR rolbypassrls,
       has_database_privilege(current_database(), 'TEMPORARY'),
       has_schema_privilege(current_schema(), 'CREATE')
  FROM pg_roles WHERE rolname = current_user
"""
_OWNED = """
SELECT COUNT(*) FROM pg_class c WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r'
   AND pg_has_role(current_user, c.relowner, 'MEMBER')
"""
_LIFTED = """
SELECT tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
 WHERE c.relnamespace = current_schema()::regnamespace AND NOT t.tgisinternal AND t.tgenabled <> 'A'
 ORDER BY tgname
"""


def is_server() -> bool:
    """Whether the database is a server with users of its own."""
    return bool(connection.vendor == "postgresql")


def database_words() -> str:
    """Which kind of database this is, as people call it."""
    with connection.cursor() as cursor:
        if is_server():
            return f"PostgreSQL {_one(cursor, 'SHOW server_version')}"
        return f"SQLite {_one(cursor, 'SELECT sqlite_version()')}"


def damage() -> str:
    """What the database file says is wrong with it; empty when nothing is. SQLite only."""
    with connection.cursor() as cursor:
        said = _one(cursor, "PRAGMA quick_check(1)")
    return "" if said == "ok" else str(said)


def lifted_guards() -> list[str]:
    """Triggers that do not always stand, by name; PostgreSQL only."""
    with connection.cursor() as cursor:
        cursor.execute(_LIFTED)
        return [name for (name,) in cursor.fetchall()]


def complaints() -> list[str]:
    """One sentence for everything the application's user could do and need not; PostgreSQL only."""
    with connection.cursor() as cursor:
        cursor.execute(_WHO)
        user, is_super, makes_roles, passes, temporary, creates = cursor.fetchone()
        owned = _one(cursor, _OWNED)
    said = [f"数据库用户 {user} 是超级用户，任何保护都拦不住它"] if is_super else []
    if makes_roles or passes:
        said.append(f"数据库用户 {user} 有管理权限（建用户、复制或绕过行级安全）")
    if owned and not is_super:
        said.append(f"数据库用户 {user} 是 {owned} 张表的所有者，可以解除防改动的触发器")
    if not owned and not is_super:
        said += _too_much()
        if temporary:
            said.append(f"数据库用户 {user} 可以建临时表")
        if creates:
            said.append(f"数据库用户 {user} 可以在库里建表")
    return said


def _too_much() -> list[str]:
    said = []
    with connection.cursor() as cursor:
        for table in tables():
            held = {right for right in _ALL if _one(cursor, _HAS, [table.quoted, right])}
            if more := held - set(table.rights):
                said.append(f"对表 {table.name} 多了权限 {'、'.join(sorted(more))}")
            if less := set(table.rights) - held:
                said.append(f"对表 {table.name} 少了权限 {'、'.join(sorted(less))}，有些功能会出错")
    return said


_HAS = "SELECT has_table_privilege(%s, %s)"


def _one(cursor: Any, question: str, values: list[str] | None = None) -> Any:
    cursor.execute(question, values)
    return cursor.fetchone()[0]
