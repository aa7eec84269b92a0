"""Who stands in, and on which days."""

from __future__ import annotations

from typing import Any

from django import forms

from hudai.records.models import Officer
from hudai.web.forms.fields import DayField


class HandOverForm(forms.Form):
    """A deputy by the name they sign in with: names alone are not unique, and no list is shown."""

    username = forms.CharField(label="代理人登录名", max_length=40)
    since = DayField(label="代理从")
    last = DayField(label="到（含当天）")
    reason = forms.CharField(label="原因", max_length=100)

    def __init__(self, *args: Any, officer: Officer, **options: Any) -> None:
        super().__init__(*args, **options)
        self.officer = officer

    def clean(self) -> dict[str, Any]:
        """The deputy behind the name."""
        said: dict[str, Any] = super().clean() or {}
        username = said.get("username", "")
        deputy = Officer.objects.filter(username=username, is_active=True).exclude(pk=self.officer.pk).first()
        if username and deputy is None:
            self.add_error("username", "没有这位在用的工作人员，请核对登录名。")
        return {**said, "deputy": deputy}
