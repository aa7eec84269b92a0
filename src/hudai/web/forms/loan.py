"""What is typed about loans: contracts, payouts, repayments, corrections, stops, and filters."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django import forms

from hudai.actions.loan_correction import FIELDS
from hudai.actions.repayment import Paid
from hudai.core.standing import CLASSES
from hudai.records.models import Bank, Loan, Region, Repayment, Stop
from hudai.records.queries.loan import NARROWED, Filters
from hudai.web.forms.fields import DayField, PercentField, YuanField, percent_text, yuan_text
from hudai.web.forms.household import VillageField

WITHIN = (30, 60, 90)
"""Days within which a list looks for loans falling due."""
LATE = (1, 31, 91, 271, 361)


class LoanFilters(forms.Form):
    """What the list of loans is narrowed to."""

    words = forms.CharField(label="查找", required=False, max_length=40)
    town = forms.ModelChoiceField(
        label="乡镇", required=False, queryset=Region.objects.none(), empty_label="全部"
    )
    village = VillageField(label="村", required=False, queryset=Region.objects.none(), empty_label="全部")
    bank = forms.ModelChoiceField(
        label="银行", required=False, queryset=Bank.objects.none(), empty_label="全部"
    )
    state = forms.ChoiceField(label="状态", required=False, choices=[("", "全部"), *NARROWED.items()])
    loan_class = forms.ChoiceField(
        label="分类", required=False, choices=[("", "全部"), *((name, name) for name in CLASSES)]
    )
    overdue = forms.TypedChoiceField(
        label="逾期",
        required=False,
        coerce=int,
        empty_value=None,
        choices=[("", "全部"), *((days, f"{days} 天以上") for days in LATE)],
    )
    within = forms.TypedChoiceField(
        label="到期",
        required=False,
        coerce=int,
        empty_value=None,
        choices=[("", "全部"), (0, "已到期未还清"), *((days, f"{days} 天内") for days in WITHIN)],
    )
    paid_out_since = DayField(label="放款日期从", required=False)
    paid_out_until = DayField(label="到", required=False)
    policy = forms.ChoiceField(label="政策", required=False)

    def __init__(
        self, *args: Any, villages: Any, schemes: Mapping[str, str], today: date, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.today = today
        self.fields["words"].widget.attrs["placeholder"] = "合同号、姓名、户编号、完整身份证号"
        self._offer("village", villages.select_related("parent").order_by("parent__name", "name"))
        self._offer("town", Region.objects.filter(pk__in=villages.values("parent")))
        self._offer("bank", Bank.objects.all())
        policy = self.fields["policy"]
        assert isinstance(policy, forms.ChoiceField)
        policy.choices = [("", "全部"), *schemes.items()]

    def _offer(self, name: str, choices: Any) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = choices

    def filters(self) -> Filters:
        """What it narrows to; a field that is not in order narrows nothing."""
        self.is_valid()
        said = self.cleaned_data
        within = said.get("within")
        return Filters(
            words=said.get("words") or "",
            town=said["town"].pk if said.get("town") else None,
            village=said["village"].pk if said.get("village") else None,
            bank=said["bank"].pk if said.get("bank") else None,
            policy=said.get("policy") or "",
            state=said.get("state") or "",
            loan_class=said.get("loan_class") or "",
            overdue_days=said.get("overdue"),
            due_until=None if within is None else self.today + timedelta(days=within),
            paid_out_since=said.get("paid_out_since"),
            paid_out_until=said.get("paid_out_until"),
        )


class ContractForm(forms.Form):
    """A contract; the rate is the one approved."""

    contract = forms.CharField(label="合同号", max_length=60)
    signed_on = DayField(label="合同日期")
    due_on = DayField(label="到期日期")
    principal = YuanField(label="借款金额（元）")
    seen_version = forms.IntegerField(widget=forms.HiddenInput)


class RenewalForm(ContractForm):
    """The contract a renewal is made by."""

    way = forms.ChoiceField(
        label="办理方式",
        choices=[("without", "无还本续贷（原合同当天结清）"), ("after", "已还本（原合同已还清）")],
        widget=forms.RadioSelect,
    )


class ExtensionForm(forms.Form):
    """A later due day for the same contract."""

    signed_on = DayField(label="展期签订日期")
    due_on = DayField(label="展期到期日期")
    cause = forms.CharField(label="展期原因", max_length=200)
    seen_version = forms.IntegerField(widget=forms.HiddenInput)


class DisbursementForm(forms.Form):
    """The day the money was paid out."""

    disbursed_on = DayField(label="放款日期")


class ReasonForm(forms.Form):
    """A reason, for what needs nothing else."""

    reason = forms.CharField(label="原因", max_length=200, widget=forms.Textarea(attrs={"rows": 2}))


class PaidForm(forms.Form):
    """What was paid on one day."""

    paid_on = DayField(label="还款日期")
    principal = YuanField(label="归还本金（元）", required=False)
    interest = YuanField(label="归还利息（元）", required=False, help_text="只填正常利息。")
    penalty = YuanField(label="罚息、复利（元）", required=False)

    def paid(self) -> Paid:
        """What it says; what was left empty is nothing."""
        said = self.cleaned_data
        return Paid(said["paid_on"], said["principal"] or 0, said["interest"] or 0, said["penalty"] or 0)


class RepaymentForm(PaidForm):
    """A new repayment."""

    reason = forms.CharField(
        label="情况说明",
        max_length=200,
        required=False,
        help_text="一般不用填；金额看起来不对（如利息是应付的 5 倍以上）而核对无误时，写明情况。",
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)


class RepaymentCorrectionForm(PaidForm):
    """A repayment put right."""

    reason = forms.CharField(label="更正原因", max_length=200)
    checked = forms.CharField(
        label="情况说明",
        max_length=200,
        required=False,
        help_text="一般不用填；更正后的金额看起来不对（如利息是应付的 5 倍以上）而核对无误时，写明情况。",
    )


class CorrectionForm(forms.Form):
    """One term put right; the field for its value depends on the term."""

    reason = forms.CharField(label="更正原因", max_length=200)
    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, field: str, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["value"] = _value_field(field)
        self.order_fields(["value", "reason", "seen"])


def _value_field(field: str) -> forms.Field:
    label = f"更正后的{FIELDS[field]}"
    if field.endswith("_on"):
        return DayField(label=label)
    if field == "principal":
        return YuanField(label=f"{label}（元）")
    if field == "rate":
        return PercentField(label=f"{label}（%）")
    if field == "account":
        return forms.RegexField(
            label=label, regex=r"^\d{8,32}$", error_messages={"invalid": "帐号只能是 8 到 32 位数字。"}
        )
    return forms.CharField(label=label, max_length={"contract": 60, "payee_bank": 80}.get(field, 100))


def value_initial(loan: Loan, field: str) -> Any:
    """The term as its field shows it; an account is never shown."""
    value = getattr(loan, field)
    if field == "account":
        return ""
    if field == "principal":
        return yuan_text(value)
    return percent_text(value) if field == "rate" else value


class StopForm(forms.Form):
    """An event after which no subsidy is earned."""

    kind = forms.ChoiceField(label="事由", choices=())
    since = DayField(label="生效日期", help_text="这一天起不再贴息。")
    evidence = forms.CharField(
        label="依据",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="核查记录、处理决定或文件的名称和文号。",
    )

    def __init__(self, *args: Any, kinds: list[str], **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["kind"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(kind, Stop.Kind(kind).label) for kind in kinds]


def paid_initial(row: Repayment) -> dict[str, Any]:
    """A repayment as its form shows it."""
    return {
        "paid_on": row.paid_on,
        "principal": yuan_text(row.principal),
        "interest": yuan_text(row.interest),
        "penalty": yuan_text(row.penalty),
    }
