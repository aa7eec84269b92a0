"""What is typed about trainings."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet

from hudai.actions.training import MOST_HOURS, Came, Session
from hudai.records.models import Posting, Region
from hudai.records.queries.training import Filters
from hudai.web.forms.fields import DayField
from hudai.web.forms.household import VillageField, offer_villages

_LONGEST_LINES = 20_000


class TrainingFilters(forms.Form):
    """Words, place and days."""

    words = forms.CharField(label="培训内容", required=False, max_length=80, widget=forms.SearchInput)
    town = forms.ModelChoiceField(
        label="乡镇", required=False, queryset=Region.objects.none(), empty_label="全部"
    )
    village = VillageField(label="村", queryset=Region.objects.none(), required=False, empty_label="全部")
    since = DayField(label="培训日期从", required=False)
    until = DayField(label="到", required=False)

    def __init__(self, *args: Any, posting: Posting, towns: QuerySet[Region], **options: Any) -> None:
        super().__init__(*args, **options)
        offer_villages(self, posting)
        fields: dict[str, Any] = self.fields
        fields["town"].queryset = towns

    def filters(self) -> Filters:
        """What it narrows to; a field that is not in order narrows nothing."""
        self.is_valid()
        said = self.cleaned_data
        keys = {name: said[name].pk if said.get(name) else None for name in ("town", "village")}
        return Filters(said.get("words") or "", **keys, since=said.get("since"), until=said.get("until"))


class StrikeOutForm(forms.Form):
    """Why something entered in error is struck out."""

    reason = forms.CharField(label="划去的原因", max_length=200, widget=forms.Textarea(attrs={"rows": 2}))


class TrainingForm(forms.Form):
    """One session with all who came."""

    subject = forms.CharField(label="培训内容", max_length=80)
    village = VillageField(label="村", queryset=Region.objects.none(), empty_label="请选择")
    held_on = DayField(label="培训日期")
    hours = forms.IntegerField(label="学时", min_value=1, max_value=MOST_HOURS)
    trainer = forms.CharField(label="授课人", max_length=40)
    people = forms.CharField(
        label="参加人",
        max_length=_LONGEST_LINES,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text="每行一人：户编号和姓名，中间空一格，可以从表格里整列粘贴；只写户编号的算户主。",
    )

    def __init__(self, *args: Any, posting: Posting, **options: Any) -> None:
        super().__init__(*args, **options)
        offer_villages(self, posting)

    def session(self) -> Session:
        """What was taught where."""
        said: dict[str, Any] = dict(self.cleaned_data)
        del said["people"]
        return Session(**(said | {"village": said["village"].pk}))

    def came(self) -> list[Came]:
        """Who came, line by line."""
        lines = (
            line.replace("，", " ").replace(",", " ").split()
            for line in self.cleaned_data["people"].splitlines()
        )
        return [Came(words[0], "".join(words[1:])) for words in lines if words]
