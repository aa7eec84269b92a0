"""What the journal is narrowed to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from hudai.records.queries import journal as queries
from hudai.web.forms.fields import DayField


class JournalFilters(forms.Form):
    """Days, officer, action, and what it was about."""

    since = DayField(label="从", required=False)
    until = DayField(label="到", required=False)
    officer = forms.CharField(label="人员", required=False, max_length=40)
    action = forms.ChoiceField(label="操作", required=False)
    noun = forms.ChoiceField(label="对象", required=False)
    number = forms.CharField(label="编号", required=False, max_length=40)

    def __init__(
        self, *args: Any, actions: Sequence[str], nouns: Sequence[tuple[str, str]], **options: Any
    ) -> None:
        super().__init__(*args, **options)
        for name, choices in (("action", [(each, each) for each in actions]), ("noun", list(nouns))):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [("", "全部"), *choices]
        self.fields["officer"].widget.attrs["placeholder"] = "姓名或登录名"
        self.fields["number"].widget.attrs["placeholder"] = "申请、合同、户编号"

    def filters(self) -> queries.Filters:
        """What the journal is narrowed to; a field that is not in order narrows nothing."""
        self.is_valid()
        said = self.cleaned_data
        return queries.Filters(
            since=said.get("since"),
            until=said.get("until"),
            officer=said.get("officer") or "",
            action=said.get("action") or "",
            noun=said.get("noun") or "",
            number=said.get("number") or "",
        )


class LookFilters(forms.Form):
    """Days and officer."""

    since = DayField(label="从", required=False)
    until = DayField(label="到", required=False)
    officer = forms.CharField(label="人员", required=False, max_length=40)

    def filters(self) -> queries.Filters:
        """What the looks are narrowed to."""
        self.is_valid()
        said = self.cleaned_data
        return queries.Filters(said.get("since"), said.get("until"), said.get("officer") or "")
