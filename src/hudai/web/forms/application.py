"""The application form (附件1): what is asked for, and what was established about the household.

A question left at “还不清楚” is unknown, never no: the screening then says what is missing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl
from django import forms
from django.core.validators import RegexValidator

from hudai.actions.application import BANK_FACTS
from hudai.actions.application import Request as ApplicationRequest
from hudai.actions.loan_choice import outstanding_loans
from hudai.actions.screening import FROM_RECORDS
from hudai.core import words
from hudai.core.application_facts import FACTS, Fact
from hudai.core.policy import Policy
from hudai.records.models import Application, Branch, Household, Loan, Person, Region
from hudai.records.queries.household_books import FROM_BOOKS, loans_here
from hudai.records.queries.loan_chain import owed_of
from hudai.web.forms.fields import DayField, MaybeField, YuanField, maybe_text, yuan_text

LOAN_FACTS = ("outstanding", "in_good_standing")
RENEWAL_FACTS = ("renewals_before", "original_signed_on", "original_due_on", "original_term_months")
LONGEST_TERM = 120
"""Months; a slip of the pen beyond, whatever the policy says of the rest."""

PHONE = RegexValidator(r"^[0-9\-]{7,20}$", "联系电话只能是数字，如 13800001234 或 023-67800000。")


@dataclass(frozen=True, slots=True)
class Group:
    """Fields under one heading of the form."""

    title: str
    fields: tuple[forms.BoundField, ...]
    note: str = ""
    folded: bool = False
    """Whether it may stay closed: most applications leave it empty."""


class LoanField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A contract, with what tells it from the household's others."""

    def label_from_instance(self, obj: Loan) -> str:
        """As a person knows it."""
        return f"{obj.contract}（{words.yuan(obj.principal)} 元，{obj.due_on} 到期，{obj.branch}）"


def _books(household: Household) -> str:
    """What the books say of the household's loans, in a sentence; empty where it has none here."""
    loans = loans_here(household)
    if not loans:
        return ""
    owed = sum(fen for fen in owed_of(loans).values() if fen > 0)
    return f"以台账为准，不用填：这户现有余额 {words.yuan(owed)} 元；还款、到期和续贷情况由系统提供。"


