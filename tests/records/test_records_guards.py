"""The database's own guards: there after every way of getting to a table, on both kinds of database."""

from __future__ import annotations

from importlib import import_module

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from hudai.records.models import AccountBalance, Entry, Station, VoucherSum
from made_books import arrive, at, pay
from made_offices import posted

KEPT = import_module("hudai.records.migrations.0001_the_county").KEPT


def guards() -> set[str]:
    """The names of all triggers there are, on PostgreSQL with how they are enabled."""
    question = (
        "SELECT tgname || ' ' || tgenabled::text FROM pg_trigger WHERE NOT tgisinternal"
        if connection.vendor == "postgresql"
        else "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    )
    with connection.cursor() as cursor:
        cursor.execute(question)
        return {name for (name,) in cursor.fetchall()}


def refused(statement: str) -> bool:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    except DatabaseError:
        return True
    return False


def booked() -> None:
    finance = at(posted(Station.FINANCE).postings.get())
    arrive(finance, 1000)
    pay(finance, 300)


@pytest.mark.django_db(transaction=True)
def test_after_a_flush_the_books_add_up_and_are_guarded_as_before():
    booked()
    standing = guards()

    call_command("flush", verbosity=0, interactive=False)
    assert guards() == standing
    assert not VoucherSum.objects.exists()

    booked()
    assert sum(each.debits - each.credits for each in AccountBalance.objects.all()) == 0
    assert VoucherSum.objects.count() == 5
    assert refused("UPDATE records_entry SET amount = 1")
    assert Entry.objects.count() == 3


@pytest.mark.django_db
def test_every_table_of_facts_has_its_guards():
    wanted = (
        ("append_only A", "no_truncate A")
        if connection.vendor == "postgresql"
        else ("no_UPDATE", "no_DELETE")
    )

    assert {f"{table}_{name}" for table in KEPT for name in wanted} - guards() == set()


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite 的触发器不用函数")
def test_functions_of_triggers_look_for_tables_in_the_products_own_schema():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT proname, proconfig FROM pg_proc"
            " WHERE pronamespace = current_schema()::regnamespace AND prorettype = 'trigger'::regtype"
        )
        found = dict(cursor.fetchall())

    assert len(found) == 17
    assert {name: how for name, how in found.items() if how != ["search_path=public, pg_temp"]} == {}
