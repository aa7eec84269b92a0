"""What is typed about insurances of households."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.db.models import QuerySet

from hudai.actions.insurance import Cover
from hudai.records.models import Insurance, Posting, Region
from hudai.records.queries.insurance import STATES, UNCOVERED, Filters
from hudai.web.forms.fields import DayField, YuanField
from hudai.web.forms.household import VillageField, offer_villages

ALL = "all"


class InsuranceFilters(forms.Form):
    """Which borrowers are shown."""

    state = forms.ChoiceField(label="情形", required=False, choices=[*STATES.items(), (ALL, "全部")])
    town = forms.ModelChoiceField(
        label="乡镇", required=False, queryset=Region.objects.none(), empty_label="全部"
    )
    village = VillageField(label="村", queryset=Region.objects.none(), required=False, empty_label="全部")

    def __init__(self, *args: Any, posting: Posting, towns: QuerySet[Region], **options: Any) -> None:
        super().__init__(*args, **options)
        offer_villages(self, posting)
        fields: dict[str, Any] = self.fields
        fields["town"].queryset = towns

    def filters(self) -> Filters:
        """What it narrows to; those without farming insurance where nothing was chosen."""
        self.is_valid()
        said = self.cleaned_data
        state = said.get("state") or UNCOVERED
        keys = {name: said[name].pk if said.get(name) else None for name in ("town", "village")}
        return Filters("" if state == ALL else state, **keys)


class InsuranceForm(forms.Form):
    """One insurance of a household."""

    kind = forms.ChoiceField(
        label="险种",
        choices=[("", "请选择"), *Insurance.Kind.choices],
        help_text="为贷款本身投的保证保险不在这里登记，也不能让农户承担保费。",
    )
    subject = forms.CharField(
        label="保险标的", max_length=40, required=False, help_text="如：能繁母猪 12 头、户主本人。"
    )
    insurer = forms.CharField(label="保险公司", max_length=60)
    since = DayField(label="起始日期")
    until = DayField(label="结束日期", help_text="保单上写的最后一天。")
    insured = YuanField(label="保险金额（元）")
    premium = YuanField(label="保费（元）")
    paid_by = forms.ChoiceField(label="保费由谁承担", choices=[("", "请选择"), *Insurance.Payer.choices])

    def cover(self) -> Cover:
        """What the form says."""
        said = self.cleaned_data
        return Cover(**{**said, "until": said["until"] + timedelta(days=1)})
