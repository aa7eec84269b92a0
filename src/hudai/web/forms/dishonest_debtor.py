"""What is typed about dishonest debtors, and filters."""

from __future__ import annotations

from typing import Any

from django import forms

from hudai.actions.dishonest_debtor import LONGEST, LONGEST_EVIDENCE
from hudai.records.models import DishonestDebtor
from hudai.records.queries.dishonest_debtor import NARROWED, Filters
from hudai.web.forms.fields import DayField
from hudai.web.forms.place import PlaceFilters


def _words(label: str, help_text: str = "", rows: int = 3) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": rows}), help_text=help_text
    )


class DebtorFilters(PlaceFilters):
    """State and place."""

    state = forms.ChoiceField(label="状态", required=False, choices=[("", "全部")])
    field_order = ("state", "town", "village", "bank")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        fields: dict[str, Any] = self.fields
        fields["state"].choices = [
            ("", NARROWED[""]),
            *((key, told) for key, told in NARROWED.items() if key),
        ]

    def filters(self) -> Filters:
        """What it narrows to; a field that is not in order narrows nothing."""
        place = self.place()
        return Filters(state=self.cleaned_data.get("state") or "", **place)


class ProposeForm(forms.Form):
    """Why somebody belongs on the register."""

    grounds = _words("催收经过和认定理由", "写催收的时间、方式、结果，和认定恶意拖欠、逃废债的理由。", rows=5)


class NotifyForm(forms.Form):
    """That the household was told."""

    notified_on = DayField(label="告知日期")
    notify_words = _words("告知情况", "怎样告知、送达，农户怎么说。")

    def said(self) -> dict[str, Any]:
        """As the action takes it."""
        return {"on": self.cleaned_data["notified_on"], "words": self.cleaned_data["notify_words"]}


class DecideForm(forms.Form):
    """The county's review."""

    lists = forms.ChoiceField(
        label="审核结果", choices=[("yes", "列入名单"), ("no", "不列入")], widget=forms.RadioSelect
    )
    decided_on = DayField(label="日期", help_text="列入的，从这一天起申请贷款审查不通过。")
    opinion = _words("审核意见")

    def said(self) -> dict[str, Any]:
        """As the action takes it."""
        told = self.cleaned_data
        return {"lists": told["lists"] == "yes", "on": told["decided_on"], "words": told["opinion"]}


class LeaveForm(forms.Form):
    """The exit."""

    cause = forms.ChoiceField(label="移出事由", choices=DishonestDebtor.Cause.choices)
    left_on = DayField(label="移出日期", help_text="从这一天起不在名单。")
    why = _words("移出理由", rows=2)
    evidence = forms.CharField(
        label="依据", max_length=LONGEST_EVIDENCE, help_text="还款凭证、更正文件的名称和文号。"
    )

    def said(self) -> dict[str, Any]:
        """As the action takes it."""
        told = self.cleaned_data
        return {
            "cause": told["cause"],
            "on": told["left_on"],
            "words": told["why"],
            "evidence": told["evidence"],
        }
