"""The tests' own broom sweeps append-only tables, and leaves their guard as it was."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from hudai.records.models import JournalLine


def write() -> None:
    JournalLine.objects.create(at=timezone.now(), action="试", noun="测试", key="1")


@pytest.mark.django_db(transaction=True)
def test_a_flush_empties_the_journal_and_the_journal_still_cannot_be_changed():
    write()
    call_command("flush", verbosity=0, interactive=False)
    assert JournalLine.objects.count() == 0

    write()
    for verb in ("DELETE FROM records_journalline", "UPDATE records_journalline SET noun = 'x'"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(verb)
    assert JournalLine.objects.filter(noun="测试").count() == 1
