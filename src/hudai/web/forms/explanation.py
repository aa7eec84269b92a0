"""Narrowing the list of households explained to, and writing a round of visits down."""

from __future__ import annotations

from typing import Any

from django import forms

from hudai.actions.explanation import Answer, Round
from hudai.core.explanation import ROLES, TOPICS
from hudai.records.models import Explanation, Household
from hudai.records.queries.explanation import ALL, STATES, Filters
from hudai.web.forms.fields import DayField
from hudai.web.forms.place import PlaceFilters

Wish = Explanation.Wish


class ExplanationFilters(PlaceFilters):
    """Which households the list shows; a bank is no matter of this."""

    state = forms.ChoiceField(label="宣讲情况", required=False, choices=list(STATES.items()))
    wish = forms.ChoiceField(label="贷款意愿", required=False, choices=[("", "全部"), *Wish.choices])
    since = DayField(label="从哪天起算", required=False)
    field_order = ("state", "town", "village", "wish", "since")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        del self.fields["bank"]

    def filters(self) -> Filters:
        """What it narrows to."""
        place = self.place()
        said = self.cleaned_data
        return Filters(
            state=said.get("state") or ALL,
            town=place["town"],
            village=place["village"],
            since=said.get("since"),
            wish=said.get("wish") or "",
        )


class RoundForm(forms.Form):
    """What is the same for all households of a day."""

    explained_on = DayField(label="宣讲日期")
    roles = forms.MultipleChoiceField(
        label="宣讲人身份", choices=list(ROLES.items()), widget=forms.CheckboxSelectMultiple
    )
    explainers = forms.CharField(label="宣讲人姓名", max_length=100, help_text="几个人的用顿号隔开。")
    topics = forms.MultipleChoiceField(
        label="宣讲内容", choices=list(TOPICS.items()), widget=forms.CheckboxSelectMultiple
    )

    def said(self) -> Round:
        """What was typed."""
        return Round(**self.cleaned_data)


class AnswerForm(forms.Form):
    """What one household said."""

    wish = forms.ChoiceField(label="贷款意愿", choices=[*Wish.choices], initial=Wish.UNSAID)
    reason = forms.CharField(
        label="暂不需要的原因",
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"list": "reasons", "autocomplete": "off"}),
    )
    signed = forms.BooleanField(label="已签字", required=False)

    def __init__(self, *args: Any, household: Household, **options: Any) -> None:
        super().__init__(*args, **{"prefix": f"h{household.pk}", **options})
        self.household = household
        """Whose it is: a page has one form for each."""

    def clean(self) -> dict[str, Any]:
        """A reason goes with “not now” and with nothing else."""
        said: dict[str, Any] = super().clean() or {}
        if said.get("wish") == Wish.NOT_NOW and not said.get("reason"):
            self.add_error("reason", "请写明暂不需要的原因。")
        elif said.get("wish") != Wish.NOT_NOW and said.get("reason"):
            self.add_error("reason", "写了原因的请选“暂不需要”，否则请清空。")
        return said

    def answer(self) -> Answer:
        """What was typed."""
        return Answer(**self.cleaned_data)


class WithdrawForm(forms.Form):
    """Why something is taken back."""

    reason = forms.CharField(label="原因", max_length=200, widget=forms.Textarea(attrs={"rows": 2}))
