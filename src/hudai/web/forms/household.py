"""Narrowing lists of households, and saying why one has no loan."""

from __future__ import annotations

from typing import Any

from django import forms

from hudai.documents.imports.applications import HOUSEHOLD_KINDS
from hudai.records.models import Posting, Region
from hudai.records.queries.visibility import villages_seen_by

KINDS = list(dict.fromkeys(HOUSEHOLD_KINDS.values()))
REASONS = (
    "没有贷款意愿",
    "没有合适的产业项目",
    "信用记录未达要求",
    "超过年龄",
    "外出务工，暂不需要",
    "无劳动能力",
    "已有其他贷款",
)
"""What is said most often; any other words may be typed."""


class VillageField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A village with its town."""

    def label_from_instance(self, obj: Region) -> str:
        """As a list shows it."""
        return f"{obj.parent}{obj}"


class HouseholdFilters(forms.Form):
    """Words, village, group, category, and whether they are on the list."""

    words = forms.CharField(
        label="查找",
        required=False,
        max_length=40,
        widget=forms.SearchInput(attrs={"placeholder": "姓名、户编号、完整身份证号或电话"}),
    )
    village = VillageField(label="村", queryset=Region.objects.none(), required=False, empty_label="全部")
    group = forms.CharField(label="组", required=False, max_length=60)
    kind = forms.ChoiceField(
        label="人口类别", required=False, choices=[("", "全部"), *((kind, kind) for kind in KINDS)]
    )
    listed = forms.TypedChoiceField(
        label="名单",
        required=False,
        choices=[("", "全部"), ("1", "在名单内"), ("0", "不在名单内")],
        coerce=lambda said: said == "1",
        empty_value=None,
    )

    def __init__(self, *args: Any, posting: Posting, **options: Any) -> None:
        super().__init__(*args, **options)
        offer_villages(self, posting)


class ShouldLendFilters(forms.Form):
    """Village, and whether a reason is recorded; a reason from before an earlier loan counts no more."""

    village = VillageField(label="村", queryset=Region.objects.none(), required=False, empty_label="全部")
    explained = forms.TypedChoiceField(
        label="未贷原因",
        required=False,
        choices=[("", "全部"), ("0", "未登记"), ("1", "已登记")],
        coerce=lambda said: said == "1",
        empty_value=None,
    )

    def __init__(self, *args: Any, posting: Posting, **options: Any) -> None:
        super().__init__(*args, **options)
        offer_villages(self, posting)


class ReasonForm(forms.Form):
    """Why a household has no loan."""

    reason = forms.CharField(
        label="没有贷款的原因",
        max_length=200,
        widget=forms.TextInput(attrs={"list": "reasons", "autocomplete": "off"}),
        error_messages={"required": "请写明没有贷款的原因。"},
    )


def offer_villages(form: forms.Form, posting: Posting) -> None:
    """Offer the villages the posting sees in the form's field ``village``."""
    villages = villages_seen_by(posting).select_related("parent").order_by("parent__name", "name")
    field = form.fields["village"]
    assert isinstance(field, forms.ModelChoiceField)
    field.queryset = villages
