"""Narrowing the list of suspicions, and what is typed about one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from hudai.actions.suspicion import LONGEST
from hudai.records.models import Suspicion
from hudai.records.queries.suspicion import NARROWED, TO_HANDLE, Filters, Place
from hudai.web.forms.place import PlaceFilters


class SuspicionFilters(PlaceFilters):
    """State, kind and place."""

    state = forms.ChoiceField(label="办理", required=False, choices=list(NARROWED.items()))
    rule = forms.ChoiceField(label="疑点类型", required=False)
    field_order = ("state", "rule", "town", "village", "bank")

    def __init__(self, *args: Any, rules: Mapping[str, str], **options: Any) -> None:
        super().__init__(*args, **options)
        fields: dict[str, Any] = self.fields
        fields["rule"].choices = [("", "全部"), *rules.items()]

    def filters(self) -> Filters:
        """What it narrows to; what is still to be handled where nothing was chosen."""
        place = self.place()
        said = self.cleaned_data
        return Filters(state=said.get("state") or TO_HANDLE, rule=said.get("rule") or "", **place)


class AssignForm(forms.Form):
    """Who is to look into it."""

    to = forms.ChoiceField(label="交给")
    assign_words = forms.CharField(label="要求", required=False, max_length=LONGEST, widget=forms.Textarea)

    def __init__(self, *args: Any, places: Sequence[Place], **options: Any) -> None:
        super().__init__(*args, **options)
        fields: dict[str, Any] = self.fields
        fields["to"].choices = [(place.value, place.label) for place in places]
        fields["assign_words"].widget.attrs["rows"] = 2

    def said(self) -> dict[str, str]:
        """As the action takes it."""
        return {"to": self.cleaned_data["to"], "words": self.cleaned_data["assign_words"]}


class AnswerForm(forms.Form):
    """What looking into it came to."""

    result = forms.ChoiceField(label="核查结论", choices=Suspicion.Result.choices, widget=forms.RadioSelect)
    measure = forms.ChoiceField(
        label="处理措施",
        required=False,
        choices=[("", "不需要"), *Suspicion.Measure.choices],
        help_text="属实的必须选择。收回、转为农户贷款、停止贴息，还要在贷款页面登记。",
    )
    words = forms.CharField(
        label="核查情况",
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="看了什么、问了谁、结论的依据。",
    )

    def said(self) -> dict[str, str]:
        """As the action takes it."""
        return dict(self.cleaned_data)


class CloseForm(forms.Form):
    """Why nothing more is to be done."""

    reason = forms.CharField(
        label="办结原因",
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="如整改结果、文件名称和文号。",
    )

    def said(self) -> dict[str, str]:
        """As the action takes it."""
        return dict(self.cleaned_data)
