"""What is typed about loans falling due: what was arranged, and filters."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from hudai.core.maturity import PAST_DUE
from hudai.records.models import MaturityNote
from hudai.records.queries.maturity import GROUPS, NO_NOTE, Filters
from hudai.web.forms.place import PlaceFilters

Plan = MaturityNote.Plan


def window_label(window: int) -> str:
    """A window as people say it: 30 天内到期."""
    return "已逾期" if window == PAST_DUE else f"{window} 天内到期"


class MaturityFilters(PlaceFilters):
    """What the pipeline is narrowed to, and what it is added up by."""

    window = forms.TypedChoiceField(label="时段", required=False, coerce=int, empty_value=None)
    plan = forms.ChoiceField(
        label="安排",
        required=False,
        choices=[
            ("", "全部"),
            (NO_NOTE, "还没有安排"),
            *((value, label) for value, label in Plan.choices if value != Plan.REFUSED),
            (Plan.REFUSED.value, "不同意续贷或展期（含已还清）"),
        ],
    )
    by = forms.ChoiceField(
        label="汇总",
        required=False,
        choices=[("", "不汇总"), *((key, f"按{heading}") for key, (heading, _) in GROUPS.items())],
    )
    field_order = ("window", "plan", "town", "village", "bank", "by")

    def __init__(self, *args: Any, windows: Sequence[int], **options: Any) -> None:
        super().__init__(*args, **options)
        self.windows = windows
        offered = [(days, window_label(days)) for days in (PAST_DUE, *sorted(windows))]
        field = self.fields["window"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "全部"), *offered]

    def filters(self) -> Filters:
        """What it narrows to."""
        place = self.place()
        said = self.cleaned_data
        return Filters(window=said.get("window"), plan=said.get("plan") or "", **place)

    @property
    def group(self) -> str:
        """What the list is added up by; empty for nothing."""
        return self.cleaned_data.get("by") or ""


class MaturityNoteForm(forms.Form):
    """What a household and its bank mean to do."""

    plan = forms.ChoiceField(label="到期安排", choices=Plan.choices, widget=forms.RadioSelect)
    words = forms.CharField(
        label="说明",
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="还款有风险、银行不同意续贷或展期的，必须写明理由。",
    )
