"""Handing in a name list, and choosing the versions to compare."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings

from hudai.actions.name_list_differences import KINDS
from hudai.records.models import NameList, Posting, Region
from hudai.web.forms.fields import DayField
from hudai.web.forms.household import VillageField, offer_villages

REASON = "未在新名单中"


class HandInForm(forms.Form):
    """A sheet of the national system, its day, and what it says of those who are not on it."""

    file = forms.FileField(
        label="名单表格",
        help_text="全国系统导出的人员信息表，.xlsx、.xls、.ods 或 .csv；表头在前十行里即可。",
        max_length=200,
        error_messages={"empty": "这个文件是空的，请核对是否选错了文件。"},
    )
    as_of = DayField(label="名单日期", help_text="这份名单反映哪一天的情况。")
    whole = forms.TypedChoiceField(
        label="名单范围",
        choices=[("1", "全量名单：没有列入的户退出名单"), ("0", "部分名单：只新增和更新")],
        coerce=lambda said: said == "1",
        widget=forms.RadioSelect,
        initial="1",
    )
    exit_reason = forms.CharField(
        label="未列入者的退出原因",
        max_length=40,
        required=False,
        help_text=f"用于全量名单里没有的户，表中写明原因的以表为准。留空为“{REASON}”。",
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["file"].widget.attrs["data-max-bytes"] = settings.HUDAI_UPLOAD_BYTES


class CompareForm(forms.Form):
    """Two versions, the older first."""

    older = forms.ModelChoiceField(
        label="从", queryset=NameList.objects.order_by("-number"), to_field_name="number", empty_label=None
    )
    newer = forms.ModelChoiceField(
        label="到", queryset=NameList.objects.order_by("-number"), to_field_name="number", empty_label=None
    )
    what = forms.CharField(required=False, widget=forms.HiddenInput)
    """Which of the lists of changes is open."""


class DifferenceFilters(forms.Form):
    """Words, and what kind of change."""

    words = forms.CharField(
        label="查找",
        required=False,
        max_length=40,
        widget=forms.SearchInput(attrs={"placeholder": "姓名、户编号或村"}),
    )
    kind = forms.ChoiceField(label="变化", required=False, choices=[("", "全部"), *KINDS.items()])


class PeopleFilters(forms.Form):
    """Words, village and group."""

    words = forms.CharField(
        label="查找",
        required=False,
        max_length=40,
        widget=forms.SearchInput(attrs={"placeholder": "姓名、户编号或完整身份证号"}),
    )
    village = VillageField(label="村", queryset=Region.objects.none(), required=False, empty_label="全部")
    group = forms.CharField(label="组", required=False, max_length=60)

    def __init__(self, *args: Any, posting: Posting, **options: Any) -> None:
        super().__init__(*args, **options)
        offer_villages(self, posting)
