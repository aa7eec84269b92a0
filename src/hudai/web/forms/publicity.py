"""Events that were held, typical cases, and what narrows their lists."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet

from hudai.actions.publicity import MOST_HEARERS, Case, Event
from hudai.records.models import PublicityEvent, Region, TypicalCase
from hudai.records.queries.publicity import EventFilters
from hudai.web.forms.fields import DayField


class RegionField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A county, a town or a village, with what it lies in."""

    def label_from_instance(self, obj: Region) -> str:
        """As a list shows it."""
        return f"{obj.parent}{obj}" if obj.level == Region.Level.VILLAGE else str(obj)


def offer_regions(form: forms.Form, regions: QuerySet[Region]) -> None:
    """Offer the places in the form's field ``region``, the largest first."""
    field = form.fields["region"]
    assert isinstance(field, forms.ModelChoiceField)
    field.queryset = regions.select_related("parent").order_by("level", "parent__name", "name")


class EventFilterForm(forms.Form):
    """Kind, place and days."""

    kind = forms.ChoiceField(
        label="类型", required=False, choices=[("", "全部"), *PublicityEvent.Kind.choices]
    )
    region = RegionField(label="范围", queryset=Region.objects.none(), required=False, empty_label="全部")
    since = DayField(label="活动日期从", required=False)
    until = DayField(label="到", required=False)

    def __init__(self, *args: Any, regions: QuerySet[Region], **options: Any) -> None:
        super().__init__(*args, **options)
        offer_regions(self, regions)

    def filters(self) -> EventFilters:
        """What it narrows to."""
        self.is_valid()
        said = self.cleaned_data
        return EventFilters(
            kind=said.get("kind") or "",
            region=said["region"].pk if said.get("region") else None,
            since=said.get("since"),
            until=said.get("until"),
        )


class EventForm(forms.Form):
    """One event."""

    kind = forms.ChoiceField(label="类型", choices=PublicityEvent.Kind.choices)
    title = forms.CharField(label="活动名称", max_length=80)
    held_on = DayField(label="活动日期")
    region = RegionField(
        label="活动范围",
        queryset=Region.objects.none(),
        empty_label="请选择",
        help_text="面向一个村的选村，面向全镇的选镇，面向全县的选县。",
    )
    place = forms.CharField(
        label="地点", max_length=80, required=False, help_text="如：村委会院坝、赶场街口。"
    )
    host = forms.CharField(label="主办单位", max_length=80)
    audience = forms.IntegerField(label="参加人数", min_value=1, max_value=MOST_HEARERS)
    content = forms.CharField(
        label="主要内容",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="讲了什么、用了什么形式、发了多少资料。",
    )

    def __init__(self, *args: Any, regions: QuerySet[Region], **options: Any) -> None:
        super().__init__(*args, **options)
        offer_regions(self, regions)

    def event(self) -> Event:
        """What was typed."""
        return Event(**self.cleaned_data)


class CaseFilterForm(forms.Form):
    """State and subject of typical cases."""

    state = forms.ChoiceField(
        label="状态", required=False, choices=[("", "全部"), *TypicalCase.State.choices]
    )
    subject = forms.ChoiceField(
        label="对象", required=False, choices=[("", "全部"), *TypicalCase.Subject.choices]
    )


class CaseForm(forms.Form):
    """One typical case."""

    title = forms.CharField(label="标题", max_length=80)
    subject = forms.ChoiceField(label="对象", choices=TypicalCase.Subject.choices)
    region = RegionField(label="所在地", queryset=Region.objects.none(), empty_label="请选择")
    household = forms.CharField(
        label="户编号", max_length=40, required=False, help_text="写农户的填写，不公开；产业项目留空。"
    )
    may_be_named = forms.BooleanField(label="本人同意公开姓名", required=False)
    consent = forms.CharField(
        label="同意的依据", max_length=100, required=False, help_text="如：2025年9月1日签字同意。"
    )
    text = forms.CharField(
        label="案例内容",
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text="没有同意公开的不写姓名，写“王某”；不写身份证号码、电话和帐号。",
    )

    def __init__(self, *args: Any, regions: QuerySet[Region], **options: Any) -> None:
        super().__init__(*args, **options)
        offer_regions(self, regions)

    def case(self) -> Case:
        """What was typed."""
        return Case(**self.cleaned_data)


class JudgeForm(forms.Form):
    """What the office says of a case."""

    approved = forms.TypedChoiceField(
        label="审核",
        choices=[("yes", "采用，全县可看"), ("no", "不采用")],
        coerce=lambda said: said == "yes",
    )
    opinion = forms.CharField(
        label="意见",
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="不采用的要写明理由。",
    )
