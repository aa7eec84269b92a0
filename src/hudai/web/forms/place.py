"""Narrowing a list to a town, a village or a bank."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet

from hudai.records.models import Bank, Region
from hudai.web.forms.household import VillageField


class PlaceFilters(forms.Form):
    """Where the loans of a list are; a list's own filters stand before these."""

    town = forms.ModelChoiceField(
        label="乡镇", required=False, queryset=Region.objects.none(), empty_label="全部"
    )
    village = VillageField(label="村", required=False, queryset=Region.objects.none(), empty_label="全部")
    bank = forms.ModelChoiceField(
        label="银行", required=False, queryset=Bank.objects.none(), empty_label="全部"
    )

    def __init__(self, *args: Any, villages: QuerySet[Region], **options: Any) -> None:
        super().__init__(*args, **options)
        self._offer("village", villages.select_related("parent").order_by("parent__name", "name"))
        self._offer("town", Region.objects.filter(pk__in=villages.order_by().values("parent")))
        self._offer("bank", Bank.objects.all())

    def _offer(self, name: str, choices: QuerySet[Any]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = choices

    def place(self) -> dict[str, int | None]:
        """The keys of what was chosen; a field that is not in order narrows nothing."""
        self.is_valid()
        said = self.cleaned_data
        return {name: said[name].pk if said.get(name) else None for name in ("town", "village", "bank")}
