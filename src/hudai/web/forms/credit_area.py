"""Filters of the list of credit villages, and what is written when one is put forward or answered."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from hudai.actions.credit_area import LONGEST
from hudai.core.findings import Verdict
from hudai.records.models import Region
from hudai.records.queries.credit_area import STATES, Area

VERDICTS = {Verdict.PASS: "符合条件", Verdict.FAIL: "不符合条件", Verdict.UNKNOWN: "不能判定"}
"""What the figures of an area say, in words."""


class AreaFilters(forms.Form):
    """Town, what the figures say, and where it stands."""

    town = forms.ModelChoiceField(
        label="乡镇", required=False, queryset=Region.objects.none(), empty_label="全部"
    )
    verdict = forms.ChoiceField(label="测算", required=False, choices=[("", "全部"), *VERDICTS.items()])
    state = forms.ChoiceField(label="评定", required=False, choices=[("", "全部"), *STATES.items()])

    def __init__(self, *args: Any, areas: Sequence[Area], **options: Any) -> None:
        super().__init__(*args, **options)
        towns = {each.facts["town"] for each in areas}
        field = self.fields["town"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Region.objects.filter(pk__in=towns).order_by("name")

    def narrowed(self, areas: Sequence[Area]) -> list[Area]:
        """Those wanted; a field that is not in order narrows nothing."""
        self.is_valid()
        said = self.cleaned_data
        town, verdict, state = said.get("town"), said.get("verdict"), said.get("state")
        return [
            each
            for each in areas
            if (not town or each.facts["town"] == town.pk)
            and (not verdict or each.verdict == verdict)
            and (not state or each.state == state)
        ]


class WordsForm(forms.Form):
    """What is said with a proposal or an award; it may be left out where all criteria are met."""

    words = forms.CharField(
        label="说明",
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="有不能判定的条件时必须写明是怎样核实的。",
    )


class CauseForm(forms.Form):
    """Why it is sent back or revoked."""

    reason = forms.CharField(label="理由", max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 3}))
