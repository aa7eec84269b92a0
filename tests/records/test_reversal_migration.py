"""Claw-backs go back to the tables that knew no reversal and come again, rows, guards and all."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

import made_cases as cases
from hudai.records.models import Application, Demand, Refund, Station, SubsidyLine
from made_books import answered, approved_batch, arrive, at, demanded, payment_file
from made_offices import posted

BEFORE = ("records", "0026_suspicions_and_dishonest_debtors")

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.long]


@pytest.fixture
def migrate() -> Iterator[Any]:
    """Bring the tables to a migration; afterwards they are as they should be."""

    def to(target: tuple[str, str]) -> None:
        MigrationExecutor(connection).migrate([target])

    yield to
    to(newest())


def newest() -> tuple[str, str]:
    return next(leaf for leaf in MigrationExecutor(connection).loader.graph.leaf_nodes("records"))


def guards() -> set[tuple[str, str]]:
    question = (
        "SELECT tgname, pg_get_functiondef(tgfoid) FROM pg_trigger WHERE NOT tgisinternal"
        if connection.vendor == "postgresql"
        else "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
    )
    with connection.cursor() as cursor:
        cursor.execute(question)
        return {(name, text) for name, text in cursor.fetchall()}


def _names(found: set[tuple[str, str]]) -> set[str]:
    """Of the guards of what is asked back and paid."""
    return {name for name, _ in found if name.startswith(("records_demand", "records_refund", "records_pay"))}


def test_what_stands_goes_back_and_comes_again_and_what_was_reversed_is_forgotten(migrate: Any):
    finance = at(posted(Station.FINANCE).postings.get())
    arrive(finance, 100_000)
    batch = approved_batch(30_000, -5_000, -700)
    answered(payment_file(batch), True)
    when: datetime = finance.at
    by: dict[str, Any] = {"demanded_by": finance.posting, "demanded_at": when}
    for due in (-5_000, -700):
        line = SubsidyLine.objects.get(due=due)
        first = demanded(line, 100)
        refund = first.refunds.get()
        Refund.objects.create(
            demand=first, amount=100, source="county", received_on=refund.received_on, replaces=refund,
            void=True, reason="记错了", recorded_by=finance.posting, recorded_at=when,
        )  # fmt: skip
        void = Demand.objects.create(line=line, amount=-due, reason="追错了", replaces=first, void=True, **by)
    again = Demand.objects.create(line=line, amount=700, reason="还要追回", replaces=void, **by)
    before = guards()

    migrate(BEFORE)
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, amount FROM records_demand")
        assert cursor.fetchall() == [(again.pk, 700)]
        cursor.execute("SELECT count(*) FROM records_refund")
        assert cursor.fetchone()[0] == 0
    assert _names(guards()) == _names(before)

    migrate(newest())
    assert guards() == before
    assert list(Demand.objects.standing().values_list("pk", "amount")) == [(again.pk, 700)]


def test_what_a_village_typed_of_the_banks_business_is_dropped_where_no_bank_attested_it(migrate: Any):
    draft = cases.draft()
    said = cases.waiting_at(4, cases.household("LX-002", "孙平水", "19850411"))
    over = cases.waiting_at(2, cases.household("LX-003", "孙平土", "19850412"))
    typed = {"rated": True, "fee_charged": False}
    for each in (draft, over):
        Application.objects.filter(pk=each.pk).update(facts={**each.facts, **typed})
    Application.objects.filter(pk=over.pk).update(state="withdrawn")
    attested = Application.objects.get(pk=said.pk).facts

    migrate(BEFORE)
    migrate(newest())

    draft.refresh_from_db()
    assert not {*typed} & {*draft.facts}
    assert draft.facts["credit_clean"] is True
    assert Application.objects.get(pk=said.pk).facts == attested
    assert "rated" in Application.objects.get(pk=over.pk).facts
