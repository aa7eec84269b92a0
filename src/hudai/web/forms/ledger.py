"""Narrowing the books, and entering what their keeper writes: money, budgets, deposits, reversals."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from hudai.core.words import yuan
from hudai.records.models import Bank, Source
from hudai.web.forms.fields import DayField, YuanField


class DayFilters(forms.Form):
    """From one day to another."""

    since = DayField(label="从", required=False)
    until = DayField(label="到", required=False)

    def between(self) -> tuple[date | None, date | None]:
        """Both days, None where not asked for or not a day."""
        self.is_valid()
        return self.cleaned_data.get("since"), self.cleaned_data.get("until")


class VoucherFilters(DayFilters):
    """Days and words."""

    words = forms.CharField(
        label="查找",
        required=False,
        max_length=40,
        widget=forms.SearchInput(attrs={"placeholder": "凭证号或摘要"}),
    )


class YearFilter(forms.Form):
    """One of the years there is something of."""

    year = forms.TypedChoiceField(label="年度", coerce=int, required=False)

    def __init__(self, *args: Any, years: list[int], **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["year"]
        assert isinstance(field, forms.ChoiceField), "one of several is chosen"
        field.choices = [(f"{year}", f"{year} 年") for year in years]


class _OnADay(forms.Form):
    """Something that is booked on a day that has come."""

    on = DayField(label="日期")

    def __init__(self, *args: Any, today: date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["on"].initial = today
        self.fields["on"].widget.attrs["max"] = f"{today}"


class ReceiveForm(_OnADay):
    """Money of a source has arrived."""

    source = forms.ChoiceField(label="资金来源", choices=Source.choices)
    amount = YuanField(label="金额（元）")
    document = forms.CharField(
        label="拨款文号", max_length=80, help_text="下达这笔资金的文件，如“财农〔2026〕3号”。"
    )
    field_order = ("source", "amount", "on", "document")


class BudgetForm(forms.Form):
    """What a year's money from one source is planned to be."""

    year = forms.IntegerField(label="年度", min_value=2015, max_value=2100)
    source = forms.ChoiceField(label="资金来源", choices=Source.choices)
    amount = YuanField(label="预算（元）")
    document = forms.CharField(label="下达文号", max_length=80)


class ReverseForm(_OnADay):
    """Why a voucher is taken back."""

    reason = forms.CharField(label="冲销原因", max_length=150)
    field_order = ("reason", "on")


class _AtABank(_OnADay):
    """Something at one of the banks in use."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for field in self.fields.values():
            if isinstance(field, forms.ModelChoiceField):
                field.queryset = Bank.objects.order_by("name")


class DepositForm(_AtABank):
    """The county has put more into the fund."""

    bank = forms.ModelChoiceField(label="存入银行", queryset=Bank.objects.none(), empty_label="请选择")
    amount = YuanField(label="金额（元）")
    document = forms.CharField(label="文号", max_length=80, help_text="同意增加补偿金的文件。")
    field_order = ("bank", "amount", "on", "document")


class InterestForm(_AtABank):
    """A bank has credited interest."""

    bank = forms.ModelChoiceField(label="结息银行", queryset=Bank.objects.none(), empty_label="请选择")
    amount = YuanField(label="利息（元）")
    field_order = ("bank", "amount", "on")


class MoveForm(_AtABank):
    """Part of the fund goes to another bank."""

    giving = forms.ModelChoiceField(label="转出银行", queryset=Bank.objects.none(), empty_label="请选择")
    taking = forms.ModelChoiceField(label="转入银行", queryset=Bank.objects.none(), empty_label="请选择")
    amount = YuanField(label="金额（元）")
    reason = forms.CharField(label="原因", max_length=80, help_text="如“按贷款投放调整存放”。")
    field_order = ("giving", "taking", "amount", "on", "reason")


class OpenForm(_OnADay):
    """How the fund lies at the banks on the day the books begin."""

    def __init__(self, *args: Any, whole: int | None, **options: Any) -> None:
        super().__init__(*args, **options)
        for bank in Bank.objects.filter(closed_on=None).order_by("name"):
            self.fields[f"bank-{bank.pk}"] = YuanField(label=f"存在{bank.name}（元）", required=False)
        self.fields["on"].label = "开账日期"
        if whole is not None:
            self.fields["on"].help_text = f"政策规定的总额为 {yuan(whole)} 元，各银行相加要正好是这个数。"

    @property
    def deposits(self) -> dict[int, int]:
        """Key of the bank → fen."""
        return {
            int(name.removeprefix("bank-")): fen
            for name, fen in self.cleaned_data.items()
            if name.startswith("bank-") and fen
        }
