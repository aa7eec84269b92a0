"""The information collection form, made from the scorecard; the bank's answer; narrowing the list."""

from __future__ import annotations

from typing import Any

from django import forms

from hudai.core.rating import Criterion, Scorecard
from hudai.documents.imports.ratings import LARGEST
from hudai.records.models import Posting, Region
from hudai.records.queries.rating import STATES
from hudai.records.queries.visibility import villages_seen_by
from hudai.web.forms.fields import DayField, YuanField


class CollectionForm(forms.Form):
    """One field for each criterion, and the day."""

    def __init__(self, *args: Any, card: Scorecard, **options: Any) -> None:
        super().__init__(*args, **options)
        self.card = card
        for criterion in card.criteria:
            self.fields[criterion.id] = _field(criterion)
        self.fields["rated_on"] = DayField(label="评定日期")

    def collected(self) -> dict[str, str | int]:
        """What was filled in, by criterion."""
        return {each.id: self.cleaned_data[each.id] for each in self.card.criteria}


def _field(criterion: Criterion) -> forms.Field:
    """A whole number in its unit, or a choice; the points stand beside each answer."""
    if criterion.is_measured:
        return forms.IntegerField(
            label=f"{criterion.label}（{criterion.unit}，满分 {criterion.most}）",
            min_value=0,
            max_value=LARGEST,
            help_text=f"{criterion.help}{bands(criterion)}",
            widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        )
    return forms.ChoiceField(
        label=f"{criterion.label}（满分 {criterion.most}）",
        choices=[(answer.id, f"{answer.label}　{answer.points} 分") for answer in criterion.answers],
        help_text=criterion.help,
        widget=forms.RadioSelect,
    )


def bands(criterion: Criterion) -> str:
    """The points of a measured criterion, band by band, in a sentence."""
    starts = [answer.at_least or 0 for answer in criterion.answers]
    shown = []
    for answer, first, after in zip(criterion.answers, starts, [*starts[1:], None], strict=True):
        if after is None:
            band = f"{first:,} {criterion.unit}以上"
        elif after == first + 1:
            band = f"{first:,} {criterion.unit}"
        else:
            band = f"{first:,}—{after - 1:,} {criterion.unit}"
        shown.append(f"{band} {answer.points} 分")
    return f"{'，'.join(shown)}。"


class ConfirmationForm(forms.Form):
    """The line the bank confirms."""

    limit = YuanField(label="授信额度（元）")
    seen = forms.CharField(widget=forms.HiddenInput)


class DeclineForm(forms.Form):
    """Why the bank sends a rating back."""

    reason = forms.CharField(label="退回理由", max_length=300, widget=forms.Textarea(attrs={"rows": 2}))


class _Village(forms.ModelChoiceField):  # type: ignore[type-arg]  # takes none when it runs
    """A village with its town."""

    def label_from_instance(self, obj: Region) -> str:
        """As a list shows it."""
        return f"{obj.parent}{obj}"


class RatingFilters(forms.Form):
    """Words, village, and where the rating stands."""

    words = forms.CharField(
        label="查找",
        required=False,
        max_length=40,
        widget=forms.SearchInput(attrs={"placeholder": "户主姓名或户编号"}),
    )
    village = _Village(label="村", queryset=Region.objects.none(), required=False, empty_label="全部")
    state = forms.ChoiceField(label="评级", required=False, choices=[("", "全部"), *STATES.items()])

    def __init__(self, *args: Any, posting: Posting, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["village"]
        assert isinstance(field, forms.ModelChoiceField), "the village is chosen from rows"
        field.queryset = villages_seen_by(posting).select_related("parent")
