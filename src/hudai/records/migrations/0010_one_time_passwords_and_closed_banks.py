"""A password an administrator gave is marked as such, banks and branches can close, the journal is searched.

Passwords and banks that are there already stay as they are: everybody keeps the password of today,
and nothing is closed.  Going back forgets which passwords were given and what was closed; the
journal's lines are not touched either way.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import migrations, models


def _closed_on() -> Any:
    return models.DateField(blank=True, null=True, verbose_name="停用日期")


class Migration(migrations.Migration):
    """Three columns that may be empty, two indexes."""

    dependencies: ClassVar = [("records", "0009_facts_and_batches_stay")]

    operations: ClassVar = [
        migrations.AddField(
            model_name="officer",
            name="one_time_until",
            field=models.DateTimeField(blank=True, null=True, verbose_name="一次性密码有效至"),
        ),
        migrations.AddField(model_name="bank", name="closed_on", field=_closed_on()),
        migrations.AddField(model_name="branch", name="closed_on", field=_closed_on()),
        migrations.AddIndex(
            model_name="journalline",
            index=models.Index(fields=["officer", "at"], name="journal_of_an_officer"),
        ),
        migrations.AddIndex(
            model_name="journalline",
            index=models.Index(fields=["action", "at"], name="journal_of_an_action"),
        ),
    ]
