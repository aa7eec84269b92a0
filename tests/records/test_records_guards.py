"""The database's own guards: there after every way of getting to a table, gone after the way back.

Migrations run forwards and backwards with rows in the tables; a flush lifts the guards and puts them
back; and on both kinds of database the same things are refused.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.db.migrations.executor import MigrationExecutor

from hudai.records.models import AccountBalance, Entry, Station, Voucher, VoucherSum
from made_books import arrive, at, pay
from made_offices import posted

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.long, pytest.mark.once]

BEFORE = ("records", "0010_one_time_passwords_and_closed_banks")
FACTS = ("records", "0008_loans_subsidies_and_the_ledger")
KEPT = import_module("hudai.records.migrations.0009_facts_and_batches_stay").TABLES


def migrate(target: tuple[str, str]) -> None:
    executor = MigrationExecutor(connection)
    executor.migrate([target])


def newest() -> tuple[str, str]:
    return next(leaf for leaf in MigrationExecutor(connection).loader.graph.leaf_nodes("records"))


@pytest.fixture
def back_again() -> Iterator[None]:
    """Whatever happens, the next test finds the tables of today."""
    yield
    migrate(newest())


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


def sums() -> list[list[tuple[object, ...]]]:
    moved = VoucherSum.objects.order_by("voucher", "account")
    held = AccountBalance.objects.order_by("account")
    posted_ones = Voucher.objects.order_by("pk")
    return [
        list(moved.values_list("voucher", "account", "debits", "credits")),
        list(held.values_list("account", "side", "debits", "credits")),
        list(posted_ones.values_list("pk", "officer", "entry_count", "total")),
    ]


def test_going_back_and_forth_with_vouchers_posted_gives_the_same_sums_and_guards(back_again: None):
    booked()
    before, standing = sums(), guards()
    assert [row[2:] for row in before[2]] == [(1, 1000), (2, 600)]

    migrate(BEFORE)
    left = guards()
    assert left < standing
    assert not {name for name in left if "adds_up" in name or "in_open_month" in name}
    assert refused("DELETE FROM records_voucher")
    assert refused("UPDATE records_voucher SET memo = 'x'")

    migrate(newest())
    assert sums() == before
    assert guards() == standing


def test_the_guards_of_facts_and_batches_go_and_come_with_their_migration(back_again: None):
    booked()
    standing = guards()

    migrate(FACTS)
    assert not {name for name in guards() for table in KEPT if name.startswith(f"{table}_")}
    assert not refused("UPDATE records_voucher SET memo = 'x'")

    migrate(newest())
    assert guards() == standing
    assert refused("UPDATE records_voucher SET memo = 'y'")


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


@pytest.mark.parametrize("table", KEPT)
def test_every_table_of_facts_has_its_guards(table: str):
    wanted = (
        ("append_only A", "no_truncate A")
        if connection.vendor == "postgresql"
        else ("no_UPDATE", "no_DELETE")
    )

    assert {f"{table}_{name}" for name in wanted} <= guards()
