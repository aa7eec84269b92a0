"""Handing in a bank's register, and narrowing the work list of differences."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.conf import settings

from hudai.records.models import Bank, Difference, Posting, Station
from hudai.web.forms.fields import DayField


class RegisterForm(forms.Form):
    """A bank's register as of the end of a month."""

    bank = forms.ModelChoiceField(label="银行", queryset=Bank.objects.order_by("name"), empty_label=None)
    file = forms.FileField(
        label="银行台账",
        help_text="要有合同号和贷款余额；借款金额、年利率、放款日期、到期日期有就一并核对。还清的可以不列。",
        max_length=200,
        error_messages={"empty": "这个文件是空的，请核对是否选错了文件。"},
    )
    as_of = DayField(label="截至日期", help_text="月份的最后一天。")

    def __init__(self, *args: Any, posting: Posting, today: date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["as_of"].initial = today.replace(day=1) - timedelta(days=1)
        self.fields["file"].widget.attrs["data-max-bytes"] = settings.HUDAI_UPLOAD_BYTES
        if posting.branch is not None:
            own = Bank.objects.filter(pk=posting.branch.bank_id)
            self.fields["bank"].queryset = own  # type: ignore[attr-defined]
        if posting.station == Station.BRANCH:
            self.fields["file"].help_text += "只和本网点的贷款核对，请上传本网点自己的台账。"


class DifferenceFilters(forms.Form):
    """Open or closed, what differs, who looks, and whose."""

    state = forms.ChoiceField(
        label="状态", required=False, choices=[("", "未销号"), ("closed", "已销号"), ("all", "全部")]
    )
    field = forms.ChoiceField(label="差异", required=False, choices=[("", "全部"), *Difference.Field.choices])
    looks = forms.ChoiceField(
        label="由谁核对", required=False, choices=[("", "全部"), *Difference.Looks.choices]
    )
    bank = forms.ModelChoiceField(
        label="银行", required=False, queryset=Bank.objects.order_by("name"), empty_label="全部"
    )
    words = forms.CharField(label="合同号", required=False, max_length=60, widget=forms.SearchInput)

    def __init__(self, *args: Any, posting: Posting, **options: Any) -> None:
        super().__init__(*args, **options)
        if posting.branch_id is not None:
            del self.fields["bank"]


class CloseForm(forms.Form):
    """Why a difference may stay."""

    reason = forms.CharField(
        label="销号原因",
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="数据有误的不用在这里销号：更正以后，下次对账一致会自动销号。",
    )
