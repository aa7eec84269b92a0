"""Handing in a bank's sheet, narrowing the list of them, and answering what a preview asks."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.conf import settings

from hudai.actions.bank_return import BANKS, kinds_for
from hudai.records.models import Bank, BankReturn, Posting, Station
from hudai.web import law as laws
from hudai.web.forms.fields import DayField


class HandInForm(forms.Form):
    """A sheet of a bank: which one, of what day, under which scheme."""

    kind = forms.ChoiceField(label="报表", widget=forms.RadioSelect)
    bank = forms.ModelChoiceField(label="银行", queryset=Bank.objects.order_by("name"), empty_label=None)
    file = forms.FileField(
        label="表格",
        help_text=(
            "银行自己的格式即可：.xlsx、.xls、.ods 或 .csv，表头在前十行里。"
            "对不上的表头，上传后选一次就会记住。"
        ),
        max_length=200,
        error_messages={"empty": "这个文件是空的，请核对是否选错了文件。"},
    )
    as_of = DayField(label="截至日期", help_text="报表反映到哪一天为止，一般是上月最后一天。")
    policy = forms.ChoiceField(label="适用政策", help_text="只用于新导入的贷款。")
    whole = forms.BooleanField(
        label="本表是截至日期的完整还款明细",
        required=False,
        help_text="只用于还款明细：系统里有而表中没有的还款会列出来，确认后作废。平时不要勾选。",
    )

    def __init__(self, *args: Any, posting: Posting, today: date, **options: Any) -> None:
        super().__init__(*args, **options)
        station = Station(posting.station)
        kinds = kinds_for(station)
        self.fields["kind"].choices = [(kind.value, kind.label) for kind in kinds]  # type: ignore[attr-defined]
        self.fields["kind"].initial = kinds[0] if kinds else None
        self.fields["as_of"].initial = today.replace(day=1) - timedelta(days=1)
        names = [(name, laws.law(name).policy.scheme) for name in laws.names()]
        self.fields["policy"].choices = names  # type: ignore[attr-defined]
        self.fields["policy"].initial = laws.adopted()
        self.fields["file"].widget.attrs["data-max-bytes"] = settings.HUDAI_UPLOAD_BYTES
        if station in BANKS and posting.branch is not None:
            self.fields["bank"].queryset = Bank.objects.filter(pk=posting.branch.bank_id)  # type: ignore[attr-defined]


class ReturnFilters(forms.Form):
    """Kind, state and bank."""

    kind = forms.ChoiceField(label="报表", required=False, choices=[("", "全部"), *BankReturn.Kind.choices])
    state = forms.ChoiceField(label="状态", required=False, choices=[("", "全部"), *BankReturn.State.choices])
    bank = forms.ModelChoiceField(
        label="银行", required=False, queryset=Bank.objects.order_by("name"), empty_label="全部"
    )

    def __init__(self, *args: Any, posting: Posting, **options: Any) -> None:
        super().__init__(*args, **options)
        if posting.branch_id is not None:
            del self.fields["bank"]
