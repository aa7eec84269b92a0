"""Narrowing the register, choosing a scheme, handing a register in and sending one back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet

from hudai.records.models import Branch, Loan, Posting, Region, Station
from hudai.web.forms.fields import DayField


class SchemeFilter(forms.Form):
    """Which scheme, where there are several."""

    policy = forms.ChoiceField(label="政策", required=False)

    def __init__(self, *args: Any, schemes: Sequence[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["policy"]
        assert isinstance(field, forms.ChoiceField), "one of several is chosen"
        field.choices = list(schemes)
        self.first = schemes[0][0]
        self.offers_a_choice = len(schemes) > 1
        if not self.offers_a_choice:
            field.widget = forms.HiddenInput()

    @property
    def scheme(self) -> str:
        """The pack chosen, or the county's own."""
        self.is_valid()
        return self.cleaned_data.get("policy") or self.first


class _Town(forms.ModelChoiceField):  # type: ignore[type-arg]  # takes none when it runs
    """A town or village by its whole name."""

    def label_from_instance(self, obj: Region) -> str:
        """As a list shows it."""
        return obj.name if obj.level == Region.Level.TOWN else f"{obj.parent}{obj}"


class RegisterFilters(SchemeFilter):
    """The day, the bank or branch, the town or village, and a few words."""

    day = DayField(label="截至日期", required=False)
    lender = forms.ChoiceField(label="银行", required=False)
    town = _Town(label="乡镇", queryset=Region.objects.none(), required=False, empty_label="全部")
    village = _Town(label="村", queryset=Region.objects.none(), required=False, empty_label="全部")
    words = forms.CharField(
        label="查找",
        required=False,
        max_length=40,
        widget=forms.SearchInput(attrs={"placeholder": "借款人或合同号"}),
    )

    def __init__(self, *args: Any, posting: Posting, today: date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.today = today
        self.fields["day"].widget.attrs["max"] = f"{today}"
        self._offer_lenders(posting)
        self._offer_places(posting)

    def _offer_lenders(self, posting: Posting) -> None:
        field = self.fields["lender"]
        assert isinstance(field, forms.ChoiceField), "one of several is chosen"
        branches = Branch.objects.select_related("bank").order_by("bank__name", "name")
        if posting.branch is not None:
            branches = branches.filter(bank=posting.branch.bank_id)
        choices: dict[str, str] = {"": "全部"}
        for branch in branches:
            choices.setdefault(f"bank-{branch.bank_id}", branch.bank.name)
            choices[f"branch-{branch.pk}"] = f"　{branch.name}"
        field.choices = list(choices.items())
        self.lenders = choices
        if posting.station == Station.BRANCH:
            del self.fields["lender"]

    def _offer_places(self, posting: Posting) -> None:
        towns = Region.objects.filter(level=Region.Level.TOWN, until=None).order_by("name")
        villages = Region.objects.filter(level=Region.Level.VILLAGE, until=None)
        region = posting.region
        if region is not None and region.level == Region.Level.TOWN:
            towns, villages = towns.filter(pk=region.pk), villages.filter(parent=region)
        if region is not None and region.level == Region.Level.VILLAGE:
            del self.fields["town"], self.fields["village"]
            return
        for name, found in (("town", towns), ("village", villages.select_related("parent"))):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField), "a place is chosen from rows"
            field.queryset = found
        if region is not None and region.level == Region.Level.TOWN:
            del self.fields["town"]

    @property
    def as_of(self) -> date:
        """The day asked for; today where none or a later one is."""
        self.is_valid()
        day: date | None = self.cleaned_data.get("day")
        return self.today if day is None else min(day, self.today)

    def narrowed(self, loans: QuerySet[Loan]) -> QuerySet[Loan]:
        """The loans that are asked for, of one scheme."""
        found = loans.filter(policy=self.scheme)
        said = self.cleaned_data
        kind, _, key = said.get("lender", "").partition("-")
        if key:
            found = found.filter(**{"branch__bank" if kind == "bank" else "branch": int(key)})
        if town := said.get("town"):
            found = found.filter(household__village__parent=town)
        if village := said.get("village"):
            found = found.filter(household__village=village)
        if words := said.get("words"):
            by_name = found.filter(borrower__name__icontains=words)
            found = found.filter(contract__icontains=words) | by_name
        return found

    def in_words(self) -> str:
        """Bank and place chosen, for the journal: never the words typed, which may name a person."""
        self.is_valid()
        said = self.cleaned_data
        lender = self.lenders.get(said.get("lender", ""), "").strip() if said.get("lender") else ""
        parts = [lender, said.get("town"), said.get("village")]
        return "、".join(str(part) for part in parts if part)


class HandInForm(forms.Form):
    """What has to be said when a register is handed in."""

    explanation = forms.CharField(label="说明", max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
    reason = forms.CharField(label="更正原因", max_length=200, widget=forms.Textarea(attrs={"rows": 2}))
    seen = forms.CharField(widget=forms.HiddenInput())

    def __init__(self, *args: Any, explains: bool, corrects: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        if not explains:
            del self.fields["explanation"]
        if not corrects:
            del self.fields["reason"]


class ReturnForm(forms.Form):
    """Why a register is sent back."""

    reason = forms.CharField(label="退回原因", max_length=300, widget=forms.Textarea(attrs={"rows": 2}))
