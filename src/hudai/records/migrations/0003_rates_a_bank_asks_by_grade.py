"""What each bank asks by credit grade and length of term, as a table that holds from a day on.

A table stays as it was entered, and a later one takes over; so what was asked on any day can be told
afterwards.  Two new tables; the way back drops them with their rows.
"""

from __future__ import annotations

from typing import Any, ClassVar

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Q

from hudai.records.append_only import forbid_changes, lift

TABLES = ("records_pricing", "records_pricingline")


def _id() -> Any:
    return models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")


def _to(model: str, label: str, related_name: str) -> Any:
    return models.ForeignKey(
        on_delete=django.db.models.deletion.PROTECT, related_name=related_name, to=model, verbose_name=label
    )


class Migration(migrations.Migration):
    """Two tables with their guards."""

    dependencies: ClassVar = [("records", "0002_functions_look_at_home")]

    operations: ClassVar = [
        migrations.CreateModel(
            name="Pricing",
            fields=[
                ("id", _id()),
                ("policy", models.CharField(max_length=40, verbose_name="政策")),
                ("since", models.DateField(verbose_name="起")),
                ("entered_at", models.DateTimeField(verbose_name="登记时间")),
                ("bank", _to("records.bank", "银行", "pricings")),
                ("officer", _to(settings.AUTH_USER_MODEL, "登记人", "+")),
                ("posting", _to("records.posting", "登记岗位", "+")),
            ],
            options={
                "verbose_name": "利率定价表",
                "ordering": ("bank", "-since", "-pk"),
                "indexes": [
                    models.Index(fields=["bank", "policy", "since"], name="pricings_of_a_bank"),
                ],
                "constraints": [
                    models.CheckConstraint(condition=~Q(policy=""), name="a_pricing_has_its_policy"),
                ],
            },
        ),
        migrations.CreateModel(
            name="PricingLine",
            fields=[
                ("id", _id()),
                ("grade", models.CharField(max_length=10, verbose_name="信用等级")),
                ("place", models.PositiveSmallIntegerField(verbose_name="等级次序")),
                ("over_months", models.PositiveSmallIntegerField(verbose_name="期限超过（月）")),
                (
                    "up_to_months",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="期限不超过（月）"),
                ),
                ("points", models.PositiveSmallIntegerField(verbose_name="低于上限（基点）")),
                ("pricing", _to("records.pricing", "定价表", "lines")),
            ],
            options={
                "verbose_name": "利率定价",
                "ordering": ("pricing", "place", "over_months"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("pricing", "grade", "over_months"), name="one_price_of_a_grade_and_band"
                    ),
                    models.CheckConstraint(
                        condition=Q(points__gte=0, points__lte=1_000),
                        name="a_price_is_below_the_ceiling",
                    ),
                    models.CheckConstraint(
                        condition=Q(up_to_months=None) | Q(up_to_months__gt=F("over_months")),
                        name="a_band_of_terms_runs_forward",
                    ),
                    models.CheckConstraint(condition=~Q(grade=""), name="a_price_has_its_grade"),
                ],
            },
        ),
        migrations.RunPython(forbid_changes(TABLES), lift(TABLES)),
    ]
