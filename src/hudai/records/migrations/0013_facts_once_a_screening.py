"""What a screening rests on is kept once, and no longer with each of its findings.

A gate asks some thirty rules, and each answer used to carry the same facts: most of a county's
database was the same text thirty times.  Answers given before are gathered under a screening of
their own gate and instant; going back writes the facts beside each answer again.
"""

from __future__ import annotations

from typing import Any, ClassVar

import django.db.models.deletion
from django.db import migrations, models

from hudai.records.append_only import forbid_changes, lift

FINDING, SCREENING = "records_finding", "records_screening"
SHARED = ("application_id", "gate", "facts", "pack_digest", "found_at")

# A return makes the next version of an application, so the version screened is the returns before.
_GATHER = f"""
INSERT INTO {SCREENING} (application_id, gate, facts, pack_digest, found_at, version)
SELECT f.application_id, f.gate, f.facts, f.pack_digest, f.found_at,
       (SELECT COUNT(*) FROM records_decision d
        WHERE d.application_id = f.application_id AND d.verdict = 'return' AND d.decided_at < f.found_at)
FROM {FINDING} f
WHERE f.id IN (SELECT MIN(id) FROM {FINDING} GROUP BY {", ".join(SHARED)})
ORDER BY f.id
"""
_POINT = f"""
UPDATE {FINDING} SET screening_id = (
    SELECT s.id FROM {SCREENING} s
    WHERE {" AND ".join(f"s.{name} = {FINDING}.{name}" for name in SHARED)}
)
"""
_WRITE_OUT = f"""
UPDATE {FINDING} SET {
    ", ".join(
        f"{name} = (SELECT s.{name} FROM {SCREENING} s WHERE s.id = {FINDING}.screening_id)"
        for name in SHARED
    )
}
"""


def gather(apps: Any, schema_editor: Any) -> None:
    """One screening for the answers of a gate."""
    _run(schema_editor, _GATHER, _POINT)


def write_out(apps: Any, schema_editor: Any) -> None:
    """The way back: the facts beside each answer.  The table of screenings goes with its own step."""
    _run(schema_editor, _WRITE_OUT)


def _run(schema_editor: Any, *statements: str) -> None:
    with schema_editor.connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
        if schema_editor.connection.vendor == "postgresql":
            # A table with checks still to come cannot be altered.
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def _shared(*, null: bool) -> dict[str, models.Field[Any, Any]]:
    """The columns that move up, as they stand before or while they move."""
    return {
        "application": models.ForeignKey(
            null=null,
            on_delete=django.db.models.deletion.PROTECT,
            related_name="findings",
            to="records.application",
            verbose_name="申请",
        ),
        "gate": models.PositiveSmallIntegerField(null=null, verbose_name="环节"),
        "facts": models.JSONField(null=null, verbose_name="依据的事实"),
        "pack_digest": models.CharField(null=null, max_length=64, verbose_name="政策包摘要"),
        "found_at": models.DateTimeField(null=null, verbose_name="审查时间"),
    }


def _points_up(*, null: bool) -> models.Field[Any, Any]:
    return models.ForeignKey(
        null=null,
        on_delete=django.db.models.deletion.PROTECT,
        related_name="findings",
        to="records.screening",
        verbose_name="政策审查",
    )


class Migration(migrations.Migration):
    """Schema, rows and schema in one transaction: at no time is there an answer without its facts."""

    dependencies: ClassVar = [("records", "0012_monthly_registers")]

    operations: ClassVar = [
        migrations.RunPython(lift((FINDING,)), forbid_changes((FINDING,))),
        migrations.CreateModel(
            name="Screening",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("gate", models.PositiveSmallIntegerField(verbose_name="环节")),
                ("version", models.PositiveIntegerField(verbose_name="申请修订号")),
                ("facts", models.JSONField(verbose_name="依据的事实")),
                ("pack_digest", models.CharField(max_length=64, verbose_name="政策包摘要")),
                ("found_at", models.DateTimeField(verbose_name="审查时间")),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="screenings",
                        to="records.application",
                        verbose_name="申请",
                    ),
                ),
            ],
            options={"verbose_name": "政策审查", "ordering": ("application", "found_at", "pk")},
        ),
        migrations.AddField("finding", "screening", _points_up(null=True)),
        *(migrations.AlterField("finding", name, field) for name, field in _shared(null=True).items()),
        migrations.RunPython(gather, write_out),
        migrations.AlterModelOptions(
            "finding", {"verbose_name": "审查结论", "ordering": ("screening", "pk")}
        ),
        migrations.AlterField("finding", "screening", _points_up(null=False)),
        *(migrations.RemoveField("finding", name) for name in _shared(null=True)),
        migrations.RunPython(forbid_changes((FINDING, SCREENING)), lift((FINDING, SCREENING))),
    ]
