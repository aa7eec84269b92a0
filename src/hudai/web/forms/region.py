"""Entering regions, and appointing the branch that leads in a town."""

from __future__ import annotations

from django import forms

from hudai.records.models import Branch
from hudai.web.forms.fields import DayField


class RegionNameForm(forms.Form):
    """What a region is called, and its code."""

    name = forms.CharField(label="名称", max_length=60)
    code = forms.RegexField(
        label="区划代码",
        regex=r"^\d{12}$",
        required=False,
        help_text="12 位数字，不清楚的可以留空。",
        error_messages={"invalid": "区划代码是 12 位数字，不清楚的可以留空。"},
    )


class RegionForm(RegionNameForm):
    """A new town, village or group."""

    since = DayField(label="启用日期")


class RegionEndForm(forms.Form):
    """The day from which it is no more."""

    until = DayField(label="撤销日期", help_text="从这一天起撤销。")


class RegionSheetForm(forms.Form):
    """A sheet of towns, villages and groups."""

    file = forms.FileField(
        label="区划表格",
        help_text="Excel 或 csv，一行一个乡镇、村或组。"
        "表头要有：镇、村；可以有：组、区划代码、启用日期、撤销日期。已有的不会重复新增，缺区划代码的会补上。",
    )
    sheet_since = DayField(label="启用日期", help_text="表中没有写启用日期的，从这一天起。")


class LeadBankForm(forms.Form):
    """The branch and the day from which it leads."""

    branch = forms.ModelChoiceField(
        label="主责任银行网点",
        queryset=Branch.objects.filter(closed_on=None).select_related("bank").order_by("bank__name", "name"),
    )
    lead_since = DayField(label="生效日期")
