"""What is typed on the case page: an opinion, the bank's terms, surveys, the commitment, reasons."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from hudai.actions.application import BANK_FACTS
from hudai.actions.decision import Seen, Terms
from hudai.core import workflow
from hudai.core.application_facts import FACTS
from hudai.core.identity import mask
from hudai.core.policy import Policy, Step
from hudai.core.workflow import ENTRY, Opinion
from hudai.records.models import Application, Rating, Survey
from hudai.records.queries.household_books import loans_here
from hudai.web.forms.application import (
    LONGEST_TERM,
    PHONE,
    RENEWAL_FACTS,
    facts_asked,
    facts_initial,
    field_of,
)
from hudai.web.forms.fields import DayField, PercentField, YuanField, percent_text, yuan_text

RATING_FACTS = ("rated", "credit_line")
"""Of the bank's facts those a rating on record answers."""
OPINIONS = [
    (Opinion.AGREE.value, "同意"),
    (Opinion.RETURN.value, "退回修改"),
    (Opinion.REJECT.value, "不同意"),
]
FIELD_LABELS = {
    "applicant": "申请人",
    "kind": "贷款类型",
    "amount": "申贷金额",
    "term_months": "申贷期限",
    "purpose": "申贷用途",
    "branch": "经办银行",
    "applied_on": "申请日期",
    "phone": "联系电话",
    "bank_debt": "已有银行负债",
    "reason": "申请理由",
}
"""Fields of the form that can be marked as wrong; the policy's facts can be too."""


class DecisionForm(forms.Form):
    """One opinion, with its reasons on the same page."""

    opinion = forms.ChoiceField(label="意见", choices=OPINIONS, widget=forms.RadioSelect)
    text = forms.CharField(
        label="意见内容",
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="退回或不同意必须写明理由，申请人会看到。",
    )
    returned_to = forms.TypedChoiceField(label="退回到", coerce=int, required=False, empty_value=None)
    marked_fields = forms.MultipleChoiceField(
        label="需要更正的栏目", required=False, widget=forms.CheckboxSelectMultiple
    )
    seen_version = forms.IntegerField(widget=forms.HiddenInput)
    seen_step = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, application: Application, policy: Policy, **options: Any) -> None:
        super().__init__(*args, **options)
        self._choices("returned_to", _earlier(application, policy.route))
        self._choices("marked_fields", list(markable(application, policy).items()))

    def _choices(self, name: str, choices: list[Any]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices


def _earlier(application: Application, route: Sequence[Step]) -> list[tuple[int, str]]:
    return [(step, workflow.label(route, step)) for step in range(ENTRY, max(application.step, 1))]


def markable(application: Application, policy: Policy) -> dict[str, str]:
    """Everything the form asks for, filled or missing, with its label: all of it can be marked as wrong."""
    in_books = bool(loans_here(application.household))
    asked = facts_asked(policy, in_books=in_books)
    unasked = RENEWAL_FACTS if application.kind == Application.Kind.FIRST else ()
    return FIELD_LABELS | {name: FACTS[name].label for name in asked if name not in unasked}


MARKED_LABELS = FIELD_LABELS | {name: fact.label for name, fact in FACTS.items()}
"""What any field that was ever marked is called."""


class AttestationForm(forms.Form):
    """What only the bank can know of a case; what a rating on record answers is not asked."""

    seen_version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, policy: Policy, recorded: Rating | None, **options: Any) -> None:
        super().__init__(*args, **options)
        answered = RATING_FACTS if recorded else ()
        self.fact_names = [name for name in BANK_FACTS if name in policy.facts and name not in answered]
        for name in self.fact_names:
            self.fields[name] = field_of(FACTS[name])

    def facts(self) -> dict[str, Any]:
        """What the bank found out, by fact name; unknown where it was left open."""
        return {name: self.cleaned_data.get(name) for name in self.fact_names}


