"""Days of the work calendar entered by hand."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from hudai.web.forms.fields import DayField

EARLIEST, LATEST = date(2019, 1, 1), date(2099, 12, 31)


class DaysForm(forms.Form):
    """A stretch of days that are off, or worked, here."""

    works = forms.TypedChoiceField(
        label="这些天",
        choices=[("off", "休息"), ("work", "上班")],
        coerce=lambda said: said == "work",
        initial="off",
        widget=forms.RadioSelect,
    )
    since = DayField(label="从")
    last = DayField(label="到（含当天）", required=False, help_text="只有一天的可以不填。")
    name = forms.CharField(label="名称", max_length=40, help_text="如：国庆节、国庆节调休、抗旱值守。")

    def clean(self) -> dict[str, Any]:
        """Both days within the years there are pages for."""
        said: dict[str, Any] = super().clean() or {}
        for name in ("since", "last"):
            day = said.get(name)
            if day and not EARLIEST <= day <= LATEST:
                self.add_error(name, "请填写 2019 年以后的日期。")
        return said


class NoticeForm(forms.Form):
    """The notice whose days were all entered."""

    notice = forms.CharField(label="通知名称", max_length=80)
