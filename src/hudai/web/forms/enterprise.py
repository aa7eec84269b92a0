"""What is typed about firms, cooperatives and family farms."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet

from hudai.actions.enterprise import Described
from hudai.records.models import Enterprise, Region
from hudai.records.queries.enterprise import Filters
from hudai.web.forms.application import PHONE


class EnterpriseFilters(forms.Form):
    """Words, kind and town."""

    words = forms.CharField(label="名称或信用代码", required=False, max_length=80, widget=forms.SearchInput)
    kind = forms.ChoiceField(label="类别", required=False, choices=[("", "全部"), *Enterprise.Kind.choices])
    town = forms.ModelChoiceField(
        label="乡镇", required=False, queryset=Region.objects.none(), empty_label="全部"
    )

    def __init__(self, *args: Any, towns: QuerySet[Region], **options: Any) -> None:
        super().__init__(*args, **options)
        offer_towns(self, towns)

    def filters(self) -> Filters:
        """What it narrows to; a field that is not in order narrows nothing."""
        self.is_valid()
        said = self.cleaned_data
        town = said.get("town")
        return Filters(said.get("words") or "", said.get("kind") or "", town.pk if town else None)


class EnterpriseForm(forms.Form):
    """One of them."""

    kind = forms.ChoiceField(label="类别", choices=[("", "请选择"), *Enterprise.Kind.choices])
    name = forms.CharField(label="名称", max_length=80, help_text="照营业执照填写。")
    code = forms.CharField(
        label="统一社会信用代码", max_length=18, required=False, help_text="18 位；没有或不清楚的留空。"
    )
    town = forms.ModelChoiceField(label="所在乡镇", queryset=Region.objects.none(), empty_label="请选择")
    contact = forms.CharField(label="联系人", max_length=40, required=False)
    phone = forms.CharField(label="联系电话", max_length=20, required=False, validators=[PHONE])

    def __init__(self, *args: Any, towns: QuerySet[Region], **options: Any) -> None:
        super().__init__(*args, **options)
        offer_towns(self, towns)

    def described(self) -> Described:
        """What the form says."""
        said: dict[str, Any] = {**self.cleaned_data, "town": self.cleaned_data["town"].pk}
        return Described(**said)


def offer_towns(form: forms.Form, towns: QuerySet[Region]) -> None:
    """Offer towns in the form's field ``town``."""
    field = form.fields["town"]
    assert isinstance(field, forms.ModelChoiceField)
    field.queryset = towns