class ApplicationForm(forms.Form):
    """One application; the facts a policy asks for are fields of their own."""

    applicant = forms.ModelChoiceField(label="申请人", queryset=Person.objects.none(), empty_label=None)
    kind = forms.ChoiceField(label="贷款类型", choices=Application.Kind.choices)
    loan = LoanField(
        label="原合同（追加、续贷、展期选）", queryset=Loan.objects.none(), required=False, empty_label="—"
    )
    branch = forms.ModelChoiceField(label="经办银行", queryset=Branch.objects.none(), empty_label=None)
    amount = YuanField(label="申贷金额（元）")
    term_months = forms.IntegerField(label="申贷期限（月）", min_value=1, max_value=LONGEST_TERM)
    purpose = forms.CharField(label="申贷用途", max_length=100)
    applied_on = DayField(label="申请日期")
    phone = forms.CharField(label="联系电话", max_length=20, required=False, validators=[PHONE])
    bank_debt = YuanField(label="已有银行负债（元）", required=False)
    reason = forms.CharField(
        label="申请理由", max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    seen_version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    copied_from = forms.CharField(widget=forms.HiddenInput, required=False, max_length=20)

    def __init__(
        self,
        *args: Any,
        policy: Policy,
        household: Household,
        branches: Sequence[int],
        today: date,
        marked: Sequence[str] = (),
        fixed_applicant: bool = False,
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.today = today
        self.marked = frozenset(marked)
        members = Person.objects.filter(memberships__household=household, memberships__until=None)
        self._offer("applicant", members.filter(died_on=None))
        self._offer("branch", Branch.objects.filter(pk__in=branches).select_related("bank"))
        self.fields["applicant"].disabled = fixed_applicant
        self.books = _books(household)
        open_loans = [loan.pk for loan, _ in outstanding_loans(household)]
        self._offer("loan", Loan.objects.filter(pk__in=open_loans).select_related("branch"))
        if not open_loans:
            del self.fields["loan"]
        self.fact_names = facts_asked(policy, in_books=bool(self.books))
        for name in self.fact_names:
            self.fields[name] = field_of(FACTS[name])

    def _offer(self, name: str, choices: Any) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = choices

    def clean_applied_on(self) -> date:
        """An application is not dated ahead."""
        day: date = self.cleaned_data["applied_on"]
        if day > self.today:
            raise forms.ValidationError("申请日期不能晚于今天。")
        return day

    def clean_amount(self) -> int:
        """Something is asked for."""
        fen: int = self.cleaned_data["amount"]
        if not fen:
            raise forms.ValidationError("请填写大于 0 的金额。")
        return fen

    def request(self) -> ApplicationRequest:
        """What the form says, once it is in order."""
        said = self.cleaned_data
        return ApplicationRequest(
            kind=said["kind"],
            branch=said["branch"],
            amount=said["amount"],
            term_months=said["term_months"],
            purpose=said["purpose"],
            applied_on=said["applied_on"],
            bank_debt=said["bank_debt"],
            phone=said["phone"],
            reason=said["reason"],
            facts=self.facts(),
            loan=said.get("loan") if said["kind"] != Application.Kind.FIRST else None,
        )

    def facts(self) -> dict[str, Any]:
        """What is known, by fact name, as the records keep it."""
        said = {name: self.cleaned_data.get(name) for name in self.fact_names}
        return {
            name: value.isoformat() if isinstance(value, date) else value
            for name, value in said.items()
            if value is not None
        }

    def groups(self) -> Iterator[Group]:
        """The fields under their headings."""
        yield self._group(
            "申请内容",
            (
                "applicant",
                "kind",
                "loan",
                "amount",
                "term_months",
                "purpose",
                "branch",
                "applied_on",
                "phone",
                "bank_debt",
                "reason",
            ),
        )
        told = self.books or "第一次贷款、没有余额的，余额填 0。"
        yield self._group("全户本项贷款", LOAN_FACTS, told)
        yield self._group("续贷才填", RENEWAL_FACTS, folded=True)
        conditions = [name for name in self.fact_names if name not in {*LOAN_FACTS, *RENEWAL_FACTS}]
        told = "还不清楚的可以留空，以后在退回修改时补上。评级授信、担保和收费由经办银行在签署意见时核实。"
        yield self._group("申请人和项目", conditions, told)

    def _group(self, title: str, names: Sequence[str], note: str = "", *, folded: bool = False) -> Group:
        fields = tuple(self[name] for name in names if name in self.fields)
        filled = any(field.value() or field.errors for field in fields)
        return Group(title, fields, note, folded and not filled)


def facts_asked(policy: Policy, *, in_books: bool) -> list[str]:
    """Facts the form asks for: not what the records, a household's books or only the bank can know."""
    known = {*FROM_RECORDS, *BANK_FACTS, *(FROM_BOOKS if in_books else ())}
    return [name for name in policy.facts if name in FACTS and name not in known]


def field_of(fact: Fact) -> forms.Field:
    """The field of one fact, by its kind."""
    if fact.dtype == pl.Boolean:
        return MaybeField(label=fact.label, yes=fact.yes or "是", no=fact.no or "否")
    if fact.dtype == pl.Date:
        return DayField(label=fact.label, required=False)
    if fact.name in ("outstanding", "credit_line"):
        return YuanField(label=f"{short_label(fact)}（元）", required=False)
    return forms.IntegerField(label=fact.label, required=False, min_value=0, max_value=1_000)


def short_label(fact: Fact) -> str:
    """A fact's label without what stands in brackets behind it."""
    return fact.label.partition("（")[0]


def initial_of(application: Application) -> dict[str, Any]:
    """What a form shows of an application that is there already."""
    return {
        "applicant": application.applicant_id,
        "kind": application.kind,
        "loan": application.loan_id,
        "branch": application.branch_id,
        "amount": yuan_text(application.amount),
        "term_months": application.term_months,
        "purpose": application.purpose,
        "applied_on": application.applied_on,
        "phone": application.phone,
        "bank_debt": yuan_text(application.bank_debt),
        "reason": application.reason,
        "seen_version": application.version,
        **facts_initial(application.facts),
    }


def facts_initial(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Kept facts as fields show them."""
    shown: dict[str, Any] = {}
    for name, value in facts.items():
        if isinstance(value, bool):
            shown[name] = maybe_text(value)
        elif name in ("outstanding", "credit_line"):
            shown[name] = yuan_text(value)
        else:
            shown[name] = value
    return shown


class FiltersForm(forms.Form):
    """What the list of applications is narrowed to."""

    words = forms.CharField(label="查找", required=False, max_length=40)
    state = forms.ChoiceField(
        label="状态", required=False, choices=[("", "全部"), *Application.State.choices]
    )
    town = forms.ModelChoiceField(
        label="乡镇", required=False, queryset=Region.objects.none(), empty_label="全部"
    )
    since = DayField(label="申请日期从", required=False)
    until = DayField(label="到", required=False)
    ended_since = DayField(label="办结日期从", required=False)
    ended_until = DayField(label="到", required=False)

    def __init__(self, *args: Any, towns: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["words"].widget.attrs["placeholder"] = "编号、姓名、完整身份证号"
        town = self.fields["town"]
        assert isinstance(town, forms.ModelChoiceField)
        town.queryset = towns
