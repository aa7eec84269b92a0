"""A bank's table of rates: which lines the list shows, and the table typed as a whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.forms import BoundField

from hudai.actions.pricing import PricingSaid
from hudai.core.policy import RateTier
from hudai.core.pricing import LARGEST_POINTS, Cell, band_label
from hudai.records.models import Bank
from hudai.records.queries.pricing import ALL, STATES, Filters
from hudai.web.forms.fields import DayField


class PricingFilters(forms.Form):
    """Bank, grade, and how the table stands today."""

    bank = forms.ModelChoiceField(
        label="银行", required=False, queryset=Bank.objects.order_by("name"), empty_label="全部"
    )
    grade = forms.ChoiceField(label="信用等级", required=False)
    state = forms.ChoiceField(
        label="状态",
        required=False,
        choices=[("", "在用和未到起用日"), *STATES.items(), (ALL, "全部，含已被取代")],
    )

    def __init__(self, *args: Any, grades: Sequence[str], own_bank: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["grade"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "全部"), *((grade, grade) for grade in grades)]
        if own_bank:
            del self.fields["bank"]

    def filters(self) -> Filters:
        """What it narrows to; a field that is not in order narrows nothing."""
        self.is_valid()
        said = self.cleaned_data
        bank = said.get("bank")
        return Filters(bank.pk if bank else None, said.get("grade") or "", said.get("state") or "")


class PricingForm(forms.Form):
    """The points of every grade for every band of terms, and the day they hold from."""

    since = DayField(label="起用日期")

    def __init__(self, *args: Any, grades: Sequence[str], tiers: Sequence[RateTier], **options: Any) -> None:
        super().__init__(*args, **options)
        self.grades, self.tiers = grades, tiers
        for at, grade in enumerate(grades):
            for tier in tiers:
                self.fields[_name(at, tier.over_months)] = forms.IntegerField(
                    label=band_label(tier.over_months, tier.up_to_months),
                    max_value=LARGEST_POINTS,
                    min_value=-LARGEST_POINTS,
                    widget=forms.TextInput(
                        attrs={"inputmode": "numeric", "aria-label": _aloud(grade, tier)},
                    ),
                    error_messages={"invalid": "减点填整数个基点，如 20；不减点的填 0。"},
                )

    @property
    def rows(self) -> list[tuple[str, list[BoundField]]]:
        """Each grade with its fields, the shortest terms first."""
        return [
            (grade, [self[_name(at, tier.over_months)] for tier in self.tiers])
            for at, grade in enumerate(self.grades)
        ]

    def said(self) -> PricingSaid:
        """The table as typed."""
        return PricingSaid(
            self.cleaned_data["since"],
            {
                (grade, tier.over_months): self.cleaned_data[_name(at, tier.over_months)]
                for at, grade in enumerate(self.grades)
                for tier in self.tiers
            },
        )


def pricing_initial(
    grades: Sequence[str], tiers: Sequence[RateTier], standing: Mapping[Cell, int]
) -> dict[str, int]:
    """The table that stands, as the form begins; empty where nothing stands."""
    return {
        _name(at, tier.over_months): standing[grade, tier.over_months]
        for at, grade in enumerate(grades)
        for tier in tiers
        if (grade, tier.over_months) in standing
    }


def _name(at: int, over_months: int) -> str:
    return f"points_{at}_{over_months}"


def _aloud(grade: str, tier: RateTier) -> str:
    return f"{grade}，{band_label(tier.over_months, tier.up_to_months)}，减点（基点）"