def attestation_initial(application: Application, newest: Rating | None) -> dict[str, Any]:
    """What the bank said before, else what the household's newest confirmed rating says."""
    rating = {"rated": newest.limit > 0, "credit_line": newest.limit} if newest else {}
    known = rating | {name: value for name, value in application.facts.items() if name in BANK_FACTS}
    return {**facts_initial(known), "seen_version": application.version}


class TermsForm(forms.Form):
    """What the bank's step grants."""

    amount = YuanField(label="审批金额（元）")
    term_months = forms.IntegerField(label="审批期限（月）", min_value=1, max_value=LONGEST_TERM)
    rate = PercentField(label="年利率（%）")
    grade = forms.CharField(label="信用等级", max_length=10, required=False)
    account = forms.RegexField(
        label="放款账户",
        regex=r"^\d{8,32}$",
        error_messages={"invalid": "账号只能是 8 到 32 位数字。"},
    )

    def __init__(self, *args: Any, application: Application, **options: Any) -> None:
        super().__init__(*args, **options)
        there = application.loan.account if application.loan else ""
        if application.kind == Application.Kind.EXTENSION:
            # The money was paid out long ago.
            del self.fields["account"]
        elif application.kind == Application.Kind.RENEWAL and there:
            self.fields["account"].required = False
            self.fields["account"].help_text = f"不填就用原合同的账户 {mask(there)}。"

    def terms(self) -> Terms:
        """The terms, once in order."""
        said = self.cleaned_data
        account = said.get("account", "")
        return Terms(said["amount"], said["term_months"], said["rate"], said["grade"], account)


def terms_initial(application: Application, rating: Rating | None = None) -> dict[str, Any]:
    """What was asked for, as the bank's starting point, with the grade of the household's rating."""
    asked = {
        "amount": yuan_text(application.amount),
        "term_months": application.term_months,
        "grade": rating.grade if rating else "",
    }
    if application.kind == Application.Kind.EXTENSION and application.loan is not None:
        # An extension leaves the contract's rate as it is.
        return {**asked, "rate": percent_text(application.loan.rate)}
    return asked


class SurveyForm(forms.Form):
    """One of the two surveys."""

    subject = forms.ChoiceField(label="调查对象", choices=Survey.Subject.choices)
    surveyed_on = DayField(label="调查日期")
    surveyors = forms.CharField(label="调查人", max_length=80)
    content = forms.CharField(label="调查情况", max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
    favourable = forms.TypedChoiceField(
        label="调查结论",
        choices=[("yes", "同意贷款"), ("no", "不宜贷款")],
        coerce=lambda said: said == "yes",
    )


class CommitmentForm(forms.Form):
    """The signed commitment on the use of the money (附件2)."""

    helper = forms.CharField(label="帮扶责任人", max_length=40)
    helper_employer = forms.CharField(label="工作单位", max_length=80)
    helper_phone = forms.CharField(label="联系电话", max_length=20, required=False, validators=[PHONE])
    signed_on = DayField(label="签订日期")


class ReasonForm(forms.Form):
    """A reason, for what needs nothing else."""

    reason = forms.CharField(label="理由", max_length=300)


class WaiverForm(ReasonForm):
    """A principle set aside, with its reason."""

    rule = forms.CharField(max_length=30, widget=forms.HiddenInput)


class BatchForm(forms.Form):
    """One statement for many cases; each ticked case says where it stood when the list was drawn."""

    text = forms.CharField(label="意见内容", max_length=1000, widget=forms.Textarea(attrs={"rows": 2}))

    def cases(self) -> list[Seen]:
        """The cases ticked; anything that is no case is left out."""
        ticked = self.data.getlist("case") if hasattr(self.data, "getlist") else []
        found = []
        for text in ticked:
            number, _, rest = text.partition(":")
            version, _, step = rest.partition(":")
            if number and version.isdecimal() and step.isdecimal() and len(rest) < 20:
                found.append(Seen(number, int(version), int(step)))
        return found
