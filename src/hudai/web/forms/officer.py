"""Taking officers on, giving and ending postings, naming offices."""

from __future__ import annotations

from typing import Any

from django import forms

from hudai.records.models import Branch, Region, Station
from hudai.records.queries import officer as queries
from hudai.web.forms.fields import DayField


class OfficerFilters(forms.Form):
    """Words, station, and whether they are still in office."""

    words = forms.CharField(label="查找", required=False, max_length=40)
    station = forms.ChoiceField(label="岗位", required=False, choices=[("", "全部"), *Station.choices])
    active = forms.TypedChoiceField(
        label="状态",
        required=False,
        choices=[("", "全部"), ("1", "在用"), ("0", "已停用")],
        coerce=lambda said: said == "1",
        empty_value=None,
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["words"].widget.attrs["placeholder"] = "姓名、登录名、单位"

    def filters(self) -> queries.Filters:
        """What the list is narrowed to; a field that is not in order narrows nothing."""
        self.is_valid()
        said = self.cleaned_data
        return queries.Filters(said.get("words") or "", said.get("station") or "", said.get("active"))


class OfficerForm(forms.Form):
    """A new officer."""

    name = forms.CharField(label="姓名", max_length=40)
    username = forms.CharField(
        label="登录名",
        max_length=40,
        help_text="小写字母开头，可以有小写字母、数字、点、横线；以后不能改。",
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
    )
    email = forms.EmailField(label="邮箱", required=False, help_text="用来发待办提醒，可以不填。")


class CorrectionForm(forms.Form):
    """What may be corrected of an officer."""

    name = forms.CharField(label="姓名", max_length=40)
    email = forms.EmailField(label="邮箱", required=False)


class _Place(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A region with the town it lies in."""

    def label_from_instance(self, obj: Region) -> str:
        """As a list shows it."""
        return f"{obj.parent}　{obj}" if obj.level == Region.Level.VILLAGE else str(obj)


class PostingForm(forms.Form):
    """A desk: its kind, its place, its office, and the first day."""

    station = forms.ChoiceField(label="岗位", choices=[("", "请选择"), *Station.choices])
    region = _Place(
        label="辖区",
        queryset=Region.objects.none(),
        required=False,
        empty_label="——（银行岗位不选）",
        help_text="村岗位选村，镇岗位选镇，其他岗位选区县。",
    )
    branch = forms.ModelChoiceField(
        label="银行网点",
        queryset=Branch.objects.none(),
        required=False,
        empty_label="——（只有银行岗位才选）",
    )
    office = forms.CharField(
        label="单位名称",
        max_length=80,
        widget=forms.TextInput(attrs={"list": "offices", "autocomplete": "off"}),
        help_text="页面和打印的表上用的名称，如“石门镇乡村振兴办公室”。",
    )
    since = DayField(label="从哪天起")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name, choices in (("region", queries.places()), ("branch", queries.branches())):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = choices


class EndForm(forms.Form):
    """The last day of a posting."""

    last = DayField(label="最后一天", help_text="到这一天为止还能用；今天就要收回的，填昨天。", required=True)
    knowing = forms.BooleanField(label="我知道这里还有待办，仍要结束", required=False)


class OfficeForm(forms.Form):
    """An office's old name and its new one."""

    old = forms.CharField(widget=forms.HiddenInput, max_length=80)
    new = forms.CharField(label="新名称", max_length=80)
