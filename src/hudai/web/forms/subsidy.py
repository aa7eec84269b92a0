"""Forms of the subsidy room."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms

from hudai.records.models import Region, Source, SubsidyBatch
from hudai.web.forms.fields import DayField, YuanField


class BatchFilters(forms.Form):
    """What the list is narrowed by."""

    town = forms.ModelChoiceField(Region.objects.none(), label="镇", required=False, empty_label="全部")
    state = forms.ChoiceField(
        label="状态", required=False, choices=[("", "全部"), *SubsidyBatch.State.choices]
    )
    until = DayField(label="结息截止", required=False)
    approved_since = DayField(label="批准日期从", required=False)
    approved_until = DayField(label="到", required=False)

    def __init__(self, *args: Any, towns: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        chosen: Any = self.fields["town"]
        chosen.queryset = towns


class DrawUpForm(forms.Form):
    """For which towns, under which scheme, up to which day."""

    policy = forms.ChoiceField(label="政策")
    through = forms.TypedChoiceField(
        label="结算到",
        coerce=date.fromisoformat,
        help_text="一期结息的最后一天；结算从放款之日算起，前面多贴少贴的在这一期一并补退。",
    )
    towns = forms.ModelMultipleChoiceField(
        Region.objects.none(), label="镇", widget=forms.CheckboxSelectMultiple
    )

    def __init__(
        self,
        *args: Any,
        policies: Sequence[tuple[str, str]],
        days: Sequence[date],
        towns: Any,
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        fields: dict[str, Any] = self.fields
        fields["policy"].choices = policies
        fields["through"].choices = [(day.isoformat(), f"{day.isoformat()}") for day in days]
        fields["towns"].queryset = towns


class OpinionForm(forms.Form):
    """A step's opinion."""

    opinion = forms.CharField(
        label="意见", max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )


class ApprovalForm(OpinionForm):
    """Finance's opinion, and why lines that are doubted are approved all the same."""

    reason = forms.CharField(
        label="仍然批准的理由",
        max_length=200,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="上面提示有要核对的明细时填写；不填写的不能批准。",
    )


class PublishForm(forms.Form):
    """From which day the list is public."""

    published_on = DayField(label="公示开始日期")


class DropForm(forms.Form):
    """Why a batch is given up."""

    reason = forms.CharField(label="作废原因", max_length=300, widget=forms.Textarea(attrs={"rows": 2}))


class ObjectionForm(forms.Form):
    """What somebody objects to."""

    received_on = DayField(label="收到日期")
    line_number = forms.IntegerField(label="涉及的行（可不填）", required=False, min_value=1)
    content = forms.CharField(label="异议内容", max_length=500, widget=forms.Textarea(attrs={"rows": 2}))


class AnswerForm(forms.Form):
    """What became of an objection."""

    upheld = forms.TypedChoiceField(
        label="处理",
        choices=[("no", "异议不成立"), ("yes", "异议成立，批次需作废重做")],
        coerce=lambda value: value == "yes",
    )
    text = forms.CharField(label="处理结果", max_length=500, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, objection: int, **options: Any) -> None:
        super().__init__(*args, **options)
        self.auto_id = f"id_{objection}_%s"
        self.objection = objection
        """Key of the objection it answers: a page has one form for each."""


class PaymentFileForm(forms.Form):
    """From which money a file is paid."""

    source = forms.ChoiceField(label="资金来源", choices=Source.choices)
    only_with_account = forms.BooleanField(label="没有帐号的先不付", required=False)
    reason = forms.CharField(
        label="帐号有疑问仍然拨付的理由（可不填）",
        max_length=200,
        required=False,
        help_text="批准以后帐号改成了别的农户也在用的，核实后写明理由才能拨付。",
    )


class ResultsForm(forms.Form):
    """The paying bank's answer to a whole file: all arrived but those named."""

    on = DayField(label="到账（退回）日期")
    returned = forms.CharField(
        label="被退回的行",
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="一行一条：行号 原因，例如“3 户名不符”。没有写到的行都登记为已到账。",
    )

    def clean_returned(self) -> dict[int, str]:
        """Line number → cause."""
        found: dict[int, str] = {}
        for text in self.cleaned_data["returned"].splitlines():
            if not text.strip():
                continue
            said = text.strip().replace("：", " ").replace("，", " ").replace("\u3000", " ")
            number, _, cause = said.partition(" ")
            number = unicodedata.normalize("NFKC", number)
            if not (number.isascii() and number.isdigit() and len(number) < 10) or not cause.strip():
                raise forms.ValidationError(f"“{text.strip()}”看不懂，请写“行号 原因”，例如“3 户名不符”。")
            if found.setdefault(int(number), cause.strip()) != cause.strip():
                raise forms.ValidationError(f"第 {int(number)} 行写了两个原因，请只留一条。")
        return found


class ResultSheetForm(forms.Form):
    """The paying bank's answer as a sheet."""

    sheet = forms.FileField(
        label="银行回盘表",
        help_text="要有：行号、结果（成功或失败）、日期；有金额、帐号、原因的一并核对。",
    )


class ComeBackForm(forms.Form):
    """A row recorded as arrived came back after all."""

    line_number = forms.IntegerField(label="行号", min_value=1, max_value=10**6)
    on = DayField(label="退回日期")
    cause = forms.CharField(
        label="退回原因",
        max_length=100,
        help_text="银行把已到账的钱退了回来，或者到账登记错了；由没有登记这一行到账的另一人办理。",
    )


class DemandForm(forms.Form):
    """Why too much is asked back."""

    line_number = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    reason = forms.CharField(label="追回原因", max_length=200)


class UndoDemandForm(forms.Form):
    """Why what was asked back is reversed."""

    demand = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    reason = forms.CharField(
        label="冲销原因",
        max_length=100,
        help_text="登记错的追回由另一人冲销，账上同时冲回；冲销以后留待抵扣，也可以重新登记追回。",
    )


class UndoRefundForm(forms.Form):
    """Why money recorded as come back is reversed."""

    refund = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    reason = forms.CharField(
        label="冲销原因",
        max_length=100,
        help_text="登记错的退回款由另一人冲销，账上同时冲回；改正的办法是冲销后重新登记。",
    )


class RefundForm(forms.Form):
    """Money that came back."""

    demand = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    amount = YuanField(label="退回金额（元）")
    source = forms.ChoiceField(label="退回到", choices=Source.choices)
    received_on = DayField(label="收到日期")
