"""Making a token for a bank's system."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from hudai.actions.api_token import LONGEST_NAME, desks
from hudai.records.models import Posting


class _Desk(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A bank's desk, with the bank and who sits there."""

    def label_from_instance(self, posting: Posting) -> str:
        """What stands in the list."""
        assert posting.branch is not None
        station = posting.get_station_display()
        return f"{posting.branch.bank} · {posting.branch} · {station}（{posting.officer}）"


class TokenForm(forms.Form):
    """Whose desk, and what the token is called."""

    posting = _Desk(
        label="银行岗位",
        empty_label="请选择",
        queryset=Posting.objects.none(),
        help_text="接口只能办理这个岗位能办理的贷款；登记的内容记在这个岗位名下。",
    )
    name = forms.CharField(label="令牌名称", max_length=LONGEST_NAME, help_text="如“核心系统”。")

    def __init__(self, *args: Any, day: date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["posting"].queryset = desks(day).order_by("branch__bank", "branch", "pk")  # type: ignore[attr-defined]
