"""What the list of waivers is narrowed to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms

from hudai.records.models import Region
from hudai.records.queries.waiver import Filters
from hudai.web.forms.fields import DayField


class WaiverFilters(forms.Form):
    """Town, rule and days."""

    town = forms.ModelChoiceField(
        label="乡镇", required=False, queryset=Region.objects.none(), empty_label="全部"
    )
    rule = forms.ChoiceField(label="豁免的规定", required=False)
    since = DayField(label="批准日期从", required=False)
    until = DayField(label="到", required=False)

    def __init__(self, *args: Any, towns: Any, rules: Mapping[str, str], **options: Any) -> None:
        super().__init__(*args, **options)
        fields: dict[str, Any] = self.fields
        fields["town"].queryset = towns
        fields["rule"].choices = [("", "全部"), *rules.items()]

    def filters(self) -> Filters:
        """What it narrows to; a field that is not in order narrows nothing."""
        self.is_valid()
        said = self.cleaned_data
        town = said.get("town")
        return Filters(
            town=town.pk if town else None,
            rule=said.get("rule") or "",
            since=said.get("since"),
            until=said.get("until"),
        )
