"""A household's group is a region of its village, no longer a text.

For each village and text there is a group from now on, from the day the village began (and until the
day it ended, where it has); texts that differ only in blanks or in the width of figures and letters
name one.  What imports of name lists keep of households they changed names the region as well, so that
they can still be taken back.  On the way back the texts are the groups' names; the groups stay regions.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import OuterRef, Subquery
from django.db.models.functions import Coalesce, Substr

from hudai.records.household_groups import guard, unguard

TEXT, KEY = "group", "group_id"
_NARROW = {
    wide: wide - 0xFEE0 for wide in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))
}


class _Groups:
    """The groups of villages by name, made where one is not there yet."""

    def __init__(self, apps: Any) -> None:
        self.regions = apps.get_model("records", "Region").objects
        self.villages: dict[int | None, Any] = {
            each.pk: each for each in self.regions.filter(level="village")
        }
        standing = self.regions.filter(level="group", until=None)
        self.found: dict[tuple[int, str], int] = {(each.parent_id, each.name): each.pk for each in standing}

    def key(self, village: int | None, text: str | None) -> int | None:
        """The group of a village that a text names; None for none."""
        name = "".join((text or "").split()).translate(_NARROW)
        above = self.villages.get(village)
        if not name or village is None or above is None:
            return None
        if (village, name) not in self.found:
            made = self.regions.create(
                level="group", parent=above, name=name, code="", since=above.since, until=above.until
            )
            self.found[village, name] = made.pk
        return self.found[village, name]


def texts_to_regions(apps: Any, schema_editor: Any) -> None:
    """Make the groups, and let households and imports name them."""
    groups, households = _Groups(apps), apps.get_model("records", "Household").objects
    said = households.exclude(group_text="").order_by().values_list("village_id", "group_text").distinct()
    for village, text in sorted(said):
        households.filter(village_id=village, group_text=text).update(group_id=groups.key(village, text))
    _write_notes(apps, {TEXT: KEY}, lambda village, text: groups.key(village, text))
    _settle(schema_editor)


def regions_to_texts(apps: Any, schema_editor: Any) -> None:
    """The way back."""
    region = apps.get_model("records", "Region").objects
    name = Subquery(region.filter(pk=OuterRef("group_id")).values(short=Substr("name", 1, 20)))
    apps.get_model("records", "Household").objects.update(group_text=Coalesce(name, models.Value("")))
    names = dict(region.filter(level="group").values_list("pk", "name"))
    _write_notes(apps, {KEY: TEXT}, lambda _, key: names.get(key, "")[:20])
    _settle(schema_editor)


def _write_notes(apps: Any, columns: dict[str, str], said: Callable[[Any, Any], Any]) -> None:
    """Put the other column into what imports keep of households: names, key → [village, group]."""
    pieces = apps.get_model("records", "ImportPiece").objects
    for piece in pieces.filter(before__has_key="Household").iterator(chunk_size=100):
        for names, rows in piece.before["Household"]:
            if not columns.keys() & set(names):
                continue
            village, group = (
                names.index("village_id"),
                next(names.index(each) for each in columns if each in names),
            )
            names[group] = columns[names[group]]
            for values in rows.values():
                values[group] = said(values[village], values[group])
        piece.save(update_fields=["before"])


def _settle(schema_editor: Any) -> None:
    """PostgreSQL alters no table while something is left to be checked about its rows."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        schema_editor.execute("SET CONSTRAINTS ALL DEFERRED")


class Migration(migrations.Migration):
    """The text steps aside, the key comes, takes over what was said, and is guarded."""

    dependencies = (("records", "0021_files_of_loans"),)

    operations = (
        migrations.RenameField("household", "group", "group_text"),
        migrations.AlterField(
            "household",
            "group_text",
            models.CharField(blank=True, default="", max_length=20, verbose_name="组（社）"),
        ),
        migrations.AddField(
            "household",
            "group",
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="group_households",
                to="records.region",
                verbose_name="组（社）",
            ),
        ),
        migrations.RunPython(texts_to_regions, regions_to_texts),
        migrations.RemoveField("household", "group_text"),
        migrations.RunPython(guard, unguard),
    )
